//! The API, described for a person.

use actix_web::web;

use crate::base::error::Error;
use crate::views::docs::ApiDocsPage;
use crate::web::api::openapi;
use crate::web::extract::Visitor;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// `GET /api/docs`.
pub async fn show(visitor: Visitor, site: web::Data<Site>) -> Answer {
    let document = serde_json::to_value(openapi::document(site.base())).map_err(Error::internal)?;
    html(&ApiDocsPage::new(&visitor.frame, &document))
}
