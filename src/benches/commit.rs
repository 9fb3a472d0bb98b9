//! Durable messages a second: many writes in one commit against one commit for each.
//!
//! `cargo bench --profile perf --bench commit`. 64 senders post through the real rules into a real file with
//! `synchronous=FULL`; the two ways take turns within one run, so that whatever else the machine does
//! hits both, and the answer is their ratio.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hearth::base::clock::Clock;
use hearth::base::ids::ThreadId;
use hearth::domain::arrivals::{self, Founding, Others};
use hearth::domain::messages::{self, Draft};
use hearth::domain::origin::Origin;
use hearth::domain::sessions::at_command_line;
use hearth::domain::{members::Me, threads};
use hearth::store::{Folder, Store};

const SENDERS: usize = 64;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let (alone, grouped) = (Family::open(1).await, Family::open(256).await);
        let (mut one_by_one, mut together) = (Vec::new(), Vec::new());
        for round in 1..=ROUNDS {
            one_by_one.push(alone.rate().await);
            together.push(grouped.rate().await);
            println!(
                "round {round}: one commit each {:>8.0}/s   grouped {:>8.0}/s",
                one_by_one[round - 1],
                together[round - 1]
            );
        }
        let (one_by_one, together) = (median(one_by_one), median(together));
        println!("median:  one commit each {one_by_one:>8.0}/s   grouped {together:>8.0}/s");
        println!("ratio:   {:.1}", together / one_by_one);
    });
}

struct Family {
    store: Store,
    me: Me,
    thread: ThreadId,
    _folder: tempfile::TempDir,
}

impl Family {
    async fn open(group: usize) -> Self {
        let place = tempfile::Builder::new()
            .prefix("hearth-bench-")
            .tempdir_in(std::env::current_dir().expect("a folder"))
            .expect("a folder on a disk, not in memory");
        let folder = Folder::create(&place.path().join("data")).expect("a data folder");
        let (store, mut committed) =
            Store::open_grouping(&folder, Clock::system(), group).expect("a store");
        std::thread::spawn(move || while committed.blocking_recv().is_some() {});
        let founding = Founding {
            family: "Bench".into(),
            name: "Bench".into(),
            username: "bench".into(),
            password_hash: "none".into(),
            language: "en".into(),
            time_zone: "UTC".into(),
            origin: Origin::default(),
        };
        let (me, thread) = store
            .write(move |tx| {
                let (family, founder) = arrivals::found(tx, &founding, Others::Refused)?;
                let key = threads::of_family(tx.conn(), family.key)?;
                let thread = threads::present(tx.conn(), key)?.thread.id;
                Ok((at_command_line(founder)?, thread))
            })
            .await
            .expect("a family")
            .value;
        Self {
            store,
            me,
            thread,
            _folder: place,
        }
    }

    async fn rate(&self) -> f64 {
        let (stop, sent) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let began = Instant::now();
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                let (store, me, thread) =
                    (self.store.clone(), self.me.clone(), self.thread.clone());
                let (stop, sent) = (Arc::clone(&stop), Arc::clone(&sent));
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        let (me, thread) = (me.clone(), thread.clone());
                        store
                            .write(move |tx| {
                                let seat = threads::seat(tx.conn(), &me, &thread)?;
                                let draft = Draft {
                                    body: "Dinner is at seven, and bring the good bread".into(),
                                    idempotency_key: Some(uuid::Uuid::new_v4().to_string()),
                                    ..Draft::default()
                                };
                                messages::post(tx, &me, &seat, draft)
                            })
                            .await
                            .expect("a message");
                        sent.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        tokio::time::sleep(ROUND).await;
        stop.store(true, Ordering::Relaxed);
        for sender in senders {
            sender.await.expect("a sender");
        }
        sent.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
