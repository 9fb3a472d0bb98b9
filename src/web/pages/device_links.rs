//! Signing in another of one's own devices, by a code that this one shows.
//!
//! Whoever finds this device unlocked must not be able to take the account along, so it asks for the
//! password where that was not shown lately.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use crate::base::clock::moment;
use crate::domain::tickets::{self, DEVICE_MINUTES};
use crate::views::qr::Qr;
use crate::views::tickets::DeviceLinkPage;
use crate::web::extract::Confirmed;
use crate::web::own_address::OwnAddress;
use crate::web::respond::{Answer, html_with};
use crate::web::site::Site;

/// `POST /settings/devices/link`. The code is in this answer and nowhere else.
pub async fn create(
    request: HttpRequest,
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
) -> Answer {
    let me = reader.me.clone();
    let made = site
        .store
        .write(move |tx| tickets::make_device_link(tx, &me))
        .await?
        .value;
    let own = OwnAddress::of(&request, &site);
    let frame = &reader.frame;
    let link = own.url(frame, format!("/ticket/{}", made.token));
    html_with(
        StatusCode::CREATED,
        &DeviceLinkPage {
            frame,
            qr: Qr::of(&link),
            link,
            minutes: DEVICE_MINUTES,
            expires_at: moment(made.ticket.expires_at),
            is_local: own.is_local(),
        },
    )
}
