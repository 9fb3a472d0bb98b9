//! Devices, password and tokens: people end their own and nobody else's, and what ends is out at once.

use std::time::Duration;

use diesel::RunQueryDsl;
use hearth::base::clock::Clock;
use hearth::base::ids::{MemberId, SessionId};
use hearth::domain::origin::Origin;
use hearth::domain::sessions;
use jiff::Timestamp;
use serde_json::json;

use crate::support::Who::{Anna, Ben, Mallory};
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, Socket, cast, database};

const NEW_PASSWORD: &str = "seven plums in a bowl";
const PHONE: &str = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

/// One more browser that somebody signs in at.
fn sign_in(app: &App, who: cast::Who, user_agent: &str) -> Client {
    let cookie = app
        .anonymous()
        .request("POST", "/api/session")
        .header("User-Agent", user_agent)
        .json(&json!({ "username": who.username(), "password": cast::PASSWORD }))
        .send()
        .expect(200)
        .cookie();
    app.client(Identity::Cookie(cookie))
}

fn press(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.request("POST", path).form(fields).send()
}

fn change_password(client: &Client, current: &str, new: &str) -> Answer {
    press(
        client,
        "/settings/password",
        &[("current", current), ("password", new), ("again", new)],
    )
}

/// The ids of somebody's sessions, the newest last.
fn devices(app: &App, who: cast::Who) -> Vec<String> {
    ids(app, "sessions", who)
}

fn tokens(app: &App, who: cast::Who) -> Vec<String> {
    ids(app, "tokens", who)
}

fn ids(app: &App, table: &str, who: cast::Who) -> Vec<String> {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let question = format!(
        "SELECT {table}.id AS answer FROM {table} JOIN members ON members.key = member_key
         WHERE username = '{}' ORDER BY {table}.rowid",
        who.username()
    );
    database::texts(&mut conn, &question)
}

fn is_signed_in(client: &Client) -> bool {
    match client.get("/api/me").status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

/// Asserts that the server has let go of this socket already: nothing said after now reaches it.
#[track_caller]
fn is_out(socket: &mut Socket) {
    assert_eq!(socket.until_closed().1, Some(4009));
}

#[test]
fn the_page_names_each_device_and_marks_this_one() {
    let app = App::start();
    sign_in(&app, Ben, PHONE);
    sign_in(
        &app,
        Anna,
        "Mozilla/5.0 (X11; CrOS x86_64) Chrome/138.0.0.0",
    );
    let page = app.browser(Ben).get("/settings/devices").expect(200);
    assert_eq!(page.header("cache-control"), Some("no-store, private"));
    let text = page.text();
    assert!(text.contains("Firefox on Android"), "{text}");
    assert!(text.contains("A device we do not recognise"), "{text}");
    assert!(!text.contains("Chromebook"), "{text}");
    assert_eq!(text.matches("This device").count(), 1);
    for id in devices(&app, Ben) {
        assert!(text.contains(&format!("/settings/devices/{id}/end")));
    }
}

#[test]
fn an_ended_device_is_out_and_its_socket_closed_before_the_answer() {
    let app = App::start();
    let phone = sign_in(&app, Ben, PHONE);
    let id = devices(&app, Ben).pop().expect("a phone");
    let room = format!("thread-{}", cast::family_thread());
    let mut socket = Socket::of(&app, &phone);
    socket.enter(&room);
    let tablet = app.browser(Ben);
    let mut other = Socket::of(&app, &tablet);
    other.enter(&room);

    let path = format!("/settings/devices/{id}/end");
    let answer = press(&tablet, &path, &[]).expect(303);
    assert_eq!(
        answer.header("location"),
        Some("/settings/devices?ended=one")
    );
    // Said after the answer: whoever is still in hears it, and nothing but it.
    app.browser(Anna)
        .post(
            &format!("/api/threads/{}/messages", cast::family_thread()),
            &json!({ "body": "after" }),
        )
        .expect(201);
    other.hears("message:new", &room);
    socket.is_closed_with(4009);
    assert!(!is_signed_in(&phone));
    assert!(is_signed_in(&tablet));
    let page = phone.get("/").expect(303);
    assert!(
        page.header("location")
            .is_some_and(|to| to.starts_with("/login"))
    );
    // Tapped once more: back to the list, where it is no more.
    let again = press(&tablet, &path, &[]).expect(303);
    assert_eq!(again.header("location"), Some("/settings/devices"));
}

#[test]
fn nobody_ends_a_device_or_a_token_of_somebody_else() {
    let app = App::start();
    let device = devices(&app, Ben).pop().expect("a browser");
    let token = tokens(&app, Ben).pop().expect("a program");
    for who in [Anna, Mallory] {
        for (path, status) in [
            (format!("/settings/devices/{device}/end"), 303),
            (format!("/settings/tokens/{token}/revoke"), 404),
        ] {
            let answer = press(&app.browser(who), &path, &[]).expect(status);
            let location = answer.header("location");
            assert!(
                location.is_none_or(|to| !to.contains("ended")),
                "{location:?}"
            );
            let refused = press(&app.program(who), &path, &[]);
            assert!(matches!(refused.status, 303 | 401), "{}", refused.status);
        }
    }
    assert!(is_signed_in(&app.browser(Ben)));
    assert!(is_signed_in(&app.program(Ben)));
}

#[test]
fn ending_all_others_keeps_this_one() {
    let app = App::start();
    let here = app.browser(Ben);
    let others: Vec<_> = (0..3).map(|_| sign_in(&app, Ben, PHONE)).collect();
    let mut sockets: Vec<_> = others.iter().map(|one| Socket::of(&app, one)).collect();
    let mut socket = Socket::of(&app, &here);
    press(&here, "/settings/devices/others/end", &[]).expect(303);
    sockets.iter_mut().for_each(is_out);
    assert!(others.iter().all(|other| !is_signed_in(other)));
    assert!(is_signed_in(&here));
    assert!(is_signed_in(&app.browser(Anna)));
    socket.has_heard_nothing();
    assert_eq!(devices(&app, Ben).len(), 1);
    let page = here.get("/settings/devices?ended=others").expect(200);
    assert!(!page.text().contains("/settings/devices/others/end"));
}

#[test]
fn ending_the_device_in_front_of_oneself_signs_out() {
    let app = App::start();
    let phone = sign_in(&app, Ben, PHONE);
    let id = devices(&app, Ben).pop().expect("a phone");
    let mut socket = Socket::of(&app, &phone);
    let answer = press(&phone, &format!("/settings/devices/{id}/end"), &[]).expect(303);
    assert_eq!(answer.header("location"), Some("/login"));
    assert!(answer.header("clear-site-data").is_some());
    is_out(&mut socket);
    assert!(!is_signed_in(&phone));
    assert!(is_signed_in(&app.browser(Ben)));
}

#[test]
fn a_31st_device_ends_the_one_seen_longest_ago_and_its_socket() {
    let app = App::start();
    let oldest = sign_in(&app, Ben, PHONE);
    let id = devices(&app, Ben).pop().expect("a phone");
    let ben = MemberId::from_outside(Ben.id());
    let present = devices(&app, Ben).len();
    app.store()
        .write_here(move |tx| {
            for number in present..sessions::MOST {
                let beginning = sessions::Beginning {
                    member: ben.clone(),
                    session: SessionId::new(),
                    digest: format!("digest {number}"),
                    origin: Origin::new(None, PHONE),
                    way: sessions::Way::Password,
                };
                sessions::begin(tx, &beginning)?;
            }
            diesel::sql_query(format!(
                "UPDATE sessions SET seen_at = seen_at - 60000 WHERE id = '{id}'"
            ))
            .execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
    assert_eq!(devices(&app, Ben).len(), sessions::MOST);
    assert!(is_signed_in(&oldest));
    let mut socket = Socket::of(&app, &oldest);

    let newest = sign_in(&app, Ben, PHONE);
    is_out(&mut socket);
    assert!(!is_signed_in(&oldest));
    assert!(is_signed_in(&newest));
    assert!(is_signed_in(&app.browser(Ben)));
    assert!(is_signed_in(&app.browser(Anna)));
    assert_eq!(devices(&app, Ben).len(), sessions::MOST);
}

#[test]
fn a_new_password_ends_all_other_devices_and_gives_this_one_another_cookie() {
    let app = App::start();
    let here = app.browser(Ben);
    let phone = sign_in(&app, Ben, PHONE);
    let mut socket = Socket::of(&app, &phone);
    let mut own = Socket::of(&app, &here);
    let answer = change_password(&here, cast::PASSWORD, NEW_PASSWORD).expect(303);
    assert_eq!(
        answer.header("location"),
        Some("/settings/password?changed=yes")
    );
    is_out(&mut socket);
    // A copy of the old cookie hears nothing either.
    is_out(&mut own);
    assert!(!is_signed_in(&phone));
    assert!(!is_signed_in(&here), "the old cookie still works");
    let renewed = app.client(Identity::Cookie(answer.cookie()));
    assert!(is_signed_in(&renewed));
    assert_eq!(devices(&app, Ben).len(), 1);
    assert!(is_signed_in(&app.program(Ben)), "tokens stay");
    assert!(is_signed_in(&app.browser(Anna)));

    let sign_in = |password: &str| {
        app.anonymous()
            .post(
                "/api/session",
                &json!({ "username": "ben", "password": password }),
            )
            .status
    };
    assert_eq!(sign_in(cast::PASSWORD), 401);
    assert_eq!(sign_in(NEW_PASSWORD), 200);
}

#[test]
fn a_password_is_not_changed_to_a_bad_one_nor_by_whoever_does_not_know_the_old_one() {
    let app = App::start();
    let here = app.browser(Ben);
    let phone = sign_in(&app, Ben, PHONE);
    for (current, new, words) in [
        ("wrong password", NEW_PASSWORD, "not your present password"),
        (cast::PASSWORD, "short", "at least 10 characters"),
        (cast::PASSWORD, "qwertyuiop", "easy to guess"),
        (cast::PASSWORD, cast::PASSWORD, "the password you have now"),
    ] {
        let page = change_password(&here, current, new).expect(422).text();
        assert!(page.contains(words), "{page}");
        assert!(!page.contains(new) || new == "short", "it is shown again");
    }
    let page = press(
        &here,
        "/settings/password",
        &[
            ("current", cast::PASSWORD),
            ("password", NEW_PASSWORD),
            ("again", "seven plums in a bow"),
        ],
    )
    .expect(422);
    assert!(page.text().contains("not the same"));
    assert!(is_signed_in(&here) && is_signed_in(&phone));
}

#[test]
fn wrong_present_passwords_are_counted_like_those_at_sign_in() {
    let app = App::with_settings(&[]);
    let here = app.browser(Ben);
    for _ in 0..5 {
        change_password(&here, "wrong password", NEW_PASSWORD).expect(422);
    }
    let refused = change_password(&here, cast::PASSWORD, NEW_PASSWORD).expect(429);
    assert!(refused.header("retry-after").is_some());
    assert!(is_signed_in(&here));
}

#[test]
fn nobody_has_more_than_50_working_tokens() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let make = |browser: &Client| {
        let fields = [("label", "a program"), ("scope", "read"), ("days", "1")];
        press(browser, "/settings/tokens", &fields)
    };
    let today = sign_in(&app, Ben, PHONE);
    for _ in 1..sessions::tokens::MOST {
        make(&today).expect(200);
    }
    let page = make(&today).expect(422).text();
    assert!(page.contains("50 programs"), "{page}");
    // Those that have ended are no burden.
    clock.advance(Duration::from_secs(2 * 24 * 60 * 60));
    make(&sign_in(&app, Ben, PHONE)).expect(200);
}

#[test]
fn a_token_is_shown_once_works_within_its_scopes_and_ends_at_once() {
    let app = App::start();
    let here = app.browser(Ben);
    let made = press(
        &here,
        "/settings/tokens",
        &[
            ("label", "the <doorbell>"),
            ("scope", "read"),
            ("days", "7"),
        ],
    )
    .expect(200);
    assert_eq!(made.header("cache-control"), Some("no-store, private"));
    let text = made.text();
    let start = text.find("hearth_").expect("the secret");
    let secret = &text[start..start + 50];
    assert_eq!(text.matches("hearth_").count(), 1);
    let program = app.client(Identity::Token(secret.to_owned()));
    assert!(is_signed_in(&program));
    program
        .post(
            &format!("/api/threads/{}/messages", cast::family_thread()),
            &json!({ "body": "ding dong" }),
        )
        .refuses(403, "forbidden");

    let list = here.get("/settings/tokens").expect(200).text();
    assert!(list.contains("the &#60;doorbell&#62;"), "{list}");
    assert!(!list.contains("hearth_"), "{list}");
    let mut socket = Socket::with(&app, &program, None);
    socket.enter(&format!("thread-{}", cast::family_thread()));
    let id = tokens(&app, Ben).pop().expect("a token");
    let path = format!("/settings/tokens/{id}/revoke");
    press(&here, &path, &[]).expect(303);
    is_out(&mut socket);
    program.get("/api/me").refuses(401, "UNAUTHENTICATED");
    assert!(is_signed_in(&app.program(Ben)), "the other one stays");
    let list = here.get("/settings/tokens?revoked=yes").expect(200).text();
    assert!(!list.contains("doorbell&#62;"), "{list}");
    // Tapped twice, it says the same, and the record says it once.
    let again = press(&here, &path, &[]).expect(303);
    assert_eq!(
        again.header("location"),
        Some("/settings/tokens?revoked=yes")
    );
    let record = app.browser(Anna).get("/family/record").expect(200).text();
    assert_eq!(record.matches("the &#60;doorbell&#62;").count(), 2);
}

#[test]
fn a_token_without_a_name_a_scope_or_an_end_is_not_made() {
    let app = App::start();
    let here = app.browser(Ben);
    let before = tokens(&app, Ben).len();
    for (fields, words) in [
        (
            vec![("label", " "), ("scope", "read"), ("days", "7")],
            "Please fill this in",
        ),
        (
            vec![("label", "x"), ("scope", "everything"), ("days", "7")],
            "at least one thing",
        ),
        (
            vec![("label", "x"), ("scope", "admin"), ("days", "7")],
            "Only whoever runs Hearth",
        ),
        (
            vec![("label", "x"), ("scope", "read"), ("days", "366")],
            "Please check this",
        ),
        (
            vec![("label", "x"), ("scope", "read"), ("days", "-1")],
            "Please check this",
        ),
    ] {
        let page = press(&here, "/settings/tokens", &fields).expect(422).text();
        assert!(page.contains(words), "{page}");
    }
    assert_eq!(tokens(&app, Ben).len(), before);
}
