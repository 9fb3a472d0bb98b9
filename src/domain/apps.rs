//! By which app a family's own programs reach the live channels, and whose an app is.
//!
//! The server's own app is the first family's, and its keys are no business of the database; every
//! further family has a row here. No secret passes through: whoever signs makes it from the id.

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::families;
use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, MemberId, ThreadId};
use crate::base::token;
use crate::store::Tx;
use crate::store::schema::{apps, members, threads};

/// A further family's app.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = apps, check_for_backend(Sqlite))]
pub struct App {
    /// Whose it is.
    pub family_key: FamilyKey,
    /// Its id: a number.
    pub id: String,
    /// Its public key.
    pub key: String,
}

/// The app with this key, if it is a further family's.
pub fn by_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<App>> {
    Ok(apps::table
        .filter(apps::key.eq(key))
        .select(App::as_select())
        .first(conn)
        .optional()?)
}

/// The app with this id, if it is a further family's.
pub fn by_id(conn: &mut SqliteConnection, id: &str) -> Result<Option<App>> {
    Ok(apps::table
        .filter(apps::id.eq(id))
        .select(App::as_select())
        .first(conn)
        .optional()?)
}

/// The app of a family; none is the first family, whose app is the server's own.
pub fn of(conn: &mut SqliteConnection, family: FamilyKey) -> Result<Option<App>> {
    Ok(apps::table
        .find(family)
        .select(App::as_select())
        .first(conn)
        .optional()?)
}

/// The app of the family of this name; none is the first family's.
pub fn of_named(conn: &mut SqliteConnection, name: &str) -> Result<Option<App>> {
    let named: Vec<_> = families::all(conn)?
        .into_iter()
        .filter(|family| family.name == name.trim())
        .collect();
    match &named[..] {
        [family] => of(conn, family.key),
        [] => Err(Error::field("family", "unknown")),
        _ => Err(Error::field("family", "several")),
    }
}

/// Whose an app is, by its id; none is the server's own.
pub fn family(conn: &mut SqliteConnection, id: Option<&str>) -> Result<FamilyKey> {
    match id {
        None => Ok(families::first(conn)?.key),
        Some(id) => by_id(conn, id)?
            .map(|app| app.family_key)
            .ok_or(Error::NotFound("not_found")),
    }
}

/// Whether a member belongs to the family whose app this is.
pub fn is_of(conn: &mut SqliteConnection, member: &MemberId, id: Option<&str>) -> Result<bool> {
    let theirs: Option<FamilyKey> = members::table
        .filter(members::id.eq(member))
        .select(members::family_key)
        .get_result(conn)
        .optional()?;
    match family(conn, id) {
        Ok(family) => Ok(theirs == Some(family)),
        Err(Error::NotFound(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a thread belongs to the family whose app this is.
pub fn has_thread(
    conn: &mut SqliteConnection,
    thread: &ThreadId,
    id: Option<&str>,
) -> Result<bool> {
    let found = threads_among(conn, std::slice::from_ref(thread), id)?;
    Ok(!found.is_empty())
}

/// Those of some threads that belong to the family whose app this is.
pub fn threads_among(
    conn: &mut SqliteConnection,
    among: &[ThreadId],
    id: Option<&str>,
) -> Result<Vec<ThreadId>> {
    let family = family(conn, id)?;
    Ok(threads::table
        .filter(threads::family_key.eq(family))
        .filter(threads::id.eq_any(among))
        .select(threads::id)
        .load(conn)?)
}

/// Gives a family that is not the first one an app.
pub(super) fn insert(tx: &mut Tx<'_>, family: FamilyKey) -> Result<()> {
    let number = u64::from_le_bytes(token::random_bytes::<8>());
    let key = HEXLOWER.encode(&token::random_bytes::<10>());
    let now = tx.now_ms();
    diesel::insert_into(apps::table)
        .values((
            apps::family_key.eq(family),
            apps::id.eq((1_000_000_000 + number % 9_000_000_000).to_string()),
            apps::key.eq(key),
            apps::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
