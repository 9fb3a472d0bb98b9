//! One's passkeys: seeing them, adding one, naming and removing.
//!
//! Adding takes two requests of our own script. The first asks whether it is they; the second belongs
//! to that first one and to the same browser, so it need not ask again: by then the passkey exists.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::authenticators::{Hindrance, Party, Person, Refusal};
use crate::base::error::{Error, Result};
use crate::base::ids::PasskeyId;
use crate::domain::members::Me;
use crate::domain::passkeys::{self, NewPasskey};
use crate::views::problems::Problems;
use crate::views::settings::passkeys::{Done, Obstacle, PasskeysPage, is_full};
use crate::web::extract::{Confirmed, Json, SignedIn, origin};
use crate::web::own_address::host;
use crate::web::respond::{Answer, form_fields, html, html_with, json_ok, see_other};
use crate::web::site::Site;

/// What was just done.
#[derive(Deserialize)]
pub struct Lately {
    done: Option<String>,
}

/// A passkey as our script says that the browser made it.
#[derive(Deserialize)]
pub struct Made {
    ceremony: String,
    credential: Value,
    name: String,
}

/// A new name.
#[derive(Deserialize)]
pub struct Naming {
    name: String,
}

/// Where our script goes on to.
#[derive(Serialize)]
pub struct Onward {
    /// The path.
    pub to: String,
}

/// `GET /settings/passkeys`.
pub async fn index(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    lately: web::Query<Lately>,
) -> Answer {
    let mut page = page(&request, &reader, &site).await?;
    page.done = match lately.done.as_deref() {
        Some("added") => Some(Done::Added),
        Some("renamed") => Some(Done::Renamed),
        Some("removed") => Some(Done::Removed),
        _ => None,
    };
    html(&page)
}

/// `POST /settings/passkeys/begin`.
pub async fn begin(
    request: HttpRequest,
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
) -> Answer {
    let party = party(&request, &site)?;
    let me = reader.me.clone();
    let own = site
        .store
        .read(move |conn| {
            passkeys::has_room(conn, &me)?;
            passkeys::own(conn, &me)
        })
        .await?;
    let known: Vec<_> = own.into_iter().map(|own| own.credential_id).collect();
    let member = reader.me.member();
    let person = Person {
        id: member.id.as_str(),
        username: &member.username,
        name: &member.name,
        house: &reader.family.name,
    };
    let begun = site
        .authenticators
        .begin_adding(&party, browser(&reader.me)?, person, &known)?;
    json_ok(&begun)
}

/// `POST /settings/passkeys`.
pub async fn create(reader: SignedIn, site: web::Data<Site>, Json(made): Json<Made>) -> Answer {
    let credential = site
        .authenticators
        .finish_adding(&made.ceremony, browser(&reader.me)?, made.credential)
        .map_err(|refusal| match refusal {
            Refusal::Unknown => Error::Conflict("conflict"),
            Refusal::Wrong => Error::field("passkey", "invalid"),
        })?;
    let new = NewPasskey {
        name: made.name,
        credential_id: credential.id,
        credential: credential.kept,
    };
    let me = reader.me.clone();
    site.store
        .write(move |tx| passkeys::add(tx, &me, &new))
        .await?;
    let to = reader.frame.url("/settings/passkeys?done=added");
    json_ok(&Onward { to })
}

/// `POST /settings/passkeys/{passkey}`: another name.
pub async fn update(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    form: web::Form<Naming>,
) -> Answer {
    let passkey = PasskeyId::from_outside(path.into_inner());
    let (me, name) = (reader.me.clone(), form.into_inner().name);
    let renamed = site
        .store
        .write(move |tx| passkeys::rename(tx, &me, &passkey, &name))
        .await;
    match renamed {
        Ok(_) => Ok(see_other(
            &reader.frame.url("/settings/passkeys?done=renamed"),
        )),
        Err(error) => {
            let fields = form_fields(error)?;
            let mut page = page(&request, &reader, &site).await?;
            page.problems = Problems::of(fields.into_values().flatten().map(|code| ("", code)));
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /settings/passkeys/{passkey}/remove`.
pub async fn destroy(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let passkey = PasskeyId::from_outside(path.into_inner());
    let me = reader.me.clone();
    site.store
        .write(move |tx| passkeys::remove(tx, &me, &passkey))
        .await?;
    Ok(see_other(
        &reader.frame.url("/settings/passkeys?done=removed"),
    ))
}

/// Whether passkeys work at the address that a browser uses.
pub fn work_at(request: &HttpRequest, site: &Site) -> bool {
    reached(request, site).is_ok()
}

/// The address that a browser uses, for a ceremony there. Our pages begin none where none can be.
pub fn party(request: &HttpRequest, site: &Site) -> Result<Party> {
    reached(request, site).map_err(|_| Error::Conflict("conflict"))
}

/// The browser somebody sits at: whoever begins a ceremony there finishes it there.
pub fn browser(me: &Me) -> Result<&str> {
    me.session()
        .map(|session| session.as_str())
        .ok_or(Error::Unauthenticated)
}

fn reached(request: &HttpRequest, site: &Site) -> Result<Party, Hindrance> {
    site.authenticators.party(host(request))
}

async fn page<'a>(
    request: &HttpRequest,
    reader: &'a SignedIn,
    site: &Site,
) -> Result<PasskeysPage<'a>> {
    let me = reader.me.clone();
    let own = site
        .store
        .read(move |conn| passkeys::own(conn, &me))
        .await?;
    Ok(PasskeysPage {
        frame: &reader.frame,
        passkeys: own.iter().map(Into::into).collect(),
        obstacle: reached(request, site)
            .err()
            .map(|hindrance| match hindrance {
                Hindrance::Elsewhere(address) => Obstacle::Elsewhere(address),
                Hindrance::NeedsHttps => Obstacle::NeedsHttps,
                Hindrance::NeedsName => Obstacle::NeedsName,
            }),
        user_agent: origin(request).user_agent,
        done: None,
        problems: Problems::none(),
        is_full: is_full(&own),
        is_fresh: reader.me.is_fresh(site.store.clock().now_ms()),
    })
}
