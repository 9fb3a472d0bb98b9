//! Helping somebody to a new password: a link that an admin hands over and that shows them nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use crate::base::clock::moment;
use crate::base::ids::MemberId;
use crate::domain::tickets;
use crate::views::qr::Qr;
use crate::views::tickets::RecoveryPage;
use crate::web::extract::Confirmed;
use crate::web::own_address::OwnAddress;
use crate::web::respond::{Answer, html_with};
use crate::web::site::Site;

/// `POST /family/{member}/recovery`. The link is in this answer and nowhere else.
pub async fn create(
    request: HttpRequest,
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let me = reader.me.clone();
    let id = MemberId::from_outside(path.into_inner());
    let made = site
        .store
        .write(move |tx| tickets::make_recovery(tx, &me, &id))
        .await?
        .value;
    let own = OwnAddress::of(&request, &site);
    let frame = &reader.frame;
    let link = own.url(frame, format!("/ticket/{}", made.token));
    html_with(
        StatusCode::CREATED,
        &RecoveryPage {
            frame,
            name: made.member.name,
            qr: Qr::of(&link),
            link,
            expires_at: moment(made.ticket.expires_at),
            is_local: own.is_local(),
        },
    )
}
