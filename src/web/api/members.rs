//! The asker and their family.

use actix_web::web;

use crate::domain::threads;
use crate::views::api::errors::ErrorBody;
use crate::views::api::members::{FamilyBody, MeBody, MemberList, OwnMember, Person};
use crate::web::extract::{Caller, ToRead};
use crate::web::respond::{Answer, json_ok};
use crate::web::site::Site;

/// Who is asking.
#[utoipa::path(get, path = "/api/me", tag = "members", responses(
    (status = 200, body = MeBody), (status = 401, body = ErrorBody)))]
pub async fn me(caller: Caller<ToRead>) -> Answer {
    json_ok(&MeBody {
        member: OwnMember::of(caller.me.member(), &caller.family),
        family: FamilyBody::from(&caller.family),
    })
}

/// Everybody active in the family; for a guest, the people they share a thread with.
#[utoipa::path(get, path = "/api/members", tag = "members", responses(
    (status = 200, body = MemberList), (status = 401, body = ErrorBody)))]
pub async fn index(caller: Caller<ToRead>, site: web::Data<Site>) -> Answer {
    let members = site
        .store
        .read(move |conn| threads::acquaintances(conn, &caller.me))
        .await?;
    json_ok(&MemberList {
        members: members
            .iter()
            .map(|member| Person::of(member, site.base()))
            .collect(),
    })
}
