//! What somebody is in the family: roles, leaving and coming back, what people say of themselves, and
//! what the family says of itself.
//!
//! A family always keeps an admin. All of this passes through the one writer, so two admins who demote
//! each other at once are one after the other, and the second is refused.

use diesel::prelude::*;

use super::audit::{self, Act, Hand};
use super::families::{self, House};
use super::files;
use super::members::{self, Me, Member, Profile, Role};
use super::sessions::{self, tokens};
use super::{guardians, threads, tickets};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::MemberId;
use crate::base::text;
use crate::store::Tx;

/// Makes somebody something else in the family, as an admin.
pub fn change_role(tx: &mut Tx<'_>, me: &Me, id: &MemberId, role: Role) -> Result<Member> {
    me.require_admin()?;
    let member = members::of_family(tx.conn(), me.family(), id)?;
    if !member.is_active() {
        return Err(Error::Conflict("conflict"));
    }
    if member.role == role {
        return Ok(member);
    }
    refuse_last_admin(tx.conn(), &member, "role")?;
    members::set_role(tx, member.key, role)?;
    let changed = members::find(tx.conn(), member.key)?;
    match (member.role, role) {
        (_, Role::Guest) => threads::dismiss(tx, &changed)?,
        (Role::Guest, _) => threads::welcome(tx, &changed)?,
        _ => {}
    }
    let hand = Hand::from(me);
    audit::by(tx, me, Act::RoleChanged, Some(member.key), role.as_str())?;
    threads::standing_changed(tx, &changed, &hand)?;
    Ok(changed)
}

/// Shuts somebody out, as an admin: their devices and programs end, what they wrote stays.
pub fn deactivate(tx: &mut Tx<'_>, me: &Me, id: &MemberId) -> Result<Member> {
    me.require_admin()?;
    let member = members::of_family(tx.conn(), me.family(), id)?;
    shut_out(tx, &Hand::from(me), &member)?;
    Ok(member)
}

/// Shuts somebody out, for whoever runs the server.
pub fn deactivate_at_command_line(tx: &mut Tx<'_>, username: &str) -> Result<Member> {
    let member = members::any_by_username(tx.conn(), username)?;
    shut_out(tx, &Hand::host(), &member)?;
    Ok(member)
}

/// Lets somebody in again who was shut out, as an admin. They sign in anew.
pub fn reactivate(tx: &mut Tx<'_>, me: &Me, id: &MemberId) -> Result<Member> {
    me.require_admin()?;
    let member = members::of_family(tx.conn(), me.family(), id)?;
    if member.is_active() {
        return Ok(member);
    }
    members::set_deactivated(tx, member.key, false)?;
    let back = members::find(tx.conn(), member.key)?;
    audit::by(tx, me, Act::Reactivated, Some(back.key), "")?;
    threads::standing_changed(tx, &back, &Hand::from(me))?;
    Ok(back)
}

fn shut_out(tx: &mut Tx<'_>, hand: &Hand, member: &Member) -> Result<()> {
    if !member.is_active() {
        return Ok(());
    }
    refuse_last_admin(tx.conn(), member, "member")?;
    members::set_deactivated(tx, member.key, true)?;
    sessions::end_all(tx, member)?;
    tokens::revoke_all(tx, member)?;
    tickets::revoke_all(tx, member)?;
    tx.emit(Event::MemberLeft {
        member: member.id.clone(),
    });
    audit::record(
        tx,
        member.family_key,
        hand,
        Act::Deactivated,
        Some(member.key),
        "",
    )?;
    threads::standing_changed(tx, member, hand)
}

fn refuse_last_admin(
    conn: &mut SqliteConnection,
    member: &Member,
    field: &'static str,
) -> Result<()> {
    let is_last = member.role == Role::Admin && members::admins(conn, member.family_key)? <= 1;
    match is_last {
        true => Err(Error::field(field, "last_admin")),
        false => Ok(()),
    }
}

/// Changes what somebody says of themself.
pub fn present_oneself(tx: &mut Tx<'_>, me: &Me, profile: &Profile) -> Result<Member> {
    let changed = members::set_profile(tx, me, profile)?;
    let before = me.member();
    let is_same = (&before.name, &before.email, before.helper_key)
        == (&changed.name, &changed.email, changed.helper_key);
    if !is_same {
        audit::by(tx, me, Act::ProfileChanged, Some(me.key()), "")?;
    }
    Ok(changed)
}

/// Changes what the family is called and how its pages speak, as one of its grown-ups.
pub fn keep_house(tx: &mut Tx<'_>, me: &Me, house: &House) -> Result<()> {
    if !guardians::may_keep_house(me.member().role) {
        return Err(Error::Forbidden("forbidden"));
    }
    members::known_zone(&house.time_zone)?;
    let house = House {
        name: text::name("family", &house.name)?,
        ..house.clone()
    };
    families::set_house(tx, me.family(), &house)?;
    if !house.keeps_originals {
        files::forget_originals(tx)?;
    }
    audit::by(tx, me, Act::FamilyChanged, None, "")
}
