//! Invitations: how a family lets somebody in, who may do that, and how often one works.
//!
//! Whoever has the link or the code to type may come in, so neither is kept: only their digests are.
//! Looking at an invitation changes nothing; accepting it claims one of its uses in a single
//! conditional statement, so however many try at once, no more come in than were meant to. An
//! invitation is worth what its maker is: with them gone, or no longer allowed to invite, so is it.

mod queries;

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::audit::{self, Act, Hand};
use super::members::{self, Me, Member, NewMember, Role};
use super::origin::Origin;
use super::threads::{self, Kind};
use super::{arrivals, families, guardians};
use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, InvitationId, InvitationKey, MemberKey, ThreadId, ThreadKey};
use crate::base::token;
use crate::store::Tx;
use crate::store::schema::invitations;

/// Days an invitation lives whose maker did not say.
pub const DEFAULT_DAYS: u32 = 7;
/// The longest life of an invitation, in days.
pub const MAX_DAYS: u32 = 30;
/// The most people one invitation brings in.
pub const MAX_USES: u32 = 10;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// An invitation as it is kept; its secrets are nowhere.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = invitations, check_for_backend(Sqlite))]
pub struct Invitation {
    /// Its row.
    pub key: InvitationKey,
    /// Its public id.
    pub id: InvitationId,
    /// Into which family.
    pub family_key: FamilyKey,
    /// What who comes by it will be there.
    pub role: Role,
    /// Who made it.
    pub created_by: MemberKey,
    /// When.
    pub created_at: i64,
    /// When it stops working.
    pub expires_at: i64,
    /// How many people it brings in.
    pub max_uses: i64,
    /// How many have come.
    pub uses: i64,
    /// When it was withdrawn.
    pub revoked_at: Option<i64>,
}

/// Whether an invitation still works, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody can come by it.
    Open,
    /// Everybody it was for has come.
    Used,
    /// Withdrawn.
    Revoked,
    /// Too old.
    Expired,
}

impl Invitation {
    /// How it stands at a moment.
    pub fn state(&self, now_ms: i64) -> State {
        if self.uses >= self.max_uses {
            State::Used
        } else if self.revoked_at.is_some() {
            State::Revoked
        } else if self.expires_at <= now_ms {
            State::Expired
        } else {
            State::Open
        }
    }
}

/// What an invitation is to be.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// What who comes by it will be in the family.
    pub role: Role,
    /// How many days it lives.
    pub days: u32,
    /// How many people it brings in.
    pub uses: u32,
    /// Where a guest is let in; nobody else is told where to sit.
    pub thread_ids: Vec<ThreadId>,
}

/// An invitation just made, with what nobody can see again.
#[derive(Debug)]
pub struct Issued {
    /// The invitation.
    pub invitation: Invitation,
    /// What its link ends in.
    pub token: String,
    /// What can be typed instead.
    pub code: String,
}

/// Makes an invitation.
pub fn issue(tx: &mut Tx<'_>, me: &Me, new: &NewInvitation) -> Result<Issued> {
    if !guardians::may_invite_as(me.member().role, new.role) {
        return Err(Error::Forbidden("forbidden"));
    }
    if !(1..=MAX_DAYS).contains(&new.days) {
        return Err(Error::field("days", "invalid"));
    }
    if !(1..=most_uses(new.role)).contains(&new.uses) {
        return Err(Error::field("uses", "invalid"));
    }
    let rooms = rooms(tx.conn(), me, new)?;
    let (secret, code) = (token::random_id(), token::random_long_code());
    let now = tx.now_ms();
    let invitation = queries::insert(
        tx.conn(),
        &queries::NewRow {
            id: InvitationId::new(),
            family_key: me.family(),
            digest: token::digest(&secret),
            code_digest: token::digest(&code),
            role: new.role,
            created_by: me.key(),
            created_at: now,
            expires_at: now + i64::from(new.days) * DAY_MS,
            max_uses: i64::from(new.uses),
        },
    )?;
    queries::insert_threads(tx.conn(), invitation.key, &rooms)?;
    audit::by(tx, me, Act::InvitationMade, None, new.role.as_str())?;
    Ok(Issued {
        invitation,
        token: secret,
        code,
    })
}

/// One link for many is for the family's own people: whoever runs it, and every guest, is asked by name.
pub fn most_uses(newcomer: Role) -> u32 {
    match newcomer {
        Role::Adult | Role::Child => MAX_USES,
        Role::Admin | Role::Guest => 1,
    }
}

/// Whether a guest can be let into a thread: the family's own is the family's, and notes are one's own.
pub fn takes_guests(thread: &threads::Peopled) -> bool {
    thread.thread.kind != Kind::Family && thread.people.len() > 1
}

fn rooms(conn: &mut SqliteConnection, me: &Me, new: &NewInvitation) -> Result<BTreeSet<ThreadKey>> {
    match (new.role, new.thread_ids.is_empty()) {
        (Role::Guest, true) => return Err(Error::field("threadIds", "required")),
        (Role::Guest, false) | (_, true) => {}
        (_, false) => return Err(Error::field("threadIds", "invalid")),
    }
    let mut rooms = BTreeSet::new();
    for id in &new.thread_ids {
        let seat = threads::seat(conn, me, id).map_err(|error| match error {
            Error::NotFound(_) => Error::field("threadIds", "invalid"),
            other => other,
        })?;
        if !takes_guests(&threads::peopled(conn, &seat)?) {
            return Err(Error::field("threadIds", "invalid"));
        }
        rooms.insert(seat.thread().key);
    }
    Ok(rooms)
}

/// All that somebody who holds an invitation is told before they accept it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What the family is called.
    pub family: String,
    /// Who invites.
    pub inviter: String,
}

/// Looks at an invitation by its token or code.
pub fn preview(conn: &mut SqliteConnection, secret: &str, now_ms: i64) -> Result<Preview> {
    let invitation = queries::by_digest(conn, &digest(secret))?;
    refuse_closed(&invitation, now_ms)?;
    let inviter = inviter(conn, &invitation)?;
    Ok(Preview {
        family: families::find(conn, invitation.family_key)?.name,
        inviter: inviter.name,
    })
}

/// What somebody says of themself when they come in.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// What they are called.
    pub name: String,
    /// What they will sign in with.
    pub username: String,
    /// From the slow hash.
    pub password_hash: String,
    /// From where.
    pub origin: Origin,
}

/// Somebody who has come in.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The new member.
    pub member: Member,
    /// The first thread a guest was let into.
    pub thread: Option<ThreadId>,
}

/// Accepts an invitation, whole or not at all: with a user name that is taken it can be used again.
pub fn accept(tx: &mut Tx<'_>, secret: &str, newcomer: &Newcomer) -> Result<Accepted> {
    let (digest, now) = (digest(secret), tx.now_ms());
    let Some(invitation) = queries::claim(tx.conn(), &digest, now).optional()? else {
        refuse_closed(&queries::by_digest(tx.conn(), &digest)?, now)?;
        return Err(Error::Gone("invitation_used"));
    };
    inviter(tx.conn(), &invitation)?;
    let hand = Hand::of(invitation.created_by, newcomer.origin.clone());
    let member = arrivals::admit(
        tx,
        invitation.family_key,
        &NewMember {
            name: newcomer.name.clone(),
            username: newcomer.username.clone(),
            role: invitation.role,
            password_hash: newcomer.password_hash.clone(),
        },
        &hand,
    )?;
    queries::insert_arrival(tx.conn(), invitation.key, member.key, now)?;
    let mut thread = None;
    if invitation.role == Role::Guest {
        // A thread its inviter has left since is not theirs to open any more.
        let rooms = queries::threads(tx.conn(), invitation.key, invitation.created_by)?;
        for (key, id) in rooms {
            threads::let_in(tx, key, &member, &hand)?;
            thread.get_or_insert(id);
        }
        if thread.is_none() {
            return Err(Error::Gone("invitation_expired"));
        }
    }
    Ok(Accepted { member, thread })
}

/// Withdraws an invitation. Doing it twice is no error; who has come by it stays.
pub fn revoke(tx: &mut Tx<'_>, me: &Me, id: &InvitationId) -> Result<()> {
    guardians::refuse_unless_grown_up(me)?;
    let now = tx.now_ms();
    let (role, was_revoked) = queries::revoke(tx.conn(), me.family(), id, now)?;
    match was_revoked {
        true => Ok(()),
        false => audit::by(tx, me, Act::InvitationRevoked, None, role.as_str()),
    }
}

/// An invitation with its people.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The invitation.
    pub invitation: Invitation,
    /// Who made it.
    pub inviter: Member,
    /// Who came by it, in the order they came.
    pub came: Vec<Member>,
}

/// The family's invitations, newest first, for those who may make them.
pub fn list(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<Listed>> {
    guardians::refuse_unless_grown_up(me)?;
    let rows = queries::of_family(conn, me.family())?;
    let keys: Vec<_> = rows.iter().map(|(invitation, _)| invitation.key).collect();
    let mut came: HashMap<_, Vec<_>> = HashMap::new();
    for (key, member) in queries::arrivals(conn, &keys)? {
        came.entry(key).or_default().push(member);
    }
    Ok(rows
        .into_iter()
        .map(|(invitation, inviter)| Listed {
            came: came.remove(&invitation.key).unwrap_or_default(),
            invitation,
            inviter,
        })
        .collect())
}

fn refuse_closed(invitation: &Invitation, now_ms: i64) -> Result<()> {
    match invitation.state(now_ms) {
        State::Open => Ok(()),
        State::Used => Err(Error::Gone("invitation_used")),
        State::Revoked | State::Expired => Err(Error::Gone("invitation_expired")),
    }
}

/// Who made an invitation, if they still might.
fn inviter(conn: &mut SqliteConnection, invitation: &Invitation) -> Result<Member> {
    let inviter = members::find(conn, invitation.created_by)?;
    if inviter.deactivated_at.is_some() || !guardians::may_invite_as(inviter.role, invitation.role)
    {
        return Err(Error::Gone("invitation_expired"));
    }
    Ok(inviter)
}

/// A token or code as it is meant: a code is typed with or without its hyphens and in any case.
pub fn spelled(secret: &str) -> String {
    secret
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn digest(secret: &str) -> String {
    token::digest(&spelled(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY_ROLE: [Role; 4] = [Role::Admin, Role::Adult, Role::Child, Role::Guest];

    fn invitation(uses: i64, revoked_at: Option<i64>) -> Invitation {
        Invitation {
            key: InvitationKey(1),
            id: InvitationId::new(),
            family_key: FamilyKey(1),
            role: Role::Adult,
            created_by: MemberKey(1),
            created_at: 0,
            expires_at: 1_000,
            max_uses: 2,
            uses,
            revoked_at,
        }
    }

    #[test]
    fn admins_and_guests_are_asked_one_at_a_time() {
        assert_eq!(
            EVERY_ROLE.map(most_uses),
            [1, MAX_USES, MAX_USES, 1],
            "admin, adult, child, guest"
        );
    }

    #[test]
    fn an_invitation_closes_by_use_by_age_and_by_hand() {
        assert_eq!(invitation(1, None).state(999), State::Open);
        assert_eq!(invitation(1, None).state(1_000), State::Expired);
        assert_eq!(invitation(1, Some(5)).state(999), State::Revoked);
        assert_eq!(invitation(2, Some(5)).state(2_000), State::Used);
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        assert_eq!(digest("abcd-efgh-2345"), digest(" ABCD efgh2345 "));
        assert_ne!(digest("abcdefgh2345"), digest("abcdefgh2346"));
    }
}
