//! What nobody but a broken or a hostile client sends, and that the others notice nothing of it.

use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
};

use super::{manners::frame, *};

/// How soon somebody else must be answered meanwhile.
const SOON: Duration = Duration::from_secs(5);

/// Asserts that a client is served as if nothing were.
fn is_served(client: &mut Client) {
    client.say(json!({ "event": "pusher:ping" }));
    let answer = client.read(SOON).expect("an answer, whatever others do");
    assert_eq!(answer["event"], "pusher:pong");
}

/// Writes the same bytes again and again until the server takes no more or it is enough.
fn flood(client: &mut Client, bytes: &[u8], times: usize, done: &AtomicBool) {
    let stream = client.socket.get_mut();
    stream
        .set_write_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    for _ in 0..times {
        if done.load(SeqCst) || stream.write_all(bytes).is_err() {
            return;
        }
    }
}

#[test]
fn every_reserved_code_and_every_misshapen_control_frame_ends_the_socket() {
    let server = Server::start();
    let mut wrong: Vec<Vec<u8>> = [0x3, 0x4, 0x5, 0x6, 0x7, 0xb, 0xc, 0xd, 0xe, 0xf]
        .map(|code| frame(0x80 | code, b""))
        .into();
    wrong.extend([0x40, 0x20, 0x10].map(|reserved| frame(0x81 | reserved, b"{}")));
    // In pieces, too long, or in the middle of what is not a continuation.
    wrong.push(frame(0x09, b"half a ping"));
    wrong.push(frame(0x89, &[b'x'; 126]));
    wrong.push([frame(0x01, b"{"), frame(0x81, b"}")].concat());
    for bytes in wrong {
        let mut client = server.connect("ann");
        client.socket.get_mut().write_all(&bytes).unwrap();
        let code = client.closing().0;
        assert_eq!(code, 1002, "{:02x?}", &bytes[..bytes.len().min(8)]);
    }
    // A ping between the pieces of a message is no fault.
    let mut client = server.connect("ann");
    let pieces = [
        frame(0x01, b"{\"event\":"),
        frame(0x89, b"still there?"),
        frame(0x80, b"\"pusher:ping\"}"),
    ];
    client.socket.get_mut().write_all(&pieces.concat()).unwrap();
    assert_eq!(client.next()["event"], "pusher:pong");
}

#[test]
fn a_million_empty_pieces_are_one_message_and_delay_nobody() {
    let server = Server::start();
    let (mut hostile, mut other) = (server.connect("ann"), server.connect("bob"));
    thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let stream = hostile.socket.get_mut();
            stream.write_all(&frame(0x01, b"{\"event\":")).unwrap();
            let pieces = frame(0x00, b"").repeat(1_000);
            for _ in 0..1_000 {
                stream.write_all(&pieces).unwrap();
            }
            stream.write_all(&frame(0x80, b"\"pusher:ping\"}")).unwrap();
            assert_eq!(hostile.next()["event"], "pusher:pong");
            hostile.hears_nothing();
        });
        while !sending.is_finished() {
            is_served(&mut other);
            thread::sleep(Duration::from_millis(10));
        }
    });
    is_served(&mut other);
}

#[test]
fn a_flood_of_pings_slows_down_nobody_but_who_sends_it() {
    let server = Server::start();
    let (mut hostile, mut other) = (server.connect("ann"), server.connect("bob"));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let pings = frame(0x89, b"ping").repeat(1_000);
            flood(&mut hostile, &pings, 10_000, &done);
        });
        for _ in 0..20 {
            is_served(&mut other);
            thread::sleep(Duration::from_millis(10));
        }
        done.store(true, SeqCst);
    });
    drop(hostile);
    server.until(|server| server.rooms.counts().sockets == 1);
    is_served(&mut other);
}

#[test]
fn json_that_is_all_brackets_is_answered_and_not_climbed_into() {
    let server = Server::start();
    let mut client = server.connect("ann");
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let depth = 15_000 / (open.len() + close.len());
        let bomb = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        for text in [
            format!("{{\"event\":\"pusher:subscribe\",\"data\":{bomb}}}"),
            format!("{{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":{bomb}}}"),
            bomb,
        ] {
            client.socket.send(Message::text(text)).unwrap();
            let answer = client.next();
            assert_eq!(answer["data"]["message"], "Malformed message");
        }
    }
    is_served(&mut client);
}

#[test]
fn names_and_data_may_be_as_long_as_they_may_and_not_a_character_longer() {
    let server = Server::start();
    let longest = "a".repeat(164);
    server.hall.allow("ann", &longest);
    server.hall.allow("ann", "thread-1");
    let (mut ann, mut phone) = (server.connect("ann"), server.connect("ann"));
    ann.enter(&longest);
    ann.subscribe(&"a".repeat(165));
    ann.is_refused(&"a".repeat(165), 400);
    ann.subscribe("");
    ann.is_refused("", 400);
    for client in [&mut ann, &mut phone] {
        let auth = server.sign(client, "private-thread-1", "ann");
        client.subscribe_with("private-thread-1", auth);
        client.expect("pusher_internal:subscription_succeeded", "private-thread-1");
    }
    let event = |length: usize| format!("client-{}", "é".repeat(length - 7));
    let say = |name: String, bytes: usize| json!({ "event": name, "channel": "private-thread-1", "data": "x".repeat(bytes) });
    ann.say(say(event(200), 10 * 1024));
    assert_eq!(phone.next()["event"], event(200));
    for wrong in [say(event(201), 1), say(event(20), 10 * 1024 + 1)] {
        ann.say(wrong);
        let answer = ann.next();
        assert_eq!(answer["event"], "pusher:error", "{answer}");
    }
    // What only the server says is nobody else's to say.
    for event in [
        "message:new",
        "pusher_internal:member_added",
        "pusher:error",
        "",
    ] {
        ann.say(json!({ "event": event, "channel": "private-thread-1", "data": "{}" }));
        assert_eq!(ann.next()["event"], "pusher:error", "{event}");
    }
    phone.hears_nothing();
}
