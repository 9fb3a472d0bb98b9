//! Who is asking, as types; and bodies, read within bounds.
//!
//! A handler that takes a `SignedIn` or a `Caller` cannot run for anybody else. A bearer header
//! means that cookies are ignored; a token in a query string is never looked at.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_session::SessionExt;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;

use super::assets;
use super::client_address::client_address;
use super::guard::{FRAGMENT, is_bearer};
use super::respond::{Failure, remember};
use super::session_store::SESSION;
use super::site::Site;
use super::tus;
use crate::base::clock::moment;
use crate::base::error::{Error, Result};
use crate::base::ids::SessionId;
use crate::base::words::Language;
use crate::domain::families::{self, Family};
use crate::domain::members::{Habits, Looks, Me, Scope, Shares, Via};
use crate::domain::origin::Origin;
use crate::domain::sessions;
use crate::views::frame::{Frame, Viewer};
use crate::views::from_domain;

/// Longest body that is read into memory, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;
/// Deepest nesting of JSON.
const DEPTH_LIMIT: usize = 32;

/// Anybody, signed in or not.
pub struct Visitor {
    /// The page's surroundings.
    pub frame: Frame,
    /// Who it is, if they are signed in.
    pub me: Option<Me>,
}

/// A member at a signed-in browser: what pages ask for.
pub struct SignedIn {
    /// Who.
    pub me: Me,
    /// Their family.
    pub family: Family,
    /// The page's surroundings.
    pub frame: Frame,
}

/// A member at a signed-in browser where they showed their password or passkey within the last quarter of
/// an hour: what sensitive things ask for. Anybody else is asked to, and led back.
pub struct Confirmed(pub SignedIn);

/// A member by cookie or by a token that allows `S`: what the API asks for.
pub struct Caller<S> {
    /// Who.
    pub me: Me,
    /// Their family.
    pub family: Family,
    scope: PhantomData<S>,
}

/// A scope as a type.
pub trait Needed {
    /// Which.
    const SCOPE: Scope;
}

/// For reading.
pub struct ToRead;
/// For writing in somebody's name.
pub struct ToSend;
/// For files.
pub struct ToFiles;

impl Needed for ToRead {
    const SCOPE: Scope = Scope::Read;
}

impl Needed for ToSend {
    const SCOPE: Scope = Scope::Send;
}

impl Needed for ToFiles {
    const SCOPE: Scope = Scope::Files;
}

type Extracting<T> = Pin<Box<dyn Future<Output = std::result::Result<T, Failure>>>>;

impl FromRequest for Visitor {
    type Error = Failure;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let me = match identify(&request).await {
                Ok((me, _)) => Some(me),
                // A token that is wrong is never taken for none.
                Err(Error::Unauthenticated)
                    if !is_bearer(request.headers().get(header::AUTHORIZATION)) =>
                {
                    None
                }
                Err(other) => return Err(Failure(other)),
            };
            Ok(Self {
                frame: Surroundings::of(&request).frame(&request),
                me,
            })
        })
    }
}

impl FromRequest for SignedIn {
    type Error = Failure;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (me, family) = counted(&request).await?;
            if me.session().is_none() {
                // A token is for programs; pages are for the person.
                return Err(Failure(Error::Unauthenticated));
            }
            if is_of_another(&request, &me) {
                return Err(Failure(Error::Unauthenticated));
            }
            Ok(Self {
                me,
                family,
                frame: Surroundings::of(&request).frame(&request),
            })
        })
    }
}

impl FromRequest for Confirmed {
    type Error = Failure;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        let site = site(request);
        Box::pin(async move {
            let reader = signed_in.await?;
            match reader.me.is_fresh(site?.store.clock().now_ms()) {
                true => Ok(Self(reader)),
                false => Err(Failure(Error::Unconfirmed)),
            }
        })
    }
}

impl<S: Needed> FromRequest for Caller<S> {
    type Error = Failure;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (me, family) = counted(&request).await?;
            me.require(S::SCOPE)?;
            Ok(Self {
                me,
                family,
                scope: PhantomData,
            })
        })
    }
}

/// Like [`identify`], and one request of theirs more. Sockets are not counted here: one that was
/// let in unnamed for being one too many would stay silent for as long as it is open.
async fn counted(request: &HttpRequest) -> Result<(Me, Family)> {
    let found = identify(request).await?;
    let (site, member) = (site(request)?, found.0.key());
    match tus::is_piece(request) {
        true => site.limits.request_in_turn(member).await?,
        false => site.limits.request(member)?,
    }
    Ok(found)
}

/// Where a request comes from.
pub fn origin(request: &HttpRequest) -> Origin {
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    Origin::new(client_address(request), user_agent)
}

/// Who sends this request, by header or by cookie.
pub async fn identify(request: &HttpRequest) -> Result<(Me, Family)> {
    let site = site(request)?;
    let now = site.store.clock().now_ms();
    let authorization = request.headers().get(header::AUTHORIZATION);
    let found = if is_bearer(authorization) {
        let secret = authorization
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .map(|(_, secret)| secret.trim().to_owned())
            .ok_or(Error::Unauthenticated)?;
        by_token(&site, secret, now).await?
    } else {
        let session: SessionId = request
            .get_session()
            .get::<String>(SESSION)
            .ok()
            .flatten()
            .map(SessionId::from_outside)
            .ok_or(Error::Unauthenticated)?;
        by_session(&site, session, now).await?
    };
    let (me, family, is_touch_due) = found;
    let me = me.at(origin(request));
    if is_touch_due {
        touch(&site, &me).await;
    }
    let found = (me, family);
    remember(request, Surroundings::Member(Box::new(found.clone())));
    Ok(found)
}

async fn by_session(site: &Site, session: SessionId, now: i64) -> Result<(Me, Family, bool)> {
    site.store
        .read(move |conn| {
            let (me, is_touch_due) = sessions::who(conn, &session, now)?;
            let family = families::find(conn, me.family())?;
            Ok((me, family, is_touch_due))
        })
        .await
}

async fn by_token(site: &Site, secret: String, now: i64) -> Result<(Me, Family, bool)> {
    site.store
        .read(move |conn| {
            let (me, is_touch_due) = sessions::tokens::who(conn, &secret, now)?;
            let family = families::find(conn, me.family())?;
            Ok((me, family, is_touch_due))
        })
        .await
}

/// Being seen is worth a write now and then, never a failed request.
async fn touch(site: &Site, me: &Me) {
    let me = me.clone();
    let noted = site
        .store
        .write(move |tx| match me.via() {
            Via::Token(id, _) => sessions::tokens::touch(tx, id),
            Via::Session(..) | Via::Host => sessions::touch(tx, &me),
        })
        .await;
    if let Err(error) = noted.map(drop) {
        tracing::warn!(error = %error, "a last use could not be noted");
    }
}

/// What is known of whoever will read the answer.
#[derive(Clone)]
pub enum Surroundings {
    /// A member: their language, zone and choices count.
    Member(Box<(Me, Family)>),
    /// Somebody unknown: their browser's language counts.
    Stranger(Language),
}

impl Surroundings {
    /// What this request has found out so far.
    pub fn of(request: &HttpRequest) -> Self {
        match request.extensions().get::<Self>() {
            Some(known) => known.clone(),
            None => Self::Stranger(Language::negotiate(
                None,
                accept_language(request.headers()),
                None,
            )),
        }
    }

    /// The language to answer in: a member's own, else their browser's, else their family's.
    pub fn language(&self, request: &HttpRequest) -> Language {
        match self {
            Self::Member(found) => {
                let (me, family) = found.as_ref();
                Language::negotiate(
                    me.member().language.as_deref(),
                    accept_language(request.headers()),
                    Some(&family.language),
                )
            }
            Self::Stranger(language) => *language,
        }
    }

    /// A page's surroundings.
    pub fn frame(&self, request: &HttpRequest) -> Frame {
        let site = request.app_data::<web::Data<Site>>();
        let base = site.map_or("", |site| site.base()).to_owned();
        let now = site.map_or(0, |site| site.store.clock().now_ms());
        let mut frame = Frame {
            language: self.language(request),
            zone: TimeZone::system(),
            now: moment(now),
            looks: Looks::default(),
            habits: Habits::default(),
            shares: Shares::default(),
            assets: format!("{base}/assets/{}", assets::digest()),
            base,
            live: None,
            me: None,
        };
        if let Self::Member(found) = self {
            let (me, family) = found.as_ref();
            let member = me.member();
            let zone = member.time_zone.as_deref().unwrap_or(&family.time_zone);
            frame.zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            frame.looks = member.looks;
            frame.habits = member.habits;
            frame.shares = member.shares;
            frame.live = site.map(|site| site.live_path());
            frame.me = Some(Viewer {
                id: member.id.to_string(),
                name: member.name.clone(),
                family_name: family.name.clone(),
                family_picture: from_domain::family_picture(family, me),
            });
        }
        frame
    }
}

fn accept_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()
}

/// Whether an open page was made for somebody else. Whoever signs in after them in the same browser must
/// not say what they wrote.
fn is_of_another(request: &HttpRequest, me: &Me) -> bool {
    let owner = request.headers().get(FRAGMENT);
    let owner = owner.and_then(|value| value.to_str().ok());
    owner.is_some_and(|owner| owner.len() == me.id().as_str().len() && owner != me.id().as_str())
}

/// Whether our own page asks for a piece of itself rather than for a page.
pub fn is_fragment(request: &HttpRequest) -> bool {
    request.headers().contains_key(FRAGMENT)
}

/// A JSON body: of the right kind, within bounds, and of the right shape.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Failure;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(is_json_type);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Failure(Error::UnsupportedMediaType));
            }
            let body = body.await.map_err(|error| {
                let status = error.as_response_error().status_code();
                Failure(match status.as_u16() {
                    413 => Error::TooLarge,
                    _ => Error::BadRequest("invalid_json"),
                })
            })?;
            // A list would be read as the fields in their order, which nobody has promised.
            let is_object = body.trim_ascii_start().starts_with(b"{");
            if !is_object || !is_shallow(&body) {
                return Err(Failure(Error::BadRequest("invalid_json")));
            }
            serde_json::from_slice(&body)
                .map(Self)
                .map_err(|_| Failure(Error::BadRequest("invalid_json")))
        })
    }
}

fn is_json_type(value: &str) -> bool {
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.all(|part| match part.split_once('=') {
            Some((name, charset)) if name.eq_ignore_ascii_case("charset") => {
                charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

/// Whether JSON nests no deeper than anything of ours; checked before anything is built from it.
fn is_shallow(json: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return false;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    true
}

/// The site behind a request.
pub fn site(request: &HttpRequest) -> Result<web::Data<Site>> {
    request
        .app_data::<web::Data<Site>>()
        .cloned()
        .ok_or_else(|| Error::internal("the site is missing"))
}

/// How many things a page holds: 50 unless asked otherwise, 200 at most; nonsense means 50.
pub fn limit(text: Option<&str>) -> usize {
    const DEFAULT: usize = 50;
    const MOST: usize = 200;
    match text.map(str::trim) {
        // More digits than fit are still a number above the cap.
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            match digits.parse::<usize>() {
                Ok(0) => DEFAULT,
                Ok(limit) => limit.min(MOST),
                Err(_) => MOST,
            }
        }
        _ => DEFAULT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_between_1_and_200_and_nonsense_means_50() {
        let cases = [
            (None, 50),
            (Some("10"), 10),
            (Some("0"), 50),
            (Some("-3"), 50),
            (Some("ten"), 50),
            (Some(""), 50),
            (Some("2.5"), 50),
            (Some("201"), 200),
            (Some("99999999999999999999999"), 200),
            (Some("200"), 200),
        ];
        for (text, expected) in cases {
            assert_eq!(limit(text), expected, "{text:?}");
        }
    }

    #[test]
    fn depth_is_counted_outside_strings() {
        assert!(is_shallow(
            br#"{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}"#
        ));
        assert!(is_shallow(
            br#"{"a":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}"#
        ));
        assert!(!is_shallow("[".repeat(33).as_bytes()));
        assert!(is_shallow("[".repeat(32).as_bytes()));
    }

    #[test]
    fn only_json_in_utf_8_is_json() {
        assert!(is_json_type("application/json"));
        assert!(is_json_type("Application/JSON; charset=\"UTF-8\""));
        assert!(!is_json_type("text/plain"));
        assert!(!is_json_type("application/json; charset=latin1"));
        assert!(!is_json_type("application/jsonp"));
    }
}
