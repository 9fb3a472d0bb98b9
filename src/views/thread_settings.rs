//! What a thread is to its people, and what the reader made of it for themselves.

use askama::Template;
use jiff::Timestamp;

use super::frame::Frame;
use super::people::{Person, PictureForm, Whose};
use super::problems::Problems;
use super::threads::ThreadView;
use crate::base::words::Word;

/// `/threads/{thread}/settings`.
#[derive(Template)]
#[template(path = "threads/settings.html")]
pub struct ThreadSettingsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The thread.
    pub thread: ThreadView,
    /// Who is in it.
    pub people: Vec<SeatedView>,
    /// What the reader made of it.
    pub marks: MarksView,
    /// The title as typed.
    pub title: String,
    /// The form for its picture; none for the family's, which has the family's own.
    pub picture: Option<PictureForm>,
    /// Whether the reader may change what the family looks like.
    pub may_keep_house: bool,
    /// Whether people can be added to it.
    pub may_add: bool,
    /// Whether the reader can leave it.
    pub may_leave: bool,
    /// What was wrong.
    pub problems: Problems,
    /// Whether something was just saved.
    pub saved: bool,
}

/// Somebody in a thread.
#[derive(Clone, Debug)]
pub struct SeatedView {
    /// Who.
    pub person: Person,
    /// Since when.
    pub joined_at: Timestamp,
    /// Whether they are the reader.
    pub is_me: bool,
    /// Whether the reader may take them out.
    pub may_remove: bool,
}

/// What somebody made of a thread for themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MarksView {
    /// Whether they want no noise from it, and until when.
    pub quiet: QuietView,
    /// Whether they keep it on top.
    pub pinned: bool,
    /// Whether they put it away.
    pub archived: bool,
}

/// Whether somebody wants no noise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QuietView {
    /// They want to hear.
    No,
    /// Not before this moment.
    Until(Timestamp),
    /// Not until they say so.
    ForGood,
}

impl ThreadSettingsPage<'_> {
    fn quiet(&self) -> String {
        match self.marks.quiet {
            QuietView::No => self.frame.say("mute-off"),
            QuietView::Until(at) if self.is_tomorrow(&at) => {
                let clock = Word::plain(self.frame.clock(&at));
                self.frame.say_with("mute-until-tomorrow", "clock", clock)
            }
            QuietView::Until(at) => self.frame.say_when("mute-until", &at),
            QuietView::ForGood => self.frame.say("mute-for-good"),
        }
    }

    fn is_tomorrow(&self, at: &Timestamp) -> bool {
        self.frame.today().tomorrow().ok() == Some(self.frame.day(at))
    }

    /// What can be done about it: code and words of each button.
    fn ways(&self) -> &'static [(&'static str, &'static str)] {
        match self.marks.quiet {
            QuietView::No => &[
                ("hour", "mute-hour"),
                ("night", "mute-night"),
                ("good", "mute-good"),
            ],
            QuietView::Until(_) | QuietView::ForGood => &[("none", "mute-end")],
        }
    }

    fn count(&self) -> String {
        self.frame
            .say_with("thread-people-count", "count", self.people.len())
    }
}

impl MarksView {
    /// What the button beside a mark asks for.
    pub(super) fn other(self, is_set: &bool) -> &'static str {
        match is_set {
            true => "no",
            false => "yes",
        }
    }
}

impl SeatedView {
    pub(super) fn since(&self, frame: &Frame) -> String {
        frame.say_when("person-since", &self.joined_at)
    }
}
