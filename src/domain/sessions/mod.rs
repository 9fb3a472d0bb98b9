//! Signed-in browsers: begun, recognised, ended. Programs' tokens are in `tokens`.
//!
//! The cookie holds a random key; the database holds its digest. Passwords are checked by the doors,
//! off the runtime's threads, before anything here is called.

/// Bearer tokens for programs.
pub mod tokens;

mod queries;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::members::{self, Me, Member, Via};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{MemberId, MemberKey, SessionId};
use crate::store::Tx;
use crate::store::schema::sessions;

/// A browser nobody has used for this long is signed out.
pub const IDLE_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// A browser is signed out after this long in any case.
pub const ABSOLUTE_MS: i64 = 365 * 24 * 60 * 60 * 1000;
/// `seen_at` is written at most this often: a write for each page view would wear out a memory card.
const SEEN_STEP_MS: i64 = 60 * 60 * 1000;

/// Browsers one member can be signed in at. A page lists them all, and nobody has more.
pub const MOST: usize = 30;

/// What the browser says it is, as far as it is kept.
const USER_AGENT_LIMIT: usize = 200;

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(Sqlite))]
pub struct Browser {
    /// Its public id.
    pub id: SessionId,
    /// What it said it was when it signed in.
    pub user_agent: String,
    /// When it signed in.
    pub created_at: i64,
    /// When it was last seen, to the hour.
    pub seen_at: i64,
}

/// Signs a browser in: the row that its cookie's digest will find. One more than [`MOST`] ends the
/// one that was seen longest ago, never the new one.
pub fn begin(
    tx: &mut Tx<'_>,
    member: &MemberId,
    session: &SessionId,
    digest: &str,
    user_agent: &str,
) -> Result<()> {
    let key = queries::active_key(tx.conn(), member)
        .optional()?
        .ok_or(Error::Unauthenticated)?;
    let longest_unseen: Vec<_> = queries::of_member(tx.conn(), key)?
        .into_iter()
        .skip(MOST - 1)
        .map(|browser| browser.id)
        .collect();
    end_these(tx, key, member, &longest_unseen)?;
    let now = tx.now_ms();
    let user_agent: String = user_agent.chars().take(USER_AGENT_LIMIT).collect();
    queries::insert(tx.conn(), digest, session, key, &user_agent, now)?;
    Ok(())
}

/// A session as the cookie's digest finds it: whose it is, and whether its `seen_at` is due.
pub struct Found {
    /// Whose.
    pub member: MemberId,
    /// Which.
    pub session: SessionId,
    /// Whether [`touch`] should be called.
    pub is_touch_due: bool,
}

/// The live session with this digest.
pub fn find(conn: &mut SqliteConnection, digest: &str, now_ms: i64) -> Result<Option<Found>> {
    let row = queries::by_digest(conn, digest).optional()?;
    Ok(row
        .filter(|(_, _, created_at, seen_at)| is_live(now_ms, *created_at, *seen_at))
        .map(|(member, session, _, seen_at)| Found {
            member,
            session,
            is_touch_due: now_ms - seen_at > SEEN_STEP_MS,
        }))
}

/// Notes that the session was used; never brings back one that has ended.
pub fn touch(tx: &mut Tx<'_>, digest: &str) -> Result<()> {
    let now = tx.now_ms();
    queries::set_seen(tx.conn(), digest, now)?;
    Ok(())
}

/// Signs a browser out by its cookie's digest. Ending it twice is no error.
pub fn end(tx: &mut Tx<'_>, digest: &str) -> Result<()> {
    let ended = queries::delete(tx.conn(), digest).optional()?;
    if let Some((session, member)) = ended {
        let member = members::find(tx.conn(), member)?.id;
        tx.emit(Event::SessionEnded { member, session });
    }
    Ok(())
}

/// The browsers somebody is signed in at: the one they ask from first, then as they were last seen.
pub fn own(conn: &mut SqliteConnection, me: &Me, now_ms: i64) -> Result<Vec<Browser>> {
    let mut browsers = queries::of_member(conn, me.key())?;
    browsers.retain(|browser| is_live(now_ms, browser.created_at, browser.seen_at));
    browsers.sort_by_key(|browser| Some(&browser.id) != me.session());
    Ok(browsers)
}

/// Signs one of somebody's own browsers out. Any other does not exist for them.
pub fn end_own(tx: &mut Tx<'_>, me: &Me, session: &SessionId) -> Result<()> {
    match end_these(tx, me.key(), me.id(), std::slice::from_ref(session))? {
        0 => Err(Error::NotFound("not_found")),
        _ => Ok(()),
    }
}

/// Signs somebody out everywhere but at the browser they ask from; how many that were.
pub fn end_others(tx: &mut Tx<'_>, me: &Me) -> Result<usize> {
    let others: Vec<_> = queries::of_member(tx.conn(), me.key())?
        .into_iter()
        .map(|browser| browser.id)
        .filter(|id| Some(id) != me.session())
        .collect();
    end_these(tx, me.key(), me.id(), &others)
}

/// Gives somebody a new password. Whoever knew the old one may sit at another browser, so all but
/// the present one end. Tokens stay: they were never made from the password, and each can be revoked.
pub fn change_password(tx: &mut Tx<'_>, me: &Me, password_hash: &str) -> Result<usize> {
    members::set_password(tx, me, password_hash)?;
    end_others(tx, me)
}

/// Who sits at this session, if it still is one.
pub fn who(conn: &mut SqliteConnection, session: &SessionId, now_ms: i64) -> Result<Me> {
    let row = queries::by_id(conn, session).optional()?;
    match row {
        Some((member, created_at, seen_at)) if is_live(now_ms, created_at, seen_at) => {
            Me::new(member, Via::Session(session.clone()))
        }
        _ => Err(Error::Unauthenticated),
    }
}

/// Somebody as whom whoever runs the server acts at the command line.
pub fn at_command_line(member: Member) -> Result<Me> {
    Me::new(member, Via::Host)
}

fn end_these(
    tx: &mut Tx<'_>,
    key: MemberKey,
    member: &MemberId,
    wanted: &[SessionId],
) -> Result<usize> {
    let ended = queries::delete_of_member(tx.conn(), key, wanted)?;
    let count = ended.len();
    for session in ended {
        let member = member.clone();
        tx.emit(Event::SessionEnded { member, session });
    }
    Ok(count)
}

/// A clock that was set back (no battery, first start in 1970) ends nobody's session.
fn is_live(now_ms: i64, created_at: i64, seen_at: i64) -> bool {
    now_ms - seen_at < IDLE_MS && now_ms - created_at < ABSOLUTE_MS
}
