//! Messages: posted, read in pages, edited, removed.

use serde_json::{Value, json};

use super::{read, say, thread};
use crate::support::Who::{Anna, Ben, Gus, Oskar, Tilda};
use crate::support::client::percent;
use crate::support::{App, database};

fn bodies(page: &Value) -> Vec<String> {
    let messages = page["messages"].as_array().expect("a list");
    messages
        .iter()
        .map(|message| message["body"].as_str().expect("text").to_owned())
        .collect()
}

fn numbered(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

#[test]
fn a_message_is_answered_and_listed_as_promised() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.program(Ben));
    let id = thread(&anna, &[Ben]);
    let path = format!("/api/threads/{id}/messages");
    let first = anna
        .post(&path, &json!({ "body": "  Hello\r\nyou \u{0} \n" }))
        .expect(201)
        .json()["message"]
        .clone();
    let created = first["createdAt"].clone();
    assert_eq!(
        first,
        json!({ "id": first["id"], "threadId": id, "authorId": Anna.id(), "body": "Hello\nyou", "fileIds": [], "createdAt": created })
    );
    let reply = ben
        .post(
            &path,
            &json!({ "body": "Yes", "replyTo": first["id"], "unknown": [1] }),
        )
        .expect(201)
        .json()["message"]
        .clone();
    let page = read(&anna, &id, "");
    assert_eq!(
        page["messages"][0],
        json!({ "id": first["id"], "body": "Hello\nyou", "author": { "id": Anna.id(), "name": "Anna" }, "attachments": [], "createdAt": created })
    );
    let listed = &page["messages"][1];
    assert_eq!(listed["replyTo"], first["id"]);
    assert_eq!(listed["id"], reply["id"]);
    for absent in ["editedAt", "deletedAt", "reactions"] {
        assert_eq!(listed.get(absent), None, "{absent}");
    }
    assert_eq!(
        (&page["nextCursor"], &page["prevCursor"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn pages_go_forward_backward_and_around_and_say_whether_more_follows() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let ids: Vec<String> = (0..10).map(|n| say(&anna, &id, &n.to_string())).collect();
    let all = 0..10;
    let check = |query: &str, expected: std::ops::Range<usize>| {
        let page = read(&anna, &id, query);
        assert_eq!(bodies(&page), numbered(expected.clone()), "{query}");
        let cursor = |there: bool, at: usize| if there { json!(ids[at]) } else { Value::Null };
        if !expected.is_empty() {
            let next = cursor(expected.end < all.end, expected.end - 1);
            assert_eq!(page["nextCursor"], next, "next of {query}");
            let prev = cursor(expected.start > 0, expected.start);
            assert_eq!(page["prevCursor"], prev, "prev of {query}");
        }
    };
    check("", 0..10);
    check("limit=4", 0..4);
    check(&format!("limit=4&cursor={}", ids[3]), 4..8);
    check(&format!("limit=4&cursor={}", ids[7]), 8..10);
    check(&format!("cursor={}", ids[9]), 10..10);
    check(&format!("limit=2&cursor={}", ids[7]), 8..10);
    check(&format!("before={}", ids[9]), 0..9);
    check(&format!("limit=3&before={}", ids[9]), 6..9);
    check(&format!("limit=3&before={}", ids[3]), 0..3);
    check(&format!("limit=3&before={}", ids[0]), 0..0);
    check(&format!("limit=5&around={}", ids[5]), 3..8);
    check(&format!("limit=1&around={}", ids[5]), 5..6);
    check(&format!("limit=5&around={}", ids[0]), 0..3);
    check(&format!("limit=5&around={}", ids[9]), 7..10);
    // What a client does that has read to the end: the cursor stays good for what comes later.
    let end = read(&anna, &id, &format!("cursor={}", ids[9]));
    assert_eq!(end["nextCursor"], Value::Null);
    say(&anna, &id, "10");
    assert_eq!(
        bodies(&read(&anna, &id, &format!("cursor={}", ids[9]))),
        ["10"]
    );
}

#[test]
fn an_empty_thread_is_an_empty_page() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let page = read(&anna, &id, "");
    assert_eq!(page["messages"], json!([]));
    assert_eq!(
        (&page["nextCursor"], &page["prevCursor"]),
        (&Value::Null, &Value::Null)
    );
    let cursor = page["changeCursor"].as_str().expect("a cursor");
    let changes = read(&anna, &id, &format!("since={cursor}"));
    assert_eq!(
        changes,
        json!({ "messages": [], "changeCursor": cursor, "hasMore": false })
    );
}

#[test]
fn an_odd_limit_means_50_and_a_large_one_200() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    for number in 0..205 {
        say(&anna, &id, &number.to_string());
    }
    for (limit, expected) in [
        ("", 50),
        ("limit=", 50),
        ("limit=0", 50),
        ("limit=-1", 50),
        ("limit=ten", 50),
        ("limit=1e2", 50),
        ("limit=2.5", 50),
        ("limit=%F0%9F%8E%82", 50),
        ("limit=1", 1),
        ("limit=200", 200),
        ("limit=201", 200),
        ("limit=4294967296", 200),
        ("limit=99999999999999999999999999", 200),
    ] {
        assert_eq!(bodies(&read(&anna, &id, limit)).len(), expected, "{limit}");
    }
}

#[test]
fn a_cursor_that_is_none_of_this_thread_is_invalid_and_a_removed_messages_stays_good() {
    let app = App::start();
    let anna = app.browser(Anna);
    let (id, other) = (thread(&anna, &[Ben]), thread(&anna, &[Tilda]));
    let (one, _two, elsewhere) = (
        say(&anna, &id, "1"),
        say(&anna, &id, "2"),
        say(&anna, &other, "x"),
    );
    let since = read(&anna, &id, "")["changeCursor"].clone();
    let since = since.as_str().expect("a cursor");
    let since_elsewhere = read(&anna, &other, "")["changeCursor"].clone();
    let since_elsewhere = since_elsewhere.as_str().expect("a cursor");
    let refused = |query: &str| {
        anna.get(&format!("/api/threads/{id}/messages?{query}"))
            .refuses(400, "invalid_cursor");
    };
    for place in ["cursor", "before", "around", "since"] {
        for odd in ["", "nobody", &elsewhere, "%00", "%F0%9F%8E%82", "-1", "0"] {
            refused(&format!("{place}={odd}"));
        }
    }
    refused(&format!("since={since_elsewhere}"));
    refused(&format!("since={one}"));
    refused(&format!("cursor={since}"));
    refused(&format!("since={}ffff", &since[..since.len() - 1]));
    refused(&format!("since={}", since.to_uppercase()));
    refused(&format!("since={since}0"));
    for (a, b) in [
        ("cursor", "before"),
        ("cursor", "around"),
        ("before", "around"),
        ("around", "since"),
        ("cursor", "since"),
    ] {
        let value = |name: &str| {
            if name == "since" {
                since.to_owned()
            } else {
                one.clone()
            }
        };
        refused(&format!("{a}={}&{b}={}", value(a), value(b)));
    }
    anna.delete(&format!("/api/messages/{one}")).expect(204);
    assert_eq!(bodies(&read(&anna, &id, &format!("cursor={one}"))), ["2"]);
    assert_eq!(
        bodies(&read(&anna, &id, &format!("around={one}"))),
        ["", "2"]
    );
    assert_eq!(bodies(&read(&anna, &id, &format!("before={one}"))).len(), 0);
}

#[test]
fn a_removed_message_leaves_its_place_and_nothing_of_what_it_said() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben]);
    let message = say(&anna, &id, "a regrettable secret");
    anna.patch(
        &format!("/api/messages/{message}"),
        &json!({ "body": "a regrettable word" }),
    )
    .expect(200);
    ben.put(&format!(
        "/api/messages/{message}/reactions/{}",
        percent("👍")
    ))
    .expect(204);
    let reply = ben
        .post(
            &format!("/api/threads/{id}/messages"),
            &json!({ "body": "oh", "replyTo": message }),
        )
        .expect(201);
    assert_eq!(reply.status, 201);
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    let page = read(&ben, &id, "");
    let tombstone = &page["messages"][0];
    assert_eq!(tombstone["body"], "");
    assert_eq!(tombstone["attachments"], json!([]));
    assert!(tombstone["deletedAt"].is_string());
    assert_eq!(tombstone.get("reactions"), None);
    assert_eq!(page["messages"][1]["replyTo"], message);

    let path = format!("/api/messages/{message}");
    anna.delete(&path).expect(204);
    anna.patch(&path, &json!({ "body": "back" }))
        .refuses(404, "not_found");
    ben.put(&format!("{path}/reactions/{}", percent("👍")))
        .refuses(404, "not_found");
    let mut conn = database::open(&app.folder().join("hearth.db"));
    assert!(!database::dump(&mut conn).contains("regrettable"));
}

#[test]
fn only_its_author_edits_a_message_and_what_it_said_is_kept() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben, Tilda]);
    let message = say(&ben, &id, "on munday");
    let path = format!("/api/messages/{message}");
    let before = read(&anna, &id, "")["messages"][0].clone();
    for client in [&anna, &app.browser(Tilda)] {
        client
            .patch(&path, &json!({ "body": "never" }))
            .refuses(403, "forbidden");
    }
    // The same words are no edit.
    let same = ben
        .patch(&path, &json!({ "body": " on munday\n" }))
        .expect(200);
    assert_eq!(same.json()["message"], before);
    for body in ["on Monday", "on Tuesday"] {
        let edited = ben
            .patch(&path, &json!({ "body": body }))
            .expect(200)
            .json();
        assert_eq!(edited["message"], read(&anna, &id, "")["messages"][0]);
        assert_eq!(edited["message"]["body"], body);
        assert!(edited["message"]["editedAt"].is_string());
        assert_eq!(edited["message"]["createdAt"], before["createdAt"]);
    }
    ben.patch(&path, &json!({ "body": " \u{2003}\n" }))
        .refuses(400, "empty_message");
    ben.patch(&path, &json!({ "body": "x".repeat(10_001) }))
        .refuses(400, "too_long");
    ben.patch(&path, &json!({})).refuses(400, "invalid_json");
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let kept = database::texts(
        &mut conn,
        "SELECT body AS answer FROM message_versions ORDER BY key",
    );
    assert_eq!(kept, ["on munday", "on Monday"]);
}

#[test]
fn its_author_and_the_familys_admin_remove_a_message_and_nobody_else() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben, Tilda]);
    for (by, expected) in [(Tilda, 403), (Oskar, 404), (Anna, 204), (Ben, 204)] {
        let message = say(&app.browser(Ben), &id, "x");
        let answer = app.browser(by).delete(&format!("/api/messages/{message}"));
        assert_eq!(answer.status, expected, "{by:?}");
    }
}

#[test]
fn a_guest_takes_part_where_asked_in_and_nowhere_else() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Gus]);
    say(&app.browser(Gus), &id, "thank you");
    assert_eq!(bodies(&read(&anna, &id, "")), ["thank you"]);
    let list = app.browser(Gus).get("/api/threads").expect(200).json();
    assert_eq!(list["threads"].as_array().map(Vec::len), Some(1));
}
