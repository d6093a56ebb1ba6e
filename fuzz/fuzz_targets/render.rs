//! Any server in every client's spelling: law 1.
#![no_main]

libfuzzer_sys::fuzz_target!(|wild: mcpcheck_fuzz::render::Wild<'_>| mcpcheck_fuzz::render::render(&wild));
