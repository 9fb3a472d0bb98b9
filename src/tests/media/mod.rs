//! Files after they were sent: looked at in the queue, cleaned, made smaller, shown, or offered for saving.

/// Bombs, broken files and lies.
mod bad_input;

/// What would be huge unpacked, and what is two things at once.
mod bombs;

/// Every kind, broken off anywhere.
mod broken_off;

/// Films and sounds, where there is a program for them.
mod films;

/// Pictures by themselves, and what a family keeps.
mod gallery;

/// What photos say, and who hears of it.
mod pictures;

/// The queue: what survives what.
mod queue;

/// What sounds say, and that they sound the same without it.
mod sounds;

/// What could not be cleaned, and who has it.
mod withheld;

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{App, Client};

/// However slow the machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// The id of a file just sent.
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

/// The file's status once it is pending no longer.
#[track_caller]
pub fn settled(client: &Client, file: &str) -> Value {
    let begun = Instant::now();
    loop {
        let status = client
            .get(&format!("/api/files/{file}/status"))
            .expect(200)
            .json();
        if status["status"] != "pending" {
            return status;
        }
        assert!(begun.elapsed() < PATIENCE, "still {status}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The message that these files were posted with.
#[track_caller]
fn post(client: &Client, thread: &str, files: &[&str]) -> Value {
    client
        .post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": "", "fileIds": files }),
        )
        .expect(201)
        .json()["message"]
        .clone()
}

/// What a message says of its only file.
#[track_caller]
fn attachment(client: &Client, thread: &str) -> Value {
    let page = client
        .get(&format!("/api/threads/{thread}/messages"))
        .expect(200)
        .json();
    let messages = page["messages"].as_array().expect("a list");
    messages.last().expect("one")["attachments"][0].clone()
}

/// Whether these words are in it, in letters of one byte or of two.
fn says(bytes: &[u8], words: &str) -> bool {
    let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [words.as_bytes(), &wide]
        .iter()
        .any(|words| bytes.windows(words.len()).any(|some| some == *words))
}

/// Every family wants what was sent to be kept as it was.
fn keep_originals(app: &App) {
    app.store()
        .write_here(|tx| {
            use diesel::RunQueryDsl;
            let all = "UPDATE families SET keeps_originals = TRUE";
            Ok(diesel::sql_query(all).execute(tx.conn())?)
        })
        .expect("it commits");
}

/// Whether a program is installed that the tests can do without.
fn has(program: &str) -> bool {
    Command::new(program).arg("-version").output().is_ok()
}

/// What exiftool finds about place and person in these bytes, line by line.
fn found_by_exiftool(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).expect("written");
    let output = Command::new("exiftool")
        .args([
            "-a",
            "-u",
            "-G1",
            "-GPS*",
            "-*Location*",
            "-*Comment*",
            "-Make",
            "-XMP:all",
            "-IPTC:all",
        ])
        .arg(&path)
        .output()
        .expect("exiftool runs; src/tests/run installs it");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
