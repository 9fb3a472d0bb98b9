//! Refusals in the record: who tried what is not theirs to do, for the grown-ups to read.
//!
//! Nobody waits for it, and it must never say more than the route: an id or a query could be what
//! somebody tried to find out. A page that was left open can be refused hundreds of times, and a record
//! that is full of it would be read by nobody, so there are only so many lines in an hour.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, web};

use super::extract::Surroundings;
use super::site::Site;
use crate::base::error::Error;
use crate::base::ids::MemberKey;
use crate::domain::audit::{self, Act};
use crate::domain::members::Me;

/// Lines about one member within [`PERIOD`].
const MOST: usize = 10;
const PERIOD: Duration = Duration::from_secs(60 * 60);
/// Live channels refuse a page whose socket has just gone in the same words as one that asks for too
/// much. The first happens on every walk to the shops, so neither is a line.
const UNNOTED: [&str; 2] = ["/pusher/", "/broadcasting/"];

/// When the latest lines about each member were written.
#[derive(Default)]
pub struct Denials(Mutex<HashMap<MemberKey, VecDeque<Instant>>>);

impl Denials {
    /// Whether one more line about this member is written, which is counted.
    fn admit(&self, member: MemberKey, now: Instant) -> bool {
        // Who panicked while counting leaves the count as good as it was.
        let mut known = match self.0.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        let latest = known.entry(member).or_default();
        while latest
            .front()
            .is_some_and(|oldest| now.duration_since(*oldest) >= PERIOD)
        {
            latest.pop_front();
        }
        let is_admitted = latest.len() < MOST;
        if is_admitted {
            latest.push_back(now);
        }
        is_admitted
    }
}

/// Puts into the record that a member was refused, if that is what `error` is.
pub fn note(request: &HttpRequest, error: &Error) {
    let Error::Forbidden(_) = error else { return };
    let Surroundings::Member(found) = Surroundings::of(request) else {
        return;
    };
    let Some(site) = request.app_data::<web::Data<Site>>() else {
        return;
    };
    let (me, _) = *found;
    let pattern = request.match_pattern().unwrap_or_default();
    let route = pattern.strip_prefix(site.base()).unwrap_or(&pattern);
    let is_noted = !UNNOTED.iter().any(|prefix| route.starts_with(prefix));
    if is_noted && site.denials.admit(me.key(), Instant::now()) {
        write(site, me, route.to_owned());
    }
}

fn write(site: &Site, me: Me, route: String) {
    let store = site.store.clone();
    actix_web::rt::spawn(async move {
        let noted = store
            .write(move |tx| audit::by(tx, &me, Act::Denied, Some(me.key()), &route))
            .await;
        if let Err(error) = noted.map(drop) {
            tracing::warn!(error = %error, "a refusal could not be noted");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_ten_lines_an_hour_about_each_member() {
        let (denials, start) = (Denials::default(), Instant::now());
        let after = |minutes: u64| start + Duration::from_secs(minutes * 60);
        let (tilda, oskar) = (MemberKey(1), MemberKey(2));
        for minute in 0..10 {
            assert!(denials.admit(tilda, after(minute)));
        }
        assert!(!denials.admit(tilda, after(10)));
        assert!(!denials.admit(tilda, after(59)));
        assert!(denials.admit(oskar, after(59)));
        assert!(denials.admit(tilda, after(60)), "the first is an hour old");
        assert!(!denials.admit(tilda, after(60)));
        assert!(denials.admit(tilda, after(61)));
    }
}
