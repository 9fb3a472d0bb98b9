//! Who is in a thread: adding and removing people.

use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;

use super::threads::ids;
use crate::base::ids::ThreadId;
use crate::domain::threads::{self, History};
use crate::views::api::errors::ErrorBody;
use crate::views::api::threads::ThreadAnswer;
use crate::web::extract::{Caller, Json, ToSend};
use crate::web::respond::{Answer, json_ok};
use crate::web::site::Site;

/// Whom.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct People {
    /// Member ids of the family.
    #[schema(required, value_type = Vec<String>, min_items = 1)]
    member_ids: Option<Vec<String>>,
}

/// Whom, and what they are to see of what was said before.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Newcomers {
    /// Member ids of the family.
    #[schema(required, value_type = Vec<String>, min_items = 1)]
    member_ids: Option<Vec<String>>,
    /// `all` of it, or `fromNow` on; who is in the thread already keeps what they have.
    #[schema(value_type = Option<Seen>, default = "all")]
    history: Option<Seen>,
}

/// How much of what was said before somebody sees.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Seen {
    /// Everything.
    All,
    /// Only what is said from now on.
    FromNow,
}

impl From<Seen> for History {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::All => Self::All,
            Seen::FromNow => Self::FromNow,
        }
    }
}

/// Adds people to a thread.
#[utoipa::path(post, path = "/api/threads/{thread}/members", tag = "threads", params(("thread" = String, Path)), request_body = Newcomers, responses(
    (status = 200, body = ThreadAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Json<Newcomers>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let people = ids(body.0.member_ids)?;
    let history = body.0.history.map(History::from).unwrap_or_default();
    let peopled = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &caller.me, &thread)?;
            threads::add(tx, &caller.me, &seat, &people, history)
        })
        .await?
        .value;
    json_ok(&ThreadAnswer::from(&peopled))
}

/// Removes people from a thread; whom it concerns hears nothing of it once this has answered.
#[utoipa::path(delete, path = "/api/threads/{thread}/members", tag = "threads", params(("thread" = String, Path)), request_body = People, responses(
    (status = 200, body = ThreadAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn destroy(
    caller: Caller<ToSend>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Json<People>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let people = ids(body.0.member_ids)?;
    let written = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &caller.me, &thread)?;
            threads::remove(tx, &caller.me, &seat, &people)
        })
        .await?;
    let peopled = written.dispatched().await;
    json_ok(&ThreadAnswer::from(&peopled))
}
