//! Text as people type it: what is dropped, what is kept, how length is counted.
//!
//! Odd but valid text (emoji families, combining marks, right-to-left, bidi characters) is somebody's
//! name or joke and is kept as it is; the page isolates it. Only what no keyboard produces goes.

use super::error::{Error, Result};

/// Longest message, in Unicode scalar values.
pub const MESSAGE_LIMIT: usize = 10_000;
/// Longest thread title.
pub const TITLE_LIMIT: usize = 200;
/// Longest e-mail address, in bytes.
pub const EMAIL_LIMIT: usize = 254;
/// Longest name of a person or family.
pub const NAME_LIMIT: usize = 80;

/// Drops C0 controls other than newline and tab, folds CR LF to newline, then trims White_Space.
///
/// Browsers send a text area's lines with CR LF and programs with LF: both are the same message, and
/// an idempotent repeat must compare equal.
pub fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|&c| c >= ' ' || c == '\n' || c == '\t')
        .collect();
    kept.trim().to_owned()
}

/// A message's body: cleaned, possibly empty, `too_long` above [`MESSAGE_LIMIT`].
pub fn body(text: &str) -> Result<String> {
    let text = clean(text);
    if text.chars().count() > MESSAGE_LIMIT {
        return Err(Error::BadRequest("too_long"));
    }
    Ok(text)
}

/// A thread's title: cleaned and on one line; nothing left means no title.
pub fn title(text: &str) -> Result<Option<String>> {
    let text = one_line(text);
    if text.chars().count() > TITLE_LIMIT {
        return Err(Error::BadRequest("too_long"));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// A name of a person or family: one line, something visible in it, at most [`NAME_LIMIT`].
pub fn name(field: &'static str, text: &str) -> Result<String> {
    let text = one_line(text);
    if !text.chars().any(is_visible) {
        return Err(Error::field(field, "required"));
    }
    if text.chars().count() > NAME_LIMIT {
        return Err(Error::field(field, "too_long"));
    }
    Ok(text)
}

/// A user name: 2 to 32 of `a-z 0-9 . _ -`, folded to lower case, so that no two look alike.
pub fn username(text: &str) -> Result<String> {
    let text = clean(text).to_lowercase();
    if text.is_empty() {
        return Err(Error::field("username", "required"));
    }
    let fits = (2..=32).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b));
    if !fits {
        return Err(Error::field("username", "invalid"));
    }
    Ok(text)
}

/// An e-mail address: nothing is ever sent there, so it need only look like one.
pub fn email(text: &str) -> Result<String> {
    let text = clean(text);
    let fits = text.len() <= EMAIL_LIMIT
        && !text.contains(char::is_whitespace)
        && matches!(text.split_once('@'), Some((user, host))
            if !user.is_empty() && host.contains('.') && !host.contains('@'));
    match fits {
        true => Ok(text),
        false => Err(Error::field("email", "invalid")),
    }
}

fn one_line(text: &str) -> String {
    // The last three break a line, too, and with it out of whatever isolates a name.
    clean(&text.replace(['\n', '\t', '\r', '\u{85}', '\u{2028}', '\u{2029}'], " "))
}

/// Whether a character leaves a mark: a name of nothing but invisible ones would show as a gap.
pub fn is_visible(c: char) -> bool {
    let invisible = c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}');
    !invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_breaks_stay() {
        assert_eq!(clean("  a\u{0}\u{7}b\r\nc\td \u{2003}"), "ab\nc\td");
    }

    #[test]
    fn odd_but_valid_text_is_kept_as_it_is() {
        for text in ["👨‍👩‍👧‍👦", "e\u{301}", "שלום", "\u{202E}abc\u{202C}", "🏳️‍🌈", "ﷺ"]
        {
            assert_eq!(body(text).expect("valid"), text);
        }
    }

    #[test]
    fn length_counts_scalar_values_after_trimming() {
        assert!(body(&format!("  {}  ", "é".repeat(MESSAGE_LIMIT))).is_ok());
        assert!(body(&"é".repeat(MESSAGE_LIMIT + 1)).is_err());
    }

    #[test]
    fn a_name_needs_something_to_see() {
        for text in ["", "   ", "\u{200B}\u{200D}", "\u{3164}", "\u{2800}"] {
            assert!(name("name", text).is_err(), "{text:?} passed as a name");
        }
        assert_eq!(
            name("name", " Abuela\nRosa ").expect("valid"),
            "Abuela Rosa"
        );
        assert_eq!(
            name("name", "Abuela\u{2029}Rosa\u{85}").expect("valid"),
            "Abuela Rosa"
        );
    }

    #[test]
    fn an_e_mail_address_looks_like_one() {
        assert_eq!(
            email(" inga@example.org ").expect("valid"),
            "inga@example.org"
        );
        for text in ["inga", "@example.org", "a b@example.org", "a@b@c.d", "a@b"] {
            assert!(email(text).is_err(), "{text:?} passed");
        }
    }

    #[test]
    fn a_user_name_has_one_spelling() {
        assert_eq!(username(" Rosa.M ").expect("valid"), "rosa.m");
        for text in ["a", "rosa m", "rоsa", "ro/sa", &"a".repeat(33)] {
            assert!(username(text).is_err(), "{text:?} passed as a user name");
        }
    }
}
