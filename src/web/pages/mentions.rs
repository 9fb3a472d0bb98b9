//! Whom a message can speak to: the people of a thread, for the composer of an open page.

use actix_web::{HttpRequest, web};

use crate::base::ids::ThreadId;
use crate::domain::messages::mentions::handle;
use crate::domain::threads;
use crate::views::from_domain;
use crate::views::threads::MentionsFragment;
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, encoded, html, see_other};
use crate::web::site::Site;

/// `GET /threads/{id}/mentions`: everybody in the thread but the reader.
pub async fn index(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    if !is_fragment(&request) {
        let page = format!("/threads/{}", encoded(thread.as_str()));
        return Ok(see_other(&reader.frame.url(page)));
    }
    let me = reader.me.clone();
    let everybody = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &thread)?;
            Ok(threads::peopled(conn, &seat)?.people)
        })
        .await?;
    let others = everybody.iter().enumerate();
    let people = others
        .filter(|(_, person)| person.key != reader.me.key())
        .map(|(place, person)| {
            let handle = handle(&everybody, place);
            let is_name = handle.trim_start_matches('@').starts_with(&person.name);
            let hint = if is_name { "" } else { handle.as_str() };
            (from_domain::person(person), handle.clone(), hint.to_owned())
        })
        .collect();
    html(&MentionsFragment {
        frame: &reader.frame,
        people,
    })
}
