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
