//! Sessions as clients keep them: opened, polled, changed to a WebSocket, kept alive, ended.

use super::*;

#[test]
fn a_session_says_how_it_is_kept() {
    let server = Server::start();
    let poller = Poller::open(&server, "");
    assert!(poller.sid.len() >= 22, "128 bits: {}", poller.sid);
    let (_, body) = Poller {
        sid: String::new(),
        ..poller
    }
    .ask("GET", "");
    let opened: Value = serde_json::from_str(&body[1..]).unwrap();
    assert_eq!(opened["upgrades"], serde_json::json!(["websocket"]));
    assert_eq!(
        [
            &opened["pingInterval"],
            &opened["pingTimeout"],
            &opened["maxPayload"]
        ],
        [25_000, 20_000, 16_384]
    );
    Wire::open(&server, "");
}

#[test]
fn what_happens_between_two_polls_comes_with_the_next_one() {
    let server = Server::start();
    let_in(&server.hall, &["ann"], "thread-1");
    let ann = Poller::join(&server, "ann/a", "1");
    server.publish("thread-1", "one");
    server.publish("thread-1", "two");
    let both = "42[\"message:new\",{\"text\":\"one\"}]\u{1e}42[\"message:new\",{\"text\":\"two\"}]";
    server.until(|server| server.rooms.counts().delivered == 2);
    assert_eq!(ann.hear(), both);

    let waiting = ann.begin("GET", "");
    a_moment();
    server.publish("thread-1", "three");
    assert!(answer(waiting).1.contains("three"));
    ann.say("41");
    assert!(ann.is_over());
}

#[test]
fn a_client_may_change_to_a_websocket_and_nothing_is_lost_on_the_way() {
    let server = Server::start();
    let_in(&server.hall, &["ann"], "thread-1");
    let ann = Poller::join(&server, "ann/a", "1");
    let waiting = ann.begin("GET", "");
    a_moment();
    let mut wire = ann.dial();
    wire.say("2probe");
    assert_eq!(wire.next(), "3probe");
    assert_eq!(answer(waiting), (200, "6".into()), "the poll is let go");
    let again = ann.begin("GET", "");
    assert_eq!(answer(again), (200, "6".into()), "and so is the next one");
    server.publish("thread-1", "between");
    wire.say("5");
    assert!(wire.next().contains("between"));
    assert_eq!(ann.ask("GET", "").0, 400);
    assert_eq!(ann.ask("POST", "3").0, 400);
    assert!(ann.dial().last_words().is_empty(), "there is no second one");
    server.publish("thread-1", "after");
    assert!(wire.next().contains("after"));
    wire.say("421[\"leave\",\"1\"]");
    assert_eq!(wire.next(), "431[{\"ok\":true}]");
}

#[test]
fn a_change_that_is_not_finished_is_given_up_and_polling_goes_on() {
    let server = hurried(Timing {
        upgrade: Duration::from_millis(200),
        ..Timing::default()
    });
    let_in(&server.hall, &["ann"], "thread-1");
    let ann = Poller::join(&server, "ann/a", "1");
    for words in [&["2probe"][..], &["5"], &["4x"], &[]] {
        let mut wire = ann.dial();
        words.iter().for_each(|word| wire.say(word));
        let heard = wire.last_words();
        assert_eq!(heard.len(), usize::from(words == ["2probe"]), "{heard:?}");
        server.publish("thread-1", "still here");
        let heard = ann.hear();
        assert!(heard.contains("still here") || ann.hear().contains("still here"));
    }
}

#[test]
fn a_client_is_asked_whether_it_is_there_and_one_that_says_so_stays() {
    let server = hurried(Timing {
        ping_interval: Duration::from_millis(150),
        ping_timeout: Duration::from_secs(2),
        ..Timing::default()
    });
    let (mut wire, poller) = (
        Wire::connect(&server, "ann/a"),
        Poller::connect(&server, "bob/b"),
    );
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1200) {
        assert_eq!(wire.next(), "2");
        wire.say("3");
        assert_eq!(poller.hear(), "2");
        poller.say("3");
    }
    assert_eq!(server.rooms.counts().sockets, 2);
    // What else it says is no answer: it is still asked.
    assert_eq!(wire.next(), "2");
    wire.say("420[\"leave\",\"1\"]");
    assert_eq!(wire.next(), "430[{\"ok\":true}]");
    assert!(wire.last_words().is_empty());
    server.until(|server| server.rooms.counts().sockets == 0);
    assert!(poller.is_over());
}

#[test]
fn whoever_never_says_whose_it_is_goes() {
    let server = hurried(Timing {
        connect: Duration::from_millis(200),
        ..Timing::default()
    });
    let poller = Poller::open(&server, "ann/a");
    let mut wire = Wire::open(&server, "");
    assert!(wire.last_words().is_empty());
    assert!(poller.is_over());
    server.until(|server| server.rooms.counts().sockets == 0);
}

#[test]
fn a_session_that_is_somebodys_answers_to_nobody_else() {
    let server = Server::start();
    let ann = Poller::connect(&server, "ann/a");
    for who in ["", "bob/b", "ann/other"] {
        let other = Poller {
            who: who.to_owned(),
            ..ann.clone()
        };
        assert!(other.is_over(), "{who:?} polled");
        assert_eq!(other.ask("POST", "41").0, 400);
    }
    ann.say("420[\"leave\",\"1\"]");
    assert_eq!(ann.hear(), "430[{\"ok\":true}]");
    let nobody = Poller {
        sid: "aaaaaaaaaaaaaaaaaaaaaaaaaa".into(),
        ..ann
    };
    assert!(nobody.is_over());
}

#[test]
fn who_has_ended_is_put_out_and_its_session_opens_nothing() {
    let server = Server::start();
    let_in(&server.hall, &["ann", "bob"], "thread-1");
    let ann = Poller::join(&server, "ann/a", "1");
    let mut bob = Wire::join(&server, "bob/b", "1");
    let waiting = ann.begin("GET", "");
    a_moment();
    server.hall.end("a");
    server.rooms.close_session("a").wait();
    server.rooms.close_member("bob").wait();
    server.publish("thread-1", "too late");
    // The clients' library would take both together for a broken connection, and come back.
    assert_eq!(answer(waiting), (200, "41".into()));
    assert_eq!(ann.hear(), "1");
    assert_eq!(bob.last_words(), ["41"]);
    assert!(ann.is_over());

    // One that does not wait just then is told when it comes, and once.
    let late = Poller::connect(&server, "cleo/c");
    server.rooms.close_session("c").wait();
    assert_eq!([late.hear(), late.hear()], ["41", "1"]);
    assert!(late.is_over());
    // And the ended session does not come back.
    let again = Poller::open(&server, "ann/a");
    again.say("40");
    assert!(again.hear().contains("UNAUTHENTICATED"));
}

#[test]
fn a_server_that_stops_lets_its_clients_come_back() {
    let server = Server::start();
    let poller = Poller::connect(&server, "ann/a");
    let mut wire = Wire::connect(&server, "bob/b");
    let waiting = poller.begin("GET", "");
    a_moment();
    let rooms = server.rooms.clone();
    let stopped = Instant::now();
    super::super::block_on(async move { rooms.shutdown(Duration::from_secs(5)).await });
    assert!(stopped.elapsed() < Duration::from_secs(4));
    // Not by a last word, after which not every library comes back.
    assert_eq!(answer(waiting).0, 400);
    assert!(wire.last_words().is_empty());
    let (status, _) = Poller {
        sid: String::new(),
        ..poller
    }
    .ask("GET", "");
    assert_eq!(status, 400, "nobody is let in any more");
}
