//! Bombs, broken files and lies: each ends as a download, and the server goes on.

use super::{found_by_exiftool, settled, upload};
use crate::support::Who::{Anna, Ben};
use crate::support::photo::{photo, plain};
use crate::support::{App, Client};

/// Is told why, and can still be saved as it is.
#[track_caller]
fn ends_as_a_download(anna: &Client, name: &str, content: &[u8], reason: &str) {
    let file = upload(anna, name, content);
    let status = settled(anna, &file);
    assert_eq!(status["status"], "failed", "{name}: {status}");
    assert_eq!(status["reason"], reason, "{name}");
    is_a_download(anna, name, &file, content);
    anna.get("/livez").expect(200);
}

/// Is offered for saving as it came, and for nothing else.
#[track_caller]
pub(super) fn is_a_download(anna: &Client, name: &str, file: &str, content: &[u8]) {
    let served = anna.get(&format!("/files/{file}")).expect(200);
    assert_eq!(
        served.header("content-type"),
        Some("application/octet-stream"),
        "{name}"
    );
    let disposition = served.header("content-disposition").expect("one");
    assert!(
        disposition.starts_with("attachment"),
        "{name}: {disposition}"
    );
    assert_eq!(
        served.header("content-security-policy"),
        Some("sandbox; default-src 'none'")
    );
    assert_eq!(served.body, content, "{name}");
}

/// Makes the sum of a PNG's header right again.
pub(super) fn crc(bytes: &mut [u8]) {
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
}

#[test]
fn a_picture_of_sixty_thousand_by_sixty_thousand_is_a_download() {
    let app = App::start();
    let anna = app.browser(Anna);
    let mut bomb = plain([1, 2, 3]);
    bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    crc(&mut bomb);
    ends_as_a_download(&anna, "bomb.png", &bomb, "too_large");
}

#[test]
fn an_animation_of_twenty_thousand_pictures_stands_still() {
    let app = App::start();
    let anna = app.browser(Anna);
    let mut gif = b"GIF89a\xE8\x03\xE8\x03\x80\0\0\0\0\0\xFF\xFF\xFF".to_vec();
    for _ in 0..20_000 {
        gif.extend(b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0");
    }
    gif.push(b';');
    let file = upload(&anna, "flip.gif", &gif);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    anna.get(&format!("/files/{file}/small")).expect(200);
    let mut conn = crate::support::database::open(&app.folder().join("hearth.db"));
    let moving = "SELECT count(*) AS answer FROM contents WHERE is_animated";
    assert_eq!(crate::support::database::number(&mut conn, moving), 0);
}

#[test]
fn scripts_archives_and_what_claims_to_be_a_picture_are_never_shown() {
    let app = App::start();
    let anna = app.browser(Anna);
    let archive = b"PK\x03\x04\x14\0\0\0\x08\0bomb".to_vec();
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (name, content) in [
        ("cat.svg", svg.to_vec()),
        (
            "cat.png",
            b"<!doctype html><script>alert(1)</script>".to_vec(),
        ),
        (
            "cat.jpg",
            b"%PDF-1.7\n1 0 obj << /JS (app.alert(1)) >>".to_vec(),
        ),
        ("cat.gif", archive),
        ("cat.bmp", b"BM\x46\0\0\0\0\0\0\0".to_vec()),
    ] {
        let file = upload(&anna, name, &content);
        assert_eq!(settled(&anna, &file)["status"], "ready", "{name}");
        is_a_download(&anna, name, &file, &content);
    }
    // A picture with a page behind it is served as a picture, without the page.
    let both = [photo(60), b"<script>alert(1)</script>".to_vec()].concat();
    let file = upload(&anna, "both.html", &both);
    settled(&anna, &file);
    let served = anna.get(&format!("/files/{file}")).expect(200);
    assert_eq!(served.header("content-type"), Some("image/jpeg"));
    assert!(!served.text().contains("<script>"));
}

#[test]
fn megabytes_of_words_in_a_picture_are_left_behind() {
    let app = App::start();
    let anna = app.browser(Anna);
    let plain = photo(200);
    let mut wordy = plain[..2].to_vec();
    for _ in 0..60 {
        wordy.extend([0xFF, 0xE1, 0xFF, 0xFF]);
        wordy.extend(b"Exif\0\0");
        wordy.resize(wordy.len() + 0xFFFF - 8, b'S');
    }
    wordy.extend(&plain[2..]);
    let file = upload(&anna, "wordy.jpg", &wordy);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    let served = anna.get(&format!("/files/{file}")).expect(200);
    assert!(served.body.len() < plain.len(), "{}", served.body.len());
    assert_eq!(found_by_exiftool(&served.body), "");
}

/// A photo without private words, no two rows of which are alike.
fn sunset() -> Vec<u8> {
    let sky = image::RgbImage::from_fn(600, 450, |x, y| {
        image::Rgb([(x / 3) as u8, (y / 2) as u8, (x + y) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    sky.write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("a photo");
    bytes.into_inner()
}

#[test]
fn a_photo_that_breaks_off_is_shown_as_far_as_it_goes_or_said_to_be_broken() {
    let app = App::start();
    let anna = app.browser(Anna);
    let whole = sunset();
    let start = &whole[..whole.len() / 8];
    ends_as_a_download(&anna, "start.jpg", start, "broken_off");
    let page = anna.get("/gallery").expect(200).text();
    assert!(!page.contains("start.jpg"));
    // Most of it is there, and somebody is glad of it.
    let most = upload(&anna, "most.jpg", &whole[..whole.len() * 2 / 3]);
    assert_eq!(settled(&anna, &most)["status"], "ready");
    anna.get(&format!("/files/{most}/small")).expect(200);
    // A camera that forgets the last mark forgets nothing of the picture.
    let unmarked = upload(&anna, "unmarked.jpg", &whole[..whole.len() - 2]);
    assert_eq!(settled(&anna, &unmarked)["status"], "ready");
    // A film without what says how to play it.
    let film = [
        &b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\x01\0\0mdat"[..],
        &[7; 900],
    ]
    .concat();
    ends_as_a_download(&anna, "film.mov", &film, "unreadable");
}

#[test]
fn what_is_broken_stays_whole_for_whoever_sent_it_and_says_no_place_to_others() {
    let mut app = App::start();
    let anna = app.browser(Anna);
    let thread = crate::routes::thread(&anna, &[Ben]);
    let whole = photo(900);
    let start = whole[..whole.len() / 9].to_vec();
    assert!(found_by_exiftool(&start).contains("GPS"), "the control");
    let file = upload(&anna, "shed.jpg", &start);
    assert_eq!(settled(&anna, &file)["status"], "failed");
    super::post(&anna, &thread, &[&file]);
    app.restart();
    is_a_download(&app.browser(Anna), "shed.jpg", &file, &start);
    let others = app.browser(Ben);
    let others = others.get(&format!("/files/{file}")).expect(200);
    assert_eq!(found_by_exiftool(&others.body), "");
}

#[test]
fn what_breaks_off_or_is_garbled_ends_one_way_or_the_other() {
    let app = App::start();
    let anna = app.browser(Anna);
    let seeds: Vec<(&str, Vec<u8>)> = vec![
        ("a.jpg", photo(64)),
        ("a.png", plain([7, 8, 9])),
        ("a.mp4", b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x10moov\0\0\0\x08mvhd".to_vec()),
        ("a.heic", b"\0\0\0\x14ftypheic\0\0\0\0mif1\0\0\0\x10meta\0\0\0\0\0\0".to_vec()),
        ("a.ogg", b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead".to_vec()),
        ("a.webm", b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm".to_vec()),
        ("a.wav", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0".to_vec()),
        ("a.gif", b"GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF\0\0\0\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;".to_vec()),
    ];
    let mut files = Vec::new();
    for (name, whole) in &seeds {
        for part in [8, 3, 2] {
            files.push(upload(
                &anna,
                name,
                &whole[..whole.len() - whole.len() / part],
            ));
        }
        for seed in 1..4 {
            let mut garbled = whole.clone();
            let place = 12 + (seed * 7_919) % (whole.len() - 12);
            garbled[place] ^= 0x5A;
            files.push(upload(&anna, name, &garbled));
        }
    }
    for file in files {
        let status = settled(&anna, &file);
        assert!(status["status"] == "ready" || status["status"] == "failed");
        anna.get(&format!("/files/{file}")).expect(200);
    }
    anna.get("/readyz").expect(200);
}
