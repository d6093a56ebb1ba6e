//! `Pipfile`. Read in pipenv 2026.10.3: `pipenv/utils/dependencies.py`, `pipenv/utils/pipfile.py`.

use super::tables::{Reader, Table};
use crate::document::Document;
use crate::model::pin::{Grammar, Origin, Pin};

/// Tables of the file that hold no packages; every other one is a category of them.
const NO_CATEGORIES: &[&str] = &["build-system", "pipenv", "requires", "scripts", "source"];

/// `*`, an empty version and a table without one stand for any version, a bare version for `==`.
const TABLE: Table = Table {
    grammar: Grammar::Pipfile,
    origin: Origin::Manifest,
    // Markers may also stand as keys of their own.
    conditions: &[
        "markers",
        "index",
        "os_name",
        "sys_platform",
        "platform_machine",
        "platform_python_implementation",
        "platform_release",
        "platform_system",
        "platform_version",
        "python_version",
        "python_full_version",
        "implementation_name",
        "implementation_version",
    ],
    conditional: false,
    version_optional: true,
};

/// The requirements of a `Pipfile`.
pub fn read_pipfile(doc: &Document) -> Vec<Pin> {
    Reader::read(doc, |reader, root| {
        for (_, category) in root.members(&[]).filter(|(m, _)| !NO_CATEGORIES.contains(&m.key.as_str())) {
            reader.table(&category, &[], TABLE);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Interest, Syntax};

    #[test]
    fn categories_and_spellings() {
        let sha = "0123456789abcdef0123456789abcdef01234567";
        let text = format!(
            "[[source]]\nname = 'pypi'\n[requires]\npython_version = '3'\n[scripts]\nx = 'y'\n[packages]\na = '*'\nb = '==1.2'\n\
             c = '1.2'\n\"d[x]\" = '>=1'\ne = {{git = 'https://h/e', ref = '{sha}', editable = true}}\n\
             f = {{hg = 'https://h/f', ref = 'x'}}\ng = {{path = '.', editable = true}}\nh = {{version = '==1', sys_platform = \"== 'x'\"}}\n\
             i = ''\nj = 1\n'no name' = '*'\n[docs]\nk = {{extras = ['x']}}\n[dev-packages.l]\nmarkers = 'x'\n"
        );
        let doc = Document::parse(text, Syntax::Toml, Interest::All);
        let line = |p: Pin| {
            let flags = [(p.conditional, " if"), (p.fixed, " fixed")];
            let flags: String = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
            format!("{}: {} {:?} {}{flags}", p.place, p.package, p.spec, p.version.as_deref().unwrap_or("-"))
        };
        let git = format!("packages: e \"git+https://h/e@{sha}\" - fixed");
        assert_eq!(
            read_pipfile(&doc).into_iter().map(line).collect::<Vec<_>>(),
            [
                r#"packages: a "*" -"#,
                r#"packages: b "==1.2" 1.2"#,
                r#"packages: c "1.2" 1.2"#,
                r#"packages: d ">=1" -"#,
                &git,
                r#"packages: f "hg+https://h/f@x" -"#,
                r#"packages: g "." -"#,
                r#"packages: h "==1" 1 if"#,
                r#"packages: i "" -"#,
                r#"docs: k "" -"#,
                r#"dev-packages: l "" - if"#,
            ]
        );
    }
}
