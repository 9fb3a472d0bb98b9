//! Who has read up to where. A mark moves forward only.
//!
//! Whoever does not let others see how far they have read does not see it of others either.

mod queries;

use diesel::prelude::*;

use super::members::{Me, Member};
use super::messages::{Message, Sight};
use super::threads::{self, Seat};
use crate::base::error::Result;
use crate::base::event::Event;
use crate::base::ids::MessageId;
use crate::store::Tx;

/// Up to where somebody else has read.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Who.
    pub reader: Member,
    /// The last message they have read.
    pub message: MessageId,
}

/// Notes that the one who sees this message has read up to it.
pub fn mark(tx: &mut Tx<'_>, sight: &Sight) -> Result<()> {
    let (seat, message) = (sight.seat(), sight.message());
    if threads::set_read(tx, seat, message.key)? {
        tx.emit(Event::ReadMoved {
            thread: message.thread_key,
            member: seat.member(),
            message: message.key,
        });
    }
    Ok(())
}

/// Up to where the others in a thread have read, those who let it be seen. Not where somebody's mark
/// stands at their own words: that they have read those goes without saying.
pub fn marks(conn: &mut SqliteConnection, me: &Me, seat: &Seat) -> Result<Vec<Mark>> {
    if !me.member().shares.reading {
        return Ok(Vec::new());
    }
    let found = queries::marks(conn, seat.thread().key, me.key(), seat.since_key())?;
    let mark = |(reader, message)| Mark { reader, message };
    Ok(found.into_iter().map(mark).collect())
}

/// Who of the others has read a message, those who let it be seen.
pub fn readers(
    conn: &mut SqliteConnection,
    me: &Me,
    seat: &Seat,
    message: &Message,
) -> Result<Vec<Member>> {
    if !me.member().shares.reading {
        return Ok(Vec::new());
    }
    let mut readers = queries::readers(conn, seat.thread().key, me.key(), message.key)?;
    readers.retain(|reader| reader.id != message.author.id);
    Ok(readers)
}
