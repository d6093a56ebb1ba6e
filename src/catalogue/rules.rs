//! `docs/rules.md`: every rule with its family, severity and fix.

use std::fmt::Write as _;

use crate::meta::Family;
use crate::rules::RULES;

const HEAD: &str = "# Rules

Every rule, what holds when it is silent, the highest severity that it has, and whether `mcpcheck fix` mends what it
finds: `safe` without being asked, `unsafe` with `--unsafe-fixes`. What a client makes of a mistake may lower the severity,
never raise it. This page is made from the rules themselves (`MCPCHECK_BLESS=1 cargo test`); each links to a page with
examples, which run as tests, and `mcpcheck explain RULE` prints that page.

`--select` and `--ignore` take rules and families, and so do `[rules]` and `[[ignore]]` in `mcpcheck.toml`.
";

/// The whole page.
pub fn page() -> String {
    let mut out = HEAD.to_owned();
    for family in Family::ALL {
        let mut rules: Vec<_> = RULES.iter().map(|r| r.meta()).filter(|m| m.family == family).collect();
        if rules.is_empty() {
            continue;
        }
        rules.sort_by_key(|m| m.id);
        // Writing into a string cannot fail.
        let _ = write!(
            out,
            "\n## {}\n\n| rule | severity | fix | holds when |\n| --- | --- | --- | --- |\n",
            family.as_str()
        );
        for m in rules {
            let (severity, fix) = (m.severity.as_str(), m.fix.as_str());
            let _ = writeln!(out, "| [`{id}`](rules/{id}.md) | {severity} | {fix} | {} |", m.summary, id = m.id);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_fresh() {
        crate::catalogue::tests::assert_fresh("docs/rules.md", &page());
    }

    #[test]
    fn no_summary_breaks_the_table() {
        for meta in RULES.iter().map(|r| r.meta()) {
            assert!(!meta.summary.contains(['|', '\n']), "{}: {}", meta.id, meta.summary);
        }
    }
}
