//! Whom somebody may know of, and what they are told about them.
//!
//! The family knows everybody in it, a guest only the people they share a thread with. Who was shut
//! out is for the grown-ups, who may let them in again. Anybody else does not exist for the asker: the
//! answer is the one for nobody at all.

use diesel::prelude::*;

use super::guardians;
use super::members::{self, Me, Member, Role};
use super::threads::{self, Peopled};
use crate::base::error::{Error, Result};
use crate::base::ids::MemberId;

/// Threads looked through for those that two people share.
const LOOKED_THROUGH: usize = 200;

/// Somebody, as the asker may know them.
#[derive(Clone, Debug)]
pub struct Acquaintance {
    /// Who.
    pub member: Member,
    /// Where they can be reached outside Hearth, if the asker is told.
    pub email: Option<String>,
    /// The threads that both are in, where one of them is a guest: it is what they know each other by.
    pub shared: Option<Vec<Peopled>>,
    /// Whether the asker may write to them alone.
    pub may_write: bool,
}

/// The person with this id, as far as the asker may know of them.
pub fn find(conn: &mut SqliteConnection, me: &Me, id: &MemberId) -> Result<Acquaintance> {
    let member = members::of_family(conn, me.family(), id)?;
    let (is_me, reader) = (member.key == me.key(), me.member());
    let is_known = match reader.role {
        Role::Admin | Role::Adult => true,
        Role::Child => member.is_active(),
        Role::Guest => threads::is_companion(conn, me, id)?,
    };
    if !is_known {
        return Err(Error::NotFound("not_found"));
    }
    let is_between_guests = reader.role == Role::Guest || member.role == Role::Guest;
    Ok(Acquaintance {
        email: member
            .email
            .clone()
            .filter(|_| is_me || reader.is_grown_up()),
        shared: match is_between_guests && !is_me {
            true => Some(shared(conn, me, &member)?),
            false => None,
        },
        may_write: !is_me
            && member.is_active()
            && guardians::may_sit_together(&[reader.clone(), member.clone()]),
        member,
    })
}

/// Who was shut out of the asker's family; nobody for whoever is not one of its grown-ups.
pub fn shut_out(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<Member>> {
    if !me.member().is_grown_up() {
        return Ok(Vec::new());
    }
    let mut everybody = members::everybody(conn, me.family())?;
    everybody.retain(|member| !member.is_active());
    Ok(everybody)
}

fn shared(conn: &mut SqliteConnection, me: &Me, member: &Member) -> Result<Vec<Peopled>> {
    let (listed, _) = threads::list(conn, me, None, LOOKED_THROUGH)?;
    Ok(listed
        .into_iter()
        .map(|listed| listed.peopled)
        .filter(|peopled| peopled.people.iter().any(|other| other.key == member.key))
        .collect())
}
