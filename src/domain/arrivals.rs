//! How a family begins, and how people come into it: each whole or not at all.

use super::audit::{self, Act, Hand};
use super::members::{self, Member, NewMember, Role};
use super::origin::Origin;
use super::{apps, families, threads};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::FamilyKey;
use crate::base::text;
use crate::store::Tx;

/// What the thread of a whole family is called until somebody renames it: a name, as the contract has
/// it, not a word of the pages.
pub const FAMILY_THREAD: &str = "Family Chat";

/// What the first person of a family says.
#[derive(Clone, Debug)]
pub struct Founding {
    /// What the family is called.
    pub family: String,
    /// What the founder is called.
    pub name: String,
    /// What they will sign in with.
    pub username: String,
    /// From the slow hash.
    pub password_hash: String,
    /// Language of the family's pages.
    pub language: String,
    /// The family's time zone.
    pub time_zone: String,
    /// From where.
    pub origin: Origin,
}

/// Whether there may be families on this server already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// This must be the first.
    Refused,
    /// It may be one of several, each entirely apart.
    Allowed,
}

/// Founds a family: the family, its first admin, and the thread for all of them.
///
/// Two first ones at once: the one writer runs one after the other, and the second finds a family.
pub fn found(
    tx: &mut Tx<'_>,
    founding: &Founding,
    others: Others,
) -> Result<(families::Family, Member)> {
    let is_further = families::any(tx.conn())?;
    if others == Others::Refused && is_further {
        return Err(Error::Conflict("conflict"));
    }
    members::known_zone(&founding.time_zone)?;
    let name = text::name("family", &founding.family)?;
    let family = families::insert(tx, &name, &founding.language, &founding.time_zone)?;
    if is_further {
        apps::insert(tx, family.key)?;
    }
    let founder = members::insert(
        tx,
        family.key,
        &NewMember {
            name: founding.name.clone(),
            username: founding.username.clone(),
            role: Role::Admin,
            password_hash: founding.password_hash.clone(),
        },
    )?;
    threads::open_for_family(tx, &founder, FAMILY_THREAD)?;
    let hand = Hand::of(founder.key, founding.origin.clone());
    audit::record(tx, family.key, &hand, Act::Founded, Some(founder.key), "")?;
    Ok((family, founder))
}

/// Admits a person to a family; all but guests are in its thread from then on.
pub fn admit(tx: &mut Tx<'_>, family: FamilyKey, new: &NewMember, hand: &Hand) -> Result<Member> {
    let member = members::insert(tx, family, new)?;
    if member.role != Role::Guest {
        threads::welcome(tx, &member)?;
    }
    let role = member.role.as_str();
    audit::record(tx, family, hand, Act::Joined, Some(member.key), role)?;
    tx.emit(Event::MemberJoined {
        family,
        member: member.key,
    });
    Ok(member)
}
