//! Names of people and of the family that would be more than names if a page let them.

use serde_json::json;

use super::{page_of, press, seen};
use crate::support::Who::{Anna, Inga};
use crate::support::{App, cast};

/// Names that would be something else if a page let them.
const ODD: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "Anna</bdi></a><h1>Ben",
    "\u{202E}nib si\u{2069}\u{2069} &amp; {{ $who }}",
    "שרה \u{2067}כהן",
    "👨‍👩‍👧‍👦 Z̸̡̢̛͎a̷l̷g̷o̷",
];

#[test]
fn odd_names_are_only_ever_names_on_every_page_they_stand_on() {
    let app = App::start();
    let (anna, inga) = (app.browser(Anna), app.browser(Inga));
    let thread = cast::family_thread();
    inga.post(
        &format!("/api/threads/{thread}/messages"),
        &json!({ "body": "it is me" }),
    )
    .expect(201);
    let direct = press(&anna, "/threads", &[("memberIds", &Inga.id())]).expect(303);
    let direct = direct.header("location").expect("a chat").to_owned();
    for name in ODD {
        let fields = [("name", name), ("email", ""), ("helper", "")];
        press(&inga, "/settings/profile", &fields).expect(303);
        let house = [("family", name), ("language", "en"), ("timeZone", "UTC")];
        press(&anna, "/family/settings", &house).expect(303);
        let escaped: String = name
            .chars()
            .map(|c| match c {
                '<' => "&#60;".to_owned(),
                '>' => "&#62;".to_owned(),
                '"' => "&#34;".to_owned(),
                '\'' => "&#39;".to_owned(),
                '&' => "&#38;".to_owned(),
                c => c.to_string(),
            })
            .collect();
        for (client, path) in [
            (&anna, "/"),
            (&anna, "/threads/new"),
            (&anna, &*format!("/threads/{thread}")),
            (&anna, &direct),
            (&anna, "/family"),
            (&anna, &page_of(Inga)),
            (&anna, &format!("{}/shut-out", page_of(Inga))),
            (&anna, "/family/settings"),
            (&anna, "/family/record"),
            (&inga, "/settings"),
            (&inga, "/settings/profile"),
        ] {
            let text = client.get(path).expect(200).text();
            for raw in ["<script>", "<img src=x", "<h1>Ben"] {
                assert!(!text.contains(raw), "{path} for {name}");
            }
            assert!(
                text.contains(&escaped) || path == "/family/record",
                "{path} for {name}"
            );
            assert_isolated(&text, name, &escaped, path);
        }
    }
}

/// Wherever a name stands between words it is isolated, by an element or by characters; alone in a
/// field or as a whole title it has nobody to disturb.
fn assert_isolated(page: &str, name: &str, escaped: &str, path: &str) {
    let body = page.split_once("<body").expect("a page").1;
    for (at, _) in body.match_indices(escaped) {
        let before = &body[..at];
        let is_isolated = ["<bdi>", "value=\"", "\u{2068}"]
            .iter()
            .any(|start| before.ends_with(start))
            || before
                .rsplit_once('<')
                .is_some_and(|(_, tag)| tag.starts_with("bdi ") || tag.contains("dir=\"auto\""));
        let near: String = before.chars().rev().take(80).collect();
        let near: String = near.chars().rev().collect();
        assert!(is_isolated, "{path}: {name} stands bare after {near}");
    }
}

#[test]
fn user_names_that_look_alike_are_the_same_or_none() {
    let app = App::start();
    let made = press(
        &app.browser(Anna),
        "/family/invitations",
        &[("role", "adult")],
    );
    let made = made.expect(201).text();
    let (_, rest) = made.split_once("/join/").expect("a link");
    let path = format!("/join/{}", &rest[..rest.find('<').expect("it ends")]);
    for (username, words) in [
        ("BEN", "already has this user name"),
        (" ben ", "already has this user name"),
        ("bеn", "only letters, digits"),
        ("ｂｅｎ", "only letters, digits"),
        ("be\u{200B}n", "only letters, digits"),
        ("ben\u{202E}", "only letters, digits"),
    ] {
        let fields = [
            ("name", "Ben"),
            ("username", username),
            ("password", "seven plums in a bowl"),
        ];
        let page = press(&app.anonymous(), &path, &fields).expect(422).text();
        assert!(page.contains(words), "{username:?}: {page}");
    }
    // Two who are called alike are told apart by what they sign in with.
    let fields = [
        ("name", "Ben"),
        ("username", "ben.two"),
        ("password", "seven plums in a bowl"),
    ];
    press(&app.anonymous(), &path, &fields).expect(303);
    let list = seen(&app.browser(Anna), "/family");
    let (people, _) = list.split_once("</ul>").expect("a list");
    let (_, last) = people.rsplit_once("/family/").expect("the newcomer");
    let other = &last[..last.find('"').expect("an end")];
    let text = seen(&app.browser(Anna), &format!("/family/{other}"));
    assert!(text.contains("<bdi>ben.two</bdi>"), "{text}");
}
