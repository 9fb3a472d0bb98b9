//! Beginnings and ends of being allowed to hear: nobody hears a moment too long.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hearth::base::event::Event;
use hearth::base::ids::ThreadKey;
use hearth::live::Publication;
use serde_json::json;

use super::{post, remove, sign, thread};
use crate::support::Who::{Anna, Ben, Inga, Oskar, Tilda};
use crate::support::app::UNHURRIED;
use crate::support::client::Identity;
use crate::support::socket::data;
use crate::support::{App, Client, Socket, Who, cast};

#[test]
fn who_asked_too_early_hears_from_the_moment_they_are_let_in() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let mut tilda = Socket::of(&app, &app.browser(Tilda));
    tilda.subscribe(&channel);
    tilda.is_refused(&channel, 403);
    let anna = app.browser(Anna);
    post(&anna, &thread, "not for Tilda");
    anna.post(
        &format!("/api/threads/{thread}/members"),
        &json!({ "memberIds": [Tilda.id()] }),
    )
    .expect(200);
    tilda.hears("pusher_internal:subscription_succeeded", &channel);
    post(&anna, &thread, "for Tilda too");
    loop {
        let frame = tilda.next();
        if frame["event"] == "message:new" {
            assert_eq!(data(&frame)["message"]["body"], "for Tilda too");
            break;
        }
        assert_eq!(frame["event"], "thread:updated", "{frame}");
    }
}

#[test]
fn after_a_removal_is_answered_nothing_more_is_heard() {
    // Each round: somebody writes without pause, Ben is removed, and what is posted after the answer
    // must not reach him, whatever was on its way.
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&app, &[Ben, Tilda]);
    let channel = format!("thread-{thread}");
    let path = format!("/api/threads/{thread}/members");
    let done = AtomicBool::new(false);
    let mut witness = Socket::of(&app, &app.browser(Tilda));
    witness.enter(&channel);
    std::thread::scope(|scope| {
        let chatter = scope.spawn(|| {
            let tilda = app.program(Tilda);
            while !done.load(Ordering::SeqCst) {
                post(&tilda, &thread, "chatter");
            }
        });
        let mut ben = Socket::of(&app, &app.browser(Ben));
        for round in 0..150 {
            ben.subscribe(&channel);
            until(&mut ben, "pusher_internal:subscription_succeeded");
            remove(&anna, &thread, Ben);
            let after = post(&anna, &thread, &format!("after {round}"));
            // The witness has heard it: the server has told whoever was to be told.
            loop {
                let frame = witness.next();
                if frame["event"] == "message:new" && data(&frame)["message"]["id"] == after["id"] {
                    break;
                }
            }
            ben.say(&json!({ "event": "pusher:ping" }));
            let mut is_out = false;
            loop {
                let frame = ben.next();
                match frame["event"].as_str() {
                    Some("pusher:pong") => break,
                    Some("pusher:subscription_error") => is_out = true,
                    Some("message:new") => {
                        let said = data(&frame)["message"]["body"].clone();
                        assert_eq!(said, "chatter", "round {round}");
                        assert!(!is_out, "heard after being told to be out, round {round}");
                    }
                    _ => {}
                }
            }
            assert!(is_out, "never told, round {round}");
            ben.say(&json!({ "event": "pusher:unsubscribe", "data": { "channel": channel } }));
            anna.post(&path, &json!({ "memberIds": [Ben.id()] }))
                .expect(200);
        }
        done.store(true, Ordering::SeqCst);
        chatter.join().expect("it chats to the end");
    });
}

/// Reads until this event.
fn until(socket: &mut Socket, event: &str) {
    while socket.next()["event"] != event {}
}

#[test]
fn after_signing_out_is_answered_the_socket_is_closed_with_4009_and_hears_nothing() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let mut elsewhere = Socket::of(&app, &app.browser(Ben));
    elsewhere.enter(&channel);
    let browsers: Vec<Client> = (0..4)
        .map(|_| app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben))))
        .collect();
    for (round, browser) in browsers.iter().enumerate() {
        let mut socket = Socket::of(&app, browser);
        socket.enter(&channel);
        post(&anna, &thread, "before");
        elsewhere.hears("message:new", &channel);
        match round % 2 {
            0 => browser.delete("/api/session").expect(204),
            _ => browser.request("POST", "/logout").send().expect(303),
        };
        post(&anna, &thread, "after");
        elsewhere.hears("message:new", &channel);
        let (heard, code) = socket.until_closed();
        assert_eq!(code, Some(4009));
        let bodies: Vec<_> = heard
            .iter()
            .map(|frame| data(frame)["message"]["body"].clone())
            .collect();
        assert!(!bodies.contains(&json!("after")), "{bodies:?}");
        // The same cookie is nobody's now.
        let mut again = Socket::of(&app, browser);
        again.subscribe(&channel);
        again.is_refused(&channel, 401);
    }
    elsewhere.has_heard_nothing();
}

#[test]
fn a_signature_from_before_does_not_let_anybody_back_in() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&app, &[Ben]);
    let channel = format!("private-thread-{thread}");
    let ben = app.browser(Ben);
    let mut socket = Socket::of(&app, &ben);
    let signed = sign(&ben, &socket, &channel).expect(200).json();
    let auth = signed["auth"].as_str().expect("a signature").to_owned();
    socket.subscribe_signed(&channel, &auth);
    socket.hears("pusher_internal:subscription_succeeded", &channel);
    remove(&anna, &thread, Ben);
    socket.is_refused(&channel, 403);
    socket.subscribe_signed(&channel, &auth);
    socket.is_refused(&channel, 403);
    sign(&ben, &socket, &channel).refuses(403, "forbidden");
    let mut witness = Socket::of(&app, &anna);
    let room = format!("thread-{thread}");
    witness.enter(&room);
    post(&anna, &thread, "without Ben");
    witness.hears("message:new", &room);
    socket.has_heard_nothing();
}

#[test]
fn a_revoked_token_closes_its_sockets_before_the_revocation_is_answered() {
    let app = App::start();
    let thread = thread(&app, &[Ben]);
    let channel = format!("thread-{thread}");
    let mut socket = Socket::with(&app, &app.program(Ben), None);
    socket.enter(&channel);
    let mut witness = Socket::of(&app, &app.browser(Ben));
    witness.enter(&channel);
    let revoked = app
        .store()
        .write_here(|tx| {
            use hearth::domain::sessions::tokens;
            let all = tokens::all(tx.conn())?;
            let (token, _) = all
                .into_iter()
                .find(|(_, username)| username == "ben")
                .expect("he has one");
            tokens::revoke(tx, &token.id)
        })
        .expect("it commits");
    crate::support::app::runtime().block_on(revoked.dispatched());
    post(&app.browser(Anna), &thread, "after");
    witness.hears("message:new", &channel);
    socket.is_closed_with(4009);
}

#[test]
fn a_graceful_stop_closes_with_1012_and_loses_nothing_that_was_told() {
    let mut app = App::start();
    let thread = thread(&app, &[Ben, Oskar, Inga]);
    let channel = format!("thread-{thread}");
    let mut sockets: Vec<Socket> = [Ben, Oskar, Inga]
        .into_iter()
        .map(|who| Socket::of(&app, &app.browser(who)))
        .collect();
    for socket in &mut sockets {
        socket.enter(&channel);
    }
    post(&app.browser(Anna), &thread, "last words");
    for socket in &mut sockets {
        socket.hears("message:new", &channel);
    }
    let readers: Vec<_> = sockets
        .into_iter()
        .map(|mut socket| std::thread::spawn(move || socket.until_closed()))
        .collect();
    let since = Instant::now();
    app.stop();
    assert!(since.elapsed() < Duration::from_secs(10));
    for reader in readers {
        assert_eq!(reader.join().expect("it reads"), (Vec::new(), Some(1012)));
    }
    app.restart();
    let page = app
        .browser(Ben)
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200)
        .json();
    assert_eq!(page["messages"][0]["body"], "last words");
}

/// Gives the dispatcher so much to tell that nothing after it is told at once.
fn keep_busy(app: &App) {
    app.store()
        .write_here(|tx| {
            for _ in 0..1_000 {
                // The family's own thread: the first there was.
                tx.emit(Event::ThreadUpdated {
                    thread: ThreadKey(1),
                });
            }
            Ok(())
        })
        .map(drop)
        .expect("it commits");
}

#[test]
fn whoever_shuts_somebody_out_is_answered_only_when_they_are_out() {
    // What is published at that moment, by whomever, past all queues, must find nobody.
    let app = App::start();
    let anna = app.browser(Anna);
    let publish = |channel: &str| {
        let data = json!({ "text": "too late" }).to_string();
        let late = Publication::new(channel, "message:new", data);
        app.rooms().publish(late).wait();
    };
    for _ in 0..3 {
        // A thread of its own each time: nothing of the round before is still on its way.
        let thread = thread(&app, &[Ben]);
        let channel = format!("thread-{thread}");
        let mut removed = Socket::of(&app, &app.browser(Ben));
        removed.enter(&channel);
        keep_busy(&app);
        remove(&anna, &thread, Ben);
        publish(&channel);
        removed.is_refused(&channel, 403);
        removed.has_heard_nothing();
    }
    for (verb, path, status) in [("DELETE", "/api/session", 204), ("POST", "/logout", 303)] {
        let channel = format!("thread-{}", thread(&app, &[Ben]));
        let browser = app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben)));
        let mut signed_out = Socket::of(&app, &browser);
        signed_out.enter(&channel);
        keep_busy(&app);
        browser.request(verb, path).send().expect(status);
        publish(&channel);
        signed_out.is_closed_with(4009);
    }
}

#[test]
#[ignore = "takes a minute; the whole run includes it"]
fn of_a_thousand_removals_at_random_none_is_answered_too_early_and_none_is_a_way_back_in() {
    const ROUNDS: usize = 334;
    /// Two hundred a second.
    const PACE: Duration = Duration::from_millis(5);
    let app = App::with_settings(&[UNHURRIED]);
    let anna = app.browser(Anna);
    let thread = thread(&app, &[Ben, Inga, Oskar, Tilda]);
    let (begun, heard) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let chatter = scope.spawn(|| {
            let tilda = app.program(Tilda);
            while !done.load(Ordering::SeqCst) {
                let number = begun.fetch_add(1, Ordering::SeqCst);
                post(&tilda, &thread, &number.to_string());
                std::thread::sleep(PACE);
            }
        });
        let removals = [Ben, Inga, Oskar].map(|who| {
            let (app, anna, thread, begun, heard) = (&app, &anna, &thread, &begun, &heard);
            scope.spawn(move || {
                let mut witness = Socket::of(app, &app.browser(Tilda));
                witness.enter(&format!("thread-{thread}"));
                let mut dice: u64 = 20_261_123;
                for _ in 0..ROUNDS {
                    dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let wait = Duration::from_micros((dice >> 33) % 6_000);
                    let in_time =
                        removed_at_once(app, anna, (thread, who), wait, begun, &mut witness);
                    heard.fetch_add(in_time, Ordering::SeqCst);
                }
            })
        });
        for removal in removals {
            removal.join().expect("every removal was in time");
        }
        done.store(true, Ordering::SeqCst);
        chatter.join().expect("it chats to the end");
    });
    let heard = heard.into_inner();
    assert!(
        heard > 100,
        "nobody heard anything while they might: {heard}"
    );
}

/// Lets somebody listen by two names, removes them after a moment, and looks that nothing begun after the
/// answer was heard, that neither the old signature nor asking leads back in, and how much was heard.
fn removed_at_once(
    app: &App,
    anna: &Client,
    (thread, who): (&str, Who),
    wait: Duration,
    begun: &AtomicUsize,
    witness: &mut Socket,
) -> usize {
    let channels = ["thread", "private-thread"].map(|form| format!("{form}-{thread}"));
    let them = app.browser(who);
    let mut socket = Socket::of(app, &them);
    socket.subscribe(&channels[0]);
    let signed = sign(&them, &socket, &channels[1]).expect(200).json();
    let auth = signed["auth"].as_str().expect("a signature");
    socket.subscribe_signed(&channels[1], auth);
    socket.until("pusher_internal:subscription_succeeded", &channels[1]);
    std::thread::sleep(wait);
    remove(anna, thread, who);
    // What begins from here on is committed after the answer.
    let first_late = begun.load(Ordering::SeqCst);
    let after = post(anna, thread, "after");
    socket.subscribe_signed(&channels[1], auth);
    socket.subscribe(&channels[0]);
    loop {
        let frame = witness.next();
        if frame["event"] == "message:new" && data(&frame)["message"]["id"] == after["id"] {
            break;
        }
    }
    socket.say(&json!({ "event": "pusher:ping" }));
    let (mut refused, mut heard) = (0, 0);
    loop {
        let frame = socket.next();
        match frame["event"].as_str() {
            Some("pusher:pong") => break,
            Some("pusher:subscription_error") => refused += 1,
            Some("message:new") => {
                let said = data(&frame)["message"]["body"].clone();
                // What is no number was said by Anna after the others' removals.
                let number = said.as_str().and_then(|body| body.parse::<usize>().ok());
                assert!(
                    number.is_none_or(|number| number < first_late),
                    "{number:?}"
                );
                assert_ne!(data(&frame)["message"]["id"], after["id"]);
                heard += 1;
            }
            _ => {}
        }
    }
    assert_eq!(refused, 4, "told twice to be out, and twice not to come in");
    sign(&them, &socket, &channels[1]).expect(403);
    them.get(&format!("/api/threads/{thread}/messages"))
        .expect(404);
    anna.post(
        &format!("/api/threads/{thread}/members"),
        &json!({ "memberIds": [who.id()] }),
    )
    .expect(200);
    heard
}
