//! What changes something must come from our own pages, or from a program that says who it is.

use serde_json::json;

use super::thread;
use crate::support::Who::{Anna, Ben};
use crate::support::cast::PASSWORD;
use crate::support::client::Request;
use crate::support::{App, cast};

/// What a request says about where it comes from.
struct Said {
    cookie: bool,
    site: Option<&'static str>,
    origin: Option<&'static str>,
}

/// Stands for the server's own origin.
const OWN: &str = "own";

fn every_combination() -> Vec<Said> {
    let mut all = Vec::new();
    for cookie in [true, false] {
        for site in [
            None,
            Some("same-origin"),
            Some("same-site"),
            Some("cross-site"),
            Some("none"),
            Some(""),
        ] {
            for origin in [
                None,
                Some(OWN),
                Some("null"),
                Some("https://evil.example"),
                Some("http://127.0.0.1"),
                Some(""),
            ] {
                all.push(Said {
                    cookie,
                    site,
                    origin,
                });
            }
        }
    }
    all
}

/// The contract: the browser's own word first, then the exact origin; with neither, only who sends
/// no cookie at all, since nothing can be done in anybody's name.
fn is_allowed(said: &Said) -> bool {
    match (said.site, said.origin) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == OWN,
        (None, None) => !said.cookie,
    }
}

fn dressed(mut request: Request, said: &Said, own: &str) -> Request {
    request = request
        .without("Cookie")
        .without("Sec-Fetch-Site")
        .without("Origin");
    if said.cookie {
        request = request.header("Cookie", &cast::cookie(Anna));
    }
    if let Some(site) = said.site {
        request = request.header("Sec-Fetch-Site", site);
    }
    if let Some(origin) = said.origin {
        request = request.header("Origin", if origin == OWN { own } else { origin });
    }
    request
}

#[test]
fn only_our_own_pages_change_anything_with_a_cookie() {
    let app = App::start();
    let own = format!("http://{}", app.address());
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let path = format!("/api/threads/{id}/messages");
    let mut posted = 0;
    for said in every_combination() {
        let request = anna.request("POST", &path).json(&json!({ "body": "x" }));
        let answer = dressed(request, &said, &own).send();
        let what = format!(
            "cookie {} site {:?} origin {:?}",
            said.cookie, said.site, said.origin
        );
        match (is_allowed(&said), said.cookie) {
            (true, true) => {
                assert_eq!(answer.status, 201, "{what}");
                posted += 1;
            }
            (true, false) => assert_eq!(answer.status, 401, "{what}"),
            (false, _) => {
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (403, "cross_site"),
                    "{what}"
                );
            }
        }
        // A program that shows its token needs no proof of where it is, and a wrong one gets none.
        let request = anna.request("POST", &path).json(&json!({ "body": "x" }));
        let program = dressed(request.clone(), &said, &own)
            .header("Authorization", &format!("Bearer {}", cast::token(Ben)))
            .send();
        assert_eq!(program.status, 201, "{what}");
        posted += 1;
        dressed(request, &said, &own)
            .header("Authorization", "Bearer wrong")
            .send()
            .refuses(401, "UNAUTHENTICATED");
        // Looking changes nothing and is allowed from anywhere.
        let look = dressed(anna.request("GET", "/api/me"), &said, &own).send();
        assert_eq!(look.status, if said.cookie { 200 } else { 401 }, "{what}");
    }
    let page = anna.get(&format!("{path}?limit=200")).expect(200).json();
    assert_eq!(page["messages"].as_array().map(Vec::len), Some(posted));
    assert!(posted > 72, "nothing was allowed");
}

#[test]
fn forms_and_every_other_verb_are_held_to_the_same() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let requests = [
        anna.request("POST", &format!("/threads/{id}/messages"))
            .multipart(&[("body", "x")], &[]),
        anna.request("POST", "/threads").form(&[("memberIds", "x")]),
        anna.request("POST", "/settings").form(&[("theme", "dark")]),
        anna.request("POST", "/logout"),
        anna.request("DELETE", "/api/session"),
        anna.request("PATCH", &format!("/api/threads/{id}"))
            .json(&json!({ "title": "x" })),
        anna.request("PUT", "/api/messages/x/reactions/x"),
        anna.request("POST", "/pusher/auth")
            .form(&[("socket_id", "1.1"), ("channel_name", "x")]),
        anna.request("POST", "/nowhere"),
        anna.request("POST", "/setup").form(&[("family", "x")]),
    ];
    for request in requests {
        for site in ["cross-site", "same-site", "none"] {
            let answer = request.clone().header("Sec-Fetch-Site", site).send();
            assert_eq!(answer.status, 403, "{}", answer.text());
        }
        let foreign = request
            .clone()
            .without("Sec-Fetch-Site")
            .header("Origin", "http://evil.example");
        foreign
            .header("Accept", "application/json")
            .send()
            .refuses(403, "cross_site");
    }
    anna.get("/api/me").expect(200);
}

#[test]
fn signing_in_needs_no_proof_without_a_cookie_but_another_site_cannot_do_it() {
    let app = App::start();
    let credentials = json!({ "username": "anna", "password": PASSWORD });
    let sign_in = || {
        app.anonymous()
            .request("POST", "/api/session")
            .json(&credentials)
    };
    let form = || {
        app.anonymous()
            .request("POST", "/login")
            .form(&[("username", "anna"), ("password", PASSWORD)])
    };
    sign_in().send().expect(200);
    form().send().expect(303);
    let own = format!("http://{}", app.address());
    sign_in().header("Origin", &own).send().expect(200);
    for request in [sign_in(), form()] {
        for (name, value) in [
            ("Sec-Fetch-Site", "cross-site"),
            ("Origin", "https://evil.example"),
            ("Cookie", "session=x"),
        ] {
            let answer = request
                .clone()
                .header(name, value)
                .header("Accept", "application/json")
                .send();
            answer.refuses(403, "cross_site");
            assert_eq!(answer.set_cookie(), None);
        }
    }
}

#[test]
fn behind_a_proxy_the_own_origin_is_the_public_one() {
    let app = App::with_settings(&[
        ("HEARTH_BASE_URL", "https://chat.example.org/family"),
        ("HEARTH_EXTRA_ORIGINS", "http://hearth.local:8080"),
    ]);
    let sign_in = |origin: &str| {
        app.anonymous()
            .request("POST", "/family/api/session")
            .header("Host", "chat.example.org")
            .header("Origin", origin)
            .json(&json!({ "username": "anna", "password": PASSWORD }))
            .send()
    };
    sign_in("https://chat.example.org").expect(200);
    sign_in("http://hearth.local:8080").expect(200);
    for origin in [
        "http://chat.example.org",
        "https://chat.example.org/",
        "https://chat.example.org:444",
        "https://chat.example.org.evil.example",
        "https://CHAT.example.org.evil",
        "null",
    ] {
        sign_in(origin).refuses(403, "cross_site");
    }
}
