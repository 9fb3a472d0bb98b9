//! Turning a message into a tombstone. Without JavaScript a page asks first; with it the open page holds
//! the request back for a while, so that it can be undone before it was ever sent.

use actix_web::{HttpRequest, web};

use super::acts::{Named, Shown, done};
use crate::domain::messages;
use crate::views::acts::DeletePage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};
use crate::web::site::Site;

/// `GET /threads/{thread}/messages/{message}/delete`: asks first.
pub async fn new(reader: SignedIn, site: web::Data<Site>, named: web::Path<Named>) -> Answer {
    let shown = Shown::find(&reader, &site, &named, messages::may_remove).await?;
    html(&DeletePage {
        frame: &reader.frame,
        message: shown.view(&reader),
    })
}

/// `POST /threads/{thread}/messages/{message}/delete`. Twice is no error.
pub async fn create(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    named: web::Path<Named>,
) -> Answer {
    let (me, thread, id) = (reader.me.clone(), named.thread(), named.message());
    let written = site
        .store
        .write(move |tx| {
            let sight = messages::sight_in(tx.conn(), &me, &thread, &id)?;
            messages::remove(tx, &me, &sight)?;
            Ok(sight.message().key)
        })
        .await?;
    done(&request, &reader, &site, &named, written.value).await
}
