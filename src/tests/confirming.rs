//! Sensitive things ask once more for the password, and a browser left open does not suffice.

use std::time::Duration;

use hearth::base::clock::Clock;

use crate::support::Who::Ben;
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, cast};

const A_QUARTER: Duration = Duration::from_secs(15 * 60);

fn make_token(client: &Client) -> Answer {
    client
        .request("POST", "/settings/tokens")
        .form(&[("label", "a doorbell"), ("scope", "read"), ("days", "7")])
        .header(
            "Referer",
            &format!("http://{}/settings/tokens", client.address()),
        )
        .send()
}

fn confirm(client: &Client, password: &str, next: &str) -> Answer {
    client
        .request("POST", "/settings/confirm")
        .form(&[("password", password), ("next", next)])
        .send()
}

#[test]
fn a_quarter_of_an_hour_after_the_password_it_is_asked_for_again() {
    let clock = Clock::stopped_at("2026-11-22T18:00:00Z".parse().expect("a moment"));
    let app = App::at(clock.clone());
    let cookie = cast::sign_in(&app.anonymous(), Ben);
    let ben = app.client(Identity::Cookie(cookie));
    make_token(&ben).expect(200);
    clock.advance(A_QUARTER);
    let page = ben.get("/settings/tokens").expect(200).text();
    assert!(!page.contains("name=\"label\""), "the form waits: {page}");
    assert!(
        page.contains("/settings/confirm?next=/settings/tokens"),
        "{page}"
    );
    let asked = make_token(&ben).expect(303);
    assert_eq!(
        asked.header("location"),
        Some("/settings/confirm?next=/settings/tokens")
    );
    ben.get("/settings/confirm?next=/settings/tokens")
        .expect(200);
    let page = confirm(&ben, "not the password", "/settings/tokens").expect(422);
    assert!(page.text().contains("This is not your password"));
    make_token(&ben).expect(303);

    let confirmed = confirm(&ben, cast::PASSWORD, "/settings/tokens").expect(303);
    assert_eq!(confirmed.header("location"), Some("/settings/tokens"));
    let renewed = app.client(Identity::Cookie(confirmed.cookie()));
    make_token(&renewed).expect(200);
    let old = make_token(&ben).expect(303);
    assert_eq!(
        old.header("location"),
        Some("/login"),
        "the old cookie is worth nothing"
    );
}

#[test]
fn showing_oneself_again_leads_only_to_pages_of_ours() {
    let app = App::start();
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let cookie = cast::sign_in(&app.anonymous(), Ben);
        let ben = app.client(Identity::Cookie(cookie));
        let to = confirm(&ben, cast::PASSWORD, next).expect(303);
        assert_eq!(to.header("location"), Some("/"), "{next}");
    }
}
