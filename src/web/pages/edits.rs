//! Changing what one's own message says.

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::acts::{Named, Shown, done};
use crate::base::error::Error;
use crate::domain::messages;
use crate::views::acts::{EditFragment, EditPage};
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, html, html_with, status};
use crate::web::site::Site;

/// `GET /threads/{thread}/messages/{message}/edit`: the form; for an open page alone.
pub async fn edit(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
) -> Answer {
    let shown = Shown::find(&reader, &site, &named, messages::may_edit).await?;
    let (frame, message) = (&reader.frame, shown.view(&reader));
    let body = shown.sight.message().body.clone();
    match is_fragment(&request) {
        true => html(&EditFragment {
            frame,
            message,
            body,
            problem: None,
        }),
        false => html(&EditPage {
            frame,
            message,
            body,
            problem: None,
        }),
    }
}

/// What it shall say.
#[derive(Deserialize)]
pub struct Edit {
    body: String,
}

/// `POST /threads/{thread}/messages/{message}/edit`. What somebody typed is never lost: without
/// JavaScript the form comes back with it and says why.
pub async fn update(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
    form: web::Form<Edit>,
) -> Answer {
    let (me, thread, id) = (reader.me.clone(), named.thread(), named.message());
    let body = form.body.clone();
    let written = site
        .store
        .write(move |tx| {
            let sight = messages::sight_in(tx.conn(), &me, &thread, &id)?;
            messages::edit(tx, &me, &sight, &body)
        })
        .await;
    match written {
        Ok(written) => done(&request, &reader, &site, &named, written.value.key).await,
        Err(error @ Error::BadRequest(_)) if !is_fragment(&request) => {
            let shown = Shown::find(&reader, &site, &named, messages::may_edit).await?;
            let page = EditPage {
                frame: &reader.frame,
                message: shown.view(&reader),
                body: form.into_inner().body,
                problem: Some(error.code().to_owned()),
            };
            html_with(status(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}
