//! The door of Socket.IO: what an address asks for, whose request it is, and how it is answered.
//!
//! The sessions behind it are the live channels' own. Refusals are the reference's: 400, a number and a
//! sentence for developers; clients take anything but success as a reason to try again later.
//! Nothing here allows another site's pages to read an answer.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;

use super::guard::is_own_origin;
use super::site::Site;
use super::sockets::{identity_by_bearer_or_cookie, is_too_often};
use crate::live::Identity;
use crate::live::socketio::{self, Refusal};

/// After how many seconds somebody who was turned away may come back.
const LATER_SECS: &str = "5";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
struct Wish {
    #[serde(rename = "EIO")]
    version: Option<String>,
    transport: Option<String>,
    sid: Option<String>,
}

/// By which way a client comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    Polling,
    WebSocket,
}

/// `GET /socket.io/`: opens a session, waits for what one has, or is upgraded to its WebSocket.
pub async fn show(
    request: HttpRequest,
    payload: web::Payload,
    site: web::Data<Site>,
) -> Result<HttpResponse, actix_web::Error> {
    let (wish, transport) = match wish(&request) {
        Ok(wish) => wish,
        Err(refusal) => return Ok(refused(refusal)),
    };
    let who = credible_identity(&request, &site).await;
    if wish.sid.is_none() && is_too_often(&request, &site, who.as_ref()) {
        return Ok(refused(Refusal::NotNow));
    }
    let rooms = &site.rooms;
    let brought = match (transport, wish.sid) {
        (Transport::WebSocket, sid) => {
            let accepted = socketio::accept(&request, payload, rooms, sid.as_deref(), who).await?;
            return Ok(accepted.unwrap_or_else(refused));
        }
        (Transport::Polling, Some(sid)) => socketio::poll(rooms, &sid, who.as_ref()).await,
        (Transport::Polling, None) => socketio::open(rooms, who).await,
    };
    Ok(match brought {
        Ok(body) => text(body),
        Err(refusal) => refused(refusal),
    })
}

/// `POST /socket.io/`: brings a session something.
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    site: web::Data<Site>,
) -> HttpResponse {
    match bring(&request, payload, &site).await {
        Ok(()) => text("ok".to_owned()),
        Err(answer) => answer,
    }
}

async fn bring(
    request: &HttpRequest,
    mut payload: web::Payload,
    site: &Site,
) -> Result<(), HttpResponse> {
    let (wish, transport) = wish(request).map_err(refused)?;
    let sid = wish.sid.ok_or_else(|| refused(Refusal::BadMethod))?;
    if transport != Transport::Polling {
        return Err(refused(Refusal::BadRequest));
    }
    let who = credible_identity(request, site).await;
    let posting = socketio::begin_post(&site.rooms, &sid, who.as_ref()).await;
    let posting = posting.map_err(refused)?;
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| refused(Refusal::BadRequest))?;
        if body.len() + chunk.len() > site.rooms.longest_message() {
            return Err(told(StatusCode::PAYLOAD_TOO_LARGE, Refusal::BadRequest));
        }
        body.extend_from_slice(&chunk);
    }
    posting.deliver(&body).await.map_err(refused)
}

/// Reads the address, as far as it makes sense for this request.
fn wish(request: &HttpRequest) -> Result<(Wish, Transport), Refusal> {
    let wish = web::Query::<Wish>::from_query(request.query_string());
    let wish = wish.map(web::Query::into_inner).unwrap_or_default();
    let upgrade = request.headers().get(header::UPGRADE);
    let is_upgrade = upgrade.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    let transport = match wish.transport.as_deref() {
        Some("polling") => Transport::Polling,
        Some("websocket") => Transport::WebSocket,
        _ => return Err(Refusal::UnknownTransport),
    };
    let is_opening = wish.sid.is_none();
    // Nothing is opened or brought for one who does not want to see it.
    if request.method() == Method::HEAD || is_opening && request.method() != Method::GET {
        return Err(Refusal::BadMethod);
    }
    if is_opening && wish.version.as_deref() != Some("4") {
        return Err(Refusal::BadVersion);
    }
    match (transport == Transport::WebSocket) == is_upgrade {
        true => Ok((wish, transport)),
        false => Err(Refusal::BadRequest),
    }
}

/// Whose request it is. A cookie counts only from our own pages. Browsers say where a poll comes from
/// in one header or another, and our pages let them say it in `Referer` where they say it in no other;
/// for a WebSocket they always name the origin.
async fn credible_identity(request: &HttpRequest, site: &Site) -> Option<Identity> {
    let header = |name: &str| request.headers().get(name)?.to_str().ok();
    let host = header("host");
    let is_upgrade = request.headers().contains_key(header::UPGRADE);
    let is_own_page = match (
        header("origin"),
        header("sec-fetch-site"),
        header("referer"),
    ) {
        (Some(origin), ..) => is_own_origin(&site.config, host, origin),
        _ if is_upgrade => false,
        (None, Some(site), _) => site == "same-origin",
        (None, None, Some(page)) => {
            origin_of(page).is_some_and(|origin| is_own_origin(&site.config, host, origin))
        }
        (None, None, None) => false,
    };
    identity_by_bearer_or_cookie(request, is_own_page).await
}

/// The origin that an address begins with.
fn origin_of(address: &str) -> Option<&str> {
    let start = address.find("://")? + "://".len();
    let end = address[start..].find(['/', '?', '#']);
    Some(end.map_or(address, |end| &address[..start + end]))
}

fn text(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=UTF-8")
        .body(body)
}

fn refused(refusal: Refusal) -> HttpResponse {
    let status = match refusal {
        Refusal::NotNow => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    told(status, refusal)
}

fn told(status: StatusCode, refusal: Refusal) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    if refusal == Refusal::NotNow {
        answer.insert_header((header::RETRY_AFTER, LATER_SECS));
    }
    answer.json(json!({ "code": refusal.code(), "message": refusal.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_with_its_origin() {
        for (address, origin) in [
            (
                "https://home.example/threads/1",
                Some("https://home.example"),
            ),
            ("http://home:8080?x", Some("http://home:8080")),
            ("http://home#x", Some("http://home")),
            ("http://home", Some("http://home")),
            ("about:blank", None),
            ("", None),
        ] {
            assert_eq!(origin_of(address), origin);
        }
    }
}
