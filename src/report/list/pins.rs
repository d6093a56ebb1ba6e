//! The listing of versions, for people and for programs.

use std::io::{self, Write};

use comfy_table::{Table, presets::NOTHING};
use serde::Serialize;

use super::super::Style;
use super::super::json::escaped;
use super::super::text::wrap;
use super::layout::width;
use crate::list::pins::{ListedPin, PinListing};
use crate::model::pin::{Ecosystem, Origin};
use crate::redact::sanitize;

/// The version of the contract.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    root: String,
    pins: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    line: usize,
    pointer: &'a str,
    server: Option<&'a str>,
    ecosystem: &'static str,
    package: &'a str,
    spec: &'a str,
    version: Option<&'a str>,
    exact: bool,
    place: &'a str,
}

/// Writes the contract of `schemas/list-pins-output.json`.
pub(super) fn json(listing: &PinListing, out: &mut dyn Write) -> io::Result<()> {
    let pins = listing.pins.iter().map(entry).collect();
    let output = Output { version: VERSION, root: listing.root_name(), pins };
    let text = serde_json::to_string_pretty(&output).map_err(io::Error::other)?;
    writeln!(out, "{}", escaped(&text))
}

fn entry(pin: &ListedPin) -> Entry<'_> {
    Entry {
        file: &pin.file,
        line: pin.line,
        pointer: &pin.pointer,
        server: pin.server.as_deref(),
        ecosystem: pin.ecosystem.as_str(),
        package: &pin.package,
        spec: &pin.spec,
        version: pin.version.as_deref(),
        exact: pin.exact,
        place: &pin.place,
    }
}

/// Writes a block per package: its versions, each with what it is and where it stands.
pub(super) fn text(listing: &PinListing, out: &mut dyn Write, style: Style, summary: bool) -> io::Result<()> {
    if listing.pins.is_empty() {
        return writeln!(out, "no version of an MCP package is written below {}", sanitize(&listing.place));
    }
    for (i, group) in listing.pins.chunk_by(|a, b| package(a) == package(b)).enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        if let Some(first) = group.first() {
            header(first, out, style)?;
        }
        for line in drawn(group, style) {
            writeln!(out, "{line}")?;
        }
    }
    if summary {
        writeln!(out)?;
        for line in wrap(&counts(&listing.pins), 0, 0, style.width) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn package(pin: &ListedPin) -> (Ecosystem, &str) {
    (pin.ecosystem, &pin.package)
}

fn header(pin: &ListedPin, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let (strong, dim) = (anstyle::Style::new().bold(), anstyle::Style::new().dimmed());
    let (name, ecosystem) = (sanitize(&pin.package), pin.ecosystem.as_str());
    match style.color {
        true => writeln!(out, "{strong}{name}{strong:#} {dim}({ecosystem}){dim:#}"),
        false => writeln!(out, "{name} ({ecosystem})"),
    }
}

/// A line for each pin of a package, in columns; in two lines where one of them would be too wide.
fn drawn(pins: &[ListedPin], style: Style) -> Vec<String> {
    let rows: Vec<[String; 4]> = pins.iter().map(row).collect();
    let mut table = Table::new();
    table.load_style(NOTHING);
    for row in &rows {
        table.add_row(row);
    }
    let lines: Vec<String> = table.lines().map(|line| format!(" {}", line.trim_end())).collect();
    let painted = |(line, pin): (String, &ListedPin)| if style.color { painted(&line, pin) } else { line };
    if lines.iter().all(|line| width(line) <= style.width) {
        return lines.into_iter().zip(pins).map(painted).collect();
    }
    let stacked = rows.iter().map(|[version, kind, place, at]| {
        let said: Vec<&str> =
            [version, kind, place].into_iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
        format!("  {}\n      {at}", said.join("  "))
    });
    stacked.zip(pins).map(painted).collect()
}

/// What is exact in green, what is open in yellow.
fn painted(line: &str, pin: &ListedPin) -> String {
    let paint = match pin.exact {
        true => anstyle::AnsiColor::Green.on_default(),
        false => anstyle::AnsiColor::Yellow.on_default(),
    };
    let kind = kind(pin);
    line.replacen(kind, &format!("{paint}{kind}{paint:#}"), 1)
}

fn row(pin: &ListedPin) -> [String; 4] {
    let said = match pin.spec.as_str() {
        "" => "(none)".to_owned(),
        spec => sanitize(spec),
    };
    let version = match &pin.version {
        Some(version) if pin.by_lock => format!("{said} = {}", sanitize(version)),
        _ => said,
    };
    let place = match &pin.server {
        Some(server) => format!("{} of {}", pin.place, sanitize(server)),
        None => sanitize(&pin.place),
    };
    [version, kind(pin).to_owned(), place, format!("{}:{}", sanitize(&pin.file), pin.line)]
}

/// What a version is, in one word.
fn kind(pin: &ListedPin) -> &'static str {
    match (pin.origin, pin.exact) {
        (Origin::Lock, _) => "locked",
        (_, true) if pin.by_lock => "by lock",
        (_, true) => "exact",
        (Origin::Constraint, false) => "limit",
        (_, false) => "open",
    }
}

fn counts(pins: &[ListedPin]) -> String {
    let packages = pins.chunk_by(|a, b| package(a) == package(b)).count();
    let many = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let written = pins.iter().filter(|p| p.origin != Origin::Lock);
    let open = written.clone().filter(|p| !p.exact).count();
    format!(
        "{} in {}: {} exact, {open} open, {} locked",
        many(packages, "package"),
        many(pins.len(), "place"),
        written.filter(|p| p.exact).count(),
        pins.iter().filter(|p| p.origin == Origin::Lock).count()
    )
}
