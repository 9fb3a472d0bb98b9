//! Files of every kind the product knows, broken off at several places: each is shown as far as it goes or
//! said to be broken, can be saved either way, and holds nothing up.

use std::path::Path;
use std::process::Command;

use image::ImageFormat;
use serde_json::Value;

use super::{has, settled};
use crate::support::Who::{Anna, Ben};
use crate::support::{App, Client};

/// Pieces of a thousand that are left of a file; the last is all but a byte.
const LEFT: [usize; 3] = [60, 500, 999];
/// As many as one form takes.
const AT_ONCE: usize = 10;

/// A picture with something to see in every row.
fn picture(format: ImageFormat) -> Vec<u8> {
    let rows = image::RgbImage::from_fn(160, 120, |x, y| {
        image::Rgb([(x * 3) as u8, (y * 2) as u8, (x * y) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    rows.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

fn letter() -> Vec<u8> {
    let words = "BT /F1 12 Tf 40 700 Td (Dear all) Tj ET\n".repeat(60);
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n\
         4 0 obj<</Length {}>>stream\n{words}endstream endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF\n",
        words.len()
    )
    .into_bytes()
}

/// What other programs make, where they are installed: all in one run, because each start takes longer
/// than its work.
fn made_elsewhere(folder: &Path) {
    let (film, tone) = ("testsrc=d=0.6:s=96x64:r=10", "sine=d=0.6:f=440");
    let mut command = Command::new("ffmpeg");
    command.current_dir(folder).args(["-v", "error"]);
    command.args(["-f", "lavfi", "-i", film, "-f", "lavfi", "-i", tone]);
    let h264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac";
    for (name, words) in [
        ("early.mp4", &format!("{h264} -movflags +faststart")[..]),
        (
            "pieces.mp4",
            &format!("{h264} -movflags +frag_keyframe+empty_moov"),
        ),
        ("telephone.mov", h264),
        ("film.webm", "-c:v libvpx -deadline realtime -c:a libopus"),
        ("song.mp3", "-vn -c:a libmp3lame"),
        ("song.m4a", "-vn -c:a aac"),
        ("song.ogg", "-vn -c:a libopus"),
    ] {
        command.args(words.split(' ')).arg(name);
    }
    if has("ffmpeg") {
        assert!(command.status().expect("it runs").success());
    }
}

fn made_by_libheif(folder: &Path) {
    let picture = picture(ImageFormat::Png);
    std::fs::write(folder.join("drawn.png"), picture).expect("written");
    for (name, words) in [("telephone.heic", &[][..]), ("small.avif", &["-A"])] {
        let made = Command::new("heif-enc")
            .current_dir(folder)
            .args(words)
            .args(["drawn.png", "-o", name])
            .output()
            .expect("it runs; src/tests/run installs it");
        assert!(made.status.success(), "{made:?}");
    }
}

/// A wave of a second at 8 kHz.
fn wave() -> Vec<u8> {
    let samples: Vec<u8> = (0..8_000_u32).map(|at| (at * at / 97) as u8).collect();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + samples.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1F\0\0\x40\x1F\0\0\x01\0\x08\0data");
    bytes.extend((samples.len() as u32).to_le_bytes());
    bytes.extend(samples);
    bytes
}

/// One whole file of every kind, by a name that says which.
fn every_kind() -> Vec<(String, Vec<u8>)> {
    let mut all = made(made_elsewhere);
    all.extend([
        ("drawn.png".to_owned(), picture(ImageFormat::Png)),
        ("photo.jpg".to_owned(), picture(ImageFormat::Jpeg)),
        ("light.webp".to_owned(), picture(ImageFormat::WebP)),
        ("drawn.gif".to_owned(), picture(ImageFormat::Gif)),
        ("letter.pdf".to_owned(), letter()),
        ("song.wav".to_owned(), wave()),
        (
            "words.txt".to_owned(),
            "Grüße an alle. ".repeat(40).into_bytes(),
        ),
    ]);
    all
}

/// What a maker leaves in a folder.
fn made(maker: fn(&Path)) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().expect("a folder");
    maker(folder.path());
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        all.push((name, std::fs::read(path).expect("a file")));
    }
    all
}

/// Their ids, in their order.
#[track_caller]
fn sent(client: &Client, files: &[(String, Vec<u8>)]) -> Vec<String> {
    let parts: Vec<(&str, &str, &[u8])> = files
        .iter()
        .map(|(name, content)| ("file", name.as_str(), content.as_slice()))
        .collect();
    let answer = client
        .request("POST", "/api/files")
        .multipart(&[], &parts)
        .send()
        .expect(201)
        .json();
    let id = |file: &Value| file["id"].as_str().expect("an id").to_owned();
    match answer["files"].as_array() {
        Some(files) => files.iter().map(id).collect(),
        None => vec![id(&answer["file"])],
    }
}

#[test]
fn a_file_of_any_kind_that_breaks_off_anywhere_is_shown_or_said_to_be_broken_and_can_be_saved() {
    are_shown_or_said_to_be_broken(&every_kind());
}

#[test]
#[ignore = "needs heif-enc and heif-convert; src/tests/run has them"]
fn a_telephones_picture_that_breaks_off_anywhere_is_shown_or_said_to_be_broken() {
    are_shown_or_said_to_be_broken(&made(made_by_libheif));
}

#[track_caller]
fn are_shown_or_said_to_be_broken(whole: &[(String, Vec<u8>)]) {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = crate::routes::thread(&anna, &[Ben]);
    let cut: Vec<(String, Vec<u8>)> = whole
        .iter()
        .flat_map(|(name, content)| {
            LEFT.map(|left| {
                let end = match left {
                    999 => content.len() - 1,
                    left => (content.len() * left / 1_000).max(1),
                };
                (format!("{left} {name}"), content[..end].to_vec())
            })
        })
        .collect();
    let mut ids = Vec::new();
    for files in cut.chunks(AT_ONCE) {
        ids.extend(sent(&anna, files));
    }
    // What came last is looked at first.
    for ((name, content), id) in cut.iter().zip(&ids).rev() {
        let status = settled(&anna, id);
        let served = anna.get(&format!("/files/{id}"));
        assert_eq!(served.status, 200, "{name}: {status}");
        match status["status"].as_str() {
            Some("ready") => assert!(!served.body.is_empty(), "{name}"),
            Some("failed") => {
                assert!(status["reason"].is_string(), "{name}: {status}");
                let disposition = served.header("content-disposition").unwrap_or_default();
                assert!(
                    disposition.starts_with("attachment"),
                    "{name}: {disposition}"
                );
                assert_eq!(&served.body, content, "{name}");
            }
            _ => panic!("{name}: {status}"),
        }
    }
    // Seen by everybody, on a page and in the gallery.
    for ids in ids.chunks(AT_ONCE) {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        super::post(&anna, &thread, &ids);
    }
    for path in [
        format!("/threads/{thread}"),
        format!("/threads/{thread}/gallery"),
    ] {
        ben.get(&path).expect(200);
    }
    // The control: whole ones are all ready.
    for files in whole.chunks(AT_ONCE) {
        for ((name, _), id) in files.iter().zip(sent(&anna, files)) {
            assert_eq!(settled(&anna, &id)["status"], "ready", "{name}");
        }
    }
    anna.get("/readyz").expect(200);
}
