//! Choosing people for a thread: a new one, or one that is there; and parting from it.

use askama::Template;

use super::frame::Frame;
use super::people::Person;
use super::problems::Problems;
use super::threads::ThreadView;

/// From this many people on one rather types a name than looks for it.
const MANY: usize = 9;

/// People of whom some are chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Everybody who can be chosen.
    pub people: Vec<Person>,
    /// The ids chosen before, if the form is shown again.
    pub chosen: Vec<String>,
}

/// `/threads/new`: choosing people to talk to.
#[derive(Template)]
#[template(path = "threads/new.html")]
pub struct NewThreadPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// With whom.
    pub choice: Choice,
    /// The title typed before.
    pub title: String,
    /// What was wrong.
    pub problems: Problems,
}

/// `/threads/{thread}/people/new`: choosing who comes into it.
#[derive(Template)]
#[template(path = "threads/people.html")]
pub struct NewSeatsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The thread.
    pub thread: ThreadView,
    /// Whom.
    pub choice: Choice,
    /// Whether they are to see only what is said from now on.
    pub from_now: bool,
    /// What was wrong.
    pub problems: Problems,
}

/// Asks before somebody leaves a thread, or is taken out of it.
#[derive(Template)]
#[template(path = "threads/part.html")]
pub struct PartingPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The thread.
    pub thread: ThreadView,
    /// Who is taken out of it; none where the reader leaves.
    pub person: Option<Person>,
    /// What was wrong.
    pub problems: Problems,
}

impl Choice {
    pub(super) fn is_chosen(&self, person: &Person) -> bool {
        self.chosen.contains(&person.id)
    }

    pub(super) fn is_long(&self) -> bool {
        self.people.len() >= MANY
    }
}

impl NewSeatsPage<'_> {
    /// What newcomers may see: code, words, hint, and whether it is chosen.
    fn histories(&self) -> [(&'static str, &'static str, &'static str, bool); 2] {
        [
            ("all", "history-all", "history-all-hint", !self.from_now),
            (
                "fromNow",
                "history-from-now",
                "history-from-now-hint",
                self.from_now,
            ),
        ]
    }
}

impl PartingPage<'_> {
    fn title(&self) -> String {
        let thread = self.thread.name(self.frame);
        match &self.person {
            None => self
                .frame
                .say_with("leave-title", "thread", thread.as_str()),
            Some(person) => self.frame.say_all(
                "take-out-title",
                &[
                    ("name", person.name.as_str().into()),
                    ("thread", thread.as_str().into()),
                ],
            ),
        }
    }

    fn submit(&self) -> String {
        match &self.person {
            None => self.frame.say("leave-submit"),
            Some(person) => self
                .frame
                .say_with("take-out-submit", "name", person.name.as_str()),
        }
    }

    fn consequences(&self) -> [String; 3] {
        match self.person {
            None => ["leave-silence", "leave-history", "leave-return"],
            Some(_) => ["take-out-silence", "take-out-history", "take-out-return"],
        }
        .map(|key| self.frame.say(key))
    }

    fn action(&self) -> String {
        let thread = self.thread.path();
        match &self.person {
            None => format!("{thread}/leave"),
            Some(person) => format!("{thread}/people/{}/remove", person.id),
        }
    }
}
