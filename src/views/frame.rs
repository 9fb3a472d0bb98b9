//! What every page has: language, zone, looks, addresses and who is looking.
//!
//! It must never know what a page is about. Templates say words through `Frame::say` and make
//! addresses through `Frame::url`, so that a language or a sub-path is never forgotten.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::words::{self, Language, Word};
use crate::domain::members::{Habits, Looks, Shares};

/// The reader's surroundings; made once per request.
#[derive(Clone)]
pub struct Frame {
    /// The language to speak.
    pub language: Language,
    /// The zone times are told in.
    pub zone: TimeZone,
    /// Now, for "yesterday" and for leaving out this year.
    pub now: Timestamp,
    /// How the reader's pages look.
    pub looks: Looks,
    /// What their keys and speakers do.
    pub habits: Habits,
    /// What they let the others notice, and notice of them.
    pub shares: Shares,
    /// The sub-path Hearth lives under: empty, or such as `/chat`, without a slash at the end.
    pub base: String,
    /// The folder of static files, such as `/chat/assets/0123abcd`.
    pub assets: String,
    /// The path of the live socket, such as `/chat/app/KEY`; none for somebody not signed in.
    pub live: Option<String>,
    /// Who is looking; none for somebody not signed in.
    pub me: Option<Viewer>,
}

/// Who is looking.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Their member id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their family's name.
    pub family_name: String,
    /// Path of their family's picture, from [`super::people::family_picture_path`].
    pub family_picture: Option<String>,
}

impl Frame {
    /// The same surroundings in another language, for what somebody else will read.
    pub fn speaking(&self, language: Language) -> Self {
        Self {
            language,
            ..self.clone()
        }
    }

    /// Says `key` in the reader's language.
    pub fn say(&self, key: &str) -> String {
        words::say(self.language, key, &[])
    }

    /// Says `key` with one thing put into it.
    pub fn say_with(&self, key: &str, name: &'static str, word: impl Into<Word>) -> String {
        words::say(self.language, key, &[(name, word.into())])
    }

    /// Says `key` with several things put into it.
    pub fn say_all(&self, key: &str, args: &[(&'static str, Word)]) -> String {
        words::say(self.language, key, args)
    }

    /// Says `key` for a browser to put things into: each of `names` stands in it with `%` before it.
    pub fn say_pattern(&self, key: &str, names: &[&'static str]) -> String {
        let place = |name: &&'static str| (*name, Word::plain(format!("%{name}")));
        self.say_all(key, &names.iter().map(place).collect::<Vec<_>>())
    }

    /// The address of a page: `path` begins with a slash.
    pub fn url(&self, path: impl AsRef<str>) -> String {
        format!("{}{}", self.base, path.as_ref())
    }

    /// The address of a static file.
    pub fn asset(&self, path: &str) -> String {
        format!("{}/{path}", self.assets)
    }

    /// The one style sheet: a member's own knows which messages are theirs.
    pub(super) fn stylesheet(&self) -> String {
        match &self.me {
            Some(me) => self.asset(&format!("members/{}.css", me.id)),
            None => self.asset("hearth.css"),
        }
    }

    /// The address of the family's picture, if it has one that the reader may see.
    pub(super) fn family_picture(&self) -> Option<String> {
        let picture = self.me.as_ref()?.family_picture.as_ref()?;
        Some(self.url(picture))
    }

    /// What the reader's pages may show of others, as a list of words for scripts.
    pub(super) fn shared(&self) -> String {
        let Shares {
            typing,
            presence,
            reading,
        } = self.shares;
        [
            (typing, "typing"),
            (presence, "presence"),
            (reading, "reading"),
        ]
        .into_iter()
        .filter_map(|(is_shared, word)| is_shared.then_some(word))
        .collect::<Vec<_>>()
        .join(" ")
    }

    /// The family's name, or the product's where nobody is signed in.
    pub(super) fn household(&self) -> String {
        match &self.me {
            Some(me) => me.family_name.clone(),
            None => self.say("product"),
        }
    }
}

#[cfg(test)]
impl Frame {
    /// A reader in Stockholm on a Sunday evening.
    pub(super) fn sample() -> Self {
        Self {
            language: Language::default(),
            zone: TimeZone::get("Europe/Stockholm").expect("a known zone"),
            now: "2026-11-22T18:42:00Z".parse().expect("a moment"),
            looks: Looks::default(),
            habits: Habits::default(),
            shares: Shares::default(),
            base: "/chat".to_owned(),
            assets: "/chat/assets/0".to_owned(),
            live: None,
            me: Some(Viewer {
                id: "a".repeat(26),
                name: "Anna".to_owned(),
                family_name: "The Lindqvists".to_owned(),
                family_picture: None,
            }),
        }
    }
}
