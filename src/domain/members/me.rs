//! The proof that somebody is asking, and what they may ask by the way they came in.
//!
//! Only this floor makes a `Me`; it says who, how they proved it, and from where.

use super::Member;
use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, MemberId, MemberKey, SessionId, TokenId};
use crate::domain::origin::Origin;

/// Sensitive things ask for a password or a passkey shown no longer ago than this.
const FRESH_MS: i64 = 15 * 60 * 1000;

/// What a program's token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Reading whatever its member may read.
    Read,
    /// Writing in its member's name.
    Send,
    /// Uploading and fetching files.
    Files,
    /// What its member may do as an admin; never given unless asked for.
    Admin,
}

impl Scope {
    /// All there are, in the order they are written.
    pub const ALL: [Self; 4] = [Self::Read, Self::Send, Self::Files, Self::Admin];
    /// What a token allows whose maker did not say.
    pub const USUAL: [Self; 3] = [Self::Read, Self::Send, Self::Files];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Send => "send",
            Self::Files => "files",
            Self::Admin => "admin",
        }
    }
}

/// How somebody proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A signed-in browser, and when its owner last showed a password or passkey there.
    Session(SessionId, i64),
    /// A program's token, and what it allows.
    Token(TokenId, Vec<Scope>),
    /// Whoever runs the server, at its command line.
    Host,
}

/// Proof that an active member of a family is asking. Only this floor makes one.
#[derive(Clone, Debug)]
pub struct Me {
    member: Member,
    via: Via,
    origin: Origin,
}

impl Me {
    pub(in crate::domain) fn new(member: Member, via: Via) -> Result<Self> {
        if !member.is_active() {
            return Err(Error::Unauthenticated);
        }
        Ok(Self {
            member,
            via,
            origin: Origin::default(),
        })
    }

    /// The same, asking from somewhere.
    #[must_use]
    pub fn at(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Who.
    pub fn member(&self) -> &Member {
        &self.member
    }

    /// Their row.
    pub fn key(&self) -> MemberKey {
        self.member.key
    }

    /// Their public id.
    pub fn id(&self) -> &MemberId {
        &self.member.id
    }

    /// Their family.
    pub fn family(&self) -> FamilyKey {
        self.member.family_key
    }

    /// How they proved it.
    pub fn via(&self) -> &Via {
        &self.via
    }

    /// From where they ask.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The browser they sit at, if it is one.
    pub fn session(&self) -> Option<&SessionId> {
        match &self.via {
            Via::Session(session, _) => Some(session),
            Via::Token(..) | Via::Host => None,
        }
    }

    /// Whether they showed a password or a passkey at this browser lately. A clock that was set back
    /// since makes nothing fresh.
    pub fn is_fresh(&self, now_ms: i64) -> bool {
        match self.via {
            Via::Session(_, proved_at) => (0..FRESH_MS).contains(&(now_ms - proved_at)),
            Via::Token(..) | Via::Host => false,
        }
    }

    /// Refuses a token that was not made for this.
    pub fn require(&self, scope: Scope) -> Result<()> {
        match &self.via {
            Via::Token(_, scopes) if !scopes.contains(&scope) => Err(Error::Forbidden("forbidden")),
            _ => Ok(()),
        }
    }

    /// Refuses whoever does not run the family's Hearth, and a token that was not made for that.
    pub fn require_admin(&self) -> Result<()> {
        self.require(Scope::Admin)?;
        match self.member.role {
            super::Role::Admin => Ok(()),
            _ => Err(Error::Forbidden("forbidden")),
        }
    }
}
