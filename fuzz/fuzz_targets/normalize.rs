//! Any text as the file of any client: findings have places, reports are written, twice the same.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mcpcheck_fuzz::normalize(data));
