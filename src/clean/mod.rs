//! What a client remembers of the MCP servers of projects, cut out of the file in which it keeps its account as well.
//! Pure: which projects are gone is for the caller to say.

mod place;

pub use place::{Whereabouts, plain, spellings, whereabouts};

use crate::clients::State;
use crate::document::{Document, Member, Node, Value};
use crate::finding::Edit;
use crate::fix::edit::remove_members;

/// What goes, and how.
#[derive(Debug, Default)]
pub struct Plan {
    /// The projects that lose something, in the order of the file.
    pub projects: Vec<Forgotten>,
    /// The edits, in text order.
    pub edits: Vec<Edit>,
}

/// What goes of one project.
#[derive(Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// The project's path, as the file spells it.
    pub project: String,
    /// The members that go, each with what it names: servers, or nothing for what may not be shown.
    pub members: Vec<(&'static str, Vec<String>)>,
}

/// The project paths of a file.
pub fn projects<'d>(document: &'d Document, state: &State) -> impl Iterator<Item = &'d str> {
    members(document, state).map(|m| m.key.as_str())
}

fn members<'d>(document: &'d Document, state: &State) -> impl Iterator<Item = &'d Member> {
    // A map that is written twice is no reason to leave one of them as it is.
    let root = document.root.as_ref().and_then(Node::as_object);
    let maps = root.into_iter().flat_map(|root| &root.members).filter(|m| m.key == state.projects);
    maps.filter_map(|m| m.value.as_object()).flat_map(|map| &map.members)
}

/// Removes the client's memory of MCP from the projects that are `wanted`; `None` where an edit is not possible exactly.
pub fn plan(document: &Document, state: &State, wanted: impl Fn(&str) -> bool) -> Option<Plan> {
    let mut plan = Plan::default();
    for project in members(document, state).filter(|m| wanted(&m.key)) {
        let Some(object) = project.value.as_object() else { continue };
        let (mut indices, mut forgotten) = (Vec::new(), Vec::new());
        for (index, member) in object.members.iter().enumerate() {
            if let Some(name) = state.members.iter().find(|name| **name == member.key) {
                indices.push(index);
                forgotten.push((*name, names(&member.value)));
            }
        }
        if !indices.is_empty() {
            plan.edits.extend(remove_members(document, &project.value, &indices)?);
            plan.projects.push(Forgotten { project: project.key.clone(), members: forgotten });
        }
    }
    Some(plan)
}

/// The servers that a member is about. Anything else (the URIs of `mcpContextUris` may hold a key) is not named.
fn names(node: &Node) -> Vec<String> {
    let name = |node: &Node| node.as_str().filter(|text| !text.contains("://")).map(str::to_owned);
    match &node.value {
        Value::Object(object) => object.members.iter().map(|m| m.key.clone()).collect(),
        Value::Array(items) => items.iter().filter_map(name).collect(),
        _ => Vec::new(),
    }
}

/// Whether `new` says what `old` says but for what was to go: the same members in the same order, byte for byte, and
/// no more of what was to be forgotten. The net below the edits, in a file that holds a login.
pub fn is_surgical(old: &Document, new: &Document, state: &State, plan: &Plan) -> bool {
    let same_key = |a: &Member, b: &Member| a.key_span.of(&old.text) == b.key_span.of(&new.text);
    let same = |a: &Member, b: &Member| same_key(a, b) && a.value.span.of(&old.text) == b.value.span.of(&new.text);
    let kept = |member: &Member| !state.members.contains(&member.key.as_str());
    let project = |a: &Member, b: &Member| match plan.projects.iter().any(|f| f.project == a.key) {
        true => same_key(a, b) && alike(&a.value, &b.value, kept, same),
        false => same(a, b),
    };
    let top = |a: &Member, b: &Member| match a.key == state.projects && a.value.as_object().is_some() {
        true => same_key(a, b) && alike(&a.value, &b.value, |_| true, project),
        false => same(a, b),
    };
    matches!((&old.root, &new.root), (Some(a), Some(b)) if alike(a, b, |_| true, top))
}

/// Whether two maps are alike member by member, as far as those of the first are `kept`.
fn alike(a: &Node, b: &Node, kept: impl Fn(&Member) -> bool, same: impl Fn(&Member, &Member) -> bool) -> bool {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return false };
    let mut a = a.members.iter().filter(|m| kept(m));
    b.members.iter().all(|b| a.next().is_some_and(|a| same(a, b))) && a.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::STATES;
    use crate::document::Syntax;
    use crate::finding::Fix;
    use crate::fix::apply::merge;

    fn doc(text: &str) -> Document {
        Document::parse(text, Syntax::Json, STATES[0].interest)
    }

    fn cleaned(text: &str, gone: &[&str]) -> (Plan, String) {
        let old = doc(text);
        let plan = plan(&old, STATES[0], |path| gone.contains(&path)).unwrap();
        if plan.edits.is_empty() {
            return (plan, text.to_owned());
        }
        let fix = Fix::safe("clean", plan.edits.clone());
        let new = merge(text, &[&fix]).text;
        assert!(is_surgical(&old, &doc(&new), STATES[0], &plan), "{new}");
        (plan, new)
    }

    const TEXT: &str = r#"{
  "numStartups": 1.0,
  "oauthAccount": { "accountUuid" : "u", "x":[ 1,2 ] },
  "projects": {
    "/a": {
      "allowedTools": [],
      "history": [{"display": "\u0041"}],
      "mcpServers": {"s": {"type": "stdio", "command": "c", "env": {"K": "v"}}},
      "mcpContextUris": ["https://u:p@h/"],
      "hasTrustDialogAccepted": true
    },
    "/b": { "mcpServers": {}, "disabledMcpServers": ["t"] },
    "/c": {"history": [], "enabledMcpjsonServers": ["x"]}
  },
  "mcpServers": {"mine": {"command": "m"}}
}
"#;

    #[test]
    fn only_the_memory_of_the_named_projects_goes() {
        let (plan, new) = cleaned(TEXT, &["/a", "/b", "/nowhere"]);
        let gone = TEXT
            .replace(
                "      \"mcpServers\": {\"s\": {\"type\": \"stdio\", \"command\": \"c\", \"env\": {\"K\": \"v\"}}},\n",
                "",
            )
            .replace("      \"mcpContextUris\": [\"https://u:p@h/\"],\n", "")
            .replace("{ \"mcpServers\": {}, \"disabledMcpServers\": [\"t\"] }", "{}");
        assert_eq!(new, gone);
        let names: Vec<_> = plan.projects.iter().map(|f| (f.project.as_str(), f.members.clone())).collect();
        let said = |member, names: &[&str]| (member, names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            names,
            [
                ("/a", vec![said("mcpServers", &["s"]), said("mcpContextUris", &[])]),
                ("/b", vec![said("mcpServers", &[]), said("disabledMcpServers", &["t"])]),
            ]
        );
        assert_eq!(cleaned(&new, &["/a", "/b"]).1, new);
    }

    #[test]
    fn what_has_another_shape_is_left_alone() {
        for text in [
            "{}",
            "[]",
            "{\"projects\": []}",
            "{\"projects\": {\"/a\": 1, \"/b\": []}}",
            "{\"projects\": {\"/a\": {}}}",
        ] {
            assert!(cleaned(text, &["/a", "/b"]).0.edits.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_member_written_twice_goes_twice() {
        let (_, new) = cleaned(r#"{"projects": {"/a": {"mcpServers": {}, "x": 1, "mcpServers": {"s": {}}}}}"#, &["/a"]);
        assert_eq!(new, r#"{"projects": {"/a": {"x": 1}}}"#);
        let twice = r#"{"projects": {"/a": {"mcpServers": {}}}, "projects": {"/a": {"mcpServers": {}, "x": 1}}}"#;
        assert_eq!(cleaned(twice, &["/a"]).1, r#"{"projects": {"/a": {}}, "projects": {"/a": {"x": 1}}}"#);
    }

    #[test]
    fn the_net_holds() {
        let old = doc(TEXT);
        let plan = plan(&old, STATES[0], |path| path == "/a").unwrap();
        for (from, to) in
            [("\"u\"", "\"v\""), ("1.0", "1"), ("\"t\"", "\"T\""), ("\\u0041", "A"), ("\"mine\"", "\"m\"")]
        {
            let new = merge(TEXT, &[&Fix::safe("clean", plan.edits.clone())]).text;
            assert!(is_surgical(&old, &doc(&new), STATES[0], &plan));
            let bad = new.replacen(from, to, 1);
            assert_ne!(bad, new);
            assert!(!is_surgical(&old, &doc(&bad), STATES[0], &plan), "{from}");
        }
        assert!(!is_surgical(&old, &old, STATES[0], &plan));
    }
}
