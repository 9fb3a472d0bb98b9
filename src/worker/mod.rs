//! BY THE CLOCK: what nobody asks for and must be done all the same.
//!
//! It must never know HTTP, nor tell anybody anything itself: what its chores change leaves as
//! events, like every other change. Nothing here is urgent; a chore that fails is done an hour later.

/// Putting away what has had its time.
pub mod housekeeping;

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::store::Store;

/// After a start the family comes first.
const FIRST: Duration = Duration::from_secs(60);
/// Often enough for things that live for days.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// The worker, until it is stopped.
pub struct Worker(JoinHandle<()>);

impl Worker {
    /// Starts it inside the present runtime.
    pub fn start(store: Store) -> Self {
        Self(tokio::spawn(async move {
            tokio::time::sleep(FIRST).await;
            loop {
                housekeeping::tidy(&store).await;
                tokio::time::sleep(EVERY).await;
            }
        }))
    }

    /// Ends it where it waits; a write it waits for is finished by the writer.
    pub fn stop(&self) {
        self.0.abort();
    }
}
