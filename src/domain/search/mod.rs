//! Finding what was said, in the threads the asker is in and nowhere else.
//!
//! It must never know how a found word is shown. A search looks only at the threads the asker is seated
//! in when it begins, and joins their seats once more inside the question itself: what was said elsewhere
//! is neither found nor counted, and does not even take time; what was said in a thread before the asker's
//! time is neither found nor counted. A search that takes too long is ended.

mod queries;
mod snippet;
mod terms;

use std::collections::HashMap;
use std::time::Duration;

use diesel::prelude::*;

use super::members::{self, Me};
use super::messages::{self, Message};
use super::threads;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, MemberKey, MessageId, MessageKey, ThreadId, ThreadKey};
use crate::store::deadline;

pub use self::snippet::Snippet;
use self::terms::Terms;

/// Nobody waits longer, and nobody keeps the others waiting longer.
const PATIENCE: Duration = Duration::from_millis(500);

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// As typed: words that must all be there, the last of them perhaps unfinished.
    pub text: String,
    /// In this thread only.
    pub thread: Option<ThreadId>,
    /// By this member only.
    pub author: Option<MemberId>,
    /// Posted at this moment or later.
    pub from: Option<i64>,
    /// Posted before this moment.
    pub to: Option<i64>,
    /// After this result.
    pub cursor: Option<MessageId>,
    /// How many.
    pub limit: usize,
}

/// A message that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The message.
    pub message: Message,
    /// Where it was said.
    pub thread_id: ThreadId,
    /// The part that was looked for.
    pub snippet: Snippet,
}

/// Results, newest first, and how to go on.
#[derive(Clone, Debug)]
pub struct Results {
    /// The messages.
    pub found: Vec<Found>,
    /// The last one's id, if more follow.
    pub next: Option<MessageId>,
}

/// What the asker may see of what they look for. A thread they are not in is `not_found`; a cursor that
/// is no message of theirs is `invalid_cursor`; what cannot be looked for is said of the field `q`.
pub fn search(conn: &mut SqliteConnection, me: &Me, question: &Question) -> Result<Results> {
    let deadline = deadline::after(PATIENCE);
    let terms = Terms::parse(&question.text)?;
    let thread = match &question.thread {
        None => None,
        Some(id) => Some(threads::seat(conn, me, id)?.thread().key),
    };
    let before = match &question.cursor {
        None => MessageKey(i64::MAX),
        Some(id) => place(conn, me, id)?,
    };
    let author = match &question.author {
        None => None,
        Some(id) => match members::of_family(conn, me.family(), id) {
            Ok(author) => Some(author.key),
            // Nobody of that name has said anything; whether there is somebody is not told.
            Err(Error::NotFound(_)) => return Ok(Results::none()),
            Err(other) => return Err(other),
        },
    };
    let seats = match thread {
        Some(key) => vec![key],
        None => threads::of_member(conn, me)?,
    };
    if seats.is_empty() || question.limit == 0 {
        return Ok(Results::none());
    }
    let wanted = queries::Wanted {
        member: me.key(),
        matching: matching(&terms, &seats, author),
        needles: serde_json::to_string(terms.needles()).map_err(Error::internal)?,
        before,
        from: question.from.unwrap_or(i64::MIN),
        to: question.to.unwrap_or(i64::MAX),
        thread,
        author,
        deadline,
        limit: i64::try_from(question.limit).map_or(i64::MAX, |limit| limit + 1),
    };
    let rows = queries::find(conn, &wanted).map_err(deadline::outcome)?;
    results(conn, rows, &terms, question.limit)
}

impl Results {
    fn none() -> Self {
        Self {
            found: Vec::new(),
            next: None,
        }
    }
}

/// In the index's own language: in one of these threads, by this person, with all of these words.
fn matching(terms: &Terms, seats: &[ThreadKey], author: Option<MemberKey>) -> String {
    let seats: Vec<String> = seats
        .iter()
        .map(|thread| format!("t{}", thread.0))
        .collect();
    let mut parts = vec![format!("place : ({})", seats.join(" OR "))];
    if let Some(author) = author {
        parts.push(format!("place : a{}", author.0));
    }
    if let Some(words) = terms.as_match() {
        parts.push(format!("body : ({words})"));
    }
    parts.join(" AND ")
}

fn results(
    conn: &mut SqliteConnection,
    mut rows: Vec<queries::Row>,
    terms: &Terms,
    limit: usize,
) -> Result<Results> {
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let keys: Vec<MessageKey> = rows.iter().map(|row| row.key).collect();
    let mut messages: HashMap<MessageKey, Message> = messages::found(conn, &keys)?
        .into_iter()
        .map(|message| (message.key, message))
        .collect();
    let found: Vec<Found> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Found {
                message: messages.remove(&row.key)?.seen_after(row.since_key),
                thread_id: row.thread_id,
                snippet: Snippet::cut(&row.marked, terms.needles()),
            })
        })
        .collect();
    let next = match found.last() {
        Some(last) if has_more => Some(last.message.id.clone()),
        _ => None,
    };
    Ok(Results { found, next })
}

/// Where a cursor stands. One that the asker may not see stands nowhere.
fn place(conn: &mut SqliteConnection, me: &Me, id: &MessageId) -> Result<MessageKey> {
    match messages::sight(conn, me, id) {
        Ok(sight) => Ok(sight.message().key),
        Err(Error::NotFound(_)) => Err(Error::BadRequest("invalid_cursor")),
        Err(other) => Err(other),
    }
}
