//! A family of 170 people with three devices each, and the signed requests of their own server.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::HEXLOWER;
use hearth::base::clock::Clock;
use hearth::domain::arrivals::{self, Founding, Others};
use hearth::domain::audit::Hand;
use hearth::domain::members::{NewMember, Role, Scope};
use hearth::domain::origin::Origin;
use hearth::domain::sessions::at_command_line;
use hearth::domain::sessions::tokens::{self, NewToken};
use hearth::domain::threads;
use hearth::store::{Folder, Store};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use serde_json::json;
use sha2::Sha256;

const PEOPLE: usize = 170;
/// Nobody may have more than thirty sockets, nor a session more than ten.
const TOKENS_EACH: usize = 3;
const SOCKETS_EACH: usize = 10;

/// The family's folder and what its programs know.
pub struct Home {
    place: tempfile::TempDir,
    thread: String,
    tokens: Vec<String>,
    id: String,
    key: String,
    secret: String,
}

impl Home {
    pub fn made() -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::create(&place.path().join("data")).expect("a data folder");
        let (store, mut committed) = Store::open(&folder, Clock::system()).expect("a store");
        std::thread::spawn(move || while committed.blocking_recv().is_some() {});
        let written = store.write_here(|tx| {
            let origin = Origin::default();
            let founding = Founding {
                family: "Bench".into(),
                name: "Anna".into(),
                username: "anna".into(),
                password_hash: "none".into(),
                language: "en".into(),
                time_zone: "UTC".into(),
                origin: origin.clone(),
            };
            let (family, founder) = arrivals::found(tx, &founding, Others::Refused)?;
            let hand = Hand::of(founder.key, origin);
            let mut secrets = Vec::new();
            for number in 0..PEOPLE {
                let new = NewMember {
                    name: format!("Cousin {number}"),
                    username: format!("cousin{number}"),
                    role: Role::Adult,
                    password_hash: String::new(),
                };
                let me = at_command_line(arrivals::admit(tx, family.key, &new, &hand)?)?;
                for number in 0..TOKENS_EACH {
                    let new = NewToken {
                        label: format!("device {number}"),
                        scopes: vec![Scope::Read],
                        days: 1,
                    };
                    secrets.push(tokens::create(tx, &me, &new)?);
                }
            }
            let busy = threads::of_family(tx.conn(), family.key)?;
            let known = threads::ids(tx.conn(), &[busy])?;
            Ok((known[&busy].to_string(), secrets))
        });
        let (thread, tokens) = written.expect("a family").value;
        drop(store);
        let mut home = Self {
            place,
            thread,
            tokens,
            id: String::new(),
            key: String::new(),
            secret: String::new(),
        };
        let output = home.program("channels").output().expect("it starts");
        let keys: serde_json::Value = serde_json::from_slice(&output.stdout).expect("keys");
        let word = |name: &str| keys[name].as_str().expect("a word").to_owned();
        (home.id, home.key, home.secret) = (word("appId"), word("key"), word("secret"));
        home
    }

    pub fn serve(&self, address: &str) -> Command {
        let mut command = self.program("serve");
        command.args(["--listen", address]);
        command
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// The token of the socket with this number.
    pub fn token(&self, number: usize) -> &str {
        &self.tokens[number / SOCKETS_EACH]
    }

    pub fn channel(&self) -> String {
        format!("thread-{}", self.thread)
    }

    /// Path and body of a request that tells the room a message so many times.
    pub fn told(&self, message: &str, count: usize) -> (String, String) {
        let event = json!({ "name": "bench", "channel": self.channel(), "data": message });
        let body = json!({ "batch": vec![event; count] }).to_string();
        let path = format!("/apps/{}/batch_events", self.id);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let query = format!(
            "auth_key={}&auth_timestamp={}&auth_version=1.0&body_md5={}",
            self.key,
            now.expect("a clock").as_secs(),
            HEXLOWER.encode(&Md5::digest(&body))
        );
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("any length");
        mac.update(format!("POST\n{path}\n{query}").as_bytes());
        let signature = HEXLOWER.encode(&mac.finalize().into_bytes());
        (format!("{path}?{query}&auth_signature={signature}"), body)
    }

    fn program(&self, word: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
        command
            .arg(word)
            .env_clear()
            .env("HEARTH_DATA", self.place.path().join("data"))
            .env("HEARTH_LOG", "error")
            .env("HEARTH_RATE_LIMITS", "off")
            .env("HEARTH_FREE_SPACE", "0");
        command
    }
}
