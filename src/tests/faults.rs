//! What happens when things go wrong: above all, killed in the middle of a sentence.
//!
//! Run against the real program. Acknowledged means on disk: whatever was answered with 201 is there
//! after a `kill -9`, exactly once and in order; what was not answered may be there or not, and saying
//! it again with its key makes it one message.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::client::Identity;
use crate::support::{Client, PATIENCE, Who, app, cast, database};

/// The real program on a folder; killed when dropped.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    pub(crate) fn start(folder: &Path) -> Self {
        Self::with(folder, |_| {})
    }

    /// The same, with something else about its surroundings.
    pub(crate) fn with(folder: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_clear()
            .env("HEARTH_DATA", folder)
            .env("HEARTH_RATE_LIMITS", "off")
            .env("HEARTH_FREE_SPACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        change(&mut command);
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let address = line
            .trim_end()
            .strip_prefix("Hearth is listening on http://")
            .unwrap_or_else(|| panic!("it says {line:?}"))
            .parse()
            .expect("an address");
        Self { child, address }
    }

    pub(crate) fn client(&self, who: Who) -> Client {
        Client::new(self.address, Identity::Token(cast::token(who)))
    }

    /// As a power cut would: nothing is finished, nothing is said.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it was started");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A sentence: who says it, its key, and its text, which holds its number.
#[derive(Clone, Debug)]
struct Sentence {
    by: usize,
    turn: usize,
    key: String,
}

impl Sentence {
    fn text(&self) -> String {
        format!("{} {} {}", self.by, self.turn, self.key)
    }

    /// The id it was acknowledged with, if it was.
    fn say(&self, client: &Client, thread: &str) -> Option<String> {
        let answer = client
            .request("POST", &format!("/api/threads/{thread}/messages"))
            .header("Idempotency-Key", &self.key)
            .json(&json!({ "body": self.text() }))
            .try_send()
            .ok()?;
        let json: Value = serde_json::from_slice(&answer.body).ok()?;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        json["message"]["id"].as_str().map(str::to_owned)
    }
}

/// What is promised of what was acknowledged, `(text, id)` in the order of each speaker, and of what
/// is there, in the order of the thread. The checker: it knows nothing of how either came about.
fn broken_promises(acknowledged: &[(String, String)], there: &[(String, String)]) -> Vec<String> {
    let mut broken = Vec::new();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, (text, _)) in there.iter().enumerate() {
        places.entry(text).or_default().push(place);
    }
    for (text, found) in &places {
        if found.len() > 1 {
            broken.push(format!("{text:?} is there {} times", found.len()));
        }
    }
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (text, id) in acknowledged {
        let Some(found) = places.get(text.as_str()) else {
            broken.push(format!("{text:?} was acknowledged and is gone"));
            continue;
        };
        if there[found[0]].1 != *id {
            broken.push(format!("{text:?} has another id"));
        }
        let speaker = text.split(' ').next().unwrap_or_default();
        if last
            .insert(speaker, found[0])
            .is_some_and(|before| before > found[0])
        {
            broken.push(format!("{text:?} is out of order"));
        }
    }
    broken
}

fn all(client: &Client, thread: &str) -> Vec<(String, String)> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client
            .get(&format!("/api/threads/{thread}/messages?limit=200{cursor}"))
            .expect(200)
            .json();
        for message in page["messages"].as_array().expect("a list") {
            let text = |field: &str| message[field].as_str().expect("text").to_owned();
            found.push((text("body"), text("id")));
        }
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[test]
fn what_was_acknowledged_survives_kill_9_once_and_in_order() {
    const SPEAKERS: usize = 8;
    let folder = app::folder();
    cast::move_into(folder.path());
    let thread = cast::family_thread();
    let acknowledged: Mutex<Vec<(String, String)>> = Mutex::default();
    for round in 0..5_u64 {
        let program = Program::start(folder.path());
        let clients: Vec<Client> = (0..SPEAKERS)
            .map(|by| program.client([Anna, Ben, Tilda][by % 3]))
            .collect();
        let is_over = AtomicBool::new(false);
        let unknown: Mutex<Vec<Sentence>> = Mutex::default();
        std::thread::scope(|scope| {
            for (by, client) in clients.iter().enumerate() {
                let (acknowledged, unknown, is_over, thread) =
                    (&acknowledged, &unknown, &is_over, &thread);
                scope.spawn(move || {
                    for turn in 0.. {
                        if is_over.load(Ordering::SeqCst) {
                            return;
                        }
                        let sentence = Sentence {
                            by: by + 100 * usize::try_from(round).expect("small"),
                            turn,
                            key: uuid::Uuid::new_v4().to_string(),
                        };
                        match sentence.say(client, thread) {
                            Some(id) => {
                                let mut acknowledged = acknowledged.lock().expect("whole");
                                acknowledged.push((sentence.text(), id));
                            }
                            None => {
                                unknown.lock().expect("whole").push(sentence);
                                return;
                            }
                        }
                    }
                });
            }
            // In the middle of it: at a moment that no clock has chosen.
            let before = acknowledged.lock().expect("whole").len();
            let enough = before + 40 + 35 * usize::try_from(round).expect("small");
            let since = Instant::now();
            while acknowledged.lock().expect("whole").len() < enough && since.elapsed() < PATIENCE {
                std::thread::yield_now();
            }
            program.kill();
            is_over.store(true, Ordering::SeqCst);
        });

        let since = Instant::now();
        let program = Program::start(folder.path());
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "it is slow to come back"
        );
        let anna = program.client(Anna);
        // Whoever got no answer says it again, and then it is said.
        for sentence in unknown.into_inner().expect("whole") {
            let client = program.client([Anna, Ben, Tilda][(sentence.by % 100) % 3]);
            let id = sentence.say(&client, &thread).expect("it answers");
            let mut acknowledged = acknowledged.lock().expect("whole");
            acknowledged.push((sentence.text(), id));
        }
        let acknowledged = acknowledged.lock().expect("whole");
        let there = all(&anna, &thread);
        assert_eq!(
            broken_promises(&acknowledged, &there),
            [""; 0],
            "round {round}"
        );
        assert!(acknowledged.len() > 40, "hardly anything was said");
        let known: HashSet<_> = acknowledged.iter().map(|(text, _)| text).collect();
        let unasked = there
            .iter()
            .filter(|(text, _)| !known.contains(text))
            .count();
        assert_eq!(unasked, 0, "something is there that nobody said");
        program.kill();
        let mut conn = database::open(&folder.path().join("hearth.db"));
        let check = database::texts(
            &mut conn,
            "SELECT integrity_check AS answer FROM pragma_integrity_check",
        );
        assert_eq!(check, ["ok"]);
    }
}

#[test]
fn the_checker_notices_what_is_lost_doubled_changed_and_out_of_order() {
    let pair = |text: &str, id: &str| (text.to_owned(), id.to_owned());
    let said = [pair("1 0", "a"), pair("1 1", "b"), pair("2 0", "c")];
    assert_eq!(broken_promises(&said, &said), [""; 0]);
    let interleaved = [pair("2 0", "c"), pair("1 0", "a"), pair("1 1", "b")];
    assert_eq!(broken_promises(&said, &interleaved), [""; 0]);
    for there in [
        vec![pair("1 0", "a"), pair("2 0", "c")],
        vec![
            pair("1 0", "a"),
            pair("1 1", "b"),
            pair("2 0", "c"),
            pair("1 1", "d"),
        ],
        vec![pair("1 0", "a"), pair("1 1", "x"), pair("2 0", "c")],
        vec![pair("1 1", "b"), pair("1 0", "a"), pair("2 0", "c")],
    ] {
        assert_eq!(broken_promises(&said, &there).len(), 1, "{there:?}");
    }
}

#[test]
fn a_commit_that_the_log_lost_would_be_noticed() {
    // The control to the law above: the same killed server, but with its log thrown away, as if
    // acknowledgements had come before the disk.
    let folder = app::folder();
    cast::move_into(folder.path());
    let thread = cast::family_thread();
    let program = Program::start(folder.path());
    let anna = program.client(Anna);
    let acknowledged: Vec<(String, String)> = (0..5)
        .map(|turn| {
            let sentence = Sentence {
                by: 1,
                turn,
                key: uuid::Uuid::new_v4().to_string(),
            };
            let id = sentence.say(&anna, &thread).expect("it answers");
            (sentence.text(), id)
        })
        .collect();
    program.kill();
    for name in ["hearth.db-wal", "hearth.db-shm"] {
        std::fs::remove_file(folder.path().join(name)).expect("it was there");
    }
    let program = Program::start(folder.path());
    let there = all(&program.client(Anna), &thread);
    assert_eq!(broken_promises(&acknowledged, &there).len(), 5);
}
