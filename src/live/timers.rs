//! What one socket has to do when: heartbeats, checks of its standing, and how fast it may talk.
//!
//! Pure: told the time, it says what is due. Knows nothing of frames.

use std::time::{Duration, Instant};

use super::protocol::ACTIVITY_TIMEOUT_SECS;

/// The time-outs of a socket. The defaults are the contract's; tests are in more of a hurry.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Silence after which the client is asked whether it is still there.
    pub idle: Duration,
    /// How long it may take to answer.
    pub pong: Duration,
    /// How long a socket may stay without saying whose it is.
    pub unidentified: Duration,
    /// How often a session is looked at again.
    pub recheck: Duration,
    /// How long a subscription may wait for its socket to say whose it is before it is answered.
    pub patience: Duration,
    /// How long a client may refuse to take a single frame.
    pub stall: Duration,
    /// How long the Authority may think.
    pub authority: Duration,
    /// How long to wait before asking it again when it could not answer.
    pub retry: Duration,
    /// How often a Socket.IO client is asked whether it is still there, as it is told on opening.
    pub ping_interval: Duration,
    /// How long it may take to answer.
    pub ping_timeout: Duration,
    /// How long it may take to say whose it is.
    pub connect: Duration,
    /// How long its change from polling to a WebSocket may take.
    pub upgrade: Duration,
    /// How long to wait for the client's half of a goodbye.
    pub goodbye: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(ACTIVITY_TIMEOUT_SECS),
            pong: Duration::from_secs(30),
            unidentified: Duration::from_secs(120),
            recheck: Duration::from_secs(60),
            patience: Duration::from_millis(1500),
            stall: Duration::from_secs(30),
            authority: Duration::from_secs(10),
            retry: Duration::from_secs(5),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            connect: Duration::from_secs(45),
            upgrade: Duration::from_secs(10),
            goodbye: Duration::from_secs(2),
        }
    }
}

/// Something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Ask the client whether it is there.
    Ping,
    /// It is not.
    Silent,
    /// It has taken nothing for too long.
    Stalled,
    /// Look at who the socket belongs to.
    Checkup,
}

/// The clocks of one socket. Of the timing they keep what they go by, and that briefly: there are
/// thousands of them.
#[derive(Debug)]
pub(super) struct Timers {
    idle: Span,
    pong: Span,
    stall: Span,
    recheck: Span,
    heard_at: Instant,
    asked_at: Option<Instant>,
    stalled_at: Option<Instant>,
    checkup_at: Instant,
}

impl Timers {
    pub(super) fn new(timing: Timing, now: Instant) -> Self {
        let checkup_at = now + timing.recheck.min(timing.unidentified);
        Self {
            idle: Span::of(timing.idle),
            pong: Span::of(timing.pong),
            stall: Span::of(timing.stall),
            recheck: Span::of(timing.recheck),
            heard_at: now,
            asked_at: None,
            stalled_at: None,
            checkup_at,
        }
    }

    /// Something came from the client; whatever it was, it is alive.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard_at = now;
        self.asked_at = None;
    }

    /// The client takes nothing more for now.
    pub(super) fn blocked(&mut self, now: Instant) {
        self.stalled_at.get_or_insert(now);
    }

    /// It has taken something.
    pub(super) fn flowing(&mut self) {
        self.stalled_at = None;
    }

    /// What is due now. Call until it says none; each answer counts as done.
    pub(super) fn due(&mut self, now: Instant) -> Option<Due> {
        if self
            .stalled_at
            .is_some_and(|at| now >= at + self.stall.get())
        {
            return Some(Due::Stalled);
        }
        match self.asked_at {
            Some(at) if now >= at + self.pong.get() => return Some(Due::Silent),
            None if now >= self.heard_at + self.idle.get() => {
                self.asked_at = Some(now);
                return Some(Due::Ping);
            }
            _ => {}
        }
        if now >= self.checkup_at {
            self.checkup_at = now + self.recheck.get();
            return Some(Due::Checkup);
        }
        None
    }

    /// When to look again at the latest.
    pub(super) fn next(&self) -> Instant {
        let heartbeat = match self.asked_at {
            Some(at) => at + self.pong.get(),
            None => self.heard_at + self.idle.get(),
        };
        let stall = self.stalled_at.map(|at| at + self.stall.get());
        heartbeat
            .min(self.checkup_at)
            .min(stall.unwrap_or(heartbeat))
    }
}

/// A time-out in milliseconds, in a quarter of the room; whatever is longer than a month is a month.
#[derive(Clone, Copy, Debug)]
struct Span(u32);

impl Span {
    fn of(time: Duration) -> Self {
        Self(time.as_millis().try_into().unwrap_or(u32::MAX))
    }

    fn get(self) -> Duration {
        Duration::from_millis(self.0.into())
    }
}

/// How much a client may say: so many at once, and so many a second after that.
///
/// One who says more is not cut off but read more slowly, which costs nobody else anything.
#[derive(Debug)]
pub(super) struct Bucket {
    burst: u32,
    per_second: u32,
    left: f64,
    at: Instant,
}

impl Bucket {
    pub(super) fn new(burst: u32, per_second: u32, now: Instant) -> Self {
        Self {
            burst,
            per_second,
            left: burst.into(),
            at: now,
        }
    }

    /// Takes one, if there is one.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        self.refill(now);
        let some = self.left >= 1.0;
        if some {
            self.left -= 1.0;
        }
        some
    }

    /// When there will be one; `None` when there is one now.
    pub(super) fn empty_until(&mut self, now: Instant) -> Option<Instant> {
        self.refill(now);
        (self.left < 1.0)
            .then(|| now + Duration::from_secs_f64((1.0 - self.left) / f64::from(self.per_second)))
    }

    fn refill(&mut self, now: Instant) {
        let waited = now.saturating_duration_since(self.at).as_secs_f64();
        let gained = waited * f64::from(self.per_second);
        self.left = (self.left + gained).min(self.burst.into());
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    fn all_due(timers: &mut Timers, now: Instant) -> Vec<Due> {
        std::iter::from_fn(|| timers.due(now)).collect()
    }

    #[test]
    fn a_silent_client_is_asked_after_30_seconds_and_given_up_after_60() {
        let start = Instant::now();
        let mut timers = Timers::new(Timing::default(), start);
        assert_eq!(timers.next(), start + secs(30));
        assert_eq!(all_due(&mut timers, start + secs(29)), []);
        assert_eq!(all_due(&mut timers, start + secs(30)), [Due::Ping]);
        assert_eq!(timers.next(), start + secs(60));
        assert_eq!(all_due(&mut timers, start + secs(59)), []);
        assert_eq!(timers.due(start + secs(60)), Some(Due::Silent));
    }

    #[test]
    fn any_frame_is_an_answer() {
        let start = Instant::now();
        let mut timers = Timers::new(Timing::default(), start);
        assert_eq!(timers.due(start + secs(30)), Some(Due::Ping));
        timers.heard(start + secs(45));
        assert_eq!(all_due(&mut timers, start + secs(74)), [Due::Checkup]);
        assert_eq!(all_due(&mut timers, start + secs(75)), [Due::Ping]);
    }

    #[test]
    fn the_standing_is_looked_at_every_minute() {
        let start = Instant::now();
        let mut timers = Timers::new(Timing::default(), start);
        for minute in 1..5 {
            let now = start + secs(60 * minute);
            timers.heard(now);
            assert_eq!(all_due(&mut timers, now - secs(1)), []);
            assert_eq!(all_due(&mut timers, now), [Due::Checkup]);
        }
    }

    #[test]
    fn a_client_that_takes_nothing_for_30_seconds_is_given_up() {
        let start = Instant::now();
        let mut timers = Timers::new(Timing::default(), start);
        timers.blocked(start + secs(1));
        timers.blocked(start + secs(20));
        timers.heard(start + secs(31));
        assert_eq!(timers.next(), start + secs(31));
        assert_eq!(timers.due(start + secs(31)), Some(Due::Stalled));
        timers.flowing();
        assert_eq!(timers.due(start + secs(31)), None);
    }

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::new(60, 20, start);
        assert_eq!((0..100).filter(|_| bucket.take(start)).count(), 60);
        assert_eq!(
            bucket.empty_until(start),
            Some(start + Duration::from_millis(50))
        );
        let later = start + secs(1);
        assert_eq!((0..100).filter(|_| bucket.take(later)).count(), 20);
        let much_later = start + secs(1000);
        assert_eq!((0..100).filter(|_| bucket.take(much_later)).count(), 60);
    }
}
