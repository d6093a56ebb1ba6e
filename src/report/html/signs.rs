//! The states of a matrix as the page shows them: a sign, a word and a sentence.

use crate::list::matrix::State;

/// Every state, those first that need somebody.
pub(super) const ALL: [State; 10] = [
    State::Skipped,
    State::Missing,
    State::Drifts,
    State::Shadowed,
    State::Undeclared,
    State::Unknown,
    State::Off,
    State::Agrees(None),
    State::Loads(None),
    State::Absent,
];

/// One character for it.
pub(super) fn sign(state: State) -> &'static str {
    match state {
        State::Absent => "–",
        State::Loads(_) => "•",
        State::Agrees(_) => "✓",
        State::Undeclared => "+",
        State::Off => "○",
        State::Unknown => "?",
        State::Shadowed => "◑",
        State::Drifts => "≠",
        State::Missing => "∅",
        State::Skipped => "✕",
    }
}

/// What it means, in a sentence. `golden` is the file that the copies are held against.
pub(super) fn meaning(state: State, golden: Option<&str>) -> String {
    let fixed = match (state, golden) {
        (State::Absent, _) => "The file does not have this server and need not.",
        (State::Loads(_), _) => "The client loads it, and there is nothing to hold it against.",
        (State::Agrees(_), None) => "The client loads it, and it says what most copies say.",
        (State::Agrees(_), Some(golden)) => {
            return format!("The client loads it, and it says what `{golden}` says.");
        }
        (State::Undeclared, None) => "No golden declares this server for this client.",
        (State::Undeclared, Some(golden)) => return format!("`{golden}` does not give this server to this client."),
        (State::Off, _) => "A good entry that is switched off.",
        (State::Unknown, _) => "Whether the client loads it is not established.",
        (State::Shadowed, _) => "The client takes another entry of this name instead.",
        (State::Drifts, None) => "The copies say different things.",
        (State::Drifts, Some(golden)) => return format!("It says something else than `{golden}`."),
        (State::Missing, None) => "The golden wants this server here, and it is not there.",
        (State::Missing, Some(golden)) => return format!("`{golden}` wants this server here, and it is not there."),
        (State::Skipped, _) => "The entry is there, and the client does not load it.",
    };
    fixed.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_states_look_or_read_alike() {
        let signs: BTreeSet<&str> = ALL.iter().map(|s| sign(*s)).collect();
        let words: BTreeSet<&str> = ALL.iter().map(|s| s.as_str()).collect();
        let with = ALL.iter().map(|s| meaning(*s, Some("mcpcheck.toml")));
        let without = ALL.iter().map(|s| meaning(*s, None));
        assert_eq!((signs.len(), words.len()), (ALL.len(), ALL.len()));
        assert!(with.chain(without).all(|text| text.ends_with('.') && text.len() < 80));
    }
}
