//! What a thread is to its people: who is in it, its name and its picture; and what the reader made of it.
//! Each of the forms on the page has a resource of its own; the name is this one's.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::new_threads::problems;
use crate::base::error::Result;
use crate::base::ids::ThreadId;
use crate::domain::threads::{self, Peopled, Seat, Seated};
use crate::domain::{guardians, threads::Kind};
use crate::views::from_domain;
use crate::views::people::{PictureForm, Whose};
use crate::views::problems::Problems;
use crate::views::thread_settings::ThreadSettingsPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::site::Site;

/// Whether the page says that something was saved.
#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

/// `GET /threads/{thread}/settings`.
pub async fn edit(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<Saved>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let mut page = page(&reader, &site, &thread, Problems::none()).await?;
    page.saved = query.saved.is_some();
    html(&page)
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Named {
    title: String,
}

/// `POST /threads/{thread}/settings`.
pub async fn update(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Named>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let (me, id, title) = (reader.me.clone(), thread.clone(), form.title.clone());
    let renamed = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &me, &id)?;
            threads::rename(tx, &seat, &title).map(drop)
        })
        .await;
    match renamed {
        Ok(_) => Ok(saved(&reader, &thread)),
        Err(error) => {
            let problems = problems(error)?;
            let mut page = page(&reader, &site, &thread, Problems::none()).await?;
            page.problems = problems;
            page.title = form.into_inner().title;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Back to the page, which says that it was saved.
pub(super) fn saved(reader: &SignedIn, thread: &ThreadId) -> actix_web::HttpResponse {
    see_other(
        &reader
            .frame
            .url(format!("/threads/{thread}/settings?saved=yes")),
    )
}

/// The page as the thread is, with what was wrong with a picture.
pub(super) async fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    thread: &ThreadId,
    about_picture: Problems,
) -> Result<ThreadSettingsPage<'a>> {
    let (me, id) = (reader.me.clone(), thread.clone());
    let (seat, seated): (Seat, Vec<Seated>) = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &id)?;
            let seated = threads::seated(conn, &seat)?;
            Ok((seat, seated))
        })
        .await?;
    let (frame, me) = (&reader.frame, &reader.me);
    let peopled = Peopled {
        thread: seat.thread().clone(),
        people: seated.iter().map(|one| one.member.clone()).collect(),
    };
    let view = from_domain::thread(&peopled, me);
    let is_familys = seat.thread().kind == Kind::Family;
    let may_part = !is_familys && seated.len() > 1;
    let may_remove = may_part && guardians::may_remove_others(me.member().role);
    Ok(ThreadSettingsPage {
        people: seated
            .iter()
            .map(|one| from_domain::seated(one, me, may_remove))
            .collect(),
        marks: from_domain::marks(frame, &seat),
        title: seat.thread().title.clone().unwrap_or_default(),
        picture: (!is_familys).then(|| PictureForm {
            whose: Whose::Thread(view.clone()),
            problems: about_picture,
        }),
        may_keep_house: guardians::may_keep_house(me.member().role),
        may_add: !is_familys,
        may_leave: may_part,
        thread: view,
        problems: Problems::none(),
        saved: false,
        frame,
    })
}
