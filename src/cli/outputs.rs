//! Which formats, and where each goes: by the order of the words on the command line, which clap's derive cannot say.

use std::path::PathBuf;

use clap::builder::EnumValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};

use super::FormatArg;

/// The formats that were asked for, in their order; none for what is usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs {
    /// Each with where it goes.
    pub all: Vec<Output>,
}

/// One format and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// The format; without one, text.
    pub format: Option<FormatArg>,
    /// The file; without one, standard output.
    pub file: Option<PathBuf>,
}

const FORMAT: &str = "format";
const OUTPUT: &str = "output";

impl Args for Outputs {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                Arg::new(FORMAT)
                    .long(FORMAT)
                    .action(ArgAction::Append)
                    .value_parser(EnumValueParser::<FormatArg>::new())
                    .help("The output format; may be repeated, each with its own --output [default: text]")
                    .long_help(
                        "The output format; may be repeated, each with the --output that follows it. In GitHub \
                         Actions, without it, annotations come after the text [default: text]",
                    ),
            )
            .arg(
                Arg::new(OUTPUT)
                    .long(OUTPUT)
                    .action(ArgAction::Append)
                    .value_parser(value_parser!(PathBuf))
                    .value_name("FILE")
                    .help("Write the report to a file instead of standard output: that of the --format before it"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Outputs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let formats = matches.get_many::<FormatArg>(FORMAT).into_iter().flatten().copied();
        let files = matches.get_many::<PathBuf>(OUTPUT).into_iter().flatten().cloned();
        let at = |id| matches.indices_of(id).into_iter().flatten();
        let formats = at(FORMAT).zip(formats.map(Word::Format));
        let mut words: Vec<(usize, Word)> = formats.chain(at(OUTPUT).zip(files.map(Word::File))).collect();
        words.sort_by_key(|(at, _)| *at);
        let all = pair(words.into_iter().map(|(_, word)| word));
        // The usual way to report it adds the usage and ends with 2.
        all.map(|all| Self { all }).map_err(|why| Error::raw(ErrorKind::ArgumentConflict, why + "\n"))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

enum Word {
    Format(FormatArg),
    File(PathBuf),
}

/// A file belongs to the format before it. Where there is but one of each, the order does not matter.
fn pair(words: impl Iterator<Item = Word>) -> Result<Vec<Output>, String> {
    let mut all: Vec<Output> = Vec::new();
    let mut first = None;
    for word in words {
        match (word, all.last_mut()) {
            (Word::Format(format), _) => all.push(Output { format: Some(format), file: None }),
            (Word::File(file), Some(last)) if last.file.is_none() => last.file = Some(file),
            (Word::File(file), None) if first.is_none() => first = Some(file),
            (Word::File(file), _) => {
                return Err(format!("`--output {}` has no --format of its own before it", shown(&file)));
            }
        }
    }
    match (first, all.as_mut_slice()) {
        (None, _) => {}
        (Some(file), []) => all.push(Output { format: None, file: Some(file) }),
        (Some(file), [one]) if one.file.is_none() => one.file = Some(file),
        (Some(file), _) => return Err(format!("`--output {}` has no --format of its own before it", shown(&file))),
    }
    Ok(all)
}

fn shown(file: &std::path::Path) -> String {
    crate::redact::sanitize(&file.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::{Cli, Command, FormatArg};

    fn parsed(words: &str) -> Result<Vec<(Option<FormatArg>, String)>, String> {
        let words = std::iter::once("mcpcheck").chain(words.split_whitespace());
        let cli = Cli::try_parse_from(words).map_err(|e| e.to_string())?;
        let outputs = match cli.command {
            None => cli.check.outputs,
            Some(Command::Check(args)) => args.outputs,
            Some(Command::Fix(args)) => args.outputs,
            Some(other) => panic!("{other:?}"),
        };
        let file = |file: Option<std::path::PathBuf>| file.map(|f| f.display().to_string()).unwrap_or_default();
        Ok(outputs.all.into_iter().map(|o| (o.format, file(o.file))).collect())
    }

    #[test]
    fn an_output_belongs_to_the_format_before_it() {
        use FormatArg::{Github, Json, Sarif, Text};
        let one = |format, file: &str| vec![(format, file.to_owned())];
        assert_eq!(parsed("").unwrap(), []);
        assert_eq!(parsed("--output a").unwrap(), one(None, "a"));
        for both in ["--format json --output a", "--output a --format json", "check --output=a . --format=json"] {
            assert_eq!(parsed(both).unwrap(), one(Some(Json), "a"), "{both}");
        }
        let several = "--format sarif --output a . --format text --format json --output b --format github";
        for command in ["", "check ", "fix "] {
            let said = parsed(&format!("{command}{several}")).unwrap();
            let want = [(Sarif, "a"), (Text, ""), (Json, "b"), (Github, "")];
            assert_eq!(said, want.map(|(format, file)| (Some(format), file.to_owned())));
        }
        for wrong in [
            "--output a --output b",
            "--format json --output a --output b",
            "--output a --format json --format text",
            "--output a --format json --output b",
        ] {
            let said = parsed(wrong).unwrap_err();
            assert!(
                said.contains("has no --format of its own before it") && said.contains("Usage:"),
                "{wrong}: {said}"
            );
        }
    }
}
