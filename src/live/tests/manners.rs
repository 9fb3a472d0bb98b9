//! What a client may and may not do to the server, and what the server does about it.

use std::io::{Read, Write};

use tungstenite::Bytes;

use super::*;

fn hurried() -> Timing {
    Timing {
        idle: Duration::from_millis(200),
        pong: Duration::from_millis(200),
        unidentified: Duration::from_millis(400),
        recheck: Duration::from_millis(200),
        stall: Duration::from_millis(400),
        ..Timing::default()
    }
}

#[test]
fn an_address_that_is_wrong_is_upgraded_and_then_refused_by_code() {
    let server = Server::start();
    for (path, code) in [
        ("other?protocol=7", 4001),
        ("key", 4008),
        ("key?protocol=4", 4007),
        ("key?protocol=x", 4007),
        ("key?protocol=7&version=%20", 4006),
    ] {
        let (closed_with, texts) = server.dial(path).closing();
        assert_eq!((closed_with, texts), (code, vec![]), "{path}");
    }
    assert_eq!(server.rooms.counts().sockets, 0);
}

#[test]
fn pings_of_both_kinds_are_answered() {
    let server = Server::start();
    let mut ann = server.connect("ann");
    ann.say(json!({ "event": "pusher:ping", "data": {} }));
    assert_eq!(ann.next(), json!({ "event": "pusher:pong", "data": "{}" }));
    ann.socket
        .send(Message::Ping(Bytes::from_static(b"there?")))
        .unwrap();
    assert_eq!(
        ann.socket.read().unwrap(),
        Message::Pong(Bytes::from_static(b"there?"))
    );
}

#[test]
fn nonsense_is_answered_and_the_socket_goes_on() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    for text in [
        "",
        "null",
        "{\"event\":7}",
        "{\"event\":\"pusher:subscribe\"}",
        "{\"event\":\"message:new\",\"channel\":\"thread-1\"}",
    ] {
        ann.socket.send(Message::text(text)).unwrap();
        assert_eq!(ann.next()["event"], "pusher:error", "{text}");
    }
    ann.enter("thread-1");
}

#[test]
fn what_breaks_the_rules_of_the_websocket_ends_it_with_the_right_code() {
    let server = Server::start();
    let big = "x".repeat(16 * 1024 + 1);
    let half = vec![b'x'; 9 * 1024];
    for (bytes, code) in [
        (frame(0x82, b"binary"), 1003),
        (frame(0x81, b"\xff\xfe"), 1007),
        ([frame(0x01, b"\xc3"), frame(0x80, b"\x28")].concat(), 1007),
        (frame(0x81, big.as_bytes()), 1009),
        ([frame(0x01, &half), frame(0x80, &half)].concat(), 1009),
        (frame(0xc1, b"reserved"), 1002),
        (frame(0x83, b"opcode"), 1002),
        (frame(0x80, b"nothing to go on with"), 1002),
        (vec![0x81, 0x01, b'x'], 1002),
        (
            vec![
                0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
            ],
            1009,
        ),
    ] {
        let mut client = server.connect("ann");
        client.socket.get_mut().write_all(&bytes).unwrap();
        assert_eq!(
            client.closing().0,
            code,
            "{:02x?}",
            &bytes[..bytes.len().min(12)]
        );
    }
    server.until(|server| server.rooms.counts().sockets == 0);
}

#[test]
fn a_message_in_pieces_is_one_message() {
    let server = Server::start();
    let mut ann = server.connect("ann");
    let pieces = [
        frame(0x01, b"{\"event\":"),
        frame(0x89, b""),
        frame(0x80, b"\"pusher:ping\"}"),
    ];
    ann.socket.get_mut().write_all(&pieces.concat()).unwrap();
    assert_eq!(ann.next()["event"], "pusher:pong");
}

#[test]
fn a_silent_client_is_asked_and_then_given_up() {
    let timing = Timing {
        pong: Duration::from_secs(1),
        unidentified: PATIENCE,
        recheck: PATIENCE,
        ..hurried()
    };
    let server = Server::with(timing, Limits::default());
    let mut ann = server.connect("ann");
    // The library answers pings while it is being read …
    assert_eq!(ann.read(Duration::from_millis(2500)), None);
    // … and nobody does when the bytes are read by hand.
    let mut stream = ann.socket.get_ref();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let ping = bytes.windows(2).position(|bytes| bytes == [0x89, 0]);
    let close = bytes
        .windows(4)
        .position(|bytes| bytes[0] == 0x88 && bytes[2..] == 4201_u16.to_be_bytes());
    assert!(ping.is_some() && ping < close, "{bytes:02x?}");
}

#[test]
fn a_socket_that_is_nobodys_is_closed_after_its_time() {
    let timing = Timing {
        idle: PATIENCE,
        ..hurried()
    };
    let server = Server::with(timing, Limits::default());
    let mut ann = server.connect("ann");
    let start = Instant::now();
    server.connect("").is_closed_with(4200);
    assert!(start.elapsed() >= Duration::from_millis(400));
    assert_eq!(
        ann.read(Duration::from_millis(600)),
        None,
        "somebody's stays"
    );
}

#[test]
fn there_is_a_limit_to_sockets_in_all_and_of_one_member_and_of_one_session() {
    let limits = Limits {
        sockets: 5,
        sockets_per_member: 3,
        sockets_per_session: 2,
        ..Limits::default()
    };
    let server = Server::with(Timing::default(), limits);
    let _here = [server.connect("ann/s1"), server.connect("ann/s1")];
    server.connect("ann/s1").is_closed_with(4100);
    let _too = server.connect("ann/s2");
    server.connect("ann/s3").is_closed_with(4100);
    let _others = [server.connect("bob"), server.connect("")];
    server.dial("key?protocol=7").is_closed_with(4100);
}

#[test]
fn one_who_talks_too_much_is_read_more_slowly_and_not_cut_off() {
    let limits = Limits {
        message_burst: 5,
        messages_per_second: 50,
        ..Limits::default()
    };
    let server = Server::with(Timing::default(), limits);
    let mut ann = server.connect("ann");
    let start = Instant::now();
    for _ in 0..30 {
        ann.say(json!({ "event": "pusher:ping", "data": {} }));
    }
    for _ in 0..30 {
        assert_eq!(ann.next()["event"], "pusher:pong");
    }
    let took = start.elapsed();
    assert!(
        took > Duration::from_millis(450) && took < Duration::from_secs(5),
        "{took:?}"
    );
}

#[test]
fn a_client_that_does_not_keep_up_loses_its_queue_is_told_once_and_delays_nobody() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let (mut slow, mut quick) = (server.connect("ann"), server.connect("ann"));
    slow.enter("thread-1");
    quick.enter("thread-1");
    // Until what the kernel, the library and the queue can hold is full for the first time.
    let big = "x".repeat(20_000);
    let mut sent = 0;
    while server.rooms.counts().resyncs == 0 {
        server.publish("thread-1", &big);
        sent += 1;
        quick.hears("thread-1", &big);
        assert!(sent < 5_000, "the queue is bounded");
    }
    server
        .rooms
        .publish(Publication::new("thread-1", "done", "{}"))
        .wait();
    assert_eq!(quick.next()["event"], "done");
    let mut texts = 0;
    let marker = loop {
        let frame = slow.next();
        match frame["event"].as_str() {
            Some("message:new") => texts += 1,
            _ => break frame,
        }
    };
    assert_eq!(
        (&marker["event"], &marker["channel"]),
        (&json!("hearth:resync"), &json!("thread-1"))
    );
    assert_eq!(data(&marker), json!({ "threadId": "1" }));
    assert!(texts < sent);
    while slow.next()["event"] != "done" {}
    assert_eq!(server.rooms.counts().cut_off, 0);
}

#[test]
fn a_burst_of_long_messages_ends_nobody_who_reads_and_loses_nothing_that_nobody_could_make_good() {
    let server = Server::start();
    for room in ["thread-1", "garden"] {
        server.hall.allow("ann", room);
    }
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    ann.enter("garden");
    // As much as one group commit may bring: more than ten queues hold.
    let long = "x".repeat(40_000);
    for number in 0..256 {
        server.publish("thread-1", &long);
        if number == 128 {
            server.publish("garden", "sunny");
        }
    }
    server.rooms.present("thread-1").wait();
    ann.say(json!({ "event": "pusher:ping" }));
    let heard: Vec<Value> =
        std::iter::from_fn(|| Some(ann.next()).filter(|it| it["event"] != "pusher:pong")).collect();
    let count = |event: &str, channel: &str| {
        let is_meant = |it: &&Value| it["event"] == event && it["channel"] == channel;
        heard.iter().filter(is_meant).count()
    };
    assert_eq!(count("message:new", "garden"), 1);
    assert!(count("hearth:resync", "thread-1") > 0);
    assert_eq!(server.rooms.counts().cut_off, 0);
    server.publish("thread-1", "after");
    ann.hears("thread-1", "after");
}

#[test]
fn a_client_that_takes_nothing_is_dropped_and_forgotten() {
    let timing = Timing {
        idle: PATIENCE,
        recheck: PATIENCE,
        goodbye: Duration::from_millis(200),
        ..hurried()
    };
    let server = Server::with(timing, Limits::default());
    server.hall.allow("ann", "thread-1");
    let mut stuck = server.connect("ann");
    stuck.enter("thread-1");
    let big = "x".repeat(20_000);
    server.until(|server| {
        server.publish("thread-1", &big);
        server.rooms.counts().sockets == 0
    });
    assert_eq!(server.rooms.counts().rooms, 0);
}

#[test]
fn a_client_that_leaves_without_a_word_is_forgotten() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    let mut rude = server.connect("ann");
    rude.enter("thread-1");
    drop(rude);
    ann.socket.close(None).unwrap();
    server.until(|server| server.rooms.counts().sockets == 0);
    assert_eq!(server.rooms.counts().rooms, 0);
    let mut rest = Vec::new();
    let _ = ann.socket.get_mut().read_to_end(&mut rest);
}

/// A frame from a client, masked with zeros.
pub(super) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(0x80 | short as u8),
        long => {
            bytes.push(0x80 | 126);
            bytes.extend((long as u16).to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}
