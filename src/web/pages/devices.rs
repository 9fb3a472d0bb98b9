//! One's signed-in browsers: seeing them, ending one, ending all others.
//!
//! Whoever ends one has lost a telephone: its sockets are closed before the answer.

use actix_session::Session;
use actix_web::web;
use serde::Deserialize;

use super::sessions::{leave, signed_out};
use crate::base::error::Error;
use crate::base::ids::SessionId;
use crate::domain::sessions;
use crate::domain::tickets::cards;
use crate::views::settings::devices::{Device, DevicesPage, Ended};
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, see_other};
use crate::web::site::Site;

/// What was just ended.
#[derive(Deserialize)]
pub struct Done {
    ended: Option<String>,
}

/// `GET /settings/devices`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, done: web::Query<Done>) -> Answer {
    let now = site.store.clock().now_ms();
    let me = reader.me.clone();
    let (browsers, has_card) = site
        .store
        .read(move |conn| {
            let browsers = sessions::own(conn, &me, now)?;
            Ok((browsers, cards::has_card(conn, &me, now)?))
        })
        .await?;
    html(&DevicesPage {
        frame: &reader.frame,
        devices: browsers
            .iter()
            .map(|browser| Device::of(browser, &reader.me))
            .collect(),
        ended: match done.ended.as_deref() {
            Some("one") => Some(Ended::One),
            Some("others") => Some(Ended::Others),
            _ => None,
        },
        has_card,
        is_fresh: reader.me.is_fresh(now),
    })
}

/// `POST /settings/devices/{device}/end`. Ending the one in front of oneself is signing out.
pub async fn destroy(
    reader: SignedIn,
    session: Session,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let device = SessionId::from_outside(path.into_inner());
    if reader.me.session() == Some(&device) {
        leave(&site, reader.me).await?;
        return Ok(signed_out(&reader.frame, &session));
    }
    let me = reader.me.clone();
    let ended = site
        .store
        .write(move |tx| sessions::end_own(tx, &me, &device))
        .await;
    let path = match ended {
        Ok(ended) => {
            ended.dispatched().await;
            "/settings/devices?ended=one"
        }
        // Tapped twice, or ended elsewhere meanwhile: the list shows that it is gone. It is the same
        // answer for a device of somebody else, so nobody learns that there is one.
        Err(Error::NotFound(_)) => "/settings/devices",
        Err(other) => return Err(other.into()),
    };
    Ok(see_other(&reader.frame.url(path)))
}

/// `POST /settings/devices/others/end`.
pub async fn destroy_others(reader: SignedIn, site: web::Data<Site>) -> Answer {
    let me = reader.me.clone();
    site.store
        .write(move |tx| sessions::end_others(tx, &me))
        .await?
        .dispatched()
        .await;
    Ok(see_other(
        &reader.frame.url("/settings/devices?ended=others"),
    ))
}
