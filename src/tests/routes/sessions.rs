//! Signing in and out at a browser.

use std::time::Duration;

use hearth::base::clock::Clock;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::Who::{Anna, Ben};
use crate::support::cast::{self, PASSWORD, sign_in};
use crate::support::client::Identity;
use crate::support::{App, database};

fn credentials(username: &str, password: &str) -> Value {
    json!({ "username": username, "password": password })
}

#[test]
fn signing_in_says_who_one_is_and_sets_the_cookie() {
    let app = App::start();
    for username in ["anna", "ANNA", " Anna "] {
        let answer = app
            .anonymous()
            .post("/api/session", &credentials(username, PASSWORD))
            .expect(200);
        let member = answer.json()["member"].clone();
        let browser = app.client(Identity::Cookie(answer.cookie()));
        let me = browser.get("/api/me").expect(200).json();
        assert_eq!(me["member"], member);
        assert_eq!(
            member,
            json!({ "id": Anna.id(), "name": "Anna", "username": "anna", "role": "admin", "familyId": me["family"]["id"] })
        );
        assert_eq!(me["family"]["name"], "The Lindens");
        assert_eq!(member.as_object().map(|fields| fields.len()), Some(5));
    }
}

#[test]
fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let app = App::start();
    let answer = |username: &str, password: &str| {
        let answer = app
            .anonymous()
            .post("/api/session", &credentials(username, password));
        assert_eq!(answer.set_cookie(), None);
        let mut json = answer.json();
        json["requestId"] = Value::Null;
        (answer.status, json)
    };
    let wrong = answer("anna", "not her password");
    assert_eq!(
        (wrong.0, &wrong.1["error"]),
        (401, &json!("invalid_credentials"))
    );
    for (username, password) in [
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("anna", ""),
        ("anna\u{0}", "x"),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("a name with spaces", PASSWORD),
        ("anna", &format!("{PASSWORD} ")),
        ("anna", &"x".repeat(10_000)),
    ] {
        assert_eq!(answer(username, password), wrong, "{username:?}");
    }
    let page = app
        .anonymous()
        .request("POST", "/login")
        .form(&[("username", "anna"), ("password", "wrong")])
        .send()
        .expect(401);
    assert!(!page.text().contains("wrong\""), "a password came back");
}

#[test]
fn the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites() {
    let app = App::start();
    let attributes = |app: &App, https: bool| {
        let mut request = app
            .anonymous()
            .request("POST", "/api/session")
            .json(&credentials("anna", PASSWORD));
        if https {
            request = request.header("Host", "chat.example.org");
        }
        let answer = request.send().expect(200);
        answer.set_cookie().expect("a cookie").to_owned()
    };
    let cookie = attributes(&app, false);
    assert!(cookie.starts_with("session="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );

    let app = App::with_settings(&[("HEARTH_BASE_URL", "https://chat.example.org")]);
    let cookie = attributes(&app, true);
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // Over https a cookie that a neighbour could have set is not read.
    let plain = cookie
        .split(';')
        .next()
        .expect("it")
        .replace("__Host-session", "session");
    app.client(Identity::Cookie(plain))
        .request("GET", "/api/me")
        .header("Host", "chat.example.org")
        .send()
        .refuses(401, "UNAUTHENTICATED");
}

#[test]
fn each_sign_in_is_a_new_session_and_ends_the_one_it_replaces() {
    let app = App::start();
    let first = sign_in(&app.anonymous(), Ben);
    let browser = app.client(Identity::Cookie(first.clone()));
    browser.get("/api/me").expect(200);
    let second = browser
        .post("/api/session", &credentials("ben", PASSWORD))
        .expect(200)
        .cookie();
    assert_ne!(first, second);
    browser.get("/api/me").refuses(401, "UNAUTHENTICATED");
    app.client(Identity::Cookie(second))
        .get("/api/me")
        .expect(200);
    // Other browsers of the same person stay signed in.
    app.browser(Ben).get("/api/me").expect(200);
    // A cookie that somebody planted is never taken over.
    let planted = app
        .client(Identity::Cookie("session=planted".to_owned()))
        .post("/api/session", &credentials("ben", PASSWORD))
        .expect(200)
        .cookie();
    assert!(!planted.contains("planted"));
}

#[test]
fn signing_out_ends_this_session_alone_and_twice_is_no_mistake() {
    let app = App::start();
    for (verb, path, status) in [("DELETE", "/api/session", 204), ("POST", "/logout", 303)] {
        let cookie = sign_in(&app.anonymous(), Ben);
        let browser = app.client(Identity::Cookie(cookie));
        for _ in 0..2 {
            let answer = browser.request(verb, path).send().expect(status);
            if let Some(cookie) = answer.set_cookie() {
                assert!(cookie.contains("Max-Age=0"), "{cookie}");
            }
            let kept = answer.header("clear-site-data");
            assert_eq!(kept, Some("\"cache\", \"storage\""), "{verb} {path}");
            browser.get("/api/me").refuses(401, "UNAUTHENTICATED");
        }
    }
    app.browser(Ben).get("/api/me").expect(200);
    app.anonymous().delete("/api/session").expect(204);
}

#[test]
fn what_lets_somebody_in_is_nowhere_in_the_data_folder() {
    let app = App::start();
    let cookie = sign_in(&app.anonymous(), Anna);
    let value = cookie.split_once('=').expect("a value").1.to_owned();
    let secret = cast::token(Anna);
    let folder = app.into_folder();
    let unescaped = value
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
    // The signature is the cookie's own; what follows it is the key.
    let key = unescaped
        .get(44..)
        .expect("a signature and a key")
        .to_owned();
    assert!(key.len() >= 32, "{key}");
    fn look(folder: &std::path::Path, secrets: &[&str]) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                look(&path, secrets);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            for secret in secrets {
                let is_there = bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes());
                assert!(!is_there, "{secret} is in {}", path.display());
            }
        }
    }
    look(folder.path(), &[&key, &secret, &secret[7..], PASSWORD]);
    let mut conn = database::open(&folder.path().join("hearth.db"));
    let digest = hearth::base::token::digest(&key);
    let found = database::texts(&mut conn, "SELECT digest AS answer FROM sessions");
    assert!(
        found.contains(&digest),
        "the key was not where the test looked for it"
    );
    let hashes = database::texts(&mut conn, "SELECT password_hash AS answer FROM members");
    assert!(
        hashes
            .iter()
            .all(|hash| hash.starts_with("$argon2id$v=19$m="))
    );
}

#[test]
fn a_browser_nobody_uses_is_signed_out_after_90_days_and_any_after_a_year() {
    let day = Duration::from_secs(24 * 60 * 60);
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let browser = app.client(Identity::Cookie(sign_in(&app.anonymous(), Ben)));
    for _ in 0..4 {
        clock.advance(89 * day);
        browser.get("/api/me").expect(200);
    }
    clock.advance(10 * day);
    browser.get("/api/me").refuses(401, "UNAUTHENTICATED");

    let idle = app.client(Identity::Cookie(sign_in(&app.anonymous(), Ben)));
    clock.advance(90 * day);
    idle.get("/api/me").refuses(401, "UNAUTHENTICATED");
}

#[test]
fn a_session_outlives_a_restart() {
    let mut app = App::start();
    let cookie = sign_in(&app.anonymous(), Ben);
    app.restart();
    app.client(Identity::Cookie(cookie))
        .get("/api/me")
        .expect(200);
}

#[test]
fn a_visitor_is_sent_to_sign_in_and_then_back_and_never_elsewhere() {
    let app = App::start();
    let thread = cast::family_thread();
    let answer = app
        .anonymous()
        .get(&format!("/threads/{thread}?around=x&y=1"))
        .expect(303);
    let login = answer.header("location").expect("a way on").to_owned();
    assert!(login.starts_with("/login?next=/threads/"), "{login}");
    let page = app.anonymous().get(&login).expect(200).text();
    assert!(
        page.contains(&format!("/threads/{thread}?around=x")),
        "{page}"
    );
    let sign_in_to = |next: &str| {
        app.anonymous()
            .request("POST", "/login")
            .form(&[("username", "anna"), ("password", PASSWORD), ("next", next)])
            .send()
            .expect(303)
            .header("location")
            .expect("a way on")
            .to_owned()
    };
    assert_eq!(sign_in_to("/settings"), "/settings");
    for elsewhere in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "evil",
    ] {
        assert_eq!(sign_in_to(elsewhere), "/");
    }
}

#[test]
fn with_a_bearer_header_the_cookie_is_not_even_looked_at() {
    let app = App::start();
    let cookie = sign_in(&app.anonymous(), Ben);
    let browser = app.client(Identity::Cookie(cookie.clone()));
    let both = |verb: &str, path: &str, token: &str| {
        app.anonymous()
            .request(verb, path)
            .header("Cookie", &cookie)
            .header("Authorization", &format!("Bearer {token}"))
            .send()
    };
    let anna = cast::token(Anna);
    assert_eq!(
        both("GET", "/api/me", &anna).expect(200).json()["member"]["id"],
        Anna.id()
    );
    both("GET", "/api/me", "wrong").refuses(401, "UNAUTHENTICATED");
    // Above all it cannot be ended by a request that proves nothing about where it comes from.
    for token in ["wrong", anna.as_str()] {
        for (verb, path) in [("DELETE", "/api/session"), ("POST", "/logout")] {
            both(verb, path, token);
            browser.get("/api/me").expect(200);
        }
    }
}

#[test]
fn a_wrong_token_is_refused_also_where_nobody_has_to_be_signed_in() {
    let app = App::start();
    let with = |verb: &str, path: &str| {
        let request = app.anonymous().request(verb, path);
        request.header("Authorization", "Bearer wrong")
    };
    let credentials = credentials(&Ben.username(), PASSWORD);
    let form = [("username", &*Ben.username()), ("password", PASSWORD)];
    for request in [
        with("POST", "/api/session").json(&credentials),
        with("DELETE", "/api/session"),
        with("POST", "/login").form(&form),
        with("POST", "/logout"),
        with("GET", "/login").header("Accept", "text/html"),
    ] {
        let answer = request.send();
        assert_eq!(answer.set_cookie(), None);
        answer.refuses(401, "UNAUTHENTICATED");
    }
    // A right one is no way in for a browser, and in nobody's way.
    let program = app.program(Anna);
    program
        .post("/api/session", &credentials)
        .expect(200)
        .cookie();
}
