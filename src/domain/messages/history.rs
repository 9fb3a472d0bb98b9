//! What a message said before it was edited: open to whoever may see the message.

use diesel::prelude::*;

use super::{Sight, queries};
use crate::base::error::Result;

/// A message's words, and since when it said them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The words.
    pub body: String,
    /// Since when, in milliseconds since 1970.
    pub at: i64,
}

/// All that a message has said, the first words first, the present ones last. Of a removed message
/// nothing is left.
pub fn versions(conn: &mut SqliteConnection, sight: &Sight) -> Result<Vec<Version>> {
    let message = sight.message();
    if message.deleted_at.is_some() {
        return Ok(Vec::new());
    }
    let mut at = message.created_at;
    let mut versions = Vec::new();
    for (body, replaced_at) in queries::versions(conn, message.key)? {
        versions.push(Version { body, at });
        at = replaced_at;
    }
    versions.push(Version {
        body: message.body.clone(),
        at,
    });
    Ok(versions)
}
