//! The one writer: takes all waiting writes together, each in its own savepoint, and commits once.
//!
//! A commit costs one wait for the disk however many messages are in it, so a burst is stored many
//! times faster than one by one, and a lone message waits for nobody. Callers hear the outcome only
//! after the commit; then the events leave, in commit order. A failing or panicking write undoes
//! itself alone. Some failures (a full disk above all) make SQLite give up the whole transaction:
//! then nobody in the group is told that it succeeded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tokio::sync::{mpsc, oneshot};

use super::blobs::Claim;
use super::{Committed, Tx, Written, sqlite};
use crate::base::clock::Clock;
use crate::base::error::{Error, Result};
use crate::base::event::Event;

/// What the writer is told.
pub(super) enum Order {
    /// To write.
    Write(Box<dyn Job>),
    /// To finish what is queued, and end.
    Stop,
}

/// One queued write, with its caller's answer inside.
pub(super) trait Job: Send {
    /// Does the work inside the savepoint. `None`: it failed and must be undone.
    fn run(&mut self, connection: &mut SqliteConnection, now_ms: i64) -> Option<Vec<Event>>;

    /// Tells the caller; `outcome` is what became of the commit.
    fn answer(self: Box<Self>, outcome: Result<oneshot::Receiver<()>>);
}

/// The only kind of [`Job`]: a closure and the channel for its result.
pub(super) struct TypedJob<T, F> {
    change: Option<F>,
    result: Option<Result<T>>,
    held: Vec<Claim>,
    caller: oneshot::Sender<Result<Written<T>>>,
}

impl<T, F> TypedJob<T, F> {
    pub(super) fn new(change: F) -> (Self, oneshot::Receiver<Result<Written<T>>>) {
        let (caller, answer) = oneshot::channel();
        let job = Self {
            change: Some(change),
            result: None,
            held: Vec::new(),
            caller,
        };
        (job, answer)
    }
}

impl<T, F> Job for TypedJob<T, F>
where
    T: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
{
    fn run(&mut self, connection: &mut SqliteConnection, now_ms: i64) -> Option<Vec<Event>> {
        let change = self.change.take()?;
        let mut tx = Tx::new(connection, now_ms);
        // The savepoint is rolled back after a panic, so no half-done state can be observed.
        let result = catch_unwind(AssertUnwindSafe(|| change(&mut tx)))
            .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let (events, held) = tx.into_parts();
        // Dropped with the job itself, which is after the commit.
        self.held = held;
        let is_done = result.is_ok();
        self.result = Some(result);
        is_done.then_some(events)
    }

    fn answer(self: Box<Self>, outcome: Result<oneshot::Receiver<()>>) {
        drop(self.held);
        let answer = match (self.result, outcome) {
            (Some(Err(own)), _) => Err(own),
            (Some(Ok(value)), Ok(ticket)) => Ok(Written { value, ticket }),
            (_, Err(failed)) => Err(failed),
            (None, Ok(_)) => Err(Error::internal("a write was answered before it ran")),
        };
        // A caller that went away has its write all the same; it will ask again by its key.
        let _ = self.caller.send(answer);
    }
}

/// Runs until it is told to stop or every handle on the store is gone, then leaves a checkpointed file behind.
pub(super) fn run(
    mut connection: SqliteConnection,
    path: &Path,
    mut orders: mpsc::Receiver<Order>,
    outlet: &mpsc::Sender<Committed>,
    clock: &Clock,
    most: usize,
) {
    let mut taken = Vec::with_capacity(most);
    while orders.blocking_recv_many(&mut taken, most) > 0 {
        let mut group = Vec::with_capacity(taken.len());
        for order in taken.drain(..) {
            match order {
                Order::Write(job) => group.push(job),
                Order::Stop => orders.close(),
            }
        }
        match commit(&mut connection, group, clock.now_ms()) {
            Ok(done) => {
                let mut leaving = Vec::with_capacity(done.len());
                for (job, events) in done {
                    let (dispatched, ticket) = oneshot::channel();
                    if !events.is_empty() {
                        leaving.push(Committed { events, dispatched });
                    }
                    job.answer(Ok(ticket));
                }
                for committed in leaving {
                    // Without a dispatcher (it has stopped) the messages are safe all the same.
                    let _ = outlet.blocking_send(committed);
                }
            }
            Err((jobs, error)) => {
                tracing::error!(error = %error, "a commit failed; none of its writes was kept");
                for job in jobs {
                    job.answer(Err(as_error(&error)));
                }
                reopen(&mut connection, path);
            }
        }
    }
    if let Err(error) = connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(error = %error, "the last checkpoint failed; the log stays beside the database");
    }
}

type Done = Vec<(Box<dyn Job>, Vec<Event>)>;
type Undone = (Vec<Box<dyn Job>>, diesel::result::Error);

/// One transaction around the whole group. Jobs that fail by themselves are part of `Ok`: their own
/// error is their answer.
fn commit(
    connection: &mut SqliteConnection,
    group: Vec<Box<dyn Job>>,
    now_ms: i64,
) -> Result<Done, Undone> {
    let mut waiting = group.into_iter();
    let mut done: Done = Vec::with_capacity(waiting.len());
    let mut outcome = connection.batch_execute("BEGIN IMMEDIATE");
    if outcome.is_ok() {
        for mut job in waiting.by_ref() {
            match in_savepoint(connection, job.as_mut(), now_ms) {
                Ok(events) => done.push((job, events)),
                Err(error) => {
                    done.push((job, Vec::new()));
                    outcome = Err(error);
                    break;
                }
            }
        }
    }
    match outcome.and_then(|()| connection.batch_execute("COMMIT")) {
        Ok(()) => Ok(done),
        Err(error) => {
            // Fails when SQLite has rolled back by itself; either way nothing is left open.
            let _ = connection.batch_execute("ROLLBACK");
            let jobs = done
                .into_iter()
                .map(|(job, _)| job)
                .chain(waiting)
                .collect();
            Err((jobs, error))
        }
    }
}

/// `Err` only when the transaction around it is lost.
fn in_savepoint(
    connection: &mut SqliteConnection,
    job: &mut dyn Job,
    now_ms: i64,
) -> QueryResult<Vec<Event>> {
    connection.batch_execute("SAVEPOINT job")?;
    match job.run(connection, now_ms) {
        Some(events) => connection.batch_execute("RELEASE job").map(|()| events),
        None => connection
            .batch_execute("ROLLBACK TO job; RELEASE job")
            .map(|()| Vec::new()),
    }
}

/// A connection on which a commit failed may hold anything; a fresh one holds nothing.
fn reopen(connection: &mut SqliteConnection, path: &Path) {
    match sqlite::open_writer(path) {
        Ok(fresh) => *connection = fresh,
        Err(error) => tracing::error!(error = %error, "the database could not be reopened"),
    }
}

/// The commit's failure, once for each caller (Diesel's errors cannot be cloned).
fn as_error(error: &diesel::result::Error) -> Error {
    let text = error.to_string();
    if text.contains("disk is full") {
        Error::StorageFull
    } else if ["readonly", "locked", "disk I/O", "unable to open"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        Error::Unavailable {
            retry_after_secs: 5,
        }
    } else {
        Error::internal(text)
    }
}
