//! Questions about invitations, in Diesel's language.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::Invitation;
use crate::base::ids::{FamilyKey, InvitationId, InvitationKey, MemberKey, ThreadId, ThreadKey};
use crate::domain::members::{Member, Role};
use crate::store::schema::{
    invitation_arrivals, invitation_threads, invitations, members, memberships, threads,
};

#[derive(Insertable)]
#[diesel(table_name = invitations)]
pub(super) struct NewRow {
    pub id: InvitationId,
    pub family_key: FamilyKey,
    pub digest: String,
    pub code_digest: String,
    pub role: Role,
    pub created_by: MemberKey,
    pub created_at: i64,
    pub expires_at: i64,
    pub max_uses: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, row: &NewRow) -> QueryResult<Invitation> {
    diesel::insert_into(invitations::table)
        .values(row)
        .returning(Invitation::as_returning())
        .get_result(conn)
}

pub(super) fn insert_threads(
    conn: &mut SqliteConnection,
    invitation: InvitationKey,
    threads: &BTreeSet<ThreadKey>,
) -> QueryResult<usize> {
    let rows: Vec<_> = threads
        .iter()
        .map(|thread| {
            (
                invitation_threads::invitation_key.eq(invitation),
                invitation_threads::thread_key.eq(*thread),
            )
        })
        .collect();
    diesel::insert_into(invitation_threads::table)
        .values(rows)
        .execute(conn)
}

pub(super) fn insert_arrival(
    conn: &mut SqliteConnection,
    invitation: InvitationKey,
    member: MemberKey,
    now: i64,
) -> QueryResult<usize> {
    diesel::insert_into(invitation_arrivals::table)
        .values((
            invitation_arrivals::member_key.eq(member),
            invitation_arrivals::invitation_key.eq(invitation),
            invitation_arrivals::arrived_at.eq(now),
        ))
        .execute(conn)
}

/// The invitation whose link or code has this digest, in whatever state.
pub(super) fn by_digest(conn: &mut SqliteConnection, digest: &str) -> QueryResult<Invitation> {
    invitations::table
        .filter(
            invitations::digest
                .eq(digest)
                .or(invitations::code_digest.eq(digest)),
        )
        .select(Invitation::as_select())
        .get_result(conn)
}

/// Takes one use of an open invitation; nothing is found where none is left.
pub(super) fn claim(
    conn: &mut SqliteConnection,
    digest: &str,
    now: i64,
) -> QueryResult<Invitation> {
    diesel::update(invitations::table)
        .filter(
            invitations::digest
                .eq(digest)
                .or(invitations::code_digest.eq(digest)),
        )
        .filter(invitations::uses.lt(invitations::max_uses))
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::revoked_at.is_null())
        .set(invitations::uses.eq(invitations::uses + 1))
        .returning(Invitation::as_returning())
        .get_result(conn)
}

/// The threads of an invitation in which its maker still is.
pub(super) fn threads(
    conn: &mut SqliteConnection,
    invitation: InvitationKey,
    inviter: MemberKey,
) -> QueryResult<Vec<(ThreadKey, ThreadId)>> {
    invitation_threads::table
        .inner_join(threads::table.inner_join(memberships::table))
        .filter(invitation_threads::invitation_key.eq(invitation))
        .filter(memberships::member_key.eq(inviter))
        .order(threads::key)
        .select((threads::key, threads::id))
        .load(conn)
}

/// The role of the family's invitation with this id, and whether it had been revoked before: the
/// moment of an earlier revocation stays.
pub(super) fn revoke(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    id: &InvitationId,
    now: i64,
) -> QueryResult<(Role, bool)> {
    let found = invitations::table
        .filter(invitations::id.eq(id))
        .filter(invitations::family_key.eq(family))
        .select((invitations::role, invitations::revoked_at.is_not_null()))
        .get_result(conn)?;
    diesel::update(invitations::table)
        .filter(invitations::id.eq(id))
        .filter(invitations::revoked_at.is_null())
        .set(invitations::revoked_at.eq(now))
        .execute(conn)?;
    Ok(found)
}

pub(super) fn of_family(
    conn: &mut SqliteConnection,
    family: FamilyKey,
) -> QueryResult<Vec<(Invitation, Member)>> {
    invitations::table
        .inner_join(members::table)
        .filter(invitations::family_key.eq(family))
        .order(invitations::key.desc())
        .select((Invitation::as_select(), Member::as_select()))
        .load(conn)
}

pub(super) fn arrivals(
    conn: &mut SqliteConnection,
    keys: &[InvitationKey],
) -> QueryResult<Vec<(InvitationKey, Member)>> {
    invitation_arrivals::table
        .inner_join(members::table)
        .filter(invitation_arrivals::invitation_key.eq_any(keys))
        .order(members::key)
        .select((invitation_arrivals::invitation_key, Member::as_select()))
        .load(conn)
}
