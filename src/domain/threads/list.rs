//! Somebody's threads, newest activity first, a page at a time.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Peopled, Seat, queries, seat_of};
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

/// A page of `me`'s threads after the one named by `cursor`, and the next cursor if more follow.
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
    let keys: Vec<_> = rows.iter().map(|(thread, ..)| thread.key).collect();
    let mut people: HashMap<_, Vec<_>> = HashMap::new();
    for (key, member) in queries::people_of(conn, &keys)? {
        people.entry(key).or_default().push(member);
    }
    let listed = rows
        .into_iter()
        .map(|(thread, read_key, is_muted)| Listed {
            peopled: Peopled {
                people: people.remove(&thread.key).unwrap_or_default(),
                thread: thread.clone(),
            },
            seat: Seat {
                thread,
                member: me.key(),
                read_key,
                is_muted,
            },
        })
        .collect();
    Ok((listed, next.flatten()))
}
