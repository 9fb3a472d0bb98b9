//! The story as a whole: family, people, threads, and the lines up to a given moment.
//!
//! It knows nothing of how a line is stored. The script is parsed once, when the story is made; asking for lines after that never fails.

use std::borrow::Cow;

use jiff::Timestamp;

use super::cast::{self, Person};
use super::exchanges::Exchanges;
use super::lines::Lines;
use super::photos::Scene;
use super::script::Script;

/// Everything about the demo family.
#[derive(Debug)]
pub struct Story {
    /// The name of the household.
    pub family: &'static str,
    /// Everybody; the first is the admin.
    pub people: &'static [Person],
    /// Every thread; the first is the family thread.
    pub threads: Vec<Plan>,
    /// How far the family's clock is ahead of UTC, so that breakfast is talked about at breakfast where the demo is looked at. Zero unless set.
    pub utc_offset_secs: i32,
    pub(super) script: Script,
    pub(super) exchanges: Exchanges,
}

/// A thread to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How the scripts name this thread.
    pub key: &'static str,
    /// `None` when it goes by the names of its members.
    pub title: Option<&'static str>,
    /// Positions in [`Story::people`], whoever opened the thread first.
    pub members: Vec<usize>,
    /// What sort of thread it is.
    pub kind: Kind,
}

/// The sorts of thread there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The one that everyone but guests is in.
    Family,
    /// Three people or more.
    Group,
    /// Two people.
    Direct,
    /// One person, writing to herself.
    Notes,
}

/// One message, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Position in [`Story::threads`].
    pub thread: usize,
    /// Position in [`Story::people`]; always a member of the thread.
    pub author: usize,
    /// When it was sent; never before the line that came out earlier.
    pub at: Timestamp,
    /// What it says now; empty only when there are photos. Of a deleted line, what it said before.
    pub body: Cow<'static, str>,
    /// Photos sent with it, in order.
    pub photos: Vec<Scene>,
    /// The line it answers: the how-manieth of its own thread, counted from 0 over the lines that came out.
    pub reply_to: Option<usize>,
    /// Who reacted (position in [`Story::people`], always a member of the thread) and how; no pair twice.
    pub reactions: Vec<(usize, &'static str)>,
    /// What it said before its author edited it.
    pub edited_from: Option<Cow<'static, str>>,
    /// Taken back by its author later.
    pub deleted: bool,
}

impl Story {
    /// Reads the family's script.
    pub fn new() -> Self {
        let threads = cast::threads();
        let script = Script::read(&threads).expect("a test reads every word of the script");
        let exchanges = Exchanges::read(&threads).expect("a test reads every exchange");
        Self {
            family: cast::FAMILY,
            people: cast::PEOPLE,
            threads,
            utc_offset_secs: 0,
            script,
            exchanges,
        }
    }

    /// Exactly `total` lines up to `now`, oldest first.
    ///
    /// The hand-written ones come first in claim: with room for fewer than there are, the newest of them are kept; with room for more, everyday talk is
    /// woven in between, and a large total reaches back for years.
    pub fn lines(&self, now: Timestamp, total: usize) -> Lines<'_> {
        Lines::new(self, now, total)
    }
}
