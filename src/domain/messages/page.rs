//! Reading a thread in pages: by place in the order, or by what changed since. Where a seat begins late,
//! so does the thread.

use diesel::prelude::*;

use super::{Message, key_from, queries};
use crate::base::error::{Error, Result};
use crate::base::ids::{MessageId, MessageKey, ThreadId};
use crate::base::token;
use crate::domain::threads::Seat;

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At the thread's first message.
    Start,
    /// Right after this message.
    After(MessageId),
    /// Right before this message, going back.
    Before(MessageId),
    /// With this message in the middle.
    Around(MessageId),
    /// At this message, with so many before it to see what it is about.
    From(MessageId, usize),
    /// At the thread's last message, going back.
    End,
}

impl Anchor {
    /// Whether the page ends there and its end is what a reader wants to see first.
    pub fn goes_back(&self) -> bool {
        matches!(self, Self::Before(_) | Self::End)
    }
}

/// Messages in order, oldest first, and how to go on.
#[derive(Clone, Debug)]
pub struct Page {
    /// The messages.
    pub messages: Vec<Message>,
    /// The last one's id, if more follow now.
    pub next: Option<MessageId>,
    /// The first one's id, if more precede.
    pub prev: Option<MessageId>,
    /// The id of the thread's newest message, if that is not among these.
    pub newest: Option<MessageId>,
    /// What had changed before the page was read.
    pub cursor: Cursor,
}

/// Messages in the order they last changed, each as it is now.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The messages.
    pub messages: Vec<Message>,
    /// Where to go on.
    pub cursor: Cursor,
    /// Whether more have changed already.
    pub has_more: bool,
}

/// How many changes of a thread somebody has seen; opaque to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    thread: ThreadId,
    count: i64,
}

/// Characters of the part that ties a cursor to its thread.
const TAG: usize = 10;

impl Cursor {
    /// The cursor after this many changes of a thread.
    pub fn at(thread: &ThreadId, count: i64) -> Self {
        Self {
            thread: thread.clone(),
            count,
        }
    }

    /// Reads one back; anything that is no cursor of this thread is `invalid_cursor`.
    pub fn parse(text: &str, seat: &Seat) -> Result<Self> {
        let invalid = || Error::BadRequest("invalid_cursor");
        let (tag, digits) = text.split_at_checked(TAG).ok_or_else(invalid)?;
        let count = i64::from_str_radix(digits, 16).map_err(|_| invalid())?;
        let cursor = Self::at(&seat.thread().id, count);
        // One from before a restored backup points past the present: the reader must begin anew.
        let is_past = (0..=seat.thread().change_count).contains(&count);
        if tag != cursor.tag() || !is_past || cursor.to_string() != text {
            return Err(invalid());
        }
        Ok(cursor)
    }

    fn tag(&self) -> String {
        let mut digest = token::digest(&format!("changes of {}", self.thread));
        digest.truncate(TAG);
        digest
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:x}", self.tag(), self.count)
    }
}

/// A page of the thread's messages. A cursor of another thread is `invalid_cursor`.
///
/// The seat must have been taken on the same connection in the same snapshot: its change count is
/// "before the page was read".
pub fn page(
    conn: &mut SqliteConnection,
    seat: &Seat,
    anchor: &Anchor,
    limit: usize,
) -> Result<Page> {
    let (thread, since) = (seat.thread(), seat.since_key());
    let limit = limit as i64;
    let keys = match anchor {
        Anchor::Start => queries::keys_after(conn, thread.key, since, limit)?,
        Anchor::After(id) => {
            let after = place(conn, seat, id)?;
            queries::keys_after(conn, thread.key, after, limit)?
        }
        Anchor::Before(id) => {
            let before = place(conn, seat, id)?;
            queries::keys_before(conn, thread.key, since, before, limit)?
        }
        Anchor::Around(id) => both_ways(conn, seat, id, limit / 2, limit)?,
        Anchor::From(id, context) => both_ways(conn, seat, id, *context as i64, limit)?,
        Anchor::End => queries::keys_before(conn, thread.key, since, MessageKey(i64::MAX), limit)?,
    };
    let mut messages = found_from(conn, seat, &keys)?;
    messages.sort_by_key(|message| message.key);
    let (next, newest) = match (messages.last(), thread.last_message_key) {
        (Some(last), Some(newest)) if newest > last.key => (
            Some(last.id.clone()),
            Some(queries::id_of(conn, newest)?),
        ),
        _ => (None, None),
    };
    let prev = match messages.first() {
        Some(first) if first.previous.is_some() => Some(first.id.clone()),
        _ => None,
    };
    Ok(Page {
        messages,
        next,
        prev,
        newest,
        cursor: Cursor::at(&thread.id, thread.change_count),
    })
}

/// A message, so many before it, and as many after it as make `limit`.
fn both_ways(
    conn: &mut SqliteConnection,
    seat: &Seat,
    id: &MessageId,
    before: i64,
    limit: i64,
) -> Result<Vec<MessageKey>> {
    let thread = seat.thread().key;
    let middle = place(conn, seat, id)?;
    let mut keys = queries::keys_before(conn, thread, seat.since_key(), middle, before)?;
    keys.push(middle);
    let after = limit - before - 1;
    keys.extend(queries::keys_after(conn, thread, middle, after)?);
    Ok(keys)
}

/// Everything that changed after `since`, in order of change, up to `limit`.
pub fn changes(
    conn: &mut SqliteConnection,
    seat: &Seat,
    since: &Cursor,
    limit: usize,
) -> Result<Changes> {
    let thread = seat.thread();
    let most = limit as i64 + 1;
    let keys = queries::keys_changed(conn, thread.key, seat.since_key(), since.count, most)?;
    let mut messages = found_from(conn, seat, &keys)?;
    messages.sort_by_key(|message| message.change);
    let has_more = messages.len() > limit;
    messages.truncate(limit);
    let count = match messages.last() {
        Some(last) if has_more => last.change,
        _ => thread.change_count,
    };
    Ok(Changes {
        messages,
        cursor: Cursor::at(&thread.id, count),
        has_more,
    })
}

/// Where the message with this id stands; one of another thread, or from before the reader's time, stands
/// nowhere here.
fn place(conn: &mut SqliteConnection, seat: &Seat, id: &MessageId) -> Result<MessageKey> {
    key_from(conn, seat, id)?.ok_or(Error::BadRequest("invalid_cursor"))
}

fn found_from(
    conn: &mut SqliteConnection,
    seat: &Seat,
    keys: &[MessageKey],
) -> Result<Vec<Message>> {
    let messages = queries::found(conn, keys)?;
    Ok(messages
        .into_iter()
        .map(|message| message.seen_from(seat))
        .collect())
}
