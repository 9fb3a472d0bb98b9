//! Films and sounds, where there is a program for them.

use std::fs::File;
use std::process::Command;

use hearth::base::error::Error;
use hearth::media::{self, Film, Tools};

use super::{attachment, found_by_exiftool, has, post, settled, upload};
use crate::routes::thread;
use crate::support::Who::{Anna, Ben};
use crate::support::client::Answer;
use crate::support::{self, App, Client};

/// Two seconds of a test picture and a tone, made with these words in between.
fn film(words: &[&str], ending: &str) -> Option<Vec<u8>> {
    if !has("ffmpeg") {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("film.{ending}"));
    let made = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=d=2:s=320x240:r=10",
        ])
        .args(["-f", "lavfi", "-i", "sine=d=2:f=440"])
        .args(words)
        .arg(&path)
        .status()
        .expect("it runs");
    assert!(made.success());
    Some(std::fs::read(path).expect("a film"))
}

#[test]
fn a_film_has_a_poster_a_length_and_no_place() {
    let words = [
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-metadata",
        "location=+59.3300+018.0700/",
    ];
    let Some(film) = film(&words, "mp4") else {
        return;
    };
    assert!(found_by_exiftool(&film).contains("GPS"), "the control");
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "film.mp4", &film);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    post(&anna, &thread, &[&file]);
    let told = attachment(&ben, &thread);
    assert_eq!(told["mediaType"], "video/mp4");
    assert_eq!(
        (told["width"].as_i64(), told["height"].as_i64()),
        (Some(320), Some(240))
    );
    let length = told["durationMs"].as_i64().expect("a length");
    assert!((1_900..=2_200).contains(&length), "{length}");
    let served = ben.get(&format!("/files/{file}")).expect(200);
    assert_eq!(served.header("content-type"), Some("video/mp4"));
    assert_eq!(served.body.len(), film.len());
    assert_eq!(found_by_exiftool(&served.body), "");
    let poster = ben.get(&format!("/files/{file}/poster")).expect(200);
    assert_eq!(poster.header("content-type"), Some("image/jpeg"));
    image::load_from_memory(&poster.body).expect("a picture");
    // It plays from any place.
    let part = ben
        .request("GET", &format!("/files/{file}"))
        .header("Range", "bytes=-100")
        .send()
        .expect(206);
    assert_eq!(part.body, served.body[served.body.len() - 100..]);
}

#[test]
fn a_film_that_browsers_do_not_play_becomes_one_that_they_do() {
    let Some(film) = film(&["-c:v", "mpeg4", "-c:a", "mp3"], "avi") else {
        return;
    };
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "old.avi", &film);
    settled(&anna, &file);
    post(&anna, &thread, &[&file]);
    let played = playable(&ben, &file);
    assert_eq!(played.header("content-type"), Some("video/mp4"));
    // Its index comes before its pixels.
    let place = |name: &[u8]| played.body.windows(4).position(|window| window == name);
    assert!(place(b"moov") < place(b"mdat"));
    let page = ben.get(&format!("/threads/{thread}")).expect(200).text();
    assert!(page.contains(&format!("src=\"/files/{file}/playable\"")));
}

#[test]
fn a_film_with_odd_sides_or_finer_colours_than_browsers_know_becomes_one_that_they_play() {
    let odd = ["-c:v", "mpeg4", "-an", "-s"];
    let fine = ["-c:v", "libx264", "-preset", "ultrafast", "-an", "-pix_fmt"];
    for (words, ending, sides) in [
        ([&odd[..], &["213x121"]].concat(), "avi", "214,122"),
        ([&odd[..], &["121x213"]].concat(), "avi", "122,214"),
        ([&fine[..], &["yuv422p"]].concat(), "mp4", "320,240"),
        ([&fine[..], &["yuv420p10le"]].concat(), "mov", "320,240"),
    ] {
        let Some(film) = film(&words, ending) else {
            return;
        };
        let app = App::start();
        let anna = app.browser(Anna);
        let file = upload(&anna, "film", &film);
        settled(&anna, &file);
        let played = playable(&anna, &file);
        let expected = format!("h264,{sides},yuv420p");
        assert_eq!(coding(&played.body), expected, "{words:?}");
    }
}

#[test]
fn a_film_that_there_is_no_room_for_is_not_called_unplayable() {
    let Some(film) = film(&["-c:v", "mpeg4", "-c:a", "mp3"], "avi") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    std::fs::write(&from, film).expect("written");
    let converted = |most_bytes: u64| {
        let tools = Tools::found(support::app::program());
        let content = File::open(&from).expect("a film");
        std::fs::write(&to, "").expect("written");
        let known = Film {
            video: Some("mpeg4".to_owned()),
            ..Film::default()
        };
        let done = media::converted(&tools, content, "video/x-msvideo", &known, &to, most_bytes);
        support::app::runtime().block_on(done)
    };
    assert!(matches!(converted(10_000), Err(Error::StorageFull)));
    assert_eq!(std::fs::metadata(&to).expect("a file").len(), 10_000);
    assert!(matches!(converted(10_000_000), Ok(true)));
}

/// The film as it plays everywhere, once that is made.
#[track_caller]
fn playable(client: &Client, file: &str) -> Answer {
    let begun = std::time::Instant::now();
    loop {
        let played = client.get(&format!("/files/{file}/playable"));
        if played.status == 200 {
            return played;
        }
        assert!(
            begun.elapsed() < super::PATIENCE,
            "{}",
            settled(client, file)
        );
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// What the picture of a film is coded in, its sides and its colours.
fn coding(film: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("film.mp4");
    std::fs::write(&path, film).expect("written");
    let asked = "stream=codec_name,width,height,pix_fmt";
    let said = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-select_streams",
            "v",
            "-show_entries",
            asked,
        ])
        .args(["-of", "csv=p=0"])
        .arg(&path)
        .output()
        .expect("it comes with ffmpeg");
    String::from_utf8_lossy(&said.stdout).trim().to_owned()
}

#[test]
#[ignore = "needs heif-enc and heif-convert; src/tests/run has them"]
fn a_telephones_picture_is_shown_where_there_is_a_program_for_it() {
    for (name, words, kind) in [
        ("IMG_1.heic", &[][..], "image/heic"),
        ("small.avif", &["-A"], "image/avif"),
    ] {
        is_shown(name, &telephones(words), kind);
    }
}

/// A photo as libheif writes it, asked with these words.
fn telephones(words: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("a.jpg"), folder.path().join("a.heic"));
    std::fs::write(&from, crate::support::photo::photo(900)).expect("written");
    let made = Command::new("heif-enc")
        .args(words)
        .arg(&from)
        .arg("-o")
        .arg(&to)
        .output()
        .expect("it runs; src/tests/run installs it");
    assert!(made.status.success(), "{made:?}");
    std::fs::read(to).expect("a picture")
}

/// Is shown to somebody else on a page, and says no place.
#[track_caller]
fn is_shown(name: &str, content: &[u8], kind: &str) {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    assert!(found_by_exiftool(content).contains("GPS"), "the control");
    let file = upload(&anna, name, content);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    post(&anna, &thread, &[&file]);
    assert_eq!(attachment(&ben, &thread)["mediaType"], kind);
    for variant in ["small", "playable"] {
        let shown = ben.get(&format!("/files/{file}/{variant}")).expect(200);
        assert_eq!(shown.header("content-type"), Some("image/jpeg"));
        assert_eq!(found_by_exiftool(&shown.body), "");
    }
    let whole = ben.get(&format!("/files/{file}")).expect(200);
    assert_eq!(
        whole.header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(found_by_exiftool(&whole.body), "");
    let page = ben.get(&format!("/threads/{thread}")).expect(200).text();
    assert!(page.contains(&format!("src=\"/files/{file}/small\"")));
}

#[test]
fn a_voice_message_shows_how_loud_it_is() {
    let words = ["-vn", "-c:a", "libopus", "-b:a", "24k"];
    let Some(voice) = film(&words, "webm") else {
        return;
    };
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "voice.webm", &voice);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    post(&anna, &thread, &[&file]);
    assert_eq!(attachment(&anna, &thread)["mediaType"], "audio/webm");
    let page = anna.get(&format!("/threads/{thread}")).expect(200).text();
    assert!(page.contains("sound__wave") && page.contains("<audio"));
}
