//! What nobody needs goes, and nothing else: not what is posted, not what others have too, and not what
//! is just being written.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use hearth::base::clock::Clock;
use hearth::worker::janitor::{Mode, Reach, Report};
use jiff::Timestamp;
use serde_json::Value;

use super::{begin, blob, content, count, digest, names, piece, post, tus, upload};
use crate::media::settled;
use crate::support::Who::{Anna, Ben};
use crate::support::app::runtime;
use crate::support::{App, database, photo};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn tidy(app: &App, mode: Mode) -> Report {
    runtime()
        .block_on(app.janitor().tidy(mode, Reach::Disk))
        .expect("it tidies")
}

/// What a report says is gone, without how long it was.
fn gone(report: &Report) -> BTreeSet<(String, String, String)> {
    let removed = report.removed.iter();
    removed
        .map(|gone| (gone.what.to_owned(), gone.id.clone(), gone.why.to_owned()))
        .collect()
}

/// Makes everything on disk look as if it had been written yesterday.
fn age(app: &App) {
    fn below(folder: &std::path::Path) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => below(&path),
                false => std::fs::File::options()
                    .write(true)
                    .open(path)
                    .and_then(|file| file.set_modified(SystemTime::now() - 24 * HOUR))
                    .expect("it is ours"),
            }
        }
    }
    below(&app.folder().join("files"));
}

#[test]
fn a_file_that_nobody_posts_goes_after_a_day_and_one_that_is_posted_stays() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let anna = app.browser(Anna);
    let thread = crate::routes::thread(&anna, &[Ben]);
    let (posted, unposted) = (content(1000, 1), content(1000, 2));
    let file = upload(&anna, &posted);
    post(&anna, &thread, &[&file]);
    let left = upload(&anna, &unposted);
    clock.advance(24 * HOUR - Duration::from_secs(60));
    age(&app);
    assert_eq!(tidy(&app, Mode::Real).removed_count, 0, "a day is not over");
    clock.advance(Duration::from_secs(120));
    let report = tidy(&app, Mode::Real);
    let expected = [
        ("content", digest(&unposted), "unused"),
        ("file", left.clone(), "unposted"),
    ];
    let expected = expected.map(|(what, id, why)| (what.to_owned(), id, why.to_owned()));
    assert_eq!(gone(&report), BTreeSet::from(expected));
    assert_eq!(report.removed_bytes, 1000);
    assert!(!blob(&app, &unposted).exists());
    anna.get(&format!("/api/files/{left}/status"))
        .refuses(404, "not_found");
    assert_eq!(anna.get(&format!("/files/{file}")).expect(200).body, posted);
}

#[test]
fn a_removed_message_takes_its_files_along_unless_somebody_else_has_them_too() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = crate::routes::thread(&anna, &[Ben]);
    let other = crate::routes::thread(&anna, &[Ben]);
    let (alone, forwarded, equal) = (content(500, 1), content(500, 2), content(500, 3));
    let files = [&alone, &forwarded, &equal].map(|bytes| upload(&anna, bytes));
    let message = post(&anna, &thread, &files.each_ref().map(String::as_str));
    ben.request(
        "POST",
        &format!("/threads/{thread}/messages/{message}/forward"),
    )
    .form(&[("to", &other)])
    .send()
    .expect(303);
    let bens = upload(&ben, &equal);
    post(&ben, &other, &[&bens]);
    ben.request("DELETE", &format!("/api/messages/{message}"))
        .send()
        .expect(403);
    let page = ben
        .get(&format!("/api/threads/{other}/messages"))
        .expect(200)
        .json();
    let copies = page["messages"][0]["attachments"]
        .as_array()
        .expect("a list")
        .clone();
    assert_eq!(copies.len(), 3);

    anna.delete(&format!("/api/messages/{message}")).expect(204);
    for file in &files {
        for client in [&anna, &ben] {
            client.get(&format!("/files/{file}")).expect(404);
        }
    }
    age(&app);
    tidy(&app, Mode::Real);
    assert!(
        blob(&app, &alone).exists(),
        "the forwarded one still has it"
    );
    let copy = page["messages"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    app.browser(Ben)
        .delete(&format!("/api/messages/{copy}"))
        .expect(204);
    let report = tidy(&app, Mode::Real);
    assert_eq!(
        report
            .removed
            .iter()
            .filter(|gone| gone.what == "content")
            .count(),
        2
    );
    assert!(!blob(&app, &alone).exists() && !blob(&app, &forwarded).exists());
    assert_eq!(ben.get(&format!("/files/{bens}")).expect(200).body, equal);
    assert_eq!(count(&app, "SELECT count(*) AS answer FROM files"), 1);
}

#[test]
fn a_photo_that_was_given_up_and_sent_again_is_shown_whole() {
    let app = App::start();
    let anna = app.browser(Anna);
    let photo = photo::photo(900);
    let send = || {
        let place = begin(&anna, photo.len());
        let sent = piece(&anna, &place, 0, &photo).send().expect(204);
        let file = sent.header("hearth-file-id").expect("a file").to_owned();
        let status = settled(&anna, &file);
        assert_eq!(status["status"], "ready");
        (place, file)
    };
    let (place, given_up) = send();
    tus(anna.request("DELETE", &place)).send().expect(204);
    anna.get(&format!("/files/{given_up}")).expect(404);
    age(&app);
    tidy(&app, Mode::Real);
    let (_, file) = send();
    for path in [format!("/files/{file}"), format!("/files/{file}/small")] {
        assert!(!anna.get(&path).expect(200).body.is_empty(), "{path}");
    }
}

#[test]
fn a_replaced_picture_goes_and_the_one_in_its_place_stays() {
    let app = App::start();
    let anna = app.browser(Anna);
    let show = |colour| {
        anna.request("POST", "/settings/picture")
            .multipart(&[], &[("picture", "me.png", &photo::plain(colour))])
            .send()
            .expect(303);
    };
    let blobs = || count_files(&app.folder().join("files"));
    photo::show_faces(&anna);
    show([200, 0, 0]);
    show([0, 200, 0]);
    // The one of the family, which was Anna's too, is still the family's.
    assert_eq!(blobs(), 3);
    tidy(&app, Mode::Real);
    assert_eq!(blobs(), 3, "an hour is not over");
    age(&app);
    assert_eq!(tidy(&app, Mode::Real).removed_count, 1);
    assert_eq!(blobs(), 2);
    use crate::support::Who;
    anna.get(&format!("/people/{}/picture", Who::Anna.id()))
        .expect(200);
    anna.get("/family/picture").expect(200);
}

fn count_files(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| match path.is_dir() {
            true => count_files(&path),
            false => 1,
        })
        .sum()
}

#[test]
fn a_dry_round_says_what_a_real_one_does_and_does_nothing() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let anna = app.program(Anna);
    let thread = crate::routes::thread(&anna, &[Ben]);
    upload(&anna, &content(10, 1));
    let place = begin(&anna, 100);
    piece(&anna, &place, 0, b"some").send().expect(204);
    clock.advance(25 * HOUR);
    let removed = upload(&anna, &content(10, 2));
    let message = post(&anna, &thread, &[&removed]);
    anna.delete(&format!("/api/messages/{message}")).expect(204);
    let orphan = content(10, 3);
    let place = blob(&app, &orphan);
    std::fs::create_dir_all(place.parent().expect("a shelf")).expect("made");
    std::fs::write(&place, &orphan).expect("written");
    std::fs::write(app.folder().join("files/README"), "not ours").expect("written");
    std::fs::write(app.folder().join("incoming/half"), "half").expect("written");
    std::fs::write(app.folder().join("uploads/nobodys"), "half").expect("written");
    age(&app);
    let everything = || {
        let mut conn = database::open(&app.folder().join("hearth.db"));
        let rows = database::dump_without(&mut conn, &["sessions", "tokens"]);
        let files = count_files(&app.folder().join("files"));
        (
            rows,
            files,
            names(&app, "incoming"),
            names(&app, "uploads").len(),
        )
    };
    let before = everything();
    let dry = tidy(&app, Mode::Dry);
    assert_eq!(everything(), before);
    let real = tidy(&app, Mode::Real);
    assert_eq!(gone(&dry), gone(&real));
    assert_eq!(
        (dry.removed_count, dry.removed_bytes),
        (real.removed_count, real.removed_bytes)
    );
    let kinds: BTreeSet<&str> = real.removed.iter().map(|gone| gone.what).collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["content", "file", "piece", "temporary", "upload"])
    );
    assert!(app.folder().join("files/README").exists());
    assert!(names(&app, "incoming").is_empty() && names(&app, "uploads").is_empty());
    assert_eq!(tidy(&app, Mode::Real).removed_count, 0, "once is enough");
}

#[test]
fn a_content_that_is_just_being_written_stays_though_no_row_names_it_yet() {
    let app = App::start();
    let janitor = app.janitor();
    let keep = || {
        let mut incoming = janitor.blobs.receive().expect("a place");
        incoming.write(b"the same").expect("written");
        janitor.blobs.keep(incoming).expect("kept")
    };
    // An old one that nobody names, and somebody is just sending it again.
    drop(keep());
    age(&app);
    let kept = keep();
    age(&app);
    let (path, held) = (blob(&app, b"the same"), kept.claim());
    assert_eq!(tidy(&app, Mode::Real).removed_count, 0);
    drop(kept);
    assert_eq!(
        tidy(&app, Mode::Real).removed_count,
        0,
        "a write still needs it"
    );
    assert!(path.exists());
    drop(held);
    assert_eq!(tidy(&app, Mode::Real).removed_count, 1);
    assert!(!path.exists());
    // And what is only arriving.
    let incoming = janitor.blobs.receive().expect("a place");
    assert_eq!(tidy(&app, Mode::Real).removed_count, 0);
    assert_eq!(names(&app, "incoming").len(), 1);
    // And what another program makes of it, beside it.
    let beside = incoming.path().with_extension("jpg");
    std::fs::write(&beside, "half a picture").expect("written");
    assert_eq!(tidy(&app, Mode::Real).removed_count, 0);
    assert!(beside.exists());
    drop(incoming);
    assert_eq!(tidy(&app, Mode::Real).removed_count, 1);
    assert!(names(&app, "incoming").is_empty());
}

#[test]
fn whoever_sends_what_another_removes_at_that_moment_has_it() {
    const ROUNDS: usize = 60;
    // Nothing goes while either has it, and on a busy machine one of them nearly always does.
    const PATIENCE: Duration = Duration::from_secs(120);
    let began = Instant::now();
    let app = App::start();
    let (anna, ben) = (app.program(Anna), app.program(Ben));
    let thread = crate::routes::thread(&anna, &[Ben]);
    let bytes = content(3_000, 7);
    let (is_over, removed) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                let message = post(&anna, &thread, &[&upload(&anna, &bytes)]);
                anna.delete(&format!("/api/messages/{message}")).expect(204);
            }
        });
        scope.spawn(|| {
            let runtime = runtime();
            while !is_over.load(Ordering::SeqCst) {
                let round = app.janitor().tidy(Mode::Real, Reach::Rows);
                let report = runtime.block_on(round).expect("it tidies");
                let contents = report.removed.iter().filter(|gone| gone.what == "content");
                removed.fetch_add(contents.count(), Ordering::SeqCst);
            }
        });
        let sender = scope.spawn(|| {
            let is_removed = || removed.load(Ordering::SeqCst) > 0;
            for round in 0.. {
                if round >= ROUNDS && (is_removed() || began.elapsed() > PATIENCE) {
                    break;
                }
                let file = upload(&ben, &bytes);
                let answer = ben.get(&format!("/files/{file}"));
                assert!(
                    answer.status == 200 && answer.body == bytes,
                    "round {round}: {}",
                    answer.status
                );
                let message = post(&ben, &thread, &[&file]);
                ben.delete(&format!("/api/messages/{message}")).expect(204);
            }
        });
        let sent = sender.join();
        is_over.store(true, Ordering::SeqCst);
        sent.expect("every one of them was there");
    });
    assert!(
        removed.load(Ordering::SeqCst) > 0,
        "nothing was ever removed"
    );
}

#[test]
fn a_content_that_is_missing_is_told_loudly() {
    let app = App::start();
    let anna = app.browser(Anna);
    let (there, missing, short) = (content(10, 1), content(10, 2), content(10, 3));
    upload(&anna, &there);
    let files = [&missing, &short].map(|bytes| upload(&anna, bytes));
    std::fs::remove_file(blob(&app, &missing)).expect("it was there");
    std::fs::write(blob(&app, &short), b"cut").expect("it was there");
    let report = tidy(&app, Mode::Dry);
    let told: BTreeSet<_> = report
        .missing
        .iter()
        .map(|missing| missing.id.clone())
        .collect();
    assert_eq!(told, BTreeSet::from(files));
    let folder = app.into_folder();
    let run = |flags: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_hearth"))
            .args(["files", "tidy"])
            .args(flags)
            .env_clear()
            .env("HEARTH_DATA", folder.path())
            .output()
            .expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        (
            output.status.code(),
            report,
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    std::fs::write(folder.path().join("incoming/half"), "half").expect("written");
    let (code, report, talk) = run(&["--dry-run"]);
    assert_eq!(
        (code, &report["missingCount"]),
        (Some(1), &Value::from(2)),
        "{talk}"
    );
    assert!(talk.contains("missing on the disk: 2"), "{talk}");
    assert_eq!(report["removed"][0]["why"], "abandoned");
    assert!(folder.path().join("incoming/half").exists());
    run(&[]);
    assert!(!folder.path().join("incoming/half").exists());
}

#[test]
fn every_column_that_holds_a_digest_is_asked_before_a_content_goes_or_names_none() {
    const CONTENTS: [&str; 6] = [
        "contents.digest",
        "families.picture_digest",
        "members.picture_digest",
        "renditions.digest",
        "threads.picture_digest",
        "uploads.digest",
    ];
    const OTHERS: [&str; 7] = [
        "invitations.code_digest",
        "invitations.digest",
        "messages.request_digest",
        "sessions.digest",
        "tickets.code_digest",
        "tickets.digest",
        "tokens.digest",
    ];
    let app = App::start();
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let found = database::texts(
        &mut conn,
        "SELECT t.name || '.' || c.name AS answer FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.name LIKE '%digest%' ORDER BY 1",
    );
    let mut known: Vec<&str> = CONTENTS.into_iter().chain(OTHERS).collect();
    known.sort();
    assert_eq!(
        found, known,
        "domain/uploads/leftovers must ask every column that names a content"
    );
}
