//! Pictures and films by themselves, newest first: of one thread, or of all that somebody is in.
//!
//! What may be seen is asked in the question itself, as everywhere: only messages of the asker's threads,
//! of their time in them, that are still there.

use diesel::prelude::*;

use super::{Attachment, queries};
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
    /// When.
    pub created_at: i64,
}

/// A page of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Newest first.
    pub shown: Vec<Shown>,
    /// Where the next page goes on, if one does.
    pub next: Option<FileId>,
}

/// What the asker may see, before a file named by an earlier page; of one thread if a seat in it is given.
pub fn gallery(
    conn: &mut SqliteConnection,
    me: &Me,
    seat: Option<&Seat>,
    before: Option<&FileId>,
    limit: usize,
) -> Result<Shelf> {
    let before = match before {
        None => None,
        Some(id) => Some(
            files::visible(conn, me, id)
                .map_err(|_| Error::BadRequest("invalid_cursor"))?
                .key,
        ),
    };
    let thread = seat.map(|seat| seat.thread().key);
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut rows = queries::to_look_at(conn, me.key(), thread, before, most)?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
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
                created_at: row.created_at,
            })
        })
        .collect();
    let next = shown
        .last()
        .filter(|_| has_more)
        .map(|last| last.attachment.id.clone());
    Ok(Shelf { shown, next })
}
