//! Starting a thread on the page: a name makes a topic of its own, no name leads to the usual thread.

use serde_json::{Value, json};

use super::{press, seen};
use crate::support::Who::{Anna, Ben, Inga};
use crate::support::{App, Client, EVERYBODY, Who, cast};

#[track_caller]
fn start(client: &Client, people: &[Who], title: &str) -> String {
    let ids: Vec<String> = people.iter().map(|who| who.id()).collect();
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("memberIds", id.as_str())).collect();
    fields.push(("title", title));
    let answer = press(client, "/threads", &fields).expect(303);
    let to = answer.header("location").expect("somewhere");
    to.strip_prefix("/threads/").expect("a thread").to_owned()
}

fn title(client: &Client, thread: &str) -> Value {
    client
        .get(&format!("/api/threads/{thread}"))
        .expect(200)
        .json()["title"]
        .clone()
}

#[test]
fn a_name_makes_a_topic_of_its_own_and_none_leads_to_the_usual_chat() {
    let app = App::start();
    let anna = app.browser(Anna);
    let usual = start(&anna, &[Ben, Inga], "");
    let trip = start(&anna, &[Ben, Inga], "The trip");
    assert_ne!(trip, usual);
    assert_eq!(title(&anna, &usual), Value::Null, "it keeps its name");
    assert_eq!(title(&anna, &trip), "The trip");
    // The form sent twice is one chat, also by somebody else; another name is another.
    assert_eq!(start(&app.browser(Ben), &[Inga, Anna], " The trip "), trip);
    assert_ne!(start(&anna, &[Ben, Inga], "The party"), trip);
    assert_ne!(start(&anna, &[Ben], "The trip"), trip);
    assert_eq!(start(&anna, &[Inga, Ben], " "), usual);
}

#[test]
fn a_topic_never_stands_in_for_the_usual_chat() {
    let app = App::start();
    let anna = app.browser(Anna);
    let topic = start(&anna, &[Ben], "Taxes");
    let usual = start(&anna, &[Ben], "");
    assert_ne!(topic, usual);
    let found = anna
        .post("/api/threads", &json!({ "memberIds": [Ben.id()] }))
        .expect(201)
        .json();
    assert_eq!(found["thread"]["id"], *usual);
}

#[test]
fn the_whole_family_can_have_topics_beside_its_own_chat() {
    let app = App::start();
    let anna = app.browser(Anna);
    let family = cast::family_thread();
    let others: Vec<Who> = EVERYBODY.into_iter().filter(|who| *who != Anna).collect();
    assert_eq!(start(&anna, &others, ""), family);
    let name = title(&anna, &family);
    let name = name.as_str().expect("it has one");
    assert_ne!(start(&anna, &others, "Holiday"), family);
    assert_ne!(start(&anna, &others, name), family);
    assert_eq!(title(&anna, &family), name);
}

#[test]
fn the_page_keeps_what_was_chosen_when_something_is_wrong() {
    let app = App::start();
    let anna = app.browser(Anna);
    let long = "x".repeat(201);
    let again = press(
        &anna,
        "/threads",
        &[("memberIds", &Ben.id()), ("title", &long)],
    )
    .expect(422);
    let text = again.text();
    assert!(text.contains(&long) && text.contains("checked"), "{text}");
    let nobody = press(&anna, "/threads", &[("title", "Alone")]).expect(422);
    assert!(nobody.text().contains("memberIds_problem"));
    // In a family of six nobody has to search.
    assert!(!seen(&anna, "/threads/new").contains("people_filter"));
}
