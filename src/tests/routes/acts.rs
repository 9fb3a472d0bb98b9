//! What one can do with a message by links and forms alone: who may, and what becomes of it.

use serde_json::{Value, json};

use super::{read, say, thread};
use crate::support::Who::{self, Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::{Answer, App, Client, cast, database};

fn page(thread: &str, message: &str) -> String {
    format!("/threads/{thread}/messages/{message}")
}

fn post(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.request("POST", path).form(fields).send()
}

/// The same from a page that is open already.
fn post_live(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = client.request("POST", path).header("Hearth-Fragment", "1");
    request.form(fields).send()
}

fn goes_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").expect("an address").to_owned()
}

fn bodies(client: &Client, thread: &str) -> Vec<String> {
    let page = read(client, thread, "");
    let messages = page["messages"].as_array().expect("a list");
    let body = |message: &Value| message["body"].as_str().expect("text").to_owned();
    messages.iter().map(body).collect()
}

fn upload(client: &Client, name: &str, content: &[u8]) -> String {
    let uploaded = client
        .request("POST", "/api/files")
        .multipart(&[], &[("file", name, content)])
        .send()
        .expect(201)
        .json();
    uploaded["file"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_messages_page_offers_each_reader_what_they_may_do_and_no_more() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben, Tilda, Gus]);
    let message = say(&app.browser(Ben), &id, "who brings the cake?");
    let path = page(&id, &message);
    let offered = |who: Who| {
        let html = app.browser(who).get(&path).expect(200).text();
        assert!(html.contains("who brings the cake?"));
        ["reactions", "forward", "edit", "delete"].map(|act| {
            let links = [
                format!("href=\"{path}/{act}\""),
                format!("action=\"{path}/{act}\""),
            ];
            links.iter().any(|link| html.contains(link))
        })
    };
    assert_eq!(offered(Ben), [true, true, true, true], "the author");
    assert_eq!(offered(Anna), [true, true, false, true], "the admin");
    assert_eq!(offered(Tilda), [true, true, false, false], "a child");
    assert_eq!(offered(Gus), [true, true, false, false], "a guest");
    for who in [Oskar, Inga, Mallory] {
        app.browser(who).get(&path).expect(404);
    }
}

#[test]
fn a_message_is_found_in_its_own_thread_alone() {
    let app = App::start();
    let anna = app.browser(Anna);
    let (id, other) = (thread(&anna, &[Ben]), thread(&anna, &[Ben, Tilda]));
    let message = say(&anna, &id, "here");
    let path = page(&other, &message);
    for act in ["", "/edit", "/delete", "/forward"] {
        anna.get(&format!("{path}{act}")).expect(404);
    }
    for (act, fields) in [
        ("edit", [("body", "there")]),
        ("delete", [("", "")]),
        ("reactions", [("emoji", "👍")]),
        ("forward", [("to", other.as_str())]),
    ] {
        post(&anna, &format!("{path}/{act}"), &fields).expect(404);
    }
    assert_eq!(bodies(&anna, &id), ["here"]);
    assert_eq!(bodies(&anna, &other), Vec::<String>::new());
}

#[test]
fn its_author_finds_other_words_for_a_message_and_everybody_sees_what_it_said() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben, Gus]);
    let message = say(&ben, &id, "on *munday*");
    let path = page(&id, &message);
    let form = ben.get(&format!("{path}/edit")).expect(200).text();
    assert!(form.contains("on *munday*</textarea>"), "{form}");
    let edited = post(&ben, &format!("{path}/edit"), &[("body", "on Monday")]);
    assert_eq!(
        goes_to(&edited),
        format!("/threads/{id}?around={message}#message_{message}")
    );
    let live = post_live(&ben, &format!("{path}/edit"), &[("body", "on <b>Tuesday")]);
    assert!(live.expect(200).text().contains("on &lt;b&gt;Tuesday"));
    for who in [Anna, Ben, Gus] {
        let html = app.browser(who).get(&path).expect(200).text();
        let (_, versions) = html.split_once("id=\"edits\"").expect("the edits");
        let at = |words: &str| {
            versions
                .find(words)
                .unwrap_or_else(|| panic!("{words}: {versions}"))
        };
        assert!(at("munday") < at("on Monday") && at("on Monday") < at("&lt;b&gt;Tuesday"));
        assert!(!versions.contains("<b>Tuesday"));
    }
    // One that was never edited has nothing to tell.
    let plain = say(&ben, &id, "plain");
    let html = anna.get(&page(&id, &plain)).expect(200).text();
    assert!(!html.contains("id=\"edits\""));
}

#[test]
fn nobody_puts_words_into_anothers_mouth() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben, Tilda, Gus]);
    let message = say(&app.browser(Ben), &id, "my own words");
    let path = format!("{}/edit", page(&id, &message));
    for (who, expected) in [
        (Anna, 403),
        (Tilda, 403),
        (Gus, 403),
        (Oskar, 404),
        (Mallory, 404),
    ] {
        let client = app.browser(who);
        client.get(&path).expect(expected);
        post(&client, &path, &[("body", "never said")]).expect(expected);
        post_live(&client, &path, &[("body", "never said")]).expect(expected);
    }
    assert_eq!(bodies(&app.browser(Ben), &id), ["my own words"]);
}

#[test]
fn words_that_cannot_stand_come_back_to_whoever_typed_them() {
    let app = App::start();
    let ben = app.browser(Ben);
    let id = thread(&ben, &[Anna]);
    let message = say(&ben, &id, "short");
    let path = format!("{}/edit", page(&id, &message));
    let long = "x".repeat(10_001);
    let answer = post(&ben, &path, &[("body", &long)]).expect(400).text();
    assert!(answer.contains(&long) && answer.contains("role=\"alert\""));
    let empty = post(&ben, &path, &[("body", " \n ")]).expect(400).text();
    assert!(empty.contains("role=\"alert\""));
    post_live(&ben, &path, &[("body", &long)]).refuses(400, "too_long");
    assert_eq!(bodies(&ben, &id), ["short"]);
}

#[test]
fn deleting_asks_first_and_leaves_a_place() {
    let app = App::start();
    let id = thread(&app.browser(Anna), &[Ben, Tilda, Gus]);
    let ben = app.browser(Ben);
    for (who, expected) in [
        (Tilda, 403),
        (Gus, 403),
        (Oskar, 404),
        (Mallory, 404),
        (Ben, 200),
        (Anna, 200),
    ] {
        let message = say(&ben, &id, "better left unsaid");
        let path = format!("{}/delete", page(&id, &message));
        let client = app.browser(who);
        client.get(&path).expect(expected);
        assert_eq!(
            bodies(&ben, &id).last().map(String::as_str),
            Some("better left unsaid")
        );
        let answer = post(&client, &path, &[]);
        if expected == 200 {
            assert!(goes_to(&answer).starts_with(&format!("/threads/{id}?around=")));
            assert_eq!(bodies(&ben, &id).last().map(String::as_str), Some(""));
            // A second press is no error, and there is nothing left to ask about.
            goes_to(&post(&client, &path, &[]));
            client.get(&path).expect(404);
            let live = post_live(&client, &path, &[]).expect(200).text();
            assert!(live.contains("message--deleted") && !live.contains("message__more"));
        } else {
            answer.expect(expected);
            assert_eq!(
                bodies(&ben, &id).last().map(String::as_str),
                Some("better left unsaid")
            );
        }
    }
}

#[test]
fn of_a_deleted_message_its_page_has_neither_words_nor_edits_nor_acts() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let message = say(&anna, &id, "a regrettable secret");
    let path = page(&id, &message);
    post(
        &anna,
        &format!("{path}/edit"),
        &[("body", "a regrettable word")],
    )
    .expect(303);
    post(&anna, &format!("{path}/delete"), &[]).expect(303);
    for who in [Anna, Ben] {
        let html = app.browser(who).get(&path).expect(200).text();
        assert!(!html.contains("regrettable") && !html.contains(&format!("{path}/")));
    }
    for act in ["edit", "delete", "forward"] {
        anna.get(&format!("{path}/{act}")).expect(404);
    }
    post(&anna, &format!("{path}/edit"), &[("body", "back")]).expect(404);
    post(&anna, &format!("{path}/reactions"), &[("emoji", "👍")]).expect(404);
    let other = thread(&anna, &[Ben, Tilda]);
    post(&anna, &format!("{path}/forward"), &[("to", &other)]).expect(404);
}

#[test]
fn one_press_reacts_and_the_next_takes_it_back() {
    let app = App::start();
    let (anna, ben, gus) = (app.browser(Anna), app.browser(Ben), app.browser(Gus));
    let id = thread(&anna, &[Ben, Gus]);
    let message = say(&anna, &id, "cake");
    let path = format!("{}/reactions", page(&id, &message));
    let reactions = || read(&anna, &id, "")["messages"][0]["reactions"].clone();
    let place = format!("/threads/{id}?around={message}#message_{message}");
    assert_eq!(goes_to(&post(&ben, &path, &[("emoji", "👍")])), place);
    let live = post_live(&gus, &path, &[("emoji", " 👍 ")])
        .expect(200)
        .text();
    let members = format!("data-members=\"{} {}\"", Ben.id(), Gus.id());
    assert!(live.contains(&members), "{live}");
    post(&ben, &path, &[("emoji", "❤")]).expect(303);
    post(&ben, &path, &[("emoji", "❤\u{FE0F}")]).expect(303);
    post(&ben, &path, &[("emoji", "👍")]).expect(303);
    assert_eq!(
        reactions(),
        json!([{ "emoji": "👍", "memberIds": [Gus.id()] }])
    );
    for odd in ["a", "", "👍👍", "<b>"] {
        let html = post(&ben, &path, &[("emoji", odd)]).expect(422).text();
        assert!(html.contains("role=\"alert\""), "{odd:?}");
        post_live(&ben, &path, &[("emoji", odd)]).refuses(422, "invalid");
    }
    post(&app.browser(Oskar), &path, &[("emoji", "👍")]).expect(404);
    post(&app.browser(Mallory), &path, &[("emoji", "👍")]).expect(404);
}

#[test]
fn an_answer_is_begun_by_a_link_and_survives_a_mistake() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let (id, other) = (thread(&anna, &[Ben]), thread(&anna, &[Ben, Tilda]));
    let question = say(&ben, &id, "who comes?");
    let elsewhere = say(&ben, &other, "elsewhere");
    let gone = say(&ben, &id, "gone");
    ben.delete(&format!("/api/messages/{gone}")).expect(204);
    let hidden = |message: &str| format!("name=\"replyTo\" value=\"{message}\"");
    let html = anna
        .get(&format!("/threads/{id}?reply={question}"))
        .expect(200)
        .text();
    assert!(html.contains(&hidden(&question)), "{html}");
    for odd in [elsewhere.as_str(), gone.as_str(), "nothing", ""] {
        let html = anna
            .get(&format!("/threads/{id}?reply={odd}"))
            .expect(200)
            .text();
        // The template that an answer on the open page is made from has an empty one.
        assert_eq!(html.matches("name=\"replyTo\"").count(), 1, "{odd}");
        assert!(!html.contains("elsewhere</span>"));
    }
    let send = |body: &str| {
        anna.request("POST", &format!("/threads/{id}/messages"))
            .multipart(&[("replyTo", &question), ("body", body)], &[])
            .send()
    };
    assert!(send(" ").expect(400).text().contains(&hidden(&question)));
    send("I do").expect(303);
    assert_eq!(read(&anna, &id, "")["messages"][2]["replyTo"], question);
}

#[test]
fn a_forwarded_message_is_the_forwarders_own_with_files_of_its_own() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben]);
    let (first, second) = (thread(&ben, &[Tilda]), thread(&ben, &[Inga, Oskar]));
    let file = upload(&anna, "plan.txt", b"the attic");
    let posted = anna
        .post(
            &format!("/api/threads/{id}/messages"),
            &json!({ "body": "a plan", "fileIds": [file] }),
        )
        .expect(201)
        .json();
    let message = posted["message"]["id"].as_str().expect("an id").to_owned();
    let path = format!("{}/forward", page(&id, &message));
    let list = ben.get(&path).expect(200).text();
    for to in [&first, &second] {
        assert!(list.contains(&format!("value=\"{to}\"")));
    }
    assert!(
        !list.contains(&format!("value=\"{id}\"")),
        "it is here already"
    );
    let answer = post(
        &ben,
        &path,
        &[("to", &first), ("to", &second), ("to", &first)],
    );
    assert_eq!(goes_to(&answer), "/");

    let mut copies = Vec::new();
    for (to, reader) in [(&first, Tilda), (&second, Inga)] {
        let client = app.browser(reader);
        let page = read(&client, to, "");
        assert_eq!(page["messages"].as_array().map(Vec::len), Some(1));
        let there = &page["messages"][0];
        assert_eq!(there["body"], "a plan");
        assert_eq!(there["author"]["id"], Ben.id());
        let attached = &there["attachments"][0];
        assert_eq!(attached["name"], "plan.txt");
        let copy = attached["id"].as_str().expect("an id").to_owned();
        assert_eq!(
            client.get(&format!("/files/{copy}")).expect(200).text(),
            "the attic"
        );
        client.get(&format!("/files/{file}")).expect(404);
        copies.push(copy);
    }
    assert_ne!(copies[0], copies[1]);
    app.browser(Tilda)
        .get(&format!("/files/{}", copies[1]))
        .expect(404);
    // The author of the first message sees nothing of where it went, and takes nothing of it away.
    anna.get(&format!("/files/{}", copies[0])).expect(404);
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    app.browser(Tilda)
        .get(&format!("/files/{}", copies[0]))
        .expect(200);
    anna.get(&format!("/files/{file}")).expect(404);
}

#[test]
fn forwarding_leads_only_from_and_to_where_one_is() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben, Gus]);
    let (own, theirs) = (thread(&ben, &[Tilda]), thread(&anna, &[Inga]));
    let file = upload(&anna, "secret.txt", b"the attic");
    let posted = anna
        .post(
            &format!("/api/threads/{theirs}/messages"),
            &json!({ "body": "hush", "fileIds": [file] }),
        )
        .expect(201)
        .json();
    let hushed = posted["message"]["id"].as_str().expect("an id").to_owned();
    let message = say(&anna, &id, "for all of us");
    let everything = || {
        let mut conn = database::open(&app.folder().join("hearth.db"));
        database::dump_without(&mut conn, &["audit_entries", "sessions", "tokens"])
    };
    let before = everything();
    // What one does not see cannot be sent on, by its own address or by that of a thread one is in.
    for (from, what) in [(&theirs, &hushed), (&id, &hushed)] {
        let path = format!("{}/forward", page(from, what));
        ben.get(&path).expect(404);
        post(&ben, &path, &[("to", &own)]).expect(404);
    }
    let path = format!("{}/forward", page(&id, &message));
    // One strange thread among one's own, and nothing is sent at all.
    for strange in [theirs.as_str(), "nothing"] {
        post(&ben, &path, &[("to", &own), ("to", strange)]).expect(404);
    }
    post(&app.browser(Mallory), &path, &[("to", &own)]).expect(404);
    post(&app.browser(Gus), &path, &[("to", &own)]).expect(404);
    post(&ben, &path, &[]).expect(422);
    let many: Vec<(&str, String)> = (0..21).map(|n| ("to", format!("thread{n}"))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, id)| (*name, id.as_str())).collect();
    post(&ben, &path, &many).expect(422);
    assert_eq!(everything(), before);
    // A guest is offered the threads they are in, and no other.
    let html = app.browser(Gus).get(&path).expect(200).text();
    for hidden in [&own, &theirs, &cast::family_thread()] {
        assert!(!html.contains(hidden.as_str()));
    }
}

#[test]
fn forwarding_twice_by_one_form_is_once() {
    let app = App::start();
    let anna = app.browser(Anna);
    let (id, to, also) = (
        thread(&anna, &[Ben]),
        thread(&anna, &[Tilda]),
        thread(&anna, &[Inga]),
    );
    let file = upload(&anna, "plan.txt", b"the attic");
    let posted = anna
        .post(
            &format!("/api/threads/{id}/messages"),
            &json!({ "fileIds": [file] }),
        )
        .expect(201)
        .json();
    let message = posted["message"]["id"].as_str().expect("an id").to_owned();
    let path = format!("{}/forward", page(&id, &message));
    let key = ("idempotencyKey", "0b1f6f5a-6a51-4e4c-9a0e-0f3c2f1f7a11");
    for _ in 0..2 {
        let answer = post(&anna, &path, &[key, ("to", &to)]);
        assert_eq!(goes_to(&answer), format!("/threads/{to}"));
    }
    goes_to(&post(&anna, &path, &[key, ("to", &to), ("to", &also)]));
    assert_eq!(bodies(&anna, &to).len(), 1);
    assert_eq!(bodies(&anna, &also).len(), 1);
    post(&anna, &path, &[("idempotencyKey", "odd"), ("to", &to)]).expect(400);
}

#[test]
fn a_search_for_where_to_forward_keeps_what_is_chosen() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let named = |title: &str| {
        let new = json!({ "memberIds": [Ben.id()], "title": title, "reuse": false });
        let opened = anna.post("/api/threads", &new).expect(201).json();
        opened["thread"]["id"].as_str().expect("an id").to_owned()
    };
    let (garden, boat) = (named("Garden"), named("The boat"));
    let message = say(&anna, &id, "x");
    let path = format!("{}/forward", page(&id, &message));
    let box_of = |id: &str| format!("name=\"to\" value=\"{id}\"");
    let all = anna.get(&path).expect(200).text();
    assert!(all.contains(&box_of(&garden)) && all.contains(&box_of(&boat)));
    let found = anna.get(&format!("{path}?q=BOAT")).expect(200).text();
    assert!(!found.contains(&box_of(&garden)) && found.contains(&box_of(&boat)));
    let kept = anna
        .get(&format!("{path}?q=boat&to={garden}"))
        .expect(200)
        .text();
    assert!(
        kept.contains(&format!("{} checked", box_of(&garden))),
        "{kept}"
    );
    assert!(!kept.contains(&format!("{} checked", box_of(&boat))));
}
