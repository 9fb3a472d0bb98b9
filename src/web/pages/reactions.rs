//! Reacting to a message from the page.

use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::acts::{Named, done, show_again};
use crate::base::error::Error;
use crate::domain::{messages, reactions};
use crate::views::problems::Problems;
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::Answer;
use crate::web::site::Site;

/// Which emoji.
#[derive(Deserialize)]
pub struct Chosen {
    emoji: String,
}

/// `POST /threads/{thread}/messages/{message}/reactions`: one's own emoji comes, or goes if it was there.
/// A button for it needs no knowledge of who presses it.
pub async fn toggle(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
    form: web::Form<Chosen>,
) -> Answer {
    let (me, thread, id) = (reader.me.clone(), named.thread(), named.message());
    let emoji = form.emoji.trim().to_owned();
    let written = site
        .store
        .write(move |tx| {
            let sight = messages::sight_in(tx.conn(), &me, &thread, &id)?;
            reactions::toggle(tx, &me, &sight, &emoji)?;
            Ok(sight.message().key)
        })
        .await;
    match written {
        Ok(written) => done(&request, &reader, &site, &named, written.value).await,
        Err(Error::Invalid(fields)) if !is_fragment(&request) => {
            let problems = Problems::in_fields(fields);
            show_again(&reader, &site, &named, form.into_inner().emoji, problems).await
        }
        Err(error) => Err(error.into()),
    }
}
