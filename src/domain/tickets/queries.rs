//! Questions about tickets, in Diesel's language.

use diesel::prelude::*;

use super::cards::Use;
use super::{Kind, Ticket};
use crate::base::ids::{MemberKey, TicketId, TicketKey};
use crate::domain::origin::Origin;
use crate::store::schema::{ticket_uses, tickets};

#[derive(Insertable)]
#[diesel(table_name = tickets)]
pub(super) struct NewRow {
    pub id: TicketId,
    pub kind: Kind,
    pub member_key: MemberKey,
    pub digest: String,
    pub code_digest: Option<String>,
    pub created_by: Option<MemberKey>,
    pub created_at: i64,
    pub expires_at: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, row: &NewRow) -> QueryResult<Ticket> {
    diesel::insert_into(tickets::table)
        .values(row)
        .returning(Ticket::as_returning())
        .get_result(conn)
}

/// The ticket whose token has this digest, in whatever state.
pub(super) fn by_digest(conn: &mut SqliteConnection, digest: &str) -> QueryResult<Ticket> {
    tickets::table
        .filter(tickets::digest.eq(digest))
        .select(Ticket::as_select())
        .get_result(conn)
}

pub(super) fn find(conn: &mut SqliteConnection, key: TicketKey) -> QueryResult<Ticket> {
    tickets::table
        .find(key)
        .select(Ticket::as_select())
        .get_result(conn)
}

/// Takes a use of an open ticket; how many tickets that were.
pub(super) fn claim(conn: &mut SqliteConnection, key: TicketKey, now: i64) -> QueryResult<usize> {
    diesel::update(tickets::table.find(key))
        .filter(tickets::kind.eq(Kind::Card).or(tickets::uses.eq(0)))
        .filter(tickets::expires_at.gt(now))
        .filter(tickets::revoked_at.is_null())
        .set(tickets::uses.eq(tickets::uses + 1))
        .execute(conn)
}

pub(super) fn insert_use(
    conn: &mut SqliteConnection,
    ticket: TicketKey,
    origin: &Origin,
    now: i64,
) -> QueryResult<usize> {
    diesel::insert_into(ticket_uses::table)
        .values((
            ticket_uses::ticket_key.eq(ticket),
            ticket_uses::used_at.eq(now),
            ticket_uses::user_agent.eq(&origin.user_agent),
            ticket_uses::place.eq(origin.place()),
        ))
        .execute(conn)
}

/// Withdraws somebody's tickets of these kinds that still worked; how many that were.
pub(super) fn revoke(
    conn: &mut SqliteConnection,
    member: MemberKey,
    kinds: &[Kind],
    now: i64,
) -> QueryResult<usize> {
    diesel::update(tickets::table)
        .filter(tickets::member_key.eq(member))
        .filter(tickets::kind.eq_any(kinds))
        .filter(tickets::revoked_at.is_null())
        .filter(tickets::expires_at.gt(now))
        .set(tickets::revoked_at.eq(now))
        .execute(conn)
}

/// Somebody's card that was neither withdrawn nor is too old, and the digest of its six digits.
pub(super) fn card(
    conn: &mut SqliteConnection,
    member: MemberKey,
    now: i64,
) -> QueryResult<(Ticket, Option<String>)> {
    tickets::table
        .filter(tickets::member_key.eq(member))
        .filter(tickets::kind.eq(Kind::Card))
        .filter(tickets::revoked_at.is_null())
        .filter(tickets::expires_at.gt(now))
        .order(tickets::key.desc())
        .select((Ticket::as_select(), tickets::code_digest))
        .first(conn)
}

/// Each time somebody came in with a card of theirs, the last first.
pub(super) fn card_uses(
    conn: &mut SqliteConnection,
    member: MemberKey,
    limit: i64,
) -> QueryResult<Vec<Use>> {
    ticket_uses::table
        .inner_join(tickets::table)
        .filter(tickets::member_key.eq(member))
        .filter(tickets::kind.eq(Kind::Card))
        .order(ticket_uses::key.desc())
        .limit(limit)
        .select(Use::as_select())
        .load(conn)
}

/// When a ticket was last used.
pub(super) fn last_use(conn: &mut SqliteConnection, ticket: TicketKey) -> QueryResult<Option<i64>> {
    ticket_uses::table
        .filter(ticket_uses::ticket_key.eq(ticket))
        .select(diesel::dsl::max(ticket_uses::used_at))
        .get_result(conn)
}

/// Tickets that stopped working by themselves before a moment, the oldest first.
pub(super) fn expired_before(
    conn: &mut SqliteConnection,
    moment: i64,
    limit: i64,
) -> QueryResult<Vec<TicketKey>> {
    tickets::table
        .filter(tickets::expires_at.lt(moment))
        .order(tickets::key)
        .limit(limit)
        .select(tickets::key)
        .load(conn)
}

pub(super) fn delete_uses(conn: &mut SqliteConnection, of: &[TicketKey]) -> QueryResult<usize> {
    diesel::delete(ticket_uses::table.filter(ticket_uses::ticket_key.eq_any(of))).execute(conn)
}

pub(super) fn delete(conn: &mut SqliteConnection, these: &[TicketKey]) -> QueryResult<usize> {
    diesel::delete(tickets::table.filter(tickets::key.eq_any(these))).execute(conn)
}
