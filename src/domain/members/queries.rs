//! Questions about people, in Diesel's language.

use diesel::prelude::*;

use super::{Habits, Looks, Member, Preferences, Role, Shares};
use crate::base::ids::{FamilyKey, MemberId, MemberKey};
use crate::store::schema::members;

pub(super) fn active(conn: &mut SqliteConnection, family: FamilyKey) -> QueryResult<Vec<Member>> {
    members::table
        .filter(members::family_key.eq(family))
        .filter(members::deactivated_at.is_null())
        .order(members::key)
        .select(Member::as_select())
        .load(conn)
}

pub(super) fn active_named(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    ids: &[MemberId],
) -> QueryResult<Vec<Member>> {
    members::table
        .filter(members::family_key.eq(family))
        .filter(members::deactivated_at.is_null())
        .filter(members::id.eq_any(ids))
        .order(members::key)
        .select(Member::as_select())
        .load(conn)
}

pub(super) fn by_username(conn: &mut SqliteConnection, username: &str) -> QueryResult<Member> {
    members::table
        .filter(members::username.eq(username))
        .select(Member::as_select())
        .get_result(conn)
}

pub(super) fn find(conn: &mut SqliteConnection, key: MemberKey) -> QueryResult<Member> {
    members::table
        .find(key)
        .select(Member::as_select())
        .get_result(conn)
}

pub(super) fn found(conn: &mut SqliteConnection, keys: &[MemberKey]) -> QueryResult<Vec<Member>> {
    members::table
        .filter(members::key.eq_any(keys))
        .select(Member::as_select())
        .load(conn)
}

pub(super) fn of_family(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    id: &MemberId,
) -> QueryResult<Member> {
    members::table
        .filter(members::family_key.eq(family))
        .filter(members::id.eq(id))
        .select(Member::as_select())
        .get_result(conn)
}

pub(super) fn everybody(
    conn: &mut SqliteConnection,
    family: FamilyKey,
) -> QueryResult<Vec<Member>> {
    members::table
        .filter(members::family_key.eq(family))
        .order((members::deactivated_at.is_not_null(), members::key))
        .select(Member::as_select())
        .load(conn)
}

pub(super) fn admins(conn: &mut SqliteConnection, family: FamilyKey) -> QueryResult<i64> {
    members::table
        .filter(members::family_key.eq(family))
        .filter(members::role.eq(Role::Admin))
        .filter(members::deactivated_at.is_null())
        .count()
        .get_result(conn)
}

pub(super) fn set_profile(
    conn: &mut SqliteConnection,
    member: MemberKey,
    name: &str,
    email: Option<&str>,
    helper: Option<MemberKey>,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set((
            members::name.eq(name),
            members::email.eq(email),
            members::helper_key.eq(helper),
        ))
        .execute(conn)
}

pub(super) fn set_role(
    conn: &mut SqliteConnection,
    member: MemberKey,
    role: Role,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set(members::role.eq(role))
        .execute(conn)
}

pub(super) fn set_deactivated(
    conn: &mut SqliteConnection,
    member: MemberKey,
    at: Option<i64>,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set(members::deactivated_at.eq(at))
        .execute(conn)
}

pub(super) fn credentials(
    conn: &mut SqliteConnection,
    username: &str,
) -> QueryResult<Option<(MemberKey, String)>> {
    members::table
        .filter(members::username.eq(username))
        .filter(members::deactivated_at.is_null())
        .select((members::key, members::password_hash))
        .get_result(conn)
        .optional()
}

pub(super) fn set_password_hash(
    conn: &mut SqliteConnection,
    member: MemberKey,
    hash: &str,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set(members::password_hash.eq(hash))
        .execute(conn)
}

pub(super) fn replace_password_hash(
    conn: &mut SqliteConnection,
    member: MemberKey,
    old_hash: &str,
    new_hash: &str,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .filter(members::password_hash.eq(old_hash))
        .set(members::password_hash.eq(new_hash))
        .execute(conn)
}

pub(super) fn set_preferences(
    conn: &mut SqliteConnection,
    member: MemberKey,
    preferences: &Preferences,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set((
            members::language.eq(&preferences.language),
            members::time_zone.eq(&preferences.time_zone),
        ))
        .execute(conn)
}

pub(super) fn set_looks(
    conn: &mut SqliteConnection,
    member: MemberKey,
    looks: Looks,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set(looks)
        .execute(conn)
}

pub(super) fn set_habits(
    conn: &mut SqliteConnection,
    member: MemberKey,
    habits: Habits,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set(habits)
        .execute(conn)
}

pub(super) fn set_shares(
    conn: &mut SqliteConnection,
    member: MemberKey,
    shares: Shares,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .set(shares)
        .execute(conn)
}

pub(super) fn set_time_zone_if_unset(
    conn: &mut SqliteConnection,
    member: MemberKey,
    zone: &str,
) -> QueryResult<usize> {
    diesel::update(members::table.find(member))
        .filter(members::time_zone.is_null())
        .set(members::time_zone.eq(zone))
        .execute(conn)
}

#[allow(
    clippy::too_many_arguments,
    reason = "a row's columns, named at the only caller"
)]
pub(super) fn insert(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    name: &str,
    username: &str,
    role: Role,
    password_hash: &str,
    now: i64,
) -> QueryResult<Member> {
    diesel::insert_into(members::table)
        .values((
            members::id.eq(MemberId::new()),
            members::family_key.eq(family),
            members::name.eq(name),
            members::username.eq(username),
            members::role.eq(role),
            members::password_hash.eq(password_hash),
            members::created_at.eq(now),
        ))
        .returning(Member::as_returning())
        .get_result(conn)
}

pub(super) fn shares_presence(conn: &mut SqliteConnection, id: &MemberId) -> QueryResult<bool> {
    members::table
        .filter(members::id.eq(id))
        .select(members::shares_presence)
        .get_result(conn)
}
