//! Bearer tokens: a program acts as the member who made the token, within its scopes.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::queries;
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{MemberKey, TokenId};
use crate::base::{text, token};
use crate::domain::audit::{self, Act, Hand};
use crate::domain::members::{Me, Member, Role, Scope, Via};
use crate::store::Tx;
use crate::store::schema::tokens;

/// Working tokens one member can have: more than anybody keeps track of.
pub const MOST: usize = 50;
/// How every token begins, so that a leaked one is recognised by people and scanners.
const PREFIX: &str = "hearth_";
/// Longest life of a token.
pub const MAX_DAYS: u32 = 365;
/// Life of a token whose maker did not say.
pub const DEFAULT_DAYS: u32 = 90;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// `used_at` is written at most this often.
const USED_STEP_MS: i64 = 60 * 60 * 1000;

/// A token as it is listed; the secret itself is nowhere.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tokens, check_for_backend(Sqlite))]
pub struct Token {
    /// Its public id.
    pub id: TokenId,
    /// Whose.
    pub member_key: MemberKey,
    /// What its maker called it.
    pub label: String,
    /// Comma-separated words of [`Scope`].
    pub scopes: String,
    /// When it was made.
    pub created_at: i64,
    /// When it stops working.
    pub expires_at: i64,
    /// When it last worked.
    pub used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

impl Token {
    /// What it allows.
    pub fn scopes(&self) -> Vec<Scope> {
        Scope::ALL
            .into_iter()
            .filter(|scope| self.scopes.split(',').any(|word| word == scope.as_str()))
            .collect()
    }
}

/// What a token is to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its maker calls it.
    pub label: String,
    /// What it allows; at least one.
    pub scopes: Vec<Scope>,
    /// How long it lives.
    pub days: u32,
}

/// Makes a token and returns its secret, which nobody can see again.
pub fn create(tx: &mut Tx<'_>, me: &Me, new: &NewToken) -> Result<String> {
    let label = text::name("label", &new.label)?;
    if new.scopes.is_empty() {
        return Err(Error::field("scope", "required"));
    }
    if new.scopes.contains(&Scope::Admin) && me.member().role != Role::Admin {
        return Err(Error::field("scope", "invalid"));
    }
    if !(1..=MAX_DAYS).contains(&new.days) {
        return Err(Error::field("days", "invalid"));
    }
    let now = tx.now_ms();
    let working = queries::tokens_of_member(tx.conn(), me.key())?
        .iter()
        .filter(|token| token.expires_at > now)
        .count();
    if working >= MOST {
        return Err(Error::field("label", "too_many"));
    }
    let secret = format!("{PREFIX}{}", token::random_secret());
    let scopes: Vec<_> = Scope::ALL
        .into_iter()
        .filter(|scope| new.scopes.contains(scope))
        .map(Scope::as_str)
        .collect();
    queries::insert_token(
        tx.conn(),
        &token::digest(&secret),
        me.key(),
        &label,
        &scopes.join(","),
        now,
        now + i64::from(new.days) * DAY_MS,
    )?;
    audit::by(tx, me, Act::TokenMade, Some(me.key()), &label)?;
    Ok(secret)
}

/// Every token on this server with its member's user name, for whoever runs it.
pub fn all(conn: &mut SqliteConnection) -> Result<Vec<(Token, String)>> {
    Ok(queries::tokens(conn)?)
}

/// Somebody's own tokens but those they revoked: working ones and ones whose time has run out.
pub fn own(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<Token>> {
    Ok(queries::tokens_of_member(conn, me.key())?)
}

/// Ends one of somebody's own tokens; one that has ended already stays as it was. Any other does not exist
/// for them.
pub fn revoke_own(tx: &mut Tx<'_>, me: &Me, id: &TokenId) -> Result<()> {
    let now = tx.now_ms();
    let (token, owner) = queries::token_by_id(tx.conn(), id)?;
    if owner.key != me.key() {
        return Err(Error::NotFound("not_found"));
    }
    if queries::revoke_token(tx.conn(), id, now)? > 0 {
        tx.emit(Event::TokenRevoked { token: id.clone() });
        audit::by(tx, me, Act::TokenRevoked, Some(me.key()), &token.label)?;
    }
    Ok(())
}

/// Ends all tokens of somebody who leaves.
pub(in crate::domain) fn revoke_all(tx: &mut Tx<'_>, member: &Member) -> Result<()> {
    let now = tx.now_ms();
    for token in queries::revoke_all_tokens_of_member(tx.conn(), member.key, now)? {
        tx.emit(Event::TokenRevoked { token });
    }
    Ok(())
}

/// Ends any token, for whoever runs the server. One that has ended already stays as it was.
pub fn revoke(tx: &mut Tx<'_>, id: &TokenId) -> Result<()> {
    let now = tx.now_ms();
    let (token, member) = queries::token_by_id(tx.conn(), id)?;
    if queries::revoke_token(tx.conn(), id, now)? > 0 {
        tx.emit(Event::TokenRevoked { token: id.clone() });
        audit::record(
            tx,
            member.family_key,
            &Hand::host(),
            Act::TokenRevoked,
            Some(member.key),
            &token.label,
        )?;
    }
    Ok(())
}

/// Who a bearer secret speaks for, and whether its use should be noted.
pub fn who(conn: &mut SqliteConnection, secret: &str, now_ms: i64) -> Result<(Me, bool)> {
    let row = queries::token_by_digest(conn, &token::digest(secret)).optional()?;
    let (token, member) = row.ok_or(Error::Unauthenticated)?;
    let is_due = token
        .used_at
        .is_none_or(|used_at| now_ms - used_at > USED_STEP_MS);
    Ok((proven(token, member, now_ms)?, is_due))
}

/// Who holds the token with this id, if it still works: for a socket that showed it a while ago.
pub fn holder(conn: &mut SqliteConnection, id: &TokenId, now_ms: i64) -> Result<Me> {
    let row = queries::token_by_id(conn, id).optional()?;
    let (token, member) = row.ok_or(Error::Unauthenticated)?;
    proven(token, member, now_ms)
}

fn proven(token: Token, member: Member, now_ms: i64) -> Result<Me> {
    if token.revoked_at.is_some() || token.expires_at <= now_ms {
        return Err(Error::Unauthenticated);
    }
    let scopes = token.scopes();
    Me::new(member, Via::Token(token.id, scopes))
}

/// Notes that a token was used.
pub fn touch(tx: &mut Tx<'_>, id: &TokenId) -> Result<()> {
    let now = tx.now_ms();
    queries::set_token_used(tx.conn(), id, now)?;
    Ok(())
}
