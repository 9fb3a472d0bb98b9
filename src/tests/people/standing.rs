//! What somebody is in the family: who changes that, who stays whatever happens, and what is over at once
//! when somebody is shut out.

use std::time::Duration;

use hearth::base::clock::Clock;
use jiff::Timestamp;
use serde_json::json;

use super::{ask, page_of, press, seen, sql};
use crate::support::Who::{self, Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, Socket, at_once, cast, database};

fn change_role(client: &Client, who: Who, role: &str) -> Answer {
    press(client, &format!("{}/role", page_of(who)), &[("role", role)])
}

fn shut_out(client: &Client, who: Who) -> Answer {
    press(client, &format!("{}/shut-out", page_of(who)), &[])
}

fn let_in(client: &Client, who: Who) -> Answer {
    press(client, &format!("{}/let-in", page_of(who)), &[])
}

fn role(app: &App, who: Who) -> String {
    let question = format!(
        "SELECT role AS answer FROM members WHERE id = '{}'",
        who.id()
    );
    ask(app, &question).remove(0)
}

#[test]
fn only_those_who_look_after_hearth_can_change_what_somebody_is() {
    let app = App::start();
    for who in [Ben, Tilda, Gus, Inga] {
        let browser = app.browser(who);
        change_role(&browser, Oskar, "admin").expect(403);
        change_role(&browser, who, "admin").expect(403);
        shut_out(&browser, Oskar).expect(403);
        let_in(&browser, Oskar).expect(403);
        browser
            .get(&format!("{}/shut-out", page_of(Oskar)))
            .expect(403);
        let text = seen(&browser, &page_of(who));
        assert!(
            !text.contains("/role") && !text.contains("/shut-out"),
            "{who:?}"
        );
    }
    for answer in [
        change_role(&app.browser(Mallory), Ben, "guest"),
        shut_out(&app.browser(Mallory), Ben),
        let_in(&app.browser(Mallory), Ben),
    ] {
        answer.expect(404);
    }
    assert_eq!(role(&app, Ben), "adult");

    let anna = app.browser(Anna);
    assert!(seen(&anna, &page_of(Ben)).contains("/shut-out"));
    let answer = change_role(&anna, Ben, "admin").expect(303);
    assert_eq!(
        answer.header("location"),
        Some(&*format!("{}?saved=yes", page_of(Ben)))
    );
    assert_eq!(role(&app, Ben), "admin");
    let page = change_role(&anna, Ben, "queen").expect(422).text();
    assert!(page.contains("Please fill this in"), "{page}");
}

#[test]
fn changing_what_somebody_is_asks_for_the_password_first() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let cookie = cast::sign_in(&app.anonymous(), Anna);
    let anna = app.client(Identity::Cookie(cookie));
    clock.advance(Duration::from_secs(15 * 60));
    for path in ["role", "shut-out", "let-in"] {
        let path = format!("{}/{path}", page_of(Ben));
        let answer = press(&anna, &path, &[("role", "guest")]).expect(303);
        let to = answer.header("location").unwrap_or_default();
        assert!(to.starts_with("/settings/confirm?next="), "{path}: {to}");
    }
    assert_eq!(role(&app, Ben), "adult");
    for path in [page_of(Ben), format!("{}/shut-out", page_of(Ben))] {
        let text = seen(&anna, &path);
        assert!(
            text.contains(&format!("/settings/confirm?next={path}")),
            "{text}"
        );
        assert!(!text.contains("<form class=\"form card\""), "{text}");
    }
}

#[test]
fn the_last_who_looks_after_hearth_stays_and_is_told_why() {
    let app = App::start();
    let anna = app.browser(Anna);
    for role in ["adult", "child", "guest"] {
        let page = change_role(&anna, Anna, role).expect(422).text();
        assert!(page.contains("Somebody has to look after Hearth"), "{page}");
    }
    let page = shut_out(&anna, Anna).expect(422).text();
    assert!(page.contains("Somebody has to look after Hearth"), "{page}");
    assert_eq!(role(&app, Anna), "admin");
    change_role(&anna, Ben, "admin").expect(303);
    change_role(&anna, Anna, "adult").expect(303);
    assert_eq!(role(&app, Anna), "adult");
    change_role(&anna, Ben, "adult").expect(403);
}

#[test]
fn two_who_demote_or_shut_out_each_other_at_once_leave_one() {
    let app = App::start();
    let browsers = [app.browser(Anna), app.browser(Ben)];
    let admins = "SELECT count(*) AS answer FROM members WHERE role = 'admin'
        AND deactivated_at IS NULL AND family_key = (SELECT family_key FROM members WHERE username = 'anna')";
    for round in 0..50 {
        sql(
            &app,
            "UPDATE members SET role = 'admin', deactivated_at = NULL WHERE username IN ('anna', 'ben')",
        );
        // Being shut out ends the session for good, so that is tried last.
        let statuses = at_once(2, |number| {
            let other = [Ben, Anna][number];
            match round {
                49 => shut_out(&browsers[number], other).status,
                _ => change_role(&browsers[number], other, "adult").status,
            }
        });
        let mut conn = database::open(&app.folder().join("hearth.db"));
        assert_eq!(
            database::number(&mut conn, admins),
            1,
            "round {round}: {statuses:?}"
        );
        assert!(statuses.contains(&303), "round {round}: {statuses:?}");
    }
}

#[test]
fn whoever_becomes_a_guest_is_out_of_the_familys_chat_before_the_answer() {
    let app = App::start();
    let room = format!("thread-{}", cast::family_thread());
    let tilda = app.browser(Tilda);
    let mut socket = Socket::of(&app, &tilda);
    socket.enter(&room);
    change_role(&app.browser(Anna), Tilda, "guest").expect(303);
    app.browser(Anna)
        .post(
            &format!("/api/threads/{}/messages", cast::family_thread()),
            &json!({ "body": "among us" }),
        )
        .expect(201);
    socket.is_refused(&room, 403);
    socket.has_heard_nothing();
    tilda
        .get(&format!("/api/threads/{}", cast::family_thread()))
        .refuses(404, "not_found");
    change_role(&app.browser(Anna), Tilda, "child").expect(303);
    tilda
        .get(&format!("/api/threads/{}", cast::family_thread()))
        .expect(200);
}

#[test]
fn shutting_somebody_out_ends_all_they_have_before_the_answer_and_keeps_what_they_wrote() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let messages = format!("/api/threads/{}/messages", cast::family_thread());
    ben.post(&messages, &json!({ "body": "the ladder is in the shed" }))
        .expect(201);
    let page = seen(&anna, &format!("{}/shut-out", page_of(Ben)));
    for words in [
        "Shut Ben out?",
        "signed out at once",
        "Everything they wrote stays",
        "let them in again",
    ] {
        assert!(page.contains(words), "{page}");
    }
    assert_eq!(role(&app, Ben), "adult");
    seen(&ben, "/");

    let room = format!("thread-{}", cast::family_thread());
    let mut by_cookie = Socket::of(&app, &ben);
    by_cookie.enter(&room);
    let mut by_token = Socket::with(&app, &app.program(Ben), None);
    by_token.enter(&room);
    shut_out(&anna, Ben).expect(303);
    anna.post(&messages, &json!({ "body": "among us" }))
        .expect(201);
    for socket in [&mut by_cookie, &mut by_token] {
        let (heard, code) = socket.until_closed();
        assert_eq!(code, Some(4009));
        let heard = json!(heard).to_string();
        assert!(!heard.contains("among us"), "{heard}");
    }
    ben.get("/api/me").refuses(401, "UNAUTHENTICATED");
    app.program(Ben)
        .get("/api/me")
        .refuses(401, "UNAUTHENTICATED");
    let sign_in = || {
        app.anonymous().post(
            "/api/session",
            &json!({ "username": "ben", "password": cast::PASSWORD }),
        )
    };
    assert_eq!(sign_in().status, 401);

    // What he wrote stays, and who wrote it.
    let text = seen(&anna, &format!("/threads/{}", cast::family_thread()));
    assert!(text.contains("the ladder is in the shed") && text.contains("<bdi>Ben</bdi>"));
    let list = seen(&anna, "/family");
    let (here, gone) = list.split_once("Shut out").expect("a list of its own");
    assert!(!here.contains(&page_of(Ben)) && gone.contains(&page_of(Ben)));
    assert!(!seen(&app.browser(Tilda), "/family").contains(&page_of(Ben)));
    app.browser(Tilda).get(&page_of(Ben)).expect(404);
    let text = seen(&app.browser(Inga), &page_of(Ben));
    assert!(text.contains("Shut out since today") && !text.contains("Write to"));
    shut_out(&anna, Ben).expect(303);

    let_in(&anna, Ben).expect(303);
    let_in(&anna, Ben).expect(303);
    ben.get("/api/me").refuses(401, "UNAUTHENTICATED");
    app.program(Ben)
        .get("/api/me")
        .refuses(401, "UNAUTHENTICATED");
    let back = app.client(Identity::Cookie(sign_in().expect(200).cookie()));
    let again = back.get(&messages).expect(200).text();
    assert!(again.contains("the ladder is in the shed"));
    seen(&app.browser(Tilda), &page_of(Ben));
}
