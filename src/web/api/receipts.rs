//! Read marks.

use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::error::{Error, Result};
use crate::base::ids::{MessageId, ThreadId};
use crate::domain::members::Me;
use crate::domain::{messages, receipts};
use crate::store::Store;
use crate::views::api::errors::ErrorBody;
use crate::web::extract::{Caller, Json, ToSend};
use crate::web::respond::{Answer, no_content};
use crate::web::site::Site;

/// How far somebody has read.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadUpTo {
    /// The last message read.
    message_id: String,
}

/// Moves one's read mark forward.
#[utoipa::path(post, path = "/api/threads/{thread}/read", tag = "threads", params(("thread" = String, Path)), request_body = ReadUpTo, responses(
    (status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Json<ReadUpTo>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let message = MessageId::from_outside(body.0.message_id);
    mark(&site.store, caller.me, thread, message).await?;
    Ok(no_content())
}

/// Marks a thread as read up to one of its messages.
pub async fn mark(store: &Store, me: Me, thread: ThreadId, message: MessageId) -> Result<()> {
    store
        .write(move |tx| {
            let seat = crate::domain::threads::seat(tx.conn(), &me, &thread)?;
            let sight = messages::sight(tx.conn(), &me, &message)
                .ok()
                .filter(|sight| sight.seat().thread().key == seat.thread().key)
                .ok_or(Error::BadRequest("unknown_message"))?;
            receipts::mark(tx, &sight)
        })
        .await
        .map(|written| written.value)
}
