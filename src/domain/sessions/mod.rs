//! Signed-in browsers: begun, recognised, ended. Programs' tokens are in `tokens`.
//!
//! The cookie holds a random key; the database holds its digest. Passwords are checked by the doors,
//! off the runtime's threads, before anything here is called.

/// Bearer tokens for programs.
pub mod tokens;

/// What has had its time.
pub mod expiry;

mod queries;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::audit::{self, Act, Hand};
use super::members::{self, Me, Member, Via};
use super::origin::{Origin, Place};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{MemberId, MemberKey, SessionId};
use crate::store::Tx;
use crate::store::schema::sessions;
use crate::text_enum;

/// A browser nobody has used for this long is signed out.
pub const IDLE_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// A browser is signed out after this long in any case.
pub const ABSOLUTE_MS: i64 = 365 * 24 * 60 * 60 * 1000;
/// `seen_at` is written at most this often: a write for each page view would wear out a memory card.
const SEEN_STEP_MS: i64 = 60 * 60 * 1000;

/// Browsers one member can be signed in at. A page lists them all, and nobody has more.
pub const MOST: usize = 30;

text_enum! {
    /// The way somebody came in.
    Way {
        /// By founding the family.
        Founding = "founding",
        /// By an invitation.
        Invitation = "invitation",
        /// By user name and password.
        Password = "password",
        /// By a passkey.
        Passkey = "passkey",
        /// By a printed card.
        Card = "card",
        /// By a code shown on another device of theirs.
        Device = "device",
        /// By a link to choose a new password.
        Recovery = "recovery",
        /// They were in, and showed their password or passkey again.
        Again = "again",
    }
}

impl Way {
    /// Whether it shows that it is they themselves, not somebody who found their card.
    fn is_proof(self) -> bool {
        !matches!(self, Self::Card | Self::Device)
    }
}

/// A browser about to be signed in.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// Whose.
    pub member: MemberId,
    /// Its new session.
    pub session: SessionId,
    /// Of the cookie's key.
    pub digest: String,
    /// From where.
    pub origin: Origin,
    /// By which way.
    pub way: Way,
}

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
    /// From where, then.
    pub place: Place,
}

/// Signs a browser in: the row that its cookie's digest will find. One more than [`MOST`] ends the
/// one that was seen longest ago, never the new one.
pub fn begin(tx: &mut Tx<'_>, beginning: &Beginning) -> Result<()> {
    let member = queries::active(tx.conn(), &beginning.member)
        .optional()?
        .ok_or(Error::Unauthenticated)?;
    let longest_unseen: Vec<_> = queries::of_member(tx.conn(), member.key)?
        .into_iter()
        .skip(MOST - 1)
        .map(|browser| browser.id)
        .collect();
    end_these(tx, &member, &longest_unseen)?;
    let now = tx.now_ms();
    let proved_at = match beginning.way.is_proof() {
        true => now,
        false => 0,
    };
    queries::insert(tx.conn(), member.key, beginning, proved_at, now)?;
    let act = match beginning.way {
        Way::Again => Act::Confirmed,
        _ => Act::SignedIn,
    };
    let hand = Hand::of(member.key, beginning.origin.clone());
    let way = beginning.way.as_str();
    audit::record(tx, member.family_key, &hand, act, Some(member.key), way)
}

/// Notes a wrong password or code for somebody's account.
pub fn note_failure(tx: &mut Tx<'_>, member: MemberKey, origin: Origin, way: Way) -> Result<()> {
    let family = members::find(tx.conn(), member)?.family_key;
    let hand = Hand::unknown(origin);
    audit::record(
        tx,
        family,
        &hand,
        Act::SignInFailed,
        Some(member),
        way.as_str(),
    )
}

/// Whose the live session with this digest is, and which it is.
pub fn find(
    conn: &mut SqliteConnection,
    digest: &str,
    now_ms: i64,
) -> Result<Option<(MemberId, SessionId)>> {
    let row = queries::by_digest(conn, digest).optional()?;
    Ok(row
        .filter(|(_, _, created_at, seen_at)| is_live(now_ms, *created_at, *seen_at))
        .map(|(member, session, _, _)| (member, session)))
}

/// Notes that somebody's session was used, and from where; never brings back one that has ended.
pub fn touch(tx: &mut Tx<'_>, me: &Me) -> Result<()> {
    let now = tx.now_ms();
    if let Some(session) = me.session() {
        queries::set_seen(tx.conn(), session, me.origin().place(), now)?;
    }
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

/// Signs somebody out of the browser they ask from. A program sits at none, and leaves none.
pub fn leave(tx: &mut Tx<'_>, me: &Me) -> Result<()> {
    let Some(session) = me.session() else {
        return Ok(());
    };
    match end_these(tx, me.member(), std::slice::from_ref(session))? {
        0 => Ok(()),
        _ => audit::by(tx, me, Act::SignedOut, Some(me.key()), ""),
    }
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
    match end_these(tx, me.member(), std::slice::from_ref(session))? {
        0 => Err(Error::NotFound("not_found")),
        _ => audit::by(tx, me, Act::DeviceEnded, Some(me.key()), ""),
    }
}

/// Signs somebody out everywhere but at the browser they ask from; how many that were.
pub fn end_others(tx: &mut Tx<'_>, me: &Me) -> Result<usize> {
    let ended = end_all_but(tx, me.member(), me.session())?;
    for _ in 0..ended {
        audit::by(tx, me, Act::DeviceEnded, Some(me.key()), "")?;
    }
    Ok(ended)
}

/// Signs somebody out everywhere, as when they leave the family or choose a new password.
pub(super) fn end_all(tx: &mut Tx<'_>, member: &Member) -> Result<usize> {
    end_all_but(tx, member, None)
}

/// Who sits at this session, if it still is one, and whether [`touch`] should be called.
pub fn who(conn: &mut SqliteConnection, session: &SessionId, now_ms: i64) -> Result<(Me, bool)> {
    let row = queries::by_id(conn, session).optional()?;
    match row {
        Some((member, created_at, seen_at, proved_at)) if is_live(now_ms, created_at, seen_at) => {
            let me = Me::new(member, Via::Session(session.clone(), proved_at))?;
            Ok((me, now_ms - seen_at > SEEN_STEP_MS))
        }
        _ => Err(Error::Unauthenticated),
    }
}

/// Somebody as whom whoever runs the server acts at the command line.
pub fn at_command_line(member: Member) -> Result<Me> {
    Me::new(member, Via::Host)
}

/// Signs somebody out everywhere but at one browser; how many that were.
pub(super) fn end_all_but(
    tx: &mut Tx<'_>,
    member: &Member,
    spared: Option<&SessionId>,
) -> Result<usize> {
    let others: Vec<_> = queries::of_member(tx.conn(), member.key)?
        .into_iter()
        .map(|browser| browser.id)
        .filter(|id| Some(id) != spared)
        .collect();
    end_these(tx, member, &others)
}

fn end_these(tx: &mut Tx<'_>, member: &Member, wanted: &[SessionId]) -> Result<usize> {
    let ended = queries::delete_of_member(tx.conn(), member.key, wanted)?;
    let count = ended.len();
    for session in ended {
        let member = member.id.clone();
        tx.emit(Event::SessionEnded { member, session });
    }
    Ok(count)
}

/// A clock that was set back (no battery, first start in 1970) ends nobody's session.
fn is_live(now_ms: i64, created_at: i64, seen_at: i64) -> bool {
    now_ms - seen_at < IDLE_MS && now_ms - created_at < ABSOLUTE_MS
}
