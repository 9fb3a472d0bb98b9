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
/// Until the next look whether there is room on the disk.
const ROOM_WAIT_MS: i64 = 5 * 60 * 1_000;

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

/// Asks for something to be done. Twice is once; what was given up begins anew.
pub fn enqueue(tx: &mut Tx<'_>, kind: Kind, content: ContentKey) -> Result<()> {
    let now = tx.now_ms();
    diesel::update(jobs::table)
        .filter(jobs::kind.eq(kind))
        .filter(jobs::content_key.eq(content))
        .filter(jobs::state.eq(State::GivenUp))
        .set((
            jobs::state.eq(State::Waiting),
            jobs::tries.eq(0),
            jobs::run_after.eq(now),
            jobs::created_at.eq(now),
        ))
        .execute(tx.conn())?;
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

/// Puts a job back that failed for a reason of our own: a database or a program that did not answer.
pub fn failed(tx: &mut Tx<'_>, job: &Job) -> Result<Prospect> {
    if job.tries >= MOST_TRIES {
        give_up(tx, job, MOST_TRIES)?;
        return Ok(Prospect::GivenUp);
    }
    let wait = FIRST_WAIT_MS << (2 * (job.tries.max(1) - 1));
    let at = tx.now_ms() + wait;
    diesel::update(jobs::table.find(job.key))
        .set((jobs::state.eq(State::Waiting), jobs::run_after.eq(at)))
        .execute(tx.conn())?;
    Ok(Prospect::Again)
}

/// Puts a job back for which the disk has no room. That says nothing about the job, so the try does not
/// count: it waits for as long as it takes.
pub fn postpone(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    let at = tx.now_ms() + ROOM_WAIT_MS;
    diesel::update(jobs::table.find(job.key))
        .set((
            jobs::state.eq(State::Waiting),
            jobs::tries.eq(job.tries - 1),
            jobs::run_after.eq(at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives everything that was given up one more try, at a start: what was wrong then may be right now. Not
/// what ended the program in that try as well, or no start would be safe from it.
pub fn revive(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now_ms();
    let revived = diesel::update(jobs::table)
        .filter(jobs::state.eq(State::GivenUp))
        .filter(jobs::tries.le(MOST_TRIES))
        .set((jobs::state.eq(State::Waiting), jobs::run_after.eq(now)))
        .execute(tx.conn())?;
    Ok(revived)
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
    if job.tries > MOST_TRIES {
        give_up(tx, job, job.tries)?;
        return Ok(Prospect::GivenUp);
    }
    if job.tries > 1 {
        return failed(tx, job);
    }
    diesel::update(jobs::table.find(job.key))
        .set(jobs::state.eq(State::Waiting))
        .execute(tx.conn())?;
    Ok(Prospect::Again)
}

/// Its tries say whether a start may revive it.
fn give_up(tx: &mut Tx<'_>, job: &Job, tries: i32) -> Result<()> {
    diesel::update(jobs::table.find(job.key))
        .set((jobs::state.eq(State::GivenUp), jobs::tries.eq(tries)))
        .execute(tx.conn())?;
    Ok(())
}
