//! Somebody's threads, a page at a time for programs and a shelf at a time for people.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Peopled, Place, Seat, Thread, queries, seat_of};
use crate::base::error::{Error, Result};
use crate::base::ids::ThreadId;
use crate::domain::members::Me;

/// A thread as its member sees it in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The member's seat.
    pub seat: Seat,
    /// The thread and its people.
    pub peopled: Peopled,
}

/// Where a member keeps a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// In sight: first what they pinned, in the order they did, then newest activity first.
    Open,
    /// Put away.
    Archived,
}

/// A page of `me`'s threads, newest activity first, after the one named by `cursor`, and the next cursor
/// if more follow.
pub fn list(
    conn: &mut SqliteConnection,
    me: &Me,
    cursor: Option<&ThreadId>,
    limit: usize,
) -> Result<(Vec<Listed>, Option<ThreadId>)> {
    let below = match cursor {
        None => None,
        Some(id) => {
            let seat = seat_of(conn, me.key(), id).map_err(|error| match error {
                Error::NotFound(_) => Error::BadRequest("invalid_cursor"),
                other => other,
            })?;
            Some(queries::activity(conn, seat.thread.key)?)
        }
    };
    let mut rows = queries::by_activity(conn, me.key(), below, limit as i64 + 1)?;
    let next = (rows.len() > limit).then(|| {
        rows.truncate(limit);
        rows.last().map(|(thread, ..)| thread.id.clone())
    });
    Ok((listed(conn, me, rows)?, next.flatten()))
}

/// What lies on one of `me`'s shelves.
pub fn shelf(
    conn: &mut SqliteConnection,
    me: &Me,
    shelf: Shelf,
    limit: usize,
) -> Result<Vec<Listed>> {
    let rows = queries::on_shelf(conn, me.key(), shelf == Shelf::Archived, limit as i64)?;
    listed(conn, me, rows)
}

/// How many threads `me` has put away.
pub fn archived_count(conn: &mut SqliteConnection, me: &Me) -> Result<usize> {
    let count = queries::archived_count(conn, me.key())?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The rows with their people, whom one question brings for all.
fn listed(conn: &mut SqliteConnection, me: &Me, rows: Vec<(Thread, Place)>) -> Result<Vec<Listed>> {
    let keys: Vec<_> = rows.iter().map(|(thread, _)| thread.key).collect();
    let mut people: HashMap<_, Vec<_>> = HashMap::new();
    for (key, member) in queries::people_of(conn, &keys)? {
        people.entry(key).or_default().push(member);
    }
    Ok(rows
        .into_iter()
        .map(|(thread, place)| Listed {
            peopled: Peopled {
                people: people.remove(&thread.key).unwrap_or_default(),
                thread: thread.clone(),
            },
            seat: Seat {
                thread,
                member: me.key(),
                place,
            },
        })
        .collect())
}
