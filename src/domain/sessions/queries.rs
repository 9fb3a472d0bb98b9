//! Questions about sessions and tokens, in Diesel's language.

use diesel::prelude::*;

use super::tokens::Token;
use super::{Beginning, Browser};
use crate::base::ids::{MemberId, MemberKey, SessionId, TokenId};
use crate::domain::members::Member;
use crate::domain::origin::Place;
use crate::store::schema::{members, sessions, tokens};

pub(super) fn active(conn: &mut SqliteConnection, member: &MemberId) -> QueryResult<Member> {
    members::table
        .filter(members::id.eq(member))
        .filter(members::deactivated_at.is_null())
        .select(Member::as_select())
        .get_result(conn)
}

pub(super) fn insert(
    conn: &mut SqliteConnection,
    member: MemberKey,
    beginning: &Beginning,
    proved_at: i64,
    now: i64,
) -> QueryResult<usize> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::digest.eq(&beginning.digest),
            sessions::id.eq(&beginning.session),
            sessions::member_key.eq(member),
            sessions::user_agent.eq(&beginning.origin.user_agent),
            sessions::created_at.eq(now),
            sessions::seen_at.eq(now),
            sessions::place.eq(beginning.origin.place()),
            sessions::proved_at.eq(proved_at),
        ))
        .execute(conn)
}

/// Whose, which, begun when, last seen when.
pub(super) fn by_digest(
    conn: &mut SqliteConnection,
    digest: &str,
) -> QueryResult<(MemberId, SessionId, i64, i64)> {
    sessions::table
        .inner_join(members::table)
        .filter(sessions::digest.eq(digest))
        .filter(members::deactivated_at.is_null())
        .select((
            members::id,
            sessions::id,
            sessions::created_at,
            sessions::seen_at,
        ))
        .get_result(conn)
}

/// Whose, begun when, last seen when, proved when.
pub(super) fn by_id(
    conn: &mut SqliteConnection,
    session: &SessionId,
) -> QueryResult<(Member, i64, i64, i64)> {
    sessions::table
        .inner_join(members::table)
        .filter(sessions::id.eq(session))
        .select((
            Member::as_select(),
            sessions::created_at,
            sessions::seen_at,
            sessions::proved_at,
        ))
        .get_result(conn)
}

pub(super) fn set_seen(
    conn: &mut SqliteConnection,
    session: &SessionId,
    place: Place,
    now: i64,
) -> QueryResult<usize> {
    diesel::update(sessions::table.filter(sessions::id.eq(session)))
        .set((sessions::seen_at.eq(now), sessions::place.eq(place)))
        .execute(conn)
}

pub(super) fn delete(
    conn: &mut SqliteConnection,
    digest: &str,
) -> QueryResult<(SessionId, MemberKey)> {
    diesel::delete(sessions::table.find(digest))
        .returning((sessions::id, sessions::member_key))
        .get_result(conn)
}

/// A member's browsers, the one seen last first.
pub(super) fn of_member(
    conn: &mut SqliteConnection,
    member: MemberKey,
) -> QueryResult<Vec<Browser>> {
    sessions::table
        .filter(sessions::member_key.eq(member))
        .order((
            sessions::seen_at.desc(),
            sessions::created_at.desc(),
            sessions::id,
        ))
        .select(Browser::as_select())
        .load(conn)
}

/// Deletes those of these sessions that are the member's; which they were.
pub(super) fn delete_of_member(
    conn: &mut SqliteConnection,
    member: MemberKey,
    wanted: &[SessionId],
) -> QueryResult<Vec<SessionId>> {
    diesel::delete(
        sessions::table
            .filter(sessions::member_key.eq(member))
            .filter(sessions::id.eq_any(wanted)),
    )
    .returning(sessions::id)
    .get_results(conn)
}

pub(super) fn insert_token(
    conn: &mut SqliteConnection,
    digest: &str,
    member: MemberKey,
    label: &str,
    scopes: &str,
    now: i64,
    expires_at: i64,
) -> QueryResult<usize> {
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(TokenId::new()),
            tokens::digest.eq(digest),
            tokens::member_key.eq(member),
            tokens::label.eq(label),
            tokens::scopes.eq(scopes),
            tokens::created_at.eq(now),
            tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)
}

pub(super) fn tokens(conn: &mut SqliteConnection) -> QueryResult<Vec<(Token, String)>> {
    tokens::table
        .inner_join(members::table)
        .order((tokens::created_at, tokens::id))
        .select((Token::as_select(), members::username))
        .load(conn)
}

/// A member's tokens that were not revoked, the newest first.
pub(super) fn tokens_of_member(
    conn: &mut SqliteConnection,
    member: MemberKey,
) -> QueryResult<Vec<Token>> {
    tokens::table
        .filter(tokens::member_key.eq(member))
        .filter(tokens::revoked_at.is_null())
        .order((tokens::created_at.desc(), tokens::id))
        .select(Token::as_select())
        .load(conn)
}

/// A member's tokens that still worked, revoked just now.
pub(super) fn revoke_all_tokens_of_member(
    conn: &mut SqliteConnection,
    member: MemberKey,
    now: i64,
) -> QueryResult<Vec<TokenId>> {
    diesel::update(
        tokens::table
            .filter(tokens::member_key.eq(member))
            .filter(tokens::revoked_at.is_null()),
    )
    .set(tokens::revoked_at.eq(now))
    .returning(tokens::id)
    .get_results(conn)
}

/// How many tokens with this id were revoked just now.
pub(super) fn revoke_token(
    conn: &mut SqliteConnection,
    id: &TokenId,
    now: i64,
) -> QueryResult<usize> {
    diesel::update(tokens::table.find(id))
        .filter(tokens::revoked_at.is_null())
        .set(tokens::revoked_at.eq(now))
        .execute(conn)
}

pub(super) fn token_by_digest(
    conn: &mut SqliteConnection,
    digest: &str,
) -> QueryResult<(Token, Member)> {
    tokens::table
        .inner_join(members::table)
        .filter(tokens::digest.eq(digest))
        .select((Token::as_select(), Member::as_select()))
        .get_result(conn)
}

pub(super) fn token_by_id(
    conn: &mut SqliteConnection,
    id: &TokenId,
) -> QueryResult<(Token, Member)> {
    tokens::table
        .inner_join(members::table)
        .filter(tokens::id.eq(id))
        .select((Token::as_select(), Member::as_select()))
        .get_result(conn)
}

pub(super) fn set_token_used(
    conn: &mut SqliteConnection,
    id: &TokenId,
    now: i64,
) -> QueryResult<usize> {
    diesel::update(tokens::table.find(id))
        .set(tokens::used_at.eq(now))
        .execute(conn)
}
