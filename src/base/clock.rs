//! The time of day, injected: tests set it and never sleep.
//!
//! Nothing is ordered by this clock. It labels things for people and decides expiry; a machine
//! without a battery may start in 1970 and must still keep messages in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Where the present moment comes from.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is told to move.
    pub fn stopped_at(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.as_millisecond()))))
    }

    /// Moves a stopped clock on; the machine's own is left alone.
    pub fn advance(&self, by: std::time::Duration) {
        if let Some(millis) = &self.0 {
            millis.fetch_add(
                i64::try_from(by.as_millis()).unwrap_or(i64::MAX),
                Ordering::SeqCst,
            );
        }
    }

    /// Milliseconds since 1970, as the database stores moments.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            None => Timestamp::now().as_millisecond(),
            Some(millis) => millis.load(Ordering::SeqCst),
        }
    }
}

/// Whether a moment can be the present. Earlier than Hearth itself is what a computer says that does
/// not know: one without a battery starts in 1970, until somebody on the network tells it.
pub fn is_set(now_ms: i64) -> bool {
    /// The beginning of 2026.
    const HEARTH_BEGAN_MS: i64 = 1_767_225_600_000;
    now_ms >= HEARTH_BEGAN_MS
}

/// A stored moment as a timestamp; one out of jiff's range becomes 1970 rather than a panic.
pub fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A stored moment as the API writes it: RFC 3339, UTC, milliseconds.
pub fn rfc3339(millis: i64) -> String {
    format!("{:.3}", moment(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_from_before_hearth_is_not_set() {
        for (moment, expected) in [
            ("1970-01-01T00:00:00Z", false),
            ("2025-12-31T23:59:59.999Z", false),
            ("2026-01-01T00:00:00Z", true),
        ] {
            let moment: Timestamp = moment.parse().expect("a moment");
            assert_eq!(is_set(moment.as_millisecond()), expected, "{moment}");
        }
    }

    #[test]
    fn moments_are_written_in_utc_with_three_decimals() {
        assert_eq!(rfc3339(1_795_339_800_123), "2026-11-22T09:30:00.123Z");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
    }
}
