//! The people of the family, for one another.

/// What the family says of itself.
pub mod house;

/// One person of it.
pub mod person;

/// By what its programs speak.
pub mod programs;

/// What was done with its keys.
pub mod record;

/// Where the family's own servers are told things.
pub mod webhooks;

use askama::Template;

use super::frame::Frame;
use super::people::Person;

/// `/family`: who belongs to it and as what.
#[derive(Template)]
#[template(path = "family/show.html")]
pub struct FamilyPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Everybody the reader may know of.
    pub people: Vec<Relative>,
    /// Who was shut out of it; nobody where that is not for the reader.
    pub shut_out: Vec<Relative>,
    /// Whether the reader is a guest, who sees some of them only.
    pub is_guest: bool,
    /// Whether the reader may invite.
    pub may_invite: bool,
    /// Whether the reader may change what the family is called and looks like.
    pub may_keep_house: bool,
    /// Whether the reader may read the record.
    pub may_read_record: bool,
    /// Whether the reader may see by what keys its programs speak.
    pub may_keep_programs: bool,
}

/// Somebody of the family.
#[derive(Clone, Debug)]
pub struct Relative {
    /// Who.
    pub person: Person,
    /// What they are in it.
    pub role: RoleView,
}

/// What somebody is in the family, as its pages call it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleView {
    /// Runs the family's Hearth.
    Admin,
    /// A grown-up.
    Adult,
    /// A child.
    Child,
    /// Invited to particular threads.
    Guest,
}

impl RoleView {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Adult, Self::Child, Self::Guest, Self::Admin];

    /// The code as it stands in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Adult => "adult",
            Self::Child => "child",
            Self::Guest => "guest",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Admin => "role-admin",
            Self::Adult => "role-adult",
            Self::Child => "role-child",
            Self::Guest => "role-guest",
        }
    }

    pub(super) fn hint_key(self) -> &'static str {
        match self {
            Self::Admin => "role-admin-hint",
            Self::Adult => "role-adult-hint",
            Self::Child => "role-child-hint",
            Self::Guest => "role-guest-hint",
        }
    }
}

impl FamilyPage<'_> {
    fn is_me(&self, relative: &Relative) -> bool {
        self.frame
            .me
            .as_ref()
            .is_some_and(|me| me.id == relative.person.id)
    }
}
