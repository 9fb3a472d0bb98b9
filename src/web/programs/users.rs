//! Sending a user's sockets away: those on which they have signed in.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::refusal::{Answer, Refusal};
use super::signed::Signed;
use crate::base::ids::MemberId;
use crate::domain::apps;
use crate::web::site::Site;

/// A user in an address.
#[derive(Deserialize)]
pub struct Named {
    user: String,
}

/// `POST /apps/{app}/users/{user}/terminate_connections`, and the same without the app as one of the
/// official libraries has it. Somebody of another family is nobody.
pub async fn terminate(signed: Signed, site: web::Data<Site>, path: web::Path<Named>) -> Answer {
    let (member, scope) = (
        MemberId::from_outside(&path.user),
        signed.app.scope().cloned(),
    );
    let is_theirs = site
        .store
        .read(move |conn| apps::is_of(conn, &member, scope.as_deref()))
        .await
        .map_err(Refusal::other)?;
    if is_theirs {
        site.rooms.terminate_user(&path.user).await;
    }
    Ok(HttpResponse::Ok().json(json!({})))
}
