//! Showing a passkey: to sign in without typing anything, or once more that it is oneself.
//!
//! Signing in asks for no name: which passkey it is says who it is, so nobody learns here who has one.
//! What nobody signed in for is counted by address, unless the device has been let in there before; a
//! bad answer for somebody's passkey is put into the record like a wrong password.

use actix_session::Session;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use serde_json::Value;

use super::passkeys::{Onward, browser, party};
use super::sessions::{keep_time_zone, note_failure, own_path, start};
use crate::authenticators::{Owner, Refusal, Shown, Used};
use crate::base::error::{Error, Result};
use crate::domain::members::Member;
use crate::domain::passkeys::{self, Passkey};
use crate::domain::sessions::Way;
use crate::web::client_address::client_address;
use crate::web::devices;
use crate::web::extract::{Json, SignedIn, Visitor, origin};
use crate::web::respond::{Answer, json_ok};
use crate::web::site::Site;

/// A passkey as our script says that the browser showed it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    ceremony: String,
    credential: Value,
    next: Option<String>,
    time_zone: Option<String>,
}

/// `POST /login/passkey/begin`.
pub async fn begin_sign_in(request: HttpRequest, site: web::Data<Site>) -> Answer {
    if let Some(address) = client_address(&request) {
        site.limits.passkey(address)?;
    }
    let party = party(&request, &site)?;
    let begun = site
        .authenticators
        .begin_showing(&party, Owner::Stranger, &[])?;
    json_ok(&begun)
}

/// `POST /login/passkey`.
pub async fn sign_in(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    site: web::Data<Site>,
    Json(proof): Json<Proof>,
) -> Answer {
    let shown = site
        .authenticators
        .finish_showing(&proof.ceremony, Owner::Stranger, proof.credential)
        .map_err(|refusal| refused(refusal, Error::InvalidCredentials))?;
    let found = find(&site, &shown).await?;
    count(&request, &site, found.as_ref().map(|(_, member)| member))?;
    let (passkey, member) = found.ok_or(Error::InvalidCredentials)?;
    if !is_good(&request, &site, shown, &passkey, &member).await? {
        return Err(Error::InvalidCredentials.into());
    }
    keep_time_zone(&site, &member, proof.time_zone).await?;
    start(&request, &session, &member, Way::Passkey)?;
    let to = visitor.frame.url(own_path(proof.next));
    let mut response = json_ok(&Onward { to })?;
    devices::remember(&request, &site, &member.username, &mut response);
    Ok(response)
}

/// `POST /settings/confirm/passkey/begin`.
pub async fn begin_confirm(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
) -> Answer {
    let party = party(&request, &site)?;
    let me = reader.me.clone();
    let own = site
        .store
        .read(move |conn| passkeys::own(conn, &me))
        .await?;
    let only: Vec<_> = own.into_iter().map(|own| own.credential_id).collect();
    let owner = Owner::Browser(browser(&reader.me)?);
    let begun = site.authenticators.begin_showing(&party, owner, &only)?;
    json_ok(&begun)
}

/// `POST /settings/confirm/passkey`.
pub async fn confirm(
    request: HttpRequest,
    reader: SignedIn,
    session: Session,
    site: web::Data<Site>,
    Json(proof): Json<Proof>,
) -> Answer {
    let wrong = || Error::field("passkey", "wrong");
    let owner = Owner::Browser(browser(&reader.me)?);
    let shown = site
        .authenticators
        .finish_showing(&proof.ceremony, owner, proof.credential)
        .map_err(|refusal| refused(refusal, wrong()))?;
    let (passkey, member) = find(&site, &shown)
        .await?
        .filter(|(_, member)| member.key == reader.me.key())
        .ok_or_else(wrong)?;
    if !is_good(&request, &site, shown, &passkey, &member).await? {
        return Err(wrong().into());
    }
    start(&request, &session, &member, Way::Again)?;
    let to = reader.frame.url(own_path(proof.next));
    json_ok(&Onward { to })
}

fn refused(refusal: Refusal, wrong: Error) -> Error {
    match refusal {
        Refusal::Unknown => Error::Conflict("conflict"),
        Refusal::Wrong => wrong,
    }
}

async fn find(site: &Site, shown: &Shown) -> Result<Option<(Passkey, Member)>> {
    let id = shown.credential_id();
    site.store.read(move |conn| passkeys::find(conn, &id)).await
}

/// Counts a try, unless it comes from a device that this member has signed in at before.
fn count(request: &HttpRequest, site: &Site, member: Option<&Member>) -> Result<()> {
    let is_known = member.is_some_and(|member| {
        devices::account(request, site, &member.username)
            .device
            .is_some()
    });
    match client_address(request) {
        Some(address) if !is_known => site.limits.sign_in(address),
        _ => Ok(()),
    }
}

/// Whether what was shown is this passkey of this member; what is known of it is kept from then on.
async fn is_good(
    request: &HttpRequest,
    site: &Site,
    shown: Shown,
    passkey: &Passkey,
    member: &Member,
) -> Result<bool> {
    match shown.check(&passkey.credential, member.id.as_str()) {
        Ok(used) => note_use(site, used).await.map(|()| true),
        Err(_) => {
            note_failure(site, member.key, origin(request), Way::Passkey);
            Ok(false)
        }
    }
}

async fn note_use(site: &Site, used: Used) -> Result<()> {
    site.store
        .write(move |tx| {
            let changed = used.has_changed.then_some(used.credential.kept.as_str());
            passkeys::note_use(tx, &used.credential.id, changed)
        })
        .await
        .map(drop)
}
