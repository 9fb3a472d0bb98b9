//! What works once: a code for another of one's own devices, and a link to a new password.

use std::time::Duration;

use hearth::base::clock::Clock;
use hearth::domain::members::Role;
use hearth::domain::tickets;
use serde_json::json;

use super::{
    NEW_PASSWORD, browser, by_anna, device_link, is_gone, is_signed_in, link, make, press,
    recorded, recovery, reset, shut_out, username,
};
use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::client::Identity;
use crate::support::{App, Socket, at_once, cast};

/// The time at which the clock of some tests stands still.
fn stopped() -> Clock {
    Clock::stopped_at("2026-11-22T18:00:00Z".parse().expect("a moment"))
}

fn fresh(app: &App, who: cast::Who) -> crate::support::Client {
    app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), who)))
}

#[test]
fn fifty_at_once_who_use_a_devices_code_are_one() {
    let app = App::start();
    let path = device_link(&app.browser(Ben));
    let statuses = at_once(50, |_| press(&app.anonymous(), &path, &[]).status);
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(303), count(410)), (1, 49), "{statuses:?}");
    is_gone(&app, &path, "ticket_used");
}

#[test]
fn fifty_at_once_who_choose_a_password_by_one_link_are_one() {
    let app = App::start();
    let path = recovery(&app.browser(Anna), Ben);
    let statuses = at_once(50, |number| {
        let password = format!("plum cake number {number}");
        reset(&app.anonymous(), &path, &password).status
    });
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    // Passwords are hashed few at a time: whoever is told to come back has changed nothing.
    let (chosen, gone, busy) = (count(303), count(410), count(503));
    assert_eq!((chosen, gone + busy), (1, 49), "{statuses:?}");
    assert_eq!(recorded(&app, "password-reset", Ben), 1);
    let winner = statuses.iter().position(|status| *status == 303);
    let password = format!("plum cake number {}", winner.expect("one"));
    app.anonymous()
        .post(
            "/api/session",
            &json!({ "username": "ben", "password": password }),
        )
        .expect(200);
    is_gone(&app, &path, "ticket_used");
}

#[test]
fn looking_at_a_ticket_tells_whom_it_signs_in_and_uses_nothing_up() {
    let app = App::start();
    for path in [
        device_link(&app.browser(Ben)),
        recovery(&app.browser(Anna), Ben),
    ] {
        for verb in ["GET", "HEAD", "GET"] {
            let seen = app.anonymous().request(verb, &path).send().expect(200);
            assert!(seen.set_cookie().is_none());
            assert_eq!(seen.header("cache-control"), Some("no-store, private"));
            assert_eq!(seen.header("referrer-policy"), Some("same-origin"));
            if verb == "GET" {
                assert!(seen.text().contains("Ben"));
                for untold in ["Anna", "Tilda", "Inga", "Oskar"] {
                    assert!(!seen.text().contains(untold), "{path} tells {untold}");
                }
            }
        }
        let entered = reset(&app.anonymous(), &path, NEW_PASSWORD).expect(303);
        assert_eq!(entered.header("location"), Some("/"));
        assert_eq!(username(&browser(&app, &entered)), "ben");
    }
}

#[test]
fn another_site_cannot_use_a_ticket_in_somebodys_browser() {
    let app = App::start();
    let path = device_link(&app.browser(Ben));
    app.browser(Anna)
        .request("POST", &path)
        .header("Sec-Fetch-Site", "cross-site")
        .form(&[])
        .send()
        .expect(403);
    press(&app.anonymous(), &path, &[]).expect(303);
}

#[test]
fn a_device_let_in_by_another_can_change_no_keys_before_a_password_is_shown() {
    let app = App::start();
    let path = device_link(&app.browser(Ben));
    let tablet = browser(&app, &press(&app.anonymous(), &path, &[]).expect(303));
    assert_eq!(username(&tablet), "ben");
    for path in ["/settings/devices/link", "/settings/card"] {
        let asked = press(&tablet, path, &[]).expect(303);
        let to = asked.header("location").unwrap_or_default();
        assert!(to.starts_with("/settings/confirm"), "{path}: {to}");
    }
    let page = tablet.get("/settings/devices").expect(200).text();
    assert!(!page.contains("/settings/devices/link"), "{page}");
    assert!(page.contains("/settings/confirm?next=/settings/devices"));
    assert_eq!(recorded(&app, "device-link-made", Ben), 1);
}

#[test]
fn a_code_works_five_minutes_and_a_link_a_day() {
    let clock = stopped();
    let app = App::at(clock.clone());
    let (ben, anna) = (fresh(&app, Ben), fresh(&app, Anna));
    let (code, link) = (device_link(&ben), recovery(&anna, Inga));
    clock.advance(Duration::from_secs(5 * 60 - 1));
    app.anonymous().get(&code).expect(200);
    clock.advance(Duration::from_secs(1));
    is_gone(&app, &code, "ticket_expired");
    clock.advance(Duration::from_secs(24 * 3600 - 5 * 60 - 1));
    app.anonymous().get(&link).expect(200);
    clock.advance(Duration::from_secs(1));
    is_gone(&app, &link, "ticket_expired");
}

#[test]
fn a_new_code_or_link_ends_the_one_before() {
    let app = App::start();
    let (ben, anna) = (app.browser(Ben), app.browser(Anna));
    for make in [&(|| device_link(&ben)) as &dyn Fn() -> String, &|| {
        recovery(&anna, Ben)
    }] {
        let first = make();
        let second = make();
        is_gone(&app, &first, "ticket_expired");
        app.anonymous().get(&second).expect(200);
    }
}

#[test]
fn a_new_password_by_a_link_closes_everything_open_before_it_answers() {
    let app = App::start();
    let room = format!("thread-{}", cast::family_thread());
    let (phone, tablet) = (app.browser(Ben), fresh(&app, Ben));
    let mut sockets: Vec<_> = [&phone, &tablet]
        .into_iter()
        .map(|one| Socket::of(&app, one))
        .collect();
    for socket in &mut sockets {
        socket.enter(&room);
    }
    let mut other = Socket::of(&app, &app.browser(Inga));
    other.enter(&room);
    let code = device_link(&phone);
    let path = recovery(&app.browser(Anna), Ben);

    let answer = reset(&app.anonymous(), &path, NEW_PASSWORD).expect(303);
    app.browser(Anna)
        .post(
            &format!("/api/threads/{}/messages", cast::family_thread()),
            &json!({ "body": "after" }),
        )
        .expect(201);
    other.hears("message:new", &room);
    for mut socket in sockets {
        let (heard, closed) = socket.until_closed();
        assert_eq!(closed, Some(4009));
        assert!(
            heard.iter().all(|frame| frame["event"] != "message:new"),
            "{heard:?}"
        );
    }
    assert!(!is_signed_in(&phone) && !is_signed_in(&tablet));
    assert_eq!(username(&browser(&app, &answer)), "ben");
    assert!(is_signed_in(&app.program(Ben)), "tokens stay");
    assert!(is_signed_in(&app.browser(Inga)));
    is_gone(&app, &code, "ticket_expired");
    assert_eq!(recorded(&app, "recovery-made", Ben), 1);
    assert_eq!(recorded(&app, "password-reset", Ben), 1);
    for (password, status) in [(cast::PASSWORD, 401), (NEW_PASSWORD, 200)] {
        let body = json!({ "username": "ben", "password": password });
        app.anonymous().post("/api/session", &body).expect(status);
    }
}

#[test]
fn a_password_that_is_none_uses_no_link_up() {
    let app = App::start();
    let path = recovery(&app.browser(Anna), Ben);
    for (password, again, words) in [
        ("short", "short", "at least 10 characters"),
        ("qwertyuiop", "qwertyuiop", "easy to guess"),
        (NEW_PASSWORD, "seven plums in a bow", "not the same"),
        ("", "", "at least 10 characters"),
    ] {
        let fields = [("password", password), ("again", again)];
        let page = press(&app.anonymous(), &path, &fields).expect(422).text();
        assert!(page.contains(words), "{page}");
        assert!(!page.contains(NEW_PASSWORD), "it is shown again");
    }
    assert!(is_signed_in(&app.browser(Ben)));
    reset(&app.anonymous(), &path, NEW_PASSWORD).expect(303);
}

#[test]
fn only_an_admin_makes_somebody_a_link_and_only_in_their_own_family() {
    let app = App::start();
    let path = format!("/family/{}/recovery", Inga.id());
    for (who, status) in [(Ben, 403), (Tilda, 403), (Gus, 404), (Mallory, 404)] {
        press(&app.browser(who), &path, &[]).expect(status);
    }
    press(&app.browser(Anna), "/family/nobody/recovery", &[]).expect(404);
    shut_out(&app, Oskar);
    let path = format!("/family/{}/recovery", Oskar.id());
    press(&app.browser(Anna), &path, &[]).expect(409);
    assert_eq!(recorded(&app, "recovery-made", Inga), 0);
    recovery(&app.browser(Anna), Inga);
}

#[test]
fn a_link_is_worth_no_more_than_its_makers_role() {
    let app = App::start();
    make(&app, Ben, Role::Admin);
    let path = recovery(&app.browser(Ben), Inga);
    app.anonymous().get(&path).expect(200);
    make(&app, Ben, Role::Adult);
    is_gone(&app, &path, "ticket_expired");
    make(&app, Ben, Role::Admin);
    let path = recovery(&app.browser(Ben), Inga);
    shut_out(&app, Ben);
    is_gone(&app, &path, "ticket_expired");
}

#[test]
fn a_changed_password_and_leaving_withdraw_codes_and_links() {
    let app = App::start();
    let ben = app.browser(Ben);
    let (code, link) = (device_link(&ben), recovery(&app.browser(Anna), Ben));
    let fields = [
        ("current", cast::PASSWORD),
        ("password", NEW_PASSWORD),
        ("again", NEW_PASSWORD),
    ];
    press(&ben, "/settings/password", &fields).expect(303);
    is_gone(&app, &code, "ticket_expired");
    is_gone(&app, &link, "ticket_expired");

    let (code, link) = (
        device_link(&app.browser(Inga)),
        recovery(&app.browser(Anna), Inga),
    );
    shut_out(&app, Inga);
    is_gone(&app, &code, "ticket_expired");
    is_gone(&app, &link, "ticket_expired");
    let inga = hearth::base::ids::MemberId::from_outside(Inga.id());
    by_anna(&app, move |tx, anna| {
        hearth::domain::standing::reactivate(tx, anna, &inga)
    });
    is_gone(&app, &code, "ticket_expired");
}

#[test]
fn a_code_is_for_whoever_asks_and_a_program_asks_for_none() {
    let app = App::start();
    let made = press(&app.browser(Gus), "/settings/devices/link", &[]).expect(201);
    assert_eq!(made.header("cache-control"), Some("no-store, private"));
    let entered = press(&app.anonymous(), &link(&made), &[]).expect(303);
    assert_eq!(username(&browser(&app, &entered)), "gus");
    let refused = press(&app.program(Ben), "/settings/devices/link", &[]);
    assert!(matches!(refused.status, 303 | 401), "{}", refused.status);
    assert_eq!(recorded(&app, "device-link-made", Ben), 0);
}

#[test]
fn whoever_tries_links_that_are_none_is_slowed_down() {
    let app = App::with_settings(&[]);
    let path = format!("/ticket/{}", "a".repeat(26));
    for _ in 0..10 {
        app.anonymous().get(&path).expect(404);
    }
    let refused = app.anonymous().get(&path).expect(429);
    assert!(refused.header("retry-after").is_some());
    press(&app.anonymous(), &path, &[]).expect(429);
    let path = device_link(&app.browser(Ben));
    press(&app.anonymous(), &path, &[]).expect(303);
}

#[test]
fn a_ticket_is_forgotten_with_its_uses_a_month_after_its_time_and_no_sooner() {
    let clock = stopped();
    let app = App::at(clock.clone());
    let code = device_link(&fresh(&app, Ben));
    press(&app.anonymous(), &code, &[]).expect(303);
    let made = press(&fresh(&app, Inga), "/settings/card", &[]);
    made.expect(201);
    let forget = || {
        app.store()
            .write_here(tickets::forget)
            .expect("it commits")
            .value
    };
    clock.advance(Duration::from_secs(30 * 24 * 3600 + 5 * 60));
    assert_eq!(forget(), 0);
    is_gone(&app, &code, "ticket_used");
    clock.advance(Duration::from_secs(1));
    assert_eq!(forget(), 1, "the card stays");
    app.anonymous().get(&code).expect(404);
    assert_eq!(forget(), 0);
}
