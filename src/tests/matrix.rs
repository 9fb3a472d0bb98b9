//! Every route for every kind of caller: what they are answered, printed as a table in the docs.
//!
//! `docs/routes.md` is made here and nowhere else; a route that is missing from it, or that answers
//! anybody otherwise than it says, fails. After a change that is meant, run this test once with
//! `HEARTH_WRITE_DOCS=1` and read the difference before it is committed.

use std::fmt::Write;
use std::path::Path;

use hearth::web::routes::{TABLE, Who as Door};

use crate::outsiders::{self, Things, Try, door, send, things_among};
use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, cast, keys};

/// Who calls, as the docs name them, with a line about each.
const CALLERS: [(&str, &str); 10] = [
    ("nobody", "not signed in"),
    (
        "next door",
        "the admin of another family on the same server",
    ),
    (
        "ex-member",
        "was in the thread, then was shut out of the family",
    ),
    (
        "not in it",
        "an adult of the family who is not in the thread",
    ),
    ("guest", "a guest who is in the thread"),
    ("child", "a child who is in the thread"),
    (
        "adult",
        "an adult who is in the thread; device, token, ticket and upload are theirs",
    ),
    (
        "admin",
        "the admin, who is in the thread; message, file and invitation are theirs",
    ),
    (
        "signed out",
        "the adult, with the cookie of a session that has ended",
    ),
    ("expired", "the adult, with a token whose time has run out"),
];

fn clients(app: &App) -> Vec<Client> {
    let former = outsiders::things_among(app, &[Ben, Oskar]);
    assert!(!former.thread.is_empty());
    app.store()
        .write_here(|tx| {
            use hearth::domain::{members, sessions, standing};
            let anna = members::by_username(tx.conn(), "anna")?;
            let oskar = members::by_username(tx.conn(), "oskar")?;
            standing::deactivate(tx, &sessions::at_command_line(anna)?, &oskar.id)
        })
        .expect("it commits");
    vec![
        app.anonymous(),
        app.browser(Mallory),
        app.browser(Oskar),
        app.browser(Inga),
        app.browser(Gus),
        app.browser(Tilda),
        app.browser(Ben),
        app.browser(Anna),
        keys::signed_out(app),
        keys::expired(app),
    ]
}

/// What somebody is answered, in a word.
fn outcome(answer: &Answer) -> String {
    let to = answer.header("location").unwrap_or_default();
    match answer.status {
        303 if to.starts_with("/login") => "sign in".to_owned(),
        303 if to.starts_with("/settings/confirm") => "confirm".to_owned(),
        status => status.to_string(),
    }
}

/// Ends the session that asks, so it must be nobody else's.
fn ends_session(one: &Try) -> bool {
    one.path == "/logout" || (one.path == "/api/session" && one.verb == "DELETE")
}

fn row(app: &App, clients: &[Client], shared: &Things, one: &Try) -> Vec<String> {
    let outcomes = clients.iter().enumerate().map(|(number, client)| {
        let fresh;
        let things = match one.verb {
            "GET" => shared,
            _ => {
                fresh = things_among(app, &[Ben, Tilda, Gus]);
                &fresh
            }
        };
        let who = [
            None,
            Some(Mallory),
            None,
            Some(Inga),
            Some(Gus),
            Some(Tilda),
            Some(Ben),
            Some(Anna),
        ]
        .get(number)
        .copied()
        .flatten();
        match who {
            Some(who) if ends_session(one) => {
                let cookie = cast::sign_in(&app.anonymous(), who);
                outcome(&send(
                    &app.client(Identity::Cookie(cookie)),
                    app,
                    one,
                    things,
                ))
            }
            _ => outcome(&send(client, app, one, things)),
        }
    });
    outcomes.collect()
}

fn printed(rows: &[(String, &'static str, Vec<String>)]) -> String {
    let mut page = String::from(
        "# Who may call what\n\n\
         Every route of Hearth, called by every kind of caller, and what each is answered. This page is \
         made by a test that calls them all on a running server (`cargo test every_route_answers`), so \
         it is what the product does, not what it should do.\n\n\
         \"sign in\" sends a browser to the sign-in page and then back; \"confirm\" asks for the password \
         once more. A thread, message, file or member that somebody may not see answers exactly like one \
         that does not exist.\n\nThe callers:\n\n",
    );
    for (name, line) in CALLERS {
        writeln!(page, "- **{name}**: {line}").expect("a string takes everything");
    }
    let names: Vec<_> = CALLERS.iter().map(|(name, _)| *name).collect();
    writeln!(page, "\n| route | for | {} |", names.join(" | ")).expect("a string");
    writeln!(page, "|---|---|{}", "---|".repeat(names.len())).expect("a string");
    for (route, who, outcomes) in rows {
        writeln!(page, "| {route} | {who} | {} |", outcomes.join(" | ")).expect("a string");
    }
    page
}

#[test]
fn every_route_answers_every_kind_of_caller_as_the_docs_print_it() {
    let app = App::start();
    let clients = clients(&app);
    let shared = things_among(&app, &[Ben, Tilda, Gus]);
    let tries = outsiders::tries();
    let mut rows = Vec::new();
    for route in TABLE {
        let one = tries
            .iter()
            .find(|one| one.verb == route.verb && one.path == route.path)
            .unwrap_or_else(|| panic!("{} {} is called by nobody", route.verb, route.path));
        let outcomes = row(&app, &clients, &shared, one);
        let is_closed = matches!(door(one), Door::Caller | Door::SignedIn);
        for number in [0, 2, 8, 9] {
            let shut = matches!(outcomes[number].as_str(), "sign in" | "401");
            assert!(
                shut || !is_closed,
                "{} {} lets {} in: {}",
                one.verb,
                one.path,
                CALLERS[number].0,
                outcomes[number]
            );
        }
        let who = match route.who {
            Door::Anyone => "anyone",
            Door::SignedIn => "a browser",
            Door::Caller => "a browser or program",
            Door::Socket => "a socket",
            Door::Program => "an app's server",
        };
        rows.push((format!("{} `{}`", route.verb, route.path), who, outcomes));
    }
    let page = printed(&rows);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/routes.md");
    if std::env::var_os("HEARTH_WRITE_DOCS").is_some() {
        std::fs::write(&file, &page).expect("the docs can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    for (line, (made, kept)) in page.lines().zip(kept.lines()).enumerate() {
        assert_eq!(made, kept, "line {} of docs/routes.md", line + 1);
    }
    assert_eq!(page.lines().count(), kept.lines().count());
}
