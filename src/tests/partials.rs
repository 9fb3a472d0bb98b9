//! One message partial: a page, the pieces that a live page asks for and the answer to a post carry
//! the same bytes for every reader of the same language and time zone.

use regex::Regex;
use serde_json::{Value, json};

use crate::media::settled;
use crate::support::Who::{Anna, Ben, Inga, Tilda};
use crate::support::client::Request;
use crate::support::{Answer, App, Client, Who};

/// The markup of one message, whole.
fn message(answer: &Answer, id: &str) -> String {
    let html = answer.text();
    let pattern = format!(r#"(?s)<article [^>]*id="message_{id}".*?</article>"#);
    let found: Vec<String> = Regex::new(&pattern)
        .expect("a pattern")
        .find_iter(&html)
        .map(|found| found.as_str().to_owned())
        .collect();
    assert_eq!(found.len(), 1, "message {id} in {html}");
    found[0].clone()
}

fn piece(request: Request) -> Answer {
    request.header("Hearth-Fragment", "true").send().expect(200)
}

/// A thread with a message of every kind, and their ids.
fn conversation(app: &App) -> (String, Vec<String>) {
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = anna
        .post(
            "/api/threads",
            &json!({ "memberIds": [Ben.id(), Tilda.id(), Inga.id()] }),
        )
        .expect(201)
        .json();
    let id = thread["thread"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/threads/{id}/messages");
    let mut ids: Vec<String> = Vec::new();
    let mut say = |client: &Client, body: Value| {
        let posted = client.post(&path, &body).expect(201).json();
        ids.push(posted["message"]["id"].as_str().expect("an id").to_owned());
        ids.len() - 1
    };
    let plain = say(
        &anna,
        json!({ "body": "Plum cake at four?\n\nBring <b>forks</b> & \"plates\"" }),
    );
    say(
        &ben,
        json!({ "body": "https://example.org/a?b=c&d=<e> @anna" }),
    );
    say(&anna, json!({ "body": "🎂🎂" }));
    say(
        &ben,
        json!({ "body": "\u{202E}abc\u{202C} שלום e\u{301} 👨‍👩‍👧‍👦" }),
    );
    let uploaded = |name: &str, content: &[u8]| {
        let answer = anna
            .request("POST", "/api/files")
            .multipart(&[], &[("file", name, content)])
            .send()
            .expect(201);
        answer.json()["file"]["id"].clone()
    };
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(30, 20)
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    let files = [
        uploaded("cake.png", png.get_ref()),
        uploaded("list <1>.txt", b"eggs"),
    ];
    // Or the page is asked for before they are looked at, and a piece of it afterwards.
    for file in &files {
        settled(&anna, file.as_str().expect("an id"));
    }
    say(&anna, json!({ "body": "", "fileIds": files }));
    let edited = say(&ben, json!({ "body": "befor" }));
    let deleted = say(&ben, json!({ "body": "never mind" }));
    let reply = json!({ "body": "Yes", "replyTo": ids[plain] });
    let posted = ben.post(&path, &reply).expect(201).json();
    ids.push(posted["message"]["id"].as_str().expect("an id").to_owned());
    ben.patch(
        &format!("/api/messages/{}", ids[edited]),
        &json!({ "body": "before" }),
    )
    .expect(200);
    ben.delete(&format!("/api/messages/{}", ids[deleted]))
        .expect(204);
    for who in [Anna, Ben, Tilda] {
        app.program(who)
            .put(&format!(
                "/api/messages/{}/reactions/%E2%9D%A4%EF%B8%8F",
                ids[plain]
            ))
            .expect(204);
    }
    (id, ids)
}

#[test]
fn a_piece_for_a_live_page_is_the_pages_own_markup_for_every_reader() {
    let app = App::start();
    let anna = app.browser(Anna);
    let before = {
        let empty = anna
            .post(
                "/api/threads",
                &json!({ "memberIds": [Ben.id(), Tilda.id(), Inga.id()] }),
            )
            .expect(201)
            .json();
        let id = empty["thread"]["id"].as_str().expect("an id").to_owned();
        let page = anna.get(&format!("/api/threads/{id}/messages")).expect(200);
        page.json()["changeCursor"]
            .as_str()
            .expect("a cursor")
            .to_owned()
    };
    let (thread, ids) = conversation(&app);
    let page = anna.get(&format!("/threads/{thread}")).expect(200);
    let pieces = format!("/threads/{thread}/messages");
    let middle = &ids[3];
    for who in [Anna, Ben, Tilda] {
        let reader = app.browser(who);
        let pages = [
            reader.get(&format!("/threads/{thread}")).expect(200),
            piece(reader.request("GET", &format!("{pieces}?since={before}"))),
            piece(reader.request("GET", &pieces)),
            piece(reader.request("GET", &format!("{pieces}?around={middle}"))),
        ];
        for other in &pages {
            for id in &ids {
                assert_eq!(message(other, id), message(&page, id), "for {who:?}");
            }
        }
    }
}

#[test]
fn the_answer_to_a_post_is_the_pages_own_markup() {
    let app = App::start();
    let (thread, _) = conversation(&app);
    for who in [Anna, Inga] {
        let created = app
            .browser(who)
            .request("POST", &format!("/threads/{thread}/messages"))
            .header("Hearth-Fragment", "true")
            .multipart(
                &[("body", "from the composer"), ("idempotencyKey", "")],
                &[("files", "list.txt", b"eggs"), ("files", "", b"")],
            )
            .send()
            .expect(201);
        let html = created.text();
        let (_, rest) = html.split_once("data-id=\"").expect("an id");
        let id = rest.split('"').next().expect("an id");
        let page = app
            .browser(Ben)
            .get(&format!("/threads/{thread}"))
            .expect(200);
        assert_eq!(message(&created, id), message(&page, id));
    }
}

#[test]
fn readers_in_another_time_zone_get_their_own_markup() {
    // The control to the laws above: what differs is seen to differ.
    let app = App::start();
    let (thread, ids) = conversation(&app);
    let prefer = |who: Who, zone: &str| {
        app.browser(who)
            .request("POST", "/settings")
            .form(&[("timeZone", zone)])
            .send()
            .expect(303);
    };
    prefer(Tilda, "Asia/Kathmandu");
    prefer(Inga, "Asia/Kathmandu");
    let page = |who: Who| {
        app.browser(who)
            .get(&format!("/threads/{thread}"))
            .expect(200)
    };
    let (anna, tilda, inga) = (page(Anna), page(Tilda), page(Inga));
    assert_ne!(message(&tilda, &ids[0]), message(&anna, &ids[0]));
    assert_eq!(message(&tilda, &ids[0]), message(&inga, &ids[0]));
}

#[test]
fn what_people_write_never_becomes_markup() {
    let app = App::start();
    let (thread, ids) = conversation(&app);
    let page = app
        .browser(Anna)
        .get(&format!("/threads/{thread}"))
        .expect(200);
    let first = message(&page, &ids[0]);
    assert!(
        first.contains("&lt;b&gt;forks") || first.contains("&#60;b&#62;forks"),
        "{first}"
    );
    for id in &ids {
        let markup = message(&page, id);
        for tag in ["<script", "<b>", "onerror=", "javascript:"] {
            assert!(!markup.contains(tag), "{markup}");
        }
    }
}
