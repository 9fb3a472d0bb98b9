//! Programs' tokens: what each allows, when it ends, and where it counts.

use std::time::Duration;

use hearth::base::clock::Clock;
use jiff::Timestamp;
use serde_json::json;

use super::{thread, token};
use crate::support::Who::{Anna, Ben};
use crate::support::client::Identity;
use crate::support::{App, cast, database};

#[test]
fn a_token_allows_what_its_scopes_say_and_nothing_else() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let messages = format!("/api/threads/{id}/messages");
    let message = anna
        .post(&messages, &json!({ "body": "x" }))
        .expect(201)
        .json()["message"]["id"]
        .clone();
    let message = message.as_str().expect("an id");
    for scopes in [
        &["read"][..],
        &["send"],
        &["files"],
        &["read", "send"],
        &["read", "send", "files"],
    ] {
        let program = token(&app, Ben, scopes);
        let may = |scope: &str| scopes.contains(&scope);
        for path in [
            "/api/me",
            "/api/members",
            "/api/threads",
            &messages,
            &format!("/api/threads/{id}"),
        ] {
            let answer = program.get(path);
            match may("read") {
                true => assert_eq!(answer.status, 200, "{scopes:?} {path}"),
                false => answer.refuses(403, "forbidden"),
            }
        }
        for answer in [
            program.post(&messages, &json!({ "body": "y" })),
            program.post("/api/threads", &json!({ "memberIds": [Anna.id()] })),
            program.patch(&format!("/api/threads/{id}"), &json!({ "title": "z" })),
            program.put(&format!("/api/messages/{message}/reactions/%F0%9F%91%8D")),
            program.post(
                &format!("/api/threads/{id}/read"),
                &json!({ "messageId": message }),
            ),
        ] {
            match may("send") {
                true => assert!(answer.status < 300, "{scopes:?}"),
                false => answer.refuses(403, "forbidden"),
            }
        }
        let upload = program
            .request("POST", "/api/files")
            .multipart(&[], &[("file", "x", b"x")])
            .send();
        match may("files") {
            true => assert_eq!(upload.status, 201),
            false => upload.refuses(403, "forbidden"),
        }
    }
}

#[test]
fn a_token_ends_on_its_day() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let program = token(&app, Ben, &["read"]);
    clock.advance(Duration::from_secs(24 * 60 * 60) - Duration::from_millis(1));
    program.get("/api/me").expect(200);
    clock.advance(Duration::from_millis(1));
    let answer = program.get("/api/me");
    answer.refuses(401, "UNAUTHENTICATED");
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer realm=\"hearth\"")
    );
}

#[test]
fn a_revoked_token_is_nobodys_at_once() {
    let app = App::start();
    let program = app.program(Ben);
    program.get("/api/me").expect(200);
    app.store()
        .write_here(|tx| {
            use hearth::domain::sessions::tokens;
            for (token, username) in tokens::all(tx.conn())? {
                if username == "ben" {
                    tokens::revoke(tx, &token.id)?;
                }
            }
            Ok(())
        })
        .expect("it commits");
    program.get("/api/me").refuses(401, "UNAUTHENTICATED");
    app.program(Anna).get("/api/me").expect(200);
}

#[test]
fn a_token_counts_in_its_header_and_nowhere_else() {
    let app = App::start();
    let secret = cast::token(Anna);
    for path in [
        format!("/api/me?token={secret}"),
        format!("/api/me?access_token={secret}"),
        format!("/api/me?authorization=Bearer%20{secret}"),
        format!("/api/me?api_key={secret}"),
    ] {
        app.anonymous().get(&path).refuses(401, "UNAUTHENTICATED");
    }
    for name in ["session", "token", "access_token", "Authorization"] {
        app.client(Identity::Cookie(format!("{name}={secret}")))
            .get("/api/me")
            .refuses(401, "UNAUTHENTICATED");
    }
    app.anonymous()
        .request("GET", "/api/me")
        .header("X-Api-Key", &secret)
        .header("X-Authorization", &format!("Bearer {secret}"))
        .send()
        .refuses(401, "UNAUTHENTICATED");
    for scheme in ["Bearer", "bearer", "BEARER"] {
        app.anonymous()
            .request("GET", "/api/me")
            .header("Authorization", &format!("{scheme} {secret}"))
            .send()
            .expect(200);
    }
    for odd in [
        format!("Basic {secret}"),
        secret.clone(),
        format!("Bearer{secret}"),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer {}", &secret[..secret.len() - 1]),
        format!("Bearer {secret}x"),
        format!("Bearer {}", secret.to_uppercase()),
    ] {
        app.anonymous()
            .request("GET", "/api/me")
            .header("Authorization", &odd)
            .send()
            .refuses(401, "UNAUTHENTICATED");
    }
}

#[test]
fn when_a_token_was_last_used_is_kept_roughly() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let program = app.program(Ben);
    let used = || {
        let mut conn = database::open(&app.folder().join("hearth.db"));
        database::number(
            &mut conn,
            "SELECT coalesce(used_at, 0) AS answer FROM tokens WHERE member_key = (SELECT key FROM members WHERE username = 'ben')",
        )
    };
    program.get("/api/me").expect(200);
    let first = used();
    assert!(first > 0);
    clock.advance(Duration::from_secs(60));
    program.get("/api/me").expect(200);
    assert_eq!(
        used(),
        first,
        "each use is written, which wears out a memory card"
    );
    clock.advance(Duration::from_secs(60 * 60));
    program.get("/api/me").expect(200);
    assert!(used() > first);
}
