//! The keys of the family's programs, for whoever looks after Hearth.
//!
//! Which keys they are is not known here; who may see them, and that they were seen, is.

use super::audit::{self, Act};
use super::guardians;
use super::members::Me;
use crate::base::error::{Error, Result};
use crate::store::Tx;

/// Refuses whoever does not look after Hearth.
pub fn refuse_unless_keeper(me: &Me) -> Result<()> {
    match guardians::may_keep_programs(me.member().role) {
        true => Ok(()),
        false => Err(Error::Forbidden("forbidden")),
    }
}

/// Notes that somebody is about to be shown the secret.
pub fn show_secret(tx: &mut Tx<'_>, me: &Me) -> Result<()> {
    refuse_unless_keeper(me)?;
    audit::by(tx, me, Act::SecretShown, None, "")
}
