//! A person's place in a family: name, role, preferences, and the proof that somebody is one.

mod comfort;
mod me;
mod queries;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, MemberId, MemberKey};
use crate::base::text;
use crate::store::Tx;
use crate::store::schema::members;
use crate::text_enum;

pub use self::comfort::{
    Contrast, Density, Habits, Looks, Motion, Shares, TextSize, Theme, accustom, look,
    sees_company, share,
};
pub use self::me::{Me, Scope, Via};

text_enum! {
    /// What someone is in the family.
    Role {
        /// Runs the family's Hearth.
        Admin = "admin",
        /// A grown-up member.
        Adult = "adult",
        /// A child of the family.
        Child = "child",
        /// Someone invited to particular threads.
        Guest = "guest",
    }
}

/// A person of a family.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = members, check_for_backend(Sqlite))]
pub struct Member {
    /// Their row.
    pub key: MemberKey,
    /// Their public id.
    pub id: MemberId,
    /// Whose family.
    pub family_key: FamilyKey,
    /// What they are called.
    pub name: String,
    /// What they sign in with.
    pub username: String,
    /// What they are in the family.
    pub role: Role,
    /// Their own language, if they said.
    pub language: Option<String>,
    /// Their own time zone, if they or their browser said.
    pub time_zone: Option<String>,
    /// How their pages look.
    #[diesel(embed)]
    pub looks: Looks,
    /// What their keys and speakers do.
    #[diesel(embed)]
    pub habits: Habits,
    /// What they let the others notice.
    #[diesel(embed)]
    pub shares: Shares,
    /// Where they can be reached outside Hearth, if they said.
    pub email: Option<String>,
    /// The content of their picture, if they set one.
    pub picture_digest: Option<String>,
    /// Who may make a card for them, if they chose somebody.
    pub helper_key: Option<MemberKey>,
    /// When they came.
    pub created_at: i64,
    /// When they left, if they did.
    pub deactivated_at: Option<i64>,
}

impl Member {
    /// Whether they have not left.
    pub fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }

    /// Whether they are one of the family's grown-ups.
    pub fn is_grown_up(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Adult)
    }
}

#[cfg(test)]
impl Member {
    /// Somebody for a rule to be tried on.
    pub(crate) fn sample(key: i64, name: &str, role: Role) -> Self {
        Self {
            key: MemberKey(key),
            id: MemberId::new(),
            family_key: FamilyKey(1),
            name: name.to_owned(),
            username: String::new(),
            role,
            language: None,
            time_zone: None,
            looks: Looks::default(),
            habits: Habits::default(),
            shares: Shares::default(),
            email: None,
            picture_digest: None,
            helper_key: None,
            created_at: 0,
            deactivated_at: None,
        }
    }
}

/// Who is to become a member.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// What they are called.
    pub name: String,
    /// What they sign in with.
    pub username: String,
    /// What they are in the family.
    pub role: Role,
    /// From the slow hash; empty for nobody.
    pub password_hash: String,
}

/// Everybody active in a family, in the order they came.
pub fn active(conn: &mut SqliteConnection, family: FamilyKey) -> Result<Vec<Member>> {
    Ok(queries::active(conn, family)?)
}

/// The active members of a family with these ids, each once; any other id is `unknown_member`.
pub fn named(
    conn: &mut SqliteConnection,
    family: FamilyKey,
    ids: &[MemberId],
) -> Result<Vec<Member>> {
    let mut wanted = ids.to_vec();
    wanted.sort();
    wanted.dedup();
    let found = queries::active_named(conn, family, &wanted)?;
    if found.len() != wanted.len() {
        return Err(Error::BadRequest("unknown_member"));
    }
    Ok(found)
}

/// The active person with this user name, for whoever runs the server.
pub fn by_username(conn: &mut SqliteConnection, username: &str) -> Result<Member> {
    let username = text::username(username)?;
    let member = queries::by_username(conn, &username)?;
    match member.is_active() {
        true => Ok(member),
        false => Err(Error::NotFound("not_found")),
    }
}

/// The person with this user name, active or not, for whoever runs the server.
pub fn any_by_username(conn: &mut SqliteConnection, username: &str) -> Result<Member> {
    Ok(queries::by_username(conn, &text::username(username)?)?)
}

/// The member of a family with this id, active or not.
pub fn of_family(conn: &mut SqliteConnection, family: FamilyKey, id: &MemberId) -> Result<Member> {
    Ok(queries::of_family(conn, family, id)?)
}

/// Everybody who ever was in a family: those who are first, in the order they came.
pub fn everybody(conn: &mut SqliteConnection, family: FamilyKey) -> Result<Vec<Member>> {
    Ok(queries::everybody(conn, family)?)
}

/// The member with this key, active or not.
pub fn find(conn: &mut SqliteConnection, key: MemberKey) -> Result<Member> {
    Ok(queries::find(conn, key)?)
}

/// The members with these keys, active or not.
pub fn found(conn: &mut SqliteConnection, keys: &[MemberKey]) -> Result<Vec<Member>> {
    Ok(queries::found(conn, keys)?)
}

/// What a user name signs in as: the member's row and the hash its password must fit.
pub fn credentials(
    conn: &mut SqliteConnection,
    username: &str,
) -> Result<Option<(MemberKey, String)>> {
    match text::username(username) {
        Ok(username) => Ok(queries::credentials(conn, &username)?),
        // Nobody has such a name: the same answer as an unknown one.
        Err(_) => Ok(None),
    }
}

/// Replaces a password's hash by another of the same password. One that was changed meanwhile stays.
pub fn rehash(tx: &mut Tx<'_>, member: MemberKey, old_hash: &str, new_hash: &str) -> Result<()> {
    queries::replace_password_hash(tx.conn(), member, old_hash, new_hash)?;
    Ok(())
}

/// Replaces somebody's password. What follows for their sessions is said in `sessions`.
pub(super) fn set_password(tx: &mut Tx<'_>, member: MemberKey, password_hash: &str) -> Result<()> {
    queries::set_password_hash(tx.conn(), member, password_hash)?;
    Ok(())
}

/// What people may say about the words of their pages.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// A language tag.
    pub language: Option<String>,
    /// An IANA name.
    pub time_zone: Option<String>,
}

/// Sets the language somebody's pages speak and the zone they tell times in.
pub fn prefer(tx: &mut Tx<'_>, me: &Me, preferences: &Preferences) -> Result<()> {
    if let Some(zone) = &preferences.time_zone {
        known_zone(zone)?;
    }
    queries::set_preferences(tx.conn(), me.key(), preferences)?;
    Ok(())
}

/// Keeps the time zone a browser reports, for somebody who never chose one.
pub fn note_time_zone(tx: &mut Tx<'_>, member: MemberKey, zone: &str) -> Result<()> {
    if known_zone(zone).is_ok() {
        queries::set_time_zone_if_unset(tx.conn(), member, zone)?;
    }
    Ok(())
}

/// Refuses what is no time zone.
pub fn known_zone(zone: &str) -> Result<()> {
    jiff::tz::TimeZone::get(zone)
        .map(drop)
        .map_err(|_| Error::field("timeZone", "invalid"))
}

/// What somebody says of themself.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What they are called.
    pub name: String,
    /// Where they can be reached outside Hearth.
    pub email: Option<String>,
    /// Who may make a card for them.
    pub helper: Option<MemberId>,
}

/// Changes what somebody says of themself.
pub(super) fn set_profile(tx: &mut Tx<'_>, me: &Me, profile: &Profile) -> Result<Member> {
    let name = text::name("name", &profile.name)?;
    let email = profile.email.as_deref().map(text::email).transpose()?;
    let helper = match &profile.helper {
        None => None,
        Some(id) => Some(helper(tx.conn(), me, id)?),
    };
    queries::set_profile(tx.conn(), me.key(), &name, email.as_deref(), helper)?;
    find(tx.conn(), me.key())
}

/// A helper is another grown-up of the family, so that a card is never a child's or a guest's to make.
fn helper(conn: &mut SqliteConnection, me: &Me, id: &MemberId) -> Result<MemberKey> {
    let found = queries::of_family(conn, me.family(), id).optional()?;
    found
        .filter(|other| other.is_active() && other.is_grown_up() && other.key != me.key())
        .map(|other| other.key)
        .ok_or_else(|| Error::field("helper", "invalid"))
}

/// Sets what somebody is in the family; the rules about it are in `standing`.
pub(super) fn set_role(tx: &mut Tx<'_>, member: MemberKey, role: Role) -> Result<()> {
    queries::set_role(tx.conn(), member, role)?;
    Ok(())
}

/// Notes that somebody left, or came back; what follows is in `standing`.
pub(super) fn set_deactivated(tx: &mut Tx<'_>, member: MemberKey, left: bool) -> Result<()> {
    let at = left.then(|| tx.now_ms());
    queries::set_deactivated(tx.conn(), member, at)?;
    Ok(())
}

/// How many active admins a family has.
pub(super) fn admins(conn: &mut SqliteConnection, family: FamilyKey) -> Result<i64> {
    Ok(queries::admins(conn, family)?)
}

/// Writes a new member down; a user name that is taken is a conflict in that field.
pub(super) fn insert(tx: &mut Tx<'_>, family: FamilyKey, new: &NewMember) -> Result<Member> {
    let name = text::name("name", &new.name)?;
    let username = text::username(&new.username)?;
    if queries::by_username(tx.conn(), &username)
        .optional()?
        .is_some()
    {
        return Err(Error::field("username", "taken"));
    }
    let now = tx.now_ms();
    Ok(queries::insert(
        tx.conn(),
        family,
        &name,
        &username,
        new.role,
        &new.password_hash,
        now,
    )?)
}
