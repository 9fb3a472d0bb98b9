//! What the API promises: one file per resource, and then what is true of all of it.

mod acts;
mod bad_input;
mod catching_up;
mod cross_site;
mod files;
mod hosts;
mod idempotency;
mod landing;
mod mentions;
mod messages;
mod pictures;
mod protocol;
mod reactions;
mod receipts;
mod serving;
mod sessions;
mod setup;
mod threads;
mod tokens;

use hearth::base::ids::MemberId;
use hearth::domain::members::{self, Scope};
use hearth::domain::sessions::tokens::{NewToken, create};
use serde_json::{Value, json};

use crate::support::client::Identity;
use crate::support::{App, Client, Who};

/// A new thread of a client and these people.
#[track_caller]
pub(crate) fn thread(client: &Client, people: &[Who]) -> String {
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
    let posted = client
        .post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": body }),
        )
        .expect(201)
        .json();
    posted["message"]["id"].as_str().expect("an id").to_owned()
}

/// A page of a thread's messages.
#[track_caller]
pub(crate) fn read(client: &Client, thread: &str, query: &str) -> Value {
    client
        .get(&format!("/api/threads/{thread}/messages?{query}"))
        .expect(200)
        .json()
}

/// The texts of a list.
fn ids_of(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

/// A program of somebody's with a token that allows only this, for a day.
pub(crate) fn token(app: &App, who: Who, scopes: &[&str]) -> Client {
    let scopes = Scope::ALL
        .into_iter()
        .filter(|scope| scopes.contains(&scope.as_str()))
        .collect();
    let id = MemberId::from_outside(who.id());
    let secret = app
        .store()
        .write_here(move |tx| {
            let family = hearth::domain::families::first(tx.conn())?.key;
            let member = members::named(tx.conn(), family, &[id])?.remove(0);
            let label = "a program for a day".to_owned();
            create(
                tx,
                &hearth::domain::sessions::at_command_line(member)?,
                &NewToken {
                    label,
                    scopes,
                    days: 1,
                },
            )
        })
        .expect("it commits")
        .value;
    app.client(Identity::Token(secret))
}
