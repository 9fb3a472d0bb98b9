//! How much is kept: refused plainly where there is no room, before anything is sent where that can be
//! known, and everything else goes on.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::json;

use super::{begin, beginning, content, count, id, names, piece, post, sent, tus, upload};
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::client::Identity;
use crate::support::{App, Client, PATIENCE, app, cast, photo};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

fn limited(name: &str, value: &str) -> App {
    App::with_settings(&[("HEARTH_RATE_LIMITS", "off"), (name, value)])
}

#[test]
fn a_member_keeps_as_much_as_their_quota_and_others_keep_theirs() {
    let app = limited("HEARTH_MEMBER_QUOTA", "1M");
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = crate::routes::thread(&anna, &[Ben]);
    let first = upload(&anna, &content(600 * KIB, 1));
    sent(&anna, &content(600 * KIB, 2)).refuses(507, "storage_full");
    beginning(&anna, 600 * KIB).refuses(507, "storage_full");
    upload(&ben, &content(600 * KIB, 2));
    // What is on its way counts as if it had come.
    let place = begin(&anna, 300 * KIB);
    sent(&anna, &content(200 * KIB, 3)).refuses(507, "storage_full");
    tus(anna.request("DELETE", &place)).send().expect(204);
    upload(&anna, &content(200 * KIB, 3));
    // The composer's form is no way around, and words need no room.
    let say = |files: &[(&str, &str, &[u8])]| {
        anna.request("POST", &format!("/threads/{thread}/messages"))
            .header("Hearth-Fragment", "true")
            .multipart(&[("body", "hello")], files)
            .send()
    };
    say(&[("files", "a.bin", &content(300 * KIB, 4))]).refuses(507, "storage_full");
    say(&[("files", "", b"")]).expect(201);
    // Room is made by removing what took it.
    let message = post(&anna, &thread, &[&first]);
    sent(&anna, &content(600 * KIB, 4)).refuses(507, "storage_full");
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    upload(&anna, &content(600 * KIB, 4));
    assert!(
        names(&app, "incoming").is_empty(),
        "what was refused left something"
    );
    let settings = anna.get("/settings").expect(200).text();
    let room = "Your photos and files take 800 kB of the 1 MB you may use.";
    assert!(settings.contains(room), "{}", line(&settings));
}

#[test]
fn whoever_may_upload_is_told_beforehand_how_much_room_there_is() {
    let app = limited("HEARTH_MEMBER_QUOTA", "1M");
    let anna = app.browser(Anna);
    let room = |client: &Client| {
        let answer = client.request("OPTIONS", "/api/uploads").send().expect(204);
        answer.header("hearth-room").map(str::to_owned)
    };
    let told = |bytes: usize| Some((MIB - bytes).to_string());
    assert_eq!(room(&anna), told(0));
    upload(&anna, &content(600 * KIB, 1));
    begin(&anna, 100 * KIB);
    assert_eq!(room(&anna), told(700 * KIB));
    assert_eq!(room(&app.browser(Ben)), told(0));
    assert_eq!(
        room(&crate::routes::token(&app, Anna, &["files"])),
        told(700 * KIB)
    );
    // Others learn nothing of anybody's room.
    assert_eq!(room(&crate::routes::token(&app, Anna, &["read"])), None);
    assert_eq!(room(&app.anonymous()), None);
    let full = limited("HEARTH_FREE_SPACE", "900000G");
    assert_eq!(room(&full.browser(Anna)).as_deref(), Some("0"));
}

#[test]
fn words_whose_files_have_no_room_come_back_to_who_wrote_them() {
    let app = App::with_settings(&[
        ("HEARTH_RATE_LIMITS", "off"),
        ("HEARTH_MEMBER_QUOTA", "1M"),
        ("HEARTH_MAX_UPLOAD", "800K"),
    ]);
    let anna = app.browser(Anna);
    let thread = crate::routes::thread(&anna, &[Ben]);
    let asked = anna
        .post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": "who comes?" }),
        )
        .expect(201)
        .json();
    let question = asked["message"]["id"].as_str().expect("an id").to_owned();
    let say = |sizes: &[usize], is_page: bool| {
        let files: Vec<_> = sizes.iter().map(|size| content(*size, 9)).collect();
        let files: Vec<_> = files
            .iter()
            .map(|file| ("files", "film.mov", file.as_slice()))
            .collect();
        let fields = [
            ("idempotencyKey", ""),
            ("body", "a film of the lake <3"),
            ("replyTo", question.as_str()),
        ];
        let mut request = anna.request("POST", &format!("/threads/{thread}/messages"));
        if !is_page {
            request = request.header("Hearth-Fragment", "true");
        }
        request.multipart(&fields, &files).send()
    };
    // One that is too large itself, and several that are so together.
    for (sizes, status, code) in [
        (&[900 * KIB][..], 413, "too_large"),
        (&[700 * KIB, 700 * KIB, 700 * KIB], 507, "storage_full"),
        (&[600 * KIB, 600 * KIB], 507, "storage_full"),
    ] {
        let page = say(sizes, true).expect(status).text();
        assert!(
            page.contains("a film of the lake &#60;3</textarea>"),
            "{page}"
        );
        assert!(page.contains("composer__problem"));
        assert!(page.contains(&format!("name=\"replyTo\" value=\"{question}\"")));
        say(sizes, false).refuses(status, code);
    }
    assert!(names(&app, "incoming").is_empty(), "something was left");
    say(&[100 * KIB], true).expect(303);
}

/// The one line of a page that speaks of room.
fn line(page: &str) -> String {
    page.lines()
        .filter(|line| line.contains("photos and files take"))
        .collect()
}

#[test]
fn whoever_uploads_at_once_gets_no_more_than_one_after_the_other() {
    let app = limited("HEARTH_MEMBER_QUOTA", "1M");
    let anna = app.program(Anna);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8)
            .map(|seed| {
                let anna = &anna;
                scope.spawn(move || match seed % 2 {
                    0 => sent(anna, &content(400 * KIB, seed)).status,
                    _ => beginning(anna, 400 * KIB).status,
                })
            })
            .collect();
        senders
            .into_iter()
            .map(|sender| sender.join().expect("it answers"))
            .collect()
    });
    let taken = statuses.iter().filter(|status| **status == 201).count();
    let refused = statuses.iter().filter(|status| **status == 507).count();
    assert_eq!((taken, refused), (2, 6), "{statuses:?}");
}

#[test]
fn the_server_keeps_as_much_as_its_quota_and_equal_contents_once() {
    let app = limited("HEARTH_SERVER_QUOTA", "1M");
    let shared = content(600 * KIB, 1);
    upload(&app.program(Anna), &shared);
    sent(&app.program(Ben), &content(600 * KIB, 2)).refuses(507, "storage_full");
    upload(&app.program(Ben), &content(300 * KIB, 3));
    assert_eq!(count(&app, "SELECT count(*) AS answer FROM files"), 2);
}

#[test]
fn files_stop_where_the_disk_has_none_to_spare_and_words_go_on() {
    let app = limited("HEARTH_FREE_SPACE", "1000000T");
    let anna = app.browser(Anna);
    let thread = crate::routes::thread(&anna, &[Ben]);
    sent(&anna, b"x").refuses(507, "storage_full");
    beginning(&anna, 1).refuses(507, "storage_full");
    anna.request("POST", "/settings/picture")
        .header("Accept", "application/json")
        .multipart(&[], &[("picture", "me.png", &photo::plain([1, 2, 3]))])
        .send()
        .refuses(507, "storage_full");
    anna.request("POST", &format!("/threads/{thread}/messages"))
        .multipart(&[("body", "words")], &[("files", "", b"")])
        .send()
        .expect(303);
    anna.post(
        &format!("/api/threads/{thread}/messages"),
        &json!({ "body": "more words" }),
    )
    .expect(201);
    assert_eq!(count(&app, "SELECT count(*) AS answer FROM files"), 0);
}

/// The real program on a disk of 24 MB; both end when it is dropped.
struct SmallDisk {
    child: std::process::Child,
    client: Client,
    other: Client,
    _folder: tempfile::TempDir,
}

impl SmallDisk {
    /// Nothing where the system lets nobody mount anything.
    fn start() -> Option<Self> {
        let folder = app::folder();
        cast::move_into(folder.path());
        // Its own view of the disks: what is mounted there goes with the program.
        let script = "mount -t tmpfs -o size=24m none /mnt && cp -a \"$1/.\" /mnt && head -c 1M /dev/zero > /mnt/ballast && exec \"$2\" serve --data /mnt --listen 127.0.0.1:0";
        let mut child = Command::new("unshare")
            .args([
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                script,
                "sh",
            ])
            .arg(folder.path())
            .arg(env!("CARGO_BIN_EXE_hearth"))
            .env("HEARTH_RATE_LIMITS", "off")
            .env("HEARTH_FREE_SPACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take()?)
            .read_line(&mut line)
            .ok()?;
        let Some(address) = line
            .trim_end()
            .strip_prefix("Hearth is listening on http://")
        else {
            let _ = child.wait();
            return None;
        };
        let address = address.parse().expect("an address");
        let client = |who| Client::new(address, Identity::Token(cast::token(who)));
        Some(Self {
            client: client(Anna),
            other: client(Tilda),
            child,
            _folder: folder,
        })
    }

    /// Runs a program that sees the disks as the server does.
    fn inside(&self, command: &[&str]) {
        let output = Command::new("nsenter")
            .args(["--target", &self.child.id().to_string()])
            .args(["--user", "--mount", "--preserve-credentials"])
            .args(command)
            .output()
            .expect("it runs");
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {talk}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_disk_that_is_really_full_refuses_and_recovers_without_a_restart() {
    const MIB: usize = 1024 * KIB;
    let Some(disk) = SmallDisk::start() else {
        eprintln!("nobody may mount anything here; a full disk was not tried");
        return;
    };
    let anna = &disk.client;
    let thread = crate::routes::thread(anna, &[Ben]);
    // One that is begun while there is room, and comes when there is none.
    let place = begin(anna, 8 * MIB);
    let mut kept = Vec::new();
    let refused = loop {
        let answer = sent(anna, &content(2 * MIB, kept.len() as u8));
        match answer.status {
            201 => kept.push(id(&answer.json()["file"])),
            _ => break answer,
        }
        assert!(kept.len() < 20, "24 MB hold no 40");
    };
    refused.refuses(507, "storage_full");
    assert!(kept.len() >= 5, "{}", kept.len());
    // What comes of it stays, and it waits for the rest.
    let bytes = content(8 * MIB, 99);
    piece(anna, &place, 0, &bytes)
        .send()
        .refuses(507, "storage_full");
    for (seed, file) in kept.iter().enumerate() {
        let whole = anna.get(&format!("/files/{file}")).expect(200).body;
        assert!(whole == content(2 * MIB, seed as u8), "{file} has changed");
    }
    disk.other.get("/api/me").expect(200);
    // Somebody makes room for a few words at least, and with them more of it, and it goes on where it
    // was.
    disk.inside(&["rm", "/mnt/ballast"]);
    let message = post_files(anna, &thread, &kept);
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    let hearth = env!("CARGO_BIN_EXE_hearth");
    disk.inside(&[hearth, "files", "tidy", "--data", "/mnt"]);
    let since = std::time::Instant::now();
    let mut at = super::offset(anna, &place);
    while at < bytes.len() && since.elapsed() < PATIENCE {
        let taken = piece(anna, &place, at, &bytes[at..]).send();
        if taken.status == 204 {
            at = bytes.len();
        } else {
            at = super::offset(anna, &place);
        }
    }
    let file = anna.get(&place).expect(200).json()["upload"]["file"]["id"].clone();
    let file = file.as_str().expect("it is complete");
    assert!(anna.get(&format!("/files/{file}")).expect(200).body == bytes);
}

fn post_files(client: &Client, thread: &str, files: &[String]) -> String {
    let ids: Vec<&str> = files.iter().map(String::as_str).take(10).collect();
    post(client, thread, &ids)
}
