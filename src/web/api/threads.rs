//! Threads: starting or finding one, looking at one, listing one's own, renaming.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::base::error::Error;
use crate::base::ids::{MemberId, ThreadId};
use crate::domain::messages;
use crate::domain::threads::{self, Opening, Reuse};
use crate::views::api::errors::ErrorBody;
use crate::views::api::threads::{ThreadAnswer, ThreadDetails, ThreadList, ThreadRow};
use crate::web::extract::{Caller, Json, ToRead, ToSend, limit};
use crate::web::respond::{Answer, json_ok, json_with};
use crate::web::site::Site;

/// A thread to start or find.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewThread {
    /// With whom; the asker is always added. Alone they make a notes thread.
    #[schema(required, value_type = Vec<String>, min_items = 1)]
    member_ids: Option<Vec<String>>,
    /// What to call it. Finding an existing thread renames it.
    #[schema(max_length = 200)]
    title: Option<String>,
    /// `false` always makes a new thread.
    #[schema(default = true)]
    reuse: Option<bool>,
}

/// Starts a thread, or finds the one with exactly these members.
#[utoipa::path(post, path = "/api/threads", tag = "threads", request_body = NewThread, responses(
    (status = 201, body = ThreadAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn create(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    body: Json<NewThread>,
) -> Answer {
    let Json(new) = body;
    let opening = Opening {
        member_ids: ids(new.member_ids)?,
        title: new.title,
        reuse: match new.reuse {
            Some(false) => Reuse::Never,
            Some(true) | None => Reuse::Any,
        },
    };
    let peopled = site
        .store
        .write(move |tx| threads::open(tx, &caller.me, &opening))
        .await?
        .value;
    json_with(StatusCode::CREATED, &ThreadAnswer::from(&peopled))
}

/// A thread with its people's names.
#[utoipa::path(get, path = "/api/threads/{thread}", tag = "threads", params(("thread" = String, Path)), responses(
    (status = 200, body = ThreadDetails), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = ThreadId::from_outside(path.into_inner());
    let (base, now) = (site.base().to_owned(), site.store.clock().now_ms());
    let details = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &caller.me, &id)?;
            let peopled = threads::peopled(conn, &seat)?;
            Ok(ThreadDetails::of(&peopled, &seat, now, &base))
        })
        .await?;
    json_ok(&details)
}

/// How a list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many; 50 unless said otherwise, 200 at most.
    limit: Option<String>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// One's own threads, newest activity first.
#[utoipa::path(get, path = "/api/threads", tag = "threads", params(Paging), responses(
    (status = 200, body = ThreadList), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody)))]
pub async fn index(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    query: web::Query<Paging>,
) -> Answer {
    let limit = limit(query.limit.as_deref());
    let cursor = query.cursor.clone().map(ThreadId::from_outside);
    let (base, now) = (site.base().to_owned(), site.store.clock().now_ms());
    let list = site
        .store
        .read(move |conn| {
            let (listed, next_cursor) = threads::list(conn, &caller.me, cursor.as_ref(), limit)?;
            let seats: Vec<_> = listed.iter().map(|listed| &listed.seat).collect();
            let counts = messages::unread(conn, &caller.me, &seats)?;
            let lasts = messages::last_of(conn, &seats)?;
            let threads = listed
                .iter()
                .zip(counts)
                .map(|(listed, counts)| {
                    let last = lasts.get(&listed.seat.thread().key);
                    ThreadRow::of(listed, last, counts, now, &base)
                })
                .collect();
            Ok(ThreadList {
                threads,
                next_cursor,
            })
        })
        .await?;
    json_ok(&list)
}

/// What may change about a thread.
#[derive(Deserialize, ToSchema)]
pub struct ThreadChange {
    /// A new title; empty or `null` takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    title: Option<Option<String>>,
}

/// Renames a thread.
#[utoipa::path(patch, path = "/api/threads/{thread}", tag = "threads", params(("thread" = String, Path)), request_body = ThreadChange, responses(
    (status = 200, body = ThreadAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn update(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Json<ThreadChange>,
) -> Answer {
    let id = ThreadId::from_outside(path.into_inner());
    let Json(change) = body;
    let peopled = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &caller.me, &id)?;
            match &change.title {
                None => threads::peopled(tx.conn(), &seat),
                Some(title) => threads::rename(tx, &seat, title.as_deref().unwrap_or_default()),
            }
        })
        .await?
        .value;
    json_ok(&ThreadAnswer::from(&peopled))
}

/// Member ids from outside; none at all is its own error.
pub fn ids(ids: Option<Vec<String>>) -> Result<Vec<MemberId>, Error> {
    match ids {
        Some(ids) if !ids.is_empty() => Ok(ids.into_iter().map(MemberId::from_outside).collect()),
        _ => Err(Error::BadRequest("memberIds required")),
    }
}

/// Tells a field that is `null` from one that is not there.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
