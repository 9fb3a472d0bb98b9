//! How a file is handed out: to whom it is for, as what it is for, and nothing else.

use serde_json::json;

use super::thread;
use crate::media::settled;
use crate::support::Who::{Anna, Ben};
use crate::support::{App, Client, photo};

#[track_caller]
fn upload(client: &Client, name: &str, content: &[u8]) -> String {
    let sent = client
        .request("POST", "/api/files")
        .multipart(&[], &[("file", name, content)])
        .send()
        .expect(201)
        .json();
    sent["file"]["id"].as_str().expect("an id").to_owned()
}

/// The beginning of an MP3, by which it is known.
const SOUND: &[u8] = b"ID3\x04\0\0\0\0\0\0 and then music";

#[test]
fn a_browser_gets_a_file_to_look_at_listen_to_or_save_and_for_nothing_else() {
    let app = App::start();
    let anna = app.browser(Anna);
    let picture = upload(&anna, "a.png", &photo::plain([1, 2, 3]));
    let sound = upload(&anna, "a.mp3", SOUND);
    let page = upload(&anna, "a.html", b"<!doctype html><script>alert(1)</script>");
    for file in [&picture, &sound] {
        settled(&anna, file);
    }
    let wanted_as = |file: &str, purpose: &str| {
        anna.request("GET", &format!("/files/{file}"))
            .header("Accept", "application/json")
            .header("Sec-Fetch-Dest", purpose)
            .send()
    };
    for purpose in [
        "script",
        "style",
        "worker",
        "sharedworker",
        "serviceworker",
        "xslt",
        "iframe",
        "frame",
        "embed",
        "object",
        "manifest",
        "font",
        "nonsense",
    ] {
        for file in [&picture, &sound, &page] {
            wanted_as(file, purpose).refuses(403, "forbidden");
        }
    }
    let shown = |file: &str, purpose: &str| {
        let answer = wanted_as(file, purpose).expect(200);
        let disposition = answer
            .header("content-disposition")
            .expect("one")
            .to_owned();
        let kind = answer.header("content-type").expect("one").to_owned();
        (
            disposition.split(';').next().unwrap_or_default().to_owned(),
            kind,
        )
    };
    let is = |disposition: &str, kind: &str| (disposition.to_owned(), kind.to_owned());
    for purpose in ["image", "empty", "document"] {
        assert_eq!(
            shown(&picture, purpose),
            is("inline", "image/png"),
            "{purpose}"
        );
    }
    for purpose in ["audio", "empty"] {
        assert_eq!(
            shown(&sound, purpose),
            is("inline", "audio/mpeg"),
            "{purpose}"
        );
    }
    // By itself in a window a sound is saved, and a page always.
    let saved = is("attachment", "application/octet-stream");
    assert_eq!(shown(&sound, "document"), saved);
    for purpose in ["document", "empty", "image"] {
        assert_eq!(shown(&page, purpose), saved, "{purpose}");
    }
    // Who may not see it learns nothing by asking oddly.
    app.browser(Ben)
        .request("GET", &format!("/files/{picture}"))
        .header("Accept", "application/json")
        .header("Sec-Fetch-Dest", "script")
        .send()
        .refuses(404, "not_found");
}

#[test]
fn head_has_no_parts_and_a_weakened_tag_is_still_the_tag() {
    let app = App::start();
    let anna = app.browser(Anna);
    let url = format!("/files/{}", upload(&anna, "a.bin", b"0123456789"));
    let head = anna
        .request("HEAD", &url)
        .header("Range", "bytes=2-3")
        .send()
        .expect(200);
    assert_eq!(head.header("content-length"), Some("10"));
    assert_eq!(head.header("content-range"), None);
    let etag = head.header("etag").expect("a tag").to_owned();
    let asked = |name: &str, value: &str| {
        anna.request("GET", &url)
            .header("Range", "bytes=2-3")
            .header(name, value)
            .send()
    };
    for tags in [
        format!("W/{etag}"),
        format!("\"x\", W/{etag}"),
        "*".to_owned(),
    ] {
        asked("If-None-Match", &tags).expect(304);
    }
    assert_eq!(asked("If-Range", &etag).expect(206).text(), "23");
    // A part is only pasted to what is surely the same.
    for tag in [
        format!("W/{etag}"),
        "*".to_owned(),
        "Sun, 22 Nov 2026 09:30:00 GMT".to_owned(),
    ] {
        assert_eq!(
            asked("If-Range", &tag).expect(200).text(),
            "0123456789",
            "{tag}"
        );
    }
}

#[test]
fn a_file_is_gone_with_its_message_and_with_a_seat_in_its_thread() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "a.bin", b"for a while");
    let url = format!("/files/{file}");
    let posted = anna
        .post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": "", "fileIds": [file] }),
        )
        .expect(201)
        .json();
    let etag = ben
        .get(&url)
        .expect(200)
        .header("etag")
        .expect("a tag")
        .to_owned();
    let message = posted["message"]["id"].as_str().expect("an id").to_owned();
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    for client in [&anna, &ben, &app.program(Ben)] {
        for (name, value) in [
            ("Range", "bytes=0-1"),
            ("If-None-Match", etag.as_str()),
            ("X-Nothing", ""),
        ] {
            let answer = client.request("GET", &url).header(name, value).send();
            assert_eq!(answer.status, 404, "{name}");
        }
        client.request("HEAD", &url).send().expect(404);
        client
            .get(&format!("/api/files/{file}/status"))
            .refuses(404, "not_found");
    }
}
