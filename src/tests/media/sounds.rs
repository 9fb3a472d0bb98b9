//! What sounds and songs say of place and person, and that they sound the same without it.

use std::process::Command;

use super::{attachment, found_by_exiftool, has, keep_originals, post, says, settled, upload};
use crate::routes::thread;
use crate::support::App;
use crate::support::Who::{Anna, Ben};

const PLACE: &str = "+59.3300+018.0700/";
const REMARK: &str = "behind the red house";
const TITLE: &str = "Midsummer waltz";

/// Three seconds of a tone in a file with this ending, made with these further words.
fn song(ending: &str, words: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("song.{ending}"));
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "sine=d=3:f=440:r=48000"])
        .args(words)
        .args(["-metadata", &format!("location={PLACE}")])
        .args(["-metadata", &format!("comment={REMARK}")])
        .args(["-metadata", &format!("title={TITLE}")])
        .arg(&path)
        .status()
        .expect("it runs");
    assert!(made.success(), "{ending}");
    std::fs::read(path).expect("a song")
}

/// What is heard of it, as a sum over all samples.
fn sound(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("song");
    std::fs::write(&path, bytes).expect("written");
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&path)
        .args(["-f", "md5", "-"])
        .output()
        .expect("it runs");
    assert!(output.status.success());
    // Nothing in it is out of place.
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).expect("a sum")
}

/// Each ending and how it is made, its type when it is served, and whether the title is one of its names.
const FILM: &[&str] = &[
    "-f",
    "lavfi",
    "-i",
    "testsrc=d=3:s=160x120:r=10",
    "-ar",
    "44100",
];
const KINDS: [(&str, &[&str], &str, bool); 12] = [
    (
        "mp3",
        &["-id3v2_version", "3", "-write_id3v1", "1"],
        "audio/mpeg",
        true,
    ),
    (
        "mp3",
        &["-id3v2_version", "4", "-write_apetag", "1"],
        "audio/mpeg",
        true,
    ),
    (
        "aac",
        &["-f", "adts", "-write_id3v2", "1"],
        "application/octet-stream",
        true,
    ),
    ("ogg", &["-c:a", "libvorbis"], "audio/ogg", true),
    ("opus", &["-c:a", "libopus"], "audio/ogg", true),
    ("ogg", &["-c:a", "flac"], "audio/ogg", true),
    ("flac", &[], "application/octet-stream", true),
    ("wav", &["-write_bext", "1"], "audio/wav", false),
    (
        "aiff",
        &["-write_id3v2", "1"],
        "application/octet-stream",
        false,
    ),
    ("avi", &["-c:a", "mp3"], "application/octet-stream", false),
    ("flv", FILM, "application/octet-stream", false),
    ("wmv", FILM, "application/octet-stream", false),
];

#[test]
fn nobody_learns_from_a_sound_where_it_was_recorded_and_it_sounds_the_same() {
    if !has("ffmpeg") {
        return;
    }
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    for (ending, words, media_type, keeps_title) in KINDS {
        let what = format!("{ending} {words:?}");
        let song = song(ending, words);
        assert!(
            says(&song, REMARK) && says(&song, TITLE),
            "{what}: the control"
        );
        let file = upload(&anna, &format!("song.{ending}"), &song);
        assert_eq!(settled(&anna, &file)["status"], "ready", "{what}");
        post(&anna, &thread, &[&file]);
        // How long an AAC plays nobody knows before it is played.
        if ending != "aac" {
            let length = attachment(&ben, &thread)["durationMs"].as_i64();
            let is_right = length.is_some_and(|ms| (2_900..3_300).contains(&ms));
            assert!(is_right, "{what}: {length:?}");
        }
        for reader in [&ben, &anna] {
            let served = reader.get(&format!("/files/{file}")).expect(200);
            assert_eq!(served.header("content-type"), Some(media_type), "{what}");
            assert!(!says(&served.body, PLACE), "{what}");
            assert!(!says(&served.body, REMARK), "{what}");
            assert_eq!(says(&served.body, TITLE), keeps_title, "{what}");
            assert_eq!(found_by_exiftool(&served.body), "", "{what}");
            assert_eq!(sound(&served.body), sound(&song), "{what}");
            // From any place.
            let part = reader
                .request("GET", &format!("/files/{file}"))
                .header("Range", "bytes=-1000")
                .send()
                .expect(206);
            assert_eq!(
                part.body,
                served.body[served.body.len() - 1_000..],
                "{what}"
            );
        }
    }
    let found = found_by_exiftool(&song("opus", &["-c:a", "libopus"]));
    assert!(found.contains("Location"), "the control: {found}");
}

#[test]
fn a_cover_behind_a_song_counts_as_no_minutes_of_it() {
    if !has("ffmpeg") {
        return;
    }
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    // Without a first frame that says how many there are.
    let plain = ["-write_xing", "0", "-id3v2_version", "0", "-b:a", "128k"];
    let cover = vec![b'J'; 2_000_000];
    let size = u32::try_from(cover.len() + 32)
        .expect("short")
        .to_le_bytes();
    let edge = |flags: u8| {
        let edge = [
            &b"APETAGEX\xD0\x07\0\0"[..],
            &size,
            &[1, 0, 0, 0, 0, 0, 0, flags],
        ];
        [&edge.concat()[..], &[0; 8]].concat()
    };
    let song = [song("mp3", &plain), edge(0xA0), cover, edge(0x80)].concat();
    let file = upload(&anna, "song.mp3", &song);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    post(&anna, &thread, &[&file]);
    let length = attachment(&anna, &thread)["durationMs"].as_i64();
    let is_right = length.is_some_and(|ms| (2_900..3_300).contains(&ms));
    assert!(is_right, "{length:?}");
}

#[test]
fn a_family_that_keeps_originals_keeps_its_songs_as_they_were_sent() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    keep_originals(&app);
    let mut song = b"ID3\x03\0\0\0\0\0\x1DCOMM\0\0\0\x13\0\0\0eng\0in the old mill".to_vec();
    song.truncate(10 + 29);
    for _ in 0..200 {
        song.extend([0xFF, 0xFB, 0x90, 0x00]);
        song.resize(song.len() + 413, 0);
    }
    assert!(says(&song, "in the old mil"), "the control");
    let file = upload(&anna, "song.mp3", &song);
    settled(&anna, &file);
    post(&anna, &thread, &[&file]);
    let path = format!("/files/{file}/original");
    assert_eq!(anna.get(&path).expect(200).body, song);
    assert_eq!(ben.get(&path).status, 404);
    let others = ben.get(&format!("/files/{file}")).expect(200);
    assert!(!says(&others.body, "in the old mil"));
}
