//! The list of threads, and one open beside it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::chosen;
use crate::base::error::{Error, Result};
use crate::base::ids::{MessageId, ThreadId};
use crate::domain::messages::{self, Aim, Anchor, Beginning, Context, Message, Page};
use crate::domain::receipts::{self, Mark};
use crate::domain::threads::{self, Listed, Peopled, Shelf};
use crate::views::from_domain;
use crate::views::messages::arrange_with_new;
use crate::views::receipts::put;
use crate::views::threads::{
    Composer, Landing, ShelfView, ThreadPage, ThreadRow, ThreadsFragment, ThreadsPage,
};
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, html, html_with};
use crate::web::site::Site;

/// Threads shown in the list.
pub(super) const LISTED: usize = 200;
/// Messages shown at first.
const SHOWN: usize = 50;

/// Which list, and which thread the page has open.
#[derive(Deserialize)]
pub struct Open {
    open: Option<String>,
    archived: Option<String>,
}

/// `GET /` and, for an open page, `GET /threads`; with `archived` those that are put away.
pub async fn index(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    query: web::Query<Open>,
) -> Answer {
    let Open { open, archived } = query.into_inner();
    let shelf = match archived {
        None => Shelf::Open,
        Some(_) => Shelf::Archived,
    };
    let frame = &reader.frame;
    let List { rows, shelf } = listed(&site, &reader, shelf).await?;
    match is_fragment(&request) {
        true => html(&ThreadsFragment {
            frame,
            rows,
            shelf,
            open,
        }),
        false => html(&ThreadsPage {
            frame,
            rows,
            shelf,
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
    let opened = open(&site, &reader, thread, aim, reply).await?;
    html(&page(
        &reader,
        opened,
        Composer {
            idempotency_key: uuid::Uuid::new_v4().to_string(),
            most_bytes: site.config.max_upload,
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
    let opened = open(site, reader, thread, newest, reply).await?;
    html_with(status, &page(reader, opened, composer))
}

/// What an open thread's page is made from.
struct Opened {
    list: List,
    peopled: Peopled,
    begins_late: bool,
    page: Page,
    beginning: Beginning,
    marks: Vec<Mark>,
    context: Context,
    /// What is to be answered.
    answered: Option<Message>,
}

async fn open(
    site: &Site,
    reader: &SignedIn,
    thread: ThreadId,
    aim: Aim,
    reply: Option<MessageId>,
) -> Result<Opened> {
    let list = listed(site, reader, Shelf::Open).await?;
    let me = reader.me.clone();
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
                list,
                begins_late: seat.begins_late(),
                answered,
                peopled: threads::peopled(conn, &seat)?,
                context: messages::context(conn, &seat, &page.messages)?,
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
    let views = from_domain::messages(frame, id, &opened.page.messages, &opened.context);
    let first_unread = opened.beginning.first_unread.as_ref();
    let first_unread = first_unread.map(MessageId::as_str);
    let mut items = arrange_with_new(frame, views, first_unread);
    put(&mut items, from_domain::read_marks(&opened.marks));
    ThreadPage {
        me: from_domain::person(reader.me.member()),
        rows: opened.list.rows,
        shelf: opened.list.shelf,
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
        begins_late: opened.begins_late,
        frame,
    }
}

/// The list as its template takes it.
struct List {
    rows: Vec<ThreadRow>,
    shelf: ShelfView,
}

/// What lies on one of the reader's shelves: as many questions for two threads as for two hundred.
async fn listed(site: &Site, reader: &SignedIn, shelf: Shelf) -> Result<List> {
    let me = reader.me.clone();
    let (view, loaded) = site
        .store
        .read(move |conn| {
            let listed = threads::shelf(conn, &me, shelf, LISTED)?;
            let seats: Vec<_> = listed.iter().map(|listed: &Listed| &listed.seat).collect();
            let counts = messages::unread(conn, &me, &seats)?;
            let mut lasts = messages::last_of(conn, &seats)?;
            let view = match shelf {
                Shelf::Open => ShelfView::Open(threads::archived_count(conn, &me)?),
                Shelf::Archived => ShelfView::Archived,
            };
            let loaded: Vec<_> = listed
                .into_iter()
                .zip(counts)
                .map(|(listed, counts)| {
                    let last = lasts.remove(&listed.seat.thread().key);
                    (listed, last, counts)
                })
                .collect();
            Ok((view, loaded))
        })
        .await?;
    let rows = loaded
        .iter()
        .map(|(listed, last, counts)| {
            from_domain::row(&reader.frame, listed, &reader.me, last.as_ref(), *counts)
        })
        .collect();
    Ok(List { rows, shelf: view })
}
