//! Strings that may refer to variables. `${T}`, `${env:T}` and `{env:T}` are one template in three dialects: a
//! template remembers both what was meant and how it was written.

use std::fmt;
use std::ops::Range;

mod parse;

pub use parse::VSCODE_BUILTINS;

/// A string in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// The text as written, decoded.
    pub source: String,
    /// Literal text and variables in order.
    pub parts: Vec<Part>,
}

/// One part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// A reference.
    Var(Variable),
}

/// A reference to something outside the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// What it refers to.
    pub kind: VarKind,
    /// The name, without the punctuation around it.
    pub name: String,
    /// The default after `:-`.
    pub default: Option<String>,
    /// How it is written.
    pub form: Form,
    /// Where it stands in [`Template::source`], in bytes.
    pub range: Range<usize>,
}

/// What a reference refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VarKind {
    /// An environment variable.
    Env,
    /// A VS Code input, asked for at start.
    Input,
    /// The content of a file.
    File,
    /// A value the client knows: `${workspaceFolder}`, `${CLAUDE_PLUGIN_ROOT}`.
    Builtin,
    /// Anything else with a prefix: `${config:x}`, `${command:x}`, `${secret:x}`.
    Other,
}

/// How a reference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `${NAME}`.
    Braced,
    /// `${NAME:-default}`.
    Default,
    /// `$NAME`.
    Bare,
    /// `$input:ID`, which no client reads.
    BareInput,
    /// `${env:NAME}`.
    EnvColon,
    /// `{env:NAME}`.
    CurlyEnv,
    /// `{file:PATH}`.
    CurlyFile,
    /// `${input:ID}`.
    Input,
    /// `${workspaceFolder}` and its like.
    Builtin,
    /// `${prefix:...}` with any other prefix.
    Prefixed,
    /// `${{ secrets.NAME }}` and `${{ inputs.NAME }}`.
    Secrets,
    /// `${file:PATH}`.
    DollarFile,
    /// `${NAME:?text}`, `${NAME:+text}` and `${NAME:=text}`.
    Bash,
    /// `$(command)`; known only to clients that run it.
    Command,
    /// `{{NAME}}`; known only to clients that fill it in.
    DoubleCurly,
}

impl Form {
    /// How it is written, with `NAME` for the name.
    pub fn example(self) -> &'static str {
        match self {
            Self::Braced => "${NAME}",
            Self::Default => "${NAME:-default}",
            Self::Bare => "$NAME",
            Self::BareInput => "$input:ID",
            Self::EnvColon => "${env:NAME}",
            Self::CurlyEnv => "{env:NAME}",
            Self::CurlyFile => "{file:PATH}",
            Self::Input => "${input:ID}",
            Self::Builtin => "${workspaceFolder} ...",
            Self::Prefixed => "${prefix:NAME}",
            Self::Secrets => "${{ secrets.NAME }}",
            Self::DollarFile => "${file:PATH}",
            Self::Bash => "${NAME:?text}",
            Self::Command => "$(command)",
            Self::DoubleCurly => "{{NAME}}",
        }
    }
}

impl Template {
    /// Reads every reference that any known client would understand. A bare `$NAME` counts only where it is the
    /// whole string or the word after `Bearer `, since in other places it is as often a shell's business.
    pub fn parse(source: &str) -> Self {
        Self::parse_with(source, &[])
    }

    /// The same for a client that expands these forms: `$NAME` then counts anywhere unless it is escaped, and the
    /// forms that only such a client gives a meaning are read.
    pub fn parse_with(source: &str, forms: &[Form]) -> Self {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut at = 0;
        while let Some(rest) = source.get(at..).filter(|r| !r.is_empty()) {
            if let Some(variable) = parse::reference(source, at).or_else(|| parse::own(source, at, forms)) {
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                at = variable.range.end;
                parts.push(Part::Var(variable));
            } else {
                let step = rest.chars().next().map_or(1, char::len_utf8);
                text.push_str(rest.get(..step).unwrap_or_default());
                at += step;
            }
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Self { source: source.to_owned(), parts }
    }

    /// The references in order.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts.iter().filter_map(|p| match p {
            Part::Var(v) => Some(v),
            Part::Text(_) => None,
        })
    }

    /// Whether there is no reference in it.
    pub fn is_literal(&self) -> bool {
        self.variables().next().is_none()
    }

    /// The canonical spelling: `${NAME}`, `${NAME:-default}`, `${input:id}`.
    pub fn canonical(&self) -> String {
        self.parts.iter().map(ToString::to_string).collect()
    }

    /// Whether two templates mean the same, however they are written.
    pub fn same(&self, other: &Self) -> bool {
        self.source == other.source || self.canonical() == other.canonical()
    }

    /// Like [`Self::same`], and a VS Code input also equals an environment variable whose name is alike but for
    /// case, `-` and `_`.
    pub fn same_or_input(&self, other: &Self) -> bool {
        if self.same(other) {
            return true;
        }
        self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|(a, b)| match (a, b) {
                (Part::Var(a), Part::Var(b)) if a.kind != b.kind => {
                    let pair = [a.kind, b.kind];
                    pair.contains(&VarKind::Input) && pair.contains(&VarKind::Env) && folded(&a.name) == folded(&b.name)
                }
                (a, b) => a.to_string() == b.to_string(),
            })
    }

    /// Replaces `${workspaceFolder}/x` and `./x` by `x`: one path in three spellings.
    pub fn without_workspace(&self) -> String {
        let text = self.canonical();
        for prefix in ["${workspaceFolder}/", "${workspaceRoot}/", "${workspaceFolder:-.}/", "./"] {
            if let Some(rest) = text.strip_prefix(prefix) {
                return rest.to_owned();
            }
        }
        if text == "${workspaceFolder}" { ".".to_owned() } else { text }
    }
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Var(v) => v.fmt(f),
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match (self.kind, &self.default) {
            (VarKind::Input, _) => write!(f, "${{input:{name}}}"),
            (VarKind::File, _) => write!(f, "${{file:{name}}}"),
            (VarKind::Other, _) if matches!(self.form, Form::Command | Form::DoubleCurly) => {
                f.write_str(&self.written())
            }
            (_, Some(default)) => write!(f, "${{{name}:-{default}}}"),
            _ => write!(f, "${{{name}}}"),
        }
    }
}

impl Variable {
    /// The reference in the form that it has.
    pub fn written(&self) -> String {
        match self.form {
            Form::Command => format!("$({})", self.name),
            Form::DoubleCurly => format!("{{{{{}}}}}", self.name),
            _ => format!("${{{}}}", self.name),
        }
    }
}

/// Whether a name can be an environment variable's.
pub fn is_env_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Template::parse(text).canonical()
    }

    #[test]
    fn every_dialects_form_becomes_one() {
        for text in ["${T}", "${env:T}", "{env:T}", "$T"] {
            assert_eq!(canonical(text), "${T}", "{text}");
        }
        assert_eq!(canonical("Bearer $T"), "Bearer ${T}");
        assert_eq!(canonical("a${T:-b}c"), "a${T:-b}c");
        assert_eq!(canonical("${A:-${B}}"), "${A:-${B}}");
        assert_eq!(canonical("echo $HOME/x"), "echo $HOME/x");
        assert_eq!(canonical("${not a var} $ {env:X"), "${not a var} $ {env:X");
    }

    #[test]
    fn some_forms_mean_something_to_some_clients_only() {
        let canonical = |text: &str, forms: &[Form]| Template::parse_with(text, forms).canonical();
        let bare = [Form::Bare];
        assert_eq!(canonical("https://$HOST:1/x", &bare), "https://${HOST}:1/x");
        assert_eq!(canonical("https://$HOST:1/x", &[]), "https://$HOST:1/x");
        assert_eq!(canonical(r"a$$B \$C $1 $", &bare), r"a$$B \$C $1 $");
        let names = |text: &str, forms: &[Form]| -> Vec<(String, Form)> {
            Template::parse_with(text, forms).variables().map(|v| (v.name.clone(), v.form)).collect()
        };
        assert_eq!(names("x $(cat t) {{U}}", &[Form::Command]), [("cat t".to_owned(), Form::Command)]);
        assert_eq!(names("x $(cat t) {{U}}", &[Form::DoubleCurly]), [("U".to_owned(), Form::DoubleCurly)]);
        assert_eq!(names("${T:?no token}", &[]), [("T".to_owned(), Form::Bash)]);
        assert_eq!(names("${file:/run/t}", &[]), [("/run/t".to_owned(), Form::DollarFile)]);
        assert_eq!(Template::parse("Bearer ${{ secrets.T }}!").canonical(), "Bearer ${T}!");
        assert_eq!(Template::parse("${{ inputs.t }}").canonical(), "${input:t}");
        assert_eq!(Template::parse("${{ matrix.t }}").canonical(), "${{ matrix.t }}");
    }

    #[test]
    fn parts_remember_their_place() {
        let t = Template::parse("x ${env:T} y");
        let v = t.variables().next().unwrap();
        assert_eq!(&t.source[v.range.clone()], "${env:T}");
        assert_eq!((v.form, v.kind), (Form::EnvColon, VarKind::Env));
    }

    #[test]
    fn inputs_equal_variables_of_a_like_name() {
        let input = Template::parse("${input:github-token}");
        assert!(input.same_or_input(&Template::parse("${GITHUB_TOKEN}")));
        assert!(!input.same_or_input(&Template::parse("${GITLAB_TOKEN}")));
        assert!(!input.same(&Template::parse("${GITHUB_TOKEN}")));
    }

    #[test]
    fn workspace_paths_are_one_path() {
        for text in ["./dist/x.js", "dist/x.js", "${workspaceFolder}/dist/x.js"] {
            assert_eq!(Template::parse(text).without_workspace(), "dist/x.js");
        }
    }
}
