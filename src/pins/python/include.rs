//! Which other files a manifest takes its requirements from.

use super::{requirements, setup_cfg};
use crate::document::{Document, Node, Object, Pointer};
use crate::model::pin::Format;

/// The files that a manifest includes (`-r base.txt`), as written, relative to its directory. URLs, and paths that
/// hold a variable, are left out.
pub fn includes(format: Format, doc: &Document) -> Vec<(String, Format)> {
    let paths = match format {
        Format::Requirements => requirements::included(doc).into_iter().map(|(path, _)| path).collect(),
        Format::SetupCfg => setup_cfg::included(doc),
        Format::Pyproject => dynamic(doc),
        _ => Vec::new(),
    };
    paths.into_iter().map(|path| (path, Format::Requirements)).collect()
}

/// Those of [`includes`] that are named as constraints (`-c`); their pins are [`super::as_constraints`].
pub fn constraint_includes(format: Format, doc: &Document) -> Vec<String> {
    if format != Format::Requirements {
        return Vec::new();
    }
    requirements::included(doc).into_iter().filter(|(_, constraint)| *constraint).map(|(path, _)| path).collect()
}

/// Dependencies that are read from files when a project is built: by setuptools
/// (<https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata>; a path or a list of them)
/// and by Hatch's plugin hatch-requirements-txt (<https://pypi.org/project/hatch-requirements-txt/>).
fn dynamic(doc: &Document) -> Vec<String> {
    let mut found = Vec::new();
    let setuptools = ["tool", "setuptools", "dynamic"];
    let node = |path: &[&str]| doc.at(&Pointer::of(path));
    let file = |node: &Node, found: &mut Vec<String>| paths(node.get("file"), found);
    if let Some(dependencies) = node(&[setuptools.as_slice(), &["dependencies"]].concat()) {
        file(dependencies, &mut found);
    }
    let extras = node(&[setuptools.as_slice(), &["optional-dependencies"]].concat()).and_then(Node::as_object);
    extras.into_iter().flat_map(Object::effective).for_each(|extra| file(&extra.value, &mut found));
    if let Some(hook) = node(&["tool", "hatch", "metadata", "hooks", "requirements_txt"]) {
        ["files", "filename"].iter().for_each(|key| paths(hook.get(key), &mut found));
        let extras = hook.get("optional-dependencies").and_then(Node::as_object);
        extras.into_iter().flat_map(Object::effective).for_each(|extra| paths(Some(&extra.value), &mut found));
    }
    found
}

/// A path, or a list of paths.
fn paths(node: Option<&Node>, found: &mut Vec<String>) {
    let items = node.map(|n| n.as_array().unwrap_or(std::slice::from_ref(n))).unwrap_or_default();
    found.extend(items.iter().filter_map(Node::as_str).map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Interest, Syntax};

    #[test]
    fn files_are_named_in_three_formats() {
        for (format, syntax, text, want, constraints) in [
            (
                Format::Requirements,
                Syntax::Plain,
                "\u{feff}-r base.txt\n  --requirement=a/b.in # c\n-c 'my constraints.txt'\n-rc.txt\n\
                 --constraint d.txt --pre\n-r https://h/x.txt\n-r ${D}/x.txt\nfastmcp -r no.txt\n# -r no.txt\n\
                 -c \\\n  e.txt\n-r\n--require-hashes\n-e ./x",
                &["base.txt", "a/b.in", "my constraints.txt", "c.txt", "d.txt", "e.txt"] as &[&str],
                &["my constraints.txt", "d.txt", "e.txt"] as &[&str],
            ),
            (
                Format::SetupCfg,
                Syntax::Plain,
                "[options]\ninstall_requires = file: a.txt, b.txt\n[options.extras_require]\nx = file:c.txt\ny =\n  file: no\n\
                 [metadata]\nlong_description = file: README.md\n",
                &["a.txt", "b.txt", "c.txt"],
                &[],
            ),
            (
                Format::Pyproject,
                Syntax::Toml,
                "[tool.setuptools.dynamic]\ndependencies = { file = ['a.txt', 1] }\noptional-dependencies.x.file = 'b.txt'\n\
                 version = { file = 'no' }\n[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ['c.txt']\n\
                 optional-dependencies = { y = ['d.txt'] }\n",
                &["a.txt", "b.txt", "c.txt", "d.txt"],
                &[],
            ),
            (Format::Pipfile, Syntax::Toml, "-r = 1", &[], &[]),
        ] {
            let doc = Document::parse(text.to_owned(), syntax, Interest::All);
            let found = includes(format, &doc);
            assert!(found.iter().all(|(_, format)| *format == Format::Requirements));
            assert_eq!(found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), want, "{text}");
            assert_eq!(constraint_includes(format, &doc), constraints, "{text}");
        }
    }
}
