//! `--stats`, and that nobody who does not watch sees a progress line.

use crate::support::Project;

fn numbers(err: &str) -> Vec<(String, String)> {
    let lines = err.lines().filter_map(|line| line.strip_prefix("stats: "));
    let split = |line: &str| {
        let (name, number) = line.trim_end_matches(" ms").rsplit_once(' ').unwrap();
        (name.trim().to_owned(), number.to_owned())
    };
    lines.map(split).collect()
}

#[test]
fn stats_count_what_was_looked_at_and_change_no_report() {
    let project = Project::fixture("drifting");
    let plain = project.run(&["check", "--format", "json"]);
    let told = project.run(&["check", "--format", "json", "--stats"]);
    assert_eq!((plain.code, &plain.out), (told.code, &told.out));
    assert_eq!(plain.err, "", "who does not ask is not told");
    let said = numbers(&told.err);
    let number =
        |name: &str| said.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name}: {said:?}")).1.clone();
    let counted = ["files", "of them configs", "clients", "servers", "findings"].map(number);
    assert_eq!(counted, ["5", "4", "4", "8", "4"]);
    let steps = ["finding and reading files", "reading configs as clients do", "gathering versions", "running rules"];
    let sum: f64 = steps.iter().map(|step| number(step).parse::<f64>().unwrap()).sum();
    let whole: f64 = number("all of it").parse().unwrap();
    assert!(sum > 0.0 && sum <= whole, "{said:?}");
}

#[test]
fn stats_of_fix_know_the_fixing() {
    let project = Project::fixture("drifting");
    let ran = project.run(&["fix", "--stats"]);
    let said = numbers(&ran.err);
    assert!(said.iter().any(|(name, _)| name == "fixing"), "{said:?}");
    assert!(said.contains(&("findings".to_owned(), "0".to_owned())), "what is left: {said:?}");
    let diff = Project::fixture("drifting").run(&["fix", "--diff", "--stats"]);
    assert!(diff.out.starts_with("--- ") && numbers(&diff.err).iter().any(|(name, _)| name == "fixing"), "{diff:?}");
}

#[test]
fn a_pipe_gets_no_progress_line() {
    let project = Project::fixture("drifting");
    for args in [vec!["check"], vec!["check", "--stats"], vec!["fix", "--diff"], vec!["list"]] {
        let ran = project.run(&args);
        assert!(!ran.err.contains(['\r', '\u{1b}']), "{args:?}: {}", ran.err);
    }
}
