//! Files: uploaded, looked at, fetched in parts, and seen only by whom they are for.

use serde_json::{Value, json};

use super::thread;
use crate::media::settled;
use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Tilda};
use crate::support::client::percent;
use crate::support::{Answer, App, Client, database};

#[track_caller]
fn upload(client: &Client, name: &str, content: &[u8]) -> Value {
    client
        .request("POST", "/api/files")
        .multipart(&[], &[("file", name, content)])
        .send()
        .expect(201)
        .json()["file"]
        .clone()
}

fn id(file: &Value) -> String {
    file["id"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn post(client: &Client, thread: &str, files: &[&str]) -> Answer {
    client.post(
        &format!("/api/threads/{thread}/messages"),
        &json!({ "body": "", "fileIds": files }),
    )
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(30, 20)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

#[test]
fn an_upload_is_answered_posted_and_fetched_unchanged() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.program(Ben));
    let thread = thread(&anna, &[Ben]);
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n * 7 % 251) as u8).collect();
    let file = upload(&anna, "Ferien 2026.bin", &content);
    let file_id = id(&file);
    assert_eq!(
        file,
        json!({ "id": file_id, "name": "Ferien 2026.bin", "status": "ready", "size": 300_000, "mediaType": "application/octet-stream" })
    );
    let url = format!("/files/{file_id}");
    let status = anna
        .get(&format!("/api/files/{file_id}/status"))
        .expect(200)
        .json();
    assert_eq!(
        status,
        json!({ "id": file_id, "name": "Ferien 2026.bin", "url": url, "status": "ready" })
    );
    let posted = post(&anna, &thread, &[&file_id]).expect(201).json();
    assert_eq!(posted["message"]["fileIds"], json!([file_id]));
    let page = ben
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200)
        .json();
    assert_eq!(
        page["messages"][0]["attachments"],
        json!([{ "id": file_id, "name": "Ferien 2026.bin", "url": url, "mediaType": "application/octet-stream", "size": 300_000 }])
    );
    assert_eq!(ben.get(&url).expect(200).body, content);
}

#[test]
fn several_parts_are_several_files_and_none_is_a_mistake() {
    let app = App::start();
    let anna = app.browser(Anna);
    let send = |fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]| {
        anna.request("POST", "/api/files")
            .multipart(fields, files)
            .send()
    };
    let several = send(&[], &[("file", "a", b"1"), ("file", "b", b"22")])
        .expect(201)
        .json();
    let names: Vec<_> = several["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| f["name"].clone())
        .collect();
    assert_eq!(names, ["a", "b"]);
    send(&[], &[]).refuses(422, "invalid");
    send(&[("file", "text")], &[]).refuses(422, "invalid");
    send(&[], &[("photo", "a", b"1")]).refuses(422, "invalid");
    let json = anna.post("/api/files", &json!({}));
    json.refuses(415, "unsupported_media_type");
    anna.request("POST", "/api/files")
        .send()
        .refuses(415, "unsupported_media_type");
    // An empty file is a file.
    assert_eq!(upload(&anna, "empty.txt", b"")["size"], 0);
    let whole: Vec<u8> =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf"
            .to_vec();
    for broken in [
        whole,
        b"".to_vec(),
        b"--x".to_vec(),
        b"garbage\r\n\r\n".to_vec(),
        b"--x\r\n\r\n\r\n".to_vec(),
    ] {
        let answer = anna
            .request("POST", "/api/files")
            .body("multipart/form-data; boundary=x", broken)
            .send();
        assert!((400..500).contains(&answer.status), "{}", answer.text());
    }
    anna.request("POST", "/api/files")
        .body("multipart/form-data", "x")
        .send()
        .refuses(400, "invalid_json");
    let left = std::fs::read_dir(app.folder().join("incoming"))
        .expect("a folder")
        .count();
    assert_eq!(left, 0, "half a file was left behind");
}

#[test]
fn a_file_is_seen_by_its_uploader_then_by_the_thread_and_by_nobody_else() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben, Tilda]);
    let file = id(&upload(&anna, "plan.txt", b"the plan"));
    let seen_by = |expected: &[crate::support::Who]| {
        for who in [Anna, Ben, Tilda, Inga, Gus, Mallory] {
            for client in [app.browser(who), app.program(who)] {
                let (content, status) = (
                    client
                        .request("GET", &format!("/files/{file}"))
                        .header("Accept", "application/json")
                        .send(),
                    client.get(&format!("/api/files/{file}/status")),
                );
                if expected.contains(&who) {
                    assert_eq!(content.expect(200).text(), "the plan", "{who:?}");
                    status.expect(200);
                } else {
                    content.refuses(404, "not_found");
                    status.refuses(404, "not_found");
                }
            }
        }
    };
    seen_by(&[Anna]);
    let message = post(&anna, &thread, &[&file]).expect(201).json()["message"]["id"].clone();
    seen_by(&[Anna, Ben, Tilda]);
    anna.request("DELETE", &format!("/api/threads/{thread}/members"))
        .json(&json!({ "memberIds": [Tilda.id()] }))
        .send()
        .expect(200);
    seen_by(&[Anna, Ben]);
    // Its uploader has no way back in once it belongs to the thread.
    app.browser(Ben)
        .request("DELETE", &format!("/api/threads/{thread}/members"))
        .json(&json!({ "memberIds": [Anna.id()] }))
        .send()
        .expect(200);
    seen_by(&[Ben]);
    app.browser(Ben)
        .post(
            &format!("/api/threads/{thread}/members"),
            &json!({ "memberIds": [Anna.id()] }),
        )
        .expect(200);
    anna.delete(&format!(
        "/api/messages/{}",
        message.as_str().expect("an id")
    ))
    .expect(204);
    seen_by(&[]);
}

#[test]
fn only_ones_own_unposted_files_can_be_posted_and_each_once() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let file = id(&upload(&anna, "a", b"1"));
    post(&app.browser(Ben), &thread, &[&file]).refuses(400, "unknown_file");
    post(&anna, &thread, &[&file, &file]).refuses(400, "unknown_file");
    post(&anna, &thread, &["nobody's"]).refuses(400, "unknown_file");
    post(&anna, &thread, &[&file]).expect(201);
    post(&anna, &thread, &[&file]).refuses(400, "unknown_file");
    let many: Vec<String> = (0..11)
        .map(|n| id(&upload(&anna, &n.to_string(), b"1")))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    post(&anna, &thread, &many).refuses(422, "invalid");
    post(&anna, &thread, &many[..10]).expect(201);
    let page = anna
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200)
        .json();
    assert_eq!(page["messages"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_file_is_fetched_whole_in_part_or_not_at_all() {
    let app = App::start();
    let anna = app.browser(Anna);
    let content: Vec<u8> = (0..=255).collect();
    let file = id(&upload(&anna, "bytes.bin", &content));
    let url = format!("/files/{file}");
    let get = |headers: &[(&str, &str)]| {
        let mut request = anna.request("GET", &url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send()
    };
    let whole = get(&[]).expect(200);
    let etag = whole.header("etag").expect("a tag").to_owned();
    assert!(etag.starts_with('"'), "{etag} is not a strong one");
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.header("content-length"), Some("256"));
    for (range, from, to) in [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=250-", 250, 255),
        ("bytes=-6", 250, 255),
        ("bytes=-999", 0, 255),
        ("bytes=200-999", 200, 255),
    ] {
        let part = get(&[("Range", range)]).expect(206);
        assert_eq!(part.body, content[from..=to], "{range}");
        assert_eq!(
            part.header("content-range"),
            Some(format!("bytes {from}-{to}/256").as_str())
        );
        assert_eq!(part.header("etag"), Some(etag.as_str()));
        let conditional = get(&[("Range", range), ("If-Range", &etag)]).expect(206);
        assert_eq!(conditional.body, content[from..=to]);
        assert_eq!(
            get(&[("Range", range), ("If-Range", "\"other\"")])
                .expect(200)
                .body,
            content
        );
    }
    for range in ["bytes=256-", "bytes=-0", "bytes=999-1000"] {
        let none = get(&[("Range", range)]).expect(416);
        assert_eq!(none.header("content-range"), Some("bytes */256"), "{range}");
    }
    for range in [
        "bytes=0-1,5-6",
        "lines=1-2",
        "bytes=9-0",
        "bytes=x-y",
        "bytes=",
        "",
        "bytes=1",
    ] {
        assert_eq!(
            get(&[("Range", range)]).expect(200).body,
            content,
            "{range}"
        );
    }
    for tags in [etag.clone(), format!("\"x\", {etag}"), "*".to_owned()] {
        let same = get(&[("If-None-Match", &tags)]).expect(304);
        assert_eq!(same.header("etag"), Some(etag.as_str()));
        assert!(same.body.is_empty());
    }
    get(&[("If-None-Match", "\"other\"")]).expect(200);
    let head = anna.request("HEAD", &url).send().expect(200);
    assert_eq!(head.header("content-length"), Some("256"));
    assert_eq!(head.header("etag"), Some(etag.as_str()));
    // The access check comes first: knowing the tag opens nothing.
    for client in [app.browser(Mallory), app.browser(Ben), app.program(Gus)] {
        for tags in [etag.as_str(), "*"] {
            let answer = client
                .request("GET", &url)
                .header("If-None-Match", tags)
                .send();
            assert_eq!(answer.status, 404);
        }
    }
    app.anonymous()
        .request("GET", &url)
        .header("Accept", "application/json")
        .header("If-None-Match", &etag)
        .send()
        .refuses(401, "UNAUTHENTICATED");
}

#[test]
fn what_a_file_is_was_told_from_its_content_and_only_harmless_kinds_are_shown() {
    let app = App::start();
    let anna = app.browser(Anna);
    let script = b"<!doctype html><script>alert(1)</script>";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let png = png();
    for (name, content, media_type, shown) in [
        ("cat.html", &png[..], "image/png", "image/png"),
        (
            "cat.png",
            &script[..],
            "text/html",
            "application/octet-stream",
        ),
        ("cat.svg", &svg[..], "", "application/octet-stream"),
        (
            "a.pdf",
            b"%PDF-1.7\n",
            "application/pdf",
            "application/octet-stream",
        ),
        (
            "a.gif",
            // Which breaks off, so nobody is shown it.
            b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
            "image/gif",
            "application/octet-stream",
        ),
        ("a.txt", b"hello", "text/plain", "application/octet-stream"),
    ] {
        let file = upload(&anna, name, content);
        if !media_type.is_empty() {
            assert_eq!(file["mediaType"], media_type, "{name}");
        }
        settled(&anna, &id(&file));
        let answer = anna.get(&format!("/files/{}", id(&file))).expect(200);
        assert_eq!(answer.header("content-type"), Some(shown), "{name}");
        let disposition = answer
            .header("content-disposition")
            .expect("one")
            .to_owned();
        let kind = if shown.starts_with("image/") {
            "inline"
        } else {
            "attachment"
        };
        assert_eq!(
            disposition,
            format!("{kind}; filename*=UTF-8''{}", percent(name))
        );
        assert_eq!(
            answer.header("content-security-policy"),
            Some("sandbox; default-src 'none'")
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
    }
}

#[test]
fn a_name_is_only_ever_a_name() {
    let app = App::start();
    let anna = app.browser(Anna);
    for (sent, kept) in [
        ("../../../etc/passwd", "passwd"),
        ("C:\\\\Users\\\\cat.jpg", "cat.jpg"),
        ("/etc/shadow", "shadow"),
        ("..", "file"),
        (".", "file"),
        (" ", "file"),
        ("gpj.\u{202E}exe.jpg", "gpj.exe.jpg"),
        ("Großmütter 👵.txt", "Großmütter 👵.txt"),
    ] {
        let file = upload(&anna, sent, b"x");
        assert_eq!(file["name"], kept, "{sent}");
        let answer = anna.get(&format!("/files/{}", id(&file))).expect(200);
        let disposition = answer
            .header("content-disposition")
            .expect("one")
            .to_owned();
        assert_eq!(
            disposition,
            format!("attachment; filename*=UTF-8''{}", percent(kept))
        );
    }
    let long = upload(&anna, &"ü".repeat(300), b"x");
    assert!(long["name"].as_str().expect("text").len() <= 255);
    // On disk nothing has a name but digests.
    fn below(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => below(&path, found),
                false => found.push(
                    path.file_name()
                        .expect("a name")
                        .to_string_lossy()
                        .into_owned(),
                ),
            }
        }
    }
    let mut found = Vec::new();
    below(&app.folder().join("files"), &mut found);
    assert_eq!(found, [hearth::base::token::digest("x")]);
}

#[test]
fn a_file_above_the_limit_is_refused_and_leaves_nothing() {
    let app = App::with_settings(&[("HEARTH_MAX_UPLOAD", "1M")]);
    let anna = app.browser(Anna);
    let send = |size: usize| {
        anna.request("POST", "/api/files")
            .multipart(&[], &[("file", "big", &vec![7; size])])
            .send()
    };
    send(1024 * 1024).expect(201);
    send(1024 * 1024 + 1).refuses(413, "too_large");
    send(3 * 1024 * 1024).refuses(413, "too_large");
    let left = std::fs::read_dir(app.folder().join("incoming"))
        .expect("a folder")
        .count();
    assert_eq!(left, 0);
    let mut conn = database::open(&app.folder().join("hearth.db"));
    assert_eq!(
        database::number(&mut conn, "SELECT count(*) AS answer FROM files"),
        1
    );
}

#[test]
fn a_token_needs_its_scope_for_files() {
    let app = App::start();
    let reader = super::token(&app, Ben, &["read"]);
    let sender = super::token(&app, Ben, &["read", "send"]);
    for client in [&reader, &sender] {
        client
            .request("POST", "/api/files")
            .multipart(&[], &[("file", "x", b"x")])
            .send()
            .refuses(403, "forbidden");
    }
    upload(&super::token(&app, Ben, &["files"]), "x", b"x");
}
