//! What is done with contents after they were sent: each job from the queue, one at a time for each kind.
//!
//! Two lanes, because a film takes minutes and a photo is waited for. Within a lane nothing runs beside
//! anything else: on a computer of two cores the chat comes first, and what works runs behind it anyway.
//! The queue is durable; this only empties it. It must never know HTTP, nor tell anybody anything.

mod converting;
mod looking;

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::base::background::in_background;
use crate::base::error::{Error, Result};
use crate::domain::jobs::{self, Job, Prospect};
use crate::domain::{files, messages};
use crate::media::{Decoder, Tools};
use crate::store::blobs::{Blobs, Incoming, Kept};
use crate::store::{Store, Tx};

/// Looks at the queue this often even if nobody rings.
const EVERY: Duration = Duration::from_secs(60);
/// After a database that would not answer.
const BREATH: Duration = Duration::from_secs(5);

/// What the work is done with.
#[derive(Clone)]
pub struct Bench {
    /// The queue, and what is known of contents.
    pub store: Store,
    /// Their bytes.
    pub blobs: Blobs,
    /// Takes pictures apart.
    pub decoder: Decoder,
    /// Programs that are not ours.
    pub tools: Tools,
    /// Rings when a job comes.
    pub bell: Arc<Notify>,
}

/// Starts the lanes inside the present runtime.
pub(super) fn start(bench: &Bench) -> Vec<JoinHandle<()>> {
    let first = Arc::new(Notify::new());
    jobs::Kind::ALL
        .iter()
        .map(|kind| {
            let (bench, kind, first) = (bench.clone(), *kind, first.clone());
            tokio::spawn(async move {
                match kind {
                    // One of the lanes tidies up after the last run, and the other waits for it.
                    jobs::Kind::Look => {
                        bench.pick_up().await;
                        first.notify_one();
                    }
                    jobs::Kind::Transcode => first.notified().await,
                }
                bench.lane(kind).await;
            })
        })
        .collect()
}

impl Bench {
    /// Puts back what was being done when the program last ended, and what there is a program for now.
    async fn pick_up(&self) {
        let picked = async {
            // First, or what ended the program just now would be tried at once.
            self.write(jobs::revive).await?;
            for job in self.store.read(jobs::interrupted).await? {
                let again = job.clone();
                let prospect = self.write(move |tx| jobs::resume(tx, &again)).await?;
                self.given_up(&job, prospect).await?;
            }
            for (lack, is_there) in [
                (looking::NO_HEIF, self.tools.has_heif()),
                (looking::NO_FFMPEG, self.tools.has_ffmpeg()),
            ] {
                if is_there {
                    self.write(move |tx| files::look_again(tx, lack)).await?;
                }
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = picked.await {
            tracing::error!(error = %error, "unfinished jobs could not be put back; the next start tries again");
        }
    }

    async fn lane(&self, kind: jobs::Kind) {
        loop {
            // Before asking, or a job that comes meanwhile would ring unheard.
            let rung = self.bell.notified();
            tokio::pin!(rung);
            rung.as_mut().enable();
            match self.next(kind).await {
                Ok(Next::Done) => {}
                Ok(Next::Wait(wait)) => {
                    let _ = tokio::time::timeout(wait, rung).await;
                }
                Err(error) => {
                    tracing::warn!(error = %error, "the queue of jobs does not answer");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }

    /// Does the job whose turn it is, or says how long there is none.
    async fn next(&self, kind: jobs::Kind) -> Result<Next> {
        let at = self
            .store
            .read(move |conn| jobs::next_at(conn, kind))
            .await?;
        let wait = at.map(|at| at - self.store.clock().now_ms());
        match wait.map(|ms| u64::try_from(ms).unwrap_or(0)) {
            None => return Ok(Next::Wait(EVERY)),
            Some(ms) if ms > 0 => {
                return Ok(Next::Wait(EVERY.min(Duration::from_millis(ms))));
            }
            Some(_) => {}
        }
        let Some(job) = self.write(move |tx| jobs::claim(tx, kind)).await? else {
            return Ok(Next::Done);
        };
        let done = match kind {
            jobs::Kind::Look => self.look(&job).await,
            jobs::Kind::Transcode => self.convert(&job).await,
        };
        match done {
            Ok(()) => {}
            Err(Error::StorageFull) => {
                tracing::warn!(job = kind.as_str(), "a job waits for room on the disk");
                self.write(move |tx| jobs::postpone(tx, &job)).await?;
            }
            Err(error) => {
                tracing::warn!(job = kind.as_str(), try_number = job.tries, error = %error, "a job failed");
                let again = job.clone();
                let prospect = self.write(move |tx| jobs::failed(tx, &again)).await?;
                self.given_up(&job, prospect).await?;
            }
        }
        Ok(Next::Done)
    }

    /// Says loudly what is not tried again before the next start. Without a clean copy it is for its sender
    /// alone until then.
    async fn given_up(&self, job: &Job, prospect: Prospect) -> Result<()> {
        if prospect == Prospect::Again {
            return Ok(());
        }
        tracing::error!(
            job = job.kind.as_str(),
            content.key = job.content_key.0,
            tries = job.tries,
            "a job was given up until the next start; the file it is about is only offered for saving"
        );
        let (kind, content) = (job.kind, job.content_key);
        self.write(move |tx| {
            let is_there = match kind {
                jobs::Kind::Look => files::fail(tx, content, "gave_up")?,
                jobs::Kind::Transcode => files::converted(tx, content, &[])?,
            };
            match is_there {
                true => messages::settled(tx, content),
                false => Ok(()),
            }
        })
        .await
    }

    async fn write<T, F>(&self, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        Ok(self.store.write(change).await?.value)
    }

    async fn open(&self, digest: &str) -> Result<File> {
        let path = self.blobs.path(digest);
        in_background(move || Ok(File::open(path)?)).await
    }

    /// Keeps what `write` makes.
    async fn keep(
        &self,
        write: impl FnOnce(&mut Incoming) -> io::Result<()> + Send + 'static,
    ) -> Result<Kept> {
        let blobs = self.blobs.clone();
        in_background(move || {
            let mut incoming = blobs.receive()?;
            write(&mut incoming)?;
            Ok(blobs.keep(incoming)?)
        })
        .await
    }
}

/// What a lane does next.
enum Next {
    /// It asks again.
    Done,
    /// It sleeps, unless somebody rings.
    Wait(Duration),
}
