//! Starting a thread.

use actix_web::http::StatusCode;
use actix_web::web;

use crate::base::error::{Error, Result};
use crate::base::ids::MemberId;
use crate::domain::members::Me;
use crate::domain::threads::{self, Opening, Reuse};
use crate::views::from_domain;
use crate::views::people::Person;
use crate::views::problems::Problems;
use crate::views::seats::{Choice, NewThreadPage};
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, Failure, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// `GET /threads/new`.
pub async fn new(reader: SignedIn, site: web::Data<Site>) -> Answer {
    html(&NewThreadPage {
        frame: &reader.frame,
        choice: Choice {
            people: people(&site, &reader.me).await?,
            chosen: Vec::new(),
        },
        title: String::new(),
        problems: Problems::none(),
    })
}

/// `POST /threads`: a form with `memberIds` any number of times. Whoever gives a name means a topic of
/// its own; sent twice, the same form leads to the same one.
pub async fn create(
    reader: SignedIn,
    site: web::Data<Site>,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    let (mut chosen, mut title) = (Vec::new(), String::new());
    for (name, value) in form.into_inner() {
        match name.as_str() {
            "memberIds" => chosen.push(value),
            "title" => title = value,
            _ => {}
        }
    }
    let opening = Opening {
        member_ids: chosen.iter().map(MemberId::from_outside).collect(),
        title: Some(title.clone()),
        reuse: Reuse::SameTitle,
    };
    let me = reader.me.clone();
    let opened = site
        .store
        .write(move |tx| threads::open(tx, &me, &opening))
        .await;
    let problems = match opened {
        Ok(written) => {
            let id = &written.value.thread.id;
            return Ok(see_other(&reader.frame.url(format!("/threads/{id}"))));
        }
        Err(error) => problems(error)?,
    };
    let page = NewThreadPage {
        choice: Choice {
            people: people(&site, &reader.me).await?,
            chosen,
        },
        title,
        problems,
        frame: &reader.frame,
    };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// What a form about people and a name was refused for; anything else is no page of ours.
pub(super) fn problems(error: Error) -> Result<Problems, Failure> {
    match error {
        Error::BadRequest("too_long") => Ok(Problems::of([("title", "too_long")])),
        Error::BadRequest("memberIds required" | "unknown_member") => {
            Ok(Problems::of([("memberIds", "required")]))
        }
        other => form_fields(other).map(Problems::in_fields),
    }
}

/// Whom a thread can be started with.
async fn people(site: &Site, me: &Me) -> Result<Vec<Person>> {
    let me = me.clone();
    site.store
        .read(move |conn| {
            let members = threads::acquaintances(conn, &me)?;
            Ok(members
                .iter()
                .filter(|member| member.key != me.key())
                .map(from_domain::person)
                .collect())
        })
        .await
}
