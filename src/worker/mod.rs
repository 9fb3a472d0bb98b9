//! BY THE CLOCK: what nobody asks for and must be done all the same.
//!
//! It must never know HTTP, nor tell anybody anything itself: what its chores change leaves as
//! events, like every other change. A chore that fails is done an hour later, a job a little later.

/// What is done with contents after they were sent.
pub mod files;

/// Putting away what has had its time.
pub mod housekeeping;

use std::time::Duration;

use tokio::task::JoinHandle;

pub use self::files::Bench;

/// After a start the family comes first.
const FIRST: Duration = Duration::from_secs(60);
/// Often enough for things that live for days.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// The worker, until it is stopped.
pub struct Worker(Vec<JoinHandle<()>>);

impl Worker {
    /// Starts it inside the present runtime.
    pub fn start(bench: &Bench) -> Self {
        let mut tasks = files::start(bench);
        let store = bench.store.clone();
        tasks.push(tokio::spawn(async move {
            tokio::time::sleep(FIRST).await;
            loop {
                housekeeping::tidy(&store).await;
                tokio::time::sleep(EVERY).await;
            }
        }));
        Self(tasks)
    }

    /// Ends it where it waits; a write it waits for is finished by the writer.
    pub fn stop(&self) {
        for task in &self.0 {
            task.abort();
        }
    }
}
