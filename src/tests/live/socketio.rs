//! Socket.IO at the real door: whose a request is, who may hear, and when it ends.

use std::net::TcpStream;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::{post, remove, thread};
use crate::support::Who::{Anna, Ben, Gus, Mallory, Tilda};
use crate::support::client::Identity;
use crate::support::socket::upgrade;
use crate::support::{Answer, App, Client, Socket};

const DOOR: &str = "/socket.io/?EIO=4&transport=polling";

/// A session that is polled.
struct Session {
    client: Client,
    headers: Vec<(&'static str, String)>,
    sid: String,
}

impl Session {
    /// Opened by a client that says this of where it comes from.
    fn open(client: Client, headers: &[(&'static str, String)]) -> Self {
        let mut session = Self {
            client,
            headers: headers.to_vec(),
            sid: String::new(),
        };
        let opened = session.ask("GET", None).expect(200).text();
        let opened: Value = serde_json::from_str(&opened[1..]).expect("JSON");
        session.sid = format!("&sid={}", opened["sid"].as_str().expect("a name"));
        session
    }

    /// A page of Hearth's own.
    fn of(app: &App, client: Client) -> Self {
        Self::open(client, &[("Origin", format!("http://{}", app.address()))])
    }

    fn ask(&self, verb: &str, body: Option<&str>) -> Answer {
        let request = self.client.request(verb, &format!("{DOOR}{}", self.sid));
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        match body {
            Some(body) => request.body("text/plain;charset=UTF-8", body).send(),
            None => request.send(),
        }
    }

    fn hear(&self) -> String {
        self.ask("GET", None).expect(200).text()
    }

    fn say(&self, text: &str) {
        assert_eq!(self.ask("POST", Some(text)).expect(200).text(), "ok");
    }

    /// Asks to be let in; what it is told.
    fn connect(&self) -> String {
        self.say("40");
        self.hear()
    }

    fn join(&self, thread: &str) -> String {
        self.say(&format!("420[\"join\",\"{thread}\"]"));
        self.hear()
    }
}

/// A client on a WebSocket.
struct Wire(WebSocket<TcpStream>);

impl Wire {
    fn open(client: &Client, origin: Option<&str>) -> Self {
        let path = "/socket.io/?EIO=4&transport=websocket";
        let mut wire = Self(upgrade(client, path, origin));
        assert!(wire.next().starts_with("0{"));
        wire
    }

    fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).expect("it is open");
    }

    #[track_caller]
    fn next(&mut self) -> String {
        loop {
            match self.0.read().expect("something should have been heard") {
                Message::Text(text) => return text.to_string(),
                Message::Close(frame) => panic!("closed: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Is let in by what the handshake says; what it is told.
    fn connect(&mut self) -> String {
        self.say("40");
        self.next()
    }

    fn join(&mut self, thread: &str) -> String {
        self.say(&format!("420[\"join\",\"{thread}\"]"));
        self.next()
    }

    /// Everything until it is closed.
    fn last_words(&mut self) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => heard.push(text.to_string()),
                Ok(Message::Close(_)) | Err(_) => return heard,
                Ok(_) => {}
            }
        }
    }
}

fn own_origin(app: &App) -> String {
    format!("http://{}", app.address())
}

const LET_IN: &str = "40{\"sid\":\"";
const STRANGER: &str = "44{\"data\":{\"error\":\"UNAUTHENTICATED\"}";
const JOINED: &str = "430[{\"ok\":true}]";
const NOT_FOUND: &str = "430[{\"error\":\"not_found\"}]";

#[test]
fn a_cookie_counts_from_our_own_pages_alone() {
    let app = App::start();
    let (own, foreign) = (own_origin(&app), "http://elsewhere.example".to_owned());
    for (headers, is_own) in [
        (vec![("Origin", own.clone())], true),
        (vec![("Sec-Fetch-Site", "same-origin".into())], true),
        (vec![("Referer", format!("{own}/threads/1"))], true),
        (vec![], false),
        (vec![("Origin", foreign.clone())], false),
        (vec![("Origin", "null".into())], false),
        (vec![("Origin", format!("{own}.example"))], false),
        (vec![("Sec-Fetch-Site", "same-site".into())], false),
        (vec![("Sec-Fetch-Site", "none".into())], false),
        (vec![("Referer", format!("{foreign}/{own}"))], false),
        (vec![("Referer", format!("{own}.example/"))], false),
        (
            vec![("Origin", foreign.clone()), ("Referer", format!("{own}/"))],
            false,
        ),
        (
            vec![
                ("Sec-Fetch-Site", "cross-site".into()),
                ("Referer", format!("{own}/")),
            ],
            false,
        ),
    ] {
        let session = Session::open(app.browser(Ben), &headers);
        // What brings something passes the rule of every form as well.
        let mut poster = Session {
            headers: vec![("Origin", own.clone())],
            ..session
        };
        if !is_own {
            poster.client = app.anonymous();
        }
        let told = match is_own {
            true => {
                poster.say("40");
                Session {
                    headers: headers.clone(),
                    ..poster
                }
                .hear()
            }
            false => poster.connect(),
        };
        let expected = if is_own { LET_IN } else { STRANGER };
        assert!(told.starts_with(expected), "{headers:?}: {told}");
    }
    for (origin, expected) in [
        (Some(own.as_str()), LET_IN),
        (Some(foreign.as_str()), STRANGER),
        (None, STRANGER),
    ] {
        let told = Wire::open(&app.browser(Ben), origin).connect();
        assert!(told.starts_with(expected), "{origin:?}: {told}");
    }
}

#[test]
fn a_token_lets_in_whom_it_names_if_it_may_read() {
    let app = App::start();
    let Identity::Token(token) = app.program(Ben).identity().clone() else {
        panic!("a program has a token")
    };
    let with = |words: &str| {
        let mut wire = Wire::open(&app.anonymous(), None);
        wire.say(words);
        wire.next()
    };
    for words in [
        json!({ "token": token }),
        json!({ "headers": { "Authorization": format!("Bearer {token}") } }),
        json!({ "headers": { "authorization": format!("bearer {token}") } }),
    ] {
        assert!(with(&format!("40{words}")).starts_with(LET_IN), "{words}");
    }
    let by_header = Wire::open(&app.program(Ben), None).connect();
    assert!(by_header.starts_with(LET_IN), "{by_header}");
    for words in [
        json!({ "token": format!("{token}x") }),
        json!({ "token": [token] }),
        json!({ "key": token }),
        json!({ "headers": { "Authorization": format!("Basic {token}") } }),
        json!({}),
    ] {
        assert!(with(&format!("40{words}")).starts_with(STRANGER), "{words}");
    }
    // Never in an address.
    let asked = app
        .anonymous()
        .get(&format!("{DOOR}&token={token}"))
        .expect(200);
    assert!(asked.text().starts_with("0{"));

    let fields = [("label", "speaks"), ("scope", "send"), ("days", "7")];
    let made = app
        .browser(Ben)
        .request("POST", "/settings/tokens")
        .form(&fields)
        .send();
    let made = made.expect(200).text();
    let start = made.find("hearth_").expect("the secret");
    let token = made[start..start + 50].to_owned();
    let only_sends = app.client(Identity::Token(token.clone()));
    assert!(with(&format!("40{}", json!({ "token": token }))).starts_with(STRANGER));
    assert!(
        Wire::open(&only_sends, None)
            .connect()
            .starts_with(STRANGER)
    );
    // At the other door neither.
    let mut socket = Socket::with(&app, &only_sends, None);
    let room = thread(&app, &[Ben]);
    socket.subscribe(&format!("thread-{room}"));
    socket.is_refused(&format!("thread-{room}"), 401);
}

#[test]
fn a_thread_is_heard_by_its_members_alone() {
    let app = App::start();
    let room = thread(&app, &[Ben]);
    let mut ben = Wire::open(&app.program(Ben), None);
    assert!(ben.connect().starts_with(LET_IN));
    assert_eq!(ben.join(&room), JOINED);
    let mut others: Vec<Wire> = [Tilda, Gus, Mallory]
        .into_iter()
        .map(|who| {
            let mut wire = Wire::open(&app.program(who), None);
            assert!(wire.connect().starts_with(LET_IN));
            assert_eq!(wire.join(&room), NOT_FOUND, "{who:?}");
            assert_eq!(wire.join("nothing"), NOT_FOUND);
            let own = format!("private-user-{}", Ben.id());
            wire.say(&format!("421[\"subscribe\",{{\"channel\":\"{own}\"}}]"));
            assert!(wire.next().starts_with("42[\"subscription_error\""));
            assert_eq!(wire.next(), "431[{\"error\":\"not_found\"}]");
            wire
        })
        .collect();
    let said = post(&app.browser(Anna), &room, "For the two of us");
    // On a busy machine, that there is this thread is told after he came in.
    let heard = loop {
        let heard: Value = serde_json::from_str(&ben.next()[2..]).expect("JSON");
        if heard[0] == "message:new" {
            break heard;
        }
        assert_eq!(heard[0], "thread:new", "{heard}");
    };
    assert_eq!(heard[1]["threadId"], room.as_str());
    assert_eq!(heard[1]["message"]["id"], said["id"]);
    assert!(heard[1]["changeCursor"].is_string());
    for wire in &mut others {
        wire.say("422[\"leave\",\"nothing\"]");
        assert_eq!(wire.next(), "432[{\"ok\":true}]");
    }
}

#[test]
fn whoever_is_removed_hears_nothing_that_is_said_afterwards() {
    let app = App::start();
    let room = thread(&app, &[Ben, Tilda]);
    let anna = app.browser(Anna);
    for round in 0..5 {
        let mut wire = Wire::open(&app.program(Ben), None);
        wire.connect();
        assert_eq!(wire.join(&room), JOINED);
        let session = Session::of(&app, app.browser(Tilda));
        session.connect();
        assert_eq!(session.join(&room), JOINED);
        for who in [Ben, Tilda] {
            post(&anna, &room, "Before");
            remove(&anna, &room, who);
            post(&anna, &room, &format!("After {who:?}"));
        }
        let mut heard = String::new();
        session.say(&format!("429[\"join\",\"{room}\"]"));
        while !heard.contains("439[") {
            heard.push_str(&session.hear());
        }
        assert!(heard.contains("thread:left"), "round {round}: {heard}");
        wire.say(&format!("429[\"join\",\"{room}\"]"));
        let mut rest = String::new();
        while !rest.contains("439[") {
            rest.push_str(&wire.next());
        }
        assert!(rest.contains("thread:left"), "round {round}: {rest}");
        for heard in [&heard, &rest] {
            assert!(heard.contains("439[{\"error\":\"not_found\"}]"), "{heard}");
        }
        assert!(!rest.contains("After"), "round {round}: {rest}");
        // Tilda was still there when that was said; what she had not fetched by then is gone as well.
        assert!(!heard.contains("After Tilda"), "round {round}: {heard}");
        let both = json!({ "memberIds": [Ben.id(), Tilda.id()] });
        anna.post(&format!("/api/threads/{room}/members"), &both)
            .expect(200);
    }
}

#[test]
fn signing_out_ends_it_and_its_session_opens_nothing() {
    let app = App::start();
    let client = app.client(Identity::Cookie(crate::support::cast::sign_in(
        &app.anonymous(),
        Ben,
    )));
    let session = Session::of(&app, client.clone());
    assert!(session.connect().starts_with(LET_IN));
    let mut wire = Wire::open(&client, Some(&own_origin(&app)));
    assert!(wire.connect().starts_with(LET_IN));
    client.delete("/api/session").expect(204);
    assert_eq!(wire.last_words(), ["41"]);
    // Its requests are nobody's now, and a session that was somebody's does not answer to them.
    told(&session.ask("GET", None).expect(400), 1);
    let again = Session {
        client: app.anonymous(),
        ..session
    };
    told(&again.ask("GET", None).expect(400), 1);
}

#[test]
fn an_address_that_makes_no_sense_is_answered_by_number() {
    let app = App::start();
    let client = app.anonymous();
    for (query, code) in [
        ("", 0),
        ("?EIO=4", 0),
        ("?EIO=4&transport=tube", 0),
        ("?EIO=4&transport=polling&transport=polling", 0),
        ("?transport=polling", 5),
        ("?EIO=3&transport=polling", 5),
        ("?EIO=abc&transport=polling", 5),
        ("?EIO=4&transport=websocket", 3),
        ("?EIO=4&transport=polling&sid=nobody", 1),
        ("?EIO=4&transport=polling&sid=", 1),
    ] {
        told(
            &client.get(&format!("/socket.io/{query}")).expect(400),
            code,
        );
    }
    let upgrade = |query: &str| {
        let request = client.request("GET", &format!("/socket.io/{query}"));
        let request = request
            .header("Upgrade", "websocket")
            .header("Connection", "Upgrade");
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        request
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", key)
            .send()
            .expect(400)
    };
    told(&upgrade("?EIO=4&transport=websocket&sid=nobody"), 1);
    told(&upgrade("?EIO=3&transport=websocket"), 5);
    told(&upgrade("?EIO=4&transport=polling"), 3);
    let body = |query: &str, body: &str| {
        let request = client.request("POST", &format!("/socket.io/{query}"));
        request.body("text/plain", body).send()
    };
    told(&body("?EIO=4&transport=polling", "40").expect(400), 2);
    told(
        &body("?EIO=4&transport=websocket&sid=x", "40").expect(400),
        3,
    );
    told(&body("?EIO=4&transport=polling&sid=x", "40").expect(400), 1);
    // No session is opened by who does not want to know of it.
    client.request("HEAD", DOOR).send().expect(400);
    client.request("PUT", DOOR).send().expect(405);
    assert_eq!(app.rooms().counts().sockets, 0);

    let session = Session::of(&app, client);
    session.ask("HEAD", None).expect(400);
    let long = format!("42[\"{}\"]", "x".repeat(16 * 1024));
    told(&session.ask("POST", Some(&long)).expect(413), 3);
    // One body too long is no reason to end.
    session.say("40");
    let answer = session.ask("GET", None).expect(200);
    let answer = answer.header("access-control-allow-origin");
    assert_eq!(answer, None, "no other site reads it");
}

#[test]
fn a_foreign_page_can_bring_a_session_nothing() {
    let app = App::start();
    let session = Session::of(&app, app.browser(Ben));
    let foreign = session
        .client
        .request("POST", &format!("{DOOR}{}", session.sid));
    foreign
        .header("Sec-Fetch-Site", "cross-site")
        .header("Origin", "http://elsewhere.example")
        .body("text/plain", "40")
        .send()
        .expect(403);
    assert!(session.connect().starts_with(LET_IN));
}

#[test]
fn whoever_opens_sessions_again_and_again_shuts_out_themselves_alone() {
    let app = App::with_settings(&[]);
    let before_no_more = |client: &Client| {
        let refused = (0..40).find_map(|number| {
            let request = client
                .request("GET", DOOR)
                .header("Origin", &own_origin(&app));
            let answer = request.send();
            (answer.status != 200).then_some((number, answer))
        });
        let (number, answer) = refused.expect("there is a limit");
        told(&answer, 4);
        assert_eq!(answer.status, 503);
        assert!(answer.header("retry-after").is_some());
        number
    };
    // A few more where opening takes long enough for the count to be forgiven in part.
    assert!((30..40).contains(&before_no_more(&app.anonymous())));
    assert!((20..30).contains(&before_no_more(&app.browser(Anna))));
    assert!(
        Session::of(&app, app.browser(Ben))
            .connect()
            .starts_with(LET_IN)
    );
}

#[track_caller]
fn told(answer: &Answer, code: u8) {
    let told = answer.json();
    assert_eq!(told["code"], code, "{told}");
    assert!(told["message"].is_string(), "{told}");
}
