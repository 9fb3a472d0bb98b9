//! The part of a message that shows why it was found: plain text, and which of it was looked for.
//!
//! It must never make markup: marks are ranges of the text, and whoever shows it decides how.

use std::ops::Range;

/// What stands before and after a found word in what the index answers. Neither can be in a message,
/// because control characters are dropped from what people type.
const MARK: char = '\u{2}';
const UNMARK: char = '\u{3}';
/// Longest snippet, in characters.
const LENGTH: usize = 200;
/// How much of it stands before the first mark.
const BEFORE: usize = 60;
/// How far a cut moves to fall between two words.
const SLACK: usize = 24;

/// A piece of a message on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The text, with `…` where something was left out.
    pub text: String,
    /// What was looked for, as ranges of bytes in order.
    pub marks: Vec<Range<usize>>,
}

impl Snippet {
    /// The text in pieces: each with whether it was looked for.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::with_capacity(self.marks.len() * 2 + 1);
        let mut end = 0;
        for mark in &self.marks {
            pieces.push((&self.text[end..mark.start], false));
            pieces.push((&self.text[mark.clone()], true));
            end = mark.end;
        }
        pieces.push((&self.text[end..], false));
        pieces.retain(|(piece, _)| !piece.is_empty());
        pieces
    }

    /// From a whole message with the index's marks in it, and what else was looked for as it stands.
    pub(super) fn cut(marked: &str, needles: &[String]) -> Self {
        let letters = letters(marked, needles);
        let first = letters.iter().position(|letter| letter.1).unwrap_or(0);
        let start = start(&letters, first);
        let end = end(&letters, start);
        let mut snippet = Self {
            text: String::new(),
            marks: Vec::new(),
        };
        if start > 0 {
            snippet.text.push('…');
        }
        let mut was_marked = false;
        for &(c, is_marked) in &letters[start..end] {
            let at = snippet.text.len();
            snippet.text.push(c);
            match snippet.marks.last_mut() {
                Some(mark) if is_marked && was_marked => mark.end = snippet.text.len(),
                _ if is_marked => snippet.marks.push(at..snippet.text.len()),
                _ => {}
            }
            was_marked = is_marked;
        }
        if end < letters.len() {
            snippet.text.push('…');
        }
        snippet
    }
}

/// Every character on one line, and whether it was looked for.
fn letters(marked: &str, needles: &[String]) -> Vec<(char, bool)> {
    let mut is_marked = false;
    let mut text = String::with_capacity(marked.len());
    // By byte of `text`, so that needles can be found in it.
    let mut marks = Vec::with_capacity(marked.len());
    for c in marked.chars() {
        match c {
            MARK => is_marked = true,
            UNMARK => is_marked = false,
            c if c.is_whitespace() && text.ends_with(' ') => {}
            c => {
                text.push(if c.is_whitespace() { ' ' } else { c });
                marks.resize(text.len(), is_marked);
            }
        }
    }
    for needle in needles {
        for (at, found) in text.match_indices(needle.as_str()) {
            marks[at..at + found.len()].fill(true);
        }
    }
    text.char_indices().map(|(at, c)| (c, marks[at])).collect()
}

/// Where to begin so that the first mark is seen with something before it.
fn start(letters: &[(char, bool)], first: usize) -> usize {
    if letters.len() <= LENGTH || first <= BEFORE {
        return 0;
    }
    let earliest = (first - BEFORE).min(letters.len() - LENGTH);
    let after_space =
        (earliest..(earliest + SLACK).min(first)).find(|&at| at > 0 && letters[at - 1].0 == ' ');
    let mut start = after_space.unwrap_or(earliest);
    while start < first && belongs_to_the_one_before(letters, start) {
        start += 1;
    }
    start
}

/// Where to end: at most `LENGTH` on, between words if one ends nearby.
fn end(letters: &[(char, bool)], start: usize) -> usize {
    let latest = start + LENGTH;
    if latest >= letters.len() {
        return letters.len();
    }
    let at_space = (latest - SLACK..=latest)
        .rev()
        .find(|&at| letters[at].0 == ' ');
    let mut end = at_space.unwrap_or(latest);
    while end > latest - SLACK && belongs_to_the_one_before(letters, end) {
        end -= 1;
    }
    end
}

/// Accents, joiners and skin tones: a cut before them would change what is seen.
fn belongs_to_the_one_before(letters: &[(char, bool)], at: usize) -> bool {
    let joins = |c: char| {
        matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}'
            | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
    };
    at > 0 && (joins(letters[at].0) || letters[at - 1].0 == '\u{200D}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(marked: &str) -> Snippet {
        Snippet::cut(&marked.replace('[', "\u{2}").replace(']', "\u{3}"), &[])
    }

    fn shown(snippet: &Snippet) -> String {
        let pieces = snippet.pieces().into_iter();
        pieces
            .map(|(text, is_marked)| match is_marked {
                true => format!("[{text}]"),
                false => text.to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_short_message_is_shown_whole_on_one_line() {
        assert_eq!(
            shown(&cut("the [plum]\n\n  [cake] is <b>done</b>")),
            "the [plum] [cake] is <b>done</b>"
        );
        assert_eq!(shown(&cut("")), "");
    }

    #[test]
    fn a_long_message_is_cut_around_what_was_found() {
        let long = format!(
            "{}[cake] {}",
            "before it ".repeat(50),
            "after it ".repeat(50)
        );
        let snippet = cut(&long);
        let text = shown(&snippet);
        assert!(
            text.starts_with("…before") || text.starts_with("…it "),
            "{text}"
        );
        assert!(text.contains("it [cake] after"), "{text}");
        assert!(text.ends_with(" it…") || text.ends_with("after…"), "{text}");
        assert!(snippet.text.chars().count() <= LENGTH + 2);
    }

    #[test]
    fn what_stands_without_spaces_is_marked_where_it_stands() {
        let snippet = Snippet::cut("今天是奶奶的生日,生日快乐🎂", &["生日".into(), "🎂".into()]);
        assert_eq!(shown(&snippet), "今天是奶奶的[生日],[生日]快乐[🎂]");
    }

    #[test]
    fn no_cut_takes_a_family_apart() {
        let family = "👨‍👩‍👧‍👦";
        let text = format!("{}\u{2}x\u{3}{}", family.repeat(60), family.repeat(60));
        let snippet = Snippet::cut(&text, &[]);
        let inside = snippet.text.trim_matches('…');
        assert!(inside.starts_with('👨'), "{inside}");
        assert!(!inside.ends_with('\u{200D}'), "{inside}");
    }

    proptest! {
        #[test]
        fn any_text_can_be_cut_and_its_pieces_are_the_whole(
            before in "\\PC{0,300}", found in "\\PC{1,30}", after in "\\PC{0,300}",
        ) {
            let marked = format!("{before}\u{2}{found}\u{3}{after}");
            let snippet = Snippet::cut(&marked, &[]);
            let whole: String = snippet.pieces().into_iter().map(|(text, _)| text).collect();
            prop_assert_eq!(&whole, &snippet.text);
            prop_assert!(!snippet.text.contains([MARK, UNMARK]));
            prop_assert!(snippet.text.chars().count() <= LENGTH + 2);
        }
    }
}
