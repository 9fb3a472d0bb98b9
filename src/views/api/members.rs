//! People as programs see them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::ids::{FamilyId, MemberId};
use crate::domain::families::Family;
use crate::domain::members::{Member, Role};
use crate::views::people::picture_path;

/// Who is asking.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnMember {
    /// Member id.
    pub id: MemberId,
    /// What they are called.
    pub name: String,
    /// What they sign in with.
    pub username: String,
    /// What they are in the family.
    pub role: Role,
    /// Their family.
    pub family_id: FamilyId,
}

/// A signed-in member.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// Who.
    pub member: OwnMember,
}

/// Who is asking, and in which family.
#[derive(Serialize, ToSchema)]
pub struct MeBody {
    /// Who.
    pub member: OwnMember,
    /// Their family.
    pub family: FamilyBody,
}

/// A family.
#[derive(Serialize, ToSchema)]
pub struct FamilyBody {
    /// Family id.
    pub id: FamilyId,
    /// What the people in it call it.
    pub name: String,
}

/// Everybody active in the family.
#[derive(Serialize, ToSchema)]
pub struct MemberList {
    /// In the order they came.
    pub members: Vec<Person>,
}

/// One of them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Member id.
    pub id: MemberId,
    /// What they are called.
    pub name: String,
    /// What they are in the family.
    pub role: Role,
    /// Path of their picture on this server; `null` while they have none.
    pub avatar_url: Option<String>,
}

impl OwnMember {
    /// The member with their family's id.
    pub fn of(member: &Member, family: &Family) -> Self {
        Self {
            id: member.id.clone(),
            name: member.name.clone(),
            username: member.username.clone(),
            role: member.role,
            family_id: family.id.clone(),
        }
    }
}

impl From<&Family> for FamilyBody {
    fn from(family: &Family) -> Self {
        Self {
            id: family.id.clone(),
            name: family.name.clone(),
        }
    }
}

impl Person {
    /// Somebody, on a server that lives under `base`.
    pub fn of(member: &Member, base: &str) -> Self {
        let picture = member.picture_digest.as_deref();
        Self {
            id: member.id.clone(),
            name: member.name.clone(),
            role: member.role,
            avatar_url: picture
                .map(|digest| format!("{base}{}", picture_path(member.id.as_str(), digest))),
        }
    }
}
