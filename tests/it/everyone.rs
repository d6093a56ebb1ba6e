//! A repository that holds one file of every client with files in a project: one table that fits a terminal.

use std::path::Path;

use mcpcheck::clients::{CLIENTS, Dialect};

use crate::support::{Project, repository};

/// The first file of each client in a project, with the client's accepted fixture.
fn everyone() -> Project {
    let project = Project::new();
    for client in CLIENTS {
        let mine = |d: &&Dialect| d.owner && d.beside.is_none() && !d.paths.is_empty();
        let Some(dialect) = client.dialects.iter().find(mine) else { continue };
        let path = dialect.paths[0].replace('*', "docs");
        let dir = repository().join("fixtures/clients").join(client.id);
        let extension = |p: &Path| {
            let own = p.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
            own.replace("jsonc", "json").replace("yml", "yaml")
        };
        let of_kind = |p: &Path| {
            let name = p.file_stem().unwrap().to_string_lossy().into_owned();
            name.starts_with("accepted") && (dialect.kind == client.dialects[0].kind || name.ends_with(dialect.kind))
        };
        let mut fixtures: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
        fixtures.sort();
        let same = |p: &&std::path::PathBuf| of_kind(p) && extension(p) == extension(Path::new(&path));
        if let Some(fixture) = fixtures.iter().find(same) {
            project.write(&path, std::fs::read(fixture).unwrap());
        }
    }
    project
}

#[test]
fn the_table_of_every_client_fits_a_terminal() {
    let mut project = everyone();
    project.set("COLUMNS", "100");
    let ran = project.run(&["list", "--scope", "project"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(project.files().len() > 25, "{:?}", project.files().keys());
    insta::assert_snapshot!(ran.out);
}
