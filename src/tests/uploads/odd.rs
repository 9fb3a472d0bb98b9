//! Bodies that are not what they say, names that are more than names, and killing the server in the
//! middle of it: refused or kept whole, and nothing half-done stays.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{begin, blob, content, count, id, names, offset, piece, upload};
use crate::faults::Program;
use crate::support::Who::{Anna, Ben};
use crate::support::{App, PATIENCE, app, cast, database};

#[test]
fn a_body_of_ten_thousand_parts_is_refused_and_leaves_nothing() {
    let app = App::start();
    let anna = app.browser(Anna);
    let many: Vec<(&str, &str, &[u8])> = vec![("file", "a.txt", b"x"); 10_000];
    for body in [&many[..], &many[..27]] {
        anna.request("POST", "/api/files")
            .multipart(&[], body)
            .send()
            .refuses(413, "too_large");
    }
    let fields: Vec<(&str, &str)> = vec![("x", "y"); 10_000];
    anna.request("POST", "/api/files")
        .multipart(&fields, &[])
        .send()
        .refuses(413, "too_large");
    assert!(names(&app, "incoming").is_empty());
    assert_eq!(count(&app, "SELECT count(*) AS answer FROM files"), 0);
}

#[test]
fn names_with_nul_two_endings_or_three_hundred_bytes_are_names_and_never_paths() {
    let app = App::start();
    let anna = app.program(Anna);
    for (sent, kept) in [
        ("holiday.jpg.exe", "holiday.jpg.exe"),
        ("a\0b.txt", "ab.txt"),
        ("..\\..\\x\0.png", "x.png"),
        ("photo.png\u{202E}gpj.sj", "photo.pnggpj.sj"),
        ("....", "...."),
        ("~/.ssh/id", "id"),
        ("con:aux", "con:aux"),
    ] {
        let name = data_encoding::BASE64.encode(sent.as_bytes());
        let begun = super::tus(anna.request("POST", "/api/uploads"))
            .header("Upload-Length", "1")
            .header("Upload-Metadata", &format!("filename {name}"))
            .body("application/offset+octet-stream", "x")
            .send()
            .expect(201);
        let place = begun.header("location").expect("a place").to_owned();
        let told = anna.get(&place).expect(200).json();
        assert_eq!(told["upload"]["name"], kept, "{sent:?}");
        assert_eq!(told["upload"]["file"]["name"], kept, "{sent:?}");
    }
    let long = data_encoding::BASE64.encode("ü".repeat(300).as_bytes());
    let begun = super::tus(anna.request("POST", "/api/uploads"))
        .header("Upload-Length", "1")
        .header("Upload-Metadata", &format!("filename {long}"))
        .send()
        .expect(201);
    let told = anna
        .get(begun.header("location").expect("a place"))
        .expect(200)
        .json();
    assert_eq!(told["upload"]["name"].as_str().map(str::len), Some(254));
}

/// What the server says to bytes sent as they are, after which the line ends.
fn said_to(app: &App, length: usize, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    let head = format!(
        "POST /api/files HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n",
        app.address(),
        cast::token(Anna)
    );
    stream.write_all(head.as_bytes()).expect("it is sent");
    stream.write_all(body).expect("it is sent");
    stream
        .shutdown(std::net::Shutdown::Write)
        .expect("it is open");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_body_that_is_longer_or_shorter_than_it_says_is_no_upload() {
    let app = App::start();
    let body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhello\r\n--b--\r\n";
    assert!(said_to(&app, body.len(), body).starts_with("HTTP/1.1 201 "));
    for length in [body.len() + 1_000, body.len() + 1_000_000_000] {
        let answer = said_to(&app, length, body);
        // It ends as a form does, so what it said about its length may be forgiven; nothing else may.
        assert!(
            answer.is_empty()
                || answer.starts_with("HTTP/1.1 4")
                || answer.starts_with("HTTP/1.1 201 "),
            "{answer}"
        );
    }
    let answer = said_to(&app, body.len() - 10, body);
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    let answer = said_to(&app, body.len(), &body[..body.len() - 12]);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer}"
    );
    assert!(names(&app, "incoming").is_empty());
    app.browser(Anna).get("/api/me").expect(200);
}

#[test]
fn equal_contents_sent_at_once_are_one_on_disk_and_everybodys_own_file() {
    let app = App::start();
    let bytes = content(200_000, 9);
    let files: Vec<String> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8)
            .map(|number| {
                let (client, bytes) = (app.program([Anna, Ben][number % 2]), &bytes);
                scope.spawn(move || upload(&client, bytes))
            })
            .collect();
        senders
            .into_iter()
            .map(|sender| sender.join().expect("it answers"))
            .collect()
    });
    for (number, file) in files.iter().enumerate() {
        let (own, other) = (
            app.program([Anna, Ben][number % 2]),
            app.program([Ben, Anna][number % 2]),
        );
        assert_eq!(own.get(&format!("/files/{file}")).expect(200).body, bytes);
        other.get(&format!("/files/{file}")).expect(404);
    }
    assert!(blob(&app, &bytes).exists());
    assert!(names(&app, "incoming").is_empty());
}

#[test]
fn an_acknowledged_file_survives_kill_9_whole_and_half_a_file_does_not() {
    let folder = app::folder();
    cast::move_into(folder.path());
    let acknowledged: Mutex<Vec<(String, Vec<u8>)>> = Mutex::default();
    let mut place = None;
    let film = content(3_000_000, 77);
    for round in 0..3_u8 {
        let program = Program::start(folder.path());
        let anna = program.client(Anna);
        let place = place.get_or_insert_with(|| begin(&anna, film.len()));
        std::thread::scope(|scope| {
            for sender in 0..3_u8 {
                let (client, acknowledged) = (
                    program.client([Anna, Ben][usize::from(sender % 2)]),
                    &acknowledged,
                );
                scope.spawn(move || {
                    for turn in 0..=u8::MAX {
                        let bytes = content(
                            40_000 + usize::from(turn),
                            round * 64 + sender * 16 + turn % 16,
                        );
                        let request = client.request("POST", "/api/files");
                        let request = request.multipart(&[], &[("file", "a.bin", &bytes)]);
                        let Ok(answer) = request.try_send() else {
                            return;
                        };
                        let Ok(json) = serde_json::from_slice::<Value>(&answer.body) else {
                            return;
                        };
                        let mut list = acknowledged.lock().expect("whole");
                        list.push((id(&json["file"]), bytes));
                    }
                });
            }
            // One in pieces of which some are acknowledged, round after round.
            let before = acknowledged.lock().expect("whole").len();
            let since = Instant::now();
            let mut at = offset(&anna, place);
            while at < film.len() && acknowledged.lock().expect("whole").len() < before + 25 {
                let end = (at + 70_000).min(film.len());
                at = super::number(
                    &piece(&anna, place, at, &film[at..end]).send().expect(204),
                    "upload-offset",
                );
            }
            while acknowledged.lock().expect("whole").len() < before + 25
                && since.elapsed() < PATIENCE
            {
                std::thread::sleep(Duration::from_millis(2));
            }
            program.kill();
        });
        let program = Program::start(folder.path());
        assert_eq!(
            std::fs::read_dir(folder.path().join("incoming"))
                .expect("a folder")
                .count(),
            0
        );
        for (file, bytes) in acknowledged.lock().expect("whole").iter() {
            let clients = [program.client(Anna), program.client(Ben)];
            let found = clients
                .iter()
                .map(|client| client.get(&format!("/files/{file}")));
            assert!(
                found
                    .into_iter()
                    .any(|answer| answer.status == 200 && answer.body == *bytes),
                "{file} is not there"
            );
        }
        let anna = program.client(Anna);
        let at = offset(&anna, place);
        assert!(at > 0, "nothing of what came in pieces was kept");
        // No row without its content, whatever was going on.
        let mut conn = database::open(&folder.path().join("hearth.db"));
        for digest in database::texts(
            &mut conn,
            "SELECT digest AS answer FROM contents WHERE keeps_original",
        ) {
            let shelf = folder
                .path()
                .join("files")
                .join(&digest[..2])
                .join(&digest[2..4]);
            let bytes = std::fs::read(shelf.join(&digest)).expect("it is there");
            assert_eq!(super::digest(&bytes), digest);
        }
        if round == 2 {
            let last = piece(&anna, place, at, &film[at..]).send().expect(204);
            let file = last.header("hearth-file-id").expect("a file").to_owned();
            assert!(anna.get(&format!("/files/{file}")).expect(200).body == film);
        }
        program.kill();
    }
    assert!(
        sent_more_than(&acknowledged, 60),
        "hardly anything was sent"
    );
}

fn sent_more_than(acknowledged: &Mutex<Vec<(String, Vec<u8>)>>, least: usize) -> bool {
    acknowledged.lock().expect("whole").len() > least
}
