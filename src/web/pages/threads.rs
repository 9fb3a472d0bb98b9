//! The list of threads, one open beside it, and starting a new one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::chosen;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, MessageId, ThreadId};
use crate::domain::members::Me;
use crate::domain::messages::{self, Aim, Anchor, Beginning, Message, Page};
use crate::domain::receipts::{self, Mark};
use crate::domain::threads::{self, Listed, Opening, Peopled};
use crate::views::from_domain;
use crate::views::messages::arrange_with_new;
use crate::views::people::Person;
use crate::views::problems::Problems;
use crate::views::receipts::put;
use crate::views::threads::{
    Composer, Landing, NewThreadPage, ThreadPage, ThreadRow, ThreadsFragment, ThreadsPage,
};
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// Threads shown in the list.
pub(super) const LISTED: usize = 200;
/// Messages shown at first.
const SHOWN: usize = 50;

/// Which thread the page has open.
#[derive(Deserialize)]
pub struct Open {
    open: Option<String>,
}

/// `GET /` and, for an open page, `GET /threads`.
pub async fn index(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    query: web::Query<Open>,
) -> Answer {
    let rows = rows(&site, &reader.me).await?;
    let open = query.into_inner().open;
    let frame = &reader.frame;
    match is_fragment(&request) {
        true => html(&ThreadsFragment { frame, rows, open }),
        false => html(&ThreadsPage {
            frame,
            rows,
            open: None,
        }),
    }
}

/// Where in the thread to open it, and what is to be answered.
#[derive(Deserialize)]
pub struct Query {
    before: Option<String>,
    after: Option<String>,
    around: Option<String>,
    date: Option<String>,
    reply: Option<String>,
}

impl Query {
    fn aim(self, zone: &TimeZone) -> Result<Aim> {
        let at =
            |anchor: fn(MessageId) -> Anchor, id| Ok(Aim::At(anchor(MessageId::from_outside(id))));
        match (self.before, self.after, self.around, chosen(self.date)) {
            (Some(before), ..) => at(Anchor::Before, before),
            (_, Some(after), ..) => at(Anchor::After, after),
            (_, _, Some(around), _) => at(Anchor::Around, around),
            (.., Some(date)) => {
                let day = date.parse::<Date>().ok();
                let begins = day.and_then(|day| day.to_zoned(zone.clone()).ok());
                begins
                    .map(|begins| Aim::Day(begins.timestamp().as_millisecond()))
                    // A day that is none is a link to nowhere.
                    .ok_or(Error::NotFound("not_found"))
            }
            _ => Ok(Aim::Unread),
        }
    }
}

/// `GET /threads/{id}`.
pub async fn show(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<Query>,
) -> Answer {
    let mut query = query.into_inner();
    let reply = query.reply.take().map(MessageId::from_outside);
    let aim = query.aim(&reader.frame.zone)?;
    let thread = ThreadId::from_outside(path.into_inner());
    let opened = open(&site, &reader.me, thread, aim, reply).await?;
    html(&page(
        &reader,
        opened,
        Composer {
            idempotency_key: uuid::Uuid::new_v4().to_string(),
            ..Composer::default()
        },
    ))
}

/// A thread's page once more, with what somebody wrote and why it could not be sent.
pub async fn show_again(
    reader: &SignedIn,
    site: &Site,
    thread: ThreadId,
    reply: Option<MessageId>,
    status: StatusCode,
    composer: Composer,
) -> Answer {
    let newest = Aim::At(Anchor::End);
    let opened = open(site, &reader.me, thread, newest, reply).await?;
    html_with(status, &page(reader, opened, composer))
}

/// What an open thread's page is made from.
struct Opened {
    rows: Vec<ThreadRow>,
    peopled: Peopled,
    page: Page,
    beginning: Beginning,
    marks: Vec<Mark>,
    quoted: Vec<Message>,
    /// What is to be answered.
    answered: Option<Message>,
}

async fn open(
    site: &Site,
    me: &Me,
    thread: ThreadId,
    aim: Aim,
    reply: Option<MessageId>,
) -> Result<Opened> {
    let rows = rows(site, me).await?;
    let me = me.clone();
    site.store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &thread)?;
            let beginning = messages::beginning(conn, &seat, aim)?;
            let anchor = &beginning.anchor;
            let page = messages::page(conn, &seat, anchor, SHOWN).map_err(|error| match error {
                // A link to a message that is not there is a link to nowhere.
                Error::BadRequest("invalid_cursor") => Error::NotFound("not_found"),
                other => other,
            })?;
            let answered = match reply {
                None => None,
                // A link to one that is gone still opens the thread.
                Some(id) => messages::answerable(conn, &seat, &id)?,
            };
            Ok(Opened {
                rows,
                answered,
                peopled: threads::peopled(conn, &seat)?,
                quoted: messages::quoted(conn, &page.messages)?,
                page,
                marks: receipts::marks(conn, &me, &seat)?,
                beginning,
            })
        })
        .await
}

fn page(reader: &SignedIn, opened: Opened, mut composer: Composer) -> ThreadPage<'_> {
    let frame = &reader.frame;
    composer.reply = opened
        .answered
        .map(|message| from_domain::quote(frame, &message));
    let id = &opened.peopled.thread.id;
    let views = from_domain::messages(frame, id, &opened.page.messages, &opened.quoted);
    let first_unread = opened.beginning.first_unread.as_ref();
    let first_unread = first_unread.map(MessageId::as_str);
    let mut items = arrange_with_new(frame, views, first_unread);
    put(&mut items, from_domain::marks(&opened.marks));
    ThreadPage {
        me: from_domain::person(reader.me.member()),
        rows: opened.rows,
        open: Some(id.to_string()),
        thread: from_domain::thread(&opened.peopled, &reader.me),
        items,
        landing: match opened.beginning.anchor.goes_back() {
            true => Landing::End,
            false => Landing::Start,
        },
        change_cursor: opened.page.cursor.to_string(),
        prev_cursor: opened.page.prev.map(|id| id.to_string()),
        next_cursor: opened.page.next.map(|id| id.to_string()),
        newest: opened.page.newest.map(|id| id.to_string()),
        composer,
        may_remove_others: messages::may_remove_others(&reader.me),
        frame,
    }
}

async fn rows(site: &Site, me: &Me) -> Result<Vec<ThreadRow>> {
    let me = me.clone();
    site.store
        .read(move |conn| {
            let (listed, _) = threads::list(conn, &me, None, LISTED)?;
            let seats: Vec<_> = listed.iter().map(|listed: &Listed| &listed.seat).collect();
            let counts = messages::unread(conn, &me, &seats)?;
            let lasts = messages::last_of(conn, &seats)?;
            Ok(listed
                .iter()
                .zip(counts)
                .map(|(listed, counts)| {
                    let last = lasts.get(&listed.seat.thread().key);
                    from_domain::row(listed, &me, last, counts)
                })
                .collect())
        })
        .await
}

/// `GET /threads/new`.
pub async fn new(reader: SignedIn, site: web::Data<Site>) -> Answer {
    let people = people(&site, &reader.me).await?;
    html(&NewThreadPage {
        frame: &reader.frame,
        people,
        chosen: Vec::new(),
        title: String::new(),
        problems: Problems::none(),
    })
}

/// `POST /threads`: a form with `memberIds` any number of times.
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
        reuse: true,
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
        Err(Error::BadRequest("too_long")) => Problems::of([("title", "too_long")]),
        Err(Error::BadRequest("memberIds required" | "unknown_member")) => {
            Problems::of([("memberIds", "required")])
        }
        Err(other) => Problems::in_fields(form_fields(other)?),
    };
    let page = NewThreadPage {
        people: people(&site, &reader.me).await?,
        chosen,
        title,
        problems,
        frame: &reader.frame,
    };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
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
