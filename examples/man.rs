//! Writes the man pages, one for each command: `cargo run --example man -- DIR`. A release carries them.

use std::path::PathBuf;

use clap::CommandFactory;
use mcpcheck::cli::Cli;

fn main() -> std::io::Result<()> {
    let Some(dir) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: man DIR"));
    };
    std::fs::create_dir_all(&dir)?;
    clap_mangen::generate_to(Cli::command(), dir)
}
