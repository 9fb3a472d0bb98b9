//! The record of what was done with the family's keys, for its grown-ups.

use actix_web::web;
use serde::Deserialize;

use crate::domain::audit;
use crate::views::family::record::RecordPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// Lines on a page.
const SHOWN: usize = 50;

/// Where in the record to go on; what is no number means the newest.
#[derive(Deserialize)]
pub struct From {
    before: Option<String>,
}

/// `GET /family/record`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, from: web::Query<From>) -> Answer {
    let before: Option<i64> = from.before.as_ref().and_then(|number| number.parse().ok());
    let me = reader.me.clone();
    let lines = site
        .store
        .read(move |conn| audit::page(conn, &me, before, SHOWN))
        .await?;
    html(&RecordPage {
        frame: &reader.frame,
        lines,
        is_older: before.is_some(),
    })
}
