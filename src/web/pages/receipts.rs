//! Read marks from the open page.

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use crate::base::ids::{MessageId, ThreadId};
use crate::web::api::receipts::mark;
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, no_content, see_other};
use crate::web::site::Site;

/// How far somebody has read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadUpTo {
    message_id: String,
}

/// `POST /threads/{id}/read`.
pub async fn create(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<ReadUpTo>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let message = MessageId::from_outside(form.into_inner().message_id);
    let page = reader.frame.url(format!("/threads/{thread}"));
    mark(&site.store, reader.me, thread, message).await?;
    match is_fragment(&request) {
        true => Ok(no_content()),
        false => Ok(see_other(&page)),
    }
}
