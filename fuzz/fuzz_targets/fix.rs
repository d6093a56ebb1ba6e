//! Any text as the file of any client, mended: laws 2 and 3.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mcpcheck_fuzz::fix(data));
