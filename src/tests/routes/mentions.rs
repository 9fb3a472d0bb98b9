//! Whom the composer offers after an `@`, and for whom an open page speaks.

use regex::Regex;
use serde_json::json;

use super::{say, thread};
use crate::support::Who::{Anna, Ben, Inga, Tilda};
use crate::support::{App, Client, Who};

fn offered(client: &Client, thread: &str) -> Vec<(String, String)> {
    let html = client
        .request("GET", &format!("/threads/{thread}/mentions"))
        .header("Hearth-Fragment", "true")
        .send()
        .expect(200)
        .text();
    Regex::new(r#"id="mention_([^"]+)" role="option" data-handle="([^"]+)""#)
        .expect("a pattern")
        .captures_iter(&html)
        .map(|found| (found[1].to_owned(), found[2].to_owned()))
        .collect()
}

#[test]
fn everybody_in_the_thread_but_the_reader_is_offered_and_meant_alone() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben, Tilda]);
    let name = |who: Who, name: &str| {
        let fields = [("name", name), ("email", ""), ("helper", "")];
        app.browser(who)
            .request("POST", "/settings/profile")
            .form(&fields)
            .send()
            .expect(303);
    };
    // Two of one name, and one whose name goes on from theirs.
    name(Ben, "Kim");
    name(Tilda, "Kim");
    name(Anna, "Kim Lee");
    let mut whom: Vec<String> = offered(&anna, &id)
        .into_iter()
        .map(|(who, _)| who)
        .collect();
    whom.sort();
    let mut expected = vec![Ben.id(), Tilda.id()];
    expected.sort();
    assert_eq!(whom, expected, "not the reader, nor who is not in it");
    let mentions = |who: Who| {
        let list = app.browser(who).get("/api/threads").expect(200).json();
        let rows = list["threads"].as_array().expect("a list");
        let row = rows.iter().find(|row| row["id"] == *id).expect("theirs");
        row["mentionCount"].as_i64().expect("a number")
    };
    for (who, handle) in offered(&anna, &id) {
        let before = (mentions(Ben), mentions(Tilda));
        say(&anna, &id, &format!("so {handle} Lee"));
        let after = (
            before.0 + i64::from(who == Ben.id()),
            before.1 + i64::from(who == Tilda.id()),
        );
        assert_eq!((mentions(Ben), mentions(Tilda)), after, "{handle}");
    }
    // Of Kim and Kim Lee the one is not the other.
    let before = mentions(Anna);
    for (who, handle) in offered(&ben, &id) {
        say(&ben, &id, &format!("well {handle} then"));
        let anna_is_meant = i64::from(who == Anna.id());
        assert!(mentions(Anna) <= before + 1 && (who == Tilda.id() || anna_is_meant == 1));
    }
    assert_eq!(mentions(Anna), before + 1);
}

#[test]
fn nobody_outside_a_thread_learns_who_is_in_it() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben]);
    app.browser(Inga)
        .request("GET", &format!("/threads/{id}/mentions"))
        .header("Hearth-Fragment", "true")
        .send()
        .expect(404);
}

#[test]
fn a_page_made_for_somebody_else_does_not_speak_for_who_signed_in_later() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let path = format!("/threads/{id}/messages");
    let post = |owner: &str| {
        anna.request("POST", &path)
            .header("Hearth-Fragment", owner)
            .multipart(&[("body", "who says so?")], &[])
            .send()
    };
    post(&Ben.id()).refuses(401, "UNAUTHENTICATED");
    anna.request("GET", &path)
        .header("Hearth-Fragment", &Ben.id())
        .send()
        .refuses(401, "UNAUTHENTICATED");
    let kept = anna.get(&format!("/api{path}")).expect(200).json();
    assert_eq!(kept["messages"], json!([]));
    post(&Anna.id()).expect(201);
}
