//! Passkeys: which belong to whom, under which names, and when each was last used.
//!
//! A credential is JSON that only the machine which checks it can read; here it is kept and handed out.
//! A passkey of somebody who has left the family is found by nobody.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::audit::{self, Act};
use super::members::{Me, Member};
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberKey, PasskeyId};
use crate::base::text;
use crate::store::Tx;
use crate::store::schema::{members, passkeys};

/// Passkeys one member can have. A page lists them all.
pub const MOST: usize = 20;
/// `used_at` is written at most this often.
const USED_STEP_MS: i64 = 60 * 60 * 1000;

/// A passkey as its owner sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = passkeys, check_for_backend(Sqlite))]
pub struct Passkey {
    /// Its public id.
    pub id: PasskeyId,
    /// What its owner called it.
    pub name: String,
    /// What the authenticator calls it, base64url.
    pub credential_id: String,
    /// What answers are checked with.
    pub credential: String,
    /// When it was added.
    pub created_at: i64,
    /// When it was last used, to the hour.
    pub used_at: Option<i64>,
}

/// A passkey somebody just made.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// What they call it.
    pub name: String,
    /// What the authenticator calls it, base64url.
    pub credential_id: String,
    /// What answers will be checked with.
    pub credential: String,
}

/// Adds a passkey to somebody's own.
pub fn add(tx: &mut Tx<'_>, me: &Me, new: &NewPasskey) -> Result<()> {
    let name = text::name("name", &new.name)?;
    has_room(tx.conn(), me)?;
    if found(tx.conn(), &new.credential_id).optional()?.is_some() {
        return Err(Error::field("passkey", "taken"));
    }
    let now = tx.now_ms();
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::id.eq(PasskeyId::new()),
            passkeys::member_key.eq(me.key()),
            passkeys::name.eq(&name),
            passkeys::credential_id.eq(&new.credential_id),
            passkeys::credential.eq(&new.credential),
            passkeys::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    audit::by(tx, me, Act::PasskeyAdded, Some(me.key()), &name)
}

/// Refuses somebody who has as many passkeys as one can have.
pub fn has_room(conn: &mut SqliteConnection, me: &Me) -> Result<()> {
    match of_member(conn, me.key())?.len() {
        0..MOST => Ok(()),
        _ => Err(Error::field("passkey", "too_many")),
    }
}

/// Somebody's own passkeys, the newest first.
pub fn own(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<Passkey>> {
    Ok(of_member(conn, me.key())?)
}

/// Calls one of somebody's own passkeys something else. Any other does not exist for them.
pub fn rename(tx: &mut Tx<'_>, me: &Me, id: &PasskeyId, name: &str) -> Result<()> {
    let name = text::name("name", name)?;
    let renamed = diesel::update(passkeys::table.find(id))
        .filter(passkeys::member_key.eq(me.key()))
        .set(passkeys::name.eq(name))
        .execute(tx.conn())?;
    match renamed {
        0 => Err(Error::NotFound("not_found")),
        _ => Ok(()),
    }
}

/// Removes one of somebody's own passkeys. Any other does not exist for them.
pub fn remove(tx: &mut Tx<'_>, me: &Me, id: &PasskeyId) -> Result<()> {
    let name: String = diesel::delete(passkeys::table.find(id))
        .filter(passkeys::member_key.eq(me.key()))
        .returning(passkeys::name)
        .get_result(tx.conn())?;
    audit::by(tx, me, Act::PasskeyRemoved, Some(me.key()), &name)
}

/// The passkey that an authenticator calls so, and the active member it belongs to.
pub fn find(conn: &mut SqliteConnection, credential_id: &str) -> Result<Option<(Passkey, Member)>> {
    Ok(found(conn, credential_id)
        .optional()?
        .filter(|(_, member)| member.is_active()))
}

/// Notes that a passkey was used: its credential if that has changed, the time now and then. One that
/// was removed meanwhile, or whose owner has left, lets nobody in.
pub fn note_use(tx: &mut Tx<'_>, credential_id: &str, changed: Option<&str>) -> Result<()> {
    let (passkey, _) = find(tx.conn(), credential_id)?.ok_or(Error::InvalidCredentials)?;
    let now = tx.now_ms();
    let is_due = passkey
        .used_at
        .is_none_or(|used_at| now - used_at > USED_STEP_MS);
    if is_due || changed.is_some() {
        diesel::update(passkeys::table.find(&passkey.id))
            .set((
                passkeys::used_at.eq(now),
                passkeys::credential.eq(changed.unwrap_or(&passkey.credential)),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

fn of_member(conn: &mut SqliteConnection, member: MemberKey) -> QueryResult<Vec<Passkey>> {
    passkeys::table
        .filter(passkeys::member_key.eq(member))
        .order((passkeys::created_at.desc(), passkeys::id))
        .select(Passkey::as_select())
        .load(conn)
}

fn found(conn: &mut SqliteConnection, credential_id: &str) -> QueryResult<(Passkey, Member)> {
    passkeys::table
        .inner_join(members::table)
        .filter(passkeys::credential_id.eq(credential_id))
        .select((Passkey::as_select(), Member::as_select()))
        .get_result(conn)
}
