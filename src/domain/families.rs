//! The household: its name, and the language and time zone of whoever has none of their own.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use crate::base::error::Result;
use crate::base::ids::{FamilyId, FamilyKey};
use crate::store::Tx;
use crate::store::schema::families;

/// A family.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = families, check_for_backend(Sqlite))]
pub struct Family {
    /// Its row.
    pub key: FamilyKey,
    /// Its public id.
    pub id: FamilyId,
    /// What the people in it call it.
    pub name: String,
    /// Language tag of its pages.
    pub language: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// The content of its picture, if it has one.
    pub picture_digest: Option<String>,
    /// Whether photos stay on the server as they were sent, for whoever sent them.
    pub keeps_originals: bool,
}

/// What a family is called, how its pages speak to whoever has not said, and what it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Its name.
    pub name: String,
    /// Language tag.
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    /// Whether photos stay on the server as they were sent, for whoever sent them.
    pub keeps_originals: bool,
}

/// Whether this server has a family yet.
pub fn any(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(
        diesel::select(diesel::dsl::exists(families::table.select(families::key)))
            .get_result(conn)?,
    )
}

/// The family with this key.
pub fn find(conn: &mut SqliteConnection, key: FamilyKey) -> Result<Family> {
    Ok(families::table
        .find(key)
        .select(Family::as_select())
        .get_result(conn)?)
}

/// The server's first family: the one that commands mean while they name none.
pub fn first(conn: &mut SqliteConnection) -> Result<Family> {
    Ok(families::table
        .order(families::key)
        .select(Family::as_select())
        .first(conn)?)
}

/// Every family on this server, in the order they came.
pub fn all(conn: &mut SqliteConnection) -> Result<Vec<Family>> {
    Ok(families::table
        .order(families::key)
        .select(Family::as_select())
        .load(conn)?)
}

/// Changes what a family is called and how its pages speak; who may is said in `standing`.
pub(super) fn set_house(tx: &mut Tx<'_>, family: FamilyKey, house: &House) -> Result<()> {
    diesel::update(families::table.find(family))
        .set((
            families::name.eq(&house.name),
            families::language.eq(&house.language),
            families::time_zone.eq(&house.time_zone),
            families::keeps_originals.eq(house.keeps_originals),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a new family down.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    name: &str,
    language: &str,
    time_zone: &str,
) -> Result<Family> {
    let now = tx.now_ms();
    Ok(diesel::insert_into(families::table)
        .values((
            families::id.eq(FamilyId::new()),
            families::name.eq(name),
            families::language.eq(language),
            families::time_zone.eq(time_zone),
            families::created_at.eq(now),
        ))
        .returning(Family::as_returning())
        .get_result(tx.conn())?)
}
