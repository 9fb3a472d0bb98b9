//! The record: what was done with the family's keys, by whom and from where, for its grown-ups.
//!
//! It is written in the transaction that does the thing, so neither is without the other. It is only
//! ever added to (a trigger in the database sees to that) until a line is older than `KEPT_DAYS`.
//! It must never be given a message, a password, a token or a code.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::guardians;
use super::members::{self, Me, Member, Via};
use super::origin::{Origin, Place};
use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, MemberKey};
use crate::store::Tx;
use crate::store::schema::audit_entries;
use crate::text_enum;

/// How long a line is kept, in days.
pub const KEPT_DAYS: i64 = 400;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Lines removed in one go: the one writer must not be kept from the family for long.
const SWEPT_AT_ONCE: i64 = 1_000;

text_enum! {
    /// What was done.
    Act {
        /// The family was founded.
        Founded = "founded",
        /// Somebody came in; the detail is the way.
        SignedIn = "signed-in",
        /// Somebody tried a wrong password or code.
        SignInFailed = "sign-in-failed",
        /// Somebody left a browser.
        SignedOut = "signed-out",
        /// Somebody ended another of their devices.
        DeviceEnded = "device-ended",
        /// Somebody showed their password again before something sensitive.
        Confirmed = "confirmed",
        /// Somebody changed their own password.
        PasswordChanged = "password-changed",
        /// Somebody chose a new password by a link.
        PasswordReset = "password-reset",
        /// A link to choose a new password was made.
        RecoveryMade = "recovery-made",
        /// A card was made.
        CardMade = "card-made",
        /// A card was withdrawn.
        CardRevoked = "card-revoked",
        /// A code for another of one's own devices was shown.
        DeviceLinkMade = "device-link-made",
        /// A passkey was added.
        PasskeyAdded = "passkey-added",
        /// A passkey was removed.
        PasskeyRemoved = "passkey-removed",
        /// A program's token was made; the detail is its label.
        TokenMade = "token-made",
        /// A program's token was revoked; the detail is its label.
        TokenRevoked = "token-revoked",
        /// The secret of the family's app was shown.
        SecretShown = "secret-shown",
        /// A webhook was added; the detail is the server's name.
        WebhookAdded = "webhook-added",
        /// A webhook was tried; the detail is the server's name.
        WebhookTested = "webhook-tested",
        /// A webhook is told nothing for now; the detail is the server's name.
        WebhookPaused = "webhook-paused",
        /// A webhook is told again; the detail is the server's name.
        WebhookResumed = "webhook-resumed",
        /// A webhook was removed; the detail is the server's name.
        WebhookRemoved = "webhook-removed",
        /// An invitation was made; the detail is the role.
        InvitationMade = "invitation-made",
        /// An invitation was withdrawn; the detail is the role.
        InvitationRevoked = "invitation-revoked",
        /// Somebody became a member; the detail is the role.
        Joined = "joined",
        /// Somebody's role changed; the detail is the new one.
        RoleChanged = "role-changed",
        /// Somebody was deactivated.
        Deactivated = "deactivated",
        /// Somebody was let in again.
        Reactivated = "reactivated",
        /// Somebody changed their name, e-mail address or helper.
        ProfileChanged = "profile-changed",
        /// The family's name, language, zone or picture changed.
        FamilyChanged = "family-changed",
        /// Somebody was put into a thread.
        ThreadJoined = "thread-joined",
        /// Somebody was taken out of a thread.
        ThreadLeft = "thread-left",
        /// Somebody was refused what is not theirs to do; the detail says where.
        Denied = "denied",
    }
}

/// Whose hand did it.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    actor: Option<MemberKey>,
    origin: Origin,
}

impl Hand {
    /// Whoever runs the server, at its command line.
    pub fn host() -> Self {
        Self::default()
    }

    /// Somebody who has not proved who they are.
    pub fn unknown(origin: Origin) -> Self {
        Self {
            actor: None,
            origin,
        }
    }

    /// A member, before they are a [`Me`].
    pub fn of(member: MemberKey, origin: Origin) -> Self {
        Self {
            actor: Some(member),
            origin,
        }
    }
}

impl From<&Me> for Hand {
    fn from(me: &Me) -> Self {
        match me.via() {
            Via::Host => Self::host(),
            Via::Session(..) | Via::Token(..) => Self::of(me.key(), me.origin().clone()),
        }
    }
}

/// Writes a line. `member` is whom it concerns; `detail` is a name of something, never its content.
pub fn record(
    tx: &mut Tx<'_>,
    family: FamilyKey,
    hand: &Hand,
    act: Act,
    member: Option<MemberKey>,
    detail: &str,
) -> Result<()> {
    let address = hand.origin.address.map(|address| address.to_string());
    let now = tx.now_ms();
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::family_key.eq(family),
            audit_entries::at.eq(now),
            audit_entries::act.eq(act),
            audit_entries::actor_key.eq(hand.actor),
            audit_entries::member_key.eq(member),
            audit_entries::detail.eq(detail),
            audit_entries::address.eq(address.unwrap_or_default()),
            audit_entries::user_agent.eq(&hand.origin.user_agent),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a line about what somebody did in their own family.
pub fn by(
    tx: &mut Tx<'_>,
    me: &Me,
    act: Act,
    member: Option<MemberKey>,
    detail: &str,
) -> Result<()> {
    record(tx, me.family(), &Hand::from(me), act, member, detail)
}

/// How often somebody failed to come in by `way` after a moment.
pub(super) fn failures_since(
    conn: &mut SqliteConnection,
    member: &Member,
    way: &str,
    since: i64,
) -> Result<i64> {
    Ok(audit_entries::table
        .filter(audit_entries::family_key.eq(member.family_key))
        .filter(audit_entries::member_key.eq(member.key))
        .filter(audit_entries::act.eq(Act::SignInFailed))
        .filter(audit_entries::detail.eq(way))
        .filter(audit_entries::at.gt(since))
        .count()
        .get_result(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_entries, check_for_backend(Sqlite))]
struct Row {
    at: i64,
    act: Act,
    actor_key: Option<MemberKey>,
    member_key: Option<MemberKey>,
    detail: String,
    address: String,
    user_agent: String,
}

/// A line with its people.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its place in the family's record, counted from the oldest that is kept.
    pub number: i64,
    /// When it was done.
    pub at: i64,
    /// What.
    pub act: Act,
    /// By whom; nobody for whoever runs the server, and for somebody unknown.
    pub actor: Option<Member>,
    /// Whom it concerns.
    pub member: Option<Member>,
    /// A name of something.
    pub detail: String,
    /// From which address; empty for the command line.
    pub address: String,
    /// By which browser or program.
    pub user_agent: String,
}

impl Line {
    /// From where, in one word; none for the command line.
    pub fn place(&self) -> Option<Place> {
        let address = self.address.parse().ok()?;
        Some(Origin::new(Some(address), "").place())
    }
}

/// The family's record, newest first, for its grown-ups: `limit` lines before the one numbered `before`.
///
/// Counting from the oldest line keeps the numbers while new ones are added, and tells nothing of other
/// families, as the rows' own keys would.
pub fn page(
    conn: &mut SqliteConnection,
    me: &Me,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Line>> {
    if !guardians::may_read_record(me.member().role) {
        return Err(Error::Forbidden("forbidden"));
    }
    let limit = i64::try_from(limit).map_err(Error::internal)?;
    let of_family = audit_entries::table.filter(audit_entries::family_key.eq(me.family()));
    let count: i64 = of_family.count().get_result(conn)?;
    let end = before.map_or(count, |number| number.saturating_sub(1).clamp(0, count));
    let start = (end - limit).max(0);
    let rows: Vec<Row> = of_family
        .order(audit_entries::key)
        .offset(start)
        .limit(end - start)
        .select(Row::as_select())
        .load(conn)?;
    let mut keys: Vec<_> = rows
        .iter()
        .flat_map(|row| [row.actor_key, row.member_key])
        .flatten()
        .collect();
    keys.sort();
    keys.dedup();
    let people: HashMap<_, _> = members::found(conn, &keys)?
        .into_iter()
        .map(|member| (member.key, member))
        .collect();
    let who = |key: Option<MemberKey>| key.and_then(|key| people.get(&key)).cloned();
    Ok(rows
        .into_iter()
        .rev()
        .zip((start + 1..=end).rev())
        .map(|(row, number)| Line {
            number,
            at: row.at,
            act: row.act,
            actor: who(row.actor_key),
            member: who(row.member_key),
            detail: row.detail,
            address: row.address,
            user_agent: row.user_agent,
        })
        .collect())
}

/// Removes what is older than [`KEPT_DAYS`], a batch at a time; how many lines that were.
pub fn sweep(tx: &mut Tx<'_>) -> Result<usize> {
    let oldest = tx.now_ms() - KEPT_DAYS * DAY_MS;
    let old: Vec<i64> = audit_entries::table
        .filter(audit_entries::at.lt(oldest))
        .order(audit_entries::key)
        .limit(SWEPT_AT_ONCE)
        .select(audit_entries::key)
        .load(tx.conn())?;
    let removed = diesel::delete(audit_entries::table.filter(audit_entries::key.eq_any(old)))
        .execute(tx.conn())?;
    Ok(removed)
}
