//! Live: who hears what, exactly once, in order, and not a moment longer than they may.

mod ending;
mod hearing;
mod servers;
mod sharing;
mod socketio;

use serde_json::{Value, json};

use crate::support::Who::Anna;
use crate::support::{Answer, App, Client, Socket, Who};

/// A thread of Anna and these people.
pub fn thread(app: &App, people: &[Who]) -> String {
    let ids: Vec<String> = people.iter().map(|who| who.id()).collect();
    let opened = app
        .browser(Anna)
        .post("/api/threads", &json!({ "memberIds": ids, "reuse": false }))
        .expect(201)
        .json();
    opened["thread"]["id"].as_str().expect("an id").to_owned()
}

pub fn post(client: &Client, thread: &str, body: &str) -> Value {
    client
        .post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": body }),
        )
        .expect(201)
        .json()["message"]
        .clone()
}

pub fn remove(by: &Client, thread: &str, who: Who) {
    by.request("DELETE", &format!("/api/threads/{thread}/members"))
        .json(&json!({ "memberIds": [who.id()] }))
        .send()
        .expect(200);
}

/// Where a server signs with the app's secret: nobody is let in there as a member.
pub const SERVERS: [(&str, &str); 7] = [
    ("POST", "/apps/{app}/events"),
    ("POST", "/apps/{app}/batch_events"),
    ("GET", "/apps/{app}/channels"),
    ("GET", "/apps/{app}/channels/{channel}"),
    ("GET", "/apps/{app}/channels/{channel}/users"),
    ("POST", "/apps/{app}/users/{user}/terminate_connections"),
    ("POST", "/users/{user}/terminate_connections"),
];

pub fn sign(client: &Client, socket: &Socket, channel: &str) -> Answer {
    client
        .request("POST", "/pusher/auth")
        .form(&[("socket_id", &socket.id), ("channel_name", channel)])
        .send()
}
