//! BY THE CLOCK: what nobody asks for and must be done all the same.
//!
//! It must never know HTTP, nor tell anybody anything itself: what its chores change leaves as
//! events, like every other change. A chore that fails is done an hour later, a job a little later.

/// What is done with contents after they were sent.
pub mod files;

/// Putting away what has had its time.
pub mod housekeeping;

/// Taking away contents that nobody needs.
pub mod janitor;

use std::time::Duration;

use tokio::task::JoinHandle;

pub use self::files::Bench;
use self::janitor::{Janitor, Mode, Reach};

/// After a start the family comes first.
const FIRST: Duration = Duration::from_secs(60);
/// Often enough for things that live for days.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Every so many rounds the whole disk is looked through, not only what rows say.
const WHOLE_DISK_EVERY: u32 = 24;

/// The worker, until it is stopped.
pub struct Worker(Vec<JoinHandle<()>>);

impl Worker {
    /// Starts it inside the present runtime.
    pub fn start(janitor: Janitor, bench: &Bench) -> Self {
        let mut tasks = files::start(bench);
        tasks.push(tokio::spawn(async move {
            tokio::time::sleep(FIRST).await;
            for round in 0.. {
                housekeeping::tidy(&janitor.store).await;
                tidy_files(&janitor, round).await;
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

async fn tidy_files(janitor: &Janitor, round: u32) {
    let reach = match round.is_multiple_of(WHOLE_DISK_EVERY) {
        true => Reach::Disk,
        false => Reach::Rows,
    };
    match janitor.tidy(Mode::Real, reach).await {
        Ok(report) if report.removed_count > 0 => tracing::info!(
            count = report.removed_count,
            bytes = report.removed_bytes,
            "took away files that nobody needs any more"
        ),
        Ok(_) => {}
        Err(error) => tracing::warn!(error = %error, "could not tidy the files"),
    }
}
