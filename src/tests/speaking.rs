//! Who is spoken to in which language: members, visitors, programs, paper.

use serde_json::json;

use crate::support::Who::{self, Anna, Ben, Inga};
use crate::support::{App, Client};

/// Says `lang` of a page as one with this `Accept-Language` sees it.
fn language(client: &Client, path: &str, browser: Option<&str>) -> String {
    let request = client.request("GET", path);
    let request = match browser {
        Some(languages) => request.header("Accept-Language", languages),
        None => request.without("Accept-Language"),
    };
    let page = request.send().text();
    let start = page.find("lang=\"").expect("a page says its language") + 6;
    page[start..start + 2].to_owned()
}

fn choose(app: &App, who: Who, code: &str) {
    let form = [("language", code), ("timeZone", "")];
    let chosen = app.browser(who).request("POST", "/settings").form(&form);
    chosen.send().expect(303);
}

fn make_the_family_spanish(app: &App) {
    let form = [
        ("family", "Los Tilos"),
        ("language", "es"),
        ("timeZone", "America/Bogota"),
    ];
    let saved = app
        .browser(Anna)
        .request("POST", "/family/settings")
        .form(&form);
    saved.send().expect(303);
}

#[test]
fn a_member_is_spoken_to_as_they_chose_else_as_their_browser_asks_else_as_their_family() {
    let app = App::start();
    make_the_family_spanish(&app);
    let ben = app.browser(Ben);
    assert_eq!(language(&ben, "/", Some("en-GB, es;q=0.8")), "en");
    assert_eq!(language(&ben, "/", Some("es-AR, en;q=0.8")), "es");
    assert_eq!(
        language(&ben, "/", Some("tlh, x-none;q=0.8")),
        "es",
        "nobody speaks that here"
    );
    assert_eq!(language(&ben, "/", None), "es");
    choose(&app, Ben, "en");
    assert_eq!(language(&ben, "/", Some("es")), "en");
    choose(&app, Ben, "es");
    assert_eq!(language(&ben, "/", Some("en")), "es");
    assert_eq!(
        language(&ben, "/threads/nothing", Some("en")),
        "es",
        "an error too"
    );
    let unknown = ben
        .request("POST", "/settings")
        .form(&[("language", "tlh"), ("timeZone", "")]);
    unknown.send().expect(422);
}

#[test]
fn a_visitor_is_spoken_to_as_their_browser_asks() {
    let app = App::start();
    let visitor = app.anonymous();
    for path in ["/login", "/join", "/ticket", "/join/nothing", "/nothing"] {
        assert_eq!(language(&visitor, path, Some("es-MX")), "es", "{path}");
        assert_eq!(language(&visitor, path, Some("tlh")), "en", "{path}");
    }
}

#[test]
fn a_program_is_told_what_went_wrong_in_its_members_language_by_the_same_code() {
    let app = App::start();
    choose(&app, Ben, "es");
    let told = |who: Who| {
        let path = "/api/threads";
        let answer = app.program(who).post(path, &json!({ "memberIds": [] }));
        answer.refuses(400, "memberIds required");
        answer.json()["detail"]
            .as_str()
            .expect("a sentence")
            .to_owned()
    };
    assert_eq!(told(Anna), "Please say who should be in the chat.");
    assert_eq!(told(Ben), "Di quién va a estar en el chat.");
}

#[test]
fn a_card_speaks_as_its_holder_would_read_it() {
    let app = App::start();
    choose(&app, Inga, "es");
    let printed = |whose: Who| {
        let path = format!("/family/{}/card", whose.id());
        let page = app
            .browser(Anna)
            .request("POST", &path)
            .form(&[])
            .send()
            .text();
        let (around, card) = page.split_once("<article").expect("a card");
        (around.to_owned(), card.to_owned())
    };
    let (around, card) = printed(Inga);
    assert!(around.contains("Print it now"), "Anna reads English");
    assert!(
        card.contains("lang=\"es\"") && card.contains("Abre la cámara"),
        "{card}"
    );
    let (_, card) = printed(Ben);
    assert!(
        card.contains("lang=\"en\"") && card.contains("Open the camera"),
        "{card}"
    );
    make_the_family_spanish(&app);
    let (_, card) = printed(Ben);
    assert!(
        card.contains("Abre la cámara"),
        "as his family, for want of his own choice"
    );
}

#[test]
fn the_thread_every_family_has_is_called_as_each_reader_would_until_somebody_names_it() {
    let app = App::start();
    choose(&app, Ben, "es");
    let list = |who: Who| app.browser(who).get("/").text();
    let title = |who: Who| {
        let path = format!("/api/threads/{}", crate::support::cast::family_thread());
        app.program(who).get(&path).json()["title"].clone()
    };
    assert!(list(Anna).contains("Family Chat") && list(Ben).contains("Chat familiar"));
    assert!(!list(Ben).contains("Family Chat"));
    assert_eq!(title(Ben), "Family Chat", "the same for every program");
    let path = format!("/api/threads/{}", crate::support::cast::family_thread());
    app.program(Anna)
        .patch(&path, &json!({ "title": "Us" }))
        .expect(200);
    assert!(list(Ben).contains("Us") && !list(Ben).contains("Chat familiar"));
}
