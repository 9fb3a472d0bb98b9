//! Finding what was said, as a page: a form, and below it what was found.

use actix_web::http::StatusCode;
use actix_web::web;
use jiff::civil::Date;
use serde::Deserialize;

use super::chosen;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, MessageId, ThreadId};
use crate::domain::members::{self, Me, Role};
use crate::domain::search::{self, Question, Results};
use crate::domain::threads;
use crate::views::frame::Frame;
use crate::views::from_domain;
use crate::views::people::Person;
use crate::views::problems::Problems;
use crate::views::search::{Outcome, SearchForm, SearchPage};
use crate::views::threads::ThreadView;
use crate::web::api::search::beginning;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, html_with};
use crate::web::site::Site;

/// Results on one page.
const SHOWN: usize = 30;
/// More threads than anybody has: each can be chosen, and each result has its name.
const ALL: usize = 10_000;

/// What is looked for; a browser sends what was left open as nothing.
#[derive(Deserialize)]
pub struct Sought {
    q: Option<String>,
    thread: Option<String>,
    author: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
}

/// `GET /search`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, query: web::Query<Sought>) -> Answer {
    let sought = query.into_inner();
    let cursor = chosen(sought.cursor);
    let form = SearchForm {
        text: chosen(sought.q).unwrap_or_default(),
        thread: chosen(sought.thread),
        author: chosen(sought.author),
        from: chosen(sought.from),
        to: chosen(sought.to),
    };
    let (threads, people) = places(&site, &reader.me).await?;
    let mut page = SearchPage {
        frame: &reader.frame,
        is_continued: cursor.is_some(),
        outcome: Outcome::Nothing,
        problems: Problems::none(),
        form,
        threads,
        people,
    };
    if page.form.text.is_empty() {
        return html(&page);
    }
    site.limits.search(reader.me.key())?;
    let answer = match question(&reader.frame, &page.form, cursor) {
        Ok(question) => {
            let me = reader.me.clone();
            let looking = site
                .store
                .read(move |conn| search::search(conn, &me, &question));
            looking.await
        }
        Err(error) => Err(error),
    };
    let status = show(&mut page, answer)?;
    html_with(status, &page)
}

/// Puts what became of a search on its page: only what nobody can mend by other words is an error.
fn show(page: &mut SearchPage<'_>, answer: Result<Results>) -> Result<StatusCode> {
    match answer {
        Ok(results) => {
            page.outcome = Outcome::Found {
                next: results.next.as_ref().map(ToString::to_string),
                results: from_domain::found(page.frame, &results.found, &page.threads),
            };
            Ok(StatusCode::OK)
        }
        Err(Error::Invalid(fields)) => {
            page.problems = Problems::in_fields(fields);
            Ok(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Unavailable { .. }) => {
            page.outcome = Outcome::TooSlow;
            Ok(StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(other) => Err(other),
    }
}

/// A day is the reader's own: it begins and ends where they live.
fn question(frame: &Frame, form: &SearchForm, cursor: Option<String>) -> Result<Question> {
    let day = |field, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => text
            .parse::<Date>()
            .map(Some)
            .map_err(|_| Error::field(field, "invalid")),
    };
    let start = |day: Date| beginning(day, frame.zone.clone());
    Ok(Question {
        text: form.text.clone(),
        thread: form.thread.clone().map(ThreadId::from_outside),
        author: form.author.clone().map(MemberId::from_outside),
        from: day("from", &form.from)?.and_then(start),
        to: day("to", &form.to)?
            .and_then(|day| day.tomorrow().ok())
            .and_then(start),
        cursor: cursor.map(MessageId::from_outside),
        limit: SHOWN,
    })
}

/// Where one can look, and whose words one can look for: also those of people who have left.
async fn places(site: &Site, me: &Me) -> Result<(Vec<ThreadView>, Vec<Person>)> {
    let me = me.clone();
    site.store
        .read(move |conn| {
            let (listed, _) = threads::list(conn, &me, None, ALL)?;
            let people = match me.member().role {
                Role::Guest => threads::acquaintances(conn, &me)?,
                Role::Admin | Role::Adult | Role::Child => members::everybody(conn, me.family())?,
            };
            Ok((
                listed
                    .iter()
                    .map(|listed| from_domain::thread(&listed.peopled, &me))
                    .collect(),
                people.iter().map(from_domain::person).collect(),
            ))
        })
        .await
}
