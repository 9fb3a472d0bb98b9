//! Messages: reading in pages and by change, posting, editing, removing.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::base::error::{Error, Result};
use crate::base::ids::{FileId, MessageId, ThreadId};
use crate::domain::messages::{self, Anchor, Cursor, Draft};
use crate::domain::threads;
use crate::views::api::errors::ErrorBody;
use crate::views::api::messages::{
    ChangeList, MessageAnswer, MessageBody, MessageList, MessagesAnswer, PostedAnswer,
};
use crate::web::extract::{Caller, Json, ToRead, ToSend, limit};
use crate::web::respond::{Answer, JSON, json_ok, no_content};
use crate::web::site::Site;

/// Where a page begins; at most one of the last four.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Place {
    /// How many; 50 unless said otherwise, 200 at most.
    pub limit: Option<String>,
    /// Right after this message.
    pub cursor: Option<String>,
    /// Right before this message.
    pub before: Option<String>,
    /// With this message in the middle.
    pub around: Option<String>,
    /// What changed after this `changeCursor`.
    pub since: Option<String>,
}

/// What a [`Place`] asks for.
pub enum Wanted {
    /// A page by place.
    Page(Anchor),
    /// What changed after this cursor.
    Since(String),
}

impl Place {
    /// What is asked for; two places at once are none.
    pub fn wanted(&self) -> Result<Wanted> {
        let id = |text: &String| MessageId::from_outside(text);
        match (&self.cursor, &self.before, &self.around, &self.since) {
            (None, None, None, None) => Ok(Wanted::Page(Anchor::Start)),
            (Some(text), None, None, None) => Ok(Wanted::Page(Anchor::After(id(text)))),
            (None, Some(text), None, None) => Ok(Wanted::Page(Anchor::Before(id(text)))),
            (None, None, Some(text), None) => Ok(Wanted::Page(Anchor::Around(id(text)))),
            (None, None, None, Some(text)) => Ok(Wanted::Since(text.clone())),
            _ => Err(Error::BadRequest("invalid_cursor")),
        }
    }
}

/// A thread's messages, oldest first; or, with `since`, all that changed, in order of change.
#[utoipa::path(get, path = "/api/threads/{thread}/messages", tag = "messages", params(("thread" = String, Path), Place), responses(
    (status = 200, body = MessagesAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn index(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<Place>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let limit = limit(query.limit.as_deref());
    let wanted = query.wanted();
    let base = site.base().to_owned();
    let answer = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &caller.me, &thread).map_err(of_thread)?;
            Ok(match wanted? {
                Wanted::Page(anchor) => {
                    let page = messages::page(conn, &seat, &anchor, limit)?;
                    MessagesAnswer::Page(MessageList::of(&page, &base))
                }
                Wanted::Since(cursor) => {
                    let since = Cursor::parse(&cursor, &seat)?;
                    let changes = messages::changes(conn, &seat, &since, limit)?;
                    MessagesAnswer::Changes(ChangeList::of(&changes, &base))
                }
            })
        })
        .await?;
    json_ok(&answer)
}

/// A message to post.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// What it says, up to 10,000 characters; may be missing where there are files.
    #[schema(max_length = 10_000)]
    body: Option<String>,
    /// One's own files that are on no message yet.
    #[schema(max_items = 10)]
    file_ids: Option<Vec<String>>,
    /// A message of the same thread.
    reply_to: Option<String>,
}

/// Posts a message. With an `Idempotency-Key` a repeat is answered with the first one's result.
#[utoipa::path(post, path = "/api/threads/{thread}/messages", tag = "messages",
    params(("thread" = String, Path), ("Idempotency-Key" = Option<uuid::Uuid>, Header, description = "A UUID, unique per author for ever.")),
    request_body = NewMessage, responses(
    (status = 201, body = PostedAnswer), (status = 200, description = "Posted before; `Idempotency-Replayed: true`.", body = PostedAnswer),
    (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn create(
    request: HttpRequest,
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Json<NewMessage>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let Json(new) = body;
    let key = match request.headers().get("idempotency-key") {
        None => None,
        Some(value) => Some(idempotency_key(value.to_str().unwrap_or_default())?),
    };
    site.limits.message(caller.me.key())?;
    let draft = Draft {
        body: new.body.unwrap_or_default(),
        file_ids: new
            .file_ids
            .unwrap_or_default()
            .into_iter()
            .map(FileId::from_outside)
            .collect(),
        reply_to: new.reply_to.map(MessageId::from_outside),
        idempotency_key: key,
    };
    let posted = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &caller.me, &thread).map_err(of_thread)?;
            messages::post(tx, &caller.me, &seat, draft)
        })
        .await?
        .value;
    let mut response = match posted.is_replay {
        true => HttpResponse::Ok(),
        false => HttpResponse::Created(),
    };
    if posted.is_replay {
        response.insert_header((HeaderName::from_static("idempotency-replayed"), "true"));
    }
    Ok(response
        .content_type(JSON)
        .json(PostedAnswer::from(&posted)))
}

/// New words for a message.
#[derive(Deserialize, ToSchema)]
pub struct Edit {
    /// What it says from now on.
    #[schema(max_length = 10_000)]
    body: String,
}

/// Edits one's own message; what it said before is kept.
#[utoipa::path(patch, path = "/api/messages/{message}", tag = "messages", params(("message" = String, Path)), request_body = Edit, responses(
    (status = 200, body = MessageAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn update(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Json<Edit>,
) -> Answer {
    let id = MessageId::from_outside(path.into_inner());
    let Json(edit) = body;
    let message = site
        .store
        .write(move |tx| {
            let sight = messages::sight(tx.conn(), &caller.me, &id)?;
            messages::edit(tx, &caller.me, &sight, &edit.body)
        })
        .await?
        .value;
    json_ok(&MessageAnswer {
        message: MessageBody::of(&message, site.base()),
    })
}

/// Removes a message: its author may, and the family's admins. Its place stays.
#[utoipa::path(delete, path = "/api/messages/{message}", tag = "messages", params(("message" = String, Path)), responses(
    (status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn destroy(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = MessageId::from_outside(path.into_inner());
    site.store
        .write(move |tx| {
            let sight = messages::sight(tx.conn(), &caller.me, &id)?;
            messages::remove(tx, &caller.me, &sight)
        })
        .await?;
    Ok(no_content())
}

/// Reads an idempotency key: a UUID in any of its spellings is one key.
pub fn idempotency_key(text: &str) -> Result<String> {
    uuid::Uuid::parse_str(text.trim())
        .map(|key| key.hyphenated().to_string())
        .map_err(|_| Error::BadRequest("invalid_idempotency_key"))
}

/// Under `/api/threads/{id}/messages` a missing thread has a code of its own.
fn of_thread(error: Error) -> Error {
    match error {
        Error::NotFound(_) => Error::NotFound("thread_not_found"),
        other => other,
    }
}

/// The status a new message is answered with, for the page's own door.
pub fn posted_status(is_replay: bool) -> StatusCode {
    match is_replay {
        true => StatusCode::OK,
        false => StatusCode::CREATED,
    }
}
