//! People as a page shows them: names in a row, and in a circle their picture, under which lies an
//! initial in a colour of their own for as long as there is none, or it cannot be fetched.
//!
//! It must never know who is looking. The colour is a class, not a style, because the page's security
//! policy allows no inline styles; it follows from the id alone, so it is the same on every device.

use super::frame::Frame;
use super::problems::Problems;
use super::threads::ThreadView;
use crate::base::text;
use crate::base::words::Word;

/// How many colours there are; `static/css/tokens.css` has as many.
const HUES: u32 = 12;

/// A member as others see them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their member id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Path of their picture, from [`picture_path`].
    pub picture: Option<String>,
}

/// The form that sets a picture or takes it away.
#[derive(Clone, Debug)]
pub struct PictureForm {
    /// Whose.
    pub whose: Whose,
    /// What was wrong with the one that was sent.
    pub problems: Problems,
}

/// Whose picture it is.
#[derive(Clone, Debug)]
pub enum Whose {
    /// The reader's own.
    Own(Person),
    /// The family's, and its path if there is one.
    Family(Option<String>),
    /// A thread's.
    Thread(ThreadView),
}

/// The path of somebody's picture, without the sub-path. It is another for another picture, so that
/// an open page never goes on showing the one before.
pub fn picture_path(id: &str, digest: &str) -> String {
    format!("/people/{id}/picture?v={}", version(digest))
}

/// The path of the family's picture, likewise.
pub fn family_picture_path(digest: &str) -> String {
    format!("/family/picture?v={}", version(digest))
}

/// The path of a thread's picture, likewise.
pub fn thread_picture_path(id: &str, digest: &str) -> String {
    format!("/threads/{id}/picture?v={}", version(digest))
}

fn version(digest: &str) -> &str {
    digest.get(..8).unwrap_or(digest)
}

impl Person {
    /// Somebody without a picture.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            picture: None,
        }
    }

    /// The same with the picture of this content, if there is one.
    pub fn with_picture(self, digest: Option<&str>) -> Self {
        let picture = digest.map(|digest| picture_path(&self.id, digest));
        Self { picture, ..self }
    }

    /// Which of the colours is theirs.
    pub fn hue(&self) -> u32 {
        // FNV-1a; its high bits, because the low ones of a product are the poorest.
        let hash = self.id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        (hash >> 16) % HUES
    }

    /// The first letter of their name with the marks that belong to it.
    pub fn initial(&self) -> String {
        let mut chars = self.name.chars().skip_while(|&c| !text::is_visible(c));
        let Some(first) = chars.next() else {
            return String::new();
        };
        first
            .to_uppercase()
            .chain(chars.take_while(|&c| is_mark(c)))
            .collect()
    }
}

impl PictureForm {
    pub(super) fn action(&self) -> String {
        match &self.whose {
            Whose::Own(_) => "/settings/picture".to_owned(),
            Whose::Family(_) => "/family/picture".to_owned(),
            Whose::Thread(thread) => format!("{}/picture", thread.path()),
        }
    }

    pub(super) fn title_key(&self) -> &'static str {
        match self.whose {
            Whose::Own(_) => "picture-own",
            Whose::Family(_) => "picture-family",
            Whose::Thread(_) => "picture-thread",
        }
    }

    pub(super) fn hint_key(&self) -> &'static str {
        match self.whose {
            Whose::Own(_) => "picture-own-hint",
            Whose::Family(_) => "picture-family-hint",
            Whose::Thread(_) => "picture-thread-hint",
        }
    }

    pub(super) fn has_picture(&self) -> bool {
        match &self.whose {
            Whose::Own(person) => person.picture.is_some(),
            Whose::Family(picture) => picture.is_some(),
            Whose::Thread(thread) => thread.picture.is_some(),
        }
    }
}

impl Frame {
    /// Names as one says them: `Anna, Ben and Carla`.
    pub fn names(&self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first, second] => self.say_all(
                "names-last",
                &[
                    ("first", Word::from(*first)),
                    ("second", Word::from(*second)),
                ],
            ),
            [first, rest @ ..] => self.say_all(
                "names-more",
                &[
                    ("first", Word::from(*first)),
                    ("rest", Word::plain(self.names(rest))),
                ],
            ),
        }
    }
}

/// Combining marks, variation selectors, joiners and skin tones: what may not be cut from its letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{200D}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_initial_keeps_its_marks() {
        assert_eq!(Person::new("a", "éva").initial(), "É");
        assert_eq!(Person::new("a", "e\u{301}va").initial(), "E\u{301}");
        assert_eq!(Person::new("a", " שרה").initial(), "ש");
        assert_eq!(Person::new("a", "\u{202E}\u{2069}anna").initial(), "A");
        assert_eq!(Person::new("a", "").initial(), "");
    }

    #[test]
    fn another_picture_has_another_path() {
        let anna = |digest| {
            Person::new("anna", "Anna")
                .with_picture(Some(digest))
                .picture
        };
        assert_eq!(
            anna("0123456789abcdef").as_deref(),
            Some("/people/anna/picture?v=01234567")
        );
        assert_ne!(anna("0123456789abcdef"), anna("fedcba9876543210"));
        assert_eq!(Person::new("anna", "Anna").with_picture(None).picture, None);
    }

    #[test]
    fn a_colour_follows_from_the_id_alone() {
        assert_eq!(
            Person::new("abc", "Anna").hue(),
            Person::new("abc", "Ben").hue()
        );
        assert!(Person::new("zzzz", "").hue() < HUES);
    }
}
