//! Showing once more that it is oneself: what a browser left open on the kitchen table must not allow.
//!
//! A wrong password counts as at sign-in. The right one gives the browser a new cookie, so that a copy
//! of the old one is worth nothing.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::sessions::{check_password, own_path, start};
use super::{Hint, passkeys};
use crate::base::error::Result;
use crate::domain;
use crate::domain::sessions::Way;
use crate::views::problems::Problems;
use crate::views::settings::confirm::ConfirmPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::site::Site;

/// `GET /settings/confirm`.
pub async fn new(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    hint: web::Query<Hint>,
) -> Answer {
    let next = own_path(hint.into_inner().next);
    html(&page(&request, &reader, &site, next, Problems::none()).await?)
}

/// The password, and where to go on to.
#[derive(Deserialize)]
pub struct Proof {
    password: String,
    next: Option<String>,
}

/// `POST /settings/confirm`.
pub async fn create(
    request: HttpRequest,
    reader: SignedIn,
    session: Session,
    site: web::Data<Site>,
    form: web::Form<Proof>,
) -> Answer {
    let Proof { password, next } = form.into_inner();
    let next = own_path(next);
    let username = &reader.me.member().username;
    match check_password(&request, &site, username, &password).await? {
        Some(member) => {
            start(&request, &session, &member, Way::Again)?;
            Ok(see_other(&reader.frame.url(&next)))
        }
        None => {
            let problems = Problems::of([("password", "wrong")]);
            let page = page(&request, &reader, &site, next, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn page<'a>(
    request: &HttpRequest,
    reader: &'a SignedIn,
    site: &Site,
    next: String,
    problems: Problems,
) -> Result<ConfirmPage<'a>> {
    let me = reader.me.clone();
    let own = site
        .store
        .read(move |conn| domain::passkeys::own(conn, &me))
        .await?;
    Ok(ConfirmPage {
        frame: &reader.frame,
        username: &reader.me.member().username,
        next,
        passkeys: !own.is_empty() && passkeys::work_at(request, site),
        problems,
    })
}
