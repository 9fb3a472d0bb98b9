//! What somebody makes of a thread for themselves: how it is written down, when it is over, and where the
//! thread lies then.

use std::time::Duration;

use hearth::base::clock::{Clock, rfc3339};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{in_list, list, listed, say, seen, thread};
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::{App, Client, cast};

fn marks(client: &Client, thread: &str) -> [Value; 4] {
    let details = client
        .get(&format!("/api/threads/{thread}"))
        .expect(200)
        .json();
    let row = listed(client, thread);
    ["muted", "mutedUntil", "pinned", "archived"].map(|field| {
        assert_eq!(row[field], details[field], "{field} of the list");
        details[field].clone()
    })
}

fn of(muted: bool, until: Option<&str>, pinned: bool, archived: bool) -> [Value; 4] {
    [json!(muted), json!(until), json!(pinned), json!(archived)]
}

#[test]
fn each_mark_is_set_and_taken_back_and_twice_is_once() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let ben = app.program(Ben);
    let nothing = of(false, None, false, false);
    assert_eq!(marks(&ben, &thread), nothing);
    for (mark, set) in [
        ("mute", of(true, None, false, false)),
        ("pin", of(false, None, true, false)),
        ("archive", of(false, None, false, true)),
    ] {
        let path = format!("/api/threads/{thread}/{mark}");
        for _ in 0..2 {
            ben.put(&path).expect(204);
            assert_eq!(marks(&ben, &thread), set, "{mark}");
        }
        assert_eq!(marks(&anna, &thread), nothing, "{mark} is Ben's alone");
        for _ in 0..2 {
            ben.delete(&path).expect(204);
            assert_eq!(marks(&ben, &thread), nothing, "{mark}");
        }
        app.browser(Tilda).put(&path).refuses(404, "not_found");
        app.browser(Tilda).delete(&path).refuses(404, "not_found");
    }
}

#[test]
fn what_is_on_top_is_not_put_away_and_the_other_way_round() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let path = format!("/api/threads/{thread}");
    anna.put(&format!("{path}/pin")).expect(204);
    anna.put(&format!("{path}/archive")).expect(204);
    assert_eq!(marks(&anna, &thread), of(false, None, false, true));
    anna.put(&format!("{path}/pin")).expect(204);
    assert_eq!(marks(&anna, &thread), of(false, None, true, false));
}

#[test]
fn a_thread_is_quiet_until_the_moment_given_and_not_a_moment_longer() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let path = format!("/api/threads/{thread}/mute");
    let mute = |body: Value| anna.request("PUT", &path).json(&body).send();
    let until = rfc3339(clock.now_ms() + 60_000);
    mute(json!({ "until": until })).expect(204);
    assert_eq!(marks(&anna, &thread), of(true, Some(&until), false, false));
    clock.advance(Duration::from_millis(59_999));
    assert_eq!(marks(&anna, &thread)[0], true);
    clock.advance(Duration::from_millis(1));
    assert_eq!(marks(&anna, &thread), of(false, None, false, false));
    for forever in [json!({}), json!({ "until": null })] {
        mute(forever).expect(204);
        assert_eq!(marks(&anna, &thread), of(true, None, false, false));
        anna.delete(&path).expect(204);
    }
    // An offset is a moment as well; what is over or no moment keeps nothing quiet.
    mute(json!({ "until": "2126-01-01T02:00:00+02:00" })).expect(204);
    assert_eq!(marks(&anna, &thread)[1], "2126-01-01T00:00:00.000Z");
    anna.delete(&path).expect(204);
    let now = rfc3339(clock.now_ms());
    for wrong in [
        now.as_str(),
        "1999-01-01T00:00:00Z",
        "tomorrow",
        "",
        "2126-01-01",
    ] {
        let answer = mute(json!({ "until": wrong }));
        answer.refuses(422, "invalid");
        assert_eq!(answer.json()["fields"]["until"], json!(["invalid"]));
    }
    mute(json!({ "until": 5 })).refuses(400, "invalid_json");
    let request = || anna.request("PUT", &path);
    request().body("text/plain", "x").send().expect(415);
    request()
        .body("application/json", "{")
        .send()
        .refuses(400, "invalid_json");
    assert_eq!(marks(&anna, &thread), of(false, None, false, false));
}

#[test]
fn the_pages_list_has_pinned_threads_first_and_archived_ones_elsewhere() {
    let app = App::start();
    let anna = app.browser(Anna);
    let threads: Vec<String> = (0..4).map(|_| thread(&anna, &[Ben])).collect();
    let family = cast::family_thread();
    let [a, b, c, d] = &threads[..] else { panic!() };
    assert_eq!(list(&app, Anna), [d, c, b, a, &family].map(String::from));
    for pinned in [&family, b] {
        anna.put(&format!("/api/threads/{pinned}/pin")).expect(204);
    }
    anna.put(&format!("/api/threads/{d}/archive")).expect(204);
    let text = seen(&anna, "/");
    assert_eq!(in_list(&text), [&family, b, c, a].map(String::from));
    assert_eq!(text.matches(">Pinned</span>").count(), 2);
    assert!(
        text.contains("Archived (\u{2068}1\u{2069})") || text.contains("Archived (1)"),
        "{text}"
    );
    let archive = seen(&anna, "/threads?archived=yes");
    assert_eq!(in_list(&archive), [d.clone()]);
    assert!(archive.contains("Archived chats"));
    // Pieces for a page that is open already say the same.
    let piece = |path: &str| in_list(&super::piece(anna.request("GET", path)));
    assert_eq!(piece("/threads"), [&family, b, c, a].map(String::from));
    assert_eq!(piece("/threads?archived=yes"), [d.clone()]);
    // Somebody else's list, and that of programs, stay in order of activity.
    assert_eq!(list(&app, Ben), [d, c, b, a, &family].map(String::from));
    assert!(!seen(&app.browser(Ben), "/").contains("archived=yes"));
    let api = anna.get("/api/threads").expect(200).json();
    let ids: Vec<_> = api["threads"]
        .as_array()
        .unwrap()
        .iter()
        .map(super::id)
        .collect();
    assert_eq!(ids, [d, c, b, a, &family].map(String::from));
}

#[test]
fn a_muted_thread_is_marked_and_an_archive_can_be_empty() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    assert!(!seen(&anna, "/").contains(">Muted</span>"));
    anna.put(&format!("/api/threads/{thread}/mute")).expect(204);
    let text = seen(&anna, "/");
    assert!(text.contains(">Muted</span>") && text.contains("row--muted"));
    assert!(!seen(&app.browser(Ben), "/").contains(">Muted</span>"));
    assert!(seen(&anna, "/threads?archived=yes").contains("Nothing is archived."));
}

#[test]
fn a_new_message_takes_a_thread_out_of_the_archive_unless_it_is_muted() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben, Tilda]);
    let path = format!("/api/threads/{thread}");
    for client in [&anna, &ben] {
        client.put(&format!("{path}/archive")).expect(204);
    }
    let until = rfc3339(clock.now_ms() + 60_000);
    ben.request("PUT", &format!("{path}/mute"))
        .json(&json!({ "until": until }))
        .send()
        .expect(204);
    let tilda = app.browser(Tilda);
    let first = say(&tilda, &thread, json!({ "body": "one" }));
    assert_eq!(marks(&anna, &thread)[3], false);
    assert_eq!(marks(&ben, &thread)[3], true);
    // A change of an old message says nothing new.
    anna.put(&format!("{path}/archive")).expect(204);
    tilda
        .patch(&format!("/api/messages/{first}"), &json!({ "body": "1" }))
        .expect(200);
    assert_eq!(marks(&anna, &thread)[3], true);
    // Once the quiet is over it comes back with the next message.
    clock.advance(Duration::from_secs(60));
    assert_eq!(marks(&ben, &thread)[3], true);
    say(&tilda, &thread, json!({ "body": "two" }));
    assert_eq!(marks(&ben, &thread)[3], false);
}

#[test]
fn a_list_of_many_threads_asks_no_more_questions_than_a_list_of_few() {
    use diesel::connection::{Connection, InstrumentationEvent};
    use hearth::domain::threads::Shelf;
    use hearth::domain::{members, messages, sessions, threads};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    let app = App::start();
    let anna = app.browser(Anna);
    let questions = || {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        let count = app.store().reader().read(|conn| {
            let me = sessions::at_command_line(members::by_username(conn, "anna")?)?;
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    counted.fetch_add(1, SeqCst);
                }
            });
            let listed = threads::shelf(conn, &me, Shelf::Open, 200)?;
            let seats: Vec<_> = listed.iter().map(|listed| &listed.seat).collect();
            messages::unread(conn, &me, &seats)?;
            messages::last_of(conn, &seats)?;
            threads::archived_count(conn, &me)?;
            conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            Ok(listed.len())
        });
        (count.expect("it reads"), asked.load(SeqCst))
    };
    let talk = |number: usize| {
        let thread = thread(&anna, &[Ben, Tilda]);
        say(&anna, &thread, json!({ "body": number.to_string() }));
    };
    (0..2).for_each(talk);
    let (few, asked) = questions();
    assert!(few == 3 && asked > 0, "{few} threads, {asked} questions");
    (2..30).for_each(talk);
    assert_eq!(questions(), (31, asked));
}
