//! Signing in and out.

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::{Hint, chosen, passkeys, setup};
use crate::base::error::{Error, Result};
use crate::base::ids::MemberKey;
use crate::base::ids::SessionId;
use crate::domain::members::{self, Me, Member};
use crate::domain::origin::Origin;
use crate::domain::sessions::{self, Way};
use crate::views::frame::Frame;
use crate::views::problems::Problems;
use crate::views::sessions::LoginPage;
use crate::web::client_address::client_address;
use crate::web::devices;
use crate::web::extract::{Visitor, origin};
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::session_store::{ADDRESS, MEMBER, SESSION, USER_AGENT, WAY};
use crate::web::site::Site;

/// What somebody signs in with.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    username: String,
    password: String,
    next: Option<String>,
    time_zone: Option<String>,
}

/// `GET /login`. While there is no family, nobody can sign in: the way on is setting up.
pub async fn new(
    request: HttpRequest,
    visitor: Visitor,
    site: web::Data<Site>,
    hint: web::Query<Hint>,
) -> Answer {
    let next = own_path(hint.into_inner().next);
    if visitor.me.is_some() {
        return Ok(see_other(&visitor.frame.url(&next)));
    }
    if !setup::has_family(&site).await? {
        return Ok(see_other(&visitor.frame.url("/setup")));
    }
    html(&LoginPage {
        username: String::new(),
        next,
        problems: Problems::none(),
        may_found: site.config.new_families,
        passkeys: passkeys::work_at(&request, &site),
        frame: &visitor.frame,
    })
}

/// `POST /login`.
pub async fn create(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    site: web::Data<Site>,
    form: web::Form<Credentials>,
) -> Answer {
    let form = form.into_inner();
    let next = own_path(form.next);
    match check_password(&request, &site, &form.username, &form.password).await? {
        Some(member) => {
            keep_time_zone(&site, &member, form.time_zone).await?;
            start(&request, &session, &member, Way::Password)?;
            let mut response = see_other(&visitor.frame.url(&next));
            devices::remember(&request, &site, &member.username, &mut response);
            Ok(response)
        }
        None => html_with(
            StatusCode::UNAUTHORIZED,
            &LoginPage {
                username: form.username,
                next,
                problems: Problems::general("invalid_credentials"),
                may_found: site.config.new_families,
                passkeys: passkeys::work_at(&request, &site),
                frame: &visitor.frame,
            },
        ),
    }
}

/// `POST /logout`.
pub async fn destroy(visitor: Visitor, session: Session, site: web::Data<Site>) -> Answer {
    if let Some(me) = visitor.me {
        leave(&site, me).await?;
    }
    Ok(signed_out(&visitor.frame, &session))
}

/// Ends the session somebody asks from. Its sockets are closed before they hear that they are out.
pub async fn leave(site: &Site, me: Me) -> Result<()> {
    site.store
        .write(move |tx| sessions::leave(tx, &me))
        .await?
        .dispatched()
        .await;
    Ok(())
}

/// Out, and back to where one signs in.
pub fn signed_out(frame: &Frame, session: &Session) -> HttpResponse {
    forgotten(session, see_other(&frame.url("/login")))
}

/// The cookie goes, the row goes, and so does what this site kept in the browser.
pub fn forgotten(session: &Session, mut response: HttpResponse) -> HttpResponse {
    session.purge();
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"cache\", \"storage\""),
    );
    response
}

/// The member whose user name and password these are. Both unknown and wrong are `None`, after the
/// same time; too many tries are refused before anything is looked up.
pub async fn check_password(
    request: &HttpRequest,
    site: &Site,
    username: &str,
    password: &str,
) -> Result<Option<Member>> {
    let account = devices::account(request, site, username);
    site.limits.account(&account)?;
    if account.device.is_none()
        && let Some(address) = client_address(request)
    {
        site.limits.sign_in(address)?;
    }
    let (key, fits) = compared(site, username, password).await?;
    match (key, fits) {
        (Some(key), true) => {
            site.limits.right_password(&account);
            let member = site.store.read(move |conn| members::find(conn, key));
            member.await.map(Some)
        }
        (key, _) => {
            site.limits.wrong_password(&account);
            if let Some(key) = key {
                note_failure(site, key, origin(request), Way::Password);
            }
            Ok(None)
        }
    }
}

/// Whose user name it is, and whether the password fits.
async fn compared(
    site: &Site,
    username: &str,
    password: &str,
) -> Result<(Option<MemberKey>, bool)> {
    let username = username.to_owned();
    let stored = site
        .store
        .read(move |conn| members::credentials(conn, &username))
        .await?;
    let hash = stored.as_ref().map(|(_, hash)| hash.as_str());
    let fits = site.hasher.verify(password, hash).await?;
    let Some((key, hash)) = stored else {
        return Ok((None, fits));
    };
    if fits && let Err(error) = renew(site, key, password, hash).await {
        // The old one lets them in as well; another sign-in will renew it.
        tracing::warn!(error = %error, "a password's hash could not be renewed");
    }
    Ok((Some(key), fits))
}

/// Puts a wrong password or code into the record, after the answer: waiting for it would tell by the
/// time it takes that there is such an account.
pub fn note_failure(site: &Site, member: MemberKey, origin: Origin, way: Way) {
    let store = site.store.clone();
    actix_web::rt::spawn(async move {
        let noted = store
            .write(move |tx| sessions::note_failure(tx, member, origin, way))
            .await;
        if let Err(error) = noted.map(drop) {
            tracing::warn!(error = %error, "a failed sign-in could not be noted");
        }
    });
}

/// Brings a hash from an earlier, cheaper time up to today's cost, now that the password is at hand.
async fn renew(site: &Site, member: MemberKey, password: &str, hash: String) -> Result<()> {
    if let Some(renewed) = site.hasher.renewed(password, &hash).await? {
        site.store
            .write(move |tx| members::rehash(tx, member, &hash, &renewed))
            .await?;
    }
    Ok(())
}

/// Puts a new session into the answer's cookie; an old one ends.
pub fn start(request: &HttpRequest, session: &Session, member: &Member, way: Way) -> Result<()> {
    let Origin {
        address,
        user_agent,
    } = origin(request);
    let address = address.map(|address| address.to_string());
    session.renew();
    for (name, value) in [
        (MEMBER, member.id.as_str()),
        (SESSION, SessionId::new().as_str()),
        (USER_AGENT, &user_agent),
        (ADDRESS, address.as_deref().unwrap_or_default()),
        (WAY, way.as_str()),
    ] {
        session.insert(name, value).map_err(Error::internal)?;
    }
    Ok(())
}

/// Keeps the time zone that the device says it is in, for somebody who never chose one.
pub(super) async fn keep_time_zone(
    site: &Site,
    member: &Member,
    zone: Option<String>,
) -> Result<()> {
    if let Some(zone) = chosen(zone)
        && member.time_zone.is_none()
    {
        let key = member.key;
        site.store
            .write(move |tx| members::note_time_zone(tx, key, &zone))
            .await?;
    }
    Ok(())
}

/// Where to go after signing in: a path of ours, never another site.
pub(super) fn own_path(next: Option<String>) -> String {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains('\\')
                && !path.chars().any(char::is_control) =>
        {
            path
        }
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_only_to_paths_of_ours() {
        let to = |path: &str| own_path(Some(path.to_owned()));
        assert_eq!(to("/threads/a?around=b"), "/threads/a?around=b");
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(to(path), "/", "{path:?}");
        }
    }
}
