//! Coming in by an invitation: typing its code, looking at it, accepting it.
//!
//! Looking changes nothing, so a preview in another program uses nothing up. The link carries 128
//! random bits and the code 60, so guessing finds nothing; typing is counted all the same, as at every
//! door that somebody unknown may knock at.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::chosen;
use super::sessions::start;
use crate::base::error::{Error, Fields, Result};
use crate::domain::invitations::{self, Accepted, Newcomer, Preview};
use crate::domain::members;
use crate::domain::origin::Origin;
use crate::domain::sessions::Way;
use crate::views::join::{CodePage, JoinForm, JoinPage};
use crate::views::problems::Problems;
use crate::web::client_address::client_address;
use crate::web::devices;
use crate::web::extract::{Visitor, origin};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// `GET /join`.
pub async fn new(visitor: Visitor) -> Answer {
    html(&CodePage {
        frame: &visitor.frame,
        code: String::new(),
        problems: Problems::none(),
    })
}

/// The code of an invitation.
#[derive(Deserialize)]
pub struct Typed {
    invitation: String,
}

/// `POST /join`: on to the invitation with this code.
pub async fn find(
    request: HttpRequest,
    visitor: Visitor,
    site: web::Data<Site>,
    form: web::Form<Typed>,
) -> Answer {
    if let Some(address) = client_address(&request) {
        site.limits.key_of_the_house(address)?;
    }
    let code = form.into_inner().invitation;
    match preview(&site, &code).await {
        Ok(_) => {
            let path = format!("/join/{}", invitations::spelled(&code));
            Ok(see_other(&visitor.frame.url(path)))
        }
        Err(Error::NotFound(_)) => html_with(
            StatusCode::NOT_FOUND,
            &CodePage {
                frame: &visitor.frame,
                code,
                problems: Problems::of([("invitation", "invalid")]),
            },
        ),
        Err(other) => Err(other.into()),
    }
}

/// `GET /join/{secret}`.
pub async fn show(visitor: Visitor, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    let secret = path.into_inner();
    let preview = preview(&site, &secret).await?;
    html(&page(
        &visitor,
        &secret,
        preview,
        JoinForm::default(),
        Problems::none(),
    ))
}

/// What a newcomer says of themself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrival {
    name: String,
    username: String,
    password: String,
    time_zone: Option<String>,
}

/// `POST /join/{secret}`.
pub async fn create(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Arrival>,
) -> Answer {
    let (secret, form) = (path.into_inner(), form.into_inner());
    // Before the slow hash, which only whoever holds an invitation may make this machine do.
    let preview = preview(&site, &secret).await?;
    if let Some(address) = client_address(&request) {
        site.limits.sign_in(address)?;
    }
    let shown = JoinForm {
        name: form.name.clone(),
        username: form.username.clone(),
    };
    match accept(&site, &secret, &preview.family, form, origin(&request)).await {
        Ok(Accepted { member, thread }) => {
            start(&request, &session, &member, Way::Invitation)?;
            let path = match thread {
                Some(thread) => format!("/threads/{thread}"),
                None => "/".to_owned(),
            };
            let mut response = see_other(&visitor.frame.url(path));
            devices::remember(&request, &site, &member.username, &mut response);
            Ok(response)
        }
        Err(error) => {
            let fields: Fields = form_fields(error)?;
            let problems = Problems::in_fields(fields);
            html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &page(&visitor, &secret, preview, shown, problems),
            )
        }
    }
}

async fn accept(
    site: &Site,
    secret: &str,
    family: &str,
    form: Arrival,
    origin: Origin,
) -> Result<Accepted> {
    let names = [family, &form.name, &form.username];
    let password_hash = site.hasher.hash("password", &form.password, &names).await?;
    let newcomer = Newcomer {
        name: form.name,
        username: form.username,
        password_hash,
        origin,
    };
    let (secret, zone) = (secret.to_owned(), chosen(form.time_zone));
    let written = site
        .store
        .write(move |tx| {
            let accepted = invitations::accept(tx, &secret, &newcomer)?;
            if let Some(zone) = &zone {
                members::note_time_zone(tx, accepted.member.key, zone)?;
            }
            Ok(accepted)
        })
        .await?;
    Ok(written.value)
}

async fn preview(site: &Site, secret: &str) -> Result<Preview> {
    let (secret, now) = (secret.to_owned(), site.store.clock().now_ms());
    site.store
        .read(move |conn| invitations::preview(conn, &secret, now))
        .await
}

fn page<'a>(
    visitor: &'a Visitor,
    secret: &str,
    preview: Preview,
    form: JoinForm,
    problems: Problems,
) -> JoinPage<'a> {
    JoinPage {
        frame: &visitor.frame,
        secret: invitations::spelled(secret),
        family: preview.family,
        inviter: preview.inviter,
        form,
        problems,
    }
}
