//! Changing one's own password.
//!
//! A wrong present password counts as at sign-in: a browser left open is no place to guess it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::sessions::{check_password, start};
use crate::base::error::{Error, Result};
use crate::domain::passwords;
use crate::domain::sessions::Way;
use crate::views::problems::Problems;
use crate::views::settings::password::PasswordPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// Whether it was just changed.
#[derive(Deserialize)]
pub struct Done {
    changed: Option<String>,
}

/// `GET /settings/password`.
pub async fn edit(reader: SignedIn, done: web::Query<Done>) -> Answer {
    html(&PasswordPage {
        frame: &reader.frame,
        username: &reader.me.member().username,
        problems: Problems::none(),
        changed: done.changed.is_some(),
    })
}

/// The present password, the new one, and the new one once more.
#[derive(Deserialize)]
pub struct Change {
    current: String,
    password: String,
    again: Option<String>,
}

/// `POST /settings/password`. All other browsers are out before this answers; the present one gets a
/// new cookie, so that a copy of the old one is worth nothing.
pub async fn update(
    request: HttpRequest,
    reader: SignedIn,
    session: Session,
    site: web::Data<Site>,
    form: web::Form<Change>,
) -> Answer {
    match change(&request, &reader, &site, form.into_inner()).await {
        Ok(()) => {
            start(&request, &session, reader.me.member(), Way::Again)?;
            Ok(see_other(
                &reader.frame.url("/settings/password?changed=yes"),
            ))
        }
        Err(error) => {
            let fields = form_fields(error)?;
            let page = PasswordPage {
                frame: &reader.frame,
                username: &reader.me.member().username,
                problems: Problems::in_fields(fields),
                changed: false,
            };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn change(request: &HttpRequest, reader: &SignedIn, site: &Site, form: Change) -> Result<()> {
    let username = &reader.me.member().username;
    if check_password(request, site, username, &form.current)
        .await?
        .is_none()
    {
        return Err(Error::field("current", "invalid"));
    }
    if form.password == form.current {
        return Err(Error::field("password", "same"));
    }
    if form.again.is_some_and(|again| again != form.password) {
        return Err(Error::field("again", "invalid"));
    }
    let names = [username, &reader.me.member().name, &reader.family.name];
    let hash = site
        .hasher
        .hash("password", &form.password, &names.map(String::as_str))
        .await?;
    let me = reader.me.clone();
    site.store
        .write(move |tx| passwords::change(tx, &me, &hash))
        .await?
        .dispatched()
        .await;
    Ok(())
}
