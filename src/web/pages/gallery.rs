//! Pictures and films by themselves: of a thread, and of all that the reader is in.

use actix_web::web;
use serde::Deserialize;

use super::chosen;
use crate::base::clock::moment;
use crate::base::ids::{FileId, ThreadId};
use crate::domain::messages::{self, Shown};
use crate::domain::threads;
use crate::views::frame::Frame;
use crate::views::from_domain;
use crate::views::gallery::{GalleryPage, ShownView};
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// On one page.
const SHOWN: usize = 60;

/// Where an earlier page ended.
#[derive(Deserialize)]
pub struct Before {
    before: Option<String>,
}

/// `GET /gallery`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, query: web::Query<Before>) -> Answer {
    show_of(&reader, &site, None, query.into_inner()).await
}

/// `GET /threads/{thread}/gallery`.
pub async fn show(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<Before>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    show_of(&reader, &site, Some(thread), query.into_inner()).await
}

async fn show_of(
    reader: &SignedIn,
    site: &Site,
    thread: Option<ThreadId>,
    query: Before,
) -> Answer {
    let before = chosen(query.before).map(FileId::from_outside);
    let is_continued = before.is_some();
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
            let shelf = messages::gallery(conn, &me, seat.as_ref(), before.as_ref(), SHOWN)?;
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
        next: shelf.next.map(|id| id.to_string()),
    })
}

fn view(frame: &Frame, shown: &Shown) -> ShownView {
    let (thread, message) = (&shown.thread_id, &shown.message_id);
    ShownView {
        attachment: from_domain::attachment(frame, &shown.attachment),
        path: format!("/threads/{thread}?around={message}#message_{message}"),
        author_name: shown.author_name.clone(),
        at: moment(shown.created_at),
    }
}
