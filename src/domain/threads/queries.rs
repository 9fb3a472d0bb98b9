//! Questions about threads and seats, in Diesel's language.

use diesel::dsl::max;
use diesel::prelude::*;

use super::{Kind, Place, Thread};
use crate::base::ids::{FamilyKey, MemberId, MemberKey, MessageKey, ThreadId, ThreadKey};
use crate::domain::members::Member;
use crate::store::schema::{members, memberships, threads};

diesel::define_sql_function! {
    /// The greater of two.
    #[sql_name = "max"]
    fn greater(a: diesel::sql_types::BigInt, b: diesel::sql_types::BigInt) -> diesel::sql_types::BigInt;
}

pub(super) fn seat(
    conn: &mut SqliteConnection,
    member: MemberKey,
    id: &ThreadId,
) -> QueryResult<(Thread, Place)> {
    threads::table
        .inner_join(memberships::table)
        .filter(threads::id.eq(id))
        .filter(memberships::member_key.eq(member))
        .select((Thread::as_select(), Place::as_select()))
        .get_result(conn)
}

pub(super) fn heard_after(
    conn: &mut SqliteConnection,
    member: &MemberId,
    id: &ThreadId,
) -> QueryResult<MessageKey> {
    memberships::table
        .inner_join(threads::table)
        .inner_join(members::table)
        .filter(threads::id.eq(id))
        .filter(members::id.eq(member))
        .filter(members::deactivated_at.is_null())
        .select(memberships::since_key)
        .get_result(conn)
}

pub(super) fn find(conn: &mut SqliteConnection, key: ThreadKey) -> QueryResult<Thread> {
    threads::table
        .find(key)
        .select(Thread::as_select())
        .get_result(conn)
}

pub(super) fn companions(
    conn: &mut SqliteConnection,
    member: MemberKey,
) -> QueryResult<Vec<MemberId>> {
    let own = threads_of(conn, member)?;
    memberships::table
        .inner_join(members::table)
        .filter(memberships::thread_key.eq_any(own))
        .filter(members::key.ne(member))
        .filter(members::deactivated_at.is_null())
        .select(members::id)
        .distinct()
        .load(conn)
}

pub(super) fn company(
    conn: &mut SqliteConnection,
    member: &MemberId,
) -> QueryResult<Vec<MemberId>> {
    let own: Vec<ThreadKey> = memberships::table
        .inner_join(members::table)
        .filter(members::id.eq(member))
        .filter(members::shares_presence)
        .select(memberships::thread_key)
        .load(conn)?;
    memberships::table
        .inner_join(members::table)
        .filter(memberships::thread_key.eq_any(own))
        .filter(members::id.ne(member))
        .filter(members::shares_presence)
        .filter(members::deactivated_at.is_null())
        .select(members::id)
        .distinct()
        .load(conn)
}

pub(super) fn ids(
    conn: &mut SqliteConnection,
    keys: &[ThreadKey],
) -> QueryResult<Vec<(ThreadKey, ThreadId)>> {
    threads::table
        .filter(threads::key.eq_any(keys))
        .select((threads::key, threads::id))
        .load(conn)
}

/// Who is in a thread. Those who have left the family stay only where two talked: their name is what
/// that conversation is called.
pub(super) fn people(conn: &mut SqliteConnection, key: ThreadKey) -> QueryResult<Vec<Member>> {
    memberships::table
        .inner_join(members::table)
        .inner_join(threads::table)
        .filter(memberships::thread_key.eq(key))
        .filter(is_shown())
        .order(members::key)
        .select(Member::as_select())
        .load(conn)
}

/// The same, each with when they came.
pub(super) fn people_since(
    conn: &mut SqliteConnection,
    key: ThreadKey,
) -> QueryResult<Vec<(Member, i64)>> {
    memberships::table
        .inner_join(members::table)
        .inner_join(threads::table)
        .filter(memberships::thread_key.eq(key))
        .filter(is_shown())
        .order(members::key)
        .select((Member::as_select(), memberships::joined_at))
        .load(conn)
}

pub(super) fn people_of(
    conn: &mut SqliteConnection,
    keys: &[ThreadKey],
) -> QueryResult<Vec<(ThreadKey, Member)>> {
    memberships::table
        .inner_join(members::table)
        .inner_join(threads::table)
        .filter(memberships::thread_key.eq_any(keys))
        .filter(is_shown())
        .order(members::key)
        .select((memberships::thread_key, Member::as_select()))
        .load(conn)
}

#[diesel::dsl::auto_type]
fn is_shown() -> _ {
    let direct: Kind = Kind::Direct;
    members::deactivated_at
        .is_null()
        .or(threads::kind.eq(direct))
}

pub(super) fn threads_of(
    conn: &mut SqliteConnection,
    member: MemberKey,
) -> QueryResult<Vec<ThreadKey>> {
    memberships::table
        .filter(memberships::member_key.eq(member))
        .order(memberships::thread_key)
        .select(memberships::thread_key)
        .load(conn)
}

pub(super) fn seated(conn: &mut SqliteConnection, key: ThreadKey) -> QueryResult<Vec<MemberKey>> {
    memberships::table
        .filter(memberships::thread_key.eq(key))
        .select(memberships::member_key)
        .load(conn)
}

pub(super) fn family_thread(
    conn: &mut SqliteConnection,
    family: FamilyKey,
) -> QueryResult<ThreadKey> {
    threads::table
        .filter(threads::family_key.eq(family))
        .filter(threads::kind.eq(Kind::Family))
        .select(threads::key)
        .get_result(conn)
}

pub(super) fn oldest_of(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    member_set: &str,
) -> QueryResult<ThreadKey> {
    threads::table
        .filter(threads::family_key.eq(family))
        .filter(threads::member_set.eq(member_set))
        .filter(threads::reusable)
        .filter(threads::kind.ne(Kind::Family))
        .order(threads::key)
        .select(threads::key)
        .first(conn)
}

/// The oldest thread of these people that is called so.
pub(super) fn oldest_called(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    member_set: &str,
    title: &str,
) -> QueryResult<ThreadKey> {
    threads::table
        .filter(threads::family_key.eq(family))
        .filter(threads::member_set.eq(member_set))
        .filter(threads::title.eq(title))
        .filter(threads::kind.ne(Kind::Family))
        .order(threads::key)
        .select(threads::key)
        .first(conn)
}

/// A page of somebody's threads, newest activity first, from below `activity`.
pub(super) fn by_activity(
    conn: &mut SqliteConnection,
    member: MemberKey,
    below: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<(Thread, Place)>> {
    let mut page = threads::table
        .inner_join(memberships::table)
        .filter(memberships::member_key.eq(member))
        .order(threads::activity.desc())
        .limit(limit)
        .select((Thread::as_select(), Place::as_select()))
        .into_boxed();
    if let Some(activity) = below {
        page = page.filter(threads::activity.lt(activity));
    }
    page.load(conn)
}

/// Somebody's threads that are put away, or those that are not: pinned ones first, in the order in which
/// they were pinned.
pub(super) fn on_shelf(
    conn: &mut SqliteConnection,
    member: MemberKey,
    is_archived: bool,
    limit: i64,
) -> QueryResult<Vec<(Thread, Place)>> {
    threads::table
        .inner_join(memberships::table)
        .filter(memberships::member_key.eq(member))
        .filter(memberships::archived.eq(is_archived))
        .order((
            memberships::pinned_at.is_null(),
            memberships::pinned_at,
            threads::activity.desc(),
        ))
        .limit(limit)
        .select((Thread::as_select(), Place::as_select()))
        .load(conn)
}

pub(super) fn archived_count(conn: &mut SqliteConnection, member: MemberKey) -> QueryResult<i64> {
    memberships::table
        .filter(memberships::member_key.eq(member))
        .filter(memberships::archived)
        .count()
        .get_result(conn)
}

pub(super) fn activity(conn: &mut SqliteConnection, key: ThreadKey) -> QueryResult<i64> {
    threads::table
        .find(key)
        .select(threads::activity)
        .get_result(conn)
}

pub(super) fn insert(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    kind: Kind,
    title: Option<&str>,
    member_set: &str,
    reusable: bool,
    now: i64,
) -> QueryResult<ThreadKey> {
    let activity = next_activity(conn, family)?;
    diesel::insert_into(threads::table)
        .values((
            threads::id.eq(ThreadId::new()),
            threads::family_key.eq(family),
            threads::kind.eq(kind),
            threads::title.eq(title),
            threads::member_set.eq(member_set),
            threads::reusable.eq(reusable),
            threads::activity.eq(activity),
            threads::created_at.eq(now),
            threads::updated_at.eq(now),
        ))
        .returning(threads::key)
        .get_result(conn)
}

pub(super) fn seat_people(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    people: &[MemberKey],
    since: MessageKey,
    now: i64,
) -> QueryResult<usize> {
    let rows: Vec<_> = people
        .iter()
        .map(|member| {
            (
                memberships::thread_key.eq(key),
                memberships::member_key.eq(*member),
                memberships::joined_at.eq(now),
                memberships::read_key.eq(since),
                memberships::since_key.eq(since),
            )
        })
        .collect();
    diesel::insert_or_ignore_into(memberships::table)
        .values(rows)
        .execute(conn)
}

pub(super) fn remove(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
) -> QueryResult<usize> {
    diesel::delete(memberships::table.find((key, member))).execute(conn)
}

pub(super) fn set_people(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    kind: Kind,
    member_set: &str,
) -> QueryResult<usize> {
    diesel::update(threads::table.find(key))
        .set((threads::kind.eq(kind), threads::member_set.eq(member_set)))
        .execute(conn)
}

pub(super) fn set_title(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    title: Option<&str>,
) -> QueryResult<usize> {
    diesel::update(threads::table.find(key))
        .set(threads::title.eq(title))
        .execute(conn)
}

pub(super) fn set_picture(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    digest: Option<&str>,
) -> QueryResult<usize> {
    diesel::update(threads::table.find(key))
        .set(threads::picture_digest.eq(digest))
        .execute(conn)
}

pub(super) fn set_muted(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
    until: Option<i64>,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((key, member)))
        .filter(memberships::muted_until.is_not(until))
        .set(memberships::muted_until.eq(until))
        .execute(conn)
}

pub(super) fn pin(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
    now: i64,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((key, member)))
        .filter(memberships::pinned_at.is_null())
        .set((
            memberships::pinned_at.eq(now),
            memberships::archived.eq(false),
        ))
        .execute(conn)
}

pub(super) fn unpin(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((key, member)))
        .filter(memberships::pinned_at.is_not_null())
        .set(memberships::pinned_at.eq(None::<i64>))
        .execute(conn)
}

pub(super) fn archive(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((key, member)))
        .filter(memberships::archived.eq(false))
        .set((
            memberships::archived.eq(true),
            memberships::pinned_at.eq(None::<i64>),
        ))
        .execute(conn)
}

pub(super) fn unarchive(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((key, member)))
        .filter(memberships::archived)
        .set(memberships::archived.eq(false))
        .execute(conn)
}

/// Takes a thread out of the archives of those who may be disturbed now, and says whose those were.
pub(super) fn bring_back(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    now: i64,
) -> QueryResult<Vec<MemberKey>> {
    diesel::update(memberships::table)
        .filter(memberships::thread_key.eq(key))
        .filter(memberships::archived)
        .filter(
            memberships::muted_until
                .is_null()
                .or(memberships::muted_until.le(now)),
        )
        .set(memberships::archived.eq(false))
        .returning(memberships::member_key)
        .get_results(conn)
}

pub(super) fn stir(conn: &mut SqliteConnection, key: ThreadKey, now: i64) -> QueryResult<usize> {
    let family: FamilyKey = threads::table
        .find(key)
        .select(threads::family_key)
        .get_result(conn)?;
    let activity = next_activity(conn, family)?;
    diesel::update(threads::table.find(key))
        .set((
            threads::activity.eq(activity),
            threads::updated_at.eq(greater(now, threads::updated_at + 1)),
        ))
        .execute(conn)
}

pub(super) fn count_change(conn: &mut SqliteConnection, key: ThreadKey) -> QueryResult<i64> {
    diesel::update(threads::table.find(key))
        .set(threads::change_count.eq(threads::change_count + 1))
        .returning(threads::change_count)
        .get_result(conn)
}

pub(super) fn set_last_message(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    key: ThreadKey,
    message: MessageKey,
    now: i64,
) -> QueryResult<usize> {
    let activity = next_activity(conn, family)?;
    diesel::update(threads::table.find(key))
        .set((
            threads::last_message_key.eq(message),
            threads::activity.eq(activity),
            threads::updated_at.eq(greater(now, threads::updated_at + 1)),
        ))
        .execute(conn)
}

pub(super) fn set_read(
    conn: &mut SqliteConnection,
    key: ThreadKey,
    member: MemberKey,
    message: MessageKey,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((key, member)))
        .filter(memberships::read_key.lt(message))
        .set(memberships::read_key.eq(message))
        .execute(conn)
}

/// One more than any of the family's threads has: an order that asks no clock.
fn next_activity(conn: &mut SqliteConnection, family: FamilyKey) -> QueryResult<i64> {
    let newest: Option<i64> = threads::table
        .filter(threads::family_key.eq(family))
        .select(max(threads::activity))
        .get_result(conn)?;
    Ok(newest.unwrap_or(0) + 1)
}
