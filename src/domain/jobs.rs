//! What is still to be done with contents: a durable queue. It knows what kind of work each job is, and
//! nothing of how it is done.
//!
//! A job is a row from the write that asks for it until the write that carries its result, so neither a
//! kill nor a power cut forgets one. Its try is counted before it begins: a content that brings the whole
//! program down is given up after a few starts, and says so.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use crate::base::error::Result;
use crate::base::event::Event;
use crate::base::ids::{ContentKey, JobKey};
use crate::store::Tx;
use crate::store::schema::jobs;
use crate::text_enum;

text_enum! {
    /// What is to be done.
    Kind {
        /// Find out what it is, and make what is shown of it.
        Look = "look",
        /// Make it playable in every browser: minutes of work.
        Transcode = "transcode",
    }
}

text_enum! {
    /// Whose turn it is.
    State {
        /// Nobody has begun.
        Waiting = "waiting",
        /// Somebody is at it, or was when the program ended.
        Running = "running",
        /// Failed too often. It stays, for whoever looks after the server.
        GivenUp = "given_up",
    }
}

/// After so many tries a job is given up.
pub const MOST_TRIES: i32 = 5;
/// Until the second try; each later one waits four times as long.
const FIRST_WAIT_MS: i64 = 10_000;

/// A job that somebody has begun.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(Sqlite))]
pub struct Job {
    /// Its row.
    pub key: JobKey,
    /// What is to be done.
    pub kind: Kind,
    /// With what.
    pub content_key: ContentKey,
    /// Which try this is.
    pub tries: i32,
}

/// What becomes of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prospect {
    /// It is tried again.
    Again,
    /// That was the last try.
    GivenUp,
}

/// Asks for something to be done. Twice is once.
pub fn enqueue(tx: &mut Tx<'_>, kind: Kind, content: ContentKey) -> Result<()> {
    let now = tx.now_ms();
    diesel::insert_or_ignore_into(jobs::table)
        .values((
            jobs::kind.eq(kind),
            jobs::content_key.eq(content),
            jobs::state.eq(State::Waiting),
            jobs::run_after.eq(now),
            jobs::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    tx.emit(Event::JobQueued);
    Ok(())
}

/// When the next job of this kind can begin, if one waits.
pub fn next_at(conn: &mut SqliteConnection, kind: Kind) -> Result<Option<i64>> {
    Ok(jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::state.eq(State::Waiting))
        .select(diesel::dsl::min(jobs::run_after))
        .get_result(conn)?)
}

/// Begins a job. What came last is done first, because somebody is looking at it: a photo sent now does
/// not wait behind an album brought in from elsewhere.
pub fn claim(tx: &mut Tx<'_>, kind: Kind) -> Result<Option<Job>> {
    let now = tx.now_ms();
    let key: Option<JobKey> = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::state.eq(State::Waiting))
        .filter(jobs::run_after.le(now))
        .order((jobs::created_at.desc(), jobs::key.asc()))
        .select(jobs::key)
        .first(tx.conn())
        .optional()?;
    let Some(key) = key else {
        return Ok(None);
    };
    let job = diesel::update(jobs::table.find(key))
        .set((
            jobs::state.eq(State::Running),
            jobs::tries.eq(jobs::tries + 1),
        ))
        .returning(Job::as_returning())
        .get_result(tx.conn())?;
    Ok(Some(job))
}

/// Forgets a job that is done.
pub fn done(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    diesel::delete(jobs::table.find(job.key)).execute(tx.conn())?;
    Ok(())
}

/// Puts a job back that failed for a reason of our own: a full disk, a program that is not there.
pub fn failed(tx: &mut Tx<'_>, job: &Job) -> Result<Prospect> {
    if job.tries >= MOST_TRIES {
        diesel::update(jobs::table.find(job.key))
            .set(jobs::state.eq(State::GivenUp))
            .execute(tx.conn())?;
        return Ok(Prospect::GivenUp);
    }
    let wait = FIRST_WAIT_MS << (2 * (job.tries.max(1) - 1));
    let at = tx.now_ms() + wait;
    diesel::update(jobs::table.find(job.key))
        .set((jobs::state.eq(State::Waiting), jobs::run_after.eq(at)))
        .execute(tx.conn())?;
    Ok(Prospect::Again)
}

/// What was being done when the program last ended, for a start to put back in the queue.
pub fn interrupted(conn: &mut SqliteConnection) -> Result<Vec<Job>> {
    Ok(jobs::table
        .filter(jobs::state.eq(State::Running))
        .order(jobs::key.asc())
        .select(Job::as_select())
        .load(conn)?)
}

/// Puts back a job that the program's end interrupted: at once, unless it may be what ended it.
pub fn resume(tx: &mut Tx<'_>, job: &Job) -> Result<Prospect> {
    if job.tries > 1 {
        return failed(tx, job);
    }
    diesel::update(jobs::table.find(job.key))
        .set(jobs::state.eq(State::Waiting))
        .execute(tx.conn())?;
    Ok(Prospect::Again)
}
