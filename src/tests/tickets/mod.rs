//! What signs people in without their password: who makes it, how often it works, and when it ends.

/// Codes for one's other devices, links to a new password.
mod links;

/// Printed cards.
mod cards;

/// Their six digits.
mod digits;

use hearth::base::error::Result;
use hearth::base::ids::MemberId;
use hearth::domain::members::{self, Role};
use hearth::domain::sessions::at_command_line;
use hearth::domain::standing;
use hearth::store::Tx;
use regex::Regex;

use crate::support::client::Identity;
use crate::support::{Answer, App, Client, Who, database};

const NEW_PASSWORD: &str = "seven plums in a bowl";

fn press(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.request("POST", path).form(fields).send()
}

/// The path of the link in the answer that makes it.
#[track_caller]
fn link(answer: &Answer) -> String {
    let text = answer.text();
    Regex::new(r#"id="link">http://[^/]+(/ticket/[a-z2-7]{26})<"#)
        .expect("a pattern")
        .captures(&text)
        .unwrap_or_else(|| panic!("no link in {text}"))[1]
        .to_owned()
}

fn device_link(client: &Client) -> String {
    link(&press(client, "/settings/devices/link", &[]).expect(201))
}

fn recovery(client: &Client, whose: Who) -> String {
    let path = format!("/family/{}/recovery", whose.id());
    link(&press(client, &path, &[]).expect(201))
}

fn reset(client: &Client, link: &str, password: &str) -> Answer {
    press(client, link, &[("password", password), ("again", password)])
}

fn is_signed_in(client: &Client) -> bool {
    match client.get("/api/me").status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

/// The browser that an answer signs in.
fn browser(app: &App, answer: &Answer) -> Client {
    app.client(Identity::Cookie(answer.cookie()))
}

/// Whose browser it is.
fn username(client: &Client) -> String {
    client.get("/api/me").expect(200).json()["member"]["username"]
        .as_str()
        .expect("a name")
        .to_owned()
}

fn is_gone(app: &App, link: &str, code: &str) {
    let json = app.anonymous().request("GET", link);
    json.header("Accept", "application/json")
        .send()
        .refuses(410, code);
    let page = app.anonymous().request("GET", link);
    let page = page.header("Accept", "text/html").send().expect(410);
    assert!(page.text().contains("/login"), "{}", page.text());
    press(&app.anonymous(), link, &[("password", NEW_PASSWORD)]).expect(410);
}

/// Does something that no door of the test's is for, as Anna.
fn by_anna<T: Send + 'static>(
    app: &App,
    act: impl FnOnce(&mut Tx<'_>, &members::Me) -> Result<T> + Send + 'static,
) -> T {
    app.store()
        .write_here(move |tx| {
            let anna = members::by_username(tx.conn(), "anna")?;
            act(tx, &at_command_line(anna)?)
        })
        .expect("it commits")
        .value
}

fn make(app: &App, who: Who, role: Role) {
    let id = MemberId::from_outside(who.id());
    by_anna(app, move |tx, anna| {
        standing::change_role(tx, anna, &id, role)
    });
}

fn shut_out(app: &App, who: Who) {
    let id = MemberId::from_outside(who.id());
    by_anna(app, move |tx, anna| standing::deactivate(tx, anna, &id));
}

/// How often something was done to somebody, as the record has it.
fn recorded(app: &App, act: &str, whom: Who) -> i64 {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let question = format!(
        "SELECT count(*) AS answer FROM audit_entries JOIN members ON members.key = member_key
         WHERE act = '{act}' AND members.id = '{}'",
        whom.id()
    );
    database::number(&mut conn, &question)
}
