//! The reports of one run: each in its format, to its file or to standard output.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Error, Io, style_on};
use crate::cli::{FormatArg, Global, Outputs};
use crate::env::Env;
use crate::fix::write::Write;
use crate::redact::sanitize;
use crate::report::{Format, Prepared, Report};

/// Other names of standard output.
const STDOUT: [&str; 3] = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/// What is to be written.
pub(super) struct Asked {
    /// Formats for standard output; annotations come last.
    printed: Vec<Format>,
    /// Formats for files, as they were named.
    written: Vec<(Format, PathBuf)>,
}

impl Asked {
    /// What the command line asks for.
    ///
    /// GitHub's runner sets `GITHUB_ACTIONS=true` (documentation "Variables", 2026-11). Where nothing else is said, the
    /// log gets the text and the pull request gets annotations.
    ///
    /// # Errors
    /// Two reports that would be mixed up.
    pub(super) fn of(outputs: &Outputs, env: &Env) -> Result<Self, Error> {
        let mut asked = Self { printed: Vec::new(), written: Vec::new() };
        for output in &outputs.all {
            let format = output.format.map_or(Format::Text, format);
            match &output.file {
                None => asked.printed.push(format),
                // Where it leads to a file, that file is somebody's log: it must neither be replaced nor begun anew.
                Some(file) if STDOUT.iter().any(|name| file == Path::new(name)) => asked.printed.push(format),
                Some(file) => asked.written.push((format, file.clone())),
            }
        }
        if outputs.all.is_empty() {
            asked.printed.push(Format::Text);
        }
        if env.var("GITHUB_ACTIONS") == Some("true") && outputs.all.iter().all(|output| output.format.is_none()) {
            asked.printed.push(Format::Github);
        }
        asked.printed.sort_by_key(|format| *format == Format::Github);
        asked.clashes(env)?;
        Ok(asked)
    }

    /// Whether some report is to have this format.
    pub(super) fn wants(&self, format: Format) -> bool {
        self.printed.contains(&format) || self.written.iter().any(|(written, _)| *written == format)
    }

    fn clashes(&self, env: &Env) -> Result<(), Error> {
        // Annotations are lines that nothing else begins with, so that they may stand behind another report.
        let mut printed = self.printed.iter().filter(|format| **format != Format::Github);
        if let (Some(one), Some(other)) = (printed.next(), printed.next()) {
            let (one, other) = (one.as_str(), other.as_str());
            let why = format!("`{one}` and `{other}` would be mixed up on standard output: give one of them --output");
            return Err(Error::Usage(why));
        }
        if self.printed.len() > 1 && self.printed.iter().all(|format| *format == Format::Github) {
            return Err(Error::Usage("`--format github` is there twice".to_owned()));
        }
        let mut seen = BTreeSet::new();
        match self.written.iter().find(|(_, file)| !seen.insert(env.cwd.join(file))) {
            None => Ok(()),
            Some((_, file)) => {
                let file = sanitize(&file.to_string_lossy());
                Err(Error::Usage(format!("two reports would go to `{file}`")))
            }
        }
    }
}

fn format(format: FormatArg) -> Format {
    match format {
        FormatArg::Text => Format::Text,
        FormatArg::Concise => Format::Concise,
        FormatArg::Json => Format::Json,
        FormatArg::Jsonl => Format::Jsonl,
        FormatArg::Sarif => Format::Sarif,
        FormatArg::Github => Format::Github,
        FormatArg::Gitlab => Format::Gitlab,
        FormatArg::Junit => Format::Junit,
        FormatArg::Markdown => Format::Markdown,
        FormatArg::Html => Format::Html,
    }
}

/// Writes a report in every format. Files come first: a reader of standard output that goes away stops the run. One that
/// cannot be written does not stop the others.
pub(super) fn deliver(
    report: &Report<'_>,
    asked: &Asked,
    global: &Global,
    env: &Env,
    io: &mut Io<'_>,
) -> Result<(), Error> {
    let formats: Vec<Format> =
        asked.printed.iter().chain(asked.written.iter().map(|(format, _)| format)).copied().collect();
    let prepared = Prepared::new(report, &formats);
    let mut failed = None;
    for (format, file) in &asked.written {
        let mut text = Vec::new();
        prepared.write(*format, &mut text, style_on(false, global, env))?;
        if let Err(error) = save(&text, &env.cwd.join(file)) {
            failed.get_or_insert(error);
        }
    }
    let silent = global.quiet && report.findings.is_empty();
    for format in asked.printed.iter().filter(|format| !(silent && format.is_for_people())) {
        let mut text = Vec::new();
        prepared.write(*format, &mut text, style_on(io.terminal, global, env))?;
        io.out.write_all(&text)?;
    }
    failed.map_or(Ok(()), Err)
}

/// Writes a file whole or not at all. What is no file (`/dev/null`, a named pipe) has nothing that could be kept or
/// replaced, and takes the text as it comes.
pub(super) fn save(text: &[u8], path: &Path) -> Result<(), Error> {
    let stream = std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
    if stream || ["/dev/fd", "/dev/stderr", "/proc"].iter().any(|name| path.starts_with(name)) {
        let mut stream = std::fs::OpenOptions::new().append(true).open(path)?;
        return Ok(std::io::Write::write_all(&mut stream, text)?);
    }
    let old = path.is_file().then(|| std::fs::read(path).ok()).flatten();
    let text = String::from_utf8_lossy(text);
    Write { path, expected: old.as_deref(), text: &text, within: None, backup: false }.write()?;
    Ok(())
}
