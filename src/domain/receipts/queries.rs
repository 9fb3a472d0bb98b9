//! How far people have read, in SQL.

use diesel::prelude::*;

use crate::base::ids::{MemberKey, MessageId, MessageKey, ThreadKey};
use crate::domain::members::Member;
use crate::store::schema::{members, memberships, messages};

pub(super) fn marks(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    but: MemberKey,
    after: MessageKey,
) -> QueryResult<Vec<(Member, MessageId)>> {
    memberships::table
        .inner_join(members::table)
        .inner_join(messages::table.on(messages::key.eq(memberships::read_key)))
        .filter(memberships::thread_key.eq(thread))
        .filter(members::key.ne(but))
        .filter(memberships::read_key.gt(after))
        .filter(members::shares_reading)
        .filter(members::deactivated_at.is_null())
        .filter(messages::author_key.ne(members::key))
        .order(members::key)
        .select((Member::as_select(), messages::id))
        .load(conn)
}

pub(super) fn readers(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    but: MemberKey,
    message: MessageKey,
) -> QueryResult<Vec<Member>> {
    memberships::table
        .inner_join(members::table)
        .filter(memberships::thread_key.eq(thread))
        .filter(memberships::read_key.ge(message))
        .filter(members::key.ne(but))
        .filter(members::shares_reading)
        .filter(members::deactivated_at.is_null())
        .order(members::key)
        .select(Member::as_select())
        .load(conn)
}
