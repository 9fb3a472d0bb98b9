//! What a child's account may do, and who decides for the family: rules that every door obeys, because
//! the operations of this floor ask here and the doors do not get past those.
//!
//! It must never know where a request came from. A rule says no by an error; what a page may offer is
//! asked by the same functions, so that no button leads to a refusal.

use super::members::{Me, Member, Role};
use crate::base::error::{Error, Result};

/// Whether somebody of this role may invite at all.
pub fn may_invite(inviter: Role) -> bool {
    is_grown_up(inviter)
}

/// Whether somebody of this role may make another one of that.
pub fn may_invite_as(inviter: Role, newcomer: Role) -> bool {
    match newcomer {
        Role::Admin => inviter == Role::Admin,
        Role::Adult | Role::Child | Role::Guest => may_invite(inviter),
    }
}

/// Whether somebody of this role may change what the family is called and looks like.
pub fn may_keep_house(role: Role) -> bool {
    is_grown_up(role)
}

/// Whether somebody of this role may see by what keys the family's programs speak.
pub fn may_keep_programs(role: Role) -> bool {
    role == Role::Admin
}

/// Whether somebody of this role may read the record of what was done with the family's keys.
pub fn may_read_record(role: Role) -> bool {
    is_grown_up(role)
}

/// Whether somebody of this role may take others out of a thread.
pub fn may_remove_others(role: Role) -> bool {
    is_grown_up(role)
}

/// Refuses whoever is not one of the grown-ups.
pub fn refuse_unless_grown_up(me: &Me) -> Result<()> {
    match is_grown_up(me.member().role) {
        true => Ok(()),
        false => Err(Error::Forbidden("forbidden")),
    }
}

/// Whether these people may be in one thread: a child and a guest only with a grown-up of the family.
/// Who has left watches over nobody and harms nobody.
pub fn may_sit_together(people: &[Member]) -> bool {
    let mut roles = people
        .iter()
        .filter(|member| member.is_active())
        .map(|member| member.role);
    let has = |wanted: Role| roles.clone().any(|role| role == wanted);
    let meets_a_guest = has(Role::Child) && has(Role::Guest);
    !meets_a_guest || roles.any(is_grown_up)
}

/// Refuses to bring together who may not be.
pub fn refuse_unwatched(people: &[Member]) -> Result<()> {
    match may_sit_together(people) {
        true => Ok(()),
        false => Err(Error::field("memberIds", "needs_grown_up")),
    }
}

fn is_grown_up(role: Role) -> bool {
    matches!(role, Role::Admin | Role::Adult)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY_ROLE: [Role; 4] = [Role::Admin, Role::Adult, Role::Child, Role::Guest];

    fn person(role: Role, deactivated_at: Option<i64>) -> Member {
        Member {
            deactivated_at,
            ..Member::sample(1, "", role)
        }
    }

    #[test]
    fn grown_ups_invite_and_only_an_admin_makes_an_admin() {
        for newcomer in EVERY_ROLE {
            assert!(may_invite_as(Role::Admin, newcomer));
            assert_eq!(
                may_invite_as(Role::Adult, newcomer),
                newcomer != Role::Admin
            );
            assert!(!may_invite_as(Role::Child, newcomer));
            assert!(!may_invite_as(Role::Guest, newcomer));
        }
    }

    #[test]
    fn a_child_meets_a_guest_only_beside_a_grown_up() {
        let together = |roles: &[Role]| {
            let people: Vec<_> = roles.iter().map(|role| person(*role, None)).collect();
            may_sit_together(&people)
        };
        assert!(!together(&[Role::Child, Role::Guest]));
        assert!(!together(&[Role::Child, Role::Child, Role::Guest]));
        assert!(together(&[Role::Child, Role::Guest, Role::Adult]));
        assert!(together(&[Role::Child, Role::Guest, Role::Admin]));
        assert!(together(&[Role::Child, Role::Child]));
        assert!(together(&[Role::Guest, Role::Guest]));
        assert!(together(&[]));
    }

    #[test]
    fn who_has_left_watches_over_nobody() {
        let child_and_guest = [person(Role::Child, None), person(Role::Guest, None)];
        let mut people = child_and_guest.to_vec();
        people.push(person(Role::Adult, Some(1)));
        assert!(!may_sit_together(&people));
        people[1].deactivated_at = Some(1);
        assert!(may_sit_together(&people));
    }
}
