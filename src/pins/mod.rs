//! Where versions of packages are written down, ecosystem by ecosystem.

pub mod python;
