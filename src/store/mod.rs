//! SQLite and disk: one writer, many readers, and the family's files. Knows nothing of families.
//!
//! The parts, in reading order: `tx` is what a write works with, `writer` runs all writes on one
//! thread and commits them in groups, `sqlite` opens and guards the database file, `checkup` looks for
//! damage in it, `deadline` ends questions that take too long, `folder` is the data folder with its
//! lock-step permissions and secrets, `space` says what the disk has to spare, `blobs` keeps file contents,
//! `partials` those that have not all come.

/// The database tables, as Diesel sees them.
#[allow(missing_docs, reason = "generated; the migrations explain each table")]
pub mod schema;

/// Columns of a few known words.
pub mod columns;

/// What a write works with: the connection and an outbox.
pub mod tx;

mod writer;

/// Opening, guarding, migrating and copying the database file.
pub mod sqlite;

/// Questions that end in time.
pub mod deadline;

mod checkup;

/// The data folder: where things lie, and the secrets made at first start.
pub mod folder;

/// What the disk has to spare.
pub mod space;

/// Contents of files by digest.
pub mod blobs;

/// Contents that arrive in several pieces.
pub mod partials;

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use tokio::sync::{mpsc, oneshot};

use crate::base::clock::Clock;
use crate::base::error::{Error, Result};
use crate::base::event::Event;

pub use self::folder::Folder;
pub use self::sqlite::OpenError;
pub use self::tx::Tx;
use self::writer::{Order, TypedJob};

/// How many writes may wait; one more is refused with 503 rather than kept.
const WRITE_QUEUE: usize = 1_024;
/// How many committed writes may wait for dispatch before the writer waits for it.
const COMMITTED_QUEUE: usize = 1_024;
/// Most writes that share one commit; bounds how long the first of them waits for the last.
const GROUP: usize = 256;
/// Readers: enough for the blocking threads of two workers; more would only wait for the disk.
const READERS: u32 = 8;

/// What one committed write leaves behind, in commit order.
pub struct Committed {
    /// What happened.
    pub events: Vec<Event>,
    /// Dropped once the events have been dispatched: that is what the writer's caller waits for.
    pub dispatched: oneshot::Sender<()>,
}

/// The answer to a write: its value, and a ticket for whoever must not answer before the world knows.
pub struct Written<T> {
    /// What the write returned.
    pub value: T,
    ticket: oneshot::Receiver<()>,
}

impl<T> Written<T> {
    /// Waits until the write's events have been dispatched. Who revokes access answers only then.
    pub async fn dispatched(self) -> T {
        // The sender is dropped, used or not, when the dispatcher is done or gone.
        let _ = self.ticket.await;
        self.value
    }
}

/// The reading half of the database. It keeps no writer alive.
#[derive(Clone)]
pub struct Reader(Pool<ConnectionManager<SqliteConnection>>);

impl Reader {
    /// Runs `question` on a read-only connection, in one snapshot of the database.
    pub async fn ask<T, F>(&self, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Result<T> + Send + 'static,
    {
        let reader = self.clone();
        tokio::task::spawn_blocking(move || reader.read(question))
            .await
            .map_err(Error::internal)?
    }

    /// Like [`Reader::ask`], on the calling thread, for threads that may wait.
    pub fn read<T>(&self, question: impl FnOnce(&mut SqliteConnection) -> Result<T>) -> Result<T> {
        let mut connection = self.0.get().map_err(|_| Error::Unavailable {
            retry_after_secs: 1,
        })?;
        connection.transaction(|connection| question(connection))
    }
}

/// The database: reads on a pool, writes on the one writer.
#[derive(Clone)]
pub struct Store {
    reader: Reader,
    writer: mpsc::Sender<Order>,
    writer_thread: Arc<std::sync::Mutex<Option<std::thread::JoinHandle<()>>>>,
    clock: Clock,
}

impl Store {
    /// Opens the database in `folder`, migrates it, and starts the writer.
    ///
    /// What commits arrives, in order, at the returned receiver; somebody must read it, or the
    /// writer stops as soon as its queue is full.
    pub fn open(
        folder: &Folder,
        clock: Clock,
    ) -> Result<(Self, mpsc::Receiver<Committed>), OpenError> {
        Self::open_grouping(folder, clock, GROUP)
    }

    /// Like [`Store::open`], with at most `group` writes in one commit. The benchmark that says why
    /// writes are grouped at all needs a store that does not.
    pub fn open_grouping(
        folder: &Folder,
        clock: Clock,
        group: usize,
    ) -> Result<(Self, mpsc::Receiver<Committed>), OpenError> {
        let connection = sqlite::open(folder)?;
        let readers = sqlite::readers(&folder.database(), READERS)?;
        let (writer, jobs) = mpsc::channel(WRITE_QUEUE);
        let (outlet, committed) = mpsc::channel(COMMITTED_QUEUE);
        let thread = {
            let (path, clock) = (folder.database(), clock.clone());
            std::thread::Builder::new()
                .name("writer".into())
                .spawn(move || writer::run(connection, &path, jobs, &outlet, &clock, group))
                .map_err(OpenError::Io)?
        };
        let store = Self {
            reader: Reader(readers),
            writer,
            writer_thread: Arc::new(std::sync::Mutex::new(Some(thread))),
            clock,
        };
        Ok((store, committed))
    }

    /// The clock that stamps what is written.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Runs `question` on a read-only connection, in one snapshot of the database.
    pub async fn read<T, F>(&self, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Result<T> + Send + 'static,
    {
        self.reader.ask(question).await
    }

    /// The reading half alone.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Queues `change` to the writer and waits until it is on disk.
    ///
    /// An error, or a panic, undoes this change alone; its neighbours in the same commit stay.
    pub async fn write<T, F>(&self, change: F) -> Result<Written<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let answer = self.enqueue(change)?;
        answer.await.map_err(|_| Error::Unavailable {
            retry_after_secs: 5,
        })?
    }

    /// Like [`Store::write`], blocking the calling thread; never call it on a runtime's own thread.
    pub fn write_here<T, F>(&self, change: F) -> Result<Written<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let answer = self.enqueue(change)?;
        answer.blocking_recv().map_err(|_| Error::Unavailable {
            retry_after_secs: 5,
        })?
    }

    /// Lets the writer finish what is queued, and waits until it has checkpointed and closed the
    /// file. Handles that are still somewhere answer 503 from then on. Blocks the calling thread.
    pub fn close(&self) {
        let thread = self
            .writer_thread
            .lock()
            .ok()
            .and_then(|mut slot| slot.take());
        // Refused only when the writer has ended already.
        let _ = self.writer.blocking_send(Order::Stop);
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    fn enqueue<T, F>(&self, change: F) -> Result<oneshot::Receiver<Result<Written<T>>>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (job, answer) = TypedJob::new(change);
        self.writer
            .try_send(Order::Write(Box::new(job)))
            .map_err(|_| Error::Unavailable {
                retry_after_secs: 1,
            })?;
        Ok(answer)
    }
}

/// How long a reader waits for a connection before it answers 503.
const READER_PATIENCE: Duration = Duration::from_secs(5);
