//! `absolute-path`: a project file names the home directory of one person.

mod homes;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use self::homes::{Home, homes};
use super::{Family, FileCx, FixKind, Rule, RuleMeta, unsafe_};
use crate::clients::{Dialect, Role};
use crate::document::Span;
use crate::finding::{Edit, Finding, Severity};
use crate::fix::edit;
use crate::model::template::{Form, Template};
use crate::model::{Scope, Server, server::Spanned};
use crate::normalize::{in_shell_string, templates};
use crate::pins::launcher::{Container, Launch};
use crate::pins::{launch, words};

/// The rule.
#[derive(Debug)]
pub struct AbsolutePath;

static META: RuleMeta = RuleMeta {
    id: "absolute-path",
    family: Family::Portability,
    severity: Severity::Warning,
    summary: "no project file names the home directory of one person",
    fix: FixKind::Unsafe,
    page: include_str!("../../docs/rules/absolute-path.md"),
};

/// A home directory in one value of a server.
struct Place<'a> {
    role: Role,
    value: &'a Spanned<Template>,
    home: Home,
}

impl Rule for AbsolutePath {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn file(&self, cx: &FileCx<'_>, out: &mut Vec<Finding>) {
        let project = cx.source.scope == Scope::Project && cx.dialect.scope == Scope::Project;
        // A file that git ignores is one person's own.
        if !cx.dialect.owner || !project || cx.source.ignored_by_git {
            return;
        }
        let text = &cx.document.text;
        if !text.contains("/home") && !text.contains("sers") {
            return;
        }
        for server in cx.reading.servers.iter().filter(|s| s.scope == Scope::Project) {
            let mut by_home: BTreeMap<String, Vec<Place<'_>>> = BTreeMap::new();
            for place in places(server) {
                by_home.entry(place.home.folded(&place.value.value.source)).or_default().push(place);
            }
            let mut all: Vec<_> = by_home.into_values().collect();
            all.sort_by_key(|places| places.first().map(|p| (p.value.span, p.home.range.start)));
            out.extend(all.iter().filter_map(|places| finding(cx, server, places)));
        }
    }
}

/// Every home directory that a server names on this side: not what stands behind an image or a host, which is the
/// container's and the other machine's matter.
fn places(server: &Server) -> Vec<Place<'_>> {
    let all = templates(server);
    if !all.iter().any(|(_, value)| !homes(&value.value.source).is_empty()) {
        return Vec::new();
    }
    let words = words(server);
    let launch = launch(server);
    let elsewhere = runs_elsewhere(&words);
    let mut out = Vec::new();
    let numbers: HashMap<*const Spanned<Template>, usize> =
        words.iter().enumerate().map(|(number, word)| (std::ptr::from_ref(*word), number)).collect();
    for (role, value) in all {
        if elsewhere && role == Role::Args {
            continue;
        }
        let number = numbers.get(&std::ptr::from_ref(value)).copied();
        for home in homes(&value.value.source) {
            if number.is_none_or(|n| launch.as_ref().is_none_or(|l| on_this_side(l, n, &home.range))) {
                out.push(Place { role, value, home });
            }
        }
    }
    out
}

/// Whether the arguments are for another machine or a container that runs already.
fn runs_elsewhere(words: &[&Spanned<Template>]) -> bool {
    let word = |at: usize| words.get(at).map(|w| w.value.source.as_str()).unwrap_or_default();
    let program = word(0).rsplit(['/', '\\']).next().unwrap_or_default();
    match program.strip_suffix(".exe").unwrap_or(program) {
        "ssh" | "kubectl" | "devcontainer" => true,
        "docker" | "podman" => matches!(word(1), "exec" | "compose"),
        _ => false,
    }
}

/// Whether a part of an argument is a path of this machine and not of a container that is started.
fn on_this_side(launch: &Launch, number: usize, at: &Range<usize>) -> bool {
    launch.all().into_iter().filter_map(|l| l.container.as_ref()).all(|container| {
        if !container.plain {
            return true;
        }
        if container.image.is_some_and(|image| number > image) {
            return false;
        }
        let mut flags = container.flags.iter().filter(|f| f.value.is_some() && f.at.0 == number);
        flags.all(|flag| {
            let host = Container::host_path(flag);
            host.is_some_and(|host| (host.start + flag.at.1.start..host.end + flag.at.1.start).contains(&at.start))
        })
    })
}

fn finding(cx: &FileCx<'_>, server: &Server, places: &[Place<'_>]) -> Option<Finding> {
    let first = places.first()?;
    let home = first.home.text(&first.value.value.source);
    let client = cx.client();
    let what = match first.role {
        Role::Command => format!("on any other machine {client} finds no program there"),
        Role::Cwd => format!("on any other machine {client} cannot start the server there"),
        _ => "on any other machine the server finds nothing there".to_owned(),
    };
    let written: Option<Vec<(&Place<'_>, Range<usize>, String)>> =
        places.iter().map(|p| spelled(cx, server, p)).collect();
    let spelling = written.as_ref().and_then(|w| w.first()).map(|(.., text)| text.clone());
    let help = match (&spelling, first.role) {
        (Some(text), _) => format!("write `{text}` in its place"),
        (None, Role::Command) if is_script(&first.value.value.source) => {
            "write a path relative to the project".to_owned()
        }
        (None, Role::Command) => "write the name of the program alone, which is looked up in `PATH`".to_owned(),
        (None, role) if !expands(cx.dialect, role) => {
            format!("write a path relative to the project, since {client} is not known to expand a variable here")
        }
        (None, _) => "write a path relative to the project".to_owned(),
    };
    let edits = written.and_then(|all| {
        let edits = all.into_iter().map(|(place, range, text)| {
            edit::set_part(cx.document, cx.document.at(&place.value.pointer)?, range, &text)
        });
        edits.collect::<Option<Vec<Vec<Edit>>>>().map(merged)
    });
    // `--route=/home/dashboard` may be no path at all.
    let doubtful = places.iter().all(|p| is_flags(server, p));
    let mut finding = Finding::new(
        META.id,
        if doubtful { Severity::Info } else { META.severity },
        cx.reading.file,
        span(cx, first),
        format!("`{home}` is the home directory of one person: {what}"),
    )
    .at(first.value.pointer.clone())
    .client(cx.dialect.client)
    .server(&server.name, server.scope)
    .help(help)
    .fix(unsafe_(format!("write `{}`", spelling.unwrap_or_default()), edits.filter(|_| !doubtful)));
    for place in places.iter().skip(1) {
        finding = finding.related(cx.reading.file, span(cx, place), "also here");
    }
    Some(finding)
}

/// Whether a place is the value of a flag that ends with the name, so that nothing tells a directory from a route.
fn is_flags(server: &Server, place: &Place<'_>) -> bool {
    let text = place.value.value.source.as_str();
    if place.role != Role::Args || place.home.range.end < text.len() {
        return false;
    }
    let before = text.get(..place.home.range.start).unwrap_or_default();
    let args = server.args.as_ref().map(|a| a.value.as_slice()).unwrap_or_default();
    let follows = args
        .windows(2)
        .any(|w| matches!(w, [flag, value] if std::ptr::eq(value, place.value) && flag.value.source.starts_with("--")));
    before.starts_with("--") && before.ends_with('=') || before.is_empty() && follows
}

/// Whether a path names a script, which lies in some project, and no installed program.
fn is_script(path: &str) -> bool {
    [".sh", ".py", ".js", ".mjs", ".cjs", ".ts", ".rb"].iter().any(|end| path.ends_with(end))
}

/// Edits without doubles: two homes in one value may both rewrite the whole of it, which is then left alone.
fn merged(edits: Vec<Vec<Edit>>) -> Vec<Edit> {
    let mut all: Vec<Edit> = edits.into_iter().flatten().collect();
    all.sort();
    all.dedup();
    let apart = all.windows(2).all(|pair| matches!(pair, [a, b] if !a.span.overlaps(b.span)));
    if apart { all } else { Vec::new() }
}

fn span(cx: &FileCx<'_>, place: &Place<'_>) -> Span {
    let node = cx.document.at(&place.value.pointer);
    node.and_then(|n| cx.document.string_part(n, place.home.range.clone())).unwrap_or(place.value.span)
}

/// What to write in place of the home directory, or of the project's in it, where every client that reads this file
/// expands it in this field.
fn spelled<'p, 'a>(
    cx: &FileCx<'_>,
    server: &Server,
    place: &'p Place<'a>,
) -> Option<(&'p Place<'a>, Range<usize>, String)> {
    let Place { role, value, home } = place;
    // A shell has variables of its own, and what is handed to Linux on Windows would be filled in with Windows' values.
    let wsl = server.command.as_ref().is_some_and(|c| c.value.source.trim_end_matches(".exe").ends_with("wsl"));
    if wsl || in_shell_string(server, &value.pointer) || !home.plain {
        return None;
    }
    let (range, text) = match project(cx, &value.value.source, home) {
        Some(range) if builtin(cx.dialect, *role, "workspaceFolder") => (range, "${workspaceFolder}".to_owned()),
        _ if builtin(cx.dialect, *role, "userHome") => (home.range.clone(), "${userHome}".to_owned()),
        _ => {
            let name = if home.windows { "USERPROFILE" } else { "HOME" };
            let spell = cx.dialect.variables.spell.filter(|_| expands(cx.dialect, *role))?;
            (home.range.clone(), spell.replace("NAME", name))
        }
    };
    let readings = cx.run.readings;
    let from = readings.partition_point(|r| r.file < cx.reading.file);
    let others = readings.iter().skip(from).take_while(|r| r.file == cx.reading.file).filter(|r| cx.run.speaks(r));
    let understood = others.map(|r| r.dialect).all(|d| understands(d, *role, &text));
    understood.then_some((place, range, text))
}

/// The bytes of the project's own directory, where the value begins a path in it.
fn project(cx: &FileCx<'_>, text: &str, home: &Home) -> Option<Range<usize>> {
    let project = crate::env::slashes(&cx.source.project);
    let rest = text.get(home.range.start..)?.strip_prefix(project.as_str())?;
    let whole = rest.is_empty() || rest.starts_with('/');
    whole.then(|| home.range.start..home.range.start + project.len())
}

/// Whether variables are known to be expanded in this field.
fn expands(dialect: &Dialect, role: Role) -> bool {
    let v = &dialect.variables;
    let line = matches!(role, Role::Command | Role::Args) && v.roles.contains(&Role::CommandLine);
    dialect.marks.variables.is_known() && (line || v.roles.contains(&role))
}

fn builtin(dialect: &Dialect, role: Role, name: &str) -> bool {
    expands(dialect, role) && dialect.variables.builtins.contains(&name)
}

fn understands(dialect: &Dialect, role: Role, text: &str) -> bool {
    let parsed = Template::parse_with(text, dialect.variables.forms);
    let known = parsed.variables().all(|v| match v.form {
        Form::Builtin => dialect.variables.builtins.contains(&v.name.as_str()),
        form => dialect.variables.forms.contains(&form),
    });
    known && expands(dialect, role)
}

#[cfg(test)]
mod tests;
