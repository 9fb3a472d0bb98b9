//! What an attacker tries first, and what becomes of it. Routes by themselves are tried in
//! `outsiders`, cross-site requests and foreign names in `routes`.

use std::sync::Barrier;

use crate::support::Who::{Anna, Ben, Mallory};
use crate::support::client::Identity;
use crate::support::{App, Socket, cast};

#[test]
fn a_token_in_an_address_is_never_looked_at() {
    let app = App::start();
    let token = cast::token(Ben);
    for name in [
        "token",
        "access_token",
        "authorization",
        "bearer",
        "api_key",
        "auth",
    ] {
        for path in ["/api/me", "/api/threads", "/"] {
            let answer = app.anonymous().get(&format!("{path}?{name}={token}"));
            assert!(
                matches!(answer.status, 401 | 303),
                "{path}?{name}=…: {}",
                answer.status
            );
        }
    }
    app.program(Ben).get("/api/me").expect(200);
}

#[test]
fn of_six_origins_a_socket_may_say_only_its_own_brings_the_cookie_to_count() {
    let app = App::start();
    let address = app.address();
    let own = format!("user-{}", Ben.id());
    let foreign = [
        None,
        Some("null".to_owned()),
        Some("http://elsewhere.example".to_owned()),
        Some(format!("https://{address}")),
        Some(format!("http://{}:1", address.ip())),
        Some(format!("http://{address}.elsewhere.example")),
    ];
    for origin in &foreign {
        let mut socket = Socket::with(&app, &app.browser(Ben), origin.as_deref());
        socket.subscribe(&format!("private-{own}"));
        socket.is_refused(&format!("private-{own}"), 401);
    }
    let thread = format!("thread-{}", cast::family_thread());
    Socket::of(&app, &app.browser(Ben)).enter(&thread);
}

#[test]
fn a_cookie_planted_before_signing_in_is_not_the_one_signed_in_with() {
    let app = App::start();
    let planted = cast::sign_in(&app.anonymous(), Mallory);
    let victim = app.client(Identity::Cookie(planted.clone()));
    let own = cast::sign_in(&victim, Ben);
    assert_ne!(own, planted);
    let with = |cookie: &String| app.client(Identity::Cookie(cookie.clone())).get("/api/me");
    assert_eq!(with(&own).expect(200).json()["member"]["id"], Ben.id());
    with(&planted).refuses(401, "UNAUTHENTICATED");
}

#[test]
fn a_form_sent_twice_at_once_changes_a_password_once() {
    let app = App::start();
    let cookie = cast::sign_in(&app.anonymous(), Anna);
    let start = Barrier::new(2);
    let changed = std::thread::scope(|scope| {
        let both: Vec<_> = (0..2)
            .map(|_| {
                let here = app.client(Identity::Cookie(cookie.clone()));
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let new = "seven plums in a bowl";
                    here.request("POST", "/settings/password")
                        .form(&[
                            ("current", cast::PASSWORD),
                            ("password", new),
                            ("again", new),
                        ])
                        .send()
                        .header("location")
                        .map(str::to_owned)
                })
            })
            .collect();
        both.into_iter()
            .filter_map(|one| one.join().expect("no panic"))
            .filter(|to| to == "/settings/password?changed=yes")
            .count()
    });
    assert!((1..=2).contains(&changed), "{changed}");
    let answer = app.anonymous().post(
        "/api/session",
        &serde_json::json!({ "username": "anna", "password": "seven plums in a bowl" }),
    );
    answer.expect(200);
}

#[test]
fn a_forged_mark_of_a_known_device_opens_nothing_and_exempts_from_nothing() {
    let app = App::with_settings(&[]);
    let try_in = |device: &str| {
        app.anonymous()
            .request("POST", "/api/session")
            .header("Cookie", &format!("device={device}"))
            .header("Origin", &format!("http://{}", app.address()))
            .json(&serde_json::json!({ "username": "ben", "password": "wrong password" }))
            .send()
            .status
    };
    let forged = format!("{}.{}", "a".repeat(26), "A".repeat(22));
    for _ in 0..5 {
        assert_eq!(try_in(&forged), 401);
    }
    assert_eq!(try_in(&forged), 429);
}
