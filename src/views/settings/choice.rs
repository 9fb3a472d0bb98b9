//! One of several ways that somebody can choose between, as a form shows it.

/// A way, as a segment of its row.
pub(super) struct Choice {
    /// What the form sends.
    pub code: &'static str,
    /// The key of what it is called.
    pub key: &'static str,
    /// Whether it is the one that holds now.
    pub is_chosen: bool,
}

/// A row of ways: each with its code and the key of its name, and the code of the one that holds.
pub(super) fn choices<const N: usize>(
    ways: [(&'static str, &'static str); N],
    chosen: &str,
) -> Vec<Choice> {
    ways.into_iter()
        .map(|(code, key)| Choice {
            code,
            key,
            is_chosen: code == chosen,
        })
        .collect()
}
