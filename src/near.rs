//! Did you mean?

/// The word most like `word`, if any is like it: a like beginning (`claude` for `claude-code`), or one slip (`evn`).
pub(crate) fn closest<'v>(word: &str, valid: &[&'v str]) -> Option<&'v str> {
    const ALIKE: f64 = 0.8;
    let word = word.to_ascii_lowercase();
    valid
        .iter()
        .map(|v| (strsim::jaro_winkler(&word, v), *v))
        .filter(|(score, v)| *score >= ALIKE || strsim::damerau_levenshtein(&word, v) == 1)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.cmp(x)))
        .map(|(_, v)| v)
}
