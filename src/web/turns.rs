//! One upload, one sender at a time: whoever comes later asks the earlier one to leave, and waits.
//!
//! A telephone that lost its line comes back by another while the server still listens to the first.
//! Refusing the second would make a person wait for the first to time out; so the first makes its bytes
//! durable and leaves. A turn is held until nothing writes any more, also when its request is dropped.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, watch};
use tokio::time::timeout;

use crate::base::error::{Error, Result};
use crate::base::ids::UploadId;
use crate::store::partials::Running;

/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Places are looked through for empty ones when there are this many.
const SWEEP_AT: usize = 256;

/// The places of all uploads that somebody is, or lately was, sending.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<UploadId, Arc<Place>>>);

struct Place {
    /// Whoever holds it sends; in it stays the hash of what has come, for the next one.
    desk: Arc<tokio::sync::Mutex<Option<Running>>>,
    waiting: watch::Sender<usize>,
}

/// The right to send pieces of one upload.
pub struct Turn {
    desk: OwnedMutexGuard<Option<Running>>,
    waiting: watch::Receiver<usize>,
}

/// One more who waits, until dropped.
struct Waiting<'a>(&'a Place);

impl Turns {
    /// Takes the turn, after whoever has it now has left.
    pub async fn take(&self, upload: &UploadId) -> Result<Turn> {
        let place = self.place(upload);
        let _waiting = Waiting::at(&place);
        let desk = timeout(PATIENCE, Arc::clone(&place.desk).lock_owned())
            .await
            .map_err(|_| Error::Unavailable {
                retry_after_secs: 1,
            })?;
        Ok(Turn {
            desk,
            waiting: place.waiting.subscribe(),
        })
    }

    fn place(&self, upload: &UploadId) -> Arc<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= SWEEP_AT {
            // Whoever walks up to one has the place, and does not hold the desk yet.
            places.retain(|_, place| {
                Arc::strong_count(place) > 1 || Arc::strong_count(&place.desk) > 1
            });
        }
        Arc::clone(places.entry(upload.clone()).or_default())
    }
}

impl Turn {
    /// Waits until somebody else wants it.
    pub async fn is_wanted(&mut self) {
        if self.waiting.wait_for(|count| *count > 0).await.is_err() {
            // The place is gone, and nobody can come to it any more.
            std::future::pending().await
        }
    }

    /// The hash of what has come so far, if an earlier turn left it.
    pub fn running(&mut self) -> Option<Running> {
        self.desk.take()
    }

    /// Leaves the hash of what has come so far to the next turn.
    pub fn leave(&mut self, running: Option<Running>) {
        *self.desk = running;
    }
}

impl Default for Place {
    fn default() -> Self {
        Self {
            desk: Arc::default(),
            waiting: watch::Sender::new(0),
        }
    }
}

impl<'a> Waiting<'a> {
    fn at(place: &'a Place) -> Self {
        place.waiting.send_modify(|count| *count += 1);
        Self(place)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_later_is_let_in_by_whoever_was_there() {
        let turns = Arc::new(Turns::default());
        let id = UploadId::new();
        let mut first = turns.take(&id).await.expect("it is free");
        let second = {
            let (turns, id) = (Arc::clone(&turns), id.clone());
            tokio::spawn(async move { turns.take(&id).await.is_ok() })
        };
        first.is_wanted().await;
        assert!(!second.is_finished());
        drop(first);
        assert!(second.await.expect("no panic"));
        let other = UploadId::new();
        let mut alone = turns.take(&other).await.expect("another's is free");
        let asked = timeout(Duration::from_millis(20), alone.is_wanted()).await;
        assert!(asked.is_err(), "nobody wants it");
    }

    #[tokio::test]
    async fn a_place_that_somebody_is_just_walking_up_to_is_not_swept_away() {
        let (turns, id) = (Turns::default(), UploadId::new());
        let walking = turns.place(&id);
        for _ in 0..SWEEP_AT {
            turns.place(&UploadId::new());
        }
        assert!(Arc::ptr_eq(&walking, &turns.place(&id)), "two would send");
        drop(walking);
        turns.place(&UploadId::new());
        let places = turns.0.lock().expect("no panic");
        assert!(places.len() < SWEEP_AT, "empty ones go");
    }
}
