//! An end to every authorisation, and to every server.

use super::{hearing::hold, *};

#[test]
fn a_removed_member_is_told_and_hears_nothing_more_and_the_socket_stays() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    server.hall.allow("ann", "thread-2");
    server.hall.allow("bob", "thread-1");
    let (mut ann, mut bob) = (server.connect("ann"), server.connect("bob"));
    ann.enter("thread-1");
    ann.enter("thread-2");
    let auth = server.sign(&ann, "private-thread-1", "ann");
    ann.subscribe_with("private-thread-1", auth.clone());
    ann.expect("pusher_internal:subscription_succeeded", "private-thread-1");
    bob.enter("thread-1");

    server.hall.forbid("ann", "thread-1");
    server.rooms.evict("ann", "thread-1").wait();
    server.publish("thread-1", "secret");
    server.publish("thread-2", "still here");
    ann.is_refused("thread-1", 403);
    ann.is_refused("private-thread-1", 403);
    ann.hears("thread-2", "still here");
    bob.hears("thread-1", "secret");

    ann.subscribe_with("private-thread-1", auth);
    ann.is_refused("private-thread-1", 403);
    ann.subscribe("thread-1");
    ann.is_refused("thread-1", 403);
}

#[test]
fn a_removed_member_who_comes_back_hears_the_room_again_unasked() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    server.rooms.evict("ann", "thread-1").wait();
    ann.is_refused("thread-1", 403);
    server.rooms.admit("ann", "thread-1").wait();
    ann.expect("pusher_internal:subscription_succeeded", "thread-1");
}

#[test]
fn an_answer_from_before_the_removal_opens_nothing_after_it() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    let (found, go) = hold(&server);
    ann.subscribe("thread-1");
    found.recv().unwrap();
    server.hall.forbid("ann", "thread-1");
    server.rooms.evict("ann", "thread-1").wait();
    go.notify_one();
    ann.is_refused("thread-1", 403);
    server.publish("thread-1", "secret");
    ann.hears_nothing();
}

#[test]
fn an_answer_from_before_the_end_of_a_session_opens_nothing_after_it() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    // The session is not the socket's yet, so its end closes nothing.
    let mut ann = server.connect("");
    let auth = server.sign(&ann, "private-thread-1", "ann/s1");
    let (found, go) = hold(&server);
    ann.subscribe_with("private-thread-1", auth);
    found.recv().unwrap();
    server.hall.end("s1");
    server.rooms.close_session("s1").wait();
    go.notify_one();
    ann.is_refused("private-thread-1", 403);
    server.publish("thread-1", "secret");
    ann.hears_nothing();
}

#[test]
fn no_event_published_after_a_removal_is_ever_heard_however_they_race() {
    let server = Server::start();
    server.hall.allow("bob", "thread-1");
    let mut bob = server.connect("bob");
    bob.enter("thread-1");
    server.hall.slow.store(true, Relaxed);
    for round in 0..150 {
        server.hall.allow("ann", "thread-1");
        server.rooms.admit("ann", "thread-1").wait();
        let mut ann = server.connect("ann");
        ann.subscribe("thread-1");
        // Sometimes before the subscription, mostly in the middle of it, sometimes after.
        thread::sleep(Duration::from_micros(round * 37 % 4000));
        server.hall.forbid("ann", "thread-1");
        server.rooms.evict("ann", "thread-1").wait();
        server.publish("thread-1", "secret");
        ann.say(json!({ "event": "pusher:ping", "data": {} }));
        loop {
            let frame = ann.next();
            assert_ne!(frame["event"], "message:new", "in round {round}");
            if frame["event"] == "pusher:pong" {
                break;
            }
        }
        server.publish("thread-1", "secret");
        ann.socket.close(None).unwrap();
        let (_, late) = ann.closing();
        assert!(
            late.iter().all(|frame| frame["event"] != "message:new"),
            "in round {round}"
        );
        bob.hears("thread-1", "secret");
        bob.hears("thread-1", "secret");
    }
}

#[test]
fn the_end_of_a_session_closes_its_sockets_and_no_others() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let (mut phone, mut laptop) = (server.connect("ann/phone"), server.connect("ann/laptop"));
    phone.enter("thread-1");
    laptop.enter("thread-1");
    server.rooms.close_session("phone").wait();
    server.publish("thread-1", "secret");
    let (code, heard) = phone.closing();
    assert_eq!((code, heard), (4009, vec![]));
    laptop.hears("thread-1", "secret");
    server.rooms.close_member("ann").wait();
    laptop.is_closed_with(4009);
    server.until(|server| server.rooms.counts().sockets == 0);
}

#[test]
fn a_session_that_had_ended_before_the_socket_came_identifies_nobody() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    server.hall.end("old");
    let mut ann = server.connect("ann/old");
    ann.subscribe("thread-1");
    ann.is_refused("thread-1", 401);
}

#[test]
fn a_session_that_ends_unannounced_is_noticed() {
    let timing = Timing {
        recheck: Duration::from_millis(100),
        ..Timing::default()
    };
    let server = Server::with(timing, Limits::default());
    let mut ann = server.connect("ann/s1");
    assert_eq!(ann.read(Duration::from_millis(300)), None);
    server.hall.end("s1");
    ann.is_closed_with(4009);
}

#[test]
fn a_server_that_stops_tells_everybody_to_come_back_and_lets_nobody_in() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut clients: Vec<_> = (0..20).map(|_| server.connect("ann")).collect();
    for client in &mut clients {
        client.enter("thread-1");
    }
    let rooms = server.rooms.clone();
    let start = Instant::now();
    let stopping = thread::spawn(move || block_on(rooms.shutdown(PATIENCE)));
    for client in &mut clients {
        client.is_closed_with(1012);
    }
    stopping.join().unwrap();
    assert!(start.elapsed() < Duration::from_secs(2));
    server.publish("thread-1", "to nobody");
    server.rooms.evict("ann", "thread-1").wait();
    server.dial("key?protocol=7").is_closed_with(1012);
}

#[test]
fn stopping_waits_for_a_client_that_takes_nothing_but_not_for_ever() {
    let timing = Timing {
        goodbye: Duration::from_secs(60),
        ..Timing::default()
    };
    let server = Server::with(timing, Limits::default());
    server.hall.allow("ann", "thread-1");
    let mut stuck = server.connect("ann");
    stuck.enter("thread-1");
    let big = "x".repeat(20_000);
    server.until(|server| {
        server.publish("thread-1", &big);
        server.rooms.counts().resyncs > 0
    });
    let start = Instant::now();
    block_on(server.rooms.shutdown(Duration::from_millis(300)));
    let took = start.elapsed();
    assert!(
        took >= Duration::from_millis(300) && took < Duration::from_secs(3),
        "{took:?}"
    );
}
