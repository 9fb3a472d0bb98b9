//! Printed cards: how things stand with one, making it, withdrawing it; one's own, and those of people
//! one looks after.
//!
//! What is on a card is in the one answer that makes it, ready to be printed, and nowhere else.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use crate::base::clock::moment;
use crate::base::ids::MemberId;
use crate::base::words::Language;
use crate::domain::tickets::cards;
use crate::views::cards::{CardPage, PrintedCard, halves};
use crate::views::qr::Qr;
use crate::web::extract::{Confirmed, SignedIn};
use crate::web::own_address::OwnAddress;
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::site::Site;

/// Whether it was just withdrawn.
#[derive(Deserialize)]
pub struct Done {
    revoked: Option<String>,
}

/// `GET /settings/card`.
pub async fn show_own(reader: SignedIn, site: web::Data<Site>, done: web::Query<Done>) -> Answer {
    let id = reader.me.id().clone();
    standing(reader, site, id, OWN.to_owned(), done.into_inner()).await
}

/// `GET /family/{member}/card`.
pub async fn show(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Answer {
    let (id, place) = somebody(path);
    standing(reader, site, id, place, done.into_inner()).await
}

/// `POST /settings/card`.
pub async fn create_own(
    request: HttpRequest,
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
) -> Answer {
    let id = reader.me.id().clone();
    print(request, reader, site, id, OWN.to_owned()).await
}

/// `POST /family/{member}/card`.
pub async fn create(
    request: HttpRequest,
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let (id, place) = somebody(path);
    print(request, reader, site, id, place).await
}

/// `POST /settings/card/revoke`.
pub async fn destroy_own(reader: SignedIn, site: web::Data<Site>) -> Answer {
    let id = reader.me.id().clone();
    withdraw(reader, site, id, OWN.to_owned()).await
}

/// `POST /family/{member}/card/revoke`. Taking a key away is made easy: nobody is asked once more.
pub async fn destroy(reader: SignedIn, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    let (id, place) = somebody(path);
    withdraw(reader, site, id, place).await
}

/// The page of one's own card.
const OWN: &str = "/settings/card";

/// Whose card a path is about, and the page of it.
fn somebody(path: web::Path<String>) -> (MemberId, String) {
    let id = path.into_inner();
    let place = format!("/family/{id}/card");
    (MemberId::from_outside(id), place)
}

async fn standing(
    reader: SignedIn,
    site: web::Data<Site>,
    id: MemberId,
    place: String,
    done: Done,
) -> Answer {
    let (me, now) = (reader.me.clone(), site.store.clock().now_ms());
    let standing = site
        .store
        .read(move |conn| cards::standing(conn, &me, &id, now))
        .await?;
    html(&CardPage {
        frame: &reader.frame,
        is_own: standing.member.key == reader.me.key(),
        is_fresh: reader.me.is_fresh(now),
        revoked: done.revoked.is_some(),
        standing,
        place,
    })
}

async fn print(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    id: MemberId,
    place: String,
) -> Answer {
    let (me, key) = (reader.me.clone(), site.code_key.clone());
    let card = site
        .store
        .write(move |tx| cards::make_card(tx, &me, &key, &id))
        .await?
        .value;
    let own = OwnAddress::of(&request, &site);
    let frame = &reader.frame;
    let made = card.made;
    let is_own = made.member.key == reader.me.key();
    let holder = made.member.language.as_deref();
    let paper = frame.speaking(match is_own {
        true => frame.language,
        false => Language::negotiate(holder, None, Some(&reader.family.language)),
    });
    html_with(
        StatusCode::CREATED,
        &PrintedCard {
            frame,
            paper: &paper,
            is_own,
            name: made.member.name,
            username: made.member.username,
            family: &reader.family.name,
            maker: &reader.me.member().name,
            qr: Qr::of(&own.url(frame, format!("/ticket/{}", made.token))),
            address: own.url(frame, "/ticket"),
            digits: halves(&card.code),
            made_at: moment(made.ticket.created_at),
            expires_at: moment(made.ticket.expires_at),
            is_local: own.is_local(),
            place,
        },
    )
}

async fn withdraw(reader: SignedIn, site: web::Data<Site>, id: MemberId, place: String) -> Answer {
    let me = reader.me.clone();
    site.store
        .write(move |tx| cards::revoke_card(tx, &me, &id))
        .await?;
    let to = format!("{place}?revoked=yes");
    Ok(see_other(&reader.frame.url(to)))
}
