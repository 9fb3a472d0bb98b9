//! A message can be sent again without being said twice.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::thread;
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::{Answer, App, Client, at_once};

const KEY: &str = "3b1f6c1e-58a4-4d0e-8a35-6f0c5b0f9a10";

#[track_caller]
fn send(client: &Client, thread: &str, key: &str, body: &Value) -> Answer {
    client
        .request("POST", &format!("/api/threads/{thread}/messages"))
        .header("Idempotency-Key", key)
        .json(body)
        .send()
}

fn count(client: &Client, thread: &str) -> usize {
    let page = client
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200)
        .json();
    page["messages"].as_array().expect("a list").len()
}

#[test]
fn a_repeat_is_answered_with_the_first_message() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let body = json!({ "body": "once" });
    let first = send(&anna, &id, KEY, &body).expect(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    // Trimmed alike, by another way in, and with another spelling of the key: still the same.
    for (client, key, body) in [
        (&anna, KEY.to_owned(), json!({ "body": "once" })),
        (&anna, KEY.to_uppercase(), json!({ "body": " once\r\n" })),
        (
            &app.program(Anna),
            KEY.replace('-', ""),
            json!({ "body": "once", "fileIds": [] }),
        ),
        (
            &anna,
            format!(" {KEY} "),
            json!({ "body": "\u{0}once\u{2003}", "replyTo": null }),
        ),
    ] {
        let again = send(client, &id, &key, &body).expect(200);
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{key}");
        assert_eq!(again.json(), first.json(), "{key}");
    }
    assert_eq!(count(&anna, &id), 1);
}

#[test]
fn fifty_at_once_with_one_key_are_one_message() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben]);
    let clients = [app.browser(Anna), app.program(Anna)];
    let answers = at_once(50, |number| {
        send(&clients[number % 2], &id, KEY, &json!({ "body": "once" }))
    });
    let ids: HashSet<String> = answers
        .iter()
        .map(|answer| answer.json()["message"]["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1);
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let replayed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, replayed), (1, 49));
    assert_eq!(count(&clients[0], &id), 1);
}

#[test]
fn the_same_key_with_anything_else_is_a_mismatch_and_says_nothing() {
    let app = App::start();
    let anna = app.browser(Anna);
    let (id, other) = (thread(&anna, &[Ben]), thread(&anna, &[Tilda]));
    let file = |name: &str| {
        let answer = anna
            .request("POST", "/api/files")
            .multipart(&[], &[("file", name, b"x")])
            .send()
            .expect(201);
        answer.json()["file"]["id"].clone()
    };
    let (one, two) = (file("one.txt"), file("two.txt"));
    let answered = send(
        &anna,
        &id,
        "11111111-58a4-4d0e-8a35-6f0c5b0f9a10",
        &json!({ "body": "x" }),
    )
    .expect(201)
    .json()["message"]["id"]
        .clone();
    let body = json!({ "body": "once", "fileIds": [one], "replyTo": answered });
    send(&anna, &id, KEY, &body).expect(201);
    for different in [
        json!({ "body": "twice", "fileIds": [one], "replyTo": answered }),
        json!({ "body": "Once", "fileIds": [one], "replyTo": answered }),
        json!({ "body": "once", "fileIds": [one] }),
        json!({ "body": "once", "replyTo": answered }),
        json!({ "body": "once", "fileIds": [two], "replyTo": answered }),
        json!({ "body": "once", "fileIds": [one, two], "replyTo": answered }),
    ] {
        send(&anna, &id, KEY, &different).refuses(409, "idempotency_mismatch");
    }
    send(&anna, &other, KEY, &body).refuses(409, "idempotency_mismatch");
    send(&anna, &id, KEY, &body).expect(200);
    assert_eq!((count(&anna, &id), count(&anna, &other)), (2, 0));
}

#[test]
fn each_author_has_keys_of_their_own() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben]);
    let body = json!({ "body": "hello" });
    let anna = send(&app.browser(Anna), &id, KEY, &body).expect(201).json();
    let ben = send(&app.browser(Ben), &id, KEY, &body).expect(201).json();
    assert_ne!(anna["message"]["id"], ben["message"]["id"]);
}

#[test]
fn what_is_no_uuid_is_no_key() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let (short, long) = (&KEY[1..], format!("{KEY}0"));
    for odd in [
        "",
        "1",
        "key",
        short,
        &long,
        "zb1f6c1e-58a4-4d0e-8a35-6f0c5b0f9a10",
        "schlüssel",
    ] {
        send(&anna, &id, odd, &json!({ "body": "x" })).refuses(400, "invalid_idempotency_key");
    }
    assert_eq!(count(&anna, &id), 0);
}

#[test]
fn a_refused_message_leaves_its_key_free() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    send(&anna, &id, KEY, &json!({ "body": " " })).refuses(400, "empty_message");
    send(
        &anna,
        &id,
        KEY,
        &json!({ "body": "x", "fileIds": ["none"] }),
    )
    .refuses(400, "unknown_file");
    send(&anna, &id, KEY, &json!({ "body": "x" })).expect(201);
}

#[test]
fn a_repeat_after_an_edit_or_a_removal_is_still_a_repeat() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let body = json!({ "body": "once" });
    let first = send(&anna, &id, KEY, &body).expect(201).json()["message"]["id"].clone();
    let path = format!("/api/messages/{}", first.as_str().expect("an id"));
    anna.patch(&path, &json!({ "body": "otherwise" }))
        .expect(200);
    assert_eq!(
        send(&anna, &id, KEY, &body).expect(200).json()["message"]["id"],
        first
    );
    send(&anna, &id, KEY, &json!({ "body": "otherwise" })).refuses(409, "idempotency_mismatch");
    anna.delete(&path).expect(204);
    assert_eq!(
        send(&anna, &id, KEY, &body).expect(200).json()["message"]["id"],
        first
    );
    assert_eq!(count(&anna, &id), 1);
}

#[test]
fn a_key_outlives_a_restart() {
    let mut app = App::start();
    let id = thread(&app.browser(Anna), &[Ben]);
    let body = json!({ "body": "once" });
    let first = send(&app.browser(Anna), &id, KEY, &body).expect(201).json();
    app.restart();
    let again = send(&app.browser(Anna), &id, KEY, &body).expect(200).json();
    assert_eq!(again, first);
}

#[test]
fn whoever_is_no_longer_in_the_thread_learns_nothing_from_a_repeat() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben, Tilda]);
    send(&app.browser(Tilda), &id, KEY, &json!({ "body": "once" })).expect(201);
    anna.request("DELETE", &format!("/api/threads/{id}/members"))
        .json(&json!({ "memberIds": [Tilda.id()] }))
        .send()
        .expect(200);
    send(&app.browser(Tilda), &id, KEY, &json!({ "body": "once" }))
        .refuses(404, "thread_not_found");
}

#[test]
fn the_composer_keeps_the_same_promise_with_its_form_field() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let post = |body: &str, key: &str, file: &[u8]| {
        anna.request("POST", &format!("/threads/{id}/messages"))
            .header("Hearth-Fragment", "true")
            .multipart(
                &[("body", body), ("idempotencyKey", key)],
                &[("files", "photo.txt", file)],
            )
            .send()
    };
    post("once", KEY, b"a photo").expect(201);
    let again = post("once", KEY, b"a photo").expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    post("once", KEY, b"another photo").refuses(409, "idempotency_mismatch");
    post("once", "no key", b"a photo").refuses(400, "invalid_idempotency_key");
    assert_eq!(count(&anna, &id), 1);
    let page = anna
        .get(&format!("/api/threads/{id}/messages"))
        .expect(200)
        .json();
    assert_eq!(
        page["messages"][0]["attachments"].as_array().map(Vec::len),
        Some(1)
    );
}
