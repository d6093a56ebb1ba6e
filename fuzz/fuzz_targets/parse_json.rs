//! Any text as JSON: the tree is sound.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mcpcheck_fuzz::parse::parse(data, mcpcheck::document::Syntax::Json));
