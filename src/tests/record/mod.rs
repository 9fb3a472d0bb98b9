//! The record: every sensitive thing is one line of it, nothing secret ever is, and nobody changes it.

/// What is sensitive, and the lines that it makes.
mod deeds;

use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use hearth::base::clock::Clock;
use hearth::domain::audit;
use jiff::Timestamp;
use serde_json::json;

use crate::support::Who::{self, Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, PATIENCE, cast, database};

const NEW_PASSWORD: &str = "seven plums in a bowl";

/// The acts in the record, oldest first, with whom they concern.
fn lines(app: &App) -> Vec<String> {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    database::texts(
        &mut conn,
        "SELECT act || ' ' || coalesce(username, '') AS answer FROM audit_entries
         LEFT JOIN members ON members.key = member_key ORDER BY audit_entries.key",
    )
}

/// The lines that come to be while something is done, once there are `count` of them: some are written
/// after the answer.
#[track_caller]
fn lines_of<T>(app: &App, count: usize, deed: impl FnOnce() -> T) -> (T, Vec<String>) {
    let before = lines(app).len();
    let result = deed();
    let end = Instant::now() + PATIENCE;
    while lines(app).len() < before + count && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(5));
    }
    (result, lines(app).split_off(before))
}

fn press(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.request("POST", path).form(fields).send()
}

fn signed_in(app: &App, who: Who) -> Client {
    app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), who)))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).expect("it is there") + start.len();
    let length = text[from..].find(end).expect("it ends");
    &text[from..from + length]
}

#[test]
fn founding_the_family_is_the_first_line_of_its_record() {
    let app = App::empty();
    let code = std::fs::read_to_string(app.folder().join("setup-code")).expect("a code");
    let (answer, lines) = lines_of(&app, 2, || {
        let fields = [
            ("family", "The Nettles"),
            ("name", "Nora"),
            ("username", "nora"),
            ("password", NEW_PASSWORD),
            ("code", code.trim()),
        ];
        press(&app.anonymous(), "/setup", &fields)
    });
    answer.expect(303);
    assert_eq!(lines, ["founded nora", "signed-in nora"]);
}

#[test]
fn no_secret_ever_stands_in_the_record() {
    let app = App::start();
    let mut secrets = vec![cast::PASSWORD.to_owned(), NEW_PASSWORD.to_owned()];
    for deed in deeds::all() {
        let (answer, _) = lines_of(&app, deed.makes.len(), || (deed.does)(&app));
        let text = answer.text();
        if let Some(cookie) = answer.set_cookie() {
            // Empty where somebody signed out.
            let secret = between(cookie, "session=", ";").to_owned();
            secrets.extend(Some(secret).filter(|secret| !secret.is_empty()));
        }
        if deed.route == "POST /settings/tokens" {
            secrets.push(format!("hearth_{}", between(&text, "hearth_", "<")));
        }
        if deed.route == "POST /family/programs/secret" {
            let secret = app.rooms().keys().secret.clone();
            assert!(text.contains(&secret), "it is shown");
            secrets.push(secret);
        }
        if deed.route.ends_with("/devices/link") || deed.route.ends_with("/recovery") {
            secrets.push(between(&text, "/ticket/", "<").to_owned());
        }
        if let Some(at) = text.find("printed__digits") {
            let digits = between(&text[at..], ">", "<").to_owned();
            secrets.extend([digits.replace(' ', ""), digits]);
        }
        if deed.route == "POST /family/invitations" {
            secrets.push(between(&text, "/join/", "<").to_owned());
            secrets.push(between(&text, "id=\"code\">", "<").to_owned());
        }
    }
    let missing = press(
        &app.browser(Ben),
        &format!("/family/{}/role?before=the+canary", Inga.id()),
        &[("role", "the canary")],
    );
    missing.expect(403);
    assert!(secrets.len() >= 8, "{secrets:?}");
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let record = database::texts(
        &mut conn,
        "SELECT act || detail || address || user_agent AS answer FROM audit_entries",
    )
    .join("\n");
    assert!(
        record.contains("the doorbell"),
        "the record is not looked at"
    );
    for secret in secrets.iter().map(String::as_str).chain(["canary"]) {
        assert!(!record.contains(secret), "{secret}");
    }
}

#[test]
fn a_line_of_the_record_is_never_changed() {
    let app = App::start();
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let before = lines(&app);
    for statement in [
        "UPDATE audit_entries SET act = 'founded'",
        "UPDATE audit_entries SET at = 0 WHERE key = 1",
        "UPDATE OR IGNORE audit_entries SET detail = ''",
    ] {
        let refused = conn.batch_execute(statement).expect_err(statement);
        assert!(
            refused.to_string().contains("only ever added to"),
            "{refused}"
        );
    }
    assert_eq!(lines(&app), before);
    assert!(!before.is_empty());
}

#[test]
fn what_is_older_than_400_days_is_swept_and_nothing_else() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    let sweep = || {
        app.store()
            .write_here(audit::sweep)
            .expect("it commits")
            .value
    };
    let old = lines(&app).len();
    clock.advance(days(200));
    lines_of(&app, 1, || signed_in(&app, Ben));
    let rest = || {
        let mut conn = database::open(&app.folder().join("hearth.db"));
        database::dump_without(&mut conn, &["audit_entries"])
    };
    let before = rest();
    clock.advance(days(199));
    assert_eq!(sweep(), 0);
    clock.advance(days(2));
    assert_eq!(sweep(), old);
    assert_eq!(lines(&app), ["signed-in ben"]);
    assert_eq!(sweep(), 0);
    assert_eq!(rest(), before);
    clock.advance(days(200));
    assert_eq!(sweep(), 1);
    assert_eq!(lines(&app), [""; 0]);
}

#[test]
fn a_sweep_takes_so_much_and_no_more_at_once() {
    let app = App::start();
    app.store()
        .write_here(|tx| {
            diesel::sql_query(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
                 INSERT INTO audit_entries (family_key, at, act) SELECT 1, i, 'signed-out' FROM n",
            )
            .execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
    let sweep = || {
        app.store()
            .write_here(audit::sweep)
            .expect("it commits")
            .value
    };
    assert_eq!([sweep(), sweep(), sweep()], [1000, 500, 0]);
}

#[test]
fn the_grown_ups_read_the_record_and_only_that_of_their_own_family() {
    let app = App::start();
    let (anna, tilda) = (app.browser(Anna), app.browser(Tilda));
    for who in [Tilda, Oskar, Gus] {
        app.browser(who).get("/family/record").expect(403);
    }
    let read = |client: &Client| {
        let text = client.get("/family/record").expect(200).text();
        text.replace(['\u{2068}', '\u{2069}'], "")
    };
    press(
        &anna,
        &format!("/family/{}/role", Inga.id()),
        &[("role", "admin")],
    )
    .expect(303);
    lines_of(&app, 1, || {
        app.anonymous()
            .request("POST", "/login")
            .header(
                "User-Agent",
                "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0",
            )
            .form(&[("username", "ben"), ("password", "a wrong one")])
            .send()
    });
    for who in [Anna, Ben, Inga] {
        let text = read(&app.browser(who));
        for words in [
            "<h2 class=\"card__title\">Today</h2>",
            "Anna let Grandma Inga look after Hearth.",
            "Somebody tried a wrong password for Ben.",
            "At the computer Hearth runs on",
            "Firefox on Android",
            "At the server’s command line: Ben was added to the family.",
        ] {
            assert!(text.contains(words), "{who:?} misses {words}: {text}");
        }
        // An address is there for whoever asks for it.
        let (_, more) = text.split_once("<details").expect("something to open");
        assert!(more.contains("<code>127.0.0.1</code>"));
        assert!(!text.contains("Mallory"), "{text}");
    }
    let next_door = read(&app.browser(Mallory));
    assert!(
        !next_door.contains("Ben") && !next_door.contains("Anna"),
        "{next_door}"
    );
    let (_, lines) = lines_of(&app, 1, || tilda.get("/family/record").expect(403));
    assert_eq!(lines, ["denied tilda"]);
    assert!(read(&anna).contains("<code>/family/record</code>"));
}

#[test]
fn the_record_has_fifty_lines_a_page_and_misses_none() {
    let app = App::start();
    app.store()
        .write_here(|tx| {
            use hearth::domain::audit::{Act, Hand};
            use hearth::domain::members;
            let anna = members::by_username(tx.conn(), "anna")?;
            let mallory = members::by_username(tx.conn(), "mallory")?;
            for number in 0..120 {
                // Next door is busy in between.
                for member in [&anna, &mallory] {
                    let label = format!("number {number:03}");
                    audit::record(
                        tx,
                        member.family_key,
                        &Hand::host(),
                        Act::TokenMade,
                        Some(member.key),
                        &label,
                    )?;
                }
            }
            Ok(())
        })
        .expect("it commits");
    let anna = app.browser(Anna);
    let mut path = "/family/record".to_owned();
    let (mut numbers, mut pages) = (Vec::new(), 0);
    loop {
        let text = anna.get(&path).expect(200).text();
        let shown = text.matches("class=\"record__line\"").count();
        pages += 1;
        numbers.extend(
            text.split("number ")
                .skip(1)
                .map(|rest| rest[..3].to_owned()),
        );
        match text.split_once("/family/record?before=") {
            Some((_, rest)) => {
                assert_eq!(shown, 50);
                let end = rest.find('"').expect("a link");
                path = format!("/family/record?before={}", &rest[..end]);
                assert!(rest[..end].parse::<u32>().expect("a number") < 150);
            }
            None => break,
        }
    }
    let expected: Vec<_> = (0..120)
        .rev()
        .map(|number| format!("{number:03}"))
        .collect();
    assert_eq!(numbers, expected);
    assert!(pages >= 3);
    for odd in [
        "0",
        "-5",
        "x",
        "99999999999999999999",
        "9223372036854775807",
    ] {
        anna.get(&format!("/family/record?before={odd}"))
            .expect(200);
    }
}

#[test]
fn who_is_refused_is_in_the_record_by_route_and_ten_times_an_hour() {
    let app = App::start();
    let tilda = app.browser(Tilda);
    let path = format!("/family/{}/shut-out?secret=yes", Ben.id());
    let (_, lines) = lines_of(&app, 1, || tilda.get(&path).expect(403));
    assert_eq!(lines, ["denied tilda"]);
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let details = database::texts(
        &mut conn,
        "SELECT detail AS answer FROM audit_entries WHERE act = 'denied'",
    );
    assert_eq!(details, ["/family/{member}/shut-out"]);
    let (_, lines) = lines_of(&app, 9, || {
        for _ in 0..30 {
            tilda.get("/family/settings").expect(403);
        }
    });
    assert_eq!(lines, ["denied tilda"; 9]);
    // A program that may only read is refused as well.
    let program = app.program(Oskar);
    let (_, lines) = lines_of(&app, 1, || {
        program
            .post(
                "/api/threads/x/members",
                &json!({ "memberIds": [Ben.id()] }),
            )
            .refuses(404, "not_found");
        app.browser(Oskar).get("/family/record").expect(403);
    });
    assert_eq!(lines, ["denied oskar"]);
    // Strangers, other sites and sockets that are gone make no line.
    let (_, lines) = lines_of(&app, 0, || {
        app.anonymous().get("/family/record").expect(303);
        app.browser(Gus)
            .request("POST", "/logout")
            .header("Sec-Fetch-Site", "cross-site")
            .send()
            .expect(403);
        press(
            &app.browser(Gus),
            "/pusher/auth",
            &[("socket_id", "1.1"), ("channel_name", "private-thread-x")],
        )
        .expect(403);
        app.browser(Gus).get("/family/record").expect(403)
    });
    let end = Instant::now() + PATIENCE;
    let mut seen = lines;
    while seen.is_empty() && Instant::now() < end {
        seen = self::lines(&app)
            .into_iter()
            .filter(|line| line == "denied gus")
            .collect();
    }
    assert_eq!(seen, ["denied gus"]);
}
