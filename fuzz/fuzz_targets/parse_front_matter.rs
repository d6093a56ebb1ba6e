//! Any text as Markdown with a head of YAML: the tree is sound.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mcpcheck_fuzz::parse::front_matter(data));
