//! Choosing a new password: one's own, or by a link that somebody was given.
//!
//! It must never see a password: the doors bring its slow hash. A new password shuts whoever had the old
//! one out, so browsers end, and so does what could still sign somebody in by having asked before.

use super::audit::{self, Act, Hand};
use super::members::{self, Me, Member};
use super::origin::Origin;
use super::{sessions, tickets};
use crate::base::error::Result;
use crate::store::Tx;

/// Replaces somebody's own password. Whoever knew the old one may sit at any browser, so all but
/// the present one end. Tokens stay: they were never made from the password, and each can be revoked.
pub fn change(tx: &mut Tx<'_>, me: &Me, password_hash: &str) -> Result<usize> {
    members::set_password(tx, me.key(), password_hash)?;
    tickets::revoke_links(tx, me.member())?;
    audit::by(tx, me, Act::PasswordChanged, Some(me.key()), "")?;
    sessions::end_all_but(tx, me.member(), me.session())
}

/// Replaces the password of whom a link is for, by somebody who holds it. It works once; every browser
/// of theirs ends, the one it is opened in included, and a new sign-in follows.
pub fn reset(
    tx: &mut Tx<'_>,
    secret: &str,
    password_hash: &str,
    origin: &Origin,
) -> Result<Member> {
    let member = tickets::redeem_recovery(tx, secret, origin)?;
    members::set_password(tx, member.key, password_hash)?;
    tickets::revoke_links(tx, &member)?;
    sessions::end_all(tx, &member)?;
    let hand = Hand::of(member.key, origin.clone());
    audit::record(
        tx,
        member.family_key,
        &hand,
        Act::PasswordReset,
        Some(member.key),
        "",
    )?;
    Ok(member)
}
