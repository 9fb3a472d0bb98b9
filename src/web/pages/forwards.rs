//! Forwarding a message to other threads.

use actix_web::http::StatusCode;
use actix_web::web;

use super::acts::{Named, Shown};
use super::threads::LISTED;
use crate::base::error::{Error, Result};
use crate::base::ids::ThreadId;
use crate::domain::members::Me;
use crate::domain::messages::{self, Message, Posted};
use crate::domain::threads::{self, Listed};
use crate::views::acts::ForwardPage;
use crate::views::from_domain;
use crate::views::problems::Problems;
use crate::web::api::messages::idempotency_key;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::site::Site;

/// What the form says: `to` any number of times, what the list was searched for, and a key.
#[derive(Clone, Default)]
struct Choice {
    to: Vec<String>,
    query: String,
    key: Option<String>,
}

impl Choice {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut choice = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "to" => choice.to.push(value),
                "q" => choice.query = value,
                "idempotencyKey" if !value.is_empty() => choice.key = Some(value),
                _ => {}
            }
        }
        choice
    }
}

/// `GET /threads/{thread}/messages/{message}/forward`: the threads to choose from; a search keeps what is
/// chosen already.
pub async fn new(
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
    query: web::Query<Vec<(String, String)>>,
) -> Answer {
    let choice = Choice::of(query.into_inner());
    html(&page(&reader, &site, &named, choice, Problems::none()).await?)
}

/// `POST /threads/{thread}/messages/{message}/forward`.
pub async fn create(
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    let choice = Choice::of(form.into_inner());
    match forward(&reader, &site, &named, choice.clone()).await {
        Ok(posted) => {
            let place = match posted.as_slice() {
                [only] => format!("/threads/{}", only.thread_id),
                // The list has them all on top.
                _ => "/".to_owned(),
            };
            Ok(see_other(&reader.frame.url(place)))
        }
        Err(Error::Invalid(fields)) => {
            let problems = Problems::in_fields(fields);
            let page = page(&reader, &site, &named, choice, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn forward(
    reader: &SignedIn,
    site: &Site,
    named: &Named,
    choice: Choice,
) -> Result<Vec<Posted>> {
    let key = choice.key.as_deref().map(idempotency_key).transpose()?;
    for _ in choice.to.iter().take(messages::MOST_THREADS) {
        site.limits.message(reader.me.key())?;
    }
    let (me, thread, id) = (reader.me.clone(), named.thread(), named.message());
    let written = site
        .store
        .write(move |tx| {
            let sight = messages::sight_in(tx.conn(), &me, &thread, &id)?;
            let to: Vec<_> = choice.to.into_iter().map(ThreadId::from_outside).collect();
            messages::forward(tx, &me, &sight, &to, key.as_deref())
        })
        .await?;
    Ok(written.value)
}

async fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    named: &Named,
    choice: Choice,
    problems: Problems,
) -> Result<ForwardPage<'a>> {
    let is_there = |_: &Me, message: &Message| message.deleted_at.is_none();
    let shown = Shown::find(reader, site, named, is_there).await?;
    let me = reader.me.clone();
    let (listed, _) = site
        .store
        .read(move |conn| threads::list(conn, &me, None, LISTED))
        .await?;
    let here = shown.sight.seat().thread().key;
    Ok(ForwardPage {
        message: shown.view(reader),
        threads: listed
            .iter()
            .filter(|listed: &&Listed| listed.seat.thread().key != here)
            .map(|listed| from_domain::thread(&listed.peopled, &reader.me))
            .collect(),
        chosen: choice.to,
        query: choice.query,
        idempotency_key: uuid::Uuid::new_v4().to_string(),
        problems,
        frame: &reader.frame,
    })
}
