//! A power cut: what was acknowledged before it is there afterwards, whole.
//!
//! `kill -9` proves little about a disk, because what a program has written the system still writes. So
//! the family lives on a small disk of its own here, an ext4 file system in a file, and that disk is cut
//! off in the middle: the file system is told to shut down without writing anything more, not even its
//! journal. Only what was acknowledged before the cut was ordered counts. The control is the same with
//! a library under the program that makes every `fsync` a lie: then something must be missing, or the
//! cuts are none.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::faults::Program;
use crate::support::Who::{Anna, Ben};
use crate::support::{Client, cast};

/// Where Debian's eatmydata has it.
const LIAR: &str = "/usr/lib/x86_64-linux-gnu/libeatmydata.so";
const MEGABYTES: u64 = 192;
const SENDERS: usize = 3;
/// The shortest and the longest time until a cut.
const SOONEST: Duration = Duration::from_millis(150);
const SPREAD_MS: u64 = 900;
/// `EXT4_IOC_SHUTDOWN`, without writing the journal.
const CUT: &str = "import fcntl, os, struct, sys; \
    fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))";

/// A file system in a file.
struct Disk {
    image: PathBuf,
    place: PathBuf,
    _folder: tempfile::TempDir,
}

impl Disk {
    /// Nothing where the system lets nobody mount anything.
    fn made() -> Option<Self> {
        // Not in memory: what is cut off from the disk must not be one.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let (image, place) = (folder.path().join("disk"), folder.path().join("mounted"));
        std::fs::create_dir(&place).expect("a folder");
        let file = std::fs::File::create(&image).expect("a file");
        file.set_len(MEGABYTES << 20).expect("a long file");
        run("mkfs.ext4", &["-q".as_ref(), "-F".as_ref(), &image]).expect("a file system");
        let disk = Self {
            image,
            place,
            _folder: folder,
        };
        disk.mount().ok()?;
        Some(disk)
    }

    fn mount(&self) -> Result<(), String> {
        run(
            "mount",
            &["-o".as_ref(), "loop".as_ref(), &self.image, &self.place],
        )
    }

    fn unmount(&self) -> Result<(), String> {
        run("umount", &[&self.place])
    }

    fn cut_off(&self) {
        run("python3", &["-c".as_ref(), CUT.as_ref(), &self.place]).expect("it is cut off");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.unmount();
    }
}

fn run(program: &str, words: &[&Path]) -> Result<(), String> {
    let output = Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// A file that was acknowledged, and the message it is on.
struct Sent {
    seed: u64,
    file: String,
    message: String,
    at: Instant,
}

/// 1 KB to 4 MB that no other seed has.
fn content(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let size = 1_000 << (next() % 13);
    (0..size).map(|_| next() as u8).collect()
}

/// Sends a file and posts it; nothing if the answer to either did not come.
fn send(client: &Client, thread: &str, seed: u64) -> Option<Sent> {
    let ask = |path: &str| client.request("POST", path);
    let name = format!("{seed}.bin");
    let content = content(seed);
    let sent = ask("/api/files").multipart(&[], &[("file", &name, &content)]);
    let sent = sent.try_send().ok().filter(|answer| answer.status == 201)?;
    let file = sent.json()["file"]["id"].as_str()?.to_owned();
    let posted = ask(&format!("/api/threads/{thread}/messages"))
        .json(&serde_json::json!({ "body": name, "fileIds": [file] }));
    let posted = posted
        .try_send()
        .ok()
        .filter(|answer| answer.status == 201)?;
    let message = posted.json()["message"]["id"].as_str()?.to_owned();
    let at = Instant::now();
    Some(Sent {
        seed,
        file,
        message,
        at,
    })
}

/// A family after a power cut.
struct Home {
    folder: PathBuf,
    thread: String,
    acknowledged: Vec<Sent>,
}

/// Sends for a while and cuts the power; what was acknowledged before counts. The power comes back.
fn after_a_cut(disk: &Disk, round: u64, liar: Option<&Path>) -> Home {
    let folder = disk.place.join(format!("home-{round}"));
    std::fs::create_dir(&folder).expect("a folder");
    cast::move_into(&folder);
    run("sync", &[]).expect("it is all there to begin with");
    let program = Program::with(&folder, |command| {
        if let Some(liar) = liar {
            command.env("LD_PRELOAD", liar);
        }
    });
    let thread = crate::routes::thread(&program.client(Anna), &[Ben]);
    let sent = Mutex::new(Vec::new());
    let wait = SOONEST + Duration::from_millis(round.wrapping_mul(0x9e37_79b9) % SPREAD_MS);
    let cut_at = std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (client, thread, sent) = (program.client(Anna), &thread, &sent);
            scope.spawn(move || {
                for turn in 0.. {
                    let seed = (round << 32) + (sender << 16) as u64 + turn;
                    match send(&client, thread, seed) {
                        Some(acknowledged) => sent.lock().unwrap().push(acknowledged),
                        None => return,
                    }
                }
            });
        }
        std::thread::sleep(wait);
        let cut_at = Instant::now();
        disk.cut_off();
        program.kill();
        cut_at
    });
    disk.unmount().expect("nobody is there any more");
    disk.mount().expect("it comes back");

    let mut acknowledged = sent.into_inner().unwrap();
    acknowledged.retain(|sent| sent.at < cut_at);
    Home {
        folder,
        thread,
        acknowledged,
    }
}

/// What was acknowledged and is not there, or not whole; and what is there that should not be.
fn missing(home: &Home) -> Vec<String> {
    let mut missing = Vec::new();
    let program = Program::start(&home.folder);
    let client = program.client(Ben);
    for sent in &home.acknowledged {
        let file = client.get(&format!("/files/{}", sent.file));
        if file.status != 200 || file.body != content(sent.seed) {
            missing.push(format!("file {}: {}", sent.seed, file.status));
        }
        let around = client.get(&format!(
            "/api/threads/{}/messages?around={}&limit=1",
            home.thread, sent.message
        ));
        if around.status != 200 {
            missing.push(format!("message {}: {}", sent.seed, around.status));
        }
    }
    let left = std::fs::read_dir(home.folder.join("incoming")).map_or(0, Iterator::count);
    if left > 0 {
        missing.push(format!("{left} files are still arriving"));
    }
    let report: Value = tidied(&home.folder);
    if report["missingCount"] != 0 {
        missing.push(format!("rows without their file: {}", report["missing"]));
    }
    drop(program);
    missing
}

fn tidied(home: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_hearth"))
        .args(["files", "tidy", "--dry-run"])
        .env_clear()
        .env("HEARTH_DATA", home)
        .output()
        .expect("it runs");
    serde_json::from_slice(&output.stdout).expect("a report")
}

#[test]
#[ignore = "needs root, a loop device and eatmydata; src/tests/run has them"]
fn what_was_acknowledged_before_a_power_cut_is_there_whole() {
    const ROUNDS: u64 = 6;
    let Some(disk) = Disk::made() else {
        eprintln!("nobody may mount anything here; no power was cut");
        return;
    };
    let mut count = 0;
    for round in 0..ROUNDS {
        let home = after_a_cut(&disk, round, None);
        let missing = missing(&home);
        assert!(missing.is_empty(), "round {round}: {missing:#?}");
        count += home.acknowledged.len();
    }
    assert!(count >= 10, "{count} files are no test");
    // The cuts are real: a program whose `fsync` does nothing loses something.
    assert!(Path::new(LIAR).exists(), "eatmydata is not installed");
    let lost = (ROUNDS..2 * ROUNDS).any(|round| {
        let disk = Disk::made().expect("another disk");
        let home = after_a_cut(&disk, round, Some(Path::new(LIAR)));
        // A database that does not even open is lost as well.
        let missing = std::panic::catch_unwind(|| missing(&home));
        !home.acknowledged.is_empty() && missing.map_or(true, |missing| !missing.is_empty())
    });
    assert!(lost, "nothing is lost without fsync");
}
