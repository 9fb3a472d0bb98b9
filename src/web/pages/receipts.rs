//! Read marks: one's own from the open page, and those of others for it.

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use crate::base::ids::{MessageId, ThreadId};
use crate::domain::{receipts, threads};
use crate::views::from_domain;
use crate::views::receipts::MarksFragment;
use crate::web::api::receipts::mark;
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, encoded, html, no_content, see_other};
use crate::web::site::Site;

/// `GET /threads/{id}/read`: up to where the others have read, for a page that is open already.
pub async fn index(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    if !is_fragment(&request) {
        let page = format!("/threads/{}", encoded(thread.as_str()));
        return Ok(see_other(&reader.frame.url(page)));
    }
    let me = reader.me.clone();
    let marks = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &thread)?;
            receipts::marks(conn, &me, &seat)
        })
        .await?;
    html(&MarksFragment {
        frame: &reader.frame,
        marks: from_domain::read_marks(&marks),
    })
}

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
