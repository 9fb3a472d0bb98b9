//! What the asker makes of a thread for themselves: quiet, on top, put away. Twice is once.

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::error::{Error, Result};
use crate::base::ids::ThreadId;
use crate::domain::threads::{self, FOR_GOOD, Seat};
use crate::store::Tx;
use crate::views::api::errors::ErrorBody;
use crate::web::extract::{Caller, Json, ToSend};
use crate::web::respond::{Answer, no_content};
use crate::web::site::Site;

/// For how long a thread is to be quiet.
#[derive(Default, Deserialize, ToSchema)]
pub struct Mute {
    /// A moment to come; missing or `null` is for good.
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// Keeps a thread quiet, until a moment or for good.
#[utoipa::path(put, path = "/api/threads/{thread}/mute", tag = "threads", params(("thread" = String, Path)), request_body(content = Option<Mute>, description = "May be left out: for good."), responses(
    (status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn mute(
    request: HttpRequest,
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: web::Payload,
) -> Answer {
    let mute = match is_bodiless(&request) {
        true => Mute::default(),
        false => {
            let body = Json::<Mute>::from_request(&request, &mut body.into_inner());
            body.await.map(|Json(mute)| mute)?
        }
    };
    mark(caller, &site, path, move |tx, seat| {
        let until = match &mute.until {
            None => FOR_GOOD,
            Some(text) => moment_after(text, tx.now_ms())?,
        };
        threads::mute(tx, seat, until)
    })
    .await
}

/// Lets a thread be heard again.
#[utoipa::path(delete, path = "/api/threads/{thread}/mute", tag = "threads", params(("thread" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn unmute(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    mark(caller, &site, path, threads::unmute).await
}

/// Keeps a thread on top of the pages' list, and takes it out of the archive.
#[utoipa::path(put, path = "/api/threads/{thread}/pin", tag = "threads", params(("thread" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn pin(caller: Caller<ToSend>, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    mark(caller, &site, path, threads::pin).await
}

/// Takes the pin out.
#[utoipa::path(delete, path = "/api/threads/{thread}/pin", tag = "threads", params(("thread" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn unpin(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    mark(caller, &site, path, threads::unpin).await
}

/// Puts a thread away until something new is said in it, and takes its pin out. While it is muted it stays
/// away.
#[utoipa::path(put, path = "/api/threads/{thread}/archive", tag = "threads", params(("thread" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn archive(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    mark(caller, &site, path, threads::archive).await
}

/// Takes a thread out of the archive.
#[utoipa::path(delete, path = "/api/threads/{thread}/archive", tag = "threads", params(("thread" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn unarchive(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    mark(caller, &site, path, threads::unarchive).await
}

async fn mark(
    caller: Caller<ToSend>,
    site: &Site,
    path: web::Path<String>,
    act: impl FnOnce(&mut Tx<'_>, &Seat) -> Result<()> + Send + 'static,
) -> Answer {
    let id = ThreadId::from_outside(path.into_inner());
    site.store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &caller.me, &id)?;
            act(tx, &seat)
        })
        .await?;
    Ok(no_content())
}

/// Whether nothing at all was sent along; anything else must be JSON.
fn is_bodiless(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let length = headers.get(header::CONTENT_LENGTH);
    !headers.contains_key(header::CONTENT_TYPE)
        && !headers.contains_key(header::TRANSFER_ENCODING)
        && length.is_none_or(|length| length == "0")
}

/// A moment to come: one that is over would keep nothing quiet, and is a mistake.
fn moment_after(text: &str, now_ms: i64) -> Result<i64> {
    let at = text.parse::<Timestamp>().ok();
    at.map(Timestamp::as_millisecond)
        .filter(|at| *at > now_ms)
        .ok_or_else(|| Error::field("until", "invalid"))
}
