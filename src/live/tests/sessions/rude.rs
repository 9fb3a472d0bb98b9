//! What breaks the rules ends the session, and nothing else.

use super::*;

#[test]
fn what_no_client_says_ends_its_session() {
    let server = Server::start();
    let flood = "\u{1e}".repeat(10_000);
    let placeholders = format!(
        "4510000-[\"e\"{}]",
        ",{\"_placeholder\":true,\"num\":0}".repeat(10)
    );
    let huge_ack = format!("42{}[\"e\"]", "9".repeat(300));
    let deep = format!("42[\"e\",{}{}]", "[".repeat(3000), "]".repeat(3000));
    for body in [
        "",
        "abc",
        "0",
        "2",
        "2probe",
        "5",
        "7",
        "4",
        "47",
        "4x",
        "b!",
        "bAQID",
        "42[\"connect\"]",
        "42[]",
        "42{}",
        "40",
        "44{}",
        "451-[\"e\"]\u{1e}42[\"e\"]",
        "452-[\"e\"]\u{1e}b=",
        "41/elsewhere,",
        "42/elsewhere,[\"e\"]",
        &flood,
        &placeholders,
        &huge_ack,
        &deep,
    ] {
        let poller = Poller::connect(&server, "ann/a");
        poller.ask("POST", body);
        server.until(|server| server.rooms.counts().sockets == 0);
        assert!(poller.is_over(), "{body:.60}");
        if body.contains('\u{1e}') {
            continue;
        }
        let mut wire = Wire::connect(&server, "ann/a");
        wire.say(body);
        assert!(wire.last_words().is_empty(), "{body:.60}");
        server.until(|server| server.rooms.counts().sockets == 0);
    }
}

#[test]
fn nothing_is_done_for_whoever_is_not_let_in() {
    let server = Server::start();
    let_in(&server.hall, &["ann"], "thread-1");
    for first in ["42[\"join\",\"1\"]", "41", "430[]", "42/x,[\"e\"]"] {
        let poller = Poller::open(&server, "ann/a");
        poller.ask("POST", first);
        server.until(|server| server.rooms.counts().sockets == 0);
        assert!(poller.is_over(), "{first}");
    }
}

#[test]
fn whoever_cannot_say_whose_it_is_is_told_so_and_not_for_ever() {
    let server = Server::start();
    for opened_by in ["", "ann/a"] {
        server.hall.end("a");
        let mut wire = Wire::open(&server, opened_by);
        let said = [
            "40",
            "40{}",
            "40{\"token\":null}",
            "40{\"headers\":{\"authorization\":\"Bearer\"}}",
        ];
        for words in said {
            wire.say(words);
            let heard = wire.next();
            assert!(
                heard.starts_with("44{\"data\":{\"error\":\"UNAUTHENTICATED\"}"),
                "{heard}"
            );
        }
        wire.say("40");
        assert!(wire.last_words().iter().all(|word| word.starts_with("44")));
    }
    // A token that is not valid is not made good by a cookie.
    let mut wire = Wire::open(&server, "bob/b");
    wire.say("40{\"token\":\"\"}");
    assert!(wire.next().starts_with("44"));
    wire.say("40{\"token\":\"cleo/c\"}");
    assert!(wire.next().starts_with("40"), "it may still be somebody's");
}

#[test]
fn while_it_cannot_be_known_whose_it_is_nobody_is_let_in() {
    let server = Server::start();
    server.hall.absent.store(true, super::super::Relaxed);
    let mut wire = Wire::open(&server, "ann/a");
    for words in ["40", "40{\"token\":\"ann/a\"}"] {
        wire.say(words);
        let heard = wire.next();
        assert!(heard.contains("\"unavailable\""), "{heard}");
    }
    server.hall.absent.store(false, super::super::Relaxed);
    wire.say("40");
    assert!(wire.next().starts_with("40"));
}

#[test]
fn there_is_one_namespace() {
    let server = Server::start();
    let mut wire = Wire::connect(&server, "ann/a");
    for (asked, name) in [("/x", "/x"), ("/x?token=1", "/x"), ("/a b", "/a b")] {
        wire.say(&format!("40{asked},{{}}"));
        assert_eq!(
            wire.next(),
            format!("44{name},{{\"message\":\"Invalid namespace\"}}")
        );
    }
    wire.say("40/\u{1e},");
    assert!(wire.last_words().is_empty());
}

#[test]
fn a_second_request_of_a_kind_ends_the_session() {
    let server = Server::start();
    let ann = Poller::connect(&server, "ann/a");
    let first = ann.begin("GET", "");
    a_moment();
    assert_eq!(ann.ask("GET", "").0, 400);
    assert_eq!(answer(first), (200, "1".into()));
    assert!(ann.is_over());

    let bob = Poller::connect(&server, "bob/b");
    let mut slow = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: home\r\nContent-Length: 99\r\n\r\n4",
        bob.address("polling")
    );
    slow.write_all(head.as_bytes()).unwrap();
    a_moment();
    assert_eq!(bob.ask("POST", "3").0, 400);
    server.until(|server| server.rooms.counts().sockets == 0);
    assert!(bob.is_over());
}

#[test]
fn a_poll_that_is_given_up_loses_nothing_silently() {
    let server = hurried(Timing {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(300),
        ..Timing::default()
    });
    let_in(&server.hall, &["ann"], "thread-1");
    let ann = Poller::join(&server, "ann/a", "1");
    drop(ann.begin("GET", ""));
    a_moment();
    // Whether or not the server has noticed: the session ends, and its client begins anew.
    server.publish("thread-1", "into the void");
    server.until(|server| server.rooms.counts().sockets == 0);
    assert!(ann.is_over());
}

#[test]
fn what_breaks_the_rules_of_the_websocket_ends_it() {
    let server = Server::start();
    let mut wire = Wire::connect(&server, "ann/a");
    let long = format!("42[\"{}\"]", "x".repeat(17_000));
    let _ = wire.socket.send(Message::text(long));
    assert!(wire.last_words().is_empty());
    let mut wire = Wire::connect(&server, "ann/a");
    wire.socket.send(Message::binary(vec![1, 2])).unwrap();
    assert!(wire.last_words().is_empty(), "nobody waits for bytes");
    server.until(|server| server.rooms.counts().sockets == 0);
}

#[test]
fn bytes_are_put_together_and_turned_down() {
    let server = Server::start();
    let text = concat!(
        "452-7[\"client-typing\",\"1\",",
        "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"
    );
    let mut wire = Wire::connect(&server, "ann/a");
    wire.say(text);
    wire.socket.send(Message::binary(vec![1; 100])).unwrap();
    wire.socket.send(Message::binary(vec![2; 100])).unwrap();
    assert_eq!(wire.next(), "437[{\"error\":\"invalid\"}]");
    let poller = Poller::connect(&server, "ann/a");
    poller.say(&format!("{text}\u{1e}bAQID\u{1e}bAQID"));
    assert_eq!(poller.hear(), "437[{\"error\":\"invalid\"}]");
    // All pieces together may have as many bytes as one message.
    wire.say(text);
    wire.socket.send(Message::binary(vec![1; 9_000])).unwrap();
    wire.socket.send(Message::binary(vec![1; 9_000])).unwrap();
    assert!(wire.last_words().is_empty());
}

#[test]
fn one_who_talks_too_much_is_read_more_slowly_and_not_cut_off() {
    let server = Server::with(
        Timing::default(),
        Limits {
            message_burst: 10,
            messages_per_second: 50,
            client_events_per_second: 3,
            ..Limits::default()
        },
    );
    let mut wire = Wire::connect(&server, "ann/a");
    let start = Instant::now();
    for number in 0..40 {
        wire.say(&format!("42{number}[\"leave\",\"1\"]"));
    }
    for number in 0..40 {
        assert_eq!(wire.next(), format!("43{number}[{{\"ok\":true}}]"));
    }
    assert!(
        start.elapsed() > Duration::from_millis(500),
        "{:?}",
        start.elapsed()
    );
    let_in(&server.hall, &["ann"], "thread-1");
    wire.say("420[\"join\",\"1\"]");
    wire.next();
    for number in 0..6 {
        wire.say(&format!("42{number}[\"client-typing\",\"1\"]"));
    }
    let refused = (0..6).filter(|_| wire.next().contains("too_many_requests"));
    assert!(refused.count() >= 2);
}

#[test]
fn sessions_are_counted_like_sockets() {
    let limits = Limits {
        sockets: 4,
        sockets_per_member: 3,
        sockets_per_session: 2,
        ..Limits::default()
    };
    let server = Server::with(Timing::default(), limits);
    let _first = Wire::connect(&server, "ann/a");
    let second = Poller::connect(&server, "ann/a");
    let mut third = Wire::open(&server, "ann/a");
    third.say("40");
    assert!(third.last_words().is_empty(), "too many of one session");
    let _fourth = Wire::connect(&server, "ann/b");
    server.until(|server| server.rooms.counts().sockets == 3);
    let mut fifth = Wire::open(&server, "");
    fifth.say("40{\"token\":\"ann/c\"}");
    assert!(fifth.last_words().is_empty(), "too many of one member");
    server.until(|server| server.rooms.counts().sockets == 3);
    let _last = server.connect("");
    let none = Poller {
        sid: String::new(),
        ..second
    };
    assert_eq!(none.ask("GET", "").0, 400, "too many in all");
}

#[test]
fn a_client_that_does_not_poll_is_told_once_to_catch_up_and_then_ended() {
    let server = Server::start();
    let_in(&server.hall, &["ann"], "thread-1");
    let ann = Poller::join(&server, "ann/a", "1");
    for number in 0..1100 {
        server.publish("thread-1", &number.to_string());
    }
    server.until(|server| server.rooms.counts().resyncs == 1);
    server.until(|server| {
        let counts = server.rooms.counts();
        counts.delivered + counts.dropped >= 1100
    });
    let heard = ann.hear();
    assert!(
        heard.starts_with("42[\"hearth:resync\",{\"threadId\":\"1\"}]\u{1e}42[\"message:new\""),
        "{heard:.120}"
    );
    server.until(|server| {
        server.publish("thread-1", "x");
        server.rooms.counts().sockets == 0
    });
    assert!(ann.is_over(), "it is to come back");
}
