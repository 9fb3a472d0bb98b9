//! Finding a word among a million messages: by the index against reading them all.
//!
//! `cargo bench --profile dev --bench search` (SQLite is optimised in it too); `HEARTH_BENCH_MESSAGES=N` for another number. The
//! messages are written by the rules for messages of the past, into a temporary folder. Each question
//! is asked both ways in turn, so that whatever else the machine does hits both. The index is asked
//! through the product's own search, with everything it does; the reading is a bare `LIKE`
//! from the newest message backwards, which may stop when it has a page.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use hearth::base::clock::Clock;
use hearth::base::ids::{MemberKey, ThreadKey};
use hearth::domain::arrivals::{self, Founding, Others};
use hearth::domain::members::Me;
use hearth::domain::messages::{self, Past};
use hearth::domain::origin::Origin;
use hearth::domain::search::{Question, search};
use hearth::domain::sessions::at_command_line;
use hearth::domain::threads;
use hearth::store::{Folder, Store};

const MESSAGES: usize = 1_000_000;
const AT_ONCE: usize = 100_000;
const ROUNDS: usize = 7;
const PAGE: usize = 50;

fn main() {
    let count = std::env::var("HEARTH_BENCH_MESSAGES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(MESSAGES);
    let home = Home::filled(count);
    println!(
        "{count} messages written in {:.1} s",
        home.filling.as_secs_f64()
    );
    // A word everybody says, one that few say, two together, a beginning, and what nobody said.
    for words in [
        "dinner",
        "w77777",
        "dinner w1234",
        "din",
        "dinner xylophone",
    ] {
        home.compare(words);
    }
}

struct Home {
    store: Store,
    anna: Me,
    filling: Duration,
    _folder: tempfile::TempDir,
}

impl Home {
    fn filled(count: usize) -> Self {
        let place = tempfile::Builder::new()
            .prefix("hearth-bench-")
            .tempdir_in(std::env::current_dir().expect("a folder"))
            .expect("a folder on a disk, not in memory");
        let folder = Folder::create(&place.path().join("data")).expect("a data folder");
        let (store, mut committed) = Store::open(&folder, Clock::system()).expect("a store");
        std::thread::spawn(move || while committed.blocking_recv().is_some() {});
        let (anna, busy) = store
            .write_here(|tx| {
                let founding = Founding {
                    family: "Bench".into(),
                    name: "Anna".into(),
                    username: "anna".into(),
                    password_hash: "none".into(),
                    language: "en".into(),
                    time_zone: "UTC".into(),
                    origin: Origin::default(),
                };
                let (family, founder) = arrivals::found(tx, &founding, Others::Refused)?;
                let anna = at_command_line(founder)?;
                let busy = threads::of_family(tx.conn(), family.key)?;
                Ok((anna, busy))
            })
            .expect("a family")
            .value;
        let began = Instant::now();
        let mut numbers = Numbers(7);
        for first in (0..count).step_by(AT_ONCE) {
            let pasts: Vec<Past> = (first..count.min(first + AT_ONCE))
                .map(|_| past(&mut numbers, busy, anna.key()))
                .collect();
            store
                .write_here(move |tx| messages::record(tx, &pasts))
                .expect("they are written");
        }
        Self {
            store,
            anna,
            filling: began.elapsed(),
            _folder: place,
        }
    }

    fn compare(&self, words: &str) {
        let (mut index, mut reading, mut results) = (Vec::new(), Vec::new(), (0, 0));
        for _ in 0..ROUNDS {
            let began = Instant::now();
            results.0 = self.by_index(words);
            index.push(began.elapsed());
            let began = Instant::now();
            results.1 = self.by_reading(words);
            reading.push(began.elapsed());
        }
        let (index, reading) = (median(index), median(reading));
        println!(
            "{words:<18} index {:>9.2} ms ({} found)   LIKE {:>9.2} ms ({} found)   ratio {:.3}",
            index * 1e3,
            results.0,
            reading * 1e3,
            results.1,
            index / reading
        );
    }

    fn by_index(&self, words: &str) -> usize {
        let question = Question {
            text: words.to_owned(),
            limit: PAGE,
            ..Question::default()
        };
        let results = self
            .store
            .reader()
            .read(|conn| search(conn, &self.anna, &question));
        results.expect("in time").found.len()
    }

    fn by_reading(&self, words: &str) -> usize {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            body: String,
        }
        let mut words = words.split(' ').map(|word| format!("%{word}%"));
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        let rows = self.store.reader().read(|conn| {
            Ok(diesel::sql_query(
                "SELECT body FROM messages
                 CROSS JOIN memberships USING (thread_key)
                 WHERE member_key = ? AND body LIKE ? AND body LIKE ?
                 ORDER BY messages.key DESC LIMIT ?",
            )
            .bind::<BigInt, _>(self.anna.key())
            .bind::<Text, _>(&first)
            .bind::<Text, _>(second.as_ref().unwrap_or(&first))
            .bind::<BigInt, _>(PAGE as i64)
            .load::<Row>(conn)?)
        });
        let rows = rows.expect("it is read");
        rows.iter().filter(|row| !row.body.is_empty()).count()
    }
}

/// Three to fourteen words of a vocabulary in which few are said often and most seldom; every tenth
/// message speaks of dinner.
fn past(numbers: &mut Numbers, thread: ThreadKey, author: MemberKey) -> Past {
    let mut body = String::new();
    for _ in 0..3 + numbers.below(12) {
        let rare = numbers.below(300) * numbers.below(300);
        body.push_str(&format!("w{rare} "));
    }
    if numbers.below(10) == 0 {
        body.push_str("dinner");
    }
    Past {
        thread,
        author,
        body: body.trim_end().to_owned(),
        at: 1,
        reply_to: None,
        files: Vec::new(),
        reactions: Vec::new(),
        edited_from: None,
        is_deleted: false,
    }
}

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn median(mut figures: Vec<Duration>) -> f64 {
    figures.sort();
    figures[figures.len() / 2].as_secs_f64()
}
