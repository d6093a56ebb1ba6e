//! Any text as a golden, and two files checked and mended against it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mcpcheck_fuzz::golden::golden(data));
