//! What is heard, by whom, and in what order.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use hearth::base::error::Error;
use hearth::base::event::Event;
use serde_json::json;

use super::{post, remove, sign, thread};
use crate::support::Who::{Anna, Ben, Gus, Mallory, Tilda};
use crate::support::client::Identity;
use crate::support::socket::{Heard, data};
use crate::support::{App, PATIENCE, Socket, at_once};

#[test]
fn a_member_hears_a_message_once_as_the_list_has_it() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let mut browser = Socket::of(&app, &app.browser(Ben));
    browser.enter(&channel);
    let mut program = Socket::with(&app, &app.program(Ben), None);
    program.enter(&channel);
    let anna = app.browser(Anna);
    let posted = post(&anna, &thread, "Dinner!");
    let page = anna
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200)
        .json();
    for socket in [&mut browser, &mut program] {
        let heard = socket.hears("message:new", &channel);
        assert_eq!(heard["threadId"], thread);
        assert_eq!(heard["message"], page["messages"][0]);
        assert_eq!(heard["message"]["id"], posted["id"]);
        assert_eq!(heard["changeCursor"], page["changeCursor"]);
        socket.has_heard_nothing();
    }
}

#[test]
fn edits_removals_reactions_and_read_marks_are_heard_as_they_are() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = post(&anna, &thread, "one")["id"].clone();
    let id = id.as_str().expect("an id");
    let mut socket = Socket::of(&app, &ben);
    socket.enter(&channel);
    let listed = || {
        let page = anna
            .get(&format!("/api/threads/{thread}/messages"))
            .expect(200)
            .json();
        (page["messages"][0].clone(), page["changeCursor"].clone())
    };

    anna.patch(&format!("/api/messages/{id}"), &json!({ "body": "two" }))
        .expect(200);
    let heard = socket.hears("message:updated", &channel);
    assert_eq!(
        (heard["message"].clone(), heard["changeCursor"].clone()),
        listed()
    );
    assert_eq!(heard["message"]["body"], "two");

    ben.put(&format!("/api/messages/{id}/reactions/%F0%9F%91%8D"))
        .expect(204);
    let heard = socket.hears("reaction:changed", &channel);
    assert_eq!(
        heard["reactions"],
        json!([{ "emoji": "👍", "memberIds": [Ben.id()] }])
    );
    assert_eq!(
        (&heard["messageId"], heard["changeCursor"].clone()),
        (&json!(id), listed().1)
    );
    ben.delete(&format!("/api/messages/{id}/reactions/%F0%9F%91%8D"))
        .expect(204);
    assert_eq!(
        socket.hears("reaction:changed", &channel)["reactions"],
        json!([])
    );

    ben.post(
        &format!("/api/threads/{thread}/read"),
        &json!({ "messageId": id }),
    )
    .expect(204);
    assert_eq!(
        socket.hears("read:moved", &channel),
        json!({ "threadId": thread, "memberId": Ben.id(), "messageId": id })
    );

    anna.delete(&format!("/api/messages/{id}")).expect(204);
    let heard = socket.hears("message:deleted", &channel);
    let (tombstone, cursor) = listed();
    assert_eq!(
        heard,
        json!({ "threadId": thread, "messageId": id, "deletedAt": tombstone["deletedAt"], "changeCursor": cursor })
    );

    // What changes nothing is not told.
    anna.delete(&format!("/api/messages/{id}")).expect(204);
    ben.delete(&format!("/api/messages/{id}/reactions/%F0%9F%91%8D"))
        .expect(204);
    ben.post(
        &format!("/api/threads/{thread}/read"),
        &json!({ "messageId": id }),
    )
    .expect(204);
    post(&anna, &thread, "last");
    assert_eq!(
        socket.hears("message:new", &channel)["message"]["body"],
        "last"
    );
}

#[test]
fn what_is_refused_is_never_heard_and_what_is_committed_is_heard_once() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let mut socket = Socket::of(&app, &app.browser(Ben));
    socket.enter(&channel);
    let anna = app.browser(Anna);
    let path = format!("/api/threads/{thread}/messages");
    for body in [
        json!({ "body": "" }),
        json!({ "body": "x".repeat(10_001) }),
        json!({ "body": "x", "fileIds": ["nobody's"] }),
        json!({ "body": "x", "replyTo": "nothing" }),
        json!({ "body": 1 }),
    ] {
        anna.post(&path, &body).expect(400);
    }
    app.browser(Mallory)
        .post(&path, &json!({ "body": "x" }))
        .expect(404);
    // A write that says what happened and then fails, or panics, has not happened.
    let emit_and_fail = |tx: &mut hearth::store::Tx<'_>, is_panic: bool| {
        use hearth::base::ids::{MessageKey, ThreadKey};
        for key in 1..=3 {
            tx.emit(Event::MessagePosted {
                thread: ThreadKey(key),
                message: MessageKey(1),
                change: 1,
            });
        }
        match is_panic {
            true => panic!("this is meant"),
            false => Err::<(), _>(Error::BadRequest("this is meant")),
        }
    };
    post(&anna, &thread, "before");
    assert_eq!(
        socket.hears("message:new", &channel)["message"]["body"],
        "before"
    );
    for is_panic in [false, true] {
        let failed = app
            .store()
            .write_here(move |tx| emit_and_fail(tx, is_panic));
        assert!(failed.is_err());
    }
    post(&anna, &thread, "after");
    assert_eq!(
        socket.hears("message:new", &channel)["message"]["body"],
        "after"
    );
    // A repeat of what was committed is the same message, and is not told again.
    let key = "6f0d2a1e-7c1c-4a7e-9d5e-0d6f3c7d9a11";
    for status in [201, 200, 200] {
        anna.request("POST", &path)
            .header("Idempotency-Key", key)
            .json(&json!({ "body": "once" }))
            .send()
            .expect(status);
    }
    post(&anna, &thread, "end");
    assert_eq!(
        socket.hears("message:new", &channel)["message"]["body"],
        "once"
    );
    assert_eq!(
        socket.hears("message:new", &channel)["message"]["body"],
        "end"
    );
    socket.has_heard_nothing();
}

#[test]
fn sixty_four_at_once_are_heard_exactly_once_and_in_the_order_of_the_list() {
    let app = App::start();
    let thread = thread(&app, &[Ben, Tilda]);
    let channel = format!("thread-{thread}");
    let mut sockets = [
        Socket::of(&app, &app.browser(Ben)),
        Socket::of(&app, &app.browser(Tilda)),
    ];
    for socket in &mut sockets {
        socket.enter(&channel);
    }
    const EACH: usize = 4;
    let senders = [app.browser(Anna), app.program(Ben), app.program(Tilda)];
    let posted: HashSet<String> = at_once(64, |number| {
        (0..EACH)
            .map(|turn| {
                let posted = post(&senders[number % 3], &thread, &format!("{number} {turn}"));
                posted["id"].as_str().expect("an id").to_owned()
            })
            .collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    assert_eq!(posted.len(), 64 * EACH);
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = senders[0]
            .get(&format!("/api/threads/{thread}/messages?limit=200{cursor}"))
            .expect(200)
            .json();
        for message in page["messages"].as_array().expect("a list") {
            listed.push(message["id"].as_str().expect("an id").to_owned());
        }
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    for socket in &mut sockets {
        let heard: Vec<String> = listed
            .iter()
            .map(|_| {
                let heard = socket.hears("message:new", &channel);
                heard["message"]["id"].as_str().expect("an id").to_owned()
            })
            .collect();
        assert_eq!(heard, listed);
        socket.has_heard_nothing();
    }
}

#[test]
fn strangers_are_refused_and_hear_nothing() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let mut ben = Socket::of(&app, &app.browser(Ben));
    ben.enter(&channel);
    let mut members: Vec<Socket> = [Tilda, Gus, Mallory]
        .into_iter()
        .flat_map(|who| {
            [
                Socket::of(&app, &app.browser(who)),
                Socket::with(&app, &app.program(who), None),
            ]
        })
        .collect();
    for socket in &mut members {
        socket.subscribe(&channel);
        socket.is_refused(&channel, 403);
        // A thread that does not exist is refused in the same words.
        let nowhere = "thread-aaaaaaaaaaaaaaaaaaaaaaaaaa";
        socket.subscribe(nowhere);
        socket.is_refused(nowhere, 403);
    }
    // A page of another site in a member's browser is nobody, and so is a browser that says nothing.
    let mut nobody = [
        Socket::of(&app, &app.anonymous()),
        Socket::of_foreign_page(&app, &app.browser(Ben)),
        Socket::with(&app, &app.browser(Ben), None),
        Socket::with(&app, &app.browser(Ben), Some("null")),
        Socket::with(
            &app,
            &app.client(Identity::Token("hearth_wrong".to_owned())),
            None,
        ),
    ];
    let asked = Instant::now();
    for socket in &mut nobody {
        socket.subscribe(&channel);
    }
    for socket in &mut nobody {
        socket.is_refused(&channel, 401);
        assert!(
            asked.elapsed() < Duration::from_millis(2_500),
            "told too late"
        );
    }
    let anna = app.browser(Anna);
    post(&anna, &thread, "for two");
    anna.patch(
        &format!("/api/threads/{thread}"),
        &json!({ "title": "Two" }),
    )
    .expect(200);
    ben.hears("message:new", &channel);
    ben.hears("thread:updated", &channel);
    for socket in members.iter_mut().chain(&mut nobody) {
        socket.has_heard_nothing();
    }
}

#[test]
fn a_private_channel_takes_a_signature_that_only_members_get_for_their_own_socket() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("private-thread-{thread}");
    let ben = app.browser(Ben);

    let mut socket = Socket::of(&app, &app.anonymous());
    let answer = sign(&ben, &socket, &channel).expect(200).json();
    let auth = answer["auth"].as_str().expect("a signature").to_owned();
    socket.subscribe_signed(&channel, &auth);
    socket.hears("pusher_internal:subscription_succeeded", &channel);

    // The same for a program's token.
    let mut program = Socket::of(&app, &app.anonymous());
    let token = sign(&app.program(Anna), &program, &channel)
        .expect(200)
        .json();
    program.subscribe_signed(&channel, token["auth"].as_str().expect("a signature"));
    program.hears("pusher_internal:subscription_succeeded", &channel);

    // Nobody else gets one, and one for another socket or channel is worth nothing.
    let mut thief = Socket::of(&app, &app.anonymous());
    for who in [Tilda, Gus, Mallory] {
        sign(&app.browser(who), &thief, &channel).refuses(403, "forbidden");
        sign(&app.program(who), &thief, &channel).refuses(403, "forbidden");
    }
    sign(&app.anonymous(), &thief, &channel).refuses(401, "UNAUTHENTICATED");
    sign(&ben, &socket, "private-thread-aaaaaaaaaaaaaaaaaaaaaaaaaa").refuses(403, "forbidden");
    sign(&ben, &socket, &format!("private-user-{}", Anna.id())).refuses(403, "forbidden");
    sign(&ben, &socket, "no such name!").refuses(403, "forbidden");
    let other = self::thread(&app, &[Ben]);
    for (channel, auth) in [
        (channel.clone(), auth.clone()),
        (channel.clone(), String::new()),
        (channel.clone(), "x:y".to_owned()),
        (format!("private-thread-{other}"), auth.clone()),
    ] {
        thief.subscribe_signed(&channel, &auth);
        thief.is_refused(&channel, 401);
    }
    post(&app.browser(Anna), &thread, "private");
    for socket in [&mut socket, &mut program] {
        assert_eq!(
            socket.hears("message:new", &channel)["message"]["body"],
            "private"
        );
    }
    thief.has_heard_nothing();
}

#[test]
fn ones_own_channel_tells_of_threads_wherever_they_happen() {
    let app = App::start();
    let ben = app.browser(Ben);
    let own = format!("private-user-{}", Ben.id());
    let mut socket = Socket::of(&app, &ben);
    let auth = sign(&ben, &socket, &own).expect(200).json();
    socket.subscribe_signed(&own, auth["auth"].as_str().expect("a signature"));
    socket.hears("pusher_internal:subscription_succeeded", &own);
    let anna = app.browser(Anna);

    let id = thread(&app, &[Ben, Tilda]);
    let path = format!("/api/threads/{id}");
    assert_eq!(socket.hears("thread:new", &own)["thread"]["id"], id);
    anna.patch(&path, &json!({ "title": "Trip" })).expect(200);
    assert_eq!(
        socket.hears("thread:updated", &own)["thread"]["title"],
        "Trip"
    );
    remove(&anna, &id, Ben);
    assert_eq!(socket.hears("thread:left", &own), json!({ "threadId": id }));
    anna.post(
        &format!("{path}/members"),
        &json!({ "memberIds": [Ben.id()] }),
    )
    .expect(200);
    assert_eq!(socket.hears("thread:new", &own)["thread"]["id"], id);
    let message = post(&anna, &id, "x");
    ben.post(
        &format!("{path}/read"),
        &json!({ "messageId": message["id"] }),
    )
    .expect(204);
    // The read mark; how joining is told besides is not promised.
    loop {
        let frame = socket.next();
        if frame["event"] == "read:moved" {
            assert_eq!(data(&frame)["messageId"], message["id"]);
            break;
        }
        assert_eq!(frame["event"], "thread:updated", "{frame}");
    }
}

#[test]
fn two_names_of_one_thread_are_one_room() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let (plain, private) = (
        format!("thread-{thread}"),
        format!("private-thread-{thread}"),
    );
    let ben = app.browser(Ben);
    let mut socket = Socket::of(&app, &ben);
    socket.enter(&plain);
    let signed = sign(&ben, &socket, &private).expect(200).json();
    socket.subscribe_signed(&private, signed["auth"].as_str().expect("a signature"));
    socket.hears("pusher_internal:subscription_succeeded", &private);
    post(&app.browser(Anna), &thread, "twice, once under each name");
    let mut names = HashSet::new();
    for _ in 0..2 {
        let frame = socket.next();
        assert_eq!(frame["event"], "message:new");
        names.insert(frame["channel"].as_str().expect("a name").to_owned());
    }
    assert_eq!(names, HashSet::from([plain, private]));
    socket.has_heard_nothing();
}

/// The code that an upgrade at this address is closed with.
fn closed_with(app: &App, path: &str) -> u16 {
    let url = format!("ws://{}{path}", app.address());
    let stream = std::net::TcpStream::connect(app.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    let (mut socket, _) = tungstenite::client(url, stream).expect("always upgraded");
    match socket.read().expect("a frame") {
        tungstenite::Message::Close(Some(frame)) => u16::from(frame.code),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_socket_of_another_app_or_of_none_is_upgraded_and_then_told_why_not() {
    let app = App::start();
    assert_eq!(closed_with(&app, "/app/nobody?protocol=7"), 4001);
    for without_key in ["/app?protocol=7", "/app/?protocol=7", "/app/"] {
        assert_eq!(closed_with(&app, without_key), 4005, "{without_key}");
    }
    let silent = Socket::of(&app, &app.anonymous()).read(Duration::from_millis(50));
    assert_eq!(silent, Heard::Nothing);
}
