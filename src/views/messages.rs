//! Messages: the values of the one partial, and the fragments that carry it.
//!
//! It must never know who is looking: the same language and zone give the same bytes for everybody,
//! whether in a page, in a fragment or in the template of a pending bubble. "Mine" is decided by the
//! reader's own style sheet. What stands *around* a message (day, grouping) is made here too, outside
//! the partial.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;

use super::attachments::AttachmentView;
use super::frame::Frame;
use super::people::Person;
use crate::base::markup::Markup;
use crate::base::words::Word;

/// Messages of one author within this time stand together under one name. `models/placement.js` has
/// the same figure for what arrives live.
const TOGETHER_SECS: i64 = 5 * 60;

/// A message as everybody sees it.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// Its id.
    pub id: String,
    /// The thread it is in.
    pub thread_id: String,
    /// The message before it in the thread, deleted ones included; none for the first.
    pub previous_id: Option<String>,
    /// Who wrote it.
    pub author: Person,
    /// What it says; empty when deleted.
    pub body: Markup,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed by its author.
    pub edited_at: Option<Timestamp>,
    /// Whether only its place is left.
    pub deleted: bool,
    /// Its files; none when deleted.
    pub attachments: Vec<AttachmentView>,
    /// What it answers.
    pub reply_to: Option<QuoteView>,
    /// What others felt about it.
    pub reactions: Vec<ReactionView>,
}

/// The message that another answers, in brief.
#[derive(Clone, Debug)]
pub struct QuoteView {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub author_name: String,
    /// Its beginning as plain text.
    pub excerpt: String,
}

/// One emoji and everybody who chose it.
#[derive(Clone, Debug)]
pub struct ReactionView {
    /// The emoji.
    pub emoji: String,
    /// How many chose it.
    pub count: usize,
    /// Their names.
    pub names: Vec<String>,
    /// Their ids, in the same order: whose it is, the reader's browser tells.
    pub member_ids: Vec<String>,
}

/// What stands in a conversation, in reading order.
#[derive(Clone, Debug)]
pub enum Item {
    /// A new day begins.
    Day(Date),
    /// A message, and whether it goes on where the one before it ended.
    Message {
        /// The message.
        message: Box<MessageView>,
        /// Whether name and picture are left out because the message above has them.
        follows: bool,
        /// Whether it is the first that the reader has not read.
        is_new: bool,
        /// Who of the others has read up to it.
        readers: Vec<Person>,
    },
}

/// A run of messages for a page that is open already: what changed, or older or newer ones.
#[derive(Template)]
#[template(path = "messages/fragment.html")]
pub struct MessagesFragment<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The messages: in order of change for `since`, else oldest first.
    pub items: Vec<Item>,
    /// Where the next `since` goes on.
    pub change_cursor: String,
    /// Whether more changes follow at once (`since` only).
    pub has_more: bool,
    /// The id to ask `before`, if something is there.
    pub prev_cursor: Option<String>,
    /// The id to ask after, if something is there.
    pub next_cursor: Option<String>,
}

/// One message alone: the answer to a successful post.
#[derive(Template)]
#[template(path = "messages/created.html")]
pub struct CreatedFragment<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The message, with its day before it.
    pub items: Vec<Item>,
}

/// Puts days between messages and marks those that follow on from the one above.
pub fn arrange(frame: &Frame, messages: Vec<MessageView>) -> Vec<Item> {
    arrange_with_new(frame, messages, None)
}

/// The same, with a line above the first message that the reader has not read.
pub fn arrange_with_new(
    frame: &Frame,
    messages: Vec<MessageView>,
    first_unread: Option<&str>,
) -> Vec<Item> {
    let mut items = Vec::with_capacity(messages.len() + 4);
    let mut last: Option<(Date, String, Timestamp)> = None;
    for message in messages {
        let day = frame.day(&message.created_at);
        let is_new = first_unread == Some(message.id.as_str());
        let follows = last.as_ref().is_some_and(|(last_day, author, at)| {
            !is_new
                && *last_day == day
                && *author == message.author.id
                && (message.created_at.as_second() - at.as_second()).abs() < TOGETHER_SECS
        });
        if last.as_ref().is_none_or(|(last_day, ..)| *last_day != day) {
            items.push(Item::Day(day));
        }
        last = Some((day, message.author.id.clone(), message.created_at));
        items.push(Item::Message {
            message: Box::new(message),
            follows,
            is_new,
            readers: Vec::new(),
        });
    }
    items
}

impl MessageView {
    /// The empty message a pending bubble is cloned from.
    pub fn pending(author: Person, thread_id: &str, now: Timestamp) -> Self {
        Self {
            id: String::new(),
            thread_id: thread_id.to_owned(),
            previous_id: None,
            author,
            body: Markup::default(),
            // As wide as the hour that will stand there.
            created_at: now,
            edited_at: None,
            deleted: false,
            attachments: Vec::new(),
            reply_to: None,
            reactions: Vec::new(),
        }
    }

    /// What the way to everything that can be done with it is called.
    pub(super) fn more(&self, frame: &Frame) -> String {
        frame.say_all(
            "act-more",
            &[
                ("name", self.author.name.as_str().into()),
                ("clock", Word::plain(frame.clock(&self.created_at))),
            ],
        )
    }

    pub(super) fn previous(&self) -> &str {
        self.previous_id.as_deref().unwrap_or_default()
    }

    pub(super) fn pictures(&self) -> Vec<&AttachmentView> {
        self.attachments
            .iter()
            .filter(|file| file.is_picture())
            .collect()
    }

    pub(super) fn documents(&self) -> Vec<&AttachmentView> {
        self.attachments
            .iter()
            .filter(|file| !file.is_picture())
            .collect()
    }
}

impl QuoteView {
    /// A message that the reader is not to see: that there was one is all that is said of it.
    pub fn hidden(frame: &Frame) -> Self {
        Self {
            excerpt: frame.say("quote-earlier"),
            ..Self::pending()
        }
    }

    /// Whether there is nothing to go to.
    pub(super) fn is_hidden(&self) -> bool {
        self.id.is_empty() && !self.excerpt.is_empty()
    }

    /// The empty quote that one of a message on its way is cloned from.
    pub fn pending() -> Self {
        Self {
            id: String::new(),
            author_name: String::new(),
            excerpt: String::new(),
        }
    }
}

impl ReactionView {
    pub(super) fn label(&self, frame: &Frame) -> String {
        frame.say_all(
            "reaction-label",
            &[
                ("emoji", self.emoji.as_str().into()),
                ("names", Word::plain(self.people(frame))),
            ],
        )
    }

    /// Who chose it, as one says it.
    pub(super) fn people(&self, frame: &Frame) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        frame.names(&names)
    }
}
