//! The page about a thread: who is in it, its name and picture, what one makes of it, coming and leaving;
//! all by forms, and for everybody only what they may.

use std::time::Duration;

use hearth::base::clock::Clock;
use serde_json::json;

use super::{add, press, read, saves, say, seen, thread};
use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::{App, Who, cast, photo};

fn settings(thread: &str) -> String {
    format!("/threads/{thread}/settings")
}

#[test]
fn the_head_of_a_conversation_leads_to_who_is_in_it_and_since_when() {
    let clock = Clock::stopped_at("2026-11-22T10:00:00Z".parse().expect("a moment"));
    let app = App::at(clock.clone());
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben, Tilda]);
    clock.advance(Duration::from_secs(24 * 60 * 60));
    add(&anna, &thread, Inga, "all").expect(200);
    let page = seen(&anna, &format!("/threads/{thread}"));
    assert!(page.contains(&format!("href=\"{}\"", settings(&thread))));
    let text = seen(&anna, &settings(&thread));
    for who in [Anna, Ben, Tilda, Inga] {
        assert!(
            text.contains(&format!("<bdi>{}</bdi>", who.name())),
            "{who:?}"
        );
    }
    assert!(
        text.contains("4 people") || text.contains("\u{2068}4\u{2069} people"),
        "{text}"
    );
    assert_eq!(text.matches("Since yesterday").count(), 3);
    assert_eq!(text.matches("Since today").count(), 1);
    app.browser(Oskar).get(&settings(&thread)).expect(404);
    app.browser(Mallory).get(&settings(&thread)).expect(404);
}

#[test]
fn a_chat_is_named_and_loses_its_name_on_its_page() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    saves(&ben, &thread, "settings", &[("title", " Cake ")]);
    assert!(seen(&anna, &format!("/threads/{thread}")).contains("<bdi>Cake</bdi>"));
    let long = "x".repeat(201);
    let again = press(&ben, &settings(&thread), &[("title", &long)]).expect(422);
    assert!(again.text().contains(&long) && again.text().contains("aria-invalid"));
    saves(&ben, &thread, "settings", &[("title", "")]);
    assert!(!seen(&anna, &format!("/threads/{thread}")).contains("Cake"));
}

#[test]
fn the_page_says_how_quiet_it_is_and_until_when_where_the_reader_lives() {
    let clock = Clock::stopped_at("2026-11-22T20:00:00Z".parse().expect("a moment"));
    let app = App::at(clock.clone());
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let says = |words: &str| {
        let text = seen(&anna, &settings(&thread)).replace(['\u{2068}', '\u{2069}'], "");
        assert!(text.contains(words), "{words}: {text}");
    };
    let mute = |quiet| saves(&anna, &thread, "mute", &[("quiet", quiet)]);
    says("No. You hear of new messages.");
    mute("hour");
    says("Until 22:00");
    mute("none");
    mute("night");
    says("Until 7:00 tomorrow");
    // The kitchen clock says nine in the evening; seven in the morning is ten hours later.
    clock.advance(Duration::from_secs(10 * 60 * 60 - 1));
    says("Until 7:00");
    clock.advance(Duration::from_secs(1));
    says("No. You hear of new messages.");
    mute("good");
    says("Until you turn it off");
    mute("none");
    says("No. You hear of new messages.");
    let wrong = press(&anna, &format!("/threads/{thread}/mute"), &[("quiet", "x")]);
    assert_eq!(wrong.status, 422);
}

#[test]
fn a_chat_is_pinned_and_put_away_and_back_on_its_page() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    for (path, field, on) in [
        ("pin", "pinned", "It stays on top of your list."),
        ("archive", "archived", "It comes back with the next message"),
    ] {
        assert!(!seen(&anna, &settings(&thread)).contains(on));
        saves(&anna, &thread, path, &[(field, "yes")]);
        assert!(seen(&anna, &settings(&thread)).contains(on), "{path}");
        assert!(!seen(&app.browser(Ben), &settings(&thread)).contains(on));
        saves(&anna, &thread, path, &[(field, "no")]);
        assert!(!seen(&anna, &settings(&thread)).contains(on));
    }
}

#[test]
fn people_are_added_with_all_that_was_said_or_from_now_on() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    say(&anna, &thread, json!({ "body": "old" }));
    let form = seen(&anna, &format!("/threads/{thread}/people/new"));
    assert!(
        form.contains(&Tilda.id()) && !form.contains(&Ben.id()),
        "{form}"
    );
    assert!(
        form.contains("value=\"all\" checked"),
        "the usual is everything: {form}"
    );
    let path = format!("/threads/{thread}/people");
    let nobody = press(&anna, &path, &[("history", "fromNow")])
        .expect(422)
        .text();
    assert!(nobody.contains("memberIds_problem"));
    assert!(nobody.contains("value=\"fromNow\" checked"), "{nobody}");
    saves(
        &anna,
        &thread,
        "people",
        &[("memberIds", &Inga.id()), ("history", "all")],
    );
    saves(
        &anna,
        &thread,
        "people",
        &[("memberIds", &Tilda.id()), ("history", "fromNow")],
    );
    let count = |who| {
        read(&app.browser(who), &thread, "")["messages"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((count(Inga), count(Tilda)), (1, 0));
    for who in [Oskar, Mallory] {
        press(&app.browser(who), &path, &[("memberIds", &who.id())]).expect(404);
    }
    // A stranger is nobody one could choose.
    press(&anna, &path, &[("memberIds", &Mallory.id())]).expect(422);
}

#[test]
fn whoever_leaves_is_told_what_that_means_and_is_out() {
    let app = App::start();
    let (anna, tilda) = (app.browser(Anna), app.browser(Tilda));
    let thread = thread(&anna, &[Ben, Tilda]);
    let path = format!("/threads/{thread}/leave");
    assert!(seen(&tilda, &settings(&thread)).contains(&path));
    let asked = seen(&tilda, &path);
    assert!(
        asked.contains("You cannot come back by yourself"),
        "{asked}"
    );
    tilda.get(&settings(&thread)).expect(200);
    let left = press(&tilda, &path, &[]).expect(303);
    assert_eq!(left.header("location"), Some("/"));
    tilda.get(&settings(&thread)).expect(404);
    press(&tilda, &path, &[]).expect(404);
    assert!(!seen(&anna, &settings(&thread)).contains("<bdi>Tilda</bdi>"));
}

#[test]
fn a_grown_up_takes_others_out_and_a_child_is_not_even_offered_it() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben, Tilda, Oskar]);
    let path = |who: Who| format!("/threads/{thread}/people/{}/remove", who.id());
    assert!(!seen(&app.browser(Tilda), &settings(&thread)).contains("/remove"));
    app.browser(Tilda).get(&path(Oskar)).expect(403);
    press(&app.browser(Tilda), &path(Oskar), &[]).expect(403);
    let text = seen(&app.browser(Ben), &settings(&thread));
    assert!(
        text.contains(&path(Oskar)) && !text.contains(&path(Ben)),
        "{text}"
    );
    assert!(seen(&app.browser(Ben), &path(Oskar)).contains("Take "));
    let taken = press(&app.browser(Ben), &path(Oskar), &[]).expect(303);
    assert_eq!(
        taken.header("location"),
        Some(format!("{}?saved=yes", settings(&thread)).as_str())
    );
    app.browser(Oskar).get(&settings(&thread)).expect(404);
    for gone in [Oskar, Inga, Mallory] {
        app.browser(Ben).get(&path(gone)).expect(404);
        press(&app.browser(Ben), &path(gone), &[]).expect(404);
    }
}

#[test]
fn nobody_leaves_a_child_alone_with_a_guest_and_the_last_one_stays() {
    let app = App::start();
    let anna = app.browser(Anna);
    let watched = thread(&anna, &[Tilda, Gus]);
    let refused = press(&anna, &format!("/threads/{watched}/leave"), &[]).expect(422);
    assert!(
        refused.text().contains("role=\"alert\""),
        "{}",
        refused.text()
    );
    anna.get(&settings(&watched)).expect(200);
    let notes = thread(&anna, &[Anna]);
    assert!(!seen(&anna, &settings(&notes)).contains("/leave"));
    press(&anna, &format!("/threads/{notes}/leave"), &[]).expect(422);
}

#[test]
fn the_familys_chat_has_its_people_and_its_picture_from_the_family() {
    let app = App::start();
    let family = cast::family_thread();
    let anna = app.browser(Anna);
    let text = seen(&anna, &settings(&family));
    assert!(text.contains("newcomers join it by themselves"), "{text}");
    for missing in ["/leave", "/remove", "/people/new", "/picture\""] {
        assert!(!text.contains(missing), "{missing}");
    }
    assert!(text.contains("/family/settings"));
    assert!(!seen(&app.browser(Tilda), &settings(&family)).contains("/family/settings"));
    for path in ["leave", "people/new"] {
        anna.get(&format!("/threads/{family}/{path}")).expect(403);
    }
    press(&anna, &format!("/threads/{family}/leave"), &[]).expect(403);
    press(
        &anna,
        &format!("/threads/{family}/people"),
        &[("memberIds", &Gus.id())],
    )
    .expect(403);
    anna.request("POST", &format!("/threads/{family}/picture"))
        .multipart(&[], &[("picture", "x.png", &photo::plain([1, 2, 3]))])
        .send()
        .expect(403);
}

#[test]
fn a_chat_has_a_picture_that_its_people_alone_can_see() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let path = format!("/threads/{thread}/picture");
    let url = |client: &crate::support::Client| {
        client
            .get(&format!("/api/threads/{thread}"))
            .expect(200)
            .json()["pictureUrl"]
            .clone()
    };
    ben.get(&path).expect(404);
    assert!(url(&ben).is_null());
    let set = |colour| {
        anna.request("POST", &path)
            .multipart(&[], &[("picture", "x.png", &photo::plain(colour))])
            .send()
            .expect(303)
    };
    set([200, 30, 30]);
    let shown = ben.get(&path).expect(200);
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    let first = url(&ben);
    for page in [
        "/".to_owned(),
        format!("/threads/{thread}"),
        settings(&thread),
    ] {
        let src = format!("src=\"{}\"", first.as_str().expect("a path"));
        assert!(seen(&ben, &page).contains(&src), "{page}");
    }
    set([30, 30, 200]);
    assert_ne!(url(&ben), first, "another picture has another address");
    for who in [Tilda, Gus, Mallory] {
        app.browser(who).get(&path).expect(404);
        app.browser(who)
            .request("POST", &path)
            .multipart(&[("remove", "1")], &[])
            .send()
            .expect(404);
    }
    let broken = anna
        .request("POST", &path)
        .multipart(&[], &[("picture", "x.png", b"no picture")])
        .send()
        .expect(422);
    assert!(broken.text().contains("picture_problem"));
    anna.request("POST", &path)
        .multipart(&[("remove", "1")], &[])
        .send()
        .expect(303);
    ben.get(&path).expect(404);
    // Whoever leaves sees it no more.
    set([1, 1, 1]);
    press(&ben, &format!("/threads/{thread}/leave"), &[]).expect(303);
    ben.get(&path).expect(404);
    anna.get(&path).expect(200);
}
