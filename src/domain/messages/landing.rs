//! Where a reader's eye should fall when they open a thread: what they have not read, or a day.
//!
//! It must never move a read mark: looking for a place is not reading.

use diesel::prelude::*;

use super::{Anchor, queries};
use crate::base::error::Result;
use crate::base::ids::{MessageId, MessageKey};
use crate::domain::threads::Seat;

/// From so many unread on a thread opens at the first of them; fewer are seen from the end.
const MANY: i64 = 15;
/// Messages above those that are new, to see what they are about.
const CONTEXT: usize = 3;

/// Where somebody wants to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Where they stopped reading.
    Unread,
    /// At the first message from this moment on, in milliseconds since 1970.
    Day(i64),
    /// At a place of their choice.
    At(Anchor),
}

/// Where they begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The place.
    pub anchor: Anchor,
    /// The first message that they have not read, if that is what they came for.
    pub first_unread: Option<MessageId>,
}

/// Finds the place in a thread that somebody aims at.
pub fn beginning(conn: &mut SqliteConnection, seat: &Seat, aim: Aim) -> Result<Beginning> {
    let (anchor, first_unread) = match aim {
        Aim::At(anchor) => (anchor, None),
        Aim::Day(at_ms) => match first_since(conn, seat, at_ms)? {
            Some(first) => (Anchor::From(first, 0), None),
            None => (Anchor::End, None),
        },
        Aim::Unread => match unread(conn, seat)? {
            Some((first, count)) if count >= MANY => {
                (Anchor::From(first.clone(), CONTEXT), Some(first))
            }
            few => (Anchor::End, few.map(|(first, _)| first)),
        },
    };
    Ok(Beginning {
        anchor,
        first_unread,
    })
}

/// The first message of others that the one who sits there has not read, and how many there are.
///
/// Nothing for who has read nothing yet: all of it is new, a line would part it from nothing.
fn unread(conn: &mut SqliteConnection, seat: &Seat) -> Result<Option<(MessageId, i64)>> {
    if seat.read_key() <= MessageKey(0) {
        return Ok(None);
    }
    let (thread, member) = (seat.thread().key, seat.member());
    let first = queries::first_unread(conn, thread, member, seat.read_key()).optional()?;
    let counts = queries::unread(conn, member, &[thread])?;
    let count = counts.get(&thread).copied().unwrap_or(0);
    Ok(first.map(|first| (first, count)))
}

/// The first message posted at this moment or later, in milliseconds since 1970; none if all of them
/// are older.
///
/// Messages are ordered by their keys, and their moments follow that order unless a clock was set
/// back; so the place is found by halving, without an index of moments.
fn first_since(conn: &mut SqliteConnection, seat: &Seat, at_ms: i64) -> Result<Option<MessageId>> {
    let thread = seat.thread();
    let Some(last) = thread.last_message_key else {
        return Ok(None);
    };
    if !seat.sees(last) {
        return Ok(None);
    }
    let (mut from, mut to) = (MessageKey(seat.since_key().0 + 1), last);
    while from < to {
        let middle = MessageKey(from.0 + (to.0 - from.0) / 2);
        let (found, _, posted_at) = queries::first_from(conn, thread.key, middle)?;
        match posted_at >= at_ms {
            true => to = middle,
            false => from = MessageKey(found.0 + 1),
        }
    }
    let found = queries::first_from(conn, thread.key, from).optional()?;
    Ok(found
        .filter(|(_, _, posted_at)| *posted_at >= at_ms)
        .map(|(_, id, _)| id))
}
