//! One person of the family: their page, and what whoever looks after Hearth can do about them.
//!
//! Shutting somebody out is asked on a page of its own that says what follows; their devices, programs
//! and open pages are out before the answer.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::base::ids::MemberId;
use crate::domain::members::Role;
use crate::domain::{acquaintances, standing};
use crate::views::family::person::{Known, PersonPage, ShutOutPage};
use crate::views::problems::Problems;
use crate::web::extract::{Confirmed, SignedIn};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// Whether something was just done.
#[derive(Deserialize)]
pub struct Done {
    saved: Option<String>,
}

/// `GET /family/{member}`.
pub async fn show(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Answer {
    html(&PersonPage {
        known: known(&reader, &site, member(path)).await?,
        problems: Problems::none(),
        saved: done.saved.is_some(),
        frame: &reader.frame,
    })
}

/// What somebody is to be.
#[derive(Deserialize)]
pub struct NewRole {
    role: String,
}

/// `POST /family/{member}/role`.
pub async fn update_role(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<NewRole>,
) -> Answer {
    reader.me.require_admin()?;
    let id = member(path);
    match change_role(&reader, &site, &id, &form.role).await {
        Ok(()) => Ok(back(&reader, &id)),
        Err(error) => {
            let page = PersonPage {
                problems: Problems::in_fields(form_fields(error)?),
                known: known(&reader, &site, id).await?,
                saved: false,
                frame: &reader.frame,
            };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Whoever is a guest now is out of the family's chat before this returns.
async fn change_role(reader: &SignedIn, site: &Site, id: &MemberId, role: &str) -> Result<()> {
    let role = Role::parse(role).ok_or_else(|| Error::field("role", "required"))?;
    let (me, id) = (reader.me.clone(), id.clone());
    site.store
        .write(move |tx| standing::change_role(tx, &me, &id, role))
        .await?
        .dispatched()
        .await;
    Ok(())
}

/// `GET /family/{member}/shut-out`.
pub async fn ask_to_shut_out(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    reader.me.require_admin()?;
    html(&ShutOutPage {
        known: known(&reader, &site, member(path)).await?,
        problems: Problems::none(),
        frame: &reader.frame,
    })
}

/// `POST /family/{member}/shut-out`.
pub async fn shut_out(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let (me, id) = (reader.me.clone(), member(path));
    let wanted = id.clone();
    let done = site
        .store
        .write(move |tx| standing::deactivate(tx, &me, &wanted))
        .await;
    match done {
        Ok(written) => {
            written.dispatched().await;
            Ok(back(&reader, &id))
        }
        Err(error) => {
            let page = ShutOutPage {
                problems: Problems::in_fields(form_fields(error)?),
                known: known(&reader, &site, id).await?,
                frame: &reader.frame,
            };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /family/{member}/let-in`.
pub async fn let_in(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let (me, id) = (reader.me.clone(), member(path));
    let wanted = id.clone();
    site.store
        .write(move |tx| standing::reactivate(tx, &me, &wanted))
        .await?;
    Ok(back(&reader, &id))
}

fn member(path: web::Path<String>) -> MemberId {
    MemberId::from_outside(path.into_inner())
}

fn back(reader: &SignedIn, id: &MemberId) -> actix_web::HttpResponse {
    see_other(&reader.frame.url(format!("/family/{id}?saved=yes")))
}

async fn known(reader: &SignedIn, site: &Site, id: MemberId) -> Result<Known> {
    let me = reader.me.clone();
    let found = site
        .store
        .read(move |conn| acquaintances::find(conn, &me, &id))
        .await?;
    let now = site.store.clock().now_ms();
    Ok(Known::of(&found, &reader.me, now))
}
