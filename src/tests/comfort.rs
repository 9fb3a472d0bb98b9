//! What each person chooses for themself holds on every page of theirs, from the first byte, and on nobody
//! else's.

use std::collections::BTreeMap;

use crate::support::Who::{Anna, Ben, Gus, Oskar};
use crate::support::{App, Client};

const USUAL: [(&str, &str); 9] = [
    ("theme", "auto"),
    ("text", "medium"),
    ("density", "cosy"),
    ("contrast", "auto"),
    ("motion", "auto"),
    ("enter", "send"),
    ("sound", "on"),
    ("shortcuts", "on"),
    ("shares", "typing presence reading"),
];

/// What a page's root element says, by the names of its `data-` attributes.
fn root(client: &Client, path: &str) -> BTreeMap<String, String> {
    let page = client.get(path).text();
    let from = page.find("<html").expect("a page");
    let tag = &page[from..from + page[from..].find('>').expect("its end")];
    tag.split("data-")
        .skip(1)
        .map(|attribute| {
            let (name, rest) = attribute.split_once("=\"").expect("a value");
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        })
        .collect()
}

/// The usual, but for these.
fn with(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    USUAL
        .iter()
        .chain(changes)
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

fn choose(client: &Client, form: &str, fields: &[(&str, &str)]) {
    let path = format!("/settings/{form}");
    let saved = client
        .request("POST", &path)
        .form(fields)
        .send()
        .expect(303);
    assert_eq!(
        saved.header("location"),
        Some(format!("{path}?saved=yes").as_str())
    );
}

#[test]
fn every_page_says_its_readers_choices_at_the_first_paint_and_nobody_elses() {
    let app = App::start();
    let anna = app.browser(Anna);
    assert_eq!(root(&anna, "/"), with(&[]));
    choose(
        &anna,
        "appearance",
        &[
            ("theme", "dark"),
            ("textSize", "huge"),
            ("density", "compact"),
            ("contrast", "more"),
            ("motion", "less"),
        ],
    );
    choose(&anna, "chatting", &[("enter", "line")]);
    choose(&anna, "sharing", &[("presence", "on")]);
    let chosen = with(&[
        ("theme", "dark"),
        ("text", "huge"),
        ("density", "compact"),
        ("contrast", "more"),
        ("motion", "less"),
        ("enter", "line"),
        ("sound", "off"),
        ("shortcuts", "off"),
        ("shares", "presence"),
    ]);
    for path in ["/", "/settings", "/family", "/search", "/no/such/page"] {
        assert_eq!(root(&anna, path), chosen, "{path}");
    }
    assert_eq!(root(&app.browser(Ben), "/"), with(&[]), "another's");
    assert_eq!(root(&app.anonymous(), "/login"), with(&[]), "a stranger's");
}

#[test]
fn saving_one_form_leaves_what_the_others_say() {
    let app = App::start();
    let ben = app.browser(Ben);
    choose(&ben, "appearance", &[("textSize", "large")]);
    choose(&ben, "appearance", &[("contrast", "more")]);
    choose(&ben, "sharing", &[("typing", "on"), ("reading", "on")]);
    choose(
        &ben,
        "chatting",
        &[("enter", "send"), ("sound", "on"), ("shortcuts", "on")],
    );
    ben.request("POST", "/settings")
        .form(&[("language", ""), ("timeZone", "Asia/Tokyo")])
        .send()
        .expect(303);
    let chosen = [
        ("text", "large"),
        ("contrast", "more"),
        ("shares", "typing reading"),
    ];
    assert_eq!(root(&ben, "/"), with(&chosen));
}

#[test]
fn a_word_that_is_no_choice_is_refused_and_changes_nothing() {
    let app = App::start();
    let oskar = app.browser(Oskar);
    for (form, field, word) in [
        ("appearance", "theme", "sepia"),
        ("appearance", "textSize", "gigantic"),
        ("appearance", "density", ""),
        ("appearance", "contrast", "less"),
        ("appearance", "motion", "Less"),
        ("chatting", "enter", "maybe"),
    ] {
        let answer = oskar
            .request("POST", &format!("/settings/{form}"))
            .form(&[(field, word)])
            .send();
        assert_eq!(answer.status, 422, "{field} = {word}");
    }
    assert_eq!(root(&oskar, "/"), with(&[]));
}

#[test]
fn a_guest_chooses_for_themself_as_everybody_does() {
    let app = App::start();
    let gus = app.browser(Gus);
    choose(&gus, "appearance", &[("textSize", "huge")]);
    choose(&gus, "sharing", &[]);
    assert_eq!(root(&gus, "/"), with(&[("text", "huge"), ("shares", "")]));
}

#[test]
fn a_form_shows_what_holds() {
    let app = App::start();
    let ben = app.browser(Ben);
    choose(
        &ben,
        "appearance",
        &[("textSize", "small"), ("theme", "light")],
    );
    choose(&ben, "chatting", &[("enter", "line"), ("sound", "on")]);
    choose(&ben, "sharing", &[("reading", "on")]);
    let checked = |path: &str| -> Vec<String> {
        let page = ben.get(path).expect(200).text();
        page.split("<input ")
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap())
            .filter(|tag| tag.contains(" checked"))
            .map(|tag| {
                let value = |name: &str| {
                    let start = tag.split(&format!("{name}=\"")).nth(1);
                    start.map_or("on", |rest| rest.split('"').next().unwrap())
                };
                format!("{} {}", value("name"), value("value"))
            })
            .collect()
    };
    assert_eq!(
        checked("/settings/appearance"),
        [
            "textSize small",
            "theme light",
            "contrast auto",
            "density cosy",
            "motion auto"
        ]
    );
    assert_eq!(checked("/settings/chatting"), ["enter line", "sound on"]);
    assert_eq!(checked("/settings/sharing"), ["reading on"]);
}

#[test]
fn the_list_of_shortcuts_is_a_page_and_a_sheet_of_the_same_words() {
    let app = App::start();
    let ben = app.browser(Ben);
    let list = |text: &str| {
        let from = text.find("<section").expect("a list");
        text[from..text.rfind("</section>").expect("its end")].to_owned()
    };
    let page = ben.get("/shortcuts").expect(200).text();
    assert!(page.contains("<html"));
    let sheet = ben
        .request("GET", "/shortcuts")
        .header("Hearth-Fragment", "1")
        .send()
        .expect(200)
        .text();
    assert!(sheet.starts_with("<dialog"), "{sheet}");
    assert_eq!(list(&page), list(&sheet));
}
