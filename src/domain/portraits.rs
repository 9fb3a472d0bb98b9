//! Pictures of people, of threads and of the family: whose may be set by whom, and who may look.
//!
//! Whoever may know of a person may see their picture, also when that person has left: what they
//! wrote still shows it. Of the picture itself only a `Portrait` is ever kept, which went through the
//! decoder and says nothing beside its pixels.

use diesel::prelude::*;

use super::audit::{self, Act};
use super::guardians;
use super::members::{self, Me, Role};
use super::threads::{self, Kind, Seat};
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, ThreadId};
use crate::media::Portrait;
use crate::store::Tx;
use crate::store::blobs::{self, Blobs};
use crate::store::schema::{self, families};

/// A portrait that is on disk and nobody's yet. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Kept(blobs::Kept);

/// Puts a portrait on disk. It waits for the disk, so never inside a write.
pub fn keep(blobs: &Blobs, portrait: &Portrait) -> Result<Kept> {
    let mut incoming = blobs.receive()?;
    incoming.write(portrait.bytes())?;
    Ok(Kept(blobs.keep(incoming)?))
}

/// Sets one's own picture, or takes it away.
pub fn set_own(tx: &mut Tx<'_>, me: &Me, portrait: Option<&Kept>) -> Result<()> {
    let digest = named(tx, portrait);
    diesel::update(schema::members::table.find(me.key()))
        .set(schema::members::picture_digest.eq(digest))
        .execute(tx.conn())?;
    Ok(())
}

/// Sets the family's picture, or takes it away, which the grown-ups may.
pub fn set_of_family(tx: &mut Tx<'_>, me: &Me, portrait: Option<&Kept>) -> Result<()> {
    guardians::refuse_unless_grown_up(me)?;
    let digest = named(tx, portrait);
    diesel::update(families::table.find(me.family()))
        .set(families::picture_digest.eq(digest))
        .execute(tx.conn())?;
    audit::by(tx, me, Act::FamilyChanged, None, "")
}

/// Sets a thread's picture, or takes it away: whoever is in it may, as they may rename it. The family's
/// thread looks as the family does.
pub fn set_of_thread(tx: &mut Tx<'_>, seat: &Seat, portrait: Option<&Kept>) -> Result<()> {
    refuse_unless_own(seat)?;
    let digest = named(tx, portrait);
    threads::set_picture(tx, seat, digest)
}

/// What a row calls a portrait, which stays on disk until the row is there.
fn named<'a>(tx: &mut Tx<'_>, portrait: Option<&'a Kept>) -> Option<&'a str> {
    let Kept(kept) = portrait?;
    tx.hold(kept);
    Some(&kept.digest)
}

/// Refuses to give a picture of its own to a thread that has none: the family's.
pub fn refuse_unless_own(seat: &Seat) -> Result<()> {
    match seat.thread().kind {
        Kind::Family => Err(Error::Forbidden("forbidden")),
        Kind::Group | Kind::Direct => Ok(()),
    }
}

/// The digest of a thread's picture, if it has one and the asker is in it.
pub fn of_thread(conn: &mut SqliteConnection, me: &Me, id: &ThreadId) -> Result<String> {
    threads::seat(conn, me, id)?
        .thread()
        .picture_digest
        .clone()
        .ok_or(Error::NotFound("not_found"))
}

/// The digest of somebody's picture, if they have one and the asker may know of them.
pub fn of_member(conn: &mut SqliteConnection, me: &Me, id: &MemberId) -> Result<String> {
    let person = members::of_family(conn, me.family(), id)?;
    let is_known = match me.member().role {
        Role::Admin | Role::Adult | Role::Child => true,
        Role::Guest => threads::is_companion(conn, me, id)?,
    };
    person
        .picture_digest
        .filter(|_| is_known)
        .ok_or(Error::NotFound("not_found"))
}

/// The digest of the family's picture, if it has one. Guests see no more of a family than the people
/// they are with, and it may well show others.
pub fn of_family(conn: &mut SqliteConnection, me: &Me) -> Result<String> {
    let digest: Option<String> = families::table
        .find(me.family())
        .select(families::picture_digest)
        .get_result(conn)?;
    digest
        .filter(|_| may_see_of_family(me))
        .ok_or(Error::NotFound("not_found"))
}

/// Whether the asker may see what the family looks like.
pub fn may_see_of_family(me: &Me) -> bool {
    me.member().role != Role::Guest
}
