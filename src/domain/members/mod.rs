//! A person's place in a family: name, role, preferences, and the proof that somebody is one.

mod queries;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, MemberId, MemberKey, SessionId, TokenId};
use crate::base::text;
use crate::store::Tx;
use crate::store::schema::members;
use crate::text_enum;

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

text_enum! {
    /// Light or dark pages.
    Theme {
        /// As the device says.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
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
    /// Light or dark.
    pub theme: Theme,
    /// When they left, if they did.
    pub deactivated_at: Option<i64>,
}

/// What a program's token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Reading whatever its member may read.
    Read,
    /// Writing in its member's name.
    Send,
    /// Uploading and fetching files.
    Files,
}

impl Scope {
    /// All there are, in the order they are written.
    pub const ALL: [Self; 3] = [Self::Read, Self::Send, Self::Files];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Send => "send",
            Self::Files => "files",
        }
    }
}

/// How somebody proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A signed-in browser.
    Session(SessionId),
    /// A program's token, and what it allows.
    Token(TokenId, Vec<Scope>),
    /// Whoever runs the server, at its command line.
    Host,
}

/// Proof that an active member of a family is asking. Only this floor makes one.
#[derive(Clone, Debug)]
pub struct Me {
    member: Member,
    via: Via,
}

impl Me {
    pub(super) fn new(member: Member, via: Via) -> Result<Self> {
        if member.deactivated_at.is_some() {
            return Err(Error::Unauthenticated);
        }
        Ok(Self { member, via })
    }

    /// Who.
    pub fn member(&self) -> &Member {
        &self.member
    }

    /// Their row.
    pub fn key(&self) -> MemberKey {
        self.member.key
    }

    /// Their public id.
    pub fn id(&self) -> &MemberId {
        &self.member.id
    }

    /// Their family.
    pub fn family(&self) -> FamilyKey {
        self.member.family_key
    }

    /// How they proved it.
    pub fn via(&self) -> &Via {
        &self.via
    }

    /// The browser they sit at, if it is one.
    pub fn session(&self) -> Option<&SessionId> {
        match &self.via {
            Via::Session(session) => Some(session),
            Via::Token(..) | Via::Host => None,
        }
    }

    /// Refuses a token that was not made for this.
    pub fn require(&self, scope: Scope) -> Result<()> {
        match &self.via {
            Via::Token(_, scopes) if !scopes.contains(&scope) => Err(Error::Forbidden("forbidden")),
            _ => Ok(()),
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
    match member.deactivated_at {
        None => Ok(member),
        Some(_) => Err(Error::NotFound("not_found")),
    }
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

/// Replaces somebody's own password. What follows for their sessions is said in `sessions`.
pub(super) fn set_password(tx: &mut Tx<'_>, me: &Me, password_hash: &str) -> Result<()> {
    queries::set_password_hash(tx.conn(), me.key(), password_hash)?;
    Ok(())
}

/// What people may say about how their pages look.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// A language tag.
    pub language: Option<String>,
    /// An IANA name.
    pub time_zone: Option<String>,
    /// Light or dark.
    pub theme: Theme,
}

/// Sets how somebody's pages look.
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
