//! Every relative link and every anchor of the pages, by mdBook's rule for the ids of headings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::blocks::options;
use super::name;
use crate::support::repository;

/// What a page has and wants.
#[derive(Default)]
struct Page {
    anchors: BTreeSet<String>,
    links: Vec<(usize, String)>,
}

fn read(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<(Option<String>, String)> = None;
    for (event, at) in Parser::new_ext(text, options()).into_offset_iter() {
        let line = || text[..at.start].matches('\n').count() + 1;
        match event {
            Event::Start(Tag::Heading { id, .. }) => heading = Some((id.map(|id| id.into_string()), String::new())),
            Event::Text(part) | Event::Code(part) => {
                if let Some((_, words)) = &mut heading {
                    words.push_str(&part);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((id, words)) = heading.take() else { continue };
                let id = id.unwrap_or_else(|| anchor(&words));
                let mut unique = id.clone();
                for n in 1.. {
                    if page.anchors.insert(unique.clone()) {
                        break;
                    }
                    unique = format!("{id}-{n}");
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                page.links.push((line(), dest_url.into_string()));
            }
            _ => {}
        }
    }
    page
}

/// The id of a heading: `id_from_content` of mdBook 0.5 (mdbook-html 0.5.4, `src/utils.rs`, 2026-11).
fn anchor(words: &str) -> String {
    let kept = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    };
    words.trim().to_lowercase().chars().filter_map(kept).collect()
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// Every link that leads nowhere, with its place.
pub(super) fn wrong(pages: &[PathBuf]) -> Vec<String> {
    let texts = pages.iter().map(|path| (path.clone(), read(&fs::read_to_string(path).unwrap())));
    let texts: BTreeMap<PathBuf, Page> = texts.collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (path, page) in &texts {
        for (line, link) in &page.links {
            checked += 1;
            if let Some(why) = judge(path, link, &texts) {
                wrong.push(format!("{}:{line}: `{link}`: {why}", name(path)));
            }
        }
    }
    assert!(checked > 150, "only {checked} links");
    wrong
}

fn judge(from: &Path, link: &str, pages: &BTreeMap<PathBuf, Page>) -> Option<String> {
    if let Some(rest) = link.strip_prefix("https://") {
        let host = rest.split(['/', '#', '?']).next().unwrap_or_default();
        let fine = host.contains('.') && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        return (!fine || link.contains(char::is_whitespace)).then(|| "is no URL".to_owned());
    }
    if link.contains("://") || link.starts_with("mailto:") {
        return Some("only https".to_owned());
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() { from.to_owned() } else { normal(&from.parent()?.join(file)) };
    let docs = repository().join("docs");
    if from.starts_with(&docs) && !target.starts_with(&docs) {
        return Some("leads out of the book".to_owned());
    }
    if !target.exists() {
        return Some("no such file".to_owned());
    }
    if anchor.is_empty() {
        return None;
    }
    match pages.get(&target) {
        Some(page) if page.anchors.contains(anchor) => None,
        Some(_) => Some("no such heading".to_owned()),
        None => Some("an anchor of what is no page".to_owned()),
    }
}

#[test]
fn anchors_are_those_of_mdbook() {
    let page = read("# The `golden`: every key\n\n## A?\n\n## A\n\n## B { #own }\n\n[x](y.md#z)\n");
    let anchors: Vec<&str> = page.anchors.iter().map(String::as_str).collect();
    assert_eq!(anchors, ["a", "a-1", "own", "the-golden-every-key"]);
    assert_eq!(page.links, [(9, "y.md#z".to_owned())]);
}
