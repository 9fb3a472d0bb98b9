//! Printed cards: who makes them, what they open, and how they end.

use std::time::Duration;

use hearth::base::clock::Clock;
use hearth::base::ids::MemberId;
use hearth::domain::members::{self, Profile, Role};
use hearth::domain::sessions::at_command_line;
use hearth::domain::standing;
use hearth::domain::tickets::cards;
use hearth::domain::tickets::code::CodeKey;

use super::{browser, is_gone, is_signed_in, make, press, recorded, shut_out, username};
use crate::support::Who::{self, Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::{Answer, App, Client, database};

const TABLET: &str = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36";

fn place(whose: Who) -> String {
    format!("/family/{}/card", whose.id())
}

fn print(maker: &Client, whose: Who) -> Answer {
    press(maker, &place(whose), &[])
}

/// The path of a card's link. A camera reads it from the paper; no page says it.
fn card(app: &App, maker: Who, whose: Who) -> String {
    let made = app
        .store()
        .write_here(move |tx| {
            let maker = members::by_username(tx.conn(), &maker.username())?;
            let id = MemberId::from_outside(whose.id());
            let key = CodeKey::derived_from(b"of no importance here");
            cards::make_card(tx, &at_command_line(maker)?, &key, &id)
        })
        .expect("it commits")
        .value;
    format!("/ticket/{}", made.made.token)
}

fn choose_helper(app: &App, who: Who, helper: Option<Who>) {
    app.store()
        .write_here(move |tx| {
            let me = at_command_line(members::by_username(tx.conn(), &who.username())?)?;
            let profile = Profile {
                name: who.name().to_owned(),
                email: None,
                helper: helper.map(|helper| MemberId::from_outside(helper.id())),
            };
            standing::present_oneself(tx, &me, &profile)
        })
        .expect("it commits");
}

#[test]
fn a_card_is_made_by_an_admin_the_person_or_the_helper_they_chose_and_by_nobody_else() {
    let app = App::start();
    for (who, status) in [
        (Ben, 403),
        (Tilda, 403),
        (Gus, 404),
        (Mallory, 404),
        (Anna, 201),
        (Inga, 201),
    ] {
        let client = app.browser(who);
        print(&client, Inga).expect(status);
        let seen = if status == 201 { 200 } else { status };
        client.get(&place(Inga)).expect(seen);
        let withdrawn = if status == 201 { 303 } else { status };
        press(&client, &format!("{}/revoke", place(Inga)), &[]).expect(withdrawn);
    }
    choose_helper(&app, Inga, Some(Ben));
    print(&app.browser(Ben), Inga).expect(201);
    choose_helper(&app, Inga, None);
    print(&app.browser(Ben), Inga).expect(403);
    choose_helper(&app, Inga, Some(Ben));
    make(&app, Ben, Role::Child);
    print(&app.browser(Ben), Inga).expect(403);

    for own in [Tilda, Gus, Oskar] {
        press(&app.browser(own), "/settings/card", &[]).expect(201);
        print(&app.browser(Anna), own).expect(201);
    }
    print(&app.browser(Anna), Mallory).expect(404);
    assert_eq!(recorded(&app, "card-made", Inga), 3);
    assert_eq!(recorded(&app, "card-revoked", Inga), 2);
    assert_eq!(recorded(&app, "card-made", Gus), 2);
}

#[test]
fn a_card_for_an_admin_is_made_by_that_admin_alone() {
    let app = App::start();
    let (by_anna, by_helper) = (card(&app, Anna, Ben), {
        choose_helper(&app, Inga, Some(Ben));
        card(&app, Ben, Inga)
    });
    for path in [&by_anna, &by_helper] {
        app.anonymous().get(path).expect(200);
    }
    make(&app, Ben, Role::Admin);
    make(&app, Inga, Role::Admin);
    // Whoever made it could become an admin by what they have kept of it.
    is_gone(&app, &by_anna, "ticket_expired");
    is_gone(&app, &by_helper, "ticket_expired");
    for maker in [Anna, Ben] {
        print(&app.browser(maker), Inga).expect(403);
        let page = app.browser(maker).get(&place(Inga)).expect(200).text();
        assert!(page.contains("only for themself"), "{page}");
    }
    print(&app.browser(Inga), Inga).expect(201);
    let own = card(&app, Inga, Inga);
    press(&app.anonymous(), &own, &[]).expect(303);
    press(&app.browser(Anna), &format!("{}/revoke", place(Inga)), &[]).expect(303);
    is_gone(&app, &own, "ticket_expired");
}

#[test]
fn a_card_signs_in_again_and_again_and_each_time_is_shown_to_its_person() {
    let app = App::start();
    let path = card(&app, Anna, Inga);
    for user_agent in [TABLET, "a browser nobody knows"] {
        let entered = app
            .anonymous()
            .request("POST", &path)
            .header("User-Agent", user_agent)
            .form(&[])
            .send()
            .expect(303);
        assert_eq!(entered.header("location"), Some("/"));
        assert_eq!(username(&browser(&app, &entered)), "inga");
    }
    assert_eq!(recorded(&app, "signed-in", Inga), 3);
    let page = app.browser(Inga).get("/settings/card").expect(200).text();
    for words in [
        "Made by \u{2068}Anna\u{2069} on",
        "Samsung Internet on Android",
        "A device we do not recognise",
        "At the computer Hearth runs on",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let devices = app.browser(Inga).get("/settings/devices").expect(200);
    assert!(devices.text().contains("/settings/card"));
    press(&app.browser(Inga), "/settings/card/revoke", &[]).expect(303);
    let page = app.browser(Inga).get("/settings/card?revoked=yes");
    let page = page.expect(200).text();
    assert!(page.contains("Samsung Internet on Android"), "it is kept");
    assert!(page.contains("With an earlier card"), "{page}");
    let devices = app.browser(Inga).get("/settings/devices").expect(200);
    assert!(!devices.text().contains("/settings/card"));
}

#[test]
fn a_browser_that_came_in_by_a_card_changes_no_keys() {
    let app = App::start();
    let path = card(&app, Anna, Inga);
    let tablet = browser(&app, &press(&app.anonymous(), &path, &[]).expect(303));
    for path in [
        "/settings/card",
        "/settings/devices/link",
        "/settings/tokens",
    ] {
        let asked = press(
            &tablet,
            path,
            &[("label", "x"), ("scope", "read"), ("days", "7")],
        );
        let to = asked.header("location").unwrap_or_default().to_owned();
        assert!(to.starts_with("/settings/confirm"), "{path}: {to}");
    }
    press(&tablet, "/settings/card/revoke", &[]).expect(303);
    assert!(is_signed_in(&tablet), "who came in stays");
    is_gone(&app, &path, "ticket_expired");
}

#[test]
fn a_withdrawn_a_replaced_and_an_old_card_open_nothing() {
    let clock = Clock::stopped_at("2026-11-22T18:00:00Z".parse().expect("a moment"));
    let app = App::at(clock.clone());
    let first = card(&app, Anna, Inga);
    let second = card(&app, Inga, Inga);
    is_gone(&app, &first, "ticket_expired");
    for _ in 0..2 {
        press(&app.browser(Anna), &format!("{}/revoke", place(Inga)), &[]).expect(303);
    }
    is_gone(&app, &second, "ticket_expired");
    assert_eq!(recorded(&app, "card-revoked", Inga), 1);

    let third = card(&app, Anna, Inga);
    clock.advance(Duration::from_secs(365 * 24 * 3600 - 1));
    press(&app.anonymous(), &third, &[]).expect(303);
    clock.advance(Duration::from_secs(1));
    is_gone(&app, &third, "ticket_expired");
}

#[test]
fn whoever_has_left_has_no_card_and_holds_nobody_elses() {
    let app = App::start();
    choose_helper(&app, Inga, Some(Ben));
    let (of_ben, by_ben) = (card(&app, Anna, Ben), card(&app, Ben, Inga));
    shut_out(&app, Ben);
    is_gone(&app, &of_ben, "ticket_expired");
    is_gone(&app, &by_ben, "ticket_expired");
    let page = app.browser(Inga).get("/settings/card").expect(200).text();
    assert!(page.contains("There is no card for you"), "{page}");
    print(&app.browser(Anna), Ben).expect(409);
}

#[test]
fn what_is_on_a_card_is_shown_once_and_kept_nowhere() {
    let app = App::start();
    let printed = print(&app.browser(Anna), Inga).expect(201);
    assert_eq!(printed.header("cache-control"), Some("no-store, private"));
    let text = printed.text();
    for words in ["Grandma Inga", "inga", "Anna", "/ticket", "Telephone"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let digits = super::digits::printed(&printed);
    for page in [place(Inga), "/family".to_owned()] {
        let again = app.browser(Anna).get(&page).expect(200).text();
        assert!(!again.contains(&digits), "{page}");
    }
    // A word of their own beside them, so that it is known where to look.
    let path = card(&app, Anna, Inga);
    let token = path.trim_start_matches("/ticket/").to_owned();
    let bare = digits.replace(' ', "");
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let dump = database::dump(&mut conn);
    for file in ["hearth.db", "hearth.db-wal"] {
        let Ok(bytes) = std::fs::read(app.folder().join(file)) else {
            continue;
        };
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(!holds(&token) && !holds(&digits) && !holds(&bare), "{file}");
    }
    let plain = hearth::base::token::digest(&bare);
    assert!(
        !dump.contains(&plain),
        "the digits are hashed without a key"
    );
    assert!(dump.contains(&hearth::base::token::digest(&token)));
}
