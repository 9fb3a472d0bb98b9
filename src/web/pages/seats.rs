//! Who comes into a thread and who leaves it: people added, the reader leaving, others taken out.
//! Whoever parts from a thread is first told what that means.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::new_threads::problems;
use super::thread_settings::saved;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, ThreadId};
use crate::domain::guardians;
use crate::domain::threads::{self, History};
use crate::views::from_domain;
use crate::views::problems::Problems;
use crate::views::seats::{Choice, NewSeatsPage, PartingPage};
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// `GET /threads/{thread}/people/new`.
pub async fn new(reader: SignedIn, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let chosen = Chosen::default();
    html(&choosing(&reader, &site, &thread, chosen, Problems::none()).await?)
}

/// What the form says: `memberIds` any number of times, and what they are to see.
#[derive(Default)]
struct Chosen {
    people: Vec<String>,
    history: History,
}

impl Chosen {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut chosen = Self::default();
        for (name, value) in pairs {
            match (name.as_str(), value.as_str()) {
                ("memberIds", _) => chosen.people.push(value),
                ("history", "fromNow") => chosen.history = History::FromNow,
                _ => {}
            }
        }
        chosen
    }
}

/// `POST /threads/{thread}/people`.
pub async fn create(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let chosen = Chosen::of(form.into_inner());
    let ids: Vec<_> = chosen.people.iter().map(MemberId::from_outside).collect();
    let (me, id, history) = (reader.me.clone(), thread.clone(), chosen.history);
    let added = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &me, &id)?;
            threads::add(tx, &me, &seat, &ids, history).map(drop)
        })
        .await;
    match added {
        Ok(_) => Ok(saved(&reader, &thread)),
        Err(error) => {
            let problems = problems(error)?;
            let page = choosing(&reader, &site, &thread, chosen, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `GET /threads/{thread}/leave`.
pub async fn ask_to_leave(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    html(&parting(&reader, &site, &thread, None, Problems::none()).await?)
}

/// `POST /threads/{thread}/leave`.
pub async fn leave(reader: SignedIn, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let own = reader.me.id().clone();
    match part(&reader, &site, &thread, own).await {
        Ok(()) => Ok(see_other(&reader.frame.url("/"))),
        Err(error) => {
            let problems = Problems::in_fields(form_fields(error)?);
            let page = parting(&reader, &site, &thread, None, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The thread and the person of an address.
#[derive(Deserialize)]
pub struct Named {
    thread: String,
    member: String,
}

/// `GET /threads/{thread}/people/{member}/remove`.
pub async fn ask_to_remove(
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
) -> Answer {
    let (thread, person) = named.into_inner().ids();
    html(&parting(&reader, &site, &thread, Some(person), Problems::none()).await?)
}

/// `POST /threads/{thread}/people/{member}/remove`.
pub async fn remove(reader: SignedIn, site: web::Data<Site>, named: web::Path<Named>) -> Answer {
    let (thread, person) = named.into_inner().ids();
    match part(&reader, &site, &thread, person.clone()).await {
        Ok(()) if person == *reader.me.id() => Ok(see_other(&reader.frame.url("/"))),
        Ok(()) => Ok(saved(&reader, &thread)),
        Err(error) => {
            let problems = Problems::in_fields(form_fields(error)?);
            let page = parting(&reader, &site, &thread, Some(person), problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

impl Named {
    fn ids(self) -> (ThreadId, MemberId) {
        (
            ThreadId::from_outside(self.thread),
            MemberId::from_outside(self.member),
        )
    }
}

/// Takes somebody out and waits until they hear nothing more.
async fn part(reader: &SignedIn, site: &Site, thread: &ThreadId, person: MemberId) -> Result<()> {
    let (me, id) = (reader.me.clone(), thread.clone());
    let written = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &me, &id)?;
            match threads::remove(tx, &me, &seat, &[person]) {
                // An address that names nobody who is there.
                Err(Error::BadRequest("unknown_member")) => Err(Error::NotFound("not_found")),
                other => other.map(drop),
            }
        })
        .await?;
    written.dispatched().await;
    Ok(())
}

async fn choosing<'a>(
    reader: &'a SignedIn,
    site: &Site,
    thread: &ThreadId,
    chosen: Chosen,
    problems: Problems,
) -> Result<NewSeatsPage<'a>> {
    let (me, id) = (reader.me.clone(), thread.clone());
    let (peopled, mut known) = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &id)?;
            let peopled = threads::changeable(conn, &seat)?;
            Ok((peopled, threads::acquaintances(conn, &me)?))
        })
        .await?;
    known.retain(|member| peopled.people.iter().all(|other| other.key != member.key));
    Ok(NewSeatsPage {
        frame: &reader.frame,
        thread: from_domain::thread(&peopled, &reader.me),
        choice: Choice {
            people: known.iter().map(from_domain::person).collect(),
            chosen: chosen.people,
        },
        from_now: chosen.history == History::FromNow,
        problems,
    })
}

/// The page that asks; for whoever may do what it asks about.
async fn parting<'a>(
    reader: &'a SignedIn,
    site: &Site,
    thread: &ThreadId,
    person: Option<MemberId>,
    problems: Problems,
) -> Result<PartingPage<'a>> {
    let (me, id) = (reader.me.clone(), thread.clone());
    let peopled = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &id)?;
            threads::changeable(conn, &seat)
        })
        .await?;
    let person = match person {
        Some(id) if id != *reader.me.id() => {
            let there = peopled.people.iter().find(|other| other.id == id);
            let person = there.ok_or(Error::NotFound("not_found"))?;
            if !guardians::may_remove_others(reader.me.member().role) {
                return Err(Error::Forbidden("forbidden"));
            }
            Some(from_domain::person(person))
        }
        _ => None,
    };
    Ok(PartingPage {
        frame: &reader.frame,
        thread: from_domain::thread(&peopled, &reader.me),
        person,
        problems,
    })
}
