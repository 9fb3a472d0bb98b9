//! What somebody typed, as words to look for: cut, counted, and quoted so that nothing in it is syntax.
//!
//! It must never know who asks, nor where is looked. The index knows words as scripts with spaces have
//! them. What it cannot cut (Chinese, Japanese, Thai …) or does not keep (emoji, signs) is a *needle*
//! instead: looked for in the text as it stands.

use crate::base::error::{Error, Result};
use crate::base::text;

/// Longest search, in Unicode scalar values.
const QUERY_LIMIT: usize = 1_000;
/// Longest word, in bytes.
const TERM_LIMIT: usize = 200;
/// Most words.
const TERMS_LIMIT: usize = 12;
/// The index has entries of their own for beginnings of this length; shorter ones would be slow.
const SHORTEST_BEGINNING: usize = 2;

/// Words to look for; all of them must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    words: Vec<String>,
    needles: Vec<String>,
    is_last_unfinished: bool,
}

impl Terms {
    /// Cuts what was typed; the field `q` says what is wrong with it.
    pub(super) fn parse(typed: &str) -> Result<Self> {
        let typed = text::clean(typed);
        if typed.is_empty() {
            return Err(Error::field("q", "required"));
        }
        if typed.chars().count() > QUERY_LIMIT {
            return Err(Error::field("q", "too_long"));
        }
        let mut terms = Self {
            words: Vec::new(),
            needles: Vec::new(),
            is_last_unfinished: false,
        };
        for term in typed.split_whitespace() {
            if term.len() > TERM_LIMIT {
                return Err(Error::field("q", "too_long"));
            }
            terms.take(term);
        }
        if terms.words.len() + terms.needles.len() > TERMS_LIMIT {
            return Err(Error::field("q", "too_many"));
        }
        if terms.is_too_little() {
            return Err(Error::field("q", "too_short"));
        }
        Ok(terms)
    }

    fn take(&mut self, term: &str) {
        let has_letters = term.chars().any(char::is_alphanumeric);
        if term.chars().any(is_written_without_spaces) {
            self.needles.push(term.to_owned());
        } else if has_letters {
            self.words.push(term.to_owned());
        } else if !term.is_ascii() {
            // The same heart comes with and without the sign that asks for colour.
            self.needles.push(term.trim_matches('\u{FE0F}').to_owned());
        }
        // Dashes and quotation marks stand between words; nobody looks for them.
        self.is_last_unfinished = has_letters
            && self.words.last().is_some_and(|last| last == term)
            && last_run(term) >= SHORTEST_BEGINNING;
    }

    /// One letter is in every message. One sign may be a whole word.
    fn is_too_little(&self) -> bool {
        match (&self.words[..], &self.needles[..]) {
            ([], []) => true,
            ([only], []) => {
                let mut letters = only.chars().filter(|c| c.is_alphanumeric());
                let is_one = letters.next().is_some_and(is_of_an_alphabet);
                is_one && letters.next().is_none()
            }
            _ => false,
        }
    }

    /// The words in the index's own language, each in quotes; `None` if there are only needles.
    pub(super) fn as_match(&self) -> Option<String> {
        let quoted: Vec<String> = self
            .words
            .iter()
            .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
            .collect();
        let mut all = quoted.join(" AND ");
        if all.is_empty() {
            return None;
        }
        if self.is_last_unfinished {
            all.push_str(" *");
        }
        Some(all)
    }

    /// What is looked for as it stands.
    pub(super) fn needles(&self) -> &[String] {
        &self.needles
    }
}

/// Length of the last run of letters and digits.
fn last_run(term: &str) -> usize {
    let mut runs = term.split(|c: char| !c.is_alphanumeric());
    runs.rfind(|run| !run.is_empty())
        .map_or(0, |run| run.chars().count())
}

/// Thai to Myanmar, Khmer, and everything Chinese or Japanese.
fn is_written_without_spaces(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{312F}'
        | '\u{3190}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Latin, Greek, Cyrillic and what lies between.
fn is_of_an_alphabet(c: char) -> bool {
    c < '\u{530}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matched(typed: &str) -> String {
        let terms = Terms::parse(typed).expect("it can be looked for");
        terms.as_match().unwrap_or_default()
    }

    #[track_caller]
    fn refused(typed: &str) -> &'static str {
        match Terms::parse(typed) {
            Err(Error::Invalid(fields)) => fields["q"][0],
            other => panic!("{typed:?}: {other:?}"),
        }
    }

    #[test]
    fn every_word_is_quoted_and_the_last_may_be_unfinished() {
        assert_eq!(matched("plum  cake"), r#""plum" AND "cake" *"#);
        assert_eq!(matched("plum x"), r#""plum" AND "x""#);
        assert_eq!(matched("it's"), r#""it's""#);
        assert_eq!(matched("cake 🎂"), r#""cake""#);
    }

    #[test]
    fn no_sign_is_syntax() {
        assert_eq!(
            matched(r#"say "cheese" OR NEAR(a:b, 2)* -x ^y"#),
            r#""say" AND """cheese""" AND "OR" AND "NEAR(a:b," AND "2)*" AND "-x" AND "^y""#
        );
        assert_eq!(matched("cake - * \" recipe"), r#""cake" AND "recipe" *"#);
    }

    #[test]
    fn what_has_no_words_is_looked_for_as_it_stands() {
        let needles = |typed: &str| Terms::parse(typed).expect("it can be looked for").needles;
        assert_eq!(needles("❤️"), ["❤"]);
        assert_eq!(needles("生日 ขนม 🎂"), ["生日", "ขนม", "🎂"]);
        assert_eq!(needles("שלום 밥 café"), [""; 0]);
    }

    #[test]
    fn too_little_and_too_much_are_told_apart() {
        assert_eq!(refused(" \u{2003}\u{0}"), "required");
        for typed in ["a", "é", "\"", "- *", "(a)", "7"] {
            assert_eq!(refused(typed), "too_short", "{typed:?}");
        }
        assert_eq!(refused(&"ab ".repeat(400)), "too_long");
        assert_eq!(refused(&"ä".repeat(101)), "too_long");
        assert_eq!(refused(&"ab ".repeat(13)), "too_many");
        assert!(Terms::parse(&"ab ".repeat(12)).is_ok());
        assert!(Terms::parse("밥").is_ok());
        assert!(Terms::parse("a b").is_ok());
    }
}
