//! Threads: started or found, looked at, listed, renamed; who is in them.

use std::collections::BTreeSet;
use std::time::Duration;

use hearth::base::clock::Clock;
use hearth::domain::audit::Hand;
use hearth::domain::members::{NewMember, Role};
use hearth::domain::{arrivals, families};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::{Answer, App, Client, EVERYBODY, Who, at_once, cast};

fn ids(people: &[Who]) -> Value {
    people.iter().map(|who| who.id()).collect()
}

fn set(ids: &Value) -> BTreeSet<String> {
    let ids = ids.as_array().expect("a list");
    let set: BTreeSet<_> = ids
        .iter()
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(set.len(), ids.len(), "somebody is listed twice");
    set
}

#[track_caller]
fn open(client: &Client, people: &[Who]) -> Value {
    opened(&client.post("/api/threads", &json!({ "memberIds": ids(people) })))
}

#[track_caller]
fn opened(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["thread"].clone()
}

#[test]
fn a_thread_has_exactly_the_chosen_people_and_whoever_chose_them() {
    let app = App::start();
    let thread = open(&app.browser(Anna), &[Ben, Tilda]);
    assert_eq!(set(&thread["memberIds"]), set(&ids(&[Anna, Ben, Tilda])));
    assert_eq!(thread["kind"], "group");
    assert_eq!(thread["title"], Value::Null);
    assert_eq!(thread["createdAt"], thread["updatedAt"]);
    let at = thread["createdAt"].as_str().expect("a moment");
    let at_once: Timestamp = at.parse().expect("RFC 3339");
    assert_eq!(at, format!("{at_once:.3}"), "UTC with milliseconds");
    assert_eq!(
        thread.as_object().map(|thread| thread.len()),
        Some(6),
        "{thread}"
    );
    assert_eq!(open(&app.program(Ben), &[Anna])["kind"], "direct");
}

#[test]
fn the_same_people_in_any_order_and_number_are_one_thread() {
    let app = App::start();
    let first = open(&app.browser(Anna), &[Ben, Tilda]);
    for (who, people) in [
        (Anna, &[Tilda, Ben][..]),
        (Anna, &[Anna, Ben, Tilda]),
        (Anna, &[Ben, Ben, Tilda, Ben, Anna]),
        (Ben, &[Anna, Tilda]),
        (Tilda, &[Tilda, Ben, Anna]),
    ] {
        let again = open(&app.program(who), people);
        assert_eq!(again["id"], first["id"], "{who:?} with {people:?}");
    }
    for people in [&[Ben][..], &[Tilda], &[Ben, Tilda, Inga]] {
        let other = open(&app.browser(Anna), people);
        assert_ne!(other["id"], first["id"], "{people:?}");
    }
}

#[test]
fn fifty_who_start_the_same_thread_at_once_get_one() {
    let app = App::start();
    let clients = [app.browser(Anna), app.program(Ben), app.program(Oskar)];
    let found: BTreeSet<String> = at_once(50, |number| {
        let thread = open(&clients[number % 3], &[Anna, Oskar, Ben]);
        thread["id"].as_str().expect("an id").to_owned()
    })
    .into_iter()
    .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    let listed = app.browser(Anna).get("/api/threads").expect(200).json();
    assert_eq!(listed["threads"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_topic_of_its_own_is_always_new_and_never_found_again() {
    let app = App::start();
    let anna = app.browser(Anna);
    let topic = |title: &str| {
        opened(&anna.post(
            "/api/threads",
            &json!({ "memberIds": ids(&[Ben]), "title": title, "reuse": false }),
        ))
    };
    let (cars, cakes) = (topic("Cars"), topic("Cakes"));
    assert_ne!(cars["id"], cakes["id"]);
    let usual = open(&anna, &[Ben]);
    assert_ne!(usual["id"], cars["id"]);
    assert_ne!(usual["id"], cakes["id"]);
    assert_eq!(usual["title"], Value::Null);
    assert_eq!(open(&anna, &[Ben])["id"], usual["id"]);
}

#[test]
fn of_several_threads_with_the_same_people_the_oldest_is_found() {
    let app = App::start();
    let anna = app.browser(Anna);
    let two = open(&anna, &[Ben]);
    let three = open(&anna, &[Ben, Inga]);
    let path = format!("/api/threads/{}/members", three["id"].as_str().expect("id"));
    let left = anna
        .request("DELETE", &path)
        .json(&json!({ "memberIds": ids(&[Inga]) }))
        .send()
        .expect(200)
        .json();
    assert_eq!(left["thread"]["memberIds"], two["memberIds"]);
    assert_eq!(open(&anna, &[Ben])["id"], two["id"]);
}

#[test]
fn all_of_the_family_are_found_in_the_familys_thread_and_fewer_are_not() {
    let app = App::start();
    let anna = app.browser(Anna);
    let all = open(&anna, &EVERYBODY);
    assert_eq!(all["id"], cast::family_thread());
    assert_eq!(all["kind"], "family");
    assert_eq!(all["title"], "Family Chat");
    let fewer = open(&anna, &[Ben, Tilda, Oskar]);
    assert_ne!(fewer["id"], all["id"]);
    let with_guest = open(&anna, &[Ben, Tilda, Oskar, Inga, Gus]);
    assert_ne!(with_guest["id"], all["id"]);
    assert_eq!(with_guest["kind"], "group");
    let own_topic = opened(&anna.post(
        "/api/threads",
        &json!({ "memberIds": ids(&EVERYBODY), "reuse": false }),
    ));
    assert_ne!(own_topic["id"], all["id"]);
    assert_eq!(open(&anna, &EVERYBODY)["id"], all["id"]);
}

#[test]
fn two_who_are_the_whole_family_still_get_a_thread_of_their_own() {
    let app = App::start();
    app.store()
        .write_here(|tx| {
            use diesel::RunQueryDsl;
            diesel::sql_query("UPDATE members SET deactivated_at = 1 WHERE name NOT IN ('Anna', 'Ben', 'Mallory')")
                .execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
    let thread = open(&app.browser(Anna), &[Ben]);
    assert_eq!(thread["kind"], "direct");
    assert_ne!(thread["id"], cast::family_thread());
}

#[test]
fn oneself_alone_is_a_notes_thread_and_there_is_one() {
    let app = App::start();
    let notes = open(&app.browser(Anna), &[Anna]);
    assert_eq!(notes["memberIds"], ids(&[Anna]));
    assert_eq!(open(&app.program(Anna), &[Anna, Anna])["id"], notes["id"]);
    assert_ne!(open(&app.browser(Ben), &[Ben])["id"], notes["id"]);
}

#[test]
fn a_title_given_while_finding_a_thread_renames_it_and_none_leaves_it() {
    let app = App::start();
    let anna = app.browser(Anna);
    let first = opened(&anna.post(
        "/api/threads",
        &json!({ "memberIds": ids(&[Ben]), "title": " Plans\n for May " }),
    ));
    assert_eq!(first["title"], "Plans  for May");
    assert_eq!(open(&anna, &[Ben])["title"], "Plans  for May");
    for empty in [json!(null), json!(""), json!("  ")] {
        let same = opened(&anna.post(
            "/api/threads",
            &json!({ "memberIds": ids(&[Ben]), "title": empty }),
        ));
        assert_eq!(same["title"], "Plans  for May");
    }
    let renamed = opened(&anna.post(
        "/api/threads",
        &json!({ "memberIds": ids(&[Ben]), "title": "Plans for June" }),
    ));
    assert_eq!(
        (&renamed["id"], &renamed["title"]),
        (&first["id"], &json!("Plans for June"))
    );
}

#[test]
fn whatever_happens_in_a_thread_moves_its_updated_at_even_while_the_clock_stands() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let anna = app.browser(Anna);
    let thread = open(&anna, &[Ben, Tilda]);
    let path = format!("/api/threads/{}", thread["id"].as_str().expect("an id"));
    let moment = || {
        let thread = anna.get(&path).expect(200).json();
        let at = thread["updatedAt"].as_str().expect("a moment");
        at.parse::<Timestamp>().expect("RFC 3339")
    };
    let mut last = moment();
    let mut moved = |what: &str| {
        let now = moment();
        assert!(now > last, "{what} did not move it");
        last = now;
    };
    open(&anna, &[Ben, Tilda]);
    moved("finding it");
    anna.patch(&path, &json!({ "title": "x" })).expect(200);
    moved("renaming it");
    anna.post(&format!("{path}/messages"), &json!({ "body": "x" }))
        .expect(201);
    moved("a message");
    anna.post(
        &format!("{path}/members"),
        &json!({ "memberIds": ids(&[Inga]) }),
    )
    .expect(200);
    moved("a newcomer");
    // A clock that is set back must not put a thread back either.
    clock.advance(Duration::from_secs(60));
    open(&anna, &[Ben, Tilda, Inga]);
    moved("a minute");
    anna.get(&path).expect(200);
    assert_eq!(moment(), last, "looking at it moved it");
}

#[test]
fn member_ids_are_required_and_must_be_of_the_family() {
    let app = App::start();
    let anna = app.browser(Anna);
    let direct = open(&anna, &[Ben]);
    let members = format!(
        "/api/threads/{}/members",
        direct["id"].as_str().expect("id")
    );
    for body in [
        json!({}),
        json!({ "memberIds": null }),
        json!({ "memberIds": [] }),
        json!({ "title": "x" }),
    ] {
        anna.post("/api/threads", &body)
            .refuses(400, "memberIds required");
        anna.post(&members, &body)
            .refuses(400, "memberIds required");
        anna.request("DELETE", &members)
            .json(&body)
            .send()
            .refuses(400, "memberIds required");
    }
    for stranger in [
        Mallory.id(),
        "nobody".to_owned(),
        String::new(),
        "a".repeat(26),
        "' OR 1=1 --".to_owned(),
        "\u{0}".to_owned(),
    ] {
        for people in [json!([stranger]), json!([Ben.id(), stranger])] {
            let body = json!({ "memberIds": people });
            anna.post("/api/threads", &body)
                .refuses(400, "unknown_member");
            anna.post(&members, &body).refuses(400, "unknown_member");
            anna.request("DELETE", &members)
                .json(&body)
                .send()
                .refuses(400, "unknown_member");
        }
    }
    for wrong in [
        json!({ "memberIds": "x" }),
        json!({ "memberIds": [1] }),
        json!({ "memberIds": [null] }),
        json!({ "memberIds": [[Ben.id()]] }),
        json!({ "memberIds": { "0": Ben.id() } }),
        json!({ "memberIds": [Ben.id()], "title": 1 }),
        json!({ "memberIds": [Ben.id()], "reuse": "no" }),
        json!([]),
        json!("x"),
        json!(null),
    ] {
        anna.post("/api/threads", &wrong)
            .refuses(400, "invalid_json");
    }
    let listed = anna.get("/api/threads").expect(200).json();
    assert_eq!(listed["threads"].as_array().map(Vec::len), Some(2));
}

#[test]
fn whoever_has_left_the_family_cannot_be_chosen() {
    let app = App::start();
    app.store()
        .write_here(|tx| {
            use diesel::RunQueryDsl;
            diesel::sql_query("UPDATE members SET deactivated_at = 1 WHERE name = 'Ben'")
                .execute(tx.conn())?;
            Ok(())
        })
        .expect("it commits");
    app.browser(Anna)
        .post("/api/threads", &json!({ "memberIds": ids(&[Ben, Inga]) }))
        .refuses(400, "unknown_member");
}

#[test]
fn a_title_may_have_200_characters_and_not_one_more() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = open(&anna, &[Ben]);
    let path = format!("/api/threads/{}", thread["id"].as_str().expect("an id"));
    let longest = "👵".repeat(200);
    let renamed = anna.patch(&path, &json!({ "title": longest })).expect(200);
    assert_eq!(renamed.json()["thread"]["title"], longest);
    let padded = format!(" \u{3000}{longest}\n ");
    anna.patch(&path, &json!({ "title": padded })).expect(200);
    anna.patch(&path, &json!({ "title": format!("{longest}!") }))
        .refuses(400, "too_long");
    anna.post(
        "/api/threads",
        &json!({ "memberIds": ids(&[Ben]), "title": "x".repeat(201) }),
    )
    .refuses(400, "too_long");
    assert_eq!(anna.get(&path).expect(200).json()["title"], longest);
}

#[test]
fn renaming_takes_a_new_title_or_none_and_leaves_what_is_not_said() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = open(&anna, &[Ben]);
    let path = format!("/api/threads/{}", thread["id"].as_str().expect("an id"));
    let title =
        |body: Value| anna.patch(&path, &body).expect(200).json()["thread"]["title"].clone();
    assert_eq!(title(json!({ "title": "Trip" })), "Trip");
    assert_eq!(title(json!({})), "Trip");
    assert_eq!(title(json!({ "something": "else" })), "Trip");
    assert_eq!(title(json!({ "title": null })), Value::Null);
    assert_eq!(title(json!({ "title": "Trip" })), "Trip");
    assert_eq!(title(json!({ "title": " " })), Value::Null);
    app.browser(Tilda)
        .patch(&path, &json!({ "title": "Mine" }))
        .refuses(404, "not_found");
}

#[test]
fn details_give_the_names_in_the_order_of_the_ids() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = open(&anna, &[Inga, Tilda, Ben]);
    let path = format!("/api/threads/{}", thread["id"].as_str().expect("an id"));
    let details = anna.get(&path).expect(200).json();
    let names: Vec<_> = details["memberIds"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|id| {
            EVERYBODY
                .into_iter()
                .find(|who| who.id() == *id)
                .expect("of the family")
                .name()
        })
        .collect();
    assert_eq!(details["memberNames"], json!(names));
    for field in ["id", "title", "memberIds", "createdAt", "updatedAt", "kind"] {
        assert_eq!(details[field], thread[field], "{field}");
    }
}

#[test]
fn a_thread_one_is_not_in_looks_like_one_that_does_not_exist() {
    let app = App::start();
    let thread = open(&app.browser(Anna), &[Ben]);
    let id = thread["id"].as_str().expect("an id");
    let seen = |id: &str, who: Who| {
        let answer = app.browser(who).get(&format!("/api/threads/{id}"));
        let mut json = answer.json();
        json["requestId"] = Value::Null;
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| !matches!(name.as_str(), "x-request-id" | "date"));
        headers.sort();
        (answer.status, json, headers)
    };
    let nothing = seen("aaaaaaaaaaaaaaaaaaaaaaaaaa", Tilda);
    assert_eq!(nothing.0, 404);
    for who in [Tilda, Gus, Mallory] {
        assert_eq!(seen(id, who), nothing, "{who:?}");
    }
}

#[test]
fn a_grown_up_may_remove_others_a_child_only_themselves() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = open(&anna, &[Ben, Tilda, Oskar]);
    let path = format!(
        "/api/threads/{}/members",
        thread["id"].as_str().expect("id")
    );
    let remove = |by: Who, people: &[Who]| {
        app.browser(by)
            .request("DELETE", &path)
            .json(&json!({ "memberIds": ids(people) }))
            .send()
    };
    remove(Tilda, &[Oskar]).refuses(403, "forbidden");
    remove(Tilda, &[Tilda, Oskar]).refuses(403, "forbidden");
    remove(Inga, &[Oskar]).refuses(404, "not_found");
    let left = remove(Tilda, &[Tilda]).expect(200).json();
    assert_eq!(
        set(&left["thread"]["memberIds"]),
        set(&ids(&[Anna, Ben, Oskar]))
    );
    remove(Tilda, &[Tilda]).refuses(404, "not_found");
    remove(Ben, &[Oskar]).expect(200);
    remove(Ben, &[Oskar]).refuses(400, "unknown_member");
    remove(Ben, &[Anna]).expect(200);
    // Nobody could ever see or remove a thread of nobody.
    remove(Ben, &[Ben]).refuses(422, "invalid");
}

#[test]
fn a_newcomer_is_added_once_and_sees_what_was_said_before() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = open(&anna, &[Ben]);
    let path = format!("/api/threads/{}", thread["id"].as_str().expect("an id"));
    anna.post(&format!("{path}/messages"), &json!({ "body": "earlier" }))
        .expect(201);
    app.browser(Tilda).get(&path).refuses(404, "not_found");
    for _ in 0..2 {
        let added = anna
            .post(
                &format!("{path}/members"),
                &json!({ "memberIds": ids(&[Tilda, Ben]) }),
            )
            .expect(200)
            .json();
        assert_eq!(
            set(&added["thread"]["memberIds"]),
            set(&ids(&[Anna, Ben, Tilda]))
        );
        assert_eq!(added["thread"]["kind"], "group");
    }
    let read = app
        .browser(Tilda)
        .get(&format!("{path}/messages"))
        .expect(200)
        .json();
    assert_eq!(read["messages"][0]["body"], "earlier");
}

#[test]
fn nobody_is_added_to_or_removed_from_the_familys_thread_by_hand() {
    let app = App::start();
    let path = format!("/api/threads/{}/members", cast::family_thread());
    let anna = app.browser(Anna);
    anna.post(&path, &json!({ "memberIds": ids(&[Gus]) }))
        .refuses(403, "forbidden");
    anna.request("DELETE", &path)
        .json(&json!({ "memberIds": ids(&[Ben]) }))
        .send()
        .refuses(403, "forbidden");
    let thread = anna
        .get(&format!("/api/threads/{}", cast::family_thread()))
        .expect(200)
        .json();
    assert_eq!(set(&thread["memberIds"]), set(&ids(&EVERYBODY)));
}

#[test]
fn a_newcomer_is_in_the_familys_thread_and_in_no_other_and_a_guest_in_none() {
    let app = App::start();
    let all = open(&app.browser(Anna), &[Ben, Tilda, Oskar, Inga, Gus]);
    let admitted = |name: &'static str, role| {
        let new = NewMember {
            name: name.to_owned(),
            username: name.to_lowercase(),
            role,
            password_hash: String::new(),
        };
        app.store()
            .write_here(move |tx| {
                let family = families::first(tx.conn())?;
                arrivals::admit(tx, family.key, &new, &Hand::host())
            })
            .expect("it commits")
            .value
            .id
            .to_string()
    };
    let (cousin, visitor) = (admitted("Carl", Role::Adult), admitted("Vera", Role::Guest));
    let people = |id: &Value| {
        let path = format!("/api/threads/{}", id.as_str().expect("an id"));
        set(&app.browser(Anna).get(&path).expect(200).json()["memberIds"])
    };
    let family = people(&json!(cast::family_thread()));
    assert!(family.contains(&cousin) && !family.contains(&visitor));
    assert_eq!(people(&all["id"]), set(&all["memberIds"]));
}

#[test]
fn the_list_is_in_order_of_activity_and_pages_through_all_of_it() {
    let app = App::start();
    let anna = app.browser(Anna);
    let mut expected: Vec<Value> = (0..7)
        .map(|number| {
            let topic =
                json!({ "memberIds": ids(&[Ben]), "title": number.to_string(), "reuse": false });
            opened(&anna.post("/api/threads", &topic))["id"].clone()
        })
        .collect();
    expected.insert(0, json!(cast::family_thread()));
    // Of all only this one speaks.
    let path = format!(
        "/api/threads/{}/messages",
        expected[3].as_str().expect("id")
    );
    app.browser(Ben)
        .post(&path, &json!({ "body": "hello @anna" }))
        .expect(201);
    let spoken = expected.remove(3);
    expected.push(spoken);
    expected.reverse();

    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = anna
            .get(&format!("/api/threads?limit=3{cursor}"))
            .expect(200)
            .json();
        let threads = page["threads"].as_array().expect("a list");
        assert!(threads.len() <= 3);
        found.extend(threads.iter().map(|thread| thread["id"].clone()));
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, expected);

    let whole = anna.get("/api/threads").expect(200).json();
    assert_eq!(whole["nextCursor"], Value::Null);
    let first = &whole["threads"][0];
    assert_eq!(first["lastMessage"]["body"], "hello @anna");
    assert_eq!(
        (
            &first["unreadCount"],
            &first["mentionCount"],
            &first["muted"]
        ),
        (&json!(1), &json!(1), &json!(false))
    );
    assert_eq!(first["memberNames"], json!(["Anna", "Ben"]));
    assert_eq!(whole["threads"][1]["lastMessage"], Value::Null);
    for wrong in ["nobody", "", "aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        anna.get(&format!("/api/threads?cursor={wrong}"))
            .refuses(400, "invalid_cursor");
    }
}
