//! How a search is answered: as promised, in pages, narrowed, in time, and not too often.

use std::collections::BTreeSet;

use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use hearth::domain::members;
use hearth::domain::search::{Question, search};
use hearth::domain::sessions::at_command_line;
use serde_json::json;

use super::{ask, bodies, refused, say, thread};
use crate::support::App;
use crate::support::Who::{Anna, Ben, Tilda};

#[test]
fn a_result_is_answered_as_promised() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    say(&anna, &id, "nothing of the kind");
    let message = say(&anna, &id, "Grandma's plum\ncake 🎂 is in the oven");
    let answer = ask(&app.program(Ben), &[("q", "plum cake")]);
    let listed = anna
        .get(&format!("/api/threads/{id}/messages?around={message}"))
        .json();
    assert_eq!(
        answer,
        json!({
            "results": [{
                "message": listed["messages"][1],
                "threadId": id,
                "snippet": "Grandma's plum cake 🎂 is in the oven",
                "marks": [{ "start": 10, "end": 14 }, { "start": 15, "end": 19 }],
            }],
            "nextCursor": null,
        })
    );
}

#[test]
fn a_search_can_be_narrowed_to_a_thread_a_person_and_days() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let (one, two) = (thread(&anna, &[Ben]), thread(&anna, &[Ben, Tilda]));
    say(&anna, &one, "tea in one by Anna");
    say(&ben, &one, "tea in one by Ben");
    say(&anna, &two, "tea in two by Anna");
    let narrowed = |fields: &[(&str, &str)]| {
        let fields = [&[("q", "tea")], fields].concat();
        bodies(&ask(&anna, &fields))
    };
    assert_eq!(narrowed(&[("thread", &two)]), ["tea in two by Anna"]);
    assert_eq!(narrowed(&[("author", &Ben.id())]), ["tea in one by Ben"]);
    assert_eq!(
        narrowed(&[("thread", &one), ("author", &Anna.id())]),
        ["tea in one by Anna"]
    );
    assert_eq!(
        narrowed(&[("from", "2020-01-01"), ("to", "2999-12-31")]).len(),
        3
    );
    assert_eq!(narrowed(&[("from", "2020-01-01T00:00:00.000Z")]).len(), 3);
    assert_eq!(narrowed(&[("to", "2020-01-01")]), [""; 0]);
    assert_eq!(narrowed(&[("from", "2999-12-31")]), [""; 0]);
    let at = ask(&anna, &[("q", "tea")])["results"][0]["message"]["createdAt"].clone();
    let at = at.as_str().expect("a moment").to_owned();
    assert!(narrowed(&[("from", &at)]).contains(&"tea in two by Anna".to_owned()));
    assert!(!narrowed(&[("to", &at)]).contains(&"tea in two by Anna".to_owned()));
    assert_eq!(
        narrowed(&[("from", &at[..10]), ("to", &at[..10])]).len(),
        3,
        "around midnight: again"
    );
    for field in ["from", "to"] {
        for odd in ["", "yesterday", "2026-02-30", "2026-13-01", "12", "0"] {
            refused(&anna, &[("q", "tea"), (field, odd)], field, "invalid");
        }
    }
}

#[test]
fn pages_of_results_hold_each_once_newest_first_and_come_to_an_end() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let threads = [thread(&anna, &[Ben]), thread(&anna, &[Ben, Tilda])];
    let said: Vec<String> = (0..23)
        .map(|number| say(&anna, &threads[number % 2], &format!("tick {number}")))
        .collect();
    let (mut seen, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let mut fields = vec![("q", "tick"), ("limit", "5")];
        if let Some(cursor) = &cursor {
            fields.push(("cursor", cursor));
        }
        let page = ask(&ben, &fields);
        let results = page["results"].as_array().expect("a list");
        seen.extend(
            results
                .iter()
                .map(|result| result["message"]["id"].as_str().expect("an id").to_owned()),
        );
        pages += 1;
        if pages == 2 {
            // What is new does not push anything onto the next page, and a removed cursor stays good.
            say(&anna, &threads[0], "tick again");
            let last = page["nextCursor"].as_str().expect("there is more");
            anna.delete(&format!("/api/messages/{last}")).expect(204);
        }
        cursor = page["nextCursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    let newest_first: Vec<String> = said.into_iter().rev().collect();
    assert_eq!(seen, newest_first);
    assert_eq!(pages, 5);
}

#[test]
fn the_page_shows_marks_people_and_places_without_javascript() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let message = say(&anna, &id, "<b>plum</b> cake & cream");
    let page = anna.get("/search?q=plum+cake").expect(200).text();
    assert!(
        page.contains("&#60;b&#62;<mark>plum</mark>&#60;/b&#62; <mark>cake</mark> &#38; cream"),
        "{page}"
    );
    assert!(page.contains(&format!(
        "href=\"/threads/{id}?around={message}#message_{message}\""
    )));
    assert!(page.contains("value=\"plum cake\""));
    let there = format!("/threads/{id}?around={message}");
    assert!(
        anna.get(&there)
            .expect(200)
            .text()
            .contains(&format!("id=\"message_{message}\""))
    );
    let none = anna.get("/search?q=pear&thread=").expect(200).text();
    assert!(none.contains("results__none") && !none.contains("<mark>"));
    for path in ["/", &format!("/threads/{id}")] {
        let page = anna.get(path).expect(200).text();
        assert!(page.contains("action=\"/search\""), "{path}");
    }
    for number in 0..31 {
        say(&anna, &id, &format!("plum number {number}"));
    }
    let first = anna
        .get(&format!("/search?q=plum&thread={id}&author={}", Anna.id()))
        .expect(200)
        .text();
    let onwards = first
        .split("class=\"button\" href=\"")
        .nth(1)
        .expect("a link");
    let onwards = onwards
        .split('"')
        .next()
        .expect("its end")
        .replace("&amp;", "&");
    let older = anna.get(&onwards).expect(200).text();
    assert!(
        older.contains("number 0<") && older.contains("value=\"plum\""),
        "{older}"
    );
    assert_eq!(older.matches("class=\"result\"").count(), 2);
}

#[test]
fn one_searches_once_a_second_and_fifteen_times_at_once() {
    let app = App::with_settings(&[]);
    let tilda = app.browser(Tilda);
    let answers: BTreeSet<u16> = (0..40)
        .map(|_| tilda.get("/api/search?q=hello").status)
        .collect();
    assert_eq!(answers, BTreeSet::from([200, 429]));
    let answer = tilda.get("/search?q=hello");
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").is_some());
    tilda.get("/search").expect(200);
    app.browser(Ben).get("/api/search?q=hello").expect(200);
}

#[test]
fn a_search_is_ended_when_its_time_is_up() {
    use hearth::base::error::Error;
    diesel::define_sql_function! {
        fn in_time(row: diesel::sql_types::BigInt, until: diesel::sql_types::BigInt) -> diesel::sql_types::Bool;
    }
    #[derive(Debug)]
    struct Verdict(bool);
    impl ToSql<Bool, Sqlite> for Verdict {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            match self.0 {
                true => <bool as ToSql<Bool, Sqlite>>::to_sql(&self.0, out),
                false => Err("the time for this question is up".into()),
            }
        }
    }
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    for number in 0..3 {
        say(&anna, &id, &format!("slow {number}"));
    }
    let me = app.store().reader();
    let question = Question {
        text: "slow".to_owned(),
        limit: 10,
        ..Question::default()
    };
    let ended = me.read(|conn| {
        let me = at_command_line(members::by_username(conn, "anna")?)?;
        assert_eq!(search(conn, &me, &question)?.found.len(), 3);
        // The time is up when the second row is looked at.
        let mut rows = 0;
        in_time_utils::register_nondeterministic_impl(conn, move |_: i64, _: i64| {
            rows += 1;
            Verdict(rows < 2)
        })?;
        search(conn, &me, &question).map(drop)
    });
    assert!(matches!(ended, Err(Error::Unavailable { .. })), "{ended:?}");
}
