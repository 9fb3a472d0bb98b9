//! Tickets: what signs a person in without their password. A printed card, a code that another of their
//! own devices shows, a link to choose a new password.
//!
//! Only digests are kept. Looking at a ticket changes nothing, so a preview in another program uses
//! nothing up; redeeming takes a use in one conditional statement, so a code or link works once however
//! many try. A ticket is worth what its maker is: whoever has left, or is no admin any more, has no link
//! in anybody's account, and nobody but an admin themself holds a card that makes an admin of its bearer.

/// Printed cards.
pub mod cards;

/// A card's six digits.
pub mod code;

mod queries;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::audit::{self, Act, Hand};
use super::families;
use super::members::{self, Me, Member, Role};
use super::origin::Origin;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, MemberKey, TicketId, TicketKey};
use crate::base::token;
use crate::store::Tx;
use crate::store::schema::tickets;
use crate::text_enum;

const MINUTE_MS: i64 = 60 * 1000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// How long a code for another of one's own devices works, in minutes.
pub const DEVICE_MINUTES: i64 = 5;
/// How long a card works, in days.
pub const CARD_DAYS: i64 = 365;
/// How long a ticket is remembered after its time, in days: who comes late is told why.
pub const KEPT_DAYS: i64 = 30;
/// Tickets forgotten in one go: the one writer must not be kept from the family for long.
const FORGOTTEN_AT_ONCE: i64 = 500;

text_enum! {
    /// What a ticket is.
    Kind {
        /// Printed; works until it is withdrawn or too old.
        Card = "card",
        /// Shown on a device of one's own for another; works once.
        Device = "device",
        /// A link to choose a new password; works once.
        Recovery = "recovery",
    }
}

impl Kind {
    fn life_ms(self) -> i64 {
        match self {
            Self::Card => CARD_DAYS * DAY_MS,
            Self::Device => DEVICE_MINUTES * MINUTE_MS,
            Self::Recovery => DAY_MS,
        }
    }
}

/// A ticket as it is kept; its secrets are nowhere.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tickets, check_for_backend(Sqlite))]
pub struct Ticket {
    /// Its row.
    pub key: TicketKey,
    /// Its public id.
    pub id: TicketId,
    /// What it is.
    pub kind: Kind,
    /// Whom it signs in.
    pub member_key: MemberKey,
    /// Who made it; nobody at the command line.
    pub created_by: Option<MemberKey>,
    /// When.
    pub created_at: i64,
    /// When it stops working.
    pub expires_at: i64,
    /// How often it was used.
    pub uses: i64,
    /// When it was withdrawn.
    pub revoked_at: Option<i64>,
}

impl Ticket {
    fn refuse_closed(&self, now_ms: i64) -> Result<()> {
        if self.kind != Kind::Card && self.uses > 0 {
            return Err(Error::Gone("ticket_used"));
        }
        if self.revoked_at.is_some() || self.expires_at <= now_ms {
            return Err(Error::Gone("ticket_expired"));
        }
        Ok(())
    }
}

/// A ticket just made, with what nobody can see again.
#[derive(Debug)]
pub struct Made {
    /// The ticket.
    pub ticket: Ticket,
    /// Whom it signs in.
    pub member: Member,
    /// What its link ends in.
    pub token: String,
}

/// Makes a code by which somebody signs in at another of their own devices.
pub fn make_device_link(tx: &mut Tx<'_>, me: &Me) -> Result<Made> {
    let made = make(tx, Kind::Device, me.member(), Some(me.key()), None)?;
    audit::by(tx, me, Act::DeviceLinkMade, Some(me.key()), "")?;
    Ok(made)
}

/// Makes a link by which somebody of the family chooses a new password, as an admin, who never sees it.
pub fn make_recovery(tx: &mut Tx<'_>, me: &Me, id: &MemberId) -> Result<Made> {
    let member = members::of_family(tx.conn(), me.family(), id)?;
    if me.member().role == Role::Guest {
        // Whom a guest knows is decided elsewhere; here they do not learn whether the id is anybody's.
        return Err(Error::NotFound("not_found"));
    }
    me.require_admin()?;
    if !member.is_active() {
        return Err(Error::Conflict("conflict"));
    }
    let made = make(tx, Kind::Recovery, &member, Some(me.key()), None)?;
    audit::by(tx, me, Act::RecoveryMade, Some(member.key), "")?;
    Ok(made)
}

/// The same for whoever runs the server.
pub fn make_recovery_at_command_line(tx: &mut Tx<'_>, username: &str) -> Result<Made> {
    let member = members::by_username(tx.conn(), username)?;
    let made = make(tx, Kind::Recovery, &member, None, None)?;
    audit::record(
        tx,
        member.family_key,
        &Hand::host(),
        Act::RecoveryMade,
        Some(member.key),
        "",
    )?;
    Ok(made)
}

/// Writes a ticket down; an earlier one of its kind stops working.
fn make(
    tx: &mut Tx<'_>,
    kind: Kind,
    member: &Member,
    maker: Option<MemberKey>,
    code_digest: Option<String>,
) -> Result<Made> {
    let now = tx.now_ms();
    queries::revoke(tx.conn(), member.key, &[kind], now)?;
    let secret = token::random_id();
    let ticket = queries::insert(
        tx.conn(),
        &queries::NewRow {
            id: TicketId::new(),
            kind,
            member_key: member.key,
            digest: token::digest(&secret),
            code_digest,
            created_by: maker,
            created_at: now,
            expires_at: now + kind.life_ms(),
        },
    )?;
    Ok(Made {
        ticket,
        member: member.clone(),
        token: secret,
    })
}

/// All that somebody who holds a ticket is told before they use it.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it is.
    pub kind: Kind,
    /// Whom it signs in.
    pub member: Member,
    /// What their family is called.
    pub family: String,
}

/// Looks at a ticket by its token.
pub fn preview(conn: &mut SqliteConnection, secret: &str, now_ms: i64) -> Result<Preview> {
    let ticket = queries::by_digest(conn, &token::digest(secret))?;
    ticket.refuse_closed(now_ms)?;
    let member = bearer(conn, &ticket)?;
    Ok(Preview {
        kind: ticket.kind,
        family: families::find(conn, member.family_key)?.name,
        member,
    })
}

/// Somebody whom a ticket has just let in, and what it was.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// What it was.
    pub kind: Kind,
    /// Who comes in.
    pub member: Member,
}

/// Uses a card or a device's code. A link to choose a new password is used by choosing one.
pub fn redeem(tx: &mut Tx<'_>, secret: &str, origin: &Origin) -> Result<Redeemed> {
    let ticket = queries::by_digest(tx.conn(), &token::digest(secret))?;
    match ticket.kind {
        Kind::Card | Kind::Device => claim(tx, ticket, origin),
        Kind::Recovery => Err(Error::NotFound("not_found")),
    }
}

/// Uses a link to choose a new password; choosing it is the caller's.
pub(super) fn redeem_recovery(tx: &mut Tx<'_>, secret: &str, origin: &Origin) -> Result<Member> {
    let ticket = queries::by_digest(tx.conn(), &token::digest(secret))?;
    match ticket.kind {
        Kind::Recovery => claim(tx, ticket, origin).map(|redeemed| redeemed.member),
        Kind::Card | Kind::Device => Err(Error::NotFound("not_found")),
    }
}

fn claim(tx: &mut Tx<'_>, ticket: Ticket, origin: &Origin) -> Result<Redeemed> {
    let now = tx.now_ms();
    if queries::claim(tx.conn(), ticket.key, now)? == 0 {
        ticket.refuse_closed(now)?;
        return Err(Error::Gone("ticket_used"));
    }
    let member = bearer(tx.conn(), &ticket)?;
    queries::insert_use(tx.conn(), ticket.key, origin, now)?;
    Ok(Redeemed {
        kind: ticket.kind,
        member,
    })
}

/// Whom a ticket signs in, if they have not left and it is still worth anything.
fn bearer(conn: &mut SqliteConnection, ticket: &Ticket) -> Result<Member> {
    let member = members::find(conn, ticket.member_key)?;
    match member.is_active() && is_worth_something(conn, ticket, &member)? {
        true => Ok(member),
        false => Err(Error::Gone("ticket_expired")),
    }
}

/// Whether its maker might still make it.
fn is_worth_something(
    conn: &mut SqliteConnection,
    ticket: &Ticket,
    member: &Member,
) -> Result<bool> {
    let Some(maker) = ticket.created_by.filter(|maker| *maker != member.key) else {
        return Ok(true);
    };
    let maker = members::find(conn, maker)?;
    let still_might = match ticket.kind {
        Kind::Card => member.role != Role::Admin,
        Kind::Recovery => maker.role == Role::Admin,
        Kind::Device => false,
    };
    Ok(maker.is_active() && still_might)
}

/// Withdraws somebody's codes for other devices and links to a new password, when a new one was chosen.
pub(super) fn revoke_links(tx: &mut Tx<'_>, member: &Member) -> Result<()> {
    let now = tx.now_ms();
    queries::revoke(tx.conn(), member.key, &[Kind::Device, Kind::Recovery], now)?;
    Ok(())
}

/// Withdraws every ticket of somebody who leaves.
pub(super) fn revoke_all(tx: &mut Tx<'_>, member: &Member) -> Result<()> {
    let now = tx.now_ms();
    let every = [Kind::Card, Kind::Device, Kind::Recovery];
    queries::revoke(tx.conn(), member.key, &every, now)?;
    Ok(())
}

/// Forgets tickets, and the times they were used, [`KEPT_DAYS`] after they would have stopped working by
/// themselves: a batch of them, and how many those were.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let oldest = tx.now_ms() - KEPT_DAYS * DAY_MS;
    let old = queries::expired_before(tx.conn(), oldest, FORGOTTEN_AT_ONCE)?;
    queries::delete_uses(tx.conn(), &old)?;
    Ok(queries::delete(tx.conn(), &old)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(kind: Kind, uses: i64, revoked_at: Option<i64>) -> Ticket {
        Ticket {
            key: TicketKey(1),
            id: TicketId::new(),
            kind,
            member_key: MemberKey(1),
            created_by: None,
            created_at: 0,
            expires_at: 1_000,
            uses,
            revoked_at,
        }
    }

    #[test]
    fn a_ticket_closes_by_use_by_age_and_by_hand_and_a_card_not_by_use() {
        let code = |ticket: Ticket, now| ticket.refuse_closed(now).map_err(|error| error.code());
        for kind in [Kind::Device, Kind::Recovery] {
            assert_eq!(code(ticket(kind, 0, None), 999), Ok(()));
            assert_eq!(code(ticket(kind, 1, None), 999), Err("ticket_used"));
            assert_eq!(code(ticket(kind, 0, None), 1_000), Err("ticket_expired"));
            assert_eq!(code(ticket(kind, 0, Some(5)), 999), Err("ticket_expired"));
        }
        assert_eq!(code(ticket(Kind::Card, 40, None), 999), Ok(()));
        assert_eq!(
            code(ticket(Kind::Card, 40, Some(5)), 999),
            Err("ticket_expired")
        );
    }
}
