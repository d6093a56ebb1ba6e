//! Every way to the program: completions, man pages, the hooks' mirror, the action, the release.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory;
use mcpcheck::cli::Cli;
use regex::Regex;
use tempfile::TempDir;

use crate::support::{Project, repository};

const BINARY: &str = env!("CARGO_BIN_EXE_mcpcheck");

fn read(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Whether a program is there; what is skipped says so.
fn has(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().unwrap().status.success();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

/// Standard output and error together.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

// Completions and man pages ------------------------------------------------------------------------------------------

/// What bash offers for the last of these words.
fn completed(words: &[&str]) -> BTreeSet<String> {
    let script = Project::new().run(&["completions", "bash"]).out;
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("script"), script).unwrap();
    let ask = "source ./script\nCOMP_WORDS=(mcpcheck \"$@\")\nCOMP_CWORD=$#\n\
               _mcpcheck mcpcheck \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"\n\
               printf '%s\\n' \"${COMPREPLY[@]}\"";
    let output = Command::new("bash").args(["-euc", ask, "bash"]).args(words).current_dir(&dir).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|&w| w.to_owned()).collect()
}

#[test]
fn bash_completes_commands_rules_clients_and_formats() {
    if !has("bash") {
        return;
    }
    assert_eq!(completed(&["ex"]), set(&["explain"]));
    assert_eq!(completed(&["explain", "transport-k"]), set(&["transport-key"]));
    assert_eq!(completed(&["check", "--client", "claude-d"]), set(&["claude-desktop"]));
    assert_eq!(completed(&["--select", "port"]), set(&["port-conflict", "portability"]));
    assert_eq!(
        completed(&["check", "--as", "claude-code/plug"]),
        set(&["claude-code/plugin", "claude-code/plugin-manifest"])
    );
    assert_eq!(completed(&["schema", "gold"]), set(&["golden"]));
    assert_eq!(completed(&["check", "--format", "conc"]), set(&["concise"]));
    assert_eq!(completed(&["completions", "el"]), set(&["elvish"]));
}

#[test]
fn every_shell_gets_a_script_that_knows_the_rules() {
    let project = Project::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = project.run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        // A static script for elvish and PowerShell completes commands and flags, no values.
        let word = if ["elvish", "powershell"].contains(&shell) { "--baseline" } else { "shadowed-server" };
        assert!(ran.out.contains(word), "{shell} does not know `{word}`");
        if ["fish", "zsh"].contains(&shell) && has(shell) {
            project.write("script", &ran.out);
            let output = Command::new(shell).arg("-n").arg(project.path("script")).output().unwrap();
            assert!(output.status.success() && said(&output).is_empty(), "{shell}: {}", said(&output));
        }
    }
    assert_eq!(project.run(&["completions", "tcsh"]).code, 2);
    // The scripts know more words than the arguments check: what is wrong is still answered with a guess.
    assert!(project.run(&["explain", "transport-keys"]).err.contains("did you mean `transport-key`?"));
}

#[test]
fn man_pages_render_without_a_warning() {
    let dir = tempfile::tempdir().unwrap();
    clap_mangen::generate_to(Cli::command(), dir.path()).unwrap();
    let pages: BTreeSet<String> =
        fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    let mut wanted: BTreeSet<String> =
        Cli::command().get_subcommands().map(|c| format!("mcpcheck-{}.1", c.get_name())).collect();
    wanted.insert("mcpcheck.1".to_owned());
    assert_eq!(pages, wanted);
    if !has("groff") {
        return;
    }
    for page in pages {
        let output =
            Command::new("groff").args(["-man", "-ww", "-Tutf8"]).arg(dir.path().join(&page)).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{page}: {}", said(&output));
        assert!(output.stdout.len() > 400, "{page} is empty");
    }
}

// The hooks' mirror --------------------------------------------------------------------------------------------------

fn mirror(version: &str, dir: &Path) -> Output {
    Command::new(repository().join("scripts/hook-mirror")).arg(version).arg(dir).output().unwrap()
}

#[test]
fn the_mirror_has_the_same_hooks_in_another_language() {
    let dir = tempfile::tempdir().unwrap();
    let output = mirror("v1.2.3rc1", dir.path());
    assert!(output.status.success(), "{}", said(&output));
    let hooks = fs::read_to_string(dir.path().join(".pre-commit-hooks.yaml")).unwrap();
    let (_, hooks) = hooks.split_once('\n').unwrap();
    let ours = read(".pre-commit-hooks.yaml");
    assert_eq!(ours.matches("language: rust").count(), 2);
    assert_eq!(hooks, ours.replace("language: rust", "language: python"));
    let manifest = fs::read_to_string(dir.path().join("pyproject.toml")).unwrap();
    let manifest: toml_edit::DocumentMut = manifest.parse().unwrap();
    assert_eq!(manifest["project"]["dependencies"][0].as_str(), Some("mcpcheck==1.2.3rc1"));
    assert_eq!(manifest["project"]["version"].as_str(), Some("1.2.3rc1"));
    let readme = fs::read_to_string(dir.path().join("README.md")).unwrap();
    assert!(readme.contains("rev: v1.2.3rc1"), "{readme}");
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(dir.path().join(licence).is_file());
    }
}

#[test]
fn a_mirror_of_no_version_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for version in ["", "latest", "1.0\"]", "1.0; true", "$(true)"] {
        let output = mirror(version, &dir.path().join("new"));
        assert_eq!(output.status.code(), Some(2), "{version}: {}", said(&output));
        assert!(!dir.path().join("new").exists());
    }
}

// The action ---------------------------------------------------------------------------------------------------------

/// A runner: its directories and variables, and the path that its steps add to.
struct Runner {
    dir: TempDir,
    project: Project,
}

impl Runner {
    fn new() -> Self {
        let runner = Self { dir: tempfile::tempdir().unwrap(), project: Project::fixture("drifting") };
        fs::create_dir(runner.path("temp")).unwrap();
        for file in ["path", "output", "summary"] {
            fs::write(runner.path(file), "").unwrap();
        }
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a step as the action does, with `more` added to the path.
    fn step(&self, script: &str, vars: &[(&str, &str)], more: &Path) -> Output {
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new("bash");
        command.arg(repository().join("scripts/action").join(script)).current_dir(self.project.root()).env_clear();
        command.env("PATH", format!("{}:{path}", more.display())).env("HOME", self.project.home());
        command.env("CI", "true").env("GITHUB_ACTIONS", "true").env("RUNNER_TEMP", self.path("temp"));
        command.env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64").env("NO_COLOR", "1");
        command.env("GITHUB_PATH", self.path("path")).env("GITHUB_OUTPUT", self.path("output"));
        command.env("GITHUB_STEP_SUMMARY", self.path("summary"));
        command.envs(vars.iter().copied()).output().unwrap()
    }

    /// Runs mcpcheck as the action does.
    fn run(&self, vars: &[(&str, &str)]) -> Output {
        self.step("run.sh", vars, Path::new(BINARY).parent().unwrap())
    }
}

/// Serves the files of a directory until the test ends, and gives its address.
fn serve(dir: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let name = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
            let (status, body) = match fs::read(dir.join(name)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    address
}

/// What `scripts/archive` makes of a program, below `dir`.
fn archive(program: &Path, dir: &Path) {
    let extras = dir.join("extras");
    for name in ["completions", "man"] {
        fs::create_dir_all(extras.join(name)).unwrap();
        fs::write(extras.join(name).join("file"), name).unwrap();
    }
    let mut command = Command::new(repository().join("scripts/archive"));
    let output = command.arg("x86_64-unknown-linux-musl").arg(program).arg(&extras).arg(dir).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_action_installs_what_its_checksum_vouches_for() {
    if !has("curl") {
        return;
    }
    let runner = Runner::new();
    // A program that is quick to pack, and says what a program of ours says.
    let program = runner.path("mcpcheck");
    fs::write(&program, format!("#!/bin/sh\nexec '{BINARY}' \"$@\"\n")).unwrap();
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let releases = runner.path("releases");
    for tag in ["latest/download", "download/v0.1.0"] {
        archive(&program, &releases.join(tag));
    }
    let address = serve(releases.clone());
    let nowhere = Path::new("/nowhere");

    for version in ["latest", "0.1.0", "v0.1.0"] {
        fs::write(runner.path("path"), "").unwrap();
        let output = runner.step("install.sh", &[("VERSION", version), ("BASE_URL", &address)], nowhere);
        assert!(output.status.success(), "{version}: {}", said(&output));
        let installed = PathBuf::from(runner.read("path").trim_end());
        assert!(installed.starts_with(runner.path("temp")), "{}", installed.display());
        for file in ["mcpcheck", "LICENSE-MIT", "README.md", "completions/file", "man/file"] {
            assert!(installed.join(file).is_file(), "{file}");
        }
        let output = Command::new(installed.join("mcpcheck")).arg("--version").output().unwrap();
        assert_eq!(said(&output), format!("mcpcheck {}\n", env!("CARGO_PKG_VERSION")));
    }

    // A branch is no release, so that its action takes the latest one.
    let branch = [("VERSION", ""), ("ACTION_REF", "main"), ("BASE_URL", &address)];
    assert!(runner.step("install.sh", &branch, nowhere).status.success());

    fs::write(runner.path("path"), "").unwrap();
    let refused = |vars: &[(&str, &str)], why: &str| {
        let output = runner.step("install.sh", vars, nowhere);
        assert_eq!(output.status.code(), Some(2), "{why}: {}", said(&output));
        assert!(said(&output).contains(why) && said(&output).contains("::error::"), "{why}: {}", said(&output));
        assert_eq!(runner.read("path"), "", "{why}");
    };
    refused(&[("VERSION", "9.9.9"), ("BASE_URL", &address)], "cannot fetch");
    let asked = [("VERSION", ""), ("ACTION_REF", "v9.9.9"), ("BASE_URL", &address)];
    refused(&asked, "download/v9.9.9/");
    refused(&[("VERSION", "1/../../x"), ("BASE_URL", &address)], "is no version");
    refused(&[("VERSION", "latest"), ("BASE_URL", &address), ("RUNNER_ARCH", "S390X")], "no release for this runner");
    refused(&[("VERSION", "latest"), ("BASE_URL", "")], "releases-url");
    let other = runner.path("other");
    fs::create_dir(&other).unwrap();
    let broken = other.join("mcpcheck");
    fs::write(&broken, "#!/bin/sh\nexit 126\n").unwrap();
    fs::set_permissions(&broken, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    archive(&broken, &releases.join("download/v0.2.0"));
    refused(&[("VERSION", "0.2.0"), ("BASE_URL", &address)], "does not start here");
    fs::remove_file(releases.join("download/v0.2.0/mcpcheck-x86_64-unknown-linux-musl.tar.gz.sha256")).unwrap();
    refused(&[("VERSION", "0.2.0"), ("BASE_URL", &address)], ".tar.gz.sha256: is there such a release");
    let packed = releases.join("latest/download/mcpcheck-x86_64-unknown-linux-musl.tar.gz");
    let mut bytes = fs::read(&packed).unwrap();
    bytes.push(0);
    fs::write(&packed, bytes).unwrap();
    refused(&[("VERSION", "latest"), ("BASE_URL", &address)], "not what its checksum says");
}

#[test]
fn the_action_annotates_sums_up_and_fails() {
    let runner = Runner::new();
    let output = runner.run(&[("SARIF", "out.sarif")]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("transport-missing"), "{text}");
    let annotated = |l: &str| l.starts_with("::error ") && l.contains("file=.mcp.json,line=3,");
    assert!(text.lines().any(annotated), "{text}");
    assert!(runner.read("summary").contains("transport-missing"), "{}", runner.read("summary"));
    assert_eq!(runner.read("output"), "exit-code=1\n");
    let sarif: serde_json::Value = serde_json::from_str(&runner.project.read("out.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn the_action_does_as_its_inputs_say() {
    let runner = Runner::new();
    let output = runner.run(&[("ANNOTATIONS", "false"), ("SUMMARY", "false"), ("PATHS", ".mcp.json\r\n")]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!said(&output).contains("::error"), "{}", said(&output));
    assert_eq!(runner.read("summary"), "");
    assert_eq!(runner.project.files().len(), Project::fixture("drifting").files().len(), "a file is left behind");

    let output = runner.run(&[("ARGS", "--select\nencoding"), ("FAIL_ON", "error")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(runner.read("output").ends_with("exit-code=0\n"));
    assert_eq!(runner.run(&[("FAIL_ON", "never")]).status.code(), Some(2));
}

#[test]
fn inputs_of_the_action_are_never_run() {
    let runner = Runner::new();
    let hostile = "$(touch pwned)\n`touch pwned`\n; touch pwned\n--output\npwned\n*";
    let output = runner.run(&[("PATHS", hostile)]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!runner.project.path("pwned").exists());
    assert!(!runner.read("output").contains("pwned"));
    // An expression in a script would be run with what it holds.
    for (name, text) in [("action.yml", read("action.yml")), ("release.yml", read(".github/workflows/release.yml"))] {
        let mut depth = None;
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let indent = line.len() - line.trim_start().len();
            if depth.is_some_and(|d| indent <= d) {
                depth = None;
            }
            let at = line.find("run: ");
            assert!(!(line.contains("${{") && (depth.is_some() || at.is_some())), "{name}: {line}");
            depth = at.filter(|_| line.ends_with("run: |")).or(depth);
        }
    }
}

// The release --------------------------------------------------------------------------------------------------------

#[test]
fn every_runner_finds_an_archive_that_the_release_makes() {
    let workflow = read(".github/workflows/release.yml");
    let runner = Runner::new();
    let mut targets = BTreeSet::new();
    for os in ["Linux", "macOS", "Windows"] {
        for arch in ["X64", "ARM64"] {
            let output = runner.step("target.sh", &[("RUNNER_OS", os), ("RUNNER_ARCH", arch)], Path::new("/nowhere"));
            let target = String::from_utf8(output.stdout).unwrap().trim_end().to_owned();
            assert!(workflow.contains(&format!("target: {target},")), "{os} {arch}: `{target}`");
            targets.insert(target);
        }
    }
    assert_eq!(targets.len(), 5);
}

#[test]
fn actions_are_pinned_by_commit() {
    let pinned = Regex::new(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){2}$").unwrap();
    let mut count = 0;
    for name in [".github/workflows/ci.yml", ".github/workflows/release.yml", "action.yml"] {
        for used in read(name).lines().filter_map(|l| l.split_once("uses: ").map(|(_, used)| used.to_owned())) {
            assert!(pinned.is_match(&used), "{name}: {used}");
            count += 1;
        }
    }
    assert!(count > 10);
}

#[test]
fn the_wheel_takes_its_version_from_the_crate() {
    let manifest: toml_edit::DocumentMut = read("pyproject.toml").parse().unwrap();
    assert_eq!(manifest["project"]["name"].as_str(), Some("mcpcheck"));
    assert!(manifest["project"]["dynamic"].as_array().unwrap().iter().any(|v| v.as_str() == Some("version")));
    assert_eq!(manifest["tool"]["maturin"]["bindings"].as_str(), Some("bin"));
}
