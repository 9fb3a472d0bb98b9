//! What a thread is to each of its people: what they see of it, what they make of it for themselves, and
//! the pages on which they do.

mod from_now;
mod live;
mod marks;
mod settings;
mod topics;

use serde_json::{Value, json};

use crate::support::client::Request;
use crate::support::{Answer, App, Client, Who};

/// A new thread of a client and these people.
#[track_caller]
fn thread(client: &Client, people: &[Who]) -> String {
    let ids: Vec<String> = people.iter().map(|who| who.id()).collect();
    let opened = client
        .post("/api/threads", &json!({ "memberIds": ids, "reuse": false }))
        .expect(201)
        .json();
    id(&opened["thread"])
}

/// Posts a message and returns its id.
#[track_caller]
fn say(client: &Client, thread: &str, message: Value) -> String {
    let path = format!("/api/threads/{thread}/messages");
    id(&client.post(&path, &message).expect(201).json()["message"])
}

#[track_caller]
fn add(client: &Client, thread: &str, who: Who, history: &str) -> Answer {
    client.post(
        &format!("/api/threads/{thread}/members"),
        &json!({ "memberIds": [who.id()], "history": history }),
    )
}

#[track_caller]
fn remove(client: &Client, thread: &str, who: Who) {
    client
        .request("DELETE", &format!("/api/threads/{thread}/members"))
        .json(&json!({ "memberIds": [who.id()] }))
        .send()
        .expect(200);
}

/// A page of a thread's messages.
#[track_caller]
fn read(client: &Client, thread: &str, query: &str) -> Value {
    client
        .get(&format!("/api/threads/{thread}/messages?{query}"))
        .expect(200)
        .json()
}

/// What the messages of an answer say.
fn bodies(answer: &Value) -> Vec<String> {
    let messages = answer["messages"].as_array().expect("a list");
    messages
        .iter()
        .map(|message| message["body"].as_str().expect("a text").to_owned())
        .collect()
}

/// A thread as the list of programs has it.
#[track_caller]
fn listed(client: &Client, thread: &str) -> Value {
    let list = client.get("/api/threads").expect(200).json();
    let threads = list["threads"].as_array().expect("a list");
    let found = threads.iter().find(|one| one["id"] == *thread);
    found.expect("it is listed").clone()
}

#[track_caller]
fn seen(client: &Client, path: &str) -> String {
    client.get(path).expect(200).text()
}

#[track_caller]
fn press(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.request("POST", path).form(fields).send()
}

/// Presses a button on a thread's page, which then says that it was saved.
#[track_caller]
fn saves(client: &Client, thread: &str, path: &str, fields: &[(&str, &str)]) {
    let answer = press(client, &format!("/threads/{thread}/{path}"), fields).expect(303);
    let to = answer.header("location").expect("somewhere");
    assert_eq!(to, format!("/threads/{thread}/settings?saved=yes"));
    assert!(seen(client, to).contains("Saved."));
}

fn piece(request: Request) -> String {
    request
        .header("Hearth-Fragment", "true")
        .send()
        .expect(200)
        .text()
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}

/// Threads of a page's list, in their order.
fn in_list(html: &str) -> Vec<String> {
    html.split("data-thread=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("it is closed").to_owned())
        .collect()
}

/// The list on the page of somebody who has a thread open, or none.
fn list(app: &App, who: Who) -> Vec<String> {
    in_list(&seen(&app.browser(who), "/"))
}
