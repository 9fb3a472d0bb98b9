//! Ceremonies between their two halves: kept in memory, for a few minutes, for one answer.
//!
//! A restart forgets them, which costs somebody one more press of a button. However many are begun, so
//! many and no more are kept: the oldest goes.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use webauthn_rs::prelude::Webauthn;

use crate::base::token;

/// How long somebody may take: to find their glasses, and then the right finger.
pub(super) const LIFE: Duration = Duration::from_secs(5 * 60);
const MOST: usize = 1_000;

pub(super) struct Ceremonies<S>(Mutex<VecDeque<Ceremony<S>>>);

struct Ceremony<S> {
    id: String,
    owner: String,
    begun: Instant,
    webauthn: Webauthn,
    state: S,
}

impl<S> Ceremonies<S> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    /// Keeps what was begun, and answers the name it is finished under.
    pub(super) fn keep(&self, now: Instant, owner: &str, webauthn: Webauthn, state: S) -> String {
        let id = token::random_id();
        let mut kept = self.living(now);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(Ceremony {
            id: id.clone(),
            owner: owner.to_owned(),
            begun: now,
            webauthn,
            state,
        });
        id
    }

    /// Gives out what this owner began under this name, once.
    pub(super) fn take(&self, now: Instant, id: &str, owner: &str) -> Option<(Webauthn, S)> {
        let mut kept = self.living(now);
        let place = kept
            .iter()
            .position(|ceremony| ceremony.id == id && ceremony.owner == owner)?;
        kept.remove(place)
            .map(|ceremony| (ceremony.webauthn, ceremony.state))
    }

    /// All that are not too old; the oldest stand first.
    fn living(&self, now: Instant) -> MutexGuard<'_, VecDeque<Ceremony<S>>> {
        // Nothing above can panic half-way through a change.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while kept
            .front()
            .is_some_and(|oldest| now.saturating_duration_since(oldest.begun) >= LIFE)
        {
            kept.pop_front();
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webauthn_rs::prelude::{Url, WebauthnBuilder};

    fn webauthn() -> Webauthn {
        let origin = Url::parse("http://localhost").expect("an address");
        WebauthnBuilder::new("localhost", &origin)
            .and_then(WebauthnBuilder::build)
            .expect("it is sound")
    }

    fn keep(ceremonies: &Ceremonies<usize>, now: Instant, owner: &str, state: usize) -> String {
        ceremonies.keep(now, owner, webauthn(), state)
    }

    fn take(ceremonies: &Ceremonies<usize>, now: Instant, id: &str, owner: &str) -> Option<usize> {
        ceremonies.take(now, id, owner).map(|(_, state)| state)
    }

    #[test]
    fn a_ceremony_is_finished_once_and_by_whoever_began_it() {
        let (ceremonies, now) = (Ceremonies::new(), Instant::now());
        let id = keep(&ceremonies, now, "a browser", 1);
        assert_eq!(take(&ceremonies, now, &id, "another"), None);
        assert_eq!(take(&ceremonies, now, "made up", "a browser"), None);
        assert_eq!(take(&ceremonies, now, &id, "a browser"), Some(1));
        assert_eq!(take(&ceremonies, now, &id, "a browser"), None);
    }

    #[test]
    fn a_ceremony_ends_after_five_minutes() {
        let (ceremonies, now) = (Ceremonies::new(), Instant::now());
        let (one, two) = (keep(&ceremonies, now, "", 1), keep(&ceremonies, now, "", 2));
        let moment = Duration::from_millis(1);
        assert_eq!(take(&ceremonies, now + LIFE - moment, &one, ""), Some(1));
        assert_eq!(take(&ceremonies, now + LIFE, &two, ""), None);
    }

    #[test]
    fn of_too_many_ceremonies_the_oldest_goes() {
        let (ceremonies, now) = (Ceremonies::new(), Instant::now());
        let ids: Vec<_> = (0..=MOST).map(|n| keep(&ceremonies, now, "", n)).collect();
        assert_eq!(take(&ceremonies, now, &ids[0], ""), None);
        assert_eq!(take(&ceremonies, now, &ids[1], ""), Some(1));
        assert_eq!(take(&ceremonies, now, &ids[MOST], ""), Some(MOST));
    }
}
