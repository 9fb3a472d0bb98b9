//! Printed cards: who makes one for whom, who withdraws it, and what its person sees of it.
//!
//! A card is a key to somebody's account on paper, for a year. So it is made by that person, by the
//! helper they chose, or by an admin, and never for an admin by anybody else. Each use stays visible to
//! the person it signs in, also after the card was withdrawn.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::code::CodeKey;
use super::{Kind, Made, Ticket, is_worth_something, make, queries};
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, TicketKey};
use crate::base::token;
use crate::domain::audit::{self, Act};
use crate::domain::members::{self, Me, Member, Role};
use crate::domain::origin::Place;
use crate::store::Tx;
use crate::store::schema::ticket_uses;

/// Uses that are shown; a card that is used more often than this wants a password.
const SHOWN: i64 = 50;

/// A card just made, with what nobody can see again.
#[derive(Debug)]
pub struct MadeCard {
    /// Card, person and token.
    pub made: Made,
    /// Its six digits.
    pub code: String,
}

/// Makes a card for somebody. Their old one stops working.
pub fn make_card(tx: &mut Tx<'_>, me: &Me, key: &CodeKey, id: &MemberId) -> Result<MadeCard> {
    let member = holder(tx.conn(), me, id)?;
    if !may_make_for(me, &member) {
        return Err(Error::Forbidden("forbidden"));
    }
    if !member.is_active() {
        return Err(Error::Conflict("conflict"));
    }
    let code = token::random_digits();
    let digest = key.digest(&member.id, &code);
    let made = make(tx, Kind::Card, &member, Some(me.key()), Some(digest))?;
    audit::by(tx, me, Act::CardMade, Some(member.key), "")?;
    Ok(MadeCard { made, code })
}

/// Withdraws somebody's card. Doing it twice is no error; who came in by it stays.
pub fn revoke_card(tx: &mut Tx<'_>, me: &Me, id: &MemberId) -> Result<()> {
    let member = holder(tx.conn(), me, id)?;
    let now = tx.now_ms();
    match queries::revoke(tx.conn(), member.key, &[Kind::Card], now)? {
        0 => Ok(()),
        _ => audit::by(tx, me, Act::CardRevoked, Some(member.key), ""),
    }
}

/// A time somebody came in with a card.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = ticket_uses, check_for_backend(Sqlite))]
pub struct Use {
    /// With which.
    pub ticket_key: TicketKey,
    /// When.
    pub used_at: i64,
    /// What the browser said it was.
    pub user_agent: String,
    /// From where.
    pub place: Place,
}

/// How things stand with somebody's card.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Whose.
    pub member: Member,
    /// The one that works, and who made it.
    pub card: Option<(Ticket, Option<Member>)>,
    /// The times somebody came in with it or an earlier one, the last first.
    pub uses: Vec<Use>,
    /// Whether the reader may make one.
    pub may_make: bool,
}

/// How things stand with somebody's card, for whoever may withdraw it.
pub fn standing(
    conn: &mut SqliteConnection,
    me: &Me,
    id: &MemberId,
    now_ms: i64,
) -> Result<Standing> {
    let member = holder(conn, me, id)?;
    let card = match working(conn, &member, now_ms)? {
        Some((ticket, _)) => {
            let maker = ticket.created_by.map(|maker| members::find(conn, maker));
            Some((ticket, maker.transpose()?))
        }
        None => None,
    };
    Ok(Standing {
        card,
        uses: queries::card_uses(conn, member.key, SHOWN)?,
        may_make: may_make(me, &member),
        member,
    })
}

/// Whether somebody has a card that works.
pub fn has_card(conn: &mut SqliteConnection, me: &Me, now_ms: i64) -> Result<bool> {
    Ok(working(conn, me.member(), now_ms)?.is_some())
}

/// Somebody's card that works, and the digest of its six digits.
pub(super) fn working(
    conn: &mut SqliteConnection,
    member: &Member,
    now_ms: i64,
) -> Result<Option<(Ticket, String)>> {
    let found = queries::card(conn, member.key, now_ms).optional()?;
    match found {
        Some((ticket, Some(code))) if is_worth_something(conn, &ticket, member)? => {
            Ok(Some((ticket, code)))
        }
        _ => Ok(None),
    }
}

/// The person a card is for, if it is the reader's to look after. A guest looks after nobody and learns
/// nothing; others of the family know who is in it, but may not.
fn holder(conn: &mut SqliteConnection, me: &Me, id: &MemberId) -> Result<Member> {
    let member = members::of_family(conn, me.family(), id)?;
    if looks_after(me, &member) {
        return Ok(member);
    }
    match me.member().role {
        Role::Guest => Err(Error::NotFound("not_found")),
        _ => Err(Error::Forbidden("forbidden")),
    }
}

/// Whether somebody may make a card for this person: what pages offer, and no more.
pub fn may_make(me: &Me, member: &Member) -> bool {
    member.is_active() && looks_after(me, member) && may_make_for(me, member)
}

fn looks_after(me: &Me, member: &Member) -> bool {
    member.key == me.key() || me.require_admin().is_ok() || is_helper(me, member)
}

/// A card for an admin makes its bearer one.
fn may_make_for(me: &Me, member: &Member) -> bool {
    member.key == me.key() || member.role != Role::Admin
}

/// Whoever was chosen while they were a grown-up helps only for as long as they are one.
fn is_helper(me: &Me, member: &Member) -> bool {
    member.helper_key == Some(me.key()) && me.member().is_grown_up()
}
