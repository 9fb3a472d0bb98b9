//! A card's six digits: for whoever cannot scan, and for nobody who guesses.

use diesel::RunQueryDsl;
use regex::Regex;

use super::{browser, press, recorded, username};
use crate::support::Who::{Anna, Inga};
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, PATIENCE, cast, database};

/// The digits on a card, in their two groups.
#[track_caller]
pub fn printed(card: &Answer) -> String {
    let text = card.text();
    Regex::new(r#"class="printed__digits"[^>]*>(\d{3} \d{3})<"#)
        .expect("a pattern")
        .captures(&text)
        .unwrap_or_else(|| panic!("no digits in {text}"))[1]
        .to_owned()
}

fn card_of_inga(app: &App) -> String {
    let path = format!("/family/{}/card", Inga.id());
    printed(&press(&app.browser(Anna), &path, &[]).expect(201))
}

fn enter(client: &Client, username: &str, digits: &str) -> Answer {
    press(
        client,
        "/ticket",
        &[("username", username), ("digits", digits)],
    )
}

/// Six others.
fn wrong(digits: &str) -> String {
    digits
        .chars()
        .map(|c| {
            c.to_digit(10)
                .map_or(c, |digit| char::from(b'9' - digit as u8))
        })
        .collect()
}

#[test]
fn user_name_and_digits_sign_in_however_they_are_typed() {
    let app = App::start();
    let digits = card_of_inga(&app);
    let arabic: String = digits
        .chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => char::from_u32(0x660 + digit).expect("a digit"),
            None => c,
        })
        .collect();
    for (name, typed) in [
        ("inga", digits.clone()),
        (" Inga ", digits.replace(' ', "")),
        ("INGA", digits.replace(' ', "-")),
        ("inga", arabic),
    ] {
        let entered = enter(&app.anonymous(), name, &typed).expect(303);
        assert_eq!(entered.header("location"), Some("/"));
        assert_eq!(username(&browser(&app, &entered)), "inga");
    }
    let page = app.browser(Inga).get("/settings/card").expect(200).text();
    assert_eq!(page.matches("Today at").count(), 4, "{page}");
}

#[test]
fn digits_of_a_withdrawn_card_are_wrong_and_so_are_those_of_somebody_else() {
    let app = App::start();
    let digits = card_of_inga(&app);
    enter(&app.anonymous(), "anna", &digits).expect(401);
    press(&app.browser(Inga), "/settings/card/revoke", &[]).expect(303);
    enter(&app.anonymous(), "inga", &digits).expect(401);
    let renewed = card_of_inga(&app);
    enter(&app.anonymous(), "inga", &renewed).expect(303);
}

#[test]
fn a_name_that_nobody_has_is_answered_like_wrong_digits() {
    let app = App::start();
    let wrong = wrong(&card_of_inga(&app));
    let page = |name: &str| {
        let answer = enter(&app.anonymous(), name, &wrong).expect(401);
        answer.text().replace(name, "")
    };
    let expected = page("inga");
    assert!(expected.contains("do not belong together"), "{expected}");
    for name in ["nobody-here", "anna", "ben"] {
        assert_eq!(page(name), expected, "{name}");
    }
    for nonsense in ["", "12345", "1234567", "six digits"] {
        enter(&app.anonymous(), "inga", nonsense).expect(401);
    }
}

#[test]
fn five_wrong_ones_slow_an_account_down_and_never_a_device_it_knows() {
    let app = App::with_settings(&[]);
    let digits = card_of_inga(&app);
    let signed_in = app
        .anonymous()
        .request("POST", "/login")
        .form(&[("username", "inga"), ("password", cast::PASSWORD)])
        .send()
        .expect(303);
    let mark = signed_in
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .find_map(|(_, value)| value.split(';').next().filter(|c| c.starts_with("device=")))
        .expect("a mark")
        .to_owned();
    for _ in 0..5 {
        enter(&app.anonymous(), "inga", &wrong(&digits)).expect(401);
    }
    let refused = enter(&app.anonymous(), "inga", &digits).expect(429);
    assert!(refused.header("retry-after").is_some());
    // Wrong passwords and wrong digits are the same patience.
    press(
        &app.anonymous(),
        "/login",
        &[("username", "inga"), ("password", cast::PASSWORD)],
    )
    .expect(429);
    let known = app.client(Identity::Cookie(mark));
    let entered = enter(&known, "inga", &digits).expect(303);
    assert_eq!(username(&browser(&app, &entered)), "inga");
}

#[test]
fn one_address_tries_ten_times_an_hour_whatever_the_names() {
    let app = App::with_settings(&[]);
    for number in 0..10 {
        enter(&app.anonymous(), &format!("name-{number}"), "123 456").expect(401);
    }
    enter(&app.anonymous(), "one-more", "123 456").expect(429);
}

#[test]
fn a_hundred_wrong_ones_wear_the_digits_out_until_the_card_is_used() {
    let app = App::start();
    let digits = card_of_inga(&app);
    let signed_in = press(
        &app.anonymous(),
        "/login",
        &[("username", "inga"), ("password", cast::PASSWORD)],
    );
    let cookies: Vec<_> = signed_in
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|(_, value)| value.split(';').next())
        .filter(|cookie| cookie.starts_with("device="))
        .collect();
    let known = app.client(Identity::Cookie(cookies.join("; ")));
    enter(&app.anonymous(), "inga", &wrong(&digits)).expect(401);
    // Written after the answer, so that the time it takes tells nothing.
    let since = std::time::Instant::now();
    while recorded(&app, "sign-in-failed", Inga) == 0 {
        assert!(since.elapsed() < PATIENCE, "it is not in the record");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    app.store()
        .write_here(|tx| {
            diesel::sql_query(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
                 INSERT INTO audit_entries (family_key, at, act, member_key, detail)
                 SELECT family_key, at, act, member_key, detail FROM audit_entries, n
                 WHERE act = 'sign-in-failed'",
            )
            .execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
    enter(&app.anonymous(), "inga", &digits).expect(401);
    enter(&known, "inga", &digits).expect(303);
    // She has used it, so it is hers: whoever guesses begins anew.
    std::thread::sleep(std::time::Duration::from_millis(5));
    enter(&app.anonymous(), "inga", &digits).expect(303);
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let uses = database::number(&mut conn, "SELECT count(*) AS answer FROM ticket_uses");
    assert_eq!(uses, 2);
}
