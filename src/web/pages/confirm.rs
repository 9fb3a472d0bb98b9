//! Showing once more that it is oneself: what a browser left open on the kitchen table must not allow.
//!
//! A wrong password counts as at sign-in. The right one gives the browser a new cookie, so that a copy
//! of the old one is worth nothing.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::Hint;
use super::sessions::{check_password, own_path, start};
use crate::domain::sessions::Way;
use crate::views::problems::Problems;
use crate::views::settings::confirm::ConfirmPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::site::Site;

/// `GET /settings/confirm`.
pub async fn new(reader: SignedIn, hint: web::Query<Hint>) -> Answer {
    let next = own_path(hint.into_inner().next);
    html(&page(&reader, next, Problems::none()))
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
        None => html_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &page(&reader, next, Problems::of([("password", "wrong")])),
        ),
    }
}

fn page(reader: &SignedIn, next: String, problems: Problems) -> ConfirmPage<'_> {
    ConfirmPage {
        frame: &reader.frame,
        username: &reader.me.member().username,
        next,
        problems,
    }
}
