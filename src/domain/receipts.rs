//! Who has read up to where. A mark moves forward only.

use super::messages::Sight;
use super::threads;
use crate::base::error::Result;
use crate::base::event::Event;
use crate::store::Tx;

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
