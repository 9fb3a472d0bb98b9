//! The people of the family.

use actix_web::web;

use crate::domain::members::Role;
use crate::domain::{guardians, threads};
use crate::views::family::FamilyPage;
use crate::views::from_domain;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// `GET /family`.
pub async fn show(reader: SignedIn, site: web::Data<Site>) -> Answer {
    let me = reader.me.clone();
    let people = site
        .store
        .read(move |conn| threads::acquaintances(conn, &me))
        .await?;
    let role = reader.me.member().role;
    html(&FamilyPage {
        frame: &reader.frame,
        people: people.iter().map(from_domain::relative).collect(),
        is_guest: role == Role::Guest,
        may_invite: guardians::may_invite(role),
        may_keep_house: guardians::may_keep_house(role),
    })
}
