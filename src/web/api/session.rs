//! Signing in and out with JSON.

use actix_session::Session;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::error::Error;
use crate::domain::families;
use crate::domain::sessions::Way;
use crate::views::api::errors::ErrorBody;
use crate::views::api::members::{OwnMember, SignedIn};
use crate::web::devices;
use crate::web::extract::{Json, Visitor};
use crate::web::pages::sessions::{check_password, forgotten, leave, start};
use crate::web::respond::{Answer, json_ok, no_content};
use crate::web::site::Site;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    /// User name.
    username: String,
    /// Password.
    password: String,
}

/// Signs in: the answer sets the session cookie.
#[utoipa::path(post, path = "/api/session", tag = "session", security(()), request_body = Credentials, responses(
    (status = 200, body = SignedIn), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody)))]
pub async fn create(
    request: HttpRequest,
    _: Visitor,
    session: Session,
    site: web::Data<Site>,
    body: Json<Credentials>,
) -> Answer {
    let Json(credentials) = body;
    let member = check_password(
        &request,
        &site,
        &credentials.username,
        &credentials.password,
    )
    .await?
    .ok_or(Error::InvalidCredentials)?;
    let family_key = member.family_key;
    let family = site
        .store
        .read(move |conn| families::find(conn, family_key))
        .await?;
    start(&request, &session, &member, Way::Password)?;
    let mut response = json_ok(&SignedIn {
        member: OwnMember::of(&member, &family),
    })?;
    devices::remember(&request, &site, &member.username, &mut response);
    Ok(response)
}

/// Signs out. Without a session there is nothing to do.
#[utoipa::path(delete, path = "/api/session", tag = "session", security(()), responses(
    (status = 204), (status = 401, body = ErrorBody)))]
pub async fn destroy(visitor: Visitor, session: Session, site: web::Data<Site>) -> Answer {
    if let Some(me) = visitor.me {
        leave(&site, me).await?;
    }
    Ok(forgotten(&session, no_content()))
}
