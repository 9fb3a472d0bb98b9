//! The protocol's HTTP side: what a server that holds an app's secret may tell and ask, and what not.

use hearth::live::AppKeys;
use regex::Regex;
use serde_json::{Value, json};

use super::{post, thread};
use crate::support::Who::{Anna, Ben, Mallory};
use crate::support::server::Server;
use crate::support::socket::data;
use crate::support::{App, Socket, database};

const LIVE: &str = include_str!("../../../docs/live.md");

/// The keys of the family next door.
fn next_door(app: &App) -> AppKeys {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let ask = |conn: &mut _, column: &str| {
        database::texts(conn, &format!("SELECT {column} AS answer FROM apps")).remove(0)
    };
    let (id, key) = (ask(&mut conn, "id"), ask(&mut conn, "key"));
    app.rooms().keys().derived(id, key)
}

fn event(name: &str, channel: &str) -> Value {
    json!({ "name": name, "channel": channel, "data": "{\"on\":true}" })
}

#[test]
fn what_a_server_tells_is_heard_once_by_all_but_the_socket_it_names() {
    let app = App::start();
    let server = Server::of(&app);
    let (mut one, mut two) = (
        Socket::of(&app, &app.browser(Anna)),
        Socket::of(&app, &app.browser(Ben)),
    );
    for socket in [&mut one, &mut two] {
        for channel in ["doorbell", "lights"] {
            socket.subscribe(channel);
            socket.until("pusher_internal:subscription_succeeded", channel);
        }
    }
    let told = json!({ "name": "rang", "channels": ["doorbell", "lights", "doorbell"], "data": "as \"it\" is", "socket_id": one.id });
    let answer = server.post("/events", &told).expect(200);
    assert_eq!(answer.text(), "{}");
    for channel in ["doorbell", "lights"] {
        let frame = two.until("rang", channel);
        assert_eq!(frame["data"], "as \"it\" is");
        assert!(frame.get("user_id").is_none());
    }
    server
        .post(
            "/events",
            &json!({ "name": "bye", "channel": "doorbell", "data": "1", "socket_id": null }),
        )
        .expect(200);
    for socket in [&mut one, &mut two] {
        let frame = socket.until("bye", "doorbell");
        assert_eq!(frame["data"], "1");
    }
    one.has_heard_nothing();
    two.has_heard_nothing();
}

#[test]
fn a_batch_is_told_in_its_order_or_not_at_all() {
    let app = App::start();
    let thread = format!("thread-{}", thread(&app, &[Ben]));
    let server = Server::of(&app);
    let mut anna = Socket::of(&app, &app.browser(Anna));
    anna.subscribe("doorbell");
    anna.until("pusher_internal:subscription_count", "doorbell");
    let mut batch: Vec<Value> = (0..10)
        .map(|n| event(&format!("e{n}"), "doorbell"))
        .collect();
    batch[3]["info"] = json!("subscription_count");
    let answer = server
        .post("/batch_events", &json!({ "batch": batch }))
        .expect(200)
        .json();
    assert_eq!(answer["batch"][3], json!({ "subscription_count": 1 }));
    assert_eq!(answer["batch"][4], json!({}));
    for n in 0..10 {
        anna.hears(&format!("e{n}"), "doorbell");
    }
    batch.push(event("e10", "doorbell"));
    server
        .post("/batch_events", &json!({ "batch": batch }))
        .expect(400);
    let mixed = json!({ "batch": [event("rang", "doorbell"), event("message:new", &thread)] });
    server.post("/batch_events", &mixed).expect(403);
    let bad = json!({ "batch": [event("rang", "doorbell"), event("pusher:x", "doorbell")] });
    server.post("/batch_events", &bad).expect(400);
    anna.has_heard_nothing();
}

#[test]
fn no_server_says_what_hearth_alone_says_on_a_threads_or_a_members_channels() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let server = Server::of(&app);
    let mut ben = Socket::of(&app, &app.browser(Ben));
    ben.enter(&format!("thread-{thread}"));
    let own = format!("private-user-{}", Ben.id());
    let signed_in = format!("#server-to-user-{}", Ben.id());
    // All that the guide says Hearth tells; that it says all is a law of its own.
    let told = Regex::new(r"(?m)^\| `([a-z]+:[a-z]+)` \|").unwrap();
    let told = told.captures_iter(LIVE).map(|found| found[1].to_owned());
    let others = ["hearth:anything", "client-typing", "client-call"];
    let names: Vec<_> = told.chain(others.map(str::to_owned)).collect();
    assert!(names.len() > 12, "the guide lists events otherwise now");
    for name in names.iter().map(String::as_str) {
        for channel in [
            format!("thread-{thread}"),
            format!("private-thread-{thread}"),
            format!("presence-thread-{thread}"),
            own.clone(),
            signed_in.clone(),
        ] {
            server.trigger(&channel, name).expect(403);
            let both = json!({ "name": name, "channels": ["doorbell", channel], "data": "{}" });
            server.post("/events", &both).expect(403);
        }
        // Where nobody takes it for Hearth's.
        server.trigger("doorbell", name).expect(200);
    }
    server
        .trigger(&format!("private-encrypted-thread-{thread}"), "x")
        .expect(400);
    ben.has_heard_nothing();
    // Names of its own reach the room, once, whichever of its names is given.
    let told = json!({ "name": "dinner", "channels": [format!("thread-{thread}"), format!("private-thread-{thread}")], "data": "{}" });
    server.post("/events", &told).expect(200);
    ben.hears("dinner", &format!("thread-{thread}"));
    ben.has_heard_nothing();
    let page = app
        .browser(Ben)
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200);
    assert_eq!(page.json()["messages"], json!([]), "nothing is stored");
}

#[test]
fn each_family_has_an_app_of_its_own_and_reaches_no_other() {
    let app = App::start();
    let ours = thread(&app, &[Ben]);
    let (home, away) = (Server::of(&app), Server::with(&app, next_door(&app)));
    assert_ne!(home.keys.secret, away.keys.secret);
    let mut anna = Socket::of(&app, &app.browser(Anna));
    anna.subscribe("doorbell");
    anna.until("pusher_internal:subscription_count", "doorbell");
    anna.enter(&format!("thread-{ours}"));
    let mut mallory = Socket::by_key(&app, &app.browser(Mallory), &away.keys.key);
    mallory.subscribe("doorbell");
    mallory.until("pusher_internal:subscription_count", "doorbell");
    // One name, two rooms.
    away.trigger("doorbell", "next-door").expect(200);
    mallory.hears("next-door", "doorbell");
    anna.has_heard_nothing();
    home.trigger("doorbell", "at-home").expect(200);
    anna.hears("at-home", "doorbell");
    mallory.has_heard_nothing();
    // Of another family's threads and people there is nothing to reach or to see.
    let mut answers = Vec::new();
    for thread in [ours.as_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let channel = format!("thread-{thread}");
        let said = away
            .trigger(&channel, "psst")
            .expect(403)
            .text()
            .replace(thread, "");
        let asked = away.get(&format!("/channels/{channel}"), &[]).expect(403);
        answers.push((said, asked.text().replace(thread, "")));
        let presence = format!("/channels/presence-{channel}/users");
        away.get(&presence, &[]).expect(403);
    }
    assert_eq!(
        answers[0], answers[1],
        "what exists is told apart from what does not"
    );
    away.trigger(&format!("private-user-{}", Anna.id()), "psst")
        .expect(403);
    let seen = away.get("/channels", &[]).expect(200).json();
    assert_eq!(seen, json!({ "channels": { "doorbell": {} } }));
    let path = format!("/users/{}/terminate_connections", Anna.id());
    away.post(&path, &json!({})).expect(200);
    anna.has_heard_nothing();
    // Keys open their own app alone.
    let mixed = AppKeys {
        id: home.keys.id.clone(),
        ..away.keys.clone()
    };
    Server::with(&app, mixed)
        .trigger("doorbell", "psst")
        .expect(401);
    // Who is of one family and came by the other's app meets nobody there.
    let mut astray = Socket::by_key(&app, &app.browser(Anna), &away.keys.key);
    astray.subscribe("doorbell");
    astray.is_refused("doorbell", 403);
    astray.enter(&format!("thread-{ours}"));
    post(&app.browser(Ben), &ours, "hello");
    astray.until("message:new", &format!("thread-{ours}"));
}

#[test]
fn a_server_sees_which_channels_are_occupied_and_never_whose_own() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let server = Server::of(&app);
    let ben = app.browser(Ben);
    let mut socket = Socket::of(&app, &ben);
    let presence = format!("presence-thread-{thread}");
    for channel in [
        &presence,
        &format!("private-user-{}", Ben.id()),
        "presence-garden",
    ] {
        let signed = super::sign(&ben, &socket, channel).expect(200).json();
        let mut wish = signed.clone();
        wish["channel"] = json!(channel);
        socket.say(&json!({ "event": "pusher:subscribe", "data": wish }));
        socket.until("pusher_internal:subscription_succeeded", channel);
    }
    socket.enter(&format!("thread-{thread}"));
    socket.enter("cache-weather");
    let all = server.get("/channels", &[]).expect(200).json();
    assert_eq!(
        all["channels"],
        json!({ "cache-weather": {}, "presence-garden": {}, &presence: {}, format!("thread-{thread}"): {} })
    );
    let people = [("filter_by_prefix", "presence-"), ("info", "user_count")];
    let people = server.get("/channels", &people).expect(200).json();
    assert_eq!(
        people["channels"]["presence-garden"],
        json!({ "user_count": 1 })
    );
    server
        .get("/channels", &[("info", "user_count")])
        .expect(400);
    server
        .get("/channels", &[("info", "shoe_size")])
        .expect(400);
    let one = server.get(
        "/channels/presence-garden",
        &[("info", "user_count,subscription_count")],
    );
    assert_eq!(
        one.expect(200).json(),
        json!({ "occupied": true, "user_count": 1, "subscription_count": 1 })
    );
    let empty = server.get("/channels/presence-cellar", &[("info", "user_count")]);
    assert_eq!(
        empty.expect(200).json(),
        json!({ "occupied": false, "user_count": 0 })
    );
    server
        .get("/channels/garden", &[("info", "user_count")])
        .expect(400);
    server
        .get("/channels/garden", &[("info", "cache")])
        .expect(400);
    server.get("/channels/no%20name", &[]).expect(400);
    let miss = server
        .get("/channels/cache-weather", &[("info", "cache")])
        .expect(200)
        .json();
    assert_eq!(miss, json!({ "occupied": true, "cache": null }));
    server.trigger("cache-weather", "rain").expect(200);
    let hit = server
        .get("/channels/cache-weather", &[("info", "cache")])
        .expect(200)
        .json();
    assert_eq!(hit["cache"]["data"], "{\"from\":\"server\"}");
    assert!(
        hit["cache"]["ttl"]
            .as_u64()
            .is_some_and(|ttl| (1_700..=1_800).contains(&ttl)),
        "{hit}"
    );
    let users = server
        .get(&format!("/channels/{presence}/users"), &[])
        .expect(200)
        .json();
    assert_eq!(users, json!({ "users": [{ "id": Ben.id() }] }));
    server
        .get(&format!("/channels/thread-{thread}/users"), &[])
        .expect(400);
    server
        .get(&format!("/channels/private-user-{}", Ben.id()), &[])
        .expect(403);
}

#[test]
fn a_user_who_is_sent_away_is_closed_with_4009_where_they_have_signed_in() {
    let app = App::start();
    let server = Server::of(&app);
    let ben = app.browser(Ben);
    let (mut signed_in, mut other) = (Socket::of(&app, &ben), Socket::of(&app, &ben));
    let answer = ben
        .request("POST", "/pusher/user-auth")
        .form(&[("socket_id", &signed_in.id)])
        .send()
        .expect(200)
        .json();
    signed_in.say(&json!({ "event": "pusher:signin", "data": answer }));
    while signed_in.next()["event"] != "pusher:signin_success" {}
    let own = format!("#server-to-user-{}", Ben.id());
    signed_in.subscribe(&own);
    while signed_in.next()["event"] != "pusher_internal:subscription_succeeded" {}
    server.trigger(&own, "psst").expect(200);
    signed_in.hears("psst", &own);
    let path = format!("/users/{}/terminate_connections", Ben.id());
    assert_eq!(server.post(&path, &json!({})).expect(200).text(), "{}");
    signed_in.is_closed_with(4009);
    other.has_heard_nothing();
    // As one of the official libraries has it: without the app.
    server
        .request_at("POST", &path, &[], Some(&json!({})))
        .send()
        .expect(200);
}

#[test]
fn what_is_not_signed_to_the_bit_is_refused() {
    let app = App::start();
    let server = Server::of(&app);
    let told = json!({ "name": "e", "channel": "doorbell", "data": "{}" });
    let path = format!("/apps/{}/events", server.keys.id);
    app.anonymous().post(&path, &told).expect(401);
    for who in [Anna, Ben] {
        app.browser(who).post(&path, &told).expect(401);
        app.program(who).post(&path, &told).expect(401);
    }
    let forged = AppKeys {
        secret: "0".repeat(40),
        ..server.keys.clone()
    };
    let answer = Server::with(&app, forged)
        .trigger("doorbell", "e")
        .expect(401);
    assert!(
        answer.text().starts_with("Invalid signature: "),
        "{}",
        answer.text()
    );
    assert!(!answer.text().contains(&server.keys.secret));
    let unknown = AppKeys {
        id: "12345".to_owned(),
        ..server.keys.clone()
    };
    Server::with(&app, unknown)
        .trigger("doorbell", "e")
        .expect(404);
    // The body is not the one that was signed.
    let request = server.request("POST", "/events", &[], Some(&told));
    request
        .clone()
        .body("application/json", "{}")
        .send()
        .expect(401);
    request.clone().send().expect(200);
    // Equal to the bit within a second, and both are meant.
    request.send().expect(200);
}

#[test]
fn what_makes_no_sense_is_refused_and_tells_nobody_anything() {
    let app = App::start();
    let server = Server::of(&app);
    let mut anna = Socket::of(&app, &app.browser(Anna));
    anna.subscribe("doorbell");
    anna.until("pusher_internal:subscription_count", "doorbell");
    let names: Vec<String> = (0..101).map(|n| format!("c{n}")).collect();
    let long = "x".repeat(201);
    for (status, told) in [
        (400, json!({})),
        (400, json!([])),
        (400, json!({ "name": "e", "channel": "doorbell" })),
        (
            400,
            json!({ "name": "e", "channel": "doorbell", "data": { "an": "object" } }),
        ),
        (400, json!({ "name": "e", "data": "{}" })),
        (400, json!({ "name": "e", "channels": [], "data": "{}" })),
        (
            400,
            json!({ "name": "e", "channels": "doorbell", "data": "{}" }),
        ),
        (400, json!({ "name": "e", "channels": names, "data": "{}" })),
        (
            400,
            json!({ "name": "e", "channel": "doorbell", "channels": ["doorbell"], "data": "{}" }),
        ),
        (
            400,
            json!({ "name": "", "channel": "doorbell", "data": "{}" }),
        ),
        (
            400,
            json!({ "name": long, "channel": "doorbell", "data": "{}" }),
        ),
        (
            400,
            json!({ "name": "pusher:ping", "channel": "doorbell", "data": "{}" }),
        ),
        (
            400,
            json!({ "name": "pusher_internal:member_added", "channel": "doorbell", "data": "{}" }),
        ),
        (
            400,
            json!({ "name": "e", "channel": "door bell", "data": "{}" }),
        ),
        (
            400,
            json!({ "name": "e", "channel": "x".repeat(165), "data": "{}" }),
        ),
        (
            400,
            json!({ "name": "e", "channel": "doorbell", "data": "{}", "socket_id": "1" }),
        ),
        (
            400,
            json!({ "name": "e", "channel": "doorbell", "data": "{}", "info": "user_count" }),
        ),
        (
            400,
            json!({ "name": "e", "channels": ["private-encrypted-a", "b"], "data": "{}" }),
        ),
        (
            413,
            json!({ "name": "e", "channel": "doorbell", "data": "x".repeat(10 * 1024 + 1) }),
        ),
        (
            413,
            json!({ "name": "e", "channel": "doorbell", "data": "x".repeat(300_000) }),
        ),
    ] {
        let answer = server.post("/events", &told);
        let what = told.to_string();
        assert_eq!(answer.status, status, "{what:.200} {}", answer.text());
    }
    let bomb = (0..300).fold(json!(1), |inner, _| json!([inner]));
    server.post("/events", &bomb).expect(400);
    anna.has_heard_nothing();
    let most = "x".repeat(10 * 1024);
    let told = json!({ "name": "x".repeat(200), "channel": "doorbell", "data": most });
    server.post("/events", &told).expect(200);
    let frame = anna.next();
    assert_eq!(frame["data"].as_str().map(str::len), Some(10 * 1024));
    let counted = json!({ "name": "e", "channels": ["doorbell", "cellar"], "data": "{}", "info": "subscription_count" });
    let answer = server.post("/events", &counted).expect(200).json();
    assert_eq!(
        answer,
        json!({ "channels": { "doorbell": { "subscription_count": 1 }, "cellar": { "subscription_count": 0 } } })
    );
    assert_eq!(data(&anna.next()), json!({}));
}
