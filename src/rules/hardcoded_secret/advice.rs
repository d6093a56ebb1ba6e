//! What to write in place of a credential, in the words of the client whose file it is.

use super::places::Place;
use crate::clients::{Dialect, Role};
use crate::redact::name_words;
use crate::workspace::{self, Source};

use super::super::copies::is_project;

/// What to write, and what to do about the credential that is out.
pub(in crate::rules) fn advice(source: &Source, place: &Place) -> String {
    let revoke = match is_project(source) && !source.ignored_by_git {
        true => "; then revoke this one, since git keeps what was committed",
        false => "",
    };
    format!("{}{revoke}", instead(source, place, &place.name))
}

/// What to write in its place, by the name that says what it is.
pub(in crate::rules) fn instead(source: &Source, place: &Place, name: &str) -> String {
    let name = variable(place, name);
    let Some(dialect) = source.readers().iter().find(|d| d.owner) else {
        return match source.role {
            workspace::Role::Golden => format!("write `${{{name}}}`, and set `{name}` in the environment"),
            _ => format!("take it out of the file, and set `{name}` in the environment"),
        };
    };
    let field = field(dialect, place);
    let client = dialect.name;
    let spelled = dialect.variables.spell.map(|spell| spell.replace("NAME", &name));
    let expands = field.is_some_and(|role| dialect.variables.roles.contains(&role));
    let has = |role: Role| dialect.by_role(role);
    match (spelled, field) {
        (Some(spelled), _) if expands && dialect.variables.inputs.is_some() => {
            let id = name.to_ascii_lowercase().replace('_', "-");
            format!("write `{spelled}`, or `${{input:{id}}}` with an entry in `inputs`: {client} fills both in")
        }
        (Some(spelled), _) if expands => format!("write `{spelled}` in its place: {client} fills it in"),
        (_, Some(Role::Env)) if has(Role::EnvNames).is_some() => {
            let list = has(Role::EnvNames).map_or("", |f| f.name);
            format!("write `{list} = [\"{name}\"]` in place of the line: {client} hands that variable on")
        }
        (_, Some(Role::Headers | Role::Refused)) if has(Role::BearerVar).is_some() => {
            let bearer = has(Role::BearerVar).map_or("", |f| f.name);
            let others = has(Role::EnvHeaders).map_or("", |f| f.name);
            match place.name.eq_ignore_ascii_case("authorization") || field == Some(Role::Refused) {
                true => format!("write `{bearer} = \"{name}\"`: {client} reads the token from that variable"),
                false => {
                    format!(
                        "write `{others} = {{ {} = \"{name}\" }}`: {client} reads it from that variable",
                        place.name
                    )
                }
            }
        }
        (_, Some(Role::Env)) if has(Role::EnvFile).is_some() => {
            let file = has(Role::EnvFile).map_or("", |f| f.name);
            format!("put it into a file that git ignores, and name that file in `{file}`")
        }
        // Everything but the environment of the process itself is filled in by the program that starts it.
        (_, Some(Role::Env | Role::Args | Role::Command | Role::CommandLine)) => format!(
            "{client} fills in no variables here: let the command bring `{name}` \
             (`dotenvx run -- ...`, `op run -- ...`), or keep this server in your own settings"
        ),
        (_, Some(_)) => format!(
            "{client} fills in no variables here: keep this server in your own settings, or log in with OAuth where the \
             server has it"
        ),
        (Some(spelled), None) if place.server.is_some() => format!("move it to `env` or `headers` as `{spelled}`"),
        (_, None) => "take it out of the file".to_owned(),
    }
}

/// The field of the entry that it stands in.
fn field(dialect: &Dialect, place: &Place) -> Option<Role> {
    let segments: Vec<String> = place.pointer.segments().collect();
    let known = |at: usize| {
        let one = segments.get(at)?;
        let two = segments.get(at + 1).and_then(|next| dialect.field(&format!("{one}/{next}")));
        two.or_else(|| dialect.field(one)).map(|f| f.role)
    };
    place.server.as_ref()?;
    // The container's own keys come first; fields that hold values come last.
    (0..segments.len()).rev().filter_map(known).find(|role| *role != Role::Other)
}

/// A name for the variable that is to hold it: its key where that is one, else made from server and field.
fn variable(place: &Place, name: &str) -> String {
    let is_name = crate::model::template::is_env_name(name)
        && name.chars().any(|c| c.is_ascii_uppercase())
        && !name.chars().any(|c| c.is_ascii_lowercase());
    if is_name {
        return name.to_owned();
    }
    // `x-context7-api-key` says whose it is, `Authorization` and `--api-key` do not.
    const GENERAL: &[&str] = &[
        "x",
        "api",
        "key",
        "apikey",
        "auth",
        "authorization",
        "token",
        "access",
        "bearer",
        "value",
        "url",
        "password",
        "k",
        "sig",
        "signature",
        "secret",
    ];
    let own: Vec<String> = name_words(name).into_iter().filter(|w| w != "x").collect();
    let telling = own.iter().any(|w| !GENERAL.contains(&w.as_str()));
    let server = place.server.as_ref().map(|(name, _)| name_words(name)).unwrap_or_default();
    let has = |word: &str| own.iter().any(|w| w.ends_with(word));
    let last = match () {
        () if has("key") => ["api", "key"].as_slice(),
        () if has("password") => &["password"],
        () => &["token"],
    };
    let made = || server.iter().cloned().chain(last.iter().map(|w| (*w).to_owned())).collect();
    let words: Vec<String> = if telling { own } else { made() };
    let name = words.join("_").to_ascii_uppercase();
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    match plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => plain,
        false => "TOKEN".to_owned(),
    }
}
