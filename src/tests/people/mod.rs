//! The pages about people and the family: who sees what of whom, and who changes what.

/// Names that would be more than names.
mod names;

/// Roles, shutting out and letting in again.
mod standing;

use diesel::RunQueryDsl;
use serde_json::json;

use crate::support::Who::{self, Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::{Answer, App, Client, database};

const EMAIL: &str = "inga@example.org";

fn page_of(who: Who) -> String {
    format!("/family/{}", who.id())
}

fn press(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.request("POST", path).form(fields).send()
}

/// What a person sees of a page, without the marks that isolate names.
fn seen(client: &Client, path: &str) -> String {
    let text = client.get(path).expect(200).text();
    text.replace(['\u{2068}', '\u{2069}'], "")
}

/// Writes straight to the database, for what no page is about here.
fn sql(app: &App, statement: &'static str) {
    app.store()
        .write_here(move |tx| {
            diesel::sql_query(statement).execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
}

fn ask(app: &App, question: &str) -> Vec<String> {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    database::texts(&mut conn, question)
}

/// A thread that Gus is in with Anna, and nobody else of the family.
fn with_gus(app: &App) -> String {
    let opened = app
        .browser(Anna)
        .post(
            "/api/threads",
            &json!({ "memberIds": [Gus.id()], "title": "The boiler" }),
        )
        .expect(201)
        .json();
    opened["thread"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn the_family_sees_its_people_and_only_the_grown_ups_their_address() {
    let app = App::start();
    sql(
        &app,
        "UPDATE members SET email = 'inga@example.org' WHERE username = 'inga'",
    );
    for (who, is_told) in [(Anna, true), (Ben, true), (Inga, true), (Tilda, false)] {
        let text = seen(&app.browser(who), &page_of(Inga));
        assert!(text.contains("<bdi>Grandma Inga</bdi>"), "{text}");
        assert!(text.contains("<bdi>inga</bdi>") && text.contains("Grown-up"));
        assert!(text.contains("Since today"), "{text}");
        assert_eq!(text.contains(EMAIL), is_told, "{who:?}");
    }
    app.browser(Mallory).get(&page_of(Inga)).expect(404);
    app.browser(Anna).get("/family/nobody").expect(404);
}

#[test]
fn a_guest_sees_only_whom_they_share_a_chat_with_and_which() {
    let app = App::start();
    let gus = app.browser(Gus);
    sql(
        &app,
        "UPDATE members SET email = 'anna@example.org' WHERE username = 'anna'",
    );
    for who in [Anna, Ben, Tilda, Inga] {
        gus.get(&page_of(who)).expect(404);
    }
    seen(&gus, &page_of(Gus));
    let thread = with_gus(&app);
    let text = seen(&gus, &page_of(Anna));
    assert!(text.contains("The boiler") && text.contains(&format!("/threads/{thread}")));
    assert!(!text.contains("anna@example.org"));
    gus.get(&page_of(Ben)).expect(404);
    let text = seen(&app.browser(Anna), &page_of(Gus));
    assert!(text.contains("The boiler"), "{text}");
    // Ben is not in it, so it is not there for him.
    let text = seen(&app.browser(Ben), &page_of(Gus));
    assert!(!text.contains("The boiler") && text.contains("no chat together"));
    let list = seen(&gus, "/family");
    assert!(list.contains(&page_of(Anna)) && !list.contains(&page_of(Ben)));
}

#[test]
fn writing_to_somebody_opens_the_one_chat_of_the_two() {
    let app = App::start();
    let ben = app.browser(Ben);
    let text = seen(&ben, &page_of(Inga));
    assert!(text.contains("Write to Grandma Inga"), "{text}");
    let open = || {
        let answer = press(&ben, "/threads", &[("memberIds", &Inga.id())]).expect(303);
        answer.header("location").expect("somewhere").to_owned()
    };
    let thread = open();
    assert!(thread.starts_with("/threads/"));
    assert_eq!(open(), thread);
    assert!(!seen(&ben, &page_of(Ben)).contains("Write to"));
    // A child and a guest are never alone with one another, so it is not offered.
    assert!(!seen(&app.browser(Tilda), &page_of(Gus)).contains("Write to"));
}

#[test]
fn the_grown_ups_say_what_the_family_is_called() {
    let app = App::start();
    let path = "/family/settings";
    let house = |family, zone| [("family", family), ("language", "en"), ("timeZone", zone)];
    for who in [Tilda, Oskar, Gus] {
        app.browser(who).get(path).expect(403);
        press(
            &app.browser(who),
            path,
            &house("The Nettles", "Europe/Berlin"),
        )
        .expect(403);
    }
    let ben = app.browser(Ben);
    assert!(seen(&ben, path).contains("value=\"The Lindens\""));
    let answer = press(&ben, path, &house("The Nettles", "Asia/Tokyo")).expect(303);
    assert_eq!(
        answer.header("location"),
        Some("/family/settings?saved=yes")
    );
    let text = seen(&app.browser(Tilda), "/");
    assert!(text.contains("The Nettles"), "{text}");
    assert!(!seen(&app.browser(Mallory), "/").contains("The Nettles"));
    assert!(seen(&ben, path).contains("<option value=\"Asia/Tokyo\" selected>"));

    for (fields, words) in [
        (house("   ", "Asia/Tokyo"), "Please fill this in"),
        (house("\u{200B}", "Asia/Tokyo"), "Please fill this in"),
        (house(&"x".repeat(81), "Asia/Tokyo"), "That is too long"),
        (house("The Roses", "Mars/Base"), "Please check this"),
        (
            [
                ("family", "The Roses"),
                ("language", "tlh"),
                ("timeZone", "Asia/Tokyo"),
            ],
            "Please check this",
        ),
    ] {
        let page = press(&ben, path, &fields).expect(422).text();
        assert!(page.contains(words), "{page}");
        for (_, typed) in fields.iter().filter(|(name, _)| *name != "language") {
            assert!(
                page.contains(&format!("value=\"{typed}\"")),
                "{typed:?}: {page}"
            );
        }
    }
    assert!(seen(&ben, path).contains("value=\"The Nettles\""));
}

#[test]
fn people_say_themselves_what_they_are_called_and_who_may_help_them() {
    let app = App::start();
    let path = "/settings/profile";
    let inga = app.browser(Inga);
    let text = seen(&inga, path);
    assert!(text.contains("value=\"Grandma Inga\""), "{text}");
    for who in [Anna, Ben] {
        assert!(text.contains(&format!("<option value=\"{}\"", who.id())));
    }
    for who in [Inga, Tilda, Oskar, Gus] {
        assert!(!text.contains(&format!("<option value=\"{}\"", who.id())));
    }
    let long = "x".repeat(10_000);
    let said = |name, email, helper: &str| {
        let fields = [("name", name), ("email", email), ("helper", helper)];
        press(&inga, path, &fields)
    };
    let answer = said(" Oma Inga ", EMAIL, &Ben.id()).expect(303);
    assert_eq!(
        answer.header("location"),
        Some("/settings/profile?saved=yes")
    );
    let text = seen(&inga, path);
    assert!(
        text.contains(&format!("value=\"{}\" dir=\"auto\" selected", Ben.id())),
        "{text}"
    );
    assert!(seen(&app.browser(Tilda), "/family").contains("Oma Inga"));
    // Whoever was chosen may make her a card; nobody else who does not look after Hearth.
    let card = format!("{}/card", page_of(Inga));
    for (who, may) in [(Anna, true), (Ben, true), (Tilda, false), (Inga, false)] {
        assert_eq!(
            seen(&app.browser(who), &page_of(Inga)).contains(&card),
            may,
            "{who:?}"
        );
    }

    for (name, email, helper, words) in [
        ("  ", EMAIL, Ben.id(), "Please fill this in"),
        ("\u{202E}\u{200F}", EMAIL, Ben.id(), "Please fill this in"),
        (long.as_str(), EMAIL, Ben.id(), "That is too long"),
        (
            "Inga",
            "not an address",
            Ben.id(),
            "does not look like an e-mail",
        ),
        ("Inga", EMAIL, Tilda.id(), "choose a grown-up"),
        ("Inga", EMAIL, Inga.id(), "choose a grown-up"),
        ("Inga", EMAIL, Mallory.id(), "choose a grown-up"),
        ("Inga", EMAIL, Gus.id(), "choose a grown-up"),
    ] {
        let page = said(name, email, &helper).expect(422).text();
        assert!(page.contains(words), "{words}: {page}");
        assert!(page.contains(&format!("id=\"name\" name=\"name\" value=\"{name}\"")));
        assert!(page.contains(&format!("value=\"{email}\"")));
        assert_eq!(page.contains("dir=\"auto\" selected"), helper == Ben.id());
    }
    let kept = ask(
        &app,
        "SELECT name || email AS answer FROM members WHERE username = 'inga'",
    );
    assert_eq!(kept, ["Oma Ingainga@example.org"]);
    said("Inga", "", "").expect(303);
    let kept = ask(
        &app,
        "SELECT email || helper_key AS answer FROM members WHERE username = 'inga'",
    );
    assert_eq!(kept, [""]);
}

#[test]
fn a_guest_is_offered_no_helper_they_do_not_know() {
    let app = App::start();
    let gus = app.browser(Gus);
    assert!(!seen(&gus, "/settings/profile").contains(&Anna.id()));
    with_gus(&app);
    let text = seen(&gus, "/settings/profile");
    assert!(text.contains(&Anna.id()) && !text.contains(&Ben.id()));
}
