//! What is known of the clients, as people read it: made from the descriptors for `mcpcheck clients` and
//! `docs/clients.md`, so that neither can say something else than the program does.

pub mod markdown;
pub mod rules;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::clients::{Client, Dialect, Loss, Role, Selection, Shape, Unit, Unset};
use crate::document::Syntax;
use crate::env::{Env, System, slashes};
use crate::model::Transport;

/// The systems whose paths are told, with their names.
const SYSTEMS: [(System, &str); 3] = [(System::Linux, "Linux"), (System::Mac, "macOS"), (System::Windows, "Windows")];

/// The files in the tree that a client reads, without doubles; those it owns first.
pub fn project_files(client: &Client) -> Vec<&'static str> {
    let mut owned: Vec<&Dialect> = client.dialects.iter().collect();
    owned.sort_by_key(|d| !d.owner);
    let mut files: Vec<&str> = Vec::new();
    for path in owned.iter().flat_map(|d| d.paths) {
        if !files.contains(path) {
            files.push(path);
        }
    }
    files
}

/// The files of a dialect outside the tree on one system, `~` for home.
pub fn user_files(dialect: &Dialect, system: System) -> Vec<String> {
    let env = Env { system, home: Some(PathBuf::from("~")), cwd: PathBuf::from("/"), vars: BTreeMap::new() };
    (dialect.user_paths)(&env).iter().map(|path| slashes(path).replace('\\', "/")).collect()
}

/// The same on every system: the systems' names and the files, systems that agree together.
pub fn user_files_everywhere(dialect: &Dialect) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (system, name) in SYSTEMS {
        let files = user_files(dialect, system);
        match all.iter_mut().find(|(_, known)| *known == files) {
            Some((names, _)) => {
                names.push_str(", ");
                names.push_str(name);
            }
            None => all.push((name.to_owned(), files)),
        }
    }
    all.retain(|(_, files)| !files.is_empty());
    if let [(names, _)] = all.as_mut_slice() {
        "every system".clone_into(names);
    }
    all
}

/// The transports that some parser of a client speaks.
pub fn transports(client: &Client) -> Vec<&'static str> {
    let all = [Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws];
    let speaks = |t: &Transport| client.dialects.iter().any(|d| d.transports.speaks.contains(t));
    all.iter().filter(|t| speaks(t)).map(|t| t.as_str()).collect()
}

/// The spellings of variables that a dialect expands.
pub fn variables(dialect: &Dialect) -> Vec<&'static str> {
    dialect.variables.forms.iter().map(|form| form.example()).collect()
}

/// The spellings of variables that some parser of a client expands.
pub fn all_variables(client: &Client) -> Vec<&'static str> {
    let mut all = Vec::new();
    for form in client.dialects.iter().flat_map(variables) {
        if !all.contains(&form) {
            all.push(form);
        }
    }
    all
}

/// Syntax and what the parser lets through beside it.
pub fn syntax(dialect: &Dialect) -> String {
    let t = &dialect.tolerance;
    match dialect.syntax {
        Syntax::Toml => "TOML".to_owned(),
        Syntax::Yaml => "YAML".to_owned(),
        Syntax::FrontMatter => "YAML front matter".to_owned(),
        Syntax::Plain => "text".to_owned(),
        Syntax::Json => match (t.comments, t.trailing_commas) {
            (true, true) => "JSON with comments and trailing commas".to_owned(),
            (true, false) => "JSON with comments".to_owned(),
            (false, true) => "JSON with trailing commas".to_owned(),
            (false, false) => "JSON".to_owned(),
        },
    }
}

/// Where servers stand.
pub fn containers(dialect: &Dialect) -> String {
    let one = |c: &crate::clients::Container| {
        let path = c.path.join(".");
        match c.shape {
            Shape::Map => format!("`{path}`"),
            Shape::List { name: Some(name), .. } => format!("`{path}` (a list; `{name}` is the name)"),
            Shape::List { name: None, .. } => format!("`{path}` (a list)"),
            Shape::References => format!("`{path}` (a list of names and servers)"),
            Shape::Inline => format!("`{path}` (or files named there)"),
            Shape::One(_) => format!("`{path}` (one server)"),
        }
    };
    let mut all: Vec<String> = dialect.containers.iter().map(one).collect();
    all.dedup();
    let mut text = all.join(", ");
    if dialect.bare_map {
        text.push_str(", or servers at the top of the file");
    }
    text
}

/// How the transport is named, one sentence per fact.
pub fn transport_rules(dialect: &Dialect) -> Vec<String> {
    let t = &dialect.transports;
    let mut out = Vec::new();
    if let Some(key) = t.key {
        let mut words: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (word, transport) in t.values {
            words.entry(transport.as_str()).or_default().push(format!("`{word}`"));
        }
        let words: Vec<String> =
            words.iter().map(|(transport, words)| format!("{} is {transport}", words.join(" or "))).collect();
        let must = if t.required { ", which must be there" } else { "" };
        let key = key.replace('/', ".");
        out.push(if words.is_empty() {
            format!("`{key}`{must}")
        } else {
            format!("`{key}`{must}: {}", words.join(", "))
        });
    }
    let remote = t.speaks.iter().any(|t| t.is_remote());
    if remote && !t.required && !matches!(t.by, Selection::Own(_) | Selection::Union(_)) {
        let field = dialect.by_role(Role::Url).map_or("url", |f| f.name);
        out.push(match (t.url_tells, t.bare_url) {
            (Some(_), _) => format!("a `{field}` alone: its text decides"),
            (None, Some(transport)) if t.falls_back => format!("a `{field}` alone is {transport}, then SSE"),
            (None, Some(transport)) => format!("a `{field}` alone is {transport}"),
            (None, None) => format!("a `{field}` alone is not loaded"),
        });
    }
    out
}

/// What becomes of a variable that is not set.
pub fn unset(dialect: &Dialect) -> &'static str {
    match dialect.variables.unset {
        Unset::Literal => "stays as it is written",
        Unset::Empty => "becomes nothing",
        Unset::SkipsEntry => "costs the server",
        Unset::RejectsFile => "costs the file",
    }
}

/// What one bad entry costs.
pub fn loss(dialect: &Dialect) -> &'static str {
    match dialect.loss {
        Loss::Entry => "that server",
        Loss::File => "every server of the file",
        Loss::Start => "the start of the client",
    }
}

/// The fields that are read, by transport: `command`, `args` ..., timeouts with their unit.
pub fn fields(dialect: &Dialect) -> Vec<String> {
    let unit = |role: Role| match role {
        Role::Timeout(Unit::Seconds) => " (seconds)",
        Role::Timeout(Unit::Millis(_)) => " (milliseconds)",
        Role::Disabled => " (switches off)",
        Role::Enabled => " (`false` switches off)",
        Role::Refused => " (refused)",
        _ => "",
    };
    dialect.fields.iter().map(|f| format!("`{}`{}", f.name.replace('/', "."), unit(f.role))).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::env::Env;
    use crate::fix::write::Write;

    /// Compares a page with what it is made from, or with `MCPCHECK_BLESS` writes it.
    pub(crate) fn assert_fresh(name: &str, new: &str) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let old = std::fs::read_to_string(&path).ok();
        let bless = Env::current().unwrap().var("MCPCHECK_BLESS").is_some();
        if bless && old.as_deref() != Some(new) {
            let expected = old.as_deref().map(str::as_bytes);
            Write { path: &path, expected, text: new, within: None, backup: false }.write().unwrap();
        } else {
            assert_eq!(old.as_deref(), Some(new), "{name} is stale: run the tests with MCPCHECK_BLESS=1");
        }
    }
}
