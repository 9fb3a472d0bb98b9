//! What the reader makes of a thread for themselves: quiet, on top, put away.

use actix_web::web;
use serde::Deserialize;

use super::thread_settings::saved;
use crate::base::error::{Error, Result};
use crate::base::ids::ThreadId;
use crate::domain::threads::{self, Quiet, Seat};
use crate::store::Tx;
use crate::web::extract::SignedIn;
use crate::web::respond::Answer;
use crate::web::site::Site;

/// For how long: `hour`, `night`, `good`, or `none` to hear it again.
#[derive(Deserialize)]
pub struct Muting {
    quiet: String,
}

/// `POST /threads/{thread}/mute`.
pub async fn mute(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Muting>,
) -> Answer {
    let quiet = match form.quiet.as_str() {
        "hour" => Some(Quiet::Hour),
        "night" => Some(Quiet::Night),
        "good" => Some(Quiet::ForGood),
        "none" => None,
        _ => return Err(Error::field("quiet", "invalid").into()),
    };
    let until = quiet.map(|quiet| quiet.until(reader.frame.now, &reader.frame.zone));
    mark(reader, &site, path, move |tx, seat| match until {
        Some(until) => threads::mute(tx, seat, until),
        None => threads::unmute(tx, seat),
    })
    .await
}

/// `yes`, or anything else.
#[derive(Deserialize)]
pub struct Pinning {
    pinned: String,
}

/// `POST /threads/{thread}/pin`.
pub async fn pin(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Pinning>,
) -> Answer {
    let act = match form.pinned.as_str() {
        "yes" => threads::pin,
        _ => threads::unpin,
    };
    mark(reader, &site, path, act).await
}

/// `yes`, or anything else.
#[derive(Deserialize)]
pub struct Archiving {
    archived: String,
}

/// `POST /threads/{thread}/archive`.
pub async fn archive(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Archiving>,
) -> Answer {
    let act = match form.archived.as_str() {
        "yes" => threads::archive,
        _ => threads::unarchive,
    };
    mark(reader, &site, path, act).await
}

async fn mark(
    reader: SignedIn,
    site: &Site,
    path: web::Path<String>,
    act: impl FnOnce(&mut Tx<'_>, &Seat) -> Result<()> + Send + 'static,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let (me, id) = (reader.me.clone(), thread.clone());
    site.store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &me, &id)?;
            act(tx, &seat)
        })
        .await?;
    Ok(saved(&reader, &thread))
}
