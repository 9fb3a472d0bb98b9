//! Killed in the middle of each step that a file takes: what was acknowledged is there afterwards, whole,
//! and neither a row without its file nor a file without its row stays.
//!
//! A timer hits a step that takes microseconds once in a thousand tries. So a small library lies under the
//! real program (`stops.c`), counts what the program does to its disk, and ends it just before the step it
//! was told: after the temporary file is begun, synced, renamed, after its row is written, the job begun,
//! what is derived written, the job done, and everything between. One undisturbed run says how many there
//! are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::faults::Program;
use crate::support::Who::{Anna, Ben};
use crate::support::photo::photo;
use crate::support::{Client, PATIENCE, app, cast, database};

/// No step.
const NEVER: usize = usize::MAX;
/// Rounds are played side by side, because each of them mostly waits for a program to start.
const SIDE_BY_SIDE: usize = 3;
/// Older than anything the janitor spares.
const LONG_AGO: Duration = Duration::from_secs(2 * 60 * 60);

/// What somebody was told before the program ended.
#[derive(Default)]
struct Told {
    /// A photo's id.
    photo: Option<String>,
    /// Where a sound goes up in pieces.
    place: Option<String>,
    /// How many bytes of it were taken.
    taken: usize,
    /// The sound's id.
    sound: Option<String>,
    /// The message that both are on.
    message: Option<String>,
}

/// A moment of a tone, in a form that is made into another.
fn sound() -> Vec<u8> {
    // Ogg's own first page: without a program for sounds it is only kept.
    let nothing = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead".to_vec();
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "sine=d=0.2:f=440"])
        .args(["-c:a", "libopus", "-f", "ogg", "pipe:1"])
        .output();
    match made {
        Ok(made) if made.status.success() => made.stdout,
        _ => nothing,
    }
}

/// The library, built beside the tests.
fn library(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("stops.c"), folder.join("stops.so"));
    std::fs::write(&source, include_str!("stops.c")).expect("written");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status();
    assert!(built.expect("cc links this very test").success());
    library
}

/// Sends a photo in a form and a sound in two pieces, posts both, and waits until all is done with them;
/// or until nobody answers any more.
fn play(client: &Client, thread: &str, sound: &[u8], data: &Path) -> Told {
    let mut told = Told::default();
    let _ = played(client, thread, sound, data, &mut told);
    told
}

fn played(client: &Client, thread: &str, sound: &[u8], data: &Path, told: &mut Told) -> Option<()> {
    let picture = photo(160);
    let sent = client
        .request("POST", "/api/files")
        .multipart(&[], &[("file", "a.jpg", &picture)])
        .try_send()
        .ok()
        .filter(|answer| answer.status == 201)?;
    told.photo = sent.json()["file"]["id"].as_str().map(str::to_owned);
    let tus = |verb: &str, path: &str| client.request(verb, path).header("Tus-Resumable", "1.0.0");
    let begun = tus("POST", "/api/uploads")
        .header("Upload-Length", &sound.len().to_string())
        .try_send()
        .ok()
        .filter(|answer| answer.status == 201)?;
    let place = begun.header("location")?.to_owned();
    told.place = Some(place.clone());
    for (from, to) in [(0, sound.len() / 2), (sound.len() / 2, sound.len())] {
        let piece = tus("PATCH", &place)
            .header("Upload-Offset", &from.to_string())
            .body("application/offset+octet-stream", &sound[from..to])
            .try_send()
            .ok()
            .filter(|answer| answer.status == 204)?;
        told.taken = to;
        told.sound = piece.header("hearth-file-id").map(str::to_owned);
    }
    let posted = client
        .request("POST", &format!("/api/threads/{thread}/messages"))
        .json(&json!({ "body": "both", "fileIds": [told.photo, told.sound] }))
        .try_send()
        .ok()
        .filter(|answer| answer.status == 201)?;
    told.message = posted.json()["message"]["id"].as_str().map(str::to_owned);
    wait_for_quiet(data, || client.request("GET", "/livez").try_send().is_ok()).then_some(())
}

/// Waits until no job is left, while `goes_on`; false if it did not.
fn wait_for_quiet(data: &Path, goes_on: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    let mut conn = database::open(&data.join("hearth.db"));
    while database::number(&mut conn, "SELECT count(*) AS answer FROM jobs") > 0 {
        assert!(begun.elapsed() < PATIENCE, "jobs are left");
        if !goes_on() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

/// A family whose program ended just before that step, and what somebody had been told.
struct Round {
    folder: tempfile::TempDir,
    thread: String,
    told: Told,
    /// What the program did to its disk, step by step.
    steps: Vec<String>,
}

fn round(library: &Path, sound: &[u8], at: usize) -> Round {
    let folder = app::folder();
    cast::move_into(folder.path());
    let beside = tempfile::tempdir().expect("a folder");
    let (from, list) = (beside.path().join("from"), beside.path().join("list"));
    let program = Program::with(folder.path(), |command| {
        command
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LD_PRELOAD", library)
            .env("STOPS_FROM", &from)
            .env("STOPS_LIST", &list)
            .env("STOPS_AT", at.to_string());
    });
    let thread = crate::routes::thread(&program.client(Anna), &[Ben]);
    std::fs::write(&from, "").expect("written");
    let told = play(&program.client(Anna), &thread, sound, folder.path());
    program.kill();
    let steps = std::fs::read_to_string(&list).unwrap_or_default();
    Round {
        thread,
        told,
        steps: steps.lines().map(str::to_owned).collect(),
        folder,
    }
}

impl Round {
    fn data(&self) -> &Path {
        self.folder.path()
    }

    /// What is wrong once the program runs again.
    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let program = Program::start(self.data());
        wait_for_quiet(self.data(), || true);
        let client = program.client(Anna);
        for (what, file) in [("photo", &self.told.photo), ("sound", &self.told.sound)] {
            let Some(file) = file else { continue };
            let status = client.get(&format!("/api/files/{file}/status"));
            let served = client.get(&format!("/files/{file}"));
            if status.status != 200 || status.json()["status"] != "ready" || served.status != 200 {
                wrong.push(format!("{what}: {}, {}", status.text(), served.status));
            }
            if what == "photo" && image::load_from_memory(&served.body).is_err() {
                wrong.push("the photo is not whole".to_owned());
            }
            if what == "sound" && served.body.is_empty() {
                wrong.push("the sound is not whole".to_owned());
            }
        }
        if let (Some(place), None) = (&self.told.place, &self.told.sound) {
            let told = client
                .request("HEAD", place)
                .header("Tus-Resumable", "1.0.0");
            let answer = told.send();
            let at = answer
                .header("upload-offset")
                .and_then(|at| at.parse().ok())
                .unwrap_or(0);
            if answer.status != 200 || at < self.told.taken {
                wrong.push(format!("{at} bytes of {} are left", self.told.taken));
            }
        }
        if let Some(message) = &self.told.message {
            let path = format!("/api/threads/{}/messages", self.thread);
            let page = client.get(&path).json();
            let found = page["messages"].as_array().expect("a list").iter();
            let found = found.filter(|each| each["id"] == **message);
            let files: Vec<_> = found.map(|each| each["attachments"].clone()).collect();
            if files.len() != 1 || files[0].as_array().map(Vec::len) != Some(2) {
                wrong.push(format!("the message: {files:?}"));
            }
        }
        // To be asked how far it is may have ended an upload, whose sound is looked at then.
        wait_for_quiet(self.data(), || true);
        wrong.extend(self.left_over());
        // And it goes on as if nothing had been.
        let again = client
            .request("POST", &format!("/api/threads/{}/messages", self.thread))
            .json(&json!({ "body": "here again" }));
        if again.send().status != 201 {
            wrong.push("nothing can be sent any more".to_owned());
        }
        wrong
    }

    /// Rows without their file, and files without their row after the janitor was here.
    fn left_over(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        make_old(&self.data().join("files"));
        let output = Command::new(env!("CARGO_BIN_EXE_hearth"))
            .args(["files", "tidy"])
            .env_clear()
            .env("HEARTH_DATA", self.data())
            .output()
            .expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        if report["missingCount"] != 0 {
            wrong.push(format!("rows without their file: {}", report["missing"]));
        }
        let mut conn = database::open(&self.data().join("hearth.db"));
        let named: BTreeSet<String> = [
            "SELECT digest AS answer FROM contents WHERE keeps_original",
            "SELECT digest AS answer FROM renditions",
        ]
        .into_iter()
        .flat_map(|question| database::texts(&mut conn, question))
        .collect();
        let there = names_below(&self.data().join("files"));
        if there != named {
            let (much, little) = (there.difference(&named), named.difference(&there));
            wrong.push(format!("too much {much:?}, too little {little:?}"));
        }
        let arriving = names_below(&self.data().join("incoming"));
        if !arriving.is_empty() {
            wrong.push(format!("still arriving: {arriving:?}"));
        }
        wrong
    }
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        match path.is_dir() {
            true => files_below(&path, found),
            false => found.push(path),
        }
    }
}

fn names_below(folder: &Path) -> BTreeSet<String> {
    let mut found = Vec::new();
    files_below(folder, &mut found);
    let name = |path: &PathBuf| path.file_name()?.to_str().map(str::to_owned);
    found.iter().filter_map(name).collect()
}

fn make_old(folder: &Path) {
    let mut found = Vec::new();
    files_below(folder, &mut found);
    for path in found {
        let file = std::fs::File::open(path).expect("a content");
        let before = SystemTime::now() - LONG_AGO;
        file.set_modified(before).expect("it can be older");
    }
}

/// What kind of step it is, and of which folder.
fn kind(step: &str, data: &Path) -> String {
    let (what, path) = step.split_once(' ').expect("two words");
    let below = Path::new(path)
        .strip_prefix(data)
        .unwrap_or(Path::new(path));
    let first = below.iter().next().unwrap_or_default();
    format!("{what} {}", first.to_string_lossy())
}

/// The numbers of the steps worth a round: all but a shelf that is new and a place that is empty again once
/// more, which are the same each time.
fn telling(steps: &[String], data: &Path) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut numbers = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let kind = kind(step, data);
        let depth = Path::new(step).components().count() - data.components().count();
        let is_dull = kind.starts_with("remove") || (kind == "sync files" && depth < 3);
        if !is_dull || seen.insert((kind, depth)) {
            numbers.push(at + 1);
        }
    }
    numbers
}

#[test]
fn killed_before_any_step_a_file_takes_nothing_acknowledged_is_lost_and_nothing_stays_half_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let (library, sound) = (library(folder.path()), sound());
    let whole = round(&library, &sound, NEVER);
    assert!(whole.told.message.is_some(), "undisturbed it comes through");
    let kinds: BTreeSet<String> = whole
        .steps
        .iter()
        .map(|step| kind(step, whole.data()))
        .collect();
    for step in [
        "sync incoming",
        "rename incoming",
        "sync files",
        "sync hearth.db-wal",
        "sync uploads",
    ] {
        assert!(kinds.contains(step), "{step} is not among {kinds:?}");
    }
    let next = AtomicUsize::new(0);
    let chosen = telling(&whole.steps, whole.data());
    let broken: Vec<String> = std::thread::scope(|scope| {
        let players: Vec<_> = (0..SIDE_BY_SIDE)
            .map(|_| {
                scope.spawn(|| {
                    let mut broken = Vec::new();
                    while let Some(&at) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let wrong = round(&library, &sound, at).wrong();
                        if !wrong.is_empty() {
                            broken.push(format!("before {}: {wrong:#?}", whole.steps[at - 1]));
                        }
                    }
                    broken
                })
            })
            .collect();
        players
            .into_iter()
            .flat_map(|player| player.join().expect("it plays"))
            .collect()
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
