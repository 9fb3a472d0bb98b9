//! tus 1.0: what was acknowledged stays, whatever breaks; and an upload is its uploader's alone.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use hearth::base::clock::Clock;
use jiff::Timestamp;
use serde_json::json;

use super::{begin, beginning, blob, content, count, digest, names, number, offset, piece, post};
use super::{tell, tus};
use crate::support::Who::{Anna, Ben, Mallory};
use crate::support::app::runtime;
use crate::support::{Answer, App, Client, PATIENCE, cast};
use hearth::worker::janitor::{Mode, Reach};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn an_upload_in_pieces_becomes_a_file_like_any_other() {
    let app = App::start();
    let (anna, ben) = (app.program(Anna), app.browser(Ben));
    let thread = crate::routes::thread(&anna, &[Ben]);
    let content = content(700_000, 1);
    let begun = beginning(&anna, content.len()).expect(201);
    let place = begun.header("location").expect("a place").to_owned();
    assert_eq!(begun.header("tus-resumable"), Some("1.0.0"));
    assert!(
        begun
            .header("upload-expires")
            .expect("an end")
            .ends_with("GMT")
    );
    assert_eq!(offset(&anna, &place), 0);
    let half = piece(&anna, &place, 0, &content[..300_001])
        .send()
        .expect(204);
    assert_eq!(number(&half, "upload-offset"), 300_001);
    assert_eq!(half.header("hearth-file-id"), None);
    let told = tus(anna.request("HEAD", &place)).send().expect(200);
    assert_eq!(number(&told, "upload-offset"), 300_001);
    assert_eq!(number(&told, "upload-length"), 700_000);
    assert_eq!(told.header("cache-control"), Some("no-store, private"));
    let plain = anna.get(&place).expect(200).json();
    assert_eq!(plain["upload"]["offset"], 300_001);
    assert_eq!(plain["upload"]["name"], "lake.mov");
    assert_eq!(plain["upload"].get("file"), None);
    let last = piece(&anna, &place, 300_001, &content[300_001..])
        .send()
        .expect(204);
    assert_eq!(number(&last, "upload-offset"), 700_000);
    let file = last.header("hearth-file-id").expect("a file").to_owned();
    let done = anna.get(&place).expect(200).json();
    assert_eq!(
        done["upload"]["file"],
        json!({ "id": file, "name": "lake.mov", "status": "ready", "size": 700_000, "mediaType": "application/octet-stream" })
    );
    assert_eq!(offset(&anna, &place), 700_000);
    assert!(names(&app, "uploads").is_empty());
    assert!(blob(&app, &content).exists());
    ben.get(&format!("/files/{file}")).expect(404);
    post(&anna, &thread, &[&file]);
    assert_eq!(ben.get(&format!("/files/{file}")).expect(200).body, content);
    // The upload is done with; what was made of it stays.
    tus(anna.request("DELETE", &place)).send().expect(204);
    ben.get(&format!("/files/{file}")).expect(200);
    tus(anna.request("HEAD", &place)).send().expect(404);
}

#[test]
fn the_whole_may_come_with_the_beginning_and_may_be_nothing() {
    let app = App::start();
    let anna = app.browser(Anna);
    let with = |length: usize, bytes: &[u8]| {
        tus(anna.request("POST", "/api/uploads"))
            .header("Upload-Length", &length.to_string())
            .body("application/offset+octet-stream", bytes)
            .send()
    };
    let whole = with(5, b"whole").expect(201);
    assert_eq!(number(&whole, "upload-offset"), 5);
    let file = whole.header("hearth-file-id").expect("a file").to_owned();
    assert_eq!(
        anna.get(&format!("/files/{file}")).expect(200).text(),
        "whole"
    );
    let half = with(5, b"ha").expect(201);
    assert_eq!(number(&half, "upload-offset"), 2);
    let place = half.header("location").expect("a place").to_owned();
    // Whoever can say nothing but POST.
    let post = |verb: &str| {
        piece(&anna, &place, 2, b"lf.")
            .send_as("POST")
            .header("X-HTTP-Method-Override", verb)
            .send()
    };
    post("PUT").refuses(405, "method_not_allowed");
    assert!(post("PATCH").expect(204).header("hearth-file-id").is_some());
    post("DELETE").expect(204);
    tus(anna.request("HEAD", &place)).send().expect(404);
    let nothing = beginning(&anna, 0).expect(201);
    let file = nothing.header("hearth-file-id").expect("a file").to_owned();
    assert_eq!(anna.get(&format!("/files/{file}")).expect(200).body, b"");
    with(5, b"too long").refuses(413, "too_large");
    assert_eq!(count(&app, "SELECT count(*) AS answer FROM uploads"), 2);
}

#[test]
fn what_is_not_as_the_protocol_has_it_is_refused_and_changes_nothing() {
    let app = App::with_settings(&[("HEARTH_RATE_LIMITS", "off"), ("HEARTH_MAX_UPLOAD", "1M")]);
    let (anna, ben) = (app.program(Anna), app.program(Ben));
    let about = anna.request("OPTIONS", "/api/uploads").send().expect(204);
    assert_eq!(about.header("tus-version"), Some("1.0.0"));
    assert_eq!(number(&about, "tus-max-size"), 1024 * 1024);
    assert_eq!(about.header("tus-checksum-algorithm"), Some("sha1,sha256"));
    let extensions = about.header("tus-extension").expect("some");
    assert!(extensions.contains("termination") && extensions.contains("expiration"));

    let unspoken = anna
        .request("POST", "/api/uploads")
        .header("Upload-Length", "5")
        .send();
    unspoken.refuses(412, "unsupported_version");
    assert_eq!(unspoken.header("tus-version"), Some("1.0.0"));
    assert_eq!(unspoken.header("tus-resumable"), Some("1.0.0"));
    for (headers, status, code) in [
        (&[][..], 400, "invalid_upload"),
        (&[("Upload-Defer-Length", "1")], 400, "invalid_upload"),
        (&[("Upload-Length", "-1")], 400, "invalid_upload"),
        (&[("Upload-Length", "+5")], 400, "invalid_upload"),
        (&[("Upload-Length", "")], 400, "invalid_upload"),
        (
            &[("Upload-Length", "5"), ("Upload-Metadata", "filename !")],
            400,
            "invalid_upload",
        ),
        (&[("Upload-Length", "1048577")], 413, "too_large"),
        (
            &[("Upload-Length", "99999999999999999999999")],
            413,
            "too_large",
        ),
    ] {
        let mut request = tus(anna.request("POST", "/api/uploads"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send().refuses(status, code);
    }
    assert_eq!(count(&app, "SELECT count(*) AS answer FROM uploads"), 0);

    let place = begin(&anna, 10);
    piece(&anna, &place, 0, b"12345").send().expect(204);
    let next = || piece(&anna, &place, 5, b"67890");
    next()
        .header("Tus-Resumable", "0.2.2")
        .send()
        .refuses(412, "unsupported_version");
    next()
        .header("Content-Type", "text/plain")
        .send()
        .refuses(415, "unsupported_media_type");
    next()
        .without("Upload-Offset")
        .send()
        .refuses(400, "invalid_upload");
    for elsewhere in ["0", "4", "6", "10", "99999999999999999999"] {
        let answer = next().header("Upload-Offset", elsewhere).send();
        assert!(
            matches!(answer.status, 409 | 413),
            "{elsewhere}: {}",
            answer.text()
        );
    }
    piece(&anna, &place, 5, b"678901")
        .send()
        .refuses(413, "too_large");
    next()
        .header("Upload-Checksum", "md5 XUFAKrxLKna5cZ2REBfFkg==")
        .send()
        .refuses(400, "invalid_upload");
    next()
        .header("Upload-Checksum", "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=")
        .send()
        .refuses(460, "checksum_mismatch");
    // Of another's upload nobody learns that it is there.
    for stranger in [&ben, &app.program(Mallory)] {
        for verb in ["HEAD", "GET", "PATCH", "DELETE"] {
            let answer = tus(stranger.request(verb, &place))
                .header("Upload-Offset", "5")
                .body("application/offset+octet-stream", "67890")
                .send();
            assert_eq!(answer.status, 404, "{verb}");
        }
    }
    let sender = crate::routes::token(&app, Anna, &["read", "send"]);
    sender.get(&place).refuses(403, "forbidden");
    beginning(&sender, 1).refuses(403, "forbidden");
    assert_eq!(offset(&anna, &place), 5);
    assert_eq!(anna.get("/api/uploads/nobody").status, 404);
}

#[test]
fn a_piece_with_a_checksum_counts_whole_or_not_at_all() {
    let app = App::start();
    let anna = app.program(Anna);
    let place = begin(&anna, 10);
    let hello = "sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
    let says = |bytes: &[u8]| piece(&anna, &place, 0, bytes).header("Upload-Checksum", hello);
    says(b"hallo").send().refuses(460, "checksum_mismatch");
    assert_eq!(offset(&anna, &place), 0);
    let half = cut_off(&app, &place, 0, &[("Upload-Checksum", hello)], b"hel", 5);
    drop(half);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(offset(&anna, &place), 0, "half of it cannot be checked");
    assert_eq!(
        number(&says(b"hello").send().expect(204), "upload-offset"),
        5
    );
}

/// A connection that said it would send a piece of `length` bytes, and sent these.
fn cut_off(
    app: &App,
    place: &str,
    offset: usize,
    headers: &[(&str, &str)],
    bytes: &[u8],
    length: usize,
) -> TcpStream {
    let mut stream = TcpStream::connect(app.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    let mut head = format!(
        "PATCH {place} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n",
        app.address(),
        cast::token(Anna)
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream
        .write_all(format!("{head}\r\n").as_bytes())
        .expect("it is sent");
    stream.write_all(bytes).expect("it is sent");
    stream
}

/// How far an upload is after a line broke that something was sent by: it takes a moment to be read.
fn after_the_break(client: &Client, place: &str) -> usize {
    let since = Instant::now();
    loop {
        match offset(client, place) {
            0 if since.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(20)),
            came => return came,
        }
    }
}

/// Until the first bytes of an upload lie on the disk.
fn wait_for_something(app: &App) {
    let since = Instant::now();
    let lies = || {
        let mut pieces = std::fs::read_dir(app.folder().join("uploads")).expect("the folder");
        pieces.any(|piece| {
            let piece = piece.and_then(|piece| piece.metadata());
            piece.is_ok_and(|piece| piece.len() > 0)
        })
    };
    while !lies() {
        assert!(since.elapsed() < PATIENCE, "nothing came");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_came_before_the_line_broke_is_kept() {
    let app = App::start();
    let anna = app.program(Anna);
    let content = content(1_000_000, 2);
    let place = begin(&anna, content.len());
    let line = cut_off(&app, &place, 0, &[], &content[..400_000], content.len());
    // A request whose line breaks before anybody looks at it brings nothing.
    wait_for_something(&app);
    drop(line);
    // The last that was on its way may be lost, and what is told is kept.
    let came = after_the_break(&anna, &place);
    assert!((1..=400_000).contains(&came), "{came}");
    let last = piece(&anna, &place, came, &content[came..])
        .send()
        .expect(204);
    assert!(last.header("hearth-file-id").is_some());
    assert!(blob(&app, &content).exists());
}

#[test]
fn whoever_comes_back_by_another_line_does_not_wait_for_the_lost_one() {
    let app = App::start();
    let anna = app.program(Anna);
    let content = content(1_000_000, 3);
    let place = begin(&anna, content.len());
    let mut lost = cut_off(&app, &place, 0, &[], &content[..400_000], content.len());
    wait_for_something(&app);
    let since = Instant::now();
    let came = offset(&anna, &place);
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "{:?}",
        since.elapsed()
    );
    // All that was read is kept; how much that is by now is the kernel's to say.
    assert!((1..=400_000).contains(&came), "{came}");
    let mut answer = [0; 12];
    lost.read_exact(&mut answer).expect("it is told");
    assert_eq!(&answer, b"HTTP/1.1 503");
    let last = piece(&anna, &place, came, &content[came..])
        .send()
        .expect(204);
    let file = last.header("hearth-file-id").expect("a file").to_owned();
    assert_eq!(
        anna.get(&format!("/files/{file}")).expect(200).body,
        content
    );
}

#[test]
fn what_was_said_of_a_file_is_told_again_word_for_word() {
    let mut app = App::start();
    let anna = app.browser(Anna);
    let place = begin(&anna, 9);
    let mute = tus(anna.request("POST", "/api/uploads"))
        .header("Upload-Length", "9")
        .send()
        .expect(201);
    let mute = mute.header("location").expect("a place").to_owned();
    app.restart();
    let anna = app.browser(Anna);
    for (place, said) in [
        (&place, Some("filename bGFrZS5tb3Y=,filetype dGV4dA==")),
        (&mute, None),
    ] {
        let told = tus(anna.request("HEAD", place)).send().expect(200);
        assert_eq!(told.header("upload-metadata"), said);
    }
}

#[test]
fn an_upload_goes_on_after_a_restart_where_the_disk_is() {
    let mut app = App::start();
    let content = content(500_000, 4);
    let begun = |app: &App| {
        let place = begin(&app.program(Anna), content.len());
        piece(&app.program(Anna), &place, 0, &content[..200_000])
            .send()
            .expect(204);
        let partial = app.folder().join(place.replacen("/api/", "", 1));
        let partial = std::fs::File::options().append(true).open(partial);
        (place, partial.expect("it is there"))
    };
    let goes_on = |app: &App, place: &str, at: usize| {
        let anna = app.program(Anna);
        assert_eq!(offset(&anna, place), at);
        let last = piece(&anna, place, at, &content[at..]).send().expect(204);
        let file = last.header("hearth-file-id").expect("a file").to_owned();
        let whole = anna.get(&format!("/files/{file}")).expect(200).body;
        assert!(whole == content, "from {at} on it is another file");
    };
    // What a power cut may leave behind the last sync: anything.
    let (place, mut partial) = begun(&app);
    partial.write_all(&[0; 50_000]).expect("it is written");
    app.restart();
    goes_on(&app, &place, 200_000);
    // A disk that lied about its syncing: what is not there has not come.
    let (place, partial) = begun(&app);
    partial.set_len(150_000).expect("it is cut");
    app.restart();
    goes_on(&app, &place, 150_000);

    let anna = app.program(Anna);
    let other = begin(&anna, 10);
    piece(&anna, &other, 0, b"12345").send().expect(204);
    std::fs::remove_file(app.folder().join(other.replacen("/api/", "", 1))).expect("it was there");
    piece(&anna, &other, 5, b"67890")
        .send()
        .refuses(410, "upload_expired");
    assert_eq!(tus(anna.request("HEAD", &other)).send().status, 404);
}

#[test]
fn wherever_a_crash_stops_the_last_step_it_is_found_and_finished() {
    // Noted as complete: and then either not moved yet, or moved and not recorded.
    for is_moved in [false, true] {
        let mut app = App::start();
        let bytes = content(10_000, 5);
        let place = begin(&app.program(Anna), bytes.len());
        piece(&app.program(Anna), &place, 0, &bytes[..9_000])
            .send()
            .expect(204);
        let id = place.replace("/api/uploads/", "");
        tell(
            &app,
            format!(
                "UPDATE uploads SET received = length, digest = '{}' WHERE id = '{id}'",
                digest(&bytes)
            ),
        );
        let partial = app.folder().join("uploads").join(&id);
        std::fs::write(&partial, &bytes).expect("written");
        let target = blob(&app, &bytes);
        if is_moved {
            std::fs::create_dir_all(target.parent().expect("a shelf")).expect("made");
            std::fs::rename(&partial, &target).expect("moved");
        }
        // Nobody takes it away meanwhile, however old it is.
        std::fs::File::options()
            .write(true)
            .open(if is_moved { &target } else { &partial })
            .and_then(|file| file.set_modified(std::time::UNIX_EPOCH))
            .expect("it is there");
        app.restart();
        runtime()
            .block_on(app.janitor().tidy(Mode::Real, Reach::Disk))
            .expect("it tidies");
        let anna = app.program(Anna);
        let told = tus(anna.request("HEAD", &place)).send().expect(200);
        assert_eq!(number(&told, "upload-offset"), bytes.len());
        let file = told.header("hearth-file-id").expect("a file").to_owned();
        assert_eq!(anna.get(&format!("/files/{file}")).expect(200).body, bytes);
        let again = anna.get(&place).expect(200).json();
        assert_eq!(
            again["upload"]["file"]["id"],
            file.as_str(),
            "one file, not two"
        );
        assert_eq!(count(&app, "SELECT count(*) AS answer FROM files"), 1);
    }
}

#[test]
fn an_upload_waits_a_day_for_more_and_then_it_is_gone() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let anna = app.program(Anna);
    let (waiting, given_up) = (begin(&anna, 10), begin(&anna, 10));
    for place in [&waiting, &given_up] {
        piece(&anna, place, 0, b"12345").send().expect(204);
    }
    clock.advance(DAY - Duration::from_secs(60));
    piece(&anna, &waiting, 5, b"6").send().expect(204);
    clock.advance(Duration::from_secs(120));
    piece(&anna, &given_up, 5, b"6")
        .send()
        .refuses(410, "upload_expired");
    assert_eq!(names(&app, "uploads").len(), 2);
    runtime()
        .block_on(app.janitor().tidy(Mode::Real, Reach::Rows))
        .expect("it tidies");
    piece(&anna, &given_up, 5, b"6")
        .send()
        .refuses(404, "not_found");
    assert_eq!(
        names(&app, "uploads"),
        [waiting.replace("/api/uploads/", "")]
    );
    assert_eq!(offset(&anna, &waiting), 6);
    // Whoever gives up leaves nothing either.
    tus(anna.request("DELETE", &waiting)).send().expect(204);
    assert!(names(&app, "uploads").is_empty());
    tus(anna.request("DELETE", &waiting))
        .send()
        .refuses(404, "not_found");
}

#[test]
fn pieces_that_come_too_soon_wait_their_turn_and_are_not_refused() {
    const PIECES: usize = 10;
    let app = App::with_settings(&[]);
    let anna = app.program(Anna);
    let place = begin(&anna, PIECES);
    // Until there is nothing left of what may come at once.
    assert!((0..400).any(|_| anna.get("/api/me").status == 429));
    for at in 0..PIECES {
        piece(&anna, &place, at, b"x").send().expect(204);
    }
    assert_eq!(number(&about(&anna, &place), "upload-offset"), PIECES);
}

/// What is told of an upload to whoever asks in its own time.
fn about(client: &Client, place: &str) -> Answer {
    let since = Instant::now();
    loop {
        let told = tus(client.request("HEAD", place)).send();
        if told.status != 429 || since.elapsed() > PATIENCE {
            return told.expect(200);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
