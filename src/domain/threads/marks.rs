//! What somebody made of a thread for themselves: kept quiet, kept on top, put away.
//!
//! Nobody else ever learns of it: the events concern the member alone. Each act twice is no error, and
//! the second time nobody is told.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Seat, queries};
use crate::base::error::Result;
use crate::base::event::Event;
use crate::base::ids::{MemberKey, ThreadKey};
use crate::store::Tx;

/// The end of a quiet that has none.
pub const FOR_GOOD: i64 = i64::MAX;
/// When the night is over.
const MORNING_HOUR: i8 = 7;

/// For how long somebody wants no noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// An hour.
    Hour,
    /// Until the next morning.
    Night,
    /// Until they say otherwise.
    ForGood,
}

impl Quiet {
    /// When it ends, in milliseconds since 1970, for somebody who asks for it now and lives in this zone.
    pub fn until(self, now: Timestamp, zone: &TimeZone) -> i64 {
        let end = match self {
            Self::Hour => now.checked_add(SignedDuration::from_hours(1)).ok(),
            Self::Night => next_morning(now, zone),
            Self::ForGood => None,
        };
        end.map_or(FOR_GOOD, Timestamp::as_millisecond)
    }
}

/// The next time the clock on the wall says seven; asked for after midnight that is the same day's.
fn next_morning(now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let here = now.to_zoned(zone.clone());
    let morning = here.date().at(MORNING_HOUR, 0, 0, 0);
    let day = match here.datetime() < morning {
        true => morning,
        false => morning.checked_add(1.day()).ok()?,
    };
    day.to_zoned(zone.clone())
        .ok()
        .map(|morning| morning.timestamp())
}

/// Keeps a thread quiet until a moment.
pub fn mute(tx: &mut Tx<'_>, seat: &Seat, until: i64) -> Result<()> {
    let rows = queries::set_muted(tx.conn(), seat.thread.key, seat.member, Some(until))?;
    tell(tx, seat, rows)
}

/// Lets a thread be heard again.
pub fn unmute(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let rows = queries::set_muted(tx.conn(), seat.thread.key, seat.member, None)?;
    tell(tx, seat, rows)
}

/// Keeps a thread on top of the list, which also takes it out of the archive.
pub fn pin(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let now = tx.now_ms();
    let rows = queries::pin(tx.conn(), seat.thread.key, seat.member, now)?;
    tell(tx, seat, rows)
}

/// Lets a thread sink and rise with what is said in it.
pub fn unpin(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let rows = queries::unpin(tx.conn(), seat.thread.key, seat.member)?;
    tell(tx, seat, rows)
}

/// Puts a thread away, and takes its pin out.
pub fn archive(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let rows = queries::archive(tx.conn(), seat.thread.key, seat.member)?;
    tell(tx, seat, rows)
}

/// Takes a thread out of the archive.
pub fn unarchive(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let rows = queries::unarchive(tx.conn(), seat.thread.key, seat.member)?;
    tell(tx, seat, rows)
}

/// Takes a thread in which something new was said out of the archives of those who may be disturbed.
pub(super) fn bring_back(tx: &mut Tx<'_>, thread: ThreadKey) -> Result<()> {
    let now = tx.now_ms();
    for member in queries::bring_back(tx.conn(), thread, now)? {
        changed(tx, thread, member);
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, seat: &Seat, rows: usize) -> Result<()> {
    if rows > 0 {
        changed(tx, seat.thread.key, seat.member);
    }
    Ok(())
}

fn changed(tx: &mut Tx<'_>, thread: ThreadKey, member: MemberKey) {
    tx.emit(Event::SeatChanged { thread, member });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(now: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).expect("a known zone");
        let until = Quiet::Night.until(now.parse().expect("a moment"), &zone);
        Timestamp::from_millisecond(until)
            .expect("a moment")
            .to_string()
    }

    #[test]
    fn a_night_ends_the_next_time_it_is_seven_where_the_member_lives() {
        assert_eq!(
            night("2026-11-22T20:00:00Z", "Europe/Berlin"),
            "2026-11-23T06:00:00Z"
        );
        assert_eq!(
            night("2026-11-23T02:30:00Z", "Europe/Berlin"),
            "2026-11-23T06:00:00Z"
        );
        assert_eq!(
            night("2026-11-23T06:00:00Z", "Europe/Berlin"),
            "2026-11-24T06:00:00Z"
        );
        assert_eq!(
            night("2026-11-22T20:00:00Z", "America/Los_Angeles"),
            "2026-11-23T15:00:00Z"
        );
    }

    #[test]
    fn the_night_in_which_the_clocks_are_changed_ends_at_seven_too() {
        assert_eq!(
            night("2026-03-28T22:00:00Z", "Europe/Berlin"),
            "2026-03-29T05:00:00Z"
        );
        assert_eq!(
            night("2026-10-24T22:00:00Z", "Europe/Berlin"),
            "2026-10-25T06:00:00Z"
        );
    }

    #[test]
    fn an_hour_is_an_hour_and_for_good_has_no_end() {
        let now: Timestamp = "2026-11-22T20:00:00Z".parse().expect("a moment");
        assert_eq!(
            Quiet::Hour.until(now, &TimeZone::UTC) - now.as_millisecond(),
            3_600_000
        );
        assert_eq!(Quiet::ForGood.until(now, &TimeZone::UTC), FOR_GOOD);
    }
}
