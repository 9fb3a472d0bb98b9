//! How much anybody may keep, and how much they do.
//!
//! Counted are the contents somebody uploaded that are not on a removed message, each once however
//! often it was sent, and what they are sending in pieces, from its first byte as if all of it had
//! come. Pictures of people and chats count for nobody: they are small, and there is one of each.

use diesel::prelude::*;

use super::queries;
use crate::base::error::{Error, Result};
use crate::base::ids::MemberKey;

/// The limits in force, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Quotas {
    /// For one member.
    pub member: Option<u64>,
    /// For all of this server together.
    pub server: Option<u64>,
}

/// What one member keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Bytes.
    pub used: u64,
    /// How many they may be.
    pub most: Option<u64>,
}

/// What this member keeps.
pub fn usage(conn: &mut SqliteConnection, member: MemberKey, quotas: &Quotas) -> Result<Usage> {
    Ok(Usage {
        used: used(conn, Some(member))?,
        most: quotas.member,
    })
}

/// How many bytes more this member may keep.
pub fn room(conn: &mut SqliteConnection, member: MemberKey, quotas: &Quotas) -> Result<u64> {
    let mut room = u64::MAX;
    for (quota, whose) in [(quotas.member, Some(member)), (quotas.server, None)] {
        if let Some(quota) = quota {
            room = room.min(quota.saturating_sub(used(conn, whose)?));
        }
    }
    Ok(room)
}

/// Refuses `bytes` more than this member may keep.
pub fn refuse_above(
    conn: &mut SqliteConnection,
    member: MemberKey,
    quotas: &Quotas,
    bytes: u64,
) -> Result<()> {
    match bytes <= room(conn, member, quotas)? {
        true => Ok(()),
        false => Err(Error::StorageFull),
    }
}

fn used(conn: &mut SqliteConnection, member: Option<MemberKey>) -> Result<u64> {
    let kept: i64 = queries::sizes(conn, member)?.into_iter().sum();
    let arriving: i64 = queries::arriving(conn, member)?.into_iter().sum();
    Ok(u64::try_from(kept + arriving).unwrap_or(0))
}
