//! Whatever is sent: a 4xx with its code or the thing itself, never a 5xx, and nothing half-done.

use serde_json::json;

use super::thread;
use crate::support::Who::{Anna, Ben};
use crate::support::client::percent;
use crate::support::{Answer, App, Client, Socket, database};

struct Room {
    app: App,
    anna: Client,
    thread: String,
    path: String,
}

fn room() -> Room {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let path = format!("/api/threads/{thread}/messages");
    Room {
        app,
        anna,
        thread,
        path,
    }
}

impl Room {
    fn raw(&self, body: impl Into<Vec<u8>>) -> Answer {
        self.anna
            .request("POST", &self.path)
            .body("application/json", body)
            .send()
    }

    /// Nothing of the thread, and nobody heard anything but what is posted now.
    #[track_caller]
    fn is_untouched(&self, socket: &mut Socket) {
        let page = self.anna.get(&self.path).expect(200).json();
        assert_eq!(page["messages"], json!([]));
        self.anna
            .post(&self.path, &json!({ "body": "now" }))
            .expect(201);
        let heard = socket.hears("message:new", &format!("thread-{}", self.thread));
        assert_eq!(heard["message"]["body"], "now");
        assert_eq!(
            heard["message"].get("previousId"),
            None,
            "something came before"
        );
        socket.has_heard_nothing();
    }
}

#[test]
fn what_is_not_json_or_of_a_wrong_type_is_invalid_and_nothing_happens() {
    let room = room();
    let mut socket = Socket::of(&room.app, &room.app.browser(Ben));
    socket.enter(&format!("thread-{}", room.thread));
    let deep = |depth: usize| {
        format!(
            "{{\"body\":\"x\",\"y\":{}1{}}}",
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    let texts: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b" ".to_vec(),
        b"{".to_vec(),
        b"{\"body\":\"x\"".to_vec(),
        b"{\"body\":\"x\"}}".to_vec(),
        b"{\"body\":\"x\"} {\"body\":\"y\"}".to_vec(),
        b"{'body':'x'}".to_vec(),
        b"{\"body\":\"x\",}".to_vec(),
        b"{\"body\":NaN}".to_vec(),
        b"body=x".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"[\"x\",null,null]".to_vec(),
        b"\"x\"".to_vec(),
        b"1".to_vec(),
        b"{\"body\":1}".to_vec(),
        b"{\"body\":true}".to_vec(),
        b"{\"body\":[\"x\"]}".to_vec(),
        b"{\"body\":{\"x\":1}}".to_vec(),
        b"{\"body\":\"x\",\"fileIds\":\"y\"}".to_vec(),
        b"{\"body\":\"x\",\"fileIds\":[1]}".to_vec(),
        b"{\"body\":\"x\",\"fileIds\":{}}".to_vec(),
        b"{\"body\":\"x\",\"replyTo\":1}".to_vec(),
        b"{\"body\":\"x\",\"body\":\"y\"}".to_vec(),
        b"{\"body\":\"a\tb\"}".to_vec(),
        // Half of a pair, and pairs the wrong way round.
        br#"{"body":"\ud83d"}"#.to_vec(),
        br#"{"body":"x\udc00y"}"#.to_vec(),
        br#"{"body":"\udc00\ud83d"}"#.to_vec(),
        br#"{"body":"\ud83dx"}"#.to_vec(),
        br#"{"body":"\u12"}"#.to_vec(),
        br#"{"body":"\x"}"#.to_vec(),
        // No UTF-8: a stray byte, an overlong slash, a surrogate in bytes.
        b"{\"body\":\"\xff\"}".to_vec(),
        b"{\"body\":\"\xc0\xaf\"}".to_vec(),
        b"{\"body\":\"\xed\xa0\x80\"}".to_vec(),
        b"\xef\xbb\xbf{\"body\":\"x\"}".to_vec(),
        b"\xff\xfe{\x00".to_vec(),
        deep(32).into_bytes(),
        deep(10_000).into_bytes(),
        b"{\"body\":\"x\",\"y\":".repeat(5_000),
        b"[".repeat(200_000),
    ];
    for text in texts {
        let shown = String::from_utf8_lossy(&text[..text.len().min(60)]).into_owned();
        let answer = room.raw(text);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalid_json"),
            "{shown}"
        );
    }
    room.is_untouched(&mut socket);
}

#[test]
fn a_body_is_read_up_to_256_kib_and_refused_above() {
    let room = room();
    let mut socket = Socket::of(&room.app, &room.app.browser(Ben));
    socket.enter(&format!("thread-{}", room.thread));
    let sized = |size: usize| {
        let frame = "{\"body\":\"\",\"x\":\"\"}".len();
        format!("{{\"body\":\"\",\"x\":\"{}\"}}", "y".repeat(size - frame))
    };
    room.raw(sized(256 * 1024)).refuses(400, "empty_message");
    room.raw(sized(256 * 1024 + 1)).refuses(413, "too_large");
    room.raw(sized(3 * 1024 * 1024)).refuses(413, "too_large");
    room.anna
        .request("POST", &format!("/threads/{}/messages", room.thread))
        .header("Hearth-Fragment", "true")
        .multipart(&[("body", &"x".repeat(300_000))], &[])
        .send()
        .refuses(413, "too_large");
    room.anna
        .request("POST", "/settings")
        .form(&[("language", &"x".repeat(300_000))])
        .send()
        .expect(413);
    room.is_untouched(&mut socket);
}

#[test]
fn a_message_may_have_10_000_characters_and_not_one_more() {
    let room = room();
    // Characters are counted, not bytes: four of them for each of these.
    for character in ["x", "ü", "👵"] {
        let longest = character.repeat(10_000);
        let posted = room
            .anna
            .post(&room.path, &json!({ "body": longest }))
            .expect(201)
            .json();
        assert_eq!(posted["message"]["body"], longest);
        let padded = format!("\u{2003}\r\n\u{0}{longest}\t ");
        let posted = room
            .anna
            .post(&room.path, &json!({ "body": padded }))
            .expect(201)
            .json();
        assert_eq!(posted["message"]["body"], longest);
        room.anna
            .post(
                &room.path,
                &json!({ "body": format!("{longest}{character}") }),
            )
            .refuses(400, "too_long");
    }
}

#[test]
fn nothing_to_say_is_no_message() {
    let room = room();
    let mut socket = Socket::of(&room.app, &room.app.browser(Ben));
    socket.enter(&format!("thread-{}", room.thread));
    for body in [
        json!({}),
        json!({ "body": null }),
        json!({ "body": "" }),
        json!({ "body": " \n\t\u{2003}\u{3000}\u{a0}" }),
        json!({ "body": "\u{0}\u{1}\u{1f}\u{b}" }),
        json!({ "body": "", "fileIds": [] }),
        json!({ "fileIds": null }),
    ] {
        room.anna
            .post(&room.path, &body)
            .refuses(400, "empty_message");
    }
    room.anna
        .post(&room.path, &json!({ "body": "x", "replyTo": "nobody" }))
        .refuses(400, "unknown_message");
    let elsewhere = thread(&room.anna, &[Ben]);
    let other = room
        .anna
        .post(
            &format!("/api/threads/{elsewhere}/messages"),
            &json!({ "body": "x" }),
        )
        .expect(201)
        .json();
    room.anna
        .post(
            &room.path,
            &json!({ "body": "x", "replyTo": other["message"]["id"] }),
        )
        .refuses(400, "unknown_message");
    room.is_untouched(&mut socket);
}

#[test]
fn control_characters_go_and_everything_else_comes_back_as_it_was() {
    let room = room();
    let controls: String = (0..32_u8).map(char::from).collect();
    let posted = room
        .anna
        .post(&room.path, &json!({ "body": format!("a{controls}b") }))
        .expect(201)
        .json();
    assert_eq!(posted["message"]["body"], "a\t\nb");
    for text in [
        "👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 ❤️",
        "e\u{301} Z\u{351}\u{36b}\u{343}a\u{310}l\u{321}go",
        "שלום עולם مرحبا",
        "\u{202e}evil\u{202c} \u{2066}x\u{2069} \u{200f}y\u{200e}",
        "zero\u{200b}width\u{feff}joiner\u{200d}",
        "\u{7f}\u{80}\u{9f}\u{ad}",
        "\u{fffd}\u{fffe}\u{ffff}\u{10ffff}",
        "line one\nline two\n\n\nline five",
        "tab\tseparated",
        "<script>alert('x')</script> & &amp; \" ' ` \\ / {{ }} {% %}",
        "'; DROP TABLE messages; --",
        "%00 %2e%2e%2f ../../etc/passwd",
        "\\u0000 \\ud83d",
        "𝕳𝖊𝖑𝖑𝖔 ﷽",
        "{\"body\":\"x\"}",
    ] {
        let posted = room
            .anna
            .post(&room.path, &json!({ "body": text }))
            .expect(201)
            .json();
        assert_eq!(posted["message"]["body"], text);
        let escaped: String = text
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect();
        let posted = room
            .raw(format!("{{\"body\":\"{escaped}\"}}"))
            .expect(201)
            .json();
        assert_eq!(posted["message"]["body"], text, "escaped");
        let page = room
            .anna
            .get(&format!("{}?limit=200", room.path))
            .expect(200)
            .json();
        assert_eq!(
            page["messages"]
                .as_array()
                .expect("a list")
                .last()
                .expect("one")["body"],
            text
        );
    }
    // A person can still read the page.
    room.anna
        .get(&format!("/threads/{}", room.thread))
        .expect(200);
}

#[test]
fn unknown_fields_are_ignored() {
    let room = room();
    let odd = json!({ "body": "x", "id": "mine", "authorId": Ben.id(), "createdAt": 0, "nested": { "a": [1, null] } });
    let posted = room.anna.post(&room.path, &odd).expect(201).json();
    assert_eq!(posted["message"]["authorId"], Anna.id());
    assert_ne!(posted["message"]["id"], "mine");
}

#[test]
fn no_address_whatever_makes_the_server_fail() {
    let room = room();
    let odd: Vec<String> = [
        "",
        "x",
        "..",
        ".",
        "%00",
        "%",
        "%zz",
        "%ff",
        "%c0%af",
        "%2e%2e%2f",
        "%F0%9F%8E%82",
        "null",
        "-1",
        "0",
        "9223372036854775808",
        "a b",
        "a%20b",
        "'",
        "\"",
        "<x>",
        "%0d%0aX: y",
        "%5c",
        "{thread}",
    ]
    .iter()
    .map(|odd| (*odd).to_owned())
    .chain([percent(&"x".repeat(4_000)), percent(&"ü".repeat(500))])
    .collect();
    for odd in odd {
        for path in [
            format!("/{odd}"),
            format!("/threads/{odd}"),
            format!("/threads/{odd}/messages"),
            format!("/files/{odd}"),
            format!("/assets/{odd}/{odd}"),
            format!("/api/{odd}"),
            format!("/api/threads/{odd}"),
            format!("/api/threads/{odd}/messages"),
            format!("/api/messages/{odd}"),
            format!("/api/messages/{odd}/reactions/{odd}"),
            format!("/api/files/{odd}/status"),
            format!("/app/{odd}"),
            format!("{}?limit={odd}&cursor={odd}", room.path),
            format!("{}?since={odd}", room.path),
            format!("/api/threads?cursor={odd}"),
            format!("/login?next={odd}"),
            format!("/?open={odd}"),
        ] {
            for verb in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
                let mut request = room
                    .anna
                    .request(verb, &path)
                    .header("Accept", "application/json");
                if verb != "GET" {
                    request = request.json(
                        &json!({ "body": "x", "title": "x", "messageId": odd, "memberIds": [odd] }),
                    );
                }
                // An address with a space in it is no request at all.
                let Ok(answer) = request.try_send() else {
                    continue;
                };
                assert!(
                    answer.status < 500,
                    "{verb} {path}: {} {}",
                    answer.status,
                    answer.text()
                );
            }
        }
    }
    room.app.anonymous().get("/readyz").expect(200);
}

#[test]
fn every_route_refuses_odd_bodies_with_a_4xx() {
    let room = room();
    let bodies: [(&str, &[u8]); 12] = [
        ("application/json", b""),
        ("application/json", b"null"),
        ("application/json", b"[]"),
        (
            "application/json",
            br#"{"memberIds":["\ud800"],"title":"\ud800","body":"\ud800","messageId":"\ud800"}"#,
        ),
        ("application/json", b"\xff"),
        ("application/x-www-form-urlencoded", b"\xff=%ff&%=&&&=="),
        ("application/x-www-form-urlencoded", b""),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n\xff\r\n--x--\r\n",
        ),
        ("multipart/form-data; boundary=x", b"\r\n"),
        ("multipart/form-data", b"x"),
        ("text/plain", b"x"),
        ("", b"x"),
    ];
    for route in hearth::web::routes::TABLE {
        if matches!(route.verb, "GET" | "OPTIONS") {
            continue;
        }
        let path = route
            .path
            .replace("{thread}", &room.thread)
            .replace("{message}", "x")
            .replace("{emoji}", "x");
        for (kind, body) in bodies {
            let ends_sessions = ["session", "/logout", "/devices/others/end"];
            // A button is all there is to them, so what is sent along is not looked at.
            let is_a_button = [
                "/settings/card",
                "/settings/card/revoke",
                "/settings/devices/link",
                "/family/programs/secret",
                "/threads/{thread}/leave",
                "/api/threads/{thread}/pin",
                "/api/threads/{thread}/archive",
            ];
            let is_a_button = is_a_button.contains(&route.path)
                || (route.verb, route.path) == ("DELETE", "/api/threads/{thread}/mute");
            if ends_sessions.iter().any(|end| route.path.ends_with(end)) || is_a_button {
                continue;
            }
            let answer = room.anna.request(route.verb, &path).body(kind, body).send();
            // All of its fields may be missing.
            let has_no_musts = [
                "/settings",
                "/settings/appearance",
                "/settings/chatting",
                "/settings/sharing",
            ];
            let is_taken_as_nothing =
                has_no_musts.contains(&route.path) && kind == "application/x-www-form-urlencoded";
            // Whatever it sends along, who ends a device that is gone is led back to the list.
            let is_gone = route.path == "/settings/devices/{device}/end";
            let is_led_on = (is_taken_as_nothing || is_gone) && answer.status == 303;
            // An object without a moment is for good, whatever else is in it.
            let is_for_good = answer.status == 204
                && route.path == "/api/threads/{thread}/mute"
                && body.starts_with(b"{");
            assert!(
                (400..500).contains(&answer.status) || is_led_on || is_for_good,
                "{} {path} {kind}: {} {}",
                route.verb,
                answer.status,
                answer.text()
            );
        }
    }
    let page = room.anna.get(&room.path).expect(200).json();
    assert_eq!(page["messages"], json!([]));
    let mut conn = database::open(&room.app.folder().join("hearth.db"));
    assert_eq!(
        database::number(&mut conn, "SELECT count(*) AS answer FROM files"),
        0
    );
}
