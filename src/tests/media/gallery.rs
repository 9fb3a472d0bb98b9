//! Pictures by themselves: of a thread, of all that one is in, and of nothing else.

use super::{post, settled, upload};
use crate::routes::thread;
use crate::support::App;
use crate::support::Who::{Anna, Ben, Mallory, Tilda};
use crate::support::photo::plain;
use serde_json::json;

#[test]
fn the_gallery_shows_what_one_may_see_month_by_month_and_no_more() {
    let app = App::start();
    let (anna, ben, tilda) = (app.browser(Anna), app.browser(Ben), app.browser(Tilda));
    let both = thread(&anna, &[Ben, Tilda]);
    let pair = thread(&anna, &[Ben]);
    let mut files = Vec::new();
    for (place, colour) in [(&both, 1), (&pair, 2)] {
        let file = upload(&anna, "sea.png", &plain([colour, 0, 0]));
        settled(&anna, &file);
        post(&anna, place, &[&file]);
        files.push(file);
    }
    let note = upload(&anna, "note.txt", b"not to be looked at");
    post(&anna, &both, &[&note]);
    let shows = |client: &crate::support::Client, path: &str| {
        let page = client.get(path).expect(200).text();
        assert!(!page.contains(&note));
        files
            .iter()
            .map(|file| page.contains(&format!("/files/{file}")))
            .collect::<Vec<_>>()
    };
    assert_eq!(shows(&anna, "/gallery"), [true, true]);
    assert_eq!(shows(&ben, "/gallery"), [true, true]);
    assert_eq!(shows(&tilda, "/gallery"), [true, false]);
    assert_eq!(shows(&app.browser(Mallory), "/gallery"), [false, false]);
    assert_eq!(
        shows(&ben, &format!("/threads/{pair}/gallery")),
        [false, true]
    );
    assert_eq!(tilda.get(&format!("/threads/{pair}/gallery")).status, 404);

    // Older ones, from where a page ended.
    let older = format!("/gallery?before={}", files[1]);
    assert_eq!(shows(&ben, &older), [true, false]);
    assert_eq!(tilda.get(&older).status, 400);

    anna.request("DELETE", &format!("/api/threads/{both}/members"))
        .json(&json!({ "memberIds": [Tilda.id()] }))
        .send()
        .expect(200);
    assert_eq!(shows(&tilda, "/gallery"), [false, false]);
}

/// The pictures of a page of a gallery, in its order, and its ways to older and newer ones.
fn shelf(client: &crate::support::Client, path: &str) -> (Vec<String>, [Option<String>; 2]) {
    let page = client.get(path).expect(200).text();
    let shown = page
        .split("data-attachment=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("an id").to_owned())
        .collect();
    let way = |rel: &str| {
        let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    (shown, [way("next"), way("prev")])
}

#[test]
fn a_gallery_has_the_order_of_the_conversation_and_leads_both_ways() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let picture = plain([7, 7, 7]);
    settled(&anna, &upload(&anna, "one.png", &picture));
    let mut said = Vec::new();
    for _ in 0..7 {
        let parts: Vec<(&str, &str, &[u8])> = vec![("file", "a.png", &picture); 10];
        let sent = anna.request("POST", "/api/files").multipart(&[], &parts);
        let sent = sent.send().expect(201).json();
        let ids = sent["files"].as_array().expect("a list").iter();
        // They do not stand on their message in the order in which they came.
        let ids: Vec<String> = ids
            .rev()
            .map(|file| file["id"].as_str().expect("an id").to_owned())
            .collect();
        post(
            &anna,
            &thread,
            &ids.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        said.extend(ids);
    }
    let newest_first: Vec<String> = said.into_iter().rev().collect();
    for path in ["/gallery".to_owned(), format!("/threads/{thread}/gallery")] {
        let (first, [older, newer]) = shelf(&ben, &path);
        assert_eq!(newer, None, "{path}");
        let (last, [oldest, back]) = shelf(&ben, &older.expect("older ones"));
        assert_eq!((oldest, last.len()), (None, 10), "{path}");
        assert_eq!([first, last.clone()].concat(), newest_first, "{path}");
        assert_eq!(back, Some(format!("{path}?after={}", last[0])));
        // All the way back, from the very oldest.
        let (middle, [_, newer]) = shelf(&ben, &format!("{path}?after={}", last[9]));
        let (top, [_, nothing]) = shelf(&ben, &newer.expect("newer ones"));
        assert_eq!(nothing, None, "{path}");
        assert_eq!([top, middle].concat(), newest_first[..69], "{path}");
        let beyond = format!("{path}?after={}", newest_first[0]);
        assert_eq!(shelf(&ben, &beyond), (Vec::new(), [None, None]));
    }
    // A place that one cannot see, and a file that stands nowhere, are no place.
    let loose = upload(&anna, "loose.png", &picture);
    for (client, file) in [(&app.browser(Mallory), &newest_first[0]), (&anna, &loose)] {
        for side in ["before", "after"] {
            assert_eq!(client.get(&format!("/gallery?{side}={file}")).status, 400);
        }
    }
}

#[test]
fn a_family_is_asked_whether_it_keeps_originals_and_letting_go_takes_them_away() {
    let app = App::start();
    let anna = app.browser(Anna);
    let save = |keeps: bool| {
        let mut fields = vec![
            ("family", "Berg"),
            ("language", "en"),
            ("timeZone", "Europe/Berlin"),
        ];
        if keeps {
            fields.push(("keepsOriginals", "yes"));
        }
        anna.request("POST", "/family/settings")
            .form(&fields)
            .send()
            .expect(303);
    };
    save(true);
    let page = anna.get("/family/settings").expect(200).text();
    assert!(page.contains("name=\"keepsOriginals\"") && page.contains("checked"));
    let file = upload(&anna, "shed.jpg", &crate::support::photo::photo(200));
    settled(&anna, &file);
    let path = format!("/files/{file}/original");
    anna.get(&path).expect(200);
    save(false);
    assert_eq!(anna.get(&path).status, 404);
    anna.get(&format!("/files/{file}")).expect(200);
}
