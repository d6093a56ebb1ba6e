//! `placeholder-value`: a text that somebody was to replace, and nobody did.

use url::Url;

use super::{Family, FileCx, FixKind, Rule, RuleMeta};
use crate::clients::Role;
use crate::finding::{Finding, Severity};
use crate::model::{Server, Spanned, Template};
use crate::normalize::templates;

/// The rule.
#[derive(Debug)]
pub struct PlaceholderValue;

static META: RuleMeta = RuleMeta {
    id: "placeholder-value",
    family: Family::Portability,
    severity: Severity::Warning,
    summary: "no value still says what is to be written in its place",
    fix: FixKind::None,
    page: include_str!("../../docs/rules/placeholder-value.md"),
};

impl Rule for PlaceholderValue {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        // What is published for others to install has places to fill in.
        if !cx.dialect.owner || cx.dialect.server_side {
            return;
        }
        out.extend(cx.reading.servers.iter().filter_map(|server| judge(cx, server)));
    }
}

/// One finding per server: who left one value left them all.
fn judge(cx: &FileCx<'_>, server: &Server) -> Option<Finding> {
    let mut found = templates(server).into_iter().filter_map(|(role, value)| Some((role, value, shown(role, value)?)));
    let (role, value, text) = found.next()?;
    let client = cx.client();
    let what = match role {
        Role::Url => format!("{client} asks for that address"),
        Role::Headers => format!("{client} sends it as it is"),
        _ => format!("{client} hands it to the server as it is"),
    };
    // A value may be half a credential after all, so that only what names no secret is shown.
    let key = value.pointer.last().filter(|_| matches!(role, Role::Env | Role::Headers));
    let holder = key.map_or_else(|| format!("`{text}`"), |key| format!("`{key}`"));
    let holds =
        if matches!(role, Role::Env | Role::Headers) { "still holds a placeholder" } else { "is a placeholder" };
    let message = format!("{holder} {holds}: {what}");
    let name = match role {
        Role::Env => value.pointer.last(),
        _ => None,
    };
    let spell = cx.dialect.variables.spell.filter(|_| cx.dialect.variables.roles.contains(&role));
    let help = match (spell, name) {
        (Some(spell), Some(name)) => {
            format!("write `{}`, so that everybody brings a value", spell.replace("NAME", &name))
        }
        (Some(spell), None) if role == Role::Headers => {
            let key = value.pointer.last().unwrap_or_default();
            format!(
                "write `{}`, so that everybody brings a value",
                spell.replace("NAME", &variable(&server.name, &key))
            )
        }
        (None, _) if matches!(role, Role::Env | Role::Headers) => {
            format!("{client} expands no variables here: keep the value in your own settings, not in this file")
        }
        _ => "write the value, or take the server out until somebody has one".to_owned(),
    };
    let mut finding = Finding::new(META.id, META.severity, cx.reading.file, value.span, message)
        .at(value.pointer.clone())
        .client(cx.dialect.client)
        .server(&server.name, server.scope)
        .help(help);
    for (_, value, _) in found {
        finding = finding.related(cx.reading.file, value.span, "also here");
    }
    Some(finding)
}

/// A name for the variable that a header's value comes from.
fn variable(server: &str, header: &str) -> String {
    let upper = |text: &str| text.to_ascii_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    match header.eq_ignore_ascii_case("authorization") {
        true => format!("{}_TOKEN", upper(server)),
        false => upper(header.trim_start_matches("X-").trim_start_matches("x-")),
    }
}

/// The placeholder in a value, as far as it may be shown: it is one from end to end.
fn shown(role: Role, value: &Spanned<Template>) -> Option<String> {
    let text = value.value.source.trim();
    // A variable is filled in.
    if !value.value.is_literal() || text.len() > 200 {
        return None;
    }
    let part = match role {
        Role::Url => return in_url(text),
        Role::Args if text.contains("://") => {
            let value = text.split_once('=').filter(|(flag, _)| flag.starts_with('-')).map_or(text, |(_, v)| v);
            return in_url(value);
        }
        Role::Args => {
            let value = text.split_once('=').filter(|(flag, _)| flag.starts_with('-')).map_or(text, |(_, v)| v);
            // `Authorization: Bearer YOUR_TOKEN`, as `mcp-remote --header` has it.
            credential(value.split_once(':').map_or(value, |(_, rest)| rest.trim_start()))
        }
        _ => credential(text),
    };
    is_placeholder(part, role == Role::Args).then(|| part.to_owned())
}

fn in_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let query = url.query_pairs().map(|(_, v)| v.into_owned());
    let path = url.path_segments().into_iter().flatten().map(str::to_owned);
    query.chain(path).find(|part| is_placeholder(part, false))
}

/// What follows the word that says how to log in.
fn credential(text: &str) -> &str {
    let scheme = |word: &str| ["bearer", "basic", "token", "apikey"].iter().any(|s| word.eq_ignore_ascii_case(s));
    text.split_once(' ').filter(|(word, _)| scheme(word)).map_or(text, |(_, rest)| rest.trim_start())
}

/// Whether a text is nothing but the place for another one.
fn is_placeholder(text: &str, is_arg: bool) -> bool {
    let text = text.trim().trim_matches(['"', '\'']);
    if text.starts_with("/path/to/") || text.starts_with("C:\\path\\to\\") || text.starts_with("/absolute/path/to/") {
        return true;
    }
    if text.chars().any(char::is_whitespace) {
        return false;
    }
    let inner = text.strip_prefix('<').and_then(|t| t.strip_suffix('>'));
    if let Some(inner) = inner {
        return inner.len() > 2 && inner.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    }
    let lower = text.to_ascii_lowercase();
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if !lower.bytes().all(|b| word(b) || b == b':') {
        return false;
    }
    let parts: Vec<&str> = lower.split(['-', '_', '.', ':']).filter(|p| !p.is_empty()).collect();
    let first = parts.first().copied().unwrap_or_default();
    // `fc-XXXXXXXX`: what is no X is the prefix of a provider.
    let crossed = parts.iter().filter(|p| p.len() >= 4 && p.bytes().all(|b| b == b'x')).map(|p| p.len()).sum::<usize>();
    if crossed >= 8 && crossed + 12 >= lower.len() * 2 / 3 {
        return true;
    }
    if is_arg {
        // A package or a tool may be called `your-...`.
        return parts.len() > 2 && first == "your" && ends_as_secret(&parts);
    }
    match parts.as_slice() {
        ["your", _, ..] => ends_as_secret(&parts),
        [.., "here"] => parts.len() > 2 && parts.iter().any(|p| SECRETS.contains(p)),
        ["replace" | "change", "me", ..] | ["replaceme"] => true,
        ["replace" | "insert" | "enter", "with" | "your" | "the" | "this", ..] => true,
        ["sk" | "ghp" | "pk" | "tvly" | "xoxb", "your", ..] => true,
        _ => false,
    }
}

/// What placeholders are called after.
const SECRETS: &[&str] =
    &["key", "token", "secret", "password", "apikey", "pat", "id", "url", "credentials", "username"];

fn ends_as_secret(parts: &[&str]) -> bool {
    parts.iter().skip(1).any(|p| SECRETS.contains(p) || p.ends_with("key") || p.ends_with("token"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "YOUR_API_KEY",
            "your-token",
            "YOUR_OPENAI_KEY_HERE",
            "<your-token>",
            "<TOKEN>",
            "fc-XXXXXXXXXXXXXXXXXXXX",
            "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX:XX",
            "replace-with-token-if-needed",
            "REPLACE_ME",
            "/path/to/vault",
            "tvly-dev-XXXXXXXXXXXXXXXXXXXXXXXX",
            "sk-your-key",
            "insert-your-key-here",
            "change-me",
            "api_key_here",
        ] {
            assert!(is_placeholder(text, false), "{text}");
        }
        for text in [
            "",
            "1",
            "true",
            "production",
            "your-org",
            "yourproject",
            "xxl",
            "changeme",
            "http://localhost:8080",
            "<p>a</p>",
            "your own words",
            "/opt/path/to/x",
            "info",
            "a-token-of-love",
            "everywhere-here",
            "stay-here",
            "XXX",
            "replace",
            "docs.your-company.example",
            "x-api-key",
        ] {
            assert!(!is_placeholder(text, false), "{text}");
        }
        for text in ["your-mcp-server", "@acme/your-server", "YOUR", "here"] {
            assert!(!is_placeholder(text, true), "{text}");
        }
        assert!(is_placeholder("YOUR_API_KEY", true));
    }
}
