//! What one lets the others notice: that one writes, that one is here, up to where one has read.

use actix_web::web;
use serde::Deserialize;

use super::settings::Saved;
use crate::domain::members::{self, Shares};
use crate::views::settings::sharing::SharingPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, see_other};
use crate::web::site::Site;

/// `GET /settings/sharing`.
pub async fn edit(reader: SignedIn, query: web::Query<Saved>) -> Answer {
    html(&SharingPage {
        frame: &reader.frame,
        saved: query.is_so(),
    })
}

/// What the form sends; a switch that is off is not sent.
#[derive(Deserialize)]
pub struct Choices {
    typing: Option<String>,
    presence: Option<String>,
    reading: Option<String>,
}

/// `POST /settings/sharing`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, form: web::Form<Choices>) -> Answer {
    let me = reader.me.clone();
    let shares = Shares {
        typing: form.typing.is_some(),
        presence: form.presence.is_some(),
        reading: form.reading.is_some(),
    };
    site.store
        .write(move |tx| members::share(tx, &me, shares))
        .await?;
    Ok(see_other(&reader.frame.url("/settings/sharing?saved=yes")))
}
