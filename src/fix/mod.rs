//! From findings to bytes: edits built from spans, conflicts between them, and the one atomic write.

pub mod apply;
mod array_edit;
mod braces;
pub mod edit;
mod place;
pub mod render;
mod scan;
mod toml_tables;
pub mod write;
mod yaml;

#[cfg(test)]
mod json_tests;
#[cfg(test)]
mod props;
#[cfg(test)]
mod test_help;
#[cfg(test)]
mod toml_tests;
#[cfg(test)]
mod yaml_laws;
#[cfg(test)]
mod yaml_tests;
