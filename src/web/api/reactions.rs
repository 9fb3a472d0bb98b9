//! Reactions: one person, one emoji, one message.

use actix_web::web;

use crate::base::ids::MessageId;
use crate::domain::{messages, reactions};
use crate::views::api::errors::ErrorBody;
use crate::web::extract::{Caller, ToSend};
use crate::web::respond::{Answer, no_content};
use crate::web::site::Site;

/// Reacts with an emoji; twice is once.
#[utoipa::path(put, path = "/api/messages/{message}/reactions/{emoji}", tag = "messages", params(("message" = String, Path), ("emoji" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn update(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, emoji) = path.into_inner();
    let id = MessageId::from_outside(id);
    site.store
        .write(move |tx| {
            let sight = messages::sight(tx.conn(), &caller.me, &id)?;
            reactions::put(tx, &caller.me, &sight, &emoji)
        })
        .await?;
    Ok(no_content())
}

/// Takes a reaction back; one that is not there is gone already.
#[utoipa::path(delete, path = "/api/messages/{message}/reactions/{emoji}", tag = "messages", params(("message" = String, Path), ("emoji" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn destroy(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, emoji) = path.into_inner();
    let id = MessageId::from_outside(id);
    site.store
        .write(move |tx| {
            let sight = messages::sight(tx.conn(), &caller.me, &id)?;
            reactions::take_back(tx, &caller.me, &sight, &emoji)
        })
        .await?;
    Ok(no_content())
}
