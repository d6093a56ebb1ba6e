//! What no finding names says what it said, and stands where it stood.

use mcpcheck::document::{Document, Layout, Member, Node, Pointer, Span, Value};
use mcpcheck::finding::Finding;

use super::shift::Shift;
use super::{Case, place};

/// Walks both trees: all that is neither named by a finding nor holds what is named says the same, numbers in the same
/// spelling and members in the same order.
pub(super) fn kept(case: &Case<'_>) {
    let mut named = Vec::new();
    for finding in &case.done {
        match finding.rule {
            // About bytes, not values.
            "encoding" | "parse-error" => {}
            _ => named.extend(place::named(finding)),
        }
    }
    if let (Some(old), Some(new)) = (&case.old.root, &case.new.root) {
        if let Err(at) = same(old, new, &Pointer::root(), &named) {
            case.fail(format!("`{at}` is not what it was, and no finding names it: {named:?}"));
        }
    } else if case.old.root.is_some() {
        case.fail("no value is left");
    }
}

fn same(old: &Node, new: &Node, at: &Pointer, named: &[Pointer]) -> Result<(), Pointer> {
    if named.iter().any(|n| n.contains(at)) {
        return Ok(());
    }
    // Next to a member that is named others may appear: its new name, what belongs beside it.
    let grows = named.iter().any(|n| n.parent() == *at);
    match (&old.value, &new.value) {
        (Value::Object(a), Value::Object(b)) => {
            let is_named = |m: &&Member| named.contains(&at.join(&m.key));
            let old: Vec<&Member> = a.members.iter().filter(|m| !is_named(m)).collect();
            let mut rest = b.members.iter();
            let mut gone = 0;
            for member in &old {
                let below = at.join(&member.key);
                let twin = rest.clone().find(|m| m.key == member.key);
                let Some(twin) = twin else {
                    gone += 1;
                    if is_implied_by(&member.value, &below, named) {
                        continue;
                    }
                    return Err(below);
                };
                rest.find(|m| std::ptr::eq(*m, twin));
                same(&member.value, &twin.value, &below, named)?;
            }
            if grows || a.members.len() == b.members.len() + gone { Ok(()) } else { Err(at.clone()) }
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() && !grows {
                return Err(at.clone());
            }
            a.iter().zip(b).enumerate().try_for_each(|(i, (a, b))| same(a, b, &at.index(i), named))
        }
        (a, b) if a == b => Ok(()),
        _ => Err(at.clone()),
    }
}

/// Whether a TOML table has no header of its own and holds nothing but what is named: it goes with the last of it.
fn is_implied_by(node: &Node, at: &Pointer, named: &[Pointer]) -> bool {
    named.contains(at)
        || node.as_object().is_some_and(|o| {
            o.layout == Layout::Implied && o.members.iter().all(|m| is_implied_by(&m.value, &at.join(&m.key), named))
        })
}

/// What a fix moves to another key is there what it was.
pub(super) fn moved_over(case: &Case<'_>) {
    let moves = |f: &&&Finding| f.fix.as_ref().is_some_and(|fix| fix.title.starts_with("move "));
    for finding in case.done.iter().filter(moves) {
        let from = case.old.at(&finding.pointer).and_then(Node::as_object);
        let to = place::quoted(finding).and_then(|key| case.new.root.as_ref()?.get(key));
        let (Some(from), Some(to)) = (from, to) else { case.fail("what is moved is gone") };
        for member in from.effective() {
            if to.get(&member.key).is_none_or(|new| same(&member.value, new, &Pointer::root(), &[]).is_err()) {
                case.fail(format!("`{}` is not what it was", member.key));
            }
        }
    }
}

/// A value that has nothing below it, and its way from the root; `None` for a key that an edit touches, or a place in a
/// list that one comes near.
#[derive(Debug, PartialEq)]
struct Leaf<'d> {
    span: Span,
    value: &'d Value,
    path: Vec<Option<String>>,
}

/// Byte for byte: a value that no edit touches stands, moved by what was put in or taken before it, under the same keys;
/// and every value that no edit brought was there.
pub(super) fn moved(case: &Case<'_>) {
    let (forth, back) = (Shift::forth(case.step), Shift::back(case.step));
    let mut old: Vec<Leaf<'_>> = leaves(&case.old, &forth);
    let mut new: Vec<Leaf<'_>> = leaves(&case.new, &back);
    old.retain_mut(|leaf| forth.moved(leaf.span).map(|span| leaf.span = span).is_some());
    new.retain(|leaf| !back.touches(leaf.span));
    for list in [&mut old, &mut new] {
        list.sort_by_key(|leaf| (leaf.span, leaf.path.len()));
    }
    if old.len() != new.len() {
        let lost: Vec<_> = old.iter().filter(|a| !new.iter().any(|b| alike(a, b, 0))).collect();
        let found: Vec<_> = new.iter().filter(|b| !old.iter().any(|a| alike(a, b, 0))).collect();
        case.fail(format!("{} values became {}: lost {lost:?}, found {found:?}", old.len(), new.len()));
    }
    // Wrapping the root puts all one level deeper.
    let wraps = |f: &&&Finding| f.fix.as_ref().is_some_and(|fix| fix.title.starts_with("wrap "));
    let deeper = usize::from(case.done.iter().any(|f| wraps(&f)));
    for (a, b) in old.iter().zip(&new) {
        if !alike(a, b, deeper) {
            case.fail(format!("{a:?} became {b:?}"));
        }
    }
}

fn alike(a: &Leaf<'_>, b: &Leaf<'_>, deeper: usize) -> bool {
    let path = b.path.get(deeper..).unwrap_or_default();
    let step = |(a, b): (&Option<String>, &Option<String>)| a.is_none() || b.is_none() || a == b;
    a.span == b.span && a.value == b.value && a.path.len() == path.len() && a.path.iter().zip(path).all(step)
}

fn leaves<'d>(document: &'d Document, shift: &Shift) -> Vec<Leaf<'d>> {
    let mut out = Vec::new();
    if let Some(root) = &document.root {
        below(root, &mut Vec::new(), shift, &mut out);
    }
    out
}

fn below<'d>(node: &'d Node, path: &mut Vec<Option<String>>, shift: &Shift, out: &mut Vec<Leaf<'d>>) {
    match &node.value {
        Value::Object(object) if !object.members.is_empty() => {
            for member in &object.members {
                path.push((!shift.touches(member.key_span)).then(|| member.key.clone()));
                below(&member.value, path, shift, out);
                path.pop();
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let steady = !shift.comes_near(node.span);
            for (i, item) in items.iter().enumerate() {
                path.push(steady.then(|| i.to_string()));
                below(item, path, shift, out);
                path.pop();
            }
        }
        // An empty table is its header, and may be filled below it.
        Value::Object(object) if object.layout != Layout::Braces => {}
        value => out.push(Leaf { span: node.span, value, path: path.clone() }),
    }
}
