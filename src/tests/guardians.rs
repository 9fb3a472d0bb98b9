//! Children, guests and who watches over them: the same law at every door.

use hearth::domain::members::{self, Role};
use hearth::domain::{sessions, standing};
use serde_json::json;

use crate::support::Who::{self, Anna, Ben, Gus, Inga, Oskar, Tilda};
use crate::support::{Answer, App, Socket, cast};

fn open(app: &App, opener: Who, people: &[Who]) -> Answer {
    let ids: Vec<_> = people.iter().map(|who| who.id()).collect();
    app.browser(opener)
        .post("/api/threads", &json!({ "memberIds": ids, "reuse": false }))
}

fn opened(app: &App, opener: Who, people: &[Who]) -> String {
    let thread = open(app, opener, people).expect(201).json();
    thread["thread"]["id"].as_str().expect("an id").to_owned()
}

fn people(app: &App, thread: &str) -> Vec<String> {
    let thread = app
        .browser(Anna)
        .get(&format!("/api/threads/{thread}"))
        .expect(200)
        .json();
    let names = thread["memberNames"].as_array().expect("names").clone();
    names
        .iter()
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}

fn change(app: &App, verb: &str, who: Who, thread: &str, people: &[Who]) -> Answer {
    let ids: Vec<_> = people.iter().map(|who| who.id()).collect();
    app.browser(who)
        .request(verb, &format!("/api/threads/{thread}/members"))
        .json(&json!({ "memberIds": ids }))
        .send()
}

fn set_role(app: &App, who: Who, role: Role) {
    app.store()
        .write_here(move |tx| {
            let anna = members::by_username(tx.conn(), "anna")?;
            let member = members::by_username(tx.conn(), &who.username())?;
            standing::change_role(tx, &sessions::at_command_line(anna)?, &member.id, role)
        })
        .expect("it commits");
}

#[track_caller]
fn is_refused(answer: Answer) {
    let answer = answer.expect(422).json();
    assert_eq!(answer["error"], "invalid");
    assert_eq!(answer["fields"]["memberIds"], json!(["needs_grown_up"]));
}

#[test]
fn a_child_and_a_guest_meet_only_beside_a_grown_up() {
    let app = App::start();
    is_refused(open(&app, Tilda, &[Gus]));
    is_refused(open(&app, Oskar, &[Tilda, Gus]));
    open(&app, Tilda, &[Gus, Inga]).expect(201);
    open(&app, Anna, &[Tilda, Gus]).expect(201);
    let children = opened(&app, Tilda, &[Oskar]);
    is_refused(change(&app, "POST", Tilda, &children, &[Gus]));
    change(&app, "POST", Tilda, &children, &[Gus, Ben]).expect(200);
}

#[test]
fn the_page_says_so_in_plain_words() {
    let app = App::start();
    let page = app
        .browser(Tilda)
        .request("POST", "/threads")
        .form(&[("memberIds", &Gus.id())])
        .send()
        .expect(422)
        .text();
    assert!(page.contains("with a grown-up of the family"), "{page}");
}

#[test]
fn the_last_grown_up_does_not_leave_a_child_alone_with_a_guest() {
    let app = App::start();
    let thread = opened(&app, Anna, &[Ben, Tilda, Gus]);
    change(&app, "DELETE", Anna, &thread, &[Ben]).expect(200);
    is_refused(change(&app, "DELETE", Anna, &thread, &[Anna]));
    change(&app, "DELETE", Anna, &thread, &[Anna, Gus]).expect(200);
}

#[test]
fn a_thread_that_loses_its_grown_ups_loses_its_guests_at_once() {
    let app = App::start();
    let thread = opened(&app, Inga, &[Anna, Tilda, Gus]);
    change(&app, "DELETE", Inga, &thread, &[Anna]).expect(200);
    let mut gus = Socket::of(&app, &app.browser(Gus));
    gus.enter(&format!("thread-{thread}"));
    set_role(&app, Inga, Role::Child);
    gus.is_refused(&format!("thread-{thread}"), 403);
    app.browser(Gus)
        .get(&format!("/api/threads/{thread}"))
        .refuses(404, "not_found");
    app.browser(Tilda)
        .get(&format!("/api/threads/{thread}"))
        .expect(200);
}

#[test]
fn who_becomes_a_guest_leaves_the_familys_thread_and_who_stops_being_one_joins_it() {
    let app = App::start();
    let family = cast::family_thread();
    set_role(&app, Inga, Role::Guest);
    assert!(!people(&app, &family).contains(&"Grandma Inga".to_owned()));
    app.browser(Inga)
        .get(&format!("/api/threads/{family}"))
        .refuses(404, "not_found");
    set_role(&app, Inga, Role::Adult);
    set_role(&app, Gus, Role::Adult);
    let names = people(&app, &family);
    assert!(names.contains(&"Grandma Inga".to_owned()), "{names:?}");
    assert!(names.contains(&"Gus".to_owned()), "{names:?}");
}

#[test]
fn a_guest_is_told_of_nobody_but_the_people_of_their_threads() {
    let app = App::start();
    opened(&app, Anna, &[Gus]);
    let gus = app.browser(Gus);
    for path in ["/api/members", "/family", "/threads/new"] {
        let text = gus.get(path).expect(200).text();
        assert!(text.contains("Anna"), "{path}");
        for who in [Ben, Tilda, Oskar, Inga] {
            assert!(!text.contains(&who.id()), "{path} tells of {who:?}");
        }
    }
    open(&app, Gus, &[Ben]).refuses(400, "unknown_member");
    opened(&app, Ben, &[Gus]);
    assert!(
        gus.get("/api/members")
            .expect(200)
            .text()
            .contains(&Ben.id())
    );
    open(&app, Gus, &[Ben]).expect(201);
}
