//! One integration test binary, so that it links once.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod bad_input;
mod book;
mod clean;
mod clients;
mod conformance;
mod corpus;
mod declared;
mod everyone;
mod faulty;
mod fixtures;
mod formats;
mod incident;
// The scripts are for a Unix shell; Windows' runners have one, and the action's tests would prove the same there.
#[cfg(unix)]
mod install;
mod launchers;
mod launches;
mod lawful;
mod laws;
mod living;
mod pages;
mod pinned;
mod ports;
mod proof;
mod read_by_hand;
mod regressions;
mod samples;
mod secrets;
mod support;
mod watched;
mod why;
mod why_more;
