//! Who gets to hear what: subscribing, signatures, waiting to be let in.

use super::*;

#[test]
fn a_member_hears_the_room_and_others_do_not() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    let mut eve = server.connect("eve");
    ann.enter("thread-1");
    eve.subscribe("thread-1");
    eve.is_refused("thread-1", 403);
    server.publish("thread-1", "hello");
    server.publish("thread-2", "elsewhere");
    ann.hears("thread-1", "hello");
    ann.hears_nothing();
    eve.hears_nothing();
    assert_eq!(
        (server.rooms.counts().sockets, server.rooms.counts().rooms),
        (2, 1)
    );
}

#[test]
fn not_a_member_and_no_such_room_are_answered_alike() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut eve = server.connect("eve");
    let answers = ["thread-1", "thread-9"].map(|channel| {
        eve.subscribe(channel);
        let mut answer = eve.next();
        answer["channel"] = Value::Null;
        answer
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn each_subscription_gets_the_event_once_under_its_own_name() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    let auth = server.sign(&ann, "private-thread-1", "ann");
    ann.subscribe_with("private-thread-1", auth);
    ann.expect("pusher_internal:subscription_succeeded", "private-thread-1");
    let both = Publication::new("thread-1", "message:new", r#"{"text":"hi"}"#);
    server.rooms.publish(both.also("private-thread-1")).wait();
    let mut channels = [ann.next(), ann.next()].map(|frame| frame["channel"].to_string());
    channels.sort();
    assert_eq!(channels, ["\"private-thread-1\"", "\"thread-1\""]);
    ann.hears_nothing();
}

#[test]
fn the_socket_whose_doing_it_was_can_be_left_out() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let (mut one, mut two) = (server.connect("ann"), server.connect("ann"));
    one.enter("thread-1");
    two.enter("thread-1");
    let mine = Publication::new("thread-1", "message:new", r#"{"text":"mine"}"#);
    server
        .rooms
        .publish(mine.except(one.socket_id.parse().ok()))
        .wait();
    server.publish("thread-1", "next");
    two.hears("thread-1", "mine");
    two.hears("thread-1", "next");
    one.hears("thread-1", "next");
}

#[test]
fn unsubscribing_ends_it_and_may_be_said_twice() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    for _ in 0..2 {
        ann.say(json!({ "event": "pusher:unsubscribe", "data": { "channel": "thread-1" } }));
    }
    ann.say(json!({ "event": "pusher:ping", "data": {} }));
    assert_eq!(ann.next()["event"], "pusher:pong");
    server.publish("thread-1", "unheard");
    ann.hears_nothing();
    assert_eq!(server.rooms.counts().rooms, 0);
    ann.enter("thread-1");
    server.publish("thread-1", "heard");
    ann.hears("thread-1", "heard");
}

#[test]
fn subscribing_twice_is_an_error_and_the_subscription_goes_on() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    ann.subscribe("thread-1");
    let error = ann.next();
    assert_eq!(error["event"], "pusher:error");
    assert_eq!(
        error["data"],
        json!({ "code": null, "message": "Existing subscription to channel thread-1" })
    );
    server.publish("thread-1", "once");
    ann.hears("thread-1", "once");
    ann.hears_nothing();
}

#[test]
fn a_signature_given_here_lets_its_member_in_on_a_socket_that_nobody_had_claimed() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("");
    let auth = server.sign(&ann, "private-thread-1", "ann/s1");
    ann.subscribe_with("private-thread-1", auth);
    ann.expect("pusher_internal:subscription_succeeded", "private-thread-1");
    ann.enter("thread-1");
    server.rooms.close_session("s1").wait();
    ann.is_closed_with(4009);
}

#[test]
fn a_signature_that_this_server_gave_to_nobody_opens_no_room_of_members() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    let auth = keys().sign_channel(&ann.socket_id, "private-thread-1", None);
    ann.subscribe_with("private-thread-1", json!({ "auth": auth }));
    ann.is_refused("private-thread-1", 401);
}

#[test]
fn a_signature_is_of_no_use_on_another_socket_or_channel() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    server.hall.allow("ann", "thread-2");
    let (mut one, mut two) = (server.connect("ann"), server.connect("ann"));
    let auth = server.sign(&one, "private-thread-1", "ann");
    two.subscribe_with("private-thread-1", auth.clone());
    two.is_refused("private-thread-1", 401);
    one.subscribe_with("private-thread-2", auth.clone());
    one.is_refused("private-thread-2", 401);
    one.subscribe("private-thread-1");
    one.is_refused("private-thread-1", 401);
    one.subscribe_with("private-thread-1", auth);
    one.expect("pusher_internal:subscription_succeeded", "private-thread-1");
}

#[test]
fn a_signature_is_not_given_for_a_socket_of_somebody_else() {
    let server = Server::start();
    let ann = server.connect("ann");
    let nobody = server.connect("");
    let eve = identity("eve").unwrap();
    let ask = |socket: &str, channel: &str| {
        let (rooms, eve) = (server.rooms.clone(), eve.clone());
        block_on(async { rooms.sign_channel(socket, channel, eve, None).await })
    };
    // The identity of a socket is confirmed before its first message is read.
    server.until(|_| ask(&ann.socket_id, "private-thread-1").is_err());
    assert!(ask(&nobody.socket_id, "private-thread-1").is_ok());
    for (socket, channel) in [
        ("1.2", "private-thread-1"),
        ("x", "private-thread-1"),
        (nobody.socket_id.as_str(), "thread-1"),
        (nobody.socket_id.as_str(), "private-encrypted-thread-1"),
        (nobody.socket_id.as_str(), "private-a b"),
    ] {
        assert!(ask(socket, channel).is_err(), "{socket} {channel}");
    }
}

#[test]
fn an_unclaimed_socket_waits_and_is_told_so_within_two_seconds() {
    let server = Server::start();
    let mut nobody = server.connect("");
    let start = Instant::now();
    nobody.subscribe("thread-1");
    nobody.is_refused("thread-1", 401);
    let waited = start.elapsed();
    assert!(
        waited > Duration::from_secs(1) && waited < Duration::from_secs(2),
        "{waited:?}"
    );
}

#[test]
fn a_waiting_subscription_is_completed_when_its_socket_becomes_a_members() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    server.hall.allow("ann", "thread-2");
    let mut ann = server.connect("");
    ann.subscribe("thread-1");
    ann.subscribe("thread-9");
    let auth = server.sign(&ann, "private-thread-2", "ann");
    ann.subscribe_with("private-thread-2", auth);
    ann.expect("pusher_internal:subscription_succeeded", "private-thread-2");
    ann.expect("pusher_internal:subscription_succeeded", "thread-1");
    ann.is_refused("thread-9", 403);
    server.publish("thread-1", "welcome");
    ann.hears("thread-1", "welcome");
    assert_eq!(ann.read(Duration::from_secs(2)), None, "no late 401");
}

#[test]
fn a_refused_subscription_is_completed_when_the_membership_comes() {
    let server = Server::start();
    let mut ann = server.connect("ann");
    ann.subscribe("thread-1");
    ann.is_refused("thread-1", 403);
    server.hall.allow("ann", "thread-1");
    server.rooms.admit("ann", "thread-1").wait();
    ann.expect("pusher_internal:subscription_succeeded", "thread-1");
    server.publish("thread-1", "welcome");
    ann.hears("thread-1", "welcome");
}

#[test]
fn a_membership_that_comes_while_the_refusal_is_under_way_is_not_missed() {
    let server = Server::start();
    let mut ann = server.connect("ann");
    let (found, go) = hold(&server);
    ann.subscribe("thread-1");
    found.recv().unwrap();
    server.hall.allow("ann", "thread-1");
    server.rooms.admit("ann", "thread-1").wait();
    go.notify_one();
    ann.expect("pusher_internal:subscription_succeeded", "thread-1");
}

#[test]
fn a_channel_that_nobody_waits_for_to_open_is_refused_and_forgotten() {
    let server = Server::start();
    let mut eve = server.connect("eve");
    for channel in [
        "garden",
        "private-encrypted-thread-1",
        "a b",
        "#server-to-user-ann",
    ] {
        eve.subscribe(channel);
        let status = match channel {
            "garden" => 403,
            "#server-to-user-ann" => 401,
            _ => 400,
        };
        eve.is_refused(channel, status);
    }
    server.hall.allow("eve", "garden");
    server.rooms.admit("eve", "garden").wait();
    eve.hears_nothing();
    eve.enter("garden");
}

#[test]
fn an_authority_that_cannot_say_lets_nobody_in_and_is_asked_again() {
    let timing = Timing {
        retry: Duration::from_millis(50),
        ..Timing::default()
    };
    let server = Server::with(timing, Limits::default());
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    let auth = server.sign(&ann, "private-thread-1", "ann");
    ann.say(json!({ "event": "pusher:ping", "data": {} }));
    assert_eq!(ann.next()["event"], "pusher:pong");
    server.hall.absent.store(true, Relaxed);
    ann.subscribe("thread-1");
    ann.is_refused("thread-1", 503);
    ann.subscribe_with("private-thread-1", auth);
    ann.is_refused("private-thread-1", 503);
    server.publish("thread-1", "unheard");
    ann.hears_nothing();
    server.hall.absent.store(false, Relaxed);
    let mut channels = [ann.next(), ann.next()].map(|frame| {
        assert_eq!(frame["event"], "pusher_internal:subscription_succeeded");
        frame["channel"].to_string()
    });
    channels.sort();
    assert_eq!(channels, ["\"private-thread-1\"", "\"thread-1\""]);
    server.publish("thread-1", "heard");
    assert_eq!(
        [ann.next(), ann.next()].map(|frame| data(&frame)["text"].clone()),
        ["heard", "heard"]
    );
}

#[test]
fn a_socket_whose_owner_cannot_be_confirmed_is_told_to_come_back() {
    let server = Server::start();
    server.hall.absent.store(true, Relaxed);
    server.connect("ann").is_closed_with(4100);
    let mut nobody = server.connect("");
    let auth = server.sign_user(&nobody, "ann", &[]);
    nobody.say(json!({ "event": "pusher:signin", "data": auth }));
    nobody.is_closed_with(4100);
}

#[test]
fn no_more_than_the_limit_can_be_subscribed_to() {
    let limits = Limits {
        subscriptions: 3,
        ..Limits::default()
    };
    let server = Server::with(Timing::default(), limits);
    for number in 0..5 {
        server.hall.allow("ann", &format!("thread-{number}"));
    }
    let mut ann = server.connect("ann");
    for number in 0..3 {
        ann.enter(&format!("thread-{number}"));
    }
    ann.subscribe("thread-3");
    ann.is_refused("thread-3", 429);
    ann.say(json!({ "event": "pusher:unsubscribe", "data": { "channel": "thread-0" } }));
    ann.enter("thread-3");
}

/// Holds the next answer of the Authority back.
pub(super) fn hold(server: &Server) -> (mpsc::Receiver<()>, Arc<tokio::sync::Notify>) {
    let (found, receiver) = mpsc::channel();
    let go = Arc::new(tokio::sync::Notify::new());
    *server.hall.gate.lock().unwrap() = Some(Gate {
        found,
        go: go.clone(),
    });
    (receiver, go)
}

#[test]
fn what_clients_say_is_not_remembered_and_what_is_sealed_is_passed_on_to_the_letter() {
    const CACHED: &str = "private-cache-garden";
    const SEALED: &str = "private-encrypted-garden";
    let server = Server::start();
    server.hall.allow("ann", CACHED);
    server.hall.allow("ann", SEALED);
    // By the secret: of what is sealed this server keeps no key, so it signs for nobody there.
    let enter = |client: &mut Client, channel: &str| {
        let auth = keys().sign_channel(&client.socket_id, channel, None);
        client.subscribe_with(channel, json!({ "auth": auth }));
        client.expect("pusher_internal:subscription_succeeded", channel);
    };
    let (mut one, mut two) = (server.connect("ann"), server.connect("ann"));
    enter(&mut one, CACHED);
    one.expect("pusher:cache_miss", CACHED);
    one.say(json!({ "event": "client-said", "channel": CACHED, "data": {} }));
    one.hears_nothing();
    enter(&mut two, CACHED);
    two.expect("pusher:cache_miss", CACHED);
    enter(&mut two, SEALED);
    let sealed = r#"{"nonce":"4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9","ciphertext":"/GMESnFGlbNn01BuBjp31XYa3i9vZsGKR8fgR9EDhXKx3lzGiUD501A="}"#;
    server
        .rooms
        .publish(Publication::new(SEALED, "opened", sealed))
        .wait();
    assert_eq!(
        two.next(),
        json!({ "event": "opened", "channel": SEALED, "data": sealed })
    );
}
