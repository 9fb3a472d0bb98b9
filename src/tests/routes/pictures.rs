//! Pictures of people and of the family: who sets them, who sees them, and what is left of an upload.

use hearth::domain::{members, sessions, standing};
use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

use super::{thread, token};
use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};
use crate::support::app::UNHURRIED;
use crate::support::photo::{GRASS, PLACE, SKY, photo, plain};
use crate::support::{Answer, App, Client, Who, at_once};

const GREEN: [u8; 3] = [20, 200, 40];
const VIOLET: [u8; 3] = [150, 30, 200];
const OWN: &str = "/settings/picture";
const FAMILY: &str = "/family/picture";

fn send(client: &Client, path: &str, file: &[u8]) -> Answer {
    client
        .request("POST", path)
        .multipart(&[], &[("picture", "IMG_0001.JPG", file)])
        .send()
}

fn remove(client: &Client, path: &str) -> Answer {
    client
        .request("POST", path)
        .multipart(&[("remove", "yes")], &[])
        .send()
}

fn face(who: Who) -> String {
    format!("/people/{}/picture", who.id())
}

#[track_caller]
fn is_painted(answer: &Answer, colour: [u8; 3]) {
    let seen = decoded(&answer.body);
    let middle = seen.get_pixel(seen.width() / 2, seen.height() / 2);
    assert!(
        middle.0.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 24),
        "{middle:?} is not {colour:?}"
    );
}

#[track_caller]
fn decoded(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg)
        .expect("a JPEG")
        .into_rgb8()
}

/// What `asking` is told of somebody's picture.
fn avatar(asking: &Client, who: Who) -> Value {
    let list = asking.get("/api/members").expect(200).json();
    let members = list["members"].as_array().expect("a list");
    let found = members.iter().find(|member| member["id"] == who.id());
    found.expect("they are in it")["avatarUrl"].clone()
}

/// How many contents lie in the data folder, half-received ones among them.
fn contents(app: &App) -> usize {
    fn files(folder: &std::path::Path) -> usize {
        std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("an entry").path())
            .map(|path| if path.is_dir() { files(&path) } else { 1 })
            .sum()
    }
    files(&app.folder().join("files")) + files(&app.folder().join("incoming"))
}

#[test]
fn a_photo_becomes_a_small_upright_square_without_its_place() {
    let app = App::start();
    let sent = photo(2000);
    assert!(String::from_utf8_lossy(&sent).contains(PLACE));
    let anna = app.browser(Anna);
    let answer = send(&anna, OWN, &sent).expect(303);
    assert_eq!(
        answer.header("location"),
        Some("/settings/profile?saved=yes")
    );
    let seen = app.program(Ben).get(&face(Anna)).expect(200);
    let text = String::from_utf8_lossy(&seen.body);
    for trace in [PLACE, "Exif", "boat", "http://ns.adobe.com"] {
        assert!(!text.contains(trace), "{trace} is left in it");
    }
    // A JPEG's application segments: but for the first, JFIF's own, they are what others tell.
    let told: Vec<u8> = seen
        .body
        .windows(2)
        .filter(|pair| pair[0] == 0xFF && (0xE0..=0xEF).contains(&pair[1]))
        .map(|pair| pair[1])
        .collect();
    assert_eq!(told, [0xE0]);
    let portrait = decoded(&seen.body);
    assert_eq!(portrait.dimensions(), (512, 512));
    let near = |(x, y): (u32, u32), colour: image::Rgb<u8>| {
        let pixel = portrait.get_pixel(x, y);
        pixel
            .0
            .iter()
            .zip(colour.0)
            .all(|(a, b)| a.abs_diff(b) < 24)
    };
    for x in [5, 256, 506] {
        assert!(near((x, 5), SKY) && near((x, 506), GRASS));
    }
    // Of the upload itself nothing is left anywhere.
    assert_eq!(contents(&app), 1);
}

#[test]
fn programs_and_pages_name_a_picture_by_its_content() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let open = thread(&anna, &[Ben]);
    anna.post(
        &format!("/api/threads/{open}/messages"),
        &json!({ "body": "Look at me" }),
    )
    .expect(201);
    assert_eq!(avatar(&ben, Anna), Value::Null);
    send(&anna, OWN, &plain(GREEN)).expect(303);
    let green = avatar(&ben, Anna);
    let address = green.as_str().expect("a path").to_owned();
    let (path, version) = address.split_once("?v=").expect("a version");
    assert_eq!(path, face(Anna));
    assert!(version.len() == 8 && version.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_painted(&ben.get(&address).expect(200), GREEN);
    for page in ["/", "/family", "/threads/new", &format!("/threads/{open}")] {
        let html = ben.get(page).expect(200).text();
        assert!(html.contains(&format!(r#"src="{address}""#)), "{page}");
    }
    send(&anna, OWN, &plain(VIOLET)).expect(303);
    assert_ne!(avatar(&ben, Anna), green);
    is_painted(&ben.get(path).expect(200), VIOLET);
    remove(&anna, OWN).expect(303);
    assert_eq!(avatar(&ben, Anna), Value::Null);
    ben.get(path).refuses(404, "");
    let html = ben.get(&format!("/threads/{open}")).expect(200).text();
    assert!(!html.contains("avatar__picture"));
}

#[test]
fn a_picture_is_asked_for_again_and_given_again_only_if_it_is_another() {
    let app = App::start();
    let anna = app.browser(Anna);
    send(&anna, OWN, &plain(GREEN)).expect(303);
    let first = anna.get(&face(Anna)).expect(200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "private, no-cache"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(first.header(name), Some(value), "{name}");
    }
    let etag = first.header("etag").expect("a tag").to_owned();
    assert!(etag.starts_with('"'), "{etag} is not a strong one");
    let again = |client: Client| {
        client
            .request("GET", &face(Anna))
            .header("If-None-Match", &etag)
            .send()
    };
    let unchanged = again(app.browser(Ben)).expect(304);
    assert_eq!(unchanged.header("etag"), Some(etag.as_str()));
    assert_eq!(unchanged.header("cache-control"), Some("private, no-cache"));
    // Who may not look is not told that nothing has changed.
    again(app.browser(Mallory)).expect(404);
    again(app.browser(Gus)).expect(404);
    assert_ne!(again(app.anonymous()).status, 304);
    send(&anna, OWN, &plain(VIOLET)).expect(303);
    is_painted(&again(app.browser(Ben)).expect(200), VIOLET);
}

#[test]
fn a_face_is_seen_by_the_family_and_by_guests_who_are_with_it() {
    let app = App::start();
    let (anna, gus) = (app.browser(Anna), app.browser(Gus));
    send(&anna, OWN, &plain(GREEN)).expect(303);
    send(&gus, OWN, &plain(VIOLET)).expect(303);
    for who in [Anna, Ben, Tilda, Oskar, Inga] {
        app.browser(who).get(&face(Anna)).expect(200);
        app.browser(who).get(&face(Gus)).expect(200);
    }
    gus.get(&face(Gus)).expect(200);
    gus.get(&face(Anna)).expect(404);
    let together = thread(&anna, &[Gus]);
    gus.get(&face(Anna)).expect(200);
    anna.request("DELETE", &format!("/api/threads/{together}/members"))
        .json(&json!({ "memberIds": [Gus.id()] }))
        .send()
        .expect(200);
    gus.get(&face(Anna)).expect(404);
    // Next door nobody can tell whether there is anything.
    let mallory = app.program(Mallory);
    let unknown = mallory.get("/people/aaaaaaaaaaaaaaaaaaaaaaaaaa/picture");
    let theirs = mallory.get(&face(Anna));
    let without = app.program(Ben).get(&face(Inga));
    assert_eq!((unknown.status, theirs.status), (404, 404));
    assert_eq!(without.expect(404).code(), unknown.code());
    assert_eq!(app.anonymous().get(&face(Anna)).expect(303).body, b"");
    token(&app, Ben, &["send"]).get(&face(Anna)).expect(403);
}

#[test]
fn who_has_left_is_still_seen_by_the_family() {
    let app = App::start();
    send(&app.browser(Ben), OWN, &plain(GREEN)).expect(303);
    app.store()
        .write_here(|tx| {
            let anna = sessions::at_command_line(members::by_username(tx.conn(), "anna")?)?;
            let ben = members::by_username(tx.conn(), "ben")?;
            standing::deactivate(tx, &anna, &ben.id)
        })
        .expect("it commits");
    is_painted(&app.browser(Anna).get(&face(Ben)).expect(200), GREEN);
    app.browser(Mallory).get(&face(Ben)).expect(404);
    assert_ne!(app.browser(Ben).get(&face(Ben)).status, 200);
}

#[test]
fn the_familys_picture_is_set_by_its_grown_ups_and_seen_by_all_but_guests() {
    let app = App::start();
    for who in [Tilda, Oskar, Gus] {
        let client = app.browser(who);
        send(&client, FAMILY, &plain(GREEN)).expect(403);
        remove(&client, FAMILY).expect(403);
        client.get("/family/settings").expect(403);
        assert!(!client.get("/family").expect(200).text().contains(FAMILY));
    }
    app.browser(Anna).get(FAMILY).expect(404);
    let ben = app.browser(Ben);
    let saved = send(&ben, FAMILY, &plain(GREEN)).expect(303);
    let page = saved.header("location").expect("a page").to_owned();
    assert!(
        ben.get(&page)
            .expect(200)
            .text()
            .contains("avatar__picture")
    );
    for who in [Anna, Ben, Tilda, Oskar, Inga] {
        let seen = app.browser(who).get(FAMILY).expect(200);
        is_painted(&seen, GREEN);
        let list = app.browser(who).get("/").expect(200).text();
        assert!(list.contains(r#"src="/family/picture?v="#), "{who:?}");
    }
    app.browser(Gus).get(FAMILY).expect(404);
    app.browser(Mallory).get(FAMILY).expect(404);
    let theirs = app.browser(Mallory).get("/").expect(200).text();
    assert!(!theirs.contains("/family/picture"));
    // Next door's is another.
    send(&app.browser(Mallory), FAMILY, &plain(VIOLET)).expect(303);
    is_painted(&ben.get(FAMILY).expect(200), GREEN);
    remove(&app.browser(Inga), FAMILY).expect(303);
    ben.get(FAMILY).expect(404);
}

#[test]
fn what_cannot_be_a_picture_is_refused_in_plain_words_and_the_old_one_stays() {
    let app = App::start();
    let anna = app.browser(Anna);
    send(&anna, OWN, &plain(GREEN)).expect(303);
    let before = contents(&app);
    let long = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(50_000, 1)
            .write_to(&mut bytes, ImageFormat::Png)
            .expect("a picture");
        bytes.into_inner()
    };
    let huge = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(8_192, 8_192)
            .write_to(&mut bytes, ImageFormat::Png)
            .expect("a picture");
        bytes.into_inner()
    };
    let noise: Vec<u8> = (0..40_000_u32).map(|n| (n * n % 253) as u8).collect();
    let torn = &plain(VIOLET)[..60];
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (file, status, words) in [
        (svg.as_slice(), 422, "not a picture that Hearth can open"),
        (b"", 422, "not a picture that Hearth can open"),
        (&noise, 422, "not a picture that Hearth can open"),
        (torn, 422, "damaged or incomplete"),
        (&long, 422, "too many pixels"),
        (&huge, 422, "too many pixels"),
        (&vec![0; 5 * 1024 * 1024 + 1], 413, "larger than 5 MB"),
    ] {
        for path in [OWN, FAMILY] {
            let page = send(&anna, path, file).expect(status).text();
            assert!(page.contains(words), "{words}: {page}");
            assert!(
                page.contains(r#"type="file""#),
                "there is no way on: {page}"
            );
        }
    }
    let nothing = anna
        .request("POST", OWN)
        .multipart(&[], &[("picture", "", b"")])
        .send()
        .expect(422);
    assert!(nothing.text().contains("choose a picture first"));
    anna.request("POST", OWN)
        .form(&[("picture", "x")])
        .send()
        .expect(415);
    is_painted(&anna.get(&face(Anna)).expect(200), GREEN);
    anna.get(FAMILY).expect(404);
    assert_eq!(contents(&app), before);
}

#[test]
fn pictures_sent_all_at_once_are_made_or_refused_with_a_time_to_try_again() {
    let app = App::start();
    let people = [Anna, Ben, Tilda, Oskar, Inga];
    let sent = photo(1200);
    let answers = at_once(25, |number| {
        send(&app.browser(people[number % people.len()]), OWN, &sent)
    });
    for answer in &answers {
        match answer.status {
            303 => {}
            503 => assert!(answer.header("retry-after").is_some()),
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(answers.iter().any(|answer| answer.status == 303));
    // All of them sent the same, so there is one content.
    assert_eq!(contents(&app), 1);
}

#[test]
fn under_a_sub_path_a_picture_lives_there_too() {
    let app = App::with_settings(&[
        UNHURRIED,
        ("HEARTH_BASE_URL", "http://chat.example.org/home"),
    ]);
    let anna = app.browser(Anna);
    let ask = |verb: &str, path: &str| {
        anna.request(verb, &format!("/home{path}"))
            .header("Host", "chat.example.org")
    };
    ask("POST", OWN)
        .multipart(&[], &[("picture", "me.png", &plain(GREEN))])
        .send()
        .expect(303);
    let list = ask("GET", "/api/members").send().expect(200).json();
    let address = list["members"][0]["avatarUrl"].as_str().expect("a path");
    assert!(address.starts_with(&format!("/home{}?v=", face(Anna))));
    let path = address.strip_prefix("/home").expect("just seen");
    is_painted(&ask("GET", path).send().expect(200), GREEN);
    let page = ask("GET", "/settings/profile").send().expect(200).text();
    assert!(page.contains(&format!(r#"src="{address}""#)));
}
