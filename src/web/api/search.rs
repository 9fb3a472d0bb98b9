//! Finding what was said, in the asker's own threads.

use actix_web::web;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, MessageId, ThreadId};
use crate::domain::search::{self, Question};
use crate::views::api::errors::ErrorBody;
use crate::views::api::search::SearchAnswer;
use crate::web::extract::{Caller, ToRead, limit};
use crate::web::respond::{Answer, json_ok};
use crate::web::site::Site;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// Words that must all be there; the last may be a beginning. Up to 12.
    #[param(required, value_type = String, min_length = 2, max_length = 1_000)]
    q: Option<String>,
    /// In this thread only.
    thread: Option<String>,
    /// By this member only.
    author: Option<String>,
    /// Posted at this moment or later: RFC 3339, or a day in UTC.
    from: Option<String>,
    /// Posted before this moment; of a day, before its end.
    to: Option<String>,
    /// How many; 50 unless said otherwise, 200 at most.
    limit: Option<String>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Messages with all of these words, newest first.
#[utoipa::path(get, path = "/api/search", tag = "search", params(Sought), responses(
    (status = 200, body = SearchAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn index(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    query: web::Query<Sought>,
) -> Answer {
    let sought = query.into_inner();
    site.limits.search(caller.me.key())?;
    let question = Question {
        text: sought.q.unwrap_or_default(),
        thread: sought.thread.map(ThreadId::from_outside),
        author: sought.author.map(MemberId::from_outside),
        from: moment("from", sought.from.as_deref(), Some)?,
        to: moment("to", sought.to.as_deref(), |day| day.tomorrow().ok())?,
        cursor: sought.cursor.map(MessageId::from_outside),
        limit: limit(sought.limit.as_deref()),
    };
    let results = site
        .store
        .read(move |conn| search::search(conn, &caller.me, &question))
        .await?;
    json_ok(&SearchAnswer::of(&results, site.base()))
}

/// A moment, or the beginning of the day that a day stands for.
fn moment(
    field: &'static str,
    text: Option<&str>,
    day: impl FnOnce(Date) -> Option<Date>,
) -> Result<Option<i64>> {
    let Some(text) = text else { return Ok(None) };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(Some(moment.as_millisecond()));
    }
    text.parse::<Date>()
        .ok()
        .and_then(day)
        .and_then(|day| beginning(day, TimeZone::UTC))
        .map(Some)
        .ok_or_else(|| Error::field(field, "invalid"))
}

/// When a day begins somewhere, in milliseconds since 1970.
pub fn beginning(day: Date, zone: TimeZone) -> Option<i64> {
    let start = day.to_zoned(zone).ok()?;
    Some(start.timestamp().as_millisecond())
}
