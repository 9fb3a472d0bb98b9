//! Questions about what has had its time, in Diesel's language.

use diesel::prelude::*;

use crate::base::ids::{MemberId, SessionId, TokenId};
use crate::store::schema::{members, sessions, tokens};

/// Sessions last seen at `unseen` or earlier, or begun at `begun` or earlier, and whose they are.
pub(super) fn overdue(
    conn: &mut SqliteConnection,
    unseen: i64,
    begun: i64,
    most: i64,
) -> QueryResult<Vec<(SessionId, MemberId)>> {
    sessions::table
        .inner_join(members::table)
        .filter(
            sessions::seen_at
                .le(unseen)
                .or(sessions::created_at.le(begun)),
        )
        .limit(most)
        .select((sessions::id, members::id))
        .load(conn)
}

pub(super) fn delete(conn: &mut SqliteConnection, ended: &[SessionId]) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::id.eq_any(ended))).execute(conn)
}

/// Tokens that were revoked, or whose time ran out, before this.
pub(super) fn ended_tokens(
    conn: &mut SqliteConnection,
    before: i64,
    most: i64,
) -> QueryResult<Vec<TokenId>> {
    tokens::table
        .filter(
            tokens::expires_at
                .lt(before)
                .or(tokens::revoked_at.lt(before).assume_not_null()),
        )
        .limit(most)
        .select(tokens::id)
        .load(conn)
}

pub(super) fn delete_tokens(conn: &mut SqliteConnection, ended: &[TokenId]) -> QueryResult<usize> {
    diesel::delete(tokens::table.filter(tokens::id.eq_any(ended))).execute(conn)
}
