//! What photos say, and who hears of it.

use std::time::Instant;

use image::{GenericImageView, ImageFormat};
use serde_json::{Value, json};

use super::{PATIENCE, attachment, found_by_exiftool, keep_originals, post, says, settled, upload};
use crate::routes::thread;
use crate::support::Who::{Anna, Ben, Mallory};
use crate::support::photo::{GRASS, PLACE, SKY, photo};
use crate::support::socket::data;
use crate::support::{App, Socket, database};

#[test]
fn a_photo_is_shown_upright_in_every_size_and_nobody_learns_where_it_was_taken() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let original = photo(2_400);
    assert!(says(&original, PLACE));
    assert!(found_by_exiftool(&original).contains("GPS"), "the control");
    let file = upload(&anna, "shed.jpg", &original);
    let status = settled(&anna, &file);
    assert_eq!(status["status"], "ready", "{status}");
    assert_eq!(status["url"], format!("/files/{file}"));
    post(&anna, &thread, &[&file]);
    let told = attachment(&ben, &thread);
    assert_eq!(
        (&told["width"], &told["height"]),
        (&json!(1_800), &json!(2_400))
    );
    assert_eq!(told["variants"], json!(["medium", "small"]));
    for (path, sides) in [
        ("", (1_800, 2_400)),
        ("/medium", (1_200, 1_600)),
        ("/small", (480, 640)),
    ] {
        let served = ben.get(&format!("/files/{file}{path}")).expect(200);
        assert_eq!(served.header("content-type"), Some("image/jpeg"), "{path}");
        assert!(!says(&served.body, PLACE), "{path} says the place");
        assert_eq!(found_by_exiftool(&served.body), "", "{path}");
        // The file itself is turned by whoever shows it, the sizes were.
        let mut seen = image::load_from_memory(&served.body).expect("a picture");
        if path.is_empty() {
            seen = seen.rotate90();
        }
        assert_eq!(seen.dimensions(), sides, "{path}");
        for (row, meant) in [(sides.1 / 8, SKY), (sides.1 * 7 / 8, GRASS)] {
            let pixel = seen.to_rgb8().get_pixel(sides.0 / 2, row).0;
            let is_near = pixel.iter().zip(meant.0).all(|(a, b)| a.abs_diff(b) < 40);
            assert!(is_near, "{path}: {pixel:?}");
        }
    }
    // The family did not ask to keep it: the place is nowhere on the disk.
    for name in ["original", "clean", "poster", "nothing"] {
        anna.request("GET", &format!("/files/{file}/{name}"))
            .header("Accept", "application/json")
            .send()
            .refuses(404, "not_found");
    }
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let kept = "SELECT count(*) AS answer FROM contents WHERE keeps_original";
    assert_eq!(database::number(&mut conn, kept), 0);
}

#[test]
fn a_family_that_keeps_originals_keeps_them_for_whoever_sent_them() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    keep_originals(&app);
    let original = photo(800);
    let file = upload(&anna, "shed.jpg", &original);
    settled(&anna, &file);
    post(&anna, &thread, &[&file]);
    let path = format!("/files/{file}/original");
    assert_eq!(anna.get(&path).expect(200).body, original);
    for client in [&ben, &app.browser(Mallory)] {
        assert_eq!(client.get(&path).status, 404);
    }
    let others = ben.get(&format!("/files/{file}")).expect(200);
    assert!(!says(&others.body, PLACE));
}

#[test]
fn what_becomes_of_a_file_is_heard_and_asking_for_changes_brings_it() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let mut own = Socket::of(&app, &anna);
    let own_channel = format!("private-user-{}", Anna.id());
    let signed = anna
        .request("POST", "/pusher/auth")
        .form(&[
            ("socket_id", own.id.as_str()),
            ("channel_name", &own_channel),
        ])
        .send()
        .expect(200)
        .json();
    own.subscribe_signed(&own_channel, signed["auth"].as_str().expect("a signature"));
    own.hears("pusher_internal:subscription_succeeded", &own_channel);
    let loose = upload(&anna, "loose.jpg", &photo(700));
    let heard = own.hears("file:ready", &own_channel);
    assert_eq!(heard["file"]["id"], loose);
    assert_eq!(heard["threadId"], Value::Null);

    let channel = format!("thread-{thread}");
    let mut socket = Socket::of(&app, &ben);
    socket.enter(&channel);
    // One that is still being looked at when it is posted: on a busy machine the first may not be.
    let begun = Instant::now();
    let (file, message, since) = loop {
        let file = upload(&anna, "large.jpg", &photo(3_000));
        let message = post(&anna, &thread, &[&file]);
        let told = data(&socket.until("message:new", &channel));
        if told["message"]["attachments"][0]["status"] == "pending" {
            break (file, message, told["changeCursor"].clone());
        }
        assert!(begun.elapsed() < PATIENCE, "none was ever pending");
    };
    let heard = socket.hears("file:ready", &channel);
    assert_eq!(heard["threadId"], thread);
    assert_eq!(heard["messageId"], message["id"]);
    assert_eq!(heard["file"]["status"], "ready");
    assert_eq!(heard["file"]["url"], format!("/files/{file}"));
    let path = format!("/api/threads/{thread}/messages");
    let changes = ben
        .request("GET", &path)
        .query(&[("since", since.as_str().expect("a cursor"))])
        .send()
        .expect(200)
        .json();
    assert_eq!(changes["messages"][0]["id"], message["id"]);
    assert_eq!(
        changes["messages"][0]["attachments"][0]["url"],
        format!("/files/{file}")
    );
    assert_eq!(changes["changeCursor"], heard["changeCursor"]);
}

#[test]
fn the_same_photo_is_looked_at_once_and_is_as_ready_wherever_it_was_sent() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let first = upload(&anna, "one.jpg", &photo(900));
    settled(&anna, &first);
    let second = ben
        .request("POST", "/api/files")
        .multipart(&[], &[("file", "two.jpg", &photo(900))])
        .send()
        .expect(201)
        .json();
    assert_eq!(second["file"]["status"], "ready");
    let id = second["file"]["id"].as_str().expect("an id");
    assert_eq!(
        ben.get(&format!("/files/{id}")).body,
        anna.get(&format!("/files/{first}")).body
    );
}

#[test]
fn what_one_sees_through_stays_so_and_what_moves_keeps_moving() {
    let app = App::start();
    let anna = app.browser(Anna);
    let glass = image::RgbaImage::from_pixel(900, 700, image::Rgba([10, 20, 30, 40]));
    let mut png = std::io::Cursor::new(Vec::new());
    glass.write_to(&mut png, ImageFormat::Png).expect("encoded");
    let file = upload(&anna, "glass.png", png.get_ref());
    settled(&anna, &file);
    let small = anna.get(&format!("/files/{file}/small")).expect(200);
    assert_eq!(small.header("content-type"), Some("image/webp"));
    let seen = image::load_from_memory(&small.body).expect("a picture");
    assert_eq!(seen.to_rgba8().get_pixel(5, 5).0[3], 40);

    let mut gif = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
    for shade in [0, 120, 240] {
        let frame = image::RgbaImage::from_pixel(50, 40, image::Rgba([shade, 0, 0, 255]));
        encoder
            .encode_frame(image::Frame::new(frame))
            .expect("a frame");
    }
    drop(encoder);
    let file = upload(&anna, "wave.gif", &gif);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    assert_eq!(anna.get(&format!("/files/{file}")).expect(200).body, gif);
}
