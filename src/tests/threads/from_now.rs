//! Whoever was added for what is said from now on never sees what was said before: nowhere, in no
//! direction, and by no other way. Beside them always sits one who sees it all, or it would prove nothing.

use serde_json::{Value, json};

use super::{add, bodies, id, listed, piece, press, read, remove, say, seen, thread};
use crate::support::Who::{Anna, Ben, Inga, Oskar, Tilda};
use crate::support::{App, cast};

const OLD: &str = "the presents are in the attic";

/// A thread of Anna and Ben in which something was said, to which Inga was then added for everything and
/// Tilda for what follows; and what followed.
struct Scene {
    app: App,
    thread: String,
    /// Before any message.
    since: String,
    first: String,
    old: String,
    file: String,
    new: String,
}

fn scene() -> Scene {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let since = read(&anna, &thread, "")["changeCursor"].clone();
    let first = say(&anna, &thread, json!({ "body": "the very first" }));
    let uploaded = anna
        .request("POST", "/api/files")
        .multipart(&[], &[("file", "attic plan.txt", OLD.as_bytes())])
        .send()
        .expect(201)
        .json();
    let file = id(&uploaded["file"]);
    let old = say(
        &anna,
        &thread,
        json!({ "body": format!("{OLD}, said first"), "fileIds": [file] }),
    );
    anna.patch(&format!("/api/messages/{old}"), &json!({ "body": OLD }))
        .expect(200);
    add(&anna, &thread, Inga, "all").expect(200);
    add(&anna, &thread, Tilda, "fromNow").expect(200);
    let new = say(
        &anna,
        &thread,
        json!({ "body": "cake at four", "replyTo": old }),
    );
    Scene {
        app,
        thread,
        since: since.as_str().expect("a cursor").to_owned(),
        first,
        old,
        file,
        new,
    }
}

#[test]
fn a_list_of_theirs_begins_with_their_time_in_every_direction() {
    let Scene {
        app,
        thread,
        since,
        first,
        old,
        new,
        ..
    } = scene();
    let (inga, tilda) = (app.browser(Inga), app.program(Tilda));
    let before = format!("before={new}");
    for (query, all, own) in [
        ("", 3, 1),
        ("limit=200", 3, 1),
        (before.as_str(), 2, 0),
        (&format!("around={new}"), 3, 1),
        (&format!("cursor={new}"), 0, 0),
        (&format!("since={since}"), 3, 1),
    ] {
        assert_eq!(bodies(&read(&inga, &thread, query)).len(), all, "{query}");
        let page = read(&tilda, &thread, query);
        assert_eq!(bodies(&page).len(), own, "{query}: {page}");
        assert!(page["prevCursor"].is_null(), "{query}: {page}");
    }
    let mine = &read(&tilda, &thread, "")["messages"][0];
    assert_eq!(mine["id"], *new);
    assert!(mine["previousId"].is_null(), "nothing precedes: {mine}");
    assert_eq!(read(&inga, &thread, "")["messages"][2]["previousId"], *old);
    for place in ["cursor", "before", "around"] {
        for message in [&first, &old] {
            let path = format!("/api/threads/{thread}/messages?{place}={message}");
            tilda.get(&path).refuses(400, "invalid_cursor");
            inga.get(&path).expect(200);
        }
    }
}

#[test]
fn going_back_stops_where_their_time_begins() {
    let Scene {
        app, thread, new, ..
    } = scene();
    let anna = app.browser(Anna);
    let last = (0..5).fold(new, |_, number| {
        say(&anna, &thread, json!({ "body": number.to_string() }))
    });
    for (who, expected) in [(Inga, 8), (Tilda, 6)] {
        let client = app.browser(who);
        let (mut found, mut place) = (1, last.clone());
        loop {
            let page = read(&client, &thread, &format!("limit=2&before={place}"));
            found += bodies(&page).len();
            match page["prevCursor"].as_str() {
                Some(cursor) => place = cursor.to_owned(),
                None => break,
            }
        }
        assert_eq!(found, expected, "{who:?}");
    }
}

#[test]
fn what_happens_to_an_earlier_message_is_no_change_of_theirs() {
    let Scene {
        app,
        thread,
        old,
        new,
        ..
    } = scene();
    let (anna, inga, tilda) = (app.browser(Anna), app.browser(Inga), app.browser(Tilda));
    let cursor = |answer: &Value| answer["changeCursor"].as_str().expect("it").to_owned();
    let since = cursor(&read(&tilda, &thread, ""));
    anna.patch(&format!("/api/messages/{old}"), &json!({ "body": "moved" }))
        .expect(200);
    inga.put(&format!("/api/messages/{old}/reactions/%F0%9F%91%8D"))
        .expect(204);
    let changed = read(&tilda, &thread, &format!("since={since}"));
    assert_eq!(bodies(&changed), Vec::<String>::new(), "{changed}");
    assert_eq!(changed["hasMore"], false);
    assert_eq!(
        bodies(&read(&inga, &thread, &format!("since={since}"))),
        ["moved"]
    );
    // From there it goes on, exactly.
    inga.put(&format!("/api/messages/{new}/reactions/%F0%9F%91%8D"))
        .expect(204);
    let since = cursor(&changed);
    let changed = read(&tilda, &thread, &format!("since={since}"));
    assert_eq!(bodies(&changed), ["cake at four"]);
}

#[test]
fn an_earlier_message_is_not_there_for_anything_one_does_with_messages() {
    let pages = ["", "/forward", "/edit", "/delete"];
    for (who, sees) in [(Inga, true), (Tilda, false)] {
        let Scene {
            app, thread, old, ..
        } = scene();
        let client = app.browser(who);
        let api = format!("/api/messages/{old}");
        let page = format!("/threads/{thread}/messages/{old}");
        let status = |seen, hidden| if sees { seen } else { hidden };
        for path in pages {
            let answer = client.get(&format!("{page}{path}"));
            let seen = match path {
                "" | "/forward" => 200,
                // It is another's.
                _ => 403,
            };
            assert_eq!(answer.status, status(seen, 404), "{who:?} {path}");
            assert!(sees || !answer.text().contains("attic"), "{path}");
        }
        client
            .patch(&api, &json!({ "body": "x" }))
            .expect(status(403, 404));
        client.delete(&api).expect(status(403, 404));
        let emoji = format!("{api}/reactions/%F0%9F%91%8D");
        client.put(&emoji).expect(status(204, 404));
        client.delete(&emoji).expect(status(204, 404));
        let react = press(&client, &format!("{page}/reactions"), &[("emoji", "👍")]);
        assert_eq!(react.status, status(303, 404));
        let read = client.post(
            &format!("/api/threads/{thread}/read"),
            &json!({ "messageId": old }),
        );
        assert_eq!(read.status, status(204, 400), "{}", read.text());
        let reply = client.post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": "as to that", "replyTo": old }),
        );
        assert_eq!(reply.status, status(201, 400));
        assert!(sees || reply.code() == "unknown_message");
        let around = client.get(&format!("/threads/{thread}?around={old}"));
        assert_eq!(around.status, status(200, 404));
        // A link to answer it opens the thread, without it.
        let answering = seen(&client, &format!("/threads/{thread}?reply={old}"));
        assert_eq!(answering.contains(OLD), sees, "{who:?}");
        let forward = press(&client, &format!("{page}/forward"), &[("to", &thread)]);
        assert_eq!(forward.status, status(303, 404));
    }
}

#[test]
fn the_admin_sees_and_removes_nothing_from_before_their_time_either() {
    let app = App::start();
    let ben = app.browser(Ben);
    let thread = thread(&ben, &[Inga]);
    let old = say(&ben, &thread, json!({ "body": OLD }));
    add(&ben, &thread, Anna, "fromNow").expect(200);
    let anna = app.browser(Anna);
    anna.delete(&format!("/api/messages/{old}"))
        .refuses(404, "not_found");
    assert_eq!(bodies(&read(&ben, &thread, "")), [OLD]);
    assert!(bodies(&read(&anna, &thread, "")).is_empty());
}

#[test]
fn an_answer_to_an_earlier_message_says_no_word_of_it() {
    let Scene {
        app,
        thread,
        old,
        new,
        ..
    } = scene();
    let page = format!("/threads/{thread}");
    let (inga, tilda) = (app.browser(Inga), app.browser(Tilda));
    for path in [page.clone(), format!("{page}/messages/{new}")] {
        assert!(seen(&inga, &path).contains(OLD), "{path}");
        let text = seen(&tilda, &path);
        assert!(text.contains("An earlier message"), "{text}");
        assert!(!text.contains("attic") && !text.contains(&format!("message_{old}")));
    }
    let fragment = |query: &str| piece(tilda.request("GET", &format!("{page}/messages?{query}")));
    for query in [String::new(), format!("around={new}")] {
        let text = fragment(&query);
        assert!(text.contains("An earlier message") && !text.contains("attic"));
    }
    // What changes it answers the same.
    let react = tilda
        .request("POST", &format!("{page}/messages/{new}/reactions"))
        .form(&[("emoji", "👍")]);
    let text = piece(react);
    assert!(text.contains("An earlier message") && !text.contains("attic"));
    // The id says nothing; programs may keep it.
    assert_eq!(read(&tilda, &thread, "")["messages"][0]["replyTo"], *old);
}

#[test]
fn files_from_before_their_time_are_not_there() {
    let Scene { app, file, .. } = scene();
    for path in [
        format!("/files/{file}"),
        format!("/api/files/{file}/status"),
    ] {
        app.browser(Inga).get(&path).expect(200);
        app.browser(Tilda).get(&path).expect(404);
        app.program(Tilda).get(&path).refuses(404, "not_found");
    }
}

#[test]
fn no_search_finds_what_was_said_before_their_time() {
    let Scene {
        app,
        thread,
        old,
        new,
        ..
    } = scene();
    let found = |who, query: &str| {
        let answer = app.browser(who).get(&format!("/api/search?{query}"));
        let answer = answer.expect(200).json();
        answer["results"].as_array().expect("a list").clone()
    };
    for query in ["q=attic".to_owned(), format!("q=presents&thread={thread}")] {
        assert_eq!(found(Inga, &query).len(), 1);
        assert_eq!(found(Tilda, &query), Vec::<Value>::new());
    }
    let cake = found(Tilda, "q=cake");
    assert_eq!(cake[0]["message"]["id"], *new);
    assert!(cake[0]["message"]["previousId"].is_null());
    assert_eq!(found(Inga, "q=cake")[0]["message"]["previousId"], *old);
    app.browser(Tilda)
        .get(&format!("/api/search?q=cake&cursor={old}"))
        .refuses(400, "invalid_cursor");
    let page = |who| seen(&app.browser(who), "/search?q=attic");
    assert!(page(Inga).contains("presents") && !page(Tilda).contains("presents"));
}

#[test]
fn the_list_counts_and_shows_nothing_from_before_their_time() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    say(&anna, &thread, json!({ "body": OLD }));
    say(&anna, &thread, json!({ "body": "@tilda @inga the attic" }));
    add(&anna, &thread, Inga, "all").expect(200);
    add(&anna, &thread, Tilda, "fromNow").expect(200);
    let (inga, tilda) = (app.browser(Inga), app.browser(Tilda));
    assert_eq!(listed(&inga, &thread)["unreadCount"], 2);
    let row = listed(&tilda, &thread);
    assert_eq!(
        (&row["unreadCount"], &row["mentionCount"]),
        (&json!(0), &json!(0))
    );
    assert!(row["lastMessage"].is_null(), "{row}");
    assert!(seen(&inga, "/").contains("the attic"));
    assert!(!seen(&tilda, "/").contains("attic"));
    let new = say(&anna, &thread, json!({ "body": "hello @tilda" }));
    let row = listed(&tilda, &thread);
    assert_eq!(
        (&row["unreadCount"], &row["mentionCount"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(row["lastMessage"]["id"], *new);
    assert!(row["lastMessage"]["previousId"].is_null());
}

#[test]
fn the_page_says_where_their_time_begins() {
    let Scene { app, thread, .. } = scene();
    let page = format!("/threads/{thread}");
    let joined = "You joined here.";
    assert!(seen(&app.browser(Tilda), &page).contains(joined));
    let text = seen(&app.browser(Inga), &page);
    assert!(!text.contains(joined) && text.contains("This is where it begins."));
    // Where nothing had been said there is nothing to keep from anybody.
    let anna = app.browser(Anna);
    let quiet = super::thread(&anna, &[Ben]);
    add(&anna, &quiet, Tilda, "fromNow").expect(200);
    let text = seen(&app.browser(Tilda), &format!("/threads/{quiet}"));
    assert!(!text.contains(joined), "{text}");
}

#[test]
fn whoever_comes_again_has_the_history_they_are_given_then() {
    let Scene { app, thread, .. } = scene();
    let anna = app.browser(Anna);
    let sees = || bodies(&read(&app.browser(Tilda), &thread, "")).len();
    assert_eq!(sees(), 1);
    // Once more while they are there changes nothing.
    add(&anna, &thread, Tilda, "all").expect(200);
    assert_eq!(sees(), 1);
    remove(&anna, &thread, Tilda);
    add(&anna, &thread, Tilda, "all").expect(200);
    assert_eq!(sees(), 3);
    remove(&anna, &thread, Tilda);
    add(&anna, &thread, Tilda, "fromNow").expect(200);
    assert_eq!(sees(), 0);
    say(&anna, &thread, json!({ "body": "now" }));
    assert_eq!(sees(), 1);
}

#[test]
fn what_they_wrote_themselves_before_they_came_again_is_from_before_their_time() {
    let Scene { app, thread, .. } = scene();
    let (anna, tilda) = (app.browser(Anna), app.browser(Tilda));
    let own = say(&tilda, &thread, json!({ "body": "my own words" }));
    remove(&anna, &thread, Tilda);
    add(&anna, &thread, Tilda, "fromNow").expect(200);
    tilda
        .patch(&format!("/api/messages/{own}"), &json!({ "body": "x" }))
        .refuses(404, "not_found");
    assert!(bodies(&read(&tilda, &thread, "")).is_empty());
}

#[test]
fn everything_is_theirs_unless_somebody_says_otherwise() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    say(&anna, &thread, json!({ "body": OLD }));
    let path = format!("/api/threads/{thread}/members");
    anna.post(&path, &json!({ "memberIds": [Tilda.id()] }))
        .expect(200);
    anna.post(
        &path,
        &json!({ "memberIds": [Oskar.id()], "history": null }),
    )
    .expect(200);
    for who in [Tilda, Oskar] {
        assert_eq!(bodies(&read(&app.browser(who), &thread, "")), [OLD]);
    }
    for wrong in [json!("some"), json!(1), json!(true), json!({})] {
        anna.post(
            &path,
            &json!({ "memberIds": [Inga.id()], "history": wrong }),
        )
        .refuses(400, "invalid_json");
    }
    // The family's thread has no other way: whoever comes into the family has its past.
    say(&anna, &cast::family_thread(), json!({ "body": "long ago" }));
    app.store()
        .write_here(|tx| {
            use hearth::domain::audit::Hand;
            use hearth::domain::members::{NewMember, Role};
            let family = hearth::domain::families::first(tx.conn())?.key;
            let new = NewMember {
                name: "Carl".to_owned(),
                username: "carl".to_owned(),
                role: Role::Adult,
                password_hash: String::new(),
            };
            let carl = hearth::domain::arrivals::admit(tx, family, &new, &Hand::host())?;
            let me = hearth::domain::sessions::at_command_line(carl)?;
            let id = hearth::base::ids::ThreadId::from_outside(cast::family_thread());
            let seat = hearth::domain::threads::seat(tx.conn(), &me, &id)?;
            assert!(!seat.begins_late());
            Ok(())
        })
        .expect("it commits");
}
