//! Lists: only the elements that differ are touched.

use serde_json::Value as Json;

use super::braces::{Braces, Insertion};
use super::edit::{apart, says, set_value};
use super::place;
use crate::document::{Document, Node};
use crate::finding::Edit;

/// Makes the elements of a list say `new`: what is alike at both ends stays, in between elements are set one by one,
/// and the ones too many removed or the missing ones added.
pub(super) fn set_items(doc: &Document, node: &Node, items: &[Node], new: &[Json]) -> Option<Vec<Edit>> {
    let head = items.iter().zip(new).take_while(|(i, n)| says(i, n)).count();
    let tail = items.iter().rev().zip(new.iter().rev()).take_while(|(i, n)| says(i, n)).count();
    let tail = tail.min(items.len().min(new.len()) - head);
    let old_middle = items.get(head..items.len() - tail)?;
    let new_middle = new.get(head..new.len() - tail)?;
    let mut edits = Vec::new();
    for (item, value) in old_middle.iter().zip(new_middle) {
        edits.extend(set_value(doc, item, value)?);
    }
    let common = old_middle.len().min(new_middle.len());
    if old_middle.len() != new_middle.len() {
        if doc.syntax.is_yaml() || !place::has_brackets(node) {
            return None;
        }
        let row = Braces::new(doc, node.span, items.iter().map(|i| i.span).collect())?;
        let at = head + common;
        match new_middle.get(common..) {
            Some(added) if !added.is_empty() => edits.extend(insert_items(doc, &row, at, added)?),
            _ => edits.extend(row.remove(at, head + old_middle.len() - 1)),
        }
    }
    apart(&edits).then_some(edits)
}

fn insert_items(doc: &Document, row: &Braces<'_>, at: usize, added: &[Json]) -> Option<Vec<Edit>> {
    let style = place::json_style(doc, true);
    let write = |n: usize, indent: Option<&str>| {
        let mut style = style.clone();
        style.multi_line = indent.is_some();
        place::render(doc, added.get(n)?, &style, indent.unwrap_or_default())
    };
    row.insert(&Insertion {
        at,
        count: added.len(),
        write: &write,
        unit: &style.unit,
        open_up: false,
        blank: row.blank(if style.colon == ":" { "" } else { " " }),
    })
}
