//! The live channels' doors: the upgrade, the signatures, and who may hear what.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::client_address::client_address;
use super::extract::{Caller, ToRead, identify};
use super::guard::{is_bearer, is_own_origin};
use super::respond::{Answer, json_ok};
use super::site::Site;
use crate::base::clock::Clock;
use crate::base::error::Error;
use crate::base::ids::{MemberId, SessionId, ThreadId};
use crate::domain::members::{Me, Scope, Via};
use crate::domain::{apps, members, sessions, threads};
use crate::live::{
    self, Admission, AppKeys, Authority, Channel, Close, Identity, Kind, NotSigned, Standing,
};
use crate::store::{Reader, Store};
use crate::views::api::events::{OWN, THREAD, session_token, token_session};

/// `GET /app/{key}`: always upgraded; refusals are close codes, even where no key is given.
pub async fn upgrade(
    request: HttpRequest,
    payload: web::Payload,
    key: Option<web::Path<String>>,
    site: web::Data<Site>,
) -> Result<HttpResponse, actix_web::Error> {
    let identity = credible_identity(&request, &site).await;
    let who = match is_too_often(&request, &site, identity.as_ref()) {
        true => Err(Close::OverCapacity),
        false => Ok(identity),
    };
    live::accept(
        &request,
        payload,
        &site.rooms,
        key.as_ref().map(|key| key.as_str()),
        who,
    )
}

/// Whether this one comes again and again. Whoever says who they are has a count of their own, so a
/// device gone wild shuts out itself and nobody else in its house.
pub(super) fn is_too_often(
    request: &HttpRequest,
    site: &Site,
    identity: Option<&Identity>,
) -> bool {
    let counted = match (identity, client_address(request)) {
        (Some(known), _) => known
            .session
            .as_deref()
            .map(|session| site.limits.socket_of(session)),
        (None, address) => address.map(|address| site.limits.socket_from(address)),
    };
    counted.is_some_and(|taken| taken.is_err())
}

/// Whose handshake it is. A cookie counts only from our own pages: a browser sends it along for any
/// page that opens a socket here.
async fn credible_identity(request: &HttpRequest, site: &Site) -> Option<Identity> {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let is_own_page = header(header::ORIGIN)
        .is_some_and(|origin| is_own_origin(&site.config, header(header::HOST), origin));
    identity_by_bearer_or_cookie(request, is_own_page).await
}

/// Whose request it is: by a bearer header that may read, or, from a page of ours, by the cookie.
pub(super) async fn identity_by_bearer_or_cookie(
    request: &HttpRequest,
    is_own_page: bool,
) -> Option<Identity> {
    if !is_own_page && !is_bearer(request.headers().get(header::AUTHORIZATION)) {
        return None;
    }
    let (me, _) = identify(request).await.ok()?;
    me.require(Scope::Read).ok()?;
    Some(identity_of(&me))
}

fn identity_of(me: &Me) -> Identity {
    Identity {
        member: me.id().to_string(),
        session: match me.via() {
            Via::Session(session, _) => Some(session.to_string()),
            Via::Token(token, _) => Some(token_session(token)),
            Via::Host => None,
        },
    }
}

/// What a Pusher client asks to have signed.
#[derive(Deserialize)]
pub struct ToSign {
    socket_id: String,
    channel_name: String,
}

/// `POST /pusher/auth`: signs for members of the thread, for a member's own channel, and for the
/// family's own programs.
pub async fn sign(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    form: web::Form<ToSign>,
) -> Answer {
    let ToSign {
        socket_id,
        channel_name,
    } = form.into_inner();
    let identity = identity_of(&caller.me);
    let gate = Gate::of(&site.store, site.rooms.keys());
    let channel = match site.rooms.app_of(&socket_id).await {
        Some(app) => site.rooms.channel_of(&app, &channel_name).ok(),
        None => None,
    };
    let channel = channel.ok_or(Error::Forbidden("forbidden"))?;
    if gate.admission(&identity, &channel).await? == Admission::Refused {
        return Err(Error::Forbidden("forbidden").into());
    }
    let signed = site
        .rooms
        .sign_channel(&socket_id, &channel_name, identity, Some(&info(&caller.me)))
        .await
        .map_err(unsigned)?;
    json_ok(&signed)
}

/// The socket that wants to sign in.
#[derive(Deserialize)]
pub struct ToSignIn {
    socket_id: String,
}

/// `POST /pusher/user-auth`: signs who somebody is, for `pusher:signin`. Whom they talk with is who
/// they are told of coming and going, unless either of them keeps that to themself.
pub async fn sign_in(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    form: web::Form<ToSignIn>,
) -> Answer {
    let (identity, info) = (identity_of(&caller.me), info(&caller.me));
    let company: Vec<String> = site
        .store
        .read(move |conn| threads::company(conn, caller.me.id()))
        .await?
        .iter()
        .map(ToString::to_string)
        .collect();
    let signed = site
        .rooms
        .sign_user(&form.socket_id, identity, Some(&info), &company)
        .await
        .map_err(unsigned)?;
    json_ok(&signed)
}

/// What others in a presence channel see of somebody.
fn info(me: &Me) -> serde_json::Value {
    serde_json::json!({ "name": me.member().name })
}

/// Why does not matter to a client: it is refused, and may ask again for another socket.
fn unsigned(_: NotSigned) -> Error {
    Error::Forbidden("forbidden")
}

/// Answers the rooms from the present state of the family, never from memory.
pub struct Gate {
    // The reading half only: the rooms outlive the writer while the server stops.
    reader: Reader,
    clock: Clock,
    /// The first family's; those of the others are made from them.
    keys: AppKeys,
}

impl Gate {
    /// The gate as the rooms take it.
    pub fn before(store: &Store, keys: &AppKeys) -> Arc<dyn Authority> {
        Arc::new(Self::of(store, keys))
    }

    fn of(store: &Store, keys: &AppKeys) -> Self {
        Self {
            reader: store.reader(),
            clock: store.clock().clone(),
            keys: keys.clone(),
        }
    }

    async fn admission(&self, who: &Identity, channel: &Channel) -> Result<Admission, Error> {
        if let Some(thread) = channel.room().strip_prefix(THREAD) {
            let member = MemberId::from_outside(&who.member);
            let thread = ThreadId::from_outside(thread);
            let is_presence = channel.kind() == Kind::Presence;
            let after = self
                .reader
                .ask(move |conn| {
                    // Whoever is not seen to be there does not see who is.
                    let sees = !is_presence || members::sees_company(conn, &member)?;
                    match sees {
                        true => threads::heard_after(conn, &member, &thread),
                        false => Ok(None),
                    }
                })
                .await?;
            // What was said before their time is not for them, whatever becomes of it later.
            return Ok(after.map_or(Admission::Refused, |key| Admission::AdmittedAfter(key.0)));
        }
        let is_open = match channel.room().strip_prefix(OWN) {
            // One's own, and nobody else's.
            Some(member) => member == who.member,
            None => self.is_of_the_house(who, channel).await?,
        };
        Ok(match is_open {
            true => Admission::Admitted,
            false => Admission::Refused,
        })
    }

    async fn is_of_the_house(&self, who: &Identity, channel: &Channel) -> Result<bool, Error> {
        // Other names are for the programs of the family whose app it is, by which two families never
        // meet on one.
        let member = MemberId::from_outside(&who.member);
        let app = channel.app().cloned();
        self.reader
            .ask(move |conn| apps::is_of(conn, &member, app.as_deref()))
            .await
    }

    /// As whom somebody is signed in.
    async fn present(&self, who: &Identity) -> Result<Me, Error> {
        let now = self.clock.now_ms();
        let member = who.member.clone();
        let Some(session) = who.session.clone() else {
            return Err(Error::Unauthenticated);
        };
        self.reader
            .ask(move |conn| {
                let me = match session_token(&session) {
                    Some(token) => sessions::tokens::holder(conn, &token, now)?,
                    None => sessions::who(conn, &SessionId::from_outside(session), now)?.0,
                };
                match me.id().as_str() == member {
                    true => Ok(me),
                    false => Err(Error::Unauthenticated),
                }
            })
            .await
    }
}

impl Authority for Gate {
    fn admit<'a>(&'a self, who: &'a Identity, channel: &'a Channel) -> live::Asked<'a, Admission> {
        Box::pin(async move {
            let answer = self.admission(who, channel).await;
            answer.unwrap_or(Admission::Unavailable)
        })
    }

    fn watched<'a>(
        &'a self,
        who: &'a Identity,
        watchlist: Vec<String>,
    ) -> live::Asked<'a, Result<Vec<String>, live::Unavailable>> {
        let member = MemberId::from_outside(&who.member);
        Box::pin(async move {
            let asked = self
                .reader
                .ask(move |conn| threads::company(conn, &member))
                .await;
            let company = asked.map_err(|_| live::Unavailable)?;
            let is_seen = |watched: &String| company.iter().any(|id| id.as_str() == watched);
            let oneself = |watched: &String| *watched == who.member;
            Ok(watchlist
                .into_iter()
                .filter(|watched| oneself(watched) || is_seen(watched))
                .collect())
        })
    }

    fn app<'a>(
        &'a self,
        key: &'a str,
    ) -> live::Asked<'a, Result<Option<AppKeys>, live::Unavailable>> {
        let wanted = key.to_owned();
        Box::pin(async move {
            let asked = self
                .reader
                .ask(move |conn| apps::by_key(conn, &wanted))
                .await;
            let app = asked.map_err(|_| live::Unavailable)?;
            Ok(app.map(|app| self.keys.derived(app.id, app.key)))
        })
    }

    fn bearer<'a>(
        &'a self,
        token: &'a str,
    ) -> live::Asked<'a, Result<Option<Identity>, live::Unavailable>> {
        let (token, now) = (token.to_owned(), self.clock.now_ms());
        Box::pin(async move {
            let asked = self.reader.ask(move |conn| {
                let (me, _) = sessions::tokens::who(conn, &token, now)?;
                me.require(Scope::Read)?;
                Ok(me)
            });
            match asked.await {
                Ok(me) => Ok(Some(identity_of(&me))),
                Err(Error::Unauthenticated | Error::Forbidden(_)) => Ok(None),
                Err(_) => Err(live::Unavailable),
            }
        })
    }

    fn welcome<'a>(
        &'a self,
        who: &'a Identity,
    ) -> live::Asked<'a, Result<live::Welcome, live::Unavailable>> {
        Box::pin(async move {
            let me = self.present(who).await.map_err(|_| live::Unavailable)?;
            let family = me.family();
            let asked = self.reader.ask(move |conn| apps::of(conn, family));
            let app = asked.await.map_err(|_| live::Unavailable)?;
            Ok(live::Welcome {
                app: app.map(|app| self.keys.derived(app.id, app.key)),
                own: Some(format!("{OWN}{}", who.member)),
                info: Some(info(&me)),
            })
        })
    }

    fn recheck<'a>(&'a self, who: &'a Identity) -> live::Asked<'a, Standing> {
        Box::pin(async move {
            match self.present(who).await {
                Ok(_) => Standing::Valid,
                Err(Error::Unauthenticated) => Standing::Ended,
                Err(_) => Standing::Unknown,
            }
        })
    }
}
