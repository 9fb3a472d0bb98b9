//! One's passkeys: what each is called and when it was used, and the way to another.

use askama::Template;
use jiff::Timestamp;

use super::user_agent;
use crate::base::clock::moment;
use crate::domain::passkeys::{MOST, Passkey};
use crate::views::frame::Frame;
use crate::views::problems::Problems;

/// `/settings/passkeys`.
#[derive(Template)]
#[template(path = "settings/passkeys.html")]
pub struct PasskeysPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Theirs, the newest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Why none can be added here, if that is so.
    pub obstacle: Option<Obstacle>,
    /// What their browser says of itself: a name for a passkey that is made with it.
    pub user_agent: String,
    /// What was just done, if something was.
    pub done: Option<Done>,
    /// What was wrong with a new name.
    pub problems: Problems,
    /// Whether they have as many as one can have.
    pub is_full: bool,
    /// Whether they have shown lately that it is they; else they are asked to before they add one.
    pub is_fresh: bool,
}

/// Why passkeys do not work at the address the reader uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// They do at this one.
    Elsewhere(String),
    /// It is not https.
    NeedsHttps,
    /// It is a number.
    NeedsName,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// One was added.
    Added,
    /// One was given another name.
    Renamed,
    /// One was removed.
    Removed,
}

/// A passkey in the list.
#[derive(Clone, Debug)]
pub struct PasskeyRow {
    /// Its public id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub made: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

impl From<&Passkey> for PasskeyRow {
    fn from(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id.to_string(),
            name: passkey.name.clone(),
            made: moment(passkey.created_at),
            used: passkey.used_at.map(moment),
        }
    }
}

/// Whether somebody with so many has no room for another.
pub fn is_full(passkeys: &[Passkey]) -> bool {
    passkeys.len() >= MOST
}

impl PasskeysPage<'_> {
    fn notice(&self) -> Option<String> {
        self.done.map(|done| {
            self.frame.say(match done {
                Done::Added => "passkeys-added",
                Done::Renamed => "passkeys-renamed",
                Done::Removed => "passkeys-removed",
            })
        })
    }

    fn made(&self, row: &PasskeyRow) -> String {
        self.frame.say_when("passkey-made", &row.made)
    }

    fn used(&self, row: &PasskeyRow) -> String {
        match &row.used {
            Some(used) => self.frame.say_when("passkey-used", used),
            None => self.frame.say("passkey-unused"),
        }
    }

    fn explained(&self, obstacle: &Obstacle) -> String {
        self.frame.say(match obstacle {
            Obstacle::Elsewhere(_) => "passkeys-elsewhere",
            Obstacle::NeedsHttps => "passkeys-need-https",
            Obstacle::NeedsName => "passkeys-need-name",
        })
    }

    fn address(&self, obstacle: &Obstacle) -> Option<String> {
        match obstacle {
            Obstacle::Elsewhere(address) => Some(address.clone()),
            Obstacle::NeedsHttps | Obstacle::NeedsName => None,
        }
    }

    fn suggested(&self) -> String {
        user_agent::name(self.frame, &self.user_agent)
    }
}
