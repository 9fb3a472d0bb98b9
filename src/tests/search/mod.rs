//! Finding what was said: who finds what. By which words, and how it is answered, is beside this.

mod answers;
mod index;
mod words;

use diesel::RunQueryDsl;
use serde_json::{Value, json};

use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::{App, Client, Who, database};

/// A new thread of a client and these people.
#[track_caller]
fn thread(client: &Client, people: &[Who]) -> String {
    let ids: Vec<String> = people.iter().map(|who| who.id()).collect();
    let opened = client
        .post("/api/threads", &json!({ "memberIds": ids, "reuse": false }))
        .expect(201)
        .json();
    opened["thread"]["id"].as_str().expect("an id").to_owned()
}

/// Posts a message and returns its id.
#[track_caller]
fn say(client: &Client, thread: &str, body: &str) -> String {
    let path = format!("/api/threads/{thread}/messages");
    let posted = client.post(&path, &json!({ "body": body })).expect(201);
    posted.json()["message"]["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

#[track_caller]
fn ask(client: &Client, fields: &[(&str, &str)]) -> Value {
    let request = client.request("GET", "/api/search").query(fields);
    request.send().expect(200).json()
}

/// The bodies that are found by these words, newest first.
#[track_caller]
fn found(client: &Client, words: &str) -> Vec<String> {
    bodies(&ask(client, &[("q", words)]))
}

fn bodies(answer: &Value) -> Vec<String> {
    let results = answer["results"].as_array().expect("a list");
    results
        .iter()
        .map(|result| result["message"]["body"].as_str().expect("text").to_owned())
        .collect()
}

#[track_caller]
fn refused(client: &Client, fields: &[(&str, &str)], field: &str, code: &str) {
    let request = client.request("GET", "/api/search").query(fields);
    let answer = request.send();
    answer.refuses(422, "invalid");
    assert_eq!(answer.json()["fields"], json!({ field: [code] }));
}

/// SQLite's own word for it that the index holds what the messages say, no more and no less.
#[track_caller]
fn index_is_true(app: &App) {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    diesel::sql_query(
        "INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)",
    )
    .execute(&mut conn)
    .expect("the index and the messages agree");
}

#[test]
fn what_others_say_among_themselves_is_neither_found_nor_counted() {
    let app = App::start();
    let (anna, mallory) = (app.browser(Anna), app.browser(Mallory));
    let ours = thread(&anna, &[Ben, Gus]);
    let theirs = thread(&anna, &[Ben]);
    let next_door = mallory.get("/api/threads").json();
    let next_door = next_door["threads"][0]["id"].as_str().expect("an id");
    for number in 0..30 {
        say(&anna, &theirs, &format!("canary number {number}"));
        say(&mallory, next_door, &format!("canary next door {number}"));
    }
    say(&anna, &ours, "the only canary for everybody");
    let removed = thread(&anna, &[Ben, Tilda]);
    say(&anna, &removed, "a canary that Tilda heard");
    assert_eq!(found(&app.browser(Tilda), "canary").len(), 1);
    anna.request("DELETE", &format!("/api/threads/{removed}/members"))
        .json(&json!({ "memberIds": [Tilda.id()] }))
        .send()
        .expect(200);

    // Exactly one for the guest: were others counted, there would be a next page.
    let guest = app.browser(Gus);
    let page = ask(&guest, &[("q", "canary"), ("limit", "1")]);
    assert_eq!(bodies(&page), ["the only canary for everybody"]);
    assert_eq!(page["nextCursor"], Value::Null);
    for who in [Tilda, Oskar, Inga] {
        for client in [app.browser(who), app.program(who)] {
            let nothing = json!({ "results": [], "nextCursor": null });
            assert_eq!(ask(&client, &[("q", "canary")]), nothing, "{who:?}");
            assert_eq!(ask(&client, &[("q", "canar")]), nothing, "{who:?}");
            assert_eq!(
                ask(&client, &[("q", "canary"), ("author", &Anna.id())]),
                nothing
            );
        }
    }
    let theirs_found = found(&mallory, "canary");
    assert!(theirs_found.len() == 30 && theirs_found.iter().all(|body| body.contains("next door")));

    // A thread that is not theirs, and one that is nowhere, give the same answer.
    for odd in [theirs.as_str(), next_door, "nowhere"] {
        let request = |path| {
            guest
                .request("GET", path)
                .query(&[("q", "canary"), ("thread", odd)])
                .send()
        };
        request("/api/search").refuses(404, "not_found");
        assert_eq!(request("/search").status, 404);
    }
    let elsewhere = say(&anna, &theirs, "one more canary");
    for odd in [elsewhere.as_str(), "nowhere", "0"] {
        guest
            .request("GET", "/api/search")
            .query(&[("q", "canary"), ("cursor", odd)])
            .send()
            .refuses(400, "invalid_cursor");
    }
    for odd in [Mallory.id(), "nobody".to_owned()] {
        assert_eq!(
            bodies(&ask(&guest, &[("q", "canary"), ("author", &odd)])),
            [""; 0]
        );
    }
}
