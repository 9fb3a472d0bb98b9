//! Every route refuses whoever has no business there: the signed-out, those whose way in has ended,
//! members who are not in the thread, those who no longer are, and the family next door.
//!
//! The table of routes is walked whole. A route that is not tried below fails the first law, and
//! each is also shown to let the right person in: a door that refuses everybody proves nothing.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use hearth::web::routes::{Route, TABLE, Who as Door};
use serde_json::{Value, json};

use crate::live::SERVERS;
use crate::support::Who::{self, Anna, Ben, Gus, Inga, Mallory, Tilda};
use crate::support::client::{Identity, Request, percent};
use crate::support::keys::{ended, keys_of_ben};
use crate::support::{Answer, App, Client, cast, database, photo};
use crate::webhooks;

/// What is said in the thread, and must not be seen by anybody else.
const SECRET: &str = "the presents are in the attic";
const SECRET_TITLE: &str = "Birthday of Inga";
const SECRET_FILE: &str = "attic plan.txt";

/// A thread of Anna and Ben, from which Tilda was removed, with a message and a file; and a device
/// and a token of Ben's.
#[derive(Clone)]
pub struct Things {
    pub thread: String,
    message: String,
    file: String,
    /// One of Ben's, of which nothing has come yet.
    upload: String,
    device: String,
    /// An invitation of Anna's, and the end of its link.
    invitation: String,
    link: String,
    token: String,
    /// The end of a link by which Ben chooses a new password.
    ticket: String,
    /// One of the family's.
    webhook: String,
}

/// What becomes of members who are not in the thread, and of the family next door.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stranger {
    /// It is about a thing: for them it does not exist.
    Nothing(&'static str),
    /// It is about the thing in their own choice of words, so it is refused as nonsense.
    Unknown(&'static str),
    /// It is about whoever asks: they get their own.
    Own,
    /// They may, but not for this channel.
    Forbidden,
    /// It is for the grown-ups of a family, each of their own.
    GrownUps,
    /// The whole family may look; for its guest and next door it does not exist.
    Relatives,
    /// It is for those who look after Hearth, and about their own family's people.
    Admins,
    /// It is for those who look after Hearth, each about their own family.
    Keepers,
    /// It is for whoever looks after somebody: who belongs to the family may know of it and is refused.
    Helpers,
}

pub struct Try {
    pub verb: &'static str,
    pub path: &'static str,
    body: fn(Request, &Things) -> Request,
    stranger: Stranger,
    /// What a member of the thread is answered with.
    member: u16,
}

use Stranger::{Admins, Forbidden, GrownUps, Helpers, Keepers, Nothing, Own, Relatives, Unknown};

fn bare(request: Request, _: &Things) -> Request {
    request
}

fn with(json: Value) -> impl Fn(Request) -> Request {
    move |request| request.json(&json)
}

const GONE: Stranger = Nothing("not_found");
const GONE_THREAD: Stranger = Nothing("thread_not_found");

#[rustfmt::skip]
pub fn tries() -> Vec<Try> {
    let t = |verb, path, stranger, member, body| Try { verb, path, body, stranger, member };
    let mut all = vec![
        t("GET", "/livez", Own, 200, bare),
        t("GET", "/readyz", Own, 200, bare),
        t("GET", "/up", Own, 200, bare),
        t("GET", "/metrics", Own, 404, bare),
        t("GET", "/assets/{digest}/{path:.*}", Own, 200, bare),
        t("GET", "/setup", Own, 303, bare),
        t("POST", "/setup", Own, 409, |r, _| r.form(&[("family", "x"), ("name", "x"), ("username", "xx"), ("password", cast::PASSWORD), ("code", "")])),
        t("GET", "/login", Own, 303, bare),
        t("POST", "/login", Own, 401, |r, _| r.form(&[("username", "anna"), ("password", "wrong password")])),
        t("POST", "/login/passkey", Own, 409, |r, _| with(json!({ "ceremony": "a", "credential": {}, "name": "a tablet" }))(r)),
        t("POST", "/login/passkey/begin", Own, 200, |r, _| r.header("Host", "localhost")),
        t("POST", "/logout", Own, 303, bare),
        t("GET", "/", Own, 200, bare),
        t("GET", "/threads", Own, 200, bare),
        t("POST", "/threads", Unknown("required"), 303, |r, _| r.form(&[("memberIds", &Ben.id())])),
        t("GET", "/threads/new", Own, 200, bare),
        t("GET", "/threads/{thread}", GONE, 200, bare),
        t("GET", "/threads/{thread}/settings", GONE, 200, bare),
        t("POST", "/threads/{thread}/settings", GONE, 303, |r, _| r.form(&[("title", SECRET_TITLE)])),
        t("GET", "/threads/{thread}/picture", GONE, 200, bare),
        t("POST", "/threads/{thread}/picture", GONE, 422, |r, _| r.multipart(&[], &[("picture", "x.png", b"x")])),
        t("POST", "/threads/{thread}/mute", GONE, 303, |r, _| r.form(&[("quiet", "hour")])),
        t("POST", "/threads/{thread}/pin", GONE, 303, |r, _| r.form(&[("pinned", "yes")])),
        t("POST", "/threads/{thread}/archive", GONE, 303, |r, _| r.form(&[("archived", "yes")])),
        t("POST", "/threads/{thread}/people", GONE, 303, |r, _| r.form(&[("memberIds", &Ben.id())])),
        t("GET", "/threads/{thread}/people/new", GONE, 200, bare),
        t("GET", "/threads/{thread}/people/{member}/remove", GONE, 200, bare),
        t("POST", "/threads/{thread}/people/{member}/remove", GONE, 303, bare),
        t("GET", "/threads/{thread}/leave", GONE, 200, bare),
        t("POST", "/threads/{thread}/leave", GONE, 303, bare),
        t("GET", "/threads/{thread}/messages", GONE, 200, |r, _| r.header("Hearth-Fragment", "true")),
        t("POST", "/threads/{thread}/messages", GONE, 303, |r, _| r.multipart(&[("body", "hello")], &[("files", "x.txt", b"x")])),
        t("GET", "/threads/{thread}/messages/{message}", GONE, 200, bare),
        // The message is another's.
        t("GET", "/threads/{thread}/messages/{message}/edit", GONE, 403, bare),
        t("POST", "/threads/{thread}/messages/{message}/edit", GONE, 403, |r, _| r.form(&[("body", "otherwise")])),
        t("GET", "/threads/{thread}/messages/{message}/delete", GONE, 403, bare),
        t("POST", "/threads/{thread}/messages/{message}/delete", GONE, 403, bare),
        t("POST", "/threads/{thread}/messages/{message}/reactions", GONE, 303, |r, _| r.form(&[("emoji", "👍")])),
        t("GET", "/threads/{thread}/messages/{message}/forward", GONE, 200, bare),
        t("POST", "/threads/{thread}/messages/{message}/forward", GONE, 303, |r, things| r.form(&[("to", &things.thread)])),
        t("GET", "/threads/{thread}/mentions", GONE, 200, |r, _| r.header("Hearth-Fragment", "true")),
        t("GET", "/threads/{thread}/read", GONE, 200, |r, _| r.header("Hearth-Fragment", "true")),
        t("POST", "/threads/{thread}/read", GONE, 303, |r, things| r.form(&[("messageId", &things.message)])),
        t("GET", "/search", Own, 200, |r, _| r.query(&[("q", "presents attic")])),
        t("GET", "/shortcuts", Own, 200, bare),
        t("GET", "/settings", Own, 200, bare),
        t("POST", "/settings", Own, 303, |r, _| r.form(&[("language", "en")])),
        t("GET", "/settings/appearance", Own, 200, bare),
        t("POST", "/settings/appearance", Own, 303, |r, _| r.form(&[("theme", "dark")])),
        t("GET", "/settings/chatting", Own, 200, bare),
        t("POST", "/settings/chatting", Own, 303, |r, _| r.form(&[("enter", "line")])),
        t("GET", "/settings/sharing", Own, 200, bare),
        t("POST", "/settings/sharing", Own, 303, |r, _| r.form(&[("typing", "on")])),
        t("GET", "/settings/profile", Own, 200, bare),
        t("POST", "/settings/profile", Own, 303, |r, _| r.form(&[("name", "Ben"), ("email", ""), ("helper", "")])),
        t("POST", "/settings/picture", Own, 422, |r, _| r.multipart(&[], &[("picture", "x.png", b"x")])),
        t("GET", "/settings/confirm", Own, 200, bare),
        t("POST", "/settings/confirm", Own, 422, |r, _| r.form(&[("password", "wrong password")])),
        t("POST", "/settings/confirm/passkey", Own, 409, |r, _| with(json!({ "ceremony": "a", "credential": {}, "name": "a tablet" }))(r)),
        t("POST", "/settings/confirm/passkey/begin", Own, 200, |r, _| r.header("Host", "localhost")),
        t("GET", "/settings/card", Own, 200, bare),
        t("POST", "/settings/card", Own, 201, |r, _| r.form(&[])),
        t("POST", "/settings/card/revoke", Own, 303, |r, _| r.form(&[])),
        t("POST", "/settings/devices/link", Own, 201, |r, _| r.form(&[])),
        t("GET", "/settings/devices", Own, 200, bare),
        t("POST", "/settings/devices/others/end", Own, 303, bare),
        t("POST", "/settings/devices/{device}/end", Own, 303, bare),
        t("GET", "/settings/passkeys", Own, 200, bare),
        t("POST", "/settings/passkeys", Own, 409, |r, _| with(json!({ "ceremony": "a", "credential": {}, "name": "a tablet" }))(r)),
        t("POST", "/settings/passkeys/begin", Own, 200, |r, _| r.header("Host", "localhost")),
        t("POST", "/settings/passkeys/{passkey}", GONE, 303, |r, _| r.form(&[("name", "the other tablet")])),
        t("POST", "/settings/passkeys/{passkey}/remove", GONE, 303, bare),
        t("GET", "/settings/password", Own, 200, bare),
        t("POST", "/settings/password", Own, 422, |r, _| r.form(&[("current", "wrong password"), ("password", "another password")])),
        t("GET", "/settings/tokens", Own, 200, bare),
        t("POST", "/settings/tokens", Own, 200, |r, _| r.form(&[("label", "a doorbell"), ("scope", "read"), ("days", "7")])),
        t("POST", "/settings/tokens/{token}/revoke", GONE, 303, bare),
        t("GET", "/family", Own, 200, bare),
        t("GET", "/family/picture", Relatives, 200, bare),
        t("POST", "/family/picture", Own, 422, |r, _| r.multipart(&[], &[("picture", "x.png", b"x")])),
        t("GET", "/family/invitations", GrownUps, 200, bare),
        t("GET", "/family/invitations/new", GrownUps, 200, bare),
        t("POST", "/family/invitations", Own, 201, |r, _| r.form(&[("role", "adult")])),
        t("POST", "/family/invitations/{invitation}/revoke", GrownUps, 303, |r, _| r.form(&[])),
        t("GET", "/family/settings", GrownUps, 200, bare),
        t("POST", "/family/settings", Own, 303, |r, _| r.form(&[("family", "The Lindens"), ("language", "en"), ("timeZone", "Europe/Berlin")])),
        t("GET", "/family/record", GrownUps, 200, bare),
        t("GET", "/family/programs", Keepers, 403, bare),
        t("POST", "/family/programs/secret", Own, 403, bare),
        t("POST", "/family/programs/events", Own, 403, |r, _| r.form(&[("channel", "doorbell"), ("event", "rang"), ("data", "{}")])),
        t("GET", "/family/programs/webhooks", Keepers, 403, bare),
        t("POST", "/family/programs/webhooks", Own, 403, |r, _| r.form(&[("url", "https://chat.example/"), ("topic", "channels")])),
        t("GET", "/family/{member}", Relatives, 200, bare),
        t("POST", "/family/{member}/role", Admins, 403, |r, _| r.form(&[("role", "admin")])),
        t("GET", "/family/{member}/shut-out", Admins, 403, bare),
        t("POST", "/family/{member}/shut-out", Admins, 403, bare),
        t("POST", "/family/{member}/let-in", Admins, 403, bare),
        t("GET", "/family/{member}/card", Helpers, 403, bare),
        t("POST", "/family/{member}/card", Helpers, 403, |r, _| r.form(&[])),
        t("POST", "/family/{member}/card/revoke", Helpers, 403, |r, _| r.form(&[])),
        t("POST", "/family/{member}/recovery", Helpers, 403, |r, _| r.form(&[])),
        t("GET", "/ticket", Own, 200, bare),
        t("POST", "/ticket", Own, 401, |r, _| r.form(&[("username", "anna"), ("digits", "12345")])),
        t("GET", "/ticket/{token}", Own, 200, bare),
        t("POST", "/ticket/{token}", Own, 422, |r, _| r.form(&[("password", "short")])),
        t("GET", "/join", Own, 200, bare),
        t("POST", "/join", Own, 404, |r, _| r.form(&[("invitation", "aaaa-bbbb-cccc")])),
        t("GET", "/join/{token}", Own, 200, bare),
        t("POST", "/join/{token}", Own, 422, |r, _| r.form(&[("name", "x"), ("username", "anna"), ("password", cast::PASSWORD)])),
        t("GET", "/people/{member}/picture", Relatives, 200, bare),
        t("GET", "/gallery", Own, 200, bare), t("GET", "/threads/{thread}/gallery", GONE, 200, bare),
        t("GET", "/files/{file}", GONE, 200, bare), t("GET", "/files/{file}/{variant}", GONE, 200, bare),
        t("GET", "/api/docs", Own, 200, bare),
        t("GET", "/api/openapi.json", Own, 200, bare),
        t("POST", "/api/session", Own, 401, |r, _| with(json!({ "username": "anna", "password": "wrong password" }))(r)),
        t("DELETE", "/api/session", Own, 204, bare),
        t("GET", "/api/me", Own, 200, bare),
        t("GET", "/api/members", Own, 200, bare),
        t("GET", "/api/threads", Own, 200, bare),
        t("POST", "/api/threads", Unknown("unknown_member"), 201, |r, _| with(json!({ "memberIds": [Ben.id()] }))(r)),
        t("GET", "/api/threads/{thread}", GONE, 200, bare),
        t("PATCH", "/api/threads/{thread}", GONE, 200, |r, _| with(json!({ "title": "Another" }))(r)),
        t("POST", "/api/threads/{thread}/members", GONE, 200, |r, _| with(json!({ "memberIds": [Ben.id()] }))(r)),
        t("DELETE", "/api/threads/{thread}/members", GONE, 200, |r, _| with(json!({ "memberIds": [Ben.id()] }))(r)),
        t("PUT", "/api/threads/{thread}/mute", GONE, 204, bare),
        t("DELETE", "/api/threads/{thread}/mute", GONE, 204, bare),
        t("PUT", "/api/threads/{thread}/pin", GONE, 204, bare),
        t("DELETE", "/api/threads/{thread}/pin", GONE, 204, bare),
        t("PUT", "/api/threads/{thread}/archive", GONE, 204, bare),
        t("DELETE", "/api/threads/{thread}/archive", GONE, 204, bare),
        t("POST", "/api/threads/{thread}/read", GONE, 204, |r, things| with(json!({ "messageId": things.message }))(r)),
        t("GET", "/api/threads/{thread}/messages", GONE_THREAD, 200, bare),
        t("POST", "/api/threads/{thread}/messages", GONE_THREAD, 201, |r, _| with(json!({ "body": "hello" }))(r)),
        t("PATCH", "/api/messages/{message}", GONE, 200, |r, _| with(json!({ "body": "otherwise" }))(r)),
        t("DELETE", "/api/messages/{message}", GONE, 204, bare),
        t("PUT", "/api/messages/{message}/reactions/{emoji}", GONE, 204, bare),
        t("DELETE", "/api/messages/{message}/reactions/{emoji}", GONE, 204, bare),
        t("GET", "/api/search", Own, 200, |r, _| r.query(&[("q", "presents attic")])),
        t("POST", "/api/files", Own, 201, |r, _| r.multipart(&[], &[("file", "x.txt", b"x")])),
        t("GET", "/api/files/{file}/status", GONE, 200, bare),
        t("OPTIONS", "/api/uploads", Own, 204, bare),
        t("POST", "/api/uploads", Own, 201, |r, _| tus(r).header("Upload-Length", "5")),
        t("GET", "/api/uploads/{upload}", GONE, 200, bare),
        t("PATCH", "/api/uploads/{upload}", GONE, 204, |r, _| no_piece(r)),
        t("DELETE", "/api/uploads/{upload}", GONE, 204, |r, _| tus(r)),
        t("POST", "/api/uploads/{upload}", GONE, 204, |r, _| no_piece(r).header("X-HTTP-Method-Override", "PATCH")),
        // A socket is upgraded for anybody; what it may hear is tried in `live`.
        t("GET", "/app", Own, 400, bare),
        t("GET", "/app/", Own, 400, bare),
        t("GET", "/app/{key}", Own, 400, bare),
        t("POST", "/pusher/auth", Forbidden, 403, to_sign),
        t("POST", "/broadcasting/auth", Forbidden, 403, to_sign),
        t("POST", "/pusher/user-auth", Own, 403, |r, _| r.form(&[("socket_id", "1.1")])),
        t("POST", "/broadcasting/user-auth", Own, 403, |r, _| r.form(&[("socket_id", "1.1")])),
        // A session is opened for anybody; whom it lets in is tried in `socketio`.
        t("GET", "/socket.io/", Own, 400, bare),
        t("POST", "/socket.io/", Own, 400, bare),
    ];
    all.extend(SERVERS.map(|(verb, path)| t(verb, path, Own, 401, bare)));
    all.extend(webhooks::ACTS.map(|path| t("POST", path, Admins, 403, bare)));
    all
}

fn tus(request: Request) -> Request {
    request.header("Tus-Resumable", "1.0.0")
}

/// The first piece of an upload, with nothing in it.
fn no_piece(request: Request) -> Request {
    tus(request)
        .header("Upload-Offset", "0")
        .body("application/offset+octet-stream", "")
}

/// For a socket that is not there: whoever may, is told so, in the same words.
fn to_sign(request: Request, things: &Things) -> Request {
    let channel = format!("private-thread-{}", things.thread);
    request.form(&[("socket_id", "1.1"), ("channel_name", &channel)])
}

/// Routes that nobody is tried at, and tries at no route.
fn untried(table: &[Route], tries: &[Try]) -> Vec<String> {
    let routes: BTreeSet<_> = table
        .iter()
        .map(|r| format!("{} {}", r.verb, r.path))
        .collect();
    let tried: BTreeSet<_> = tries
        .iter()
        .map(|t| format!("{} {}", t.verb, t.path))
        .collect();
    routes.symmetric_difference(&tried).cloned().collect()
}

#[test]
fn every_route_is_tried_by_strangers() {
    assert_eq!(untried(TABLE, &tries()), Vec::<String>::new());
    let mut more = TABLE.to_vec();
    more.push(Route {
        verb: "GET",
        path: "/album",
        who: Door::SignedIn,
    });
    assert_eq!(untried(&more, &tries()), ["GET /album"]);
    assert_eq!(untried(&TABLE[1..], &tries()).len(), 1);
}

pub fn things(app: &App) -> Things {
    let things = things_among(app, &[Ben, Tilda]);
    app.browser(Anna)
        .request("DELETE", &format!("/api/threads/{}/members", things.thread))
        .json(&json!({ "memberIds": [Tilda.id()] }))
        .send()
        .expect(200);
    things
}

/// The same, with these people in the thread beside Anna.
pub fn things_among(app: &App, people: &[Who]) -> Things {
    let ids: Vec<_> = people.iter().map(|who| who.id()).collect();
    let anna = app.browser(Anna);
    let opened = anna
        .post(
            "/api/threads",
            &json!({ "memberIds": ids, "title": SECRET_TITLE, "reuse": false }),
        )
        .expect(201)
        .json();
    let thread = opened["thread"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/threads/{thread}");
    let uploaded = anna
        .request("POST", "/api/files")
        .multipart(&[], &[("file", SECRET_FILE, SECRET.as_bytes())])
        .send()
        .expect(201)
        .json();
    let file = uploaded["file"]["id"].as_str().expect("an id").to_owned();
    let posted = anna
        .post(
            &format!("{path}/messages"),
            &json!({ "body": SECRET, "fileIds": [file] }),
        )
        .expect(201)
        .json();
    let message = posted["message"]["id"].as_str().expect("an id").to_owned();
    photo::show_faces(&anna);
    photo::dress_threads(app);
    let begun = tus(app.browser(Ben).request("POST", "/api/uploads"))
        .header("Upload-Length", "5")
        .send()
        .expect(201);
    let place = begun.header("location").expect("a place").to_owned();
    let (device, token) = keys_of_ben(app);
    let issued = app
        .store()
        .write_here(|tx| {
            use hearth::domain::{invitations, members, sessions};
            let anna = members::by_username(tx.conn(), "anna")?;
            let new = invitations::NewInvitation {
                role: members::Role::Adult,
                days: 7,
                uses: 1,
                thread_ids: Vec::new(),
            };
            invitations::issue(tx, &sessions::at_command_line(anna)?, &new)
        })
        .expect("it commits")
        .value;
    let ticket = app
        .store()
        .write_here(|tx| hearth::domain::tickets::make_recovery_at_command_line(tx, "ben"))
        .expect("it commits")
        .value
        .token;
    Things {
        thread,
        message,
        file,
        upload: place.replace("/api/uploads/", ""),
        device,
        token,
        invitation: issued.invitation.id.to_string(),
        link: issued.token,
        ticket,
        webhook: webhooks::the_only_one(app),
    }
}

pub fn send(client: &Client, app: &App, one: &Try, things: &Things) -> Answer {
    let path = one
        .path
        .replace("{thread}", &things.thread)
        .replace("{message}", &things.message)
        .replace("{file}", &things.file)
        .replace("{variant}", "small")
        .replace("{upload}", &things.upload)
        .replace("{member}", &Anna.id())
        .replace("{device}", &things.device)
        .replace("{invitation}", &things.invitation)
        .replace("/join/{token}", &format!("/join/{}", things.link))
        .replace("/ticket/{token}", &format!("/ticket/{}", things.ticket))
        .replace("{token}", &things.token)
        .replace("{passkey}", "bens")
        .replace("{webhook}", &things.webhook)
        .replace("{emoji}", &percent("👍"))
        .replace("{digest}", hearth::web::assets::digest())
        .replace("{path:.*}", "hearth.css")
        .replace("{key}", &app.rooms().keys().key);
    (one.body)(client.request(one.verb, &path), things).send()
}

pub fn door(one: &Try) -> Door {
    TABLE
        .iter()
        .find(|route| route.verb == one.verb && route.path == one.path)
        .expect("it is a route")
        .who
}

#[track_caller]
fn tells_no_secret(answer: &Answer, who: &str, one: &Try) {
    let text = answer.text();
    for secret in [SECRET, SECRET_TITLE, SECRET_FILE] {
        assert!(
            !text.contains(secret),
            "{} {} tells {who}: {text}",
            one.verb,
            one.path
        );
    }
}

/// What of the family can be changed by somebody else.
fn everything(app: &App) -> String {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    // When somebody was last seen is written for strangers as well, and so is what they tried.
    database::dump_without(&mut conn, &["audit_entries", "sessions", "tokens"])
}

/// Pieces of pages that are open already: those cannot be led to sign-in, only told.
const PIECES: [&str; 3] = [
    "/threads/{thread}/messages",
    "/threads/{thread}/mentions",
    "/threads/{thread}/read",
];

#[test]
fn every_route_refuses_whoever_is_not_signed_in_any_more() {
    let app = App::start();
    let things = things(&app);
    let ended = ended(&app);
    let before = everything(&app);
    for one in tries() {
        for (who, client) in &ended {
            let answer = send(client, &app, &one, &things);
            tells_no_secret(&answer, who, &one);
            let what = format!("{} {} for {who}", one.verb, one.path);
            let is_program = one.path.starts_with("/api/")
                || one.path.starts_with("/pusher/")
                || one.path.starts_with("/broadcasting/")
                || matches!(client.identity(), Identity::Token(_));
            let is_piece = one.verb == "GET" && PIECES.contains(&one.path);
            match door(&one) {
                Door::Anyone | Door::Socket | Door::Program => {}
                Door::Caller | Door::SignedIn if is_program || is_piece => {
                    answer.refuses(401, "UNAUTHENTICATED");
                    assert!(answer.header("www-authenticate").is_some(), "{what}");
                }
                Door::Caller | Door::SignedIn => {
                    let to = answer.header("location").unwrap_or_default();
                    assert!(
                        answer.status == 303 && to.starts_with("/login"),
                        "{what}: {} {to}",
                        answer.status
                    );
                }
            }
        }
    }
    assert_eq!(
        everything(&app),
        before,
        "somebody signed out changed something"
    );
}

#[test]
fn a_token_opens_no_page() {
    let app = App::start();
    let things = things(&app);
    for one in tries() {
        if door(&one) == Door::SignedIn {
            let answer = send(&app.program(Anna), &app, &one, &things);
            assert!(
                matches!(answer.status, 303 | 401),
                "{} {}",
                one.verb,
                one.path
            );
            tells_no_secret(&answer, "a program", &one);
        }
    }
}

#[test]
fn every_route_refuses_members_who_are_not_in_the_thread_and_the_family_next_door() {
    let app = App::start();
    let things = things(&app);
    let before = everything(&app);
    for one in tries() {
        // They would change what is their own.
        let changes_own = one.stranger == Own && one.verb != "GET";
        if matches!(door(&one), Door::Anyone | Door::Program) || changes_own {
            continue;
        }
        for (who, is_family) in [(Mallory, false), (Tilda, true), (Inga, true), (Gus, true)] {
            let is_outside = matches!(who, Mallory | Gus);
            let mut clients = vec![app.browser(who)];
            if door(&one) != Door::SignedIn {
                clients.push(app.program(who));
            }
            for client in clients {
                if matches!(one.stranger, Unknown(_)) && is_family {
                    continue;
                }
                if one.stranger == GrownUps && who == Inga && one.verb != "GET" {
                    continue;
                }
                let answer = send(&client, &app, &one, &things);
                tells_no_secret(&answer, &format!("{who:?}"), &one);
                match one.stranger {
                    Nothing(code) if one.path.starts_with("/api/") => answer.refuses(404, code),
                    Nothing(_) => assert_eq!(answer.status, 404, "{} {}", one.verb, one.path),
                    Unknown(_) if door(&one) == Door::SignedIn => {
                        assert_eq!(answer.status, 422, "{} {}", one.verb, one.path);
                    }
                    Unknown(code) => answer.refuses(400, code),
                    Relatives => drop(answer.expect(if is_outside { 404 } else { 200 })),
                    Helpers => drop(answer.expect(if is_outside { 404 } else { 403 })),
                    Forbidden => answer.refuses(403, "forbidden"),
                    GrownUps => {
                        answer.expect(match (who, one.verb) {
                            (Tilda | Gus, _) => 403,
                            (_, "GET") => 200,
                            _ => 404,
                        });
                    }
                    Admins => drop(answer.expect(if is_family { 403 } else { 404 })),
                    Keepers => drop(answer.expect(if is_family { 403 } else { 200 })),
                    Own if door(&one) == Door::Socket => {}
                    Own => drop(answer.expect(200)),
                }
            }
        }
    }
    assert_eq!(everything(&app), before, "a stranger changed something");
}

#[test]
fn every_route_lets_the_right_person_in() {
    let app = App::start();
    for one in tries() {
        let things = things(&app);
        let clients: Vec<Client> = match door(&one) {
            Door::Caller => vec![app.browser(Ben), app.program(Ben)],
            // A session that a try ends is nobody else's.
            Door::Anyone if one.path.ends_with("session") || one.path == "/logout" => {
                vec![app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben)))]
            }
            _ => vec![app.browser(Ben)],
        };
        for client in clients {
            let is_authors = one.path == "/api/messages/{message}" && one.verb != "GET";
            let client = match (is_authors, client.identity()) {
                (true, Identity::Token(_)) => app.program(Anna),
                (true, _) => app.browser(Anna),
                _ => client,
            };
            let things = match one.verb {
                "DELETE" => self::things(&app),
                _ => things.clone(),
            };
            send(&client, &app, &one, &things).expect(one.member);
        }
    }
}

#[test]
fn whoever_has_left_the_family_is_nobody_at_once() {
    let app = App::start();
    let things = things(&app);
    app.store()
        .write_here(|tx| {
            diesel::sql_query("UPDATE members SET deactivated_at = 1 WHERE name = 'Ben'")
                .execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
    for one in tries() {
        if door(&one) == Door::Caller && one.path.starts_with("/api/") {
            for client in [app.browser(Ben), app.program(Ben)] {
                send(&client, &app, &one, &things).refuses(401, "UNAUTHENTICATED");
            }
        }
    }
}
