//! Passwords: how slowly they are hashed, and which ones nobody may choose.

use hearth::base::clock::Clock;
use hearth::hasher::Cost;
use serde_json::json;

use crate::support::Who::{Ben, Tilda};
use crate::support::app::{UNHURRIED, set_password_cost};
use crate::support::{Answer, App, Client, cast, database};

/// Somewhere between the least and the most.
const DEARER: &str = "m=24576,t=2";

fn sign_in(client: &Client, username: &str, password: &str) -> Answer {
    client.post(
        "/api/session",
        &json!({ "username": username, "password": password }),
    )
}

fn hash_of(app: &App, who: cast::Who) -> String {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let question = format!(
        "SELECT password_hash AS answer FROM members WHERE username = '{}'",
        who.username()
    );
    database::texts(&mut conn, &question).remove(0)
}

fn kept_cost(app: &App) -> String {
    std::fs::read_to_string(app.folder().join("password-cost")).expect("it is kept")
}

#[test]
fn what_a_hash_costs_is_measured_at_the_first_start_and_never_again() {
    let bare = tempfile::tempdir().expect("a folder");
    let mut app = App::on(bare, Clock::system(), &[UNHURRIED]);
    let measured = kept_cost(&app);
    let cost = Cost::parse(&measured).expect("it can be read");
    assert_eq!(format!("{cost}\n"), measured, "out of bounds");
    // A mark that no measuring would make.
    set_password_cost(app.folder(), Cost::parse("m=19457,t=2").expect("a cost"));
    app.restart();
    assert_eq!(kept_cost(&app), "m=19457,t=2");
}

#[test]
fn no_file_makes_passwords_cheaper_than_the_least() {
    for said in ["m=8,t=1", "anything"] {
        let mut app = App::empty();
        app.stop();
        std::fs::write(app.folder().join("password-cost"), said).expect("it is ours");
        app.restart();
        let code = std::fs::read_to_string(app.folder().join("setup-code")).expect("a code");
        let found = app.anonymous().request("POST", "/setup").form(&[
            ("family", "Lindqvist"),
            ("name", "Ben"),
            ("username", &Ben.username()),
            ("password", cast::PASSWORD),
            ("code", code.trim()),
        ]);
        found.send().expect(303);
        let hash = hash_of(&app, Ben);
        let cost = hash.split('$').nth(3).expect("a cost");
        let number = |name: &str| -> u32 {
            let mut parts = cost.split(',');
            let found = parts.find_map(|part| part.strip_prefix(name));
            found.and_then(|number| number.parse().ok()).expect(name)
        };
        assert!(
            number("m=") >= 19_456 && number("t=") >= 2,
            "{said}: {cost}"
        );
    }
}

#[test]
fn a_cheap_hash_is_renewed_by_the_right_password_and_by_nothing_else() {
    let mut app = App::start();
    app.stop();
    set_password_cost(app.folder(), Cost::parse(DEARER).expect("a cost"));
    app.restart();
    let before = hash_of(&app, Ben);
    assert!(before.contains("m=19456,"), "{before}");
    sign_in(&app.anonymous(), &Ben.username(), "wrong password").expect(401);
    assert_eq!(hash_of(&app, Ben), before);
    sign_in(&app.anonymous(), &Ben.username(), cast::PASSWORD).expect(200);
    let renewed = hash_of(&app, Ben);
    assert!(renewed.contains(DEARER), "{renewed}");
    // The same password, and from now on the same hash.
    sign_in(&app.anonymous(), &Ben.username(), cast::PASSWORD).expect(200);
    assert_eq!(hash_of(&app, Ben), renewed);
    assert!(hash_of(&app, Tilda).contains("m=19456,"));
}

#[test]
fn ones_own_names_are_too_easy_to_guess_at_every_door() {
    const EASY: &str = "easy to guess";
    let app = App::empty();
    let code = std::fs::read_to_string(app.folder().join("setup-code")).expect("a code");
    for password in ["Lindqvist1970", "ida.berg.1970", "ida-lindqvist"] {
        let page = app
            .anonymous()
            .request("POST", "/setup")
            .form(&[
                ("family", "The Lindqvists"),
                ("name", "Ida Lindqvist"),
                ("username", "ida.berg"),
                ("password", password),
                ("code", code.trim()),
            ])
            .send()
            .expect(422);
        assert!(page.text().contains(EASY), "{password}");
    }
    let app = App::start();
    let own = format!("{}{}!", Ben.username(), "12345678");
    for password in [own.as_str(), &format!("{}1234567", cast::FAMILY)] {
        let page = app
            .browser(Ben)
            .request("POST", "/settings/password")
            .form(&[("current", cast::PASSWORD), ("password", password)])
            .send()
            .expect(422);
        assert!(page.text().contains(EASY), "{password}: {}", page.text());
    }
}
