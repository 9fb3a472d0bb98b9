//! The people of the family.

use actix_web::web;

use crate::domain::members::Role;
use crate::domain::{acquaintances, guardians, threads};
use crate::views::family::FamilyPage;
use crate::views::from_domain;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// `GET /family`.
pub async fn show(reader: SignedIn, site: web::Data<Site>) -> Answer {
    let me = reader.me.clone();
    let (people, shut_out) = site
        .store
        .read(move |conn| {
            let people = threads::acquaintances(conn, &me)?;
            Ok((people, acquaintances::shut_out(conn, &me)?))
        })
        .await?;
    let role = reader.me.member().role;
    html(&FamilyPage {
        frame: &reader.frame,
        people: people.iter().map(from_domain::relative).collect(),
        shut_out: shut_out.iter().map(from_domain::relative).collect(),
        is_guest: role == Role::Guest,
        may_invite: guardians::may_invite(role),
        may_keep_house: guardians::may_keep_house(role),
        may_read_record: guardians::may_read_record(role),
        may_keep_programs: guardians::may_keep_programs(role),
    })
}
