//! Pictures and films by themselves: of a thread, and of all that the reader is in.

use actix_web::web;
use serde::Deserialize;

use super::chosen;
use crate::base::clock::moment;
use crate::base::ids::{FileId, ThreadId};
use crate::domain::messages::{self, Part, Shown};
use crate::domain::threads;
use crate::views::frame::Frame;
use crate::views::from_domain;
use crate::views::gallery::{GalleryPage, ShownView};
use crate::views::threads::excerpt;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// On one page.
const SHOWN: usize = 60;

/// Where another page ended, or began.
#[derive(Deserialize)]
pub struct Place {
    before: Option<String>,
    after: Option<String>,
}

impl Place {
    fn part(self) -> Part {
        match (chosen(self.before), chosen(self.after)) {
            (Some(id), _) => Part::OlderThan(FileId::from_outside(id)),
            (None, Some(id)) => Part::NewerThan(FileId::from_outside(id)),
            (None, None) => Part::Newest,
        }
    }
}

/// `GET /gallery`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, query: web::Query<Place>) -> Answer {
    show_of(&reader, &site, None, query.into_inner()).await
}

/// `GET /threads/{thread}/gallery`.
pub async fn show(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<Place>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    show_of(&reader, &site, Some(thread), query.into_inner()).await
}

async fn show_of(reader: &SignedIn, site: &Site, thread: Option<ThreadId>, query: Place) -> Answer {
    let part = query.part();
    let is_continued = part != Part::Newest;
    let me = reader.me.clone();
    let (peopled, shelf) = site
        .store
        .read(move |conn| {
            let seat = match &thread {
                Some(id) => Some(threads::seat(conn, &me, id)?),
                None => None,
            };
            let peopled = match &seat {
                Some(seat) => Some(threads::peopled(conn, seat)?),
                None => None,
            };
            let shelf = messages::gallery(conn, &me, seat.as_ref(), &part, SHOWN)?;
            Ok((peopled, shelf))
        })
        .await?;
    html(&GalleryPage {
        frame: &reader.frame,
        thread: peopled.map(|peopled| from_domain::thread(&peopled, &reader.me)),
        shown: shelf
            .shown
            .iter()
            .map(|shown| view(&reader.frame, shown))
            .collect(),
        is_continued,
        older: shelf.older.map(|id| id.to_string()),
        newer: shelf.newer.map(|id| id.to_string()),
    })
}

fn view(frame: &Frame, shown: &Shown) -> ShownView {
    let (thread, message) = (&shown.thread_id, &shown.message_id);
    ShownView {
        attachment: from_domain::attachment(frame, &shown.attachment),
        path: format!("/threads/{thread}?around={message}#message_{message}"),
        author_name: shown.author_name.clone(),
        words: excerpt(&shown.body),
        at: moment(shown.created_at),
    }
}
