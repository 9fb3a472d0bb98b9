//! Sessions and tokens whose time has run out: ended for good, so that nothing of theirs stays open.
//!
//! Everybody who asks is told "no" by their age alone; this is for what does not ask, such as a live
//! channel that has been open for months, and for rows nobody will ever ask for again.

mod queries;

use super::{ABSOLUTE_MS, IDLE_MS};
use crate::base::error::Result;
use crate::base::event::Event;
use crate::store::Tx;

/// Rows dealt with in one go: the one writer must not be kept from the family for long.
const AT_ONCE: i64 = 200;
/// How long a token that has ended is still listed for whoever runs the server.
const TOKEN_LISTED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Ends sessions that are too old or were not used for too long, a batch at a time; how many.
pub fn end_overdue(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now_ms();
    let overdue = queries::overdue(tx.conn(), now - IDLE_MS, now - ABSOLUTE_MS, AT_ONCE)?;
    let (sessions, members): (Vec<_>, Vec<_>) = overdue.into_iter().unzip();
    queries::delete(tx.conn(), &sessions)?;
    let count = sessions.len();
    for (session, member) in sessions.into_iter().zip(members) {
        tx.emit(Event::SessionEnded { member, session });
    }
    Ok(count)
}

/// Removes tokens that ended a while ago, a batch at a time; how many.
pub fn forget_tokens(tx: &mut Tx<'_>) -> Result<usize> {
    let before = tx.now_ms() - TOKEN_LISTED_MS;
    let ended = queries::ended_tokens(tx.conn(), before, AT_ONCE)?;
    Ok(queries::delete_tokens(tx.conn(), &ended)?)
}
