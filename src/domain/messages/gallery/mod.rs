//! Pictures and films by themselves, newest first: of one thread, or of all that somebody is in. Turned
//! round it is the order of the conversation, so that whoever looks at one goes on to its neighbours.
//!
//! What may be seen is asked in the question itself, as everywhere: only messages of the asker's threads,
//! of their time in them, that are still there.

mod queries;

use diesel::prelude::*;

use super::Attachment;
use crate::base::error::{Error, Result};
use crate::base::ids::{FileId, MessageId, ThreadId};
use crate::domain::files;
use crate::domain::members::Me;
use crate::domain::threads::Seat;

/// Something to look at, and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The file.
    pub attachment: Attachment,
    /// In which thread.
    pub thread_id: ThreadId,
    /// On which message.
    pub message_id: MessageId,
    /// Who showed it.
    pub author_name: String,
    /// What was said with it.
    pub body: String,
    /// When.
    pub created_at: i64,
}

/// Which part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its beginning.
    Newest,
    /// What comes behind this file of another page.
    OlderThan(FileId),
    /// What comes before it.
    NewerThan(FileId),
}

/// A page of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Newest first.
    pub shown: Vec<Shown>,
    /// After which file older ones go on, if there are any.
    pub older: Option<FileId>,
    /// Before which file newer ones end, if there are any.
    pub newer: Option<FileId>,
}

/// A part of what the asker may see; of one thread if a seat in it is given.
pub fn gallery(
    conn: &mut SqliteConnection,
    me: &Me,
    seat: Option<&Seat>,
    part: &Part,
    limit: usize,
) -> Result<Shelf> {
    let edge = match part {
        Part::Newest => None,
        Part::OlderThan(id) => Some(queries::Edge::Before(place(conn, me, id)?)),
        Part::NewerThan(id) => Some(queries::Edge::After(place(conn, me, id)?)),
    };
    let thread = seat.map(|seat| seat.thread().key);
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut rows = queries::to_look_at(conn, me.key(), thread, edge, most)?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let is_upwards = matches!(part, Part::NewerThan(_));
    if is_upwards {
        rows.reverse();
    }
    let keys: Vec<_> = rows.iter().map(|row| row.file_key).collect();
    let mut files = files::with_keys(conn, &keys)?;
    let shown: Vec<Shown> = rows
        .into_iter()
        .filter_map(|row| {
            let file = files.remove(&row.file_key)?;
            Some(Shown {
                attachment: Attachment::from(file),
                thread_id: row.thread_id,
                message_id: row.message_id,
                author_name: row.author_name,
                body: row.body,
                created_at: row.created_at,
            })
        })
        .collect();
    // On the side it was asked from there is at least the file that was named.
    let (has_older, has_newer) = match part {
        Part::Newest => (has_more, false),
        Part::OlderThan(_) => (has_more, true),
        Part::NewerThan(_) => (true, has_more),
    };
    let id = |shown: &Shown| shown.attachment.id.clone();
    Ok(Shelf {
        older: shown.last().filter(|_| has_older).map(id),
        newer: shown.first().filter(|_| has_newer).map(id),
        shown,
    })
}

/// Where a file stands that the asker may see.
fn place(conn: &mut SqliteConnection, me: &Me, id: &FileId) -> Result<queries::Place> {
    let unknown = Error::BadRequest("invalid_cursor");
    let Ok(file) = files::visible(conn, me, id) else {
        return Err(unknown);
    };
    queries::place_of(conn, file.key)?.ok_or(unknown)
}
