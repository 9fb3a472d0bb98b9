//! First run: one family, founded once, by whoever can read the data folder.

use serde_json::json;

use crate::support::cast::PASSWORD;
use crate::support::client::{Identity, Request};
use crate::support::{App, Client, at_once, database};

fn founding(client: &Client, username: &str, code: &str) -> Request {
    client.request("POST", "/setup").form(&[
        ("family", "The Elms"),
        ("name", "Ida"),
        ("username", username),
        ("password", PASSWORD),
        ("code", code),
        ("timeZone", "Europe/Lisbon"),
    ])
}

fn code(app: &App) -> String {
    let code = std::fs::read_to_string(app.folder().join("setup-code")).expect("a code");
    code.trim().to_owned()
}

#[test]
fn whoever_has_the_code_founds_the_family_and_is_signed_in() {
    let app = App::empty();
    let nobody = app.anonymous();
    nobody.get("/setup").expect(200);
    let code = code(&app);
    let answer = founding(&nobody, "ida", &code.to_uppercase())
        .send()
        .expect(303);
    let ida = app.client(Identity::Cookie(answer.cookie()));
    let me = ida.get("/api/me").expect(200).json();
    assert_eq!(
        (&me["member"]["role"], &me["family"]["name"]),
        (&json!("admin"), &json!("The Elms"))
    );
    let threads = ida.get("/api/threads").expect(200).json();
    assert_eq!(
        (
            &threads["threads"][0]["kind"],
            &threads["threads"][0]["title"]
        ),
        (&json!("family"), &json!("Family Chat"))
    );
    // Closed for good, and the code is gone.
    assert!(!app.folder().join("setup-code").exists());
    assert_eq!(nobody.get("/setup").status, 303);
    let again = founding(&nobody, "eve", &code)
        .header("Accept", "application/json")
        .send();
    again.refuses(409, "conflict");
}

#[test]
fn without_the_code_nobody_founds_anything() {
    let app = App::empty();
    for wrong in ["", "aaaaaaaa", &code(&app)[1..]] {
        let answer = founding(&app.anonymous(), "ida", wrong).send().expect(422);
        assert_eq!(answer.set_cookie(), None);
        assert!(
            !answer.text().contains(PASSWORD),
            "the password came back in the page"
        );
    }
    let mut conn = database::open(&app.folder().join("hearth.db"));
    assert_eq!(
        database::number(&mut conn, "SELECT count(*) AS answer FROM members"),
        0
    );
}

#[test]
fn of_several_founders_at_once_there_is_one() {
    let app = App::empty();
    let code = code(&app);
    let outcomes = at_once(6, |number| {
        let name = format!("ida{number}");
        let answer = founding(&app.anonymous(), &name, &code).send();
        answer.status
    });
    let founded = outcomes.iter().filter(|status| **status == 303).count();
    assert_eq!(founded, 1, "{outcomes:?}");
    assert!(
        outcomes
            .iter()
            .all(|status| *status < 500 || *status == 503),
        "{outcomes:?}"
    );
    let mut conn = database::open(&app.folder().join("hearth.db"));
    for table in ["families", "members", "threads"] {
        let count = format!("SELECT count(*) AS answer FROM {table}");
        assert_eq!(database::number(&mut conn, &count), 1, "{table}");
    }
}
