//! The store: writes are grouped and none takes its neighbours along, events leave in the order of
//! commits, a full queue says so, and a database that is not ours is left alone.

use std::fs;
use std::path::Path;
use std::sync::mpsc;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness;
use hearth::base::clock::Clock;
use hearth::base::error::Error;
use hearth::base::event::Event;
use hearth::base::ids::{FamilyKey, MemberKey};
use hearth::store::sqlite::MIGRATIONS;
use hearth::store::{Folder, OpenError, Store, Tx};
use serde_json::json;
use tempfile::TempDir;

use crate::support::Who::{Anna, Ben};
use crate::support::{App, PATIENCE, app, database};

/// A store without a family, and what leaves it.
struct Bench {
    folder: TempDir,
    store: Store,
    committed: tokio::sync::mpsc::Receiver<hearth::store::Committed>,
}

impl Bench {
    fn new() -> Self {
        let folder = app::folder();
        let (store, committed) = open(folder.path()).expect("it opens");
        Self {
            folder,
            store,
            committed,
        }
    }

    /// The events that left, by their number, in order; ends when the store does.
    fn heard(mut self) -> Vec<i64> {
        self.store.close();
        let mut heard = Vec::new();
        while let Some(committed) = self.committed.blocking_recv() {
            for event in committed.events {
                match event {
                    Event::MemberJoined { member, .. } => heard.push(member.0),
                    other => panic!("{other:?}"),
                }
            }
        }
        heard
    }

    fn notes(&self) -> Vec<i64> {
        let mut conn = database::open(&self.folder.path().join("hearth.db"));
        database::texts(
            &mut conn,
            "SELECT created_at AS answer FROM families ORDER BY key",
        )
        .iter()
        .map(|number| number.parse().expect("a number"))
        .collect()
    }
}

/// Holds the writer inside a write until the returned sender is dropped, so that what is queued
/// meanwhile is taken together.
fn hold(store: &Store) -> mpsc::Sender<()> {
    let (go, wait) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    let store = store.clone();
    std::thread::spawn(move || {
        let held = store.write_here(move |_| {
            begun.send(()).expect("the test waits");
            let _ = wait.recv_timeout(PATIENCE);
            Ok(())
        });
        held.map(drop).expect("it commits");
    });
    has_begun.recv().expect("the writer begins");
    go
}

fn open(
    path: &Path,
) -> Result<(Store, tokio::sync::mpsc::Receiver<hearth::store::Committed>), OpenError> {
    let folder = Folder::create(path).expect("a folder");
    Store::open(&folder, Clock::system())
}

/// Writes a number down and says so.
fn note(tx: &mut Tx<'_>, number: i64) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO families (id, name, language, time_zone, created_at) VALUES (?, 'x', 'en', 'UTC', ?)",
    )
    .bind::<Text, _>(format!("family {number}"))
    .bind::<BigInt, _>(number)
    .execute(tx.conn())?;
    tx.emit(Event::MemberJoined {
        family: FamilyKey(1),
        member: MemberKey(number),
    });
    Ok(())
}

#[test]
fn a_write_that_fails_or_panics_takes_no_neighbour_along() {
    let bench = Bench::new();
    let held = hold(&bench.store);
    let runtime = app::runtime();
    let outcomes: Vec<_> = (0..60_i64)
        .map(|number| {
            let store = bench.store.clone();
            let mut write = Box::pin(async move {
                store
                    .write(move |tx| {
                        note(tx, number)?;
                        match number % 5 {
                            1 => Err(Error::BadRequest("this is meant")),
                            2 => panic!("this is meant"),
                            // The same id again: SQLite itself refuses.
                            3 => note(tx, number),
                            _ => Ok(()),
                        }
                    })
                    .await
                    .map(|written| written.value)
            });
            // Polled once, it is in the queue, after those before it; all are waited for below.
            let polled = runtime.block_on(std::future::poll_fn(|cx| {
                std::task::Poll::Ready(write.as_mut().poll(cx))
            }));
            assert!(polled.is_pending());
            (number, write)
        })
        .collect();
    drop(held);
    for (number, waiting) in outcomes {
        let outcome = runtime.block_on(waiting);
        match number % 5 {
            1 => assert!(matches!(outcome, Err(Error::BadRequest("this is meant")))),
            2 => assert!(matches!(outcome, Err(Error::Internal(_)))),
            3 => assert!(matches!(outcome, Err(Error::Conflict(_))), "{outcome:?}"),
            _ => outcome.expect("a good neighbour is kept"),
        }
    }
    let kept: Vec<i64> = (0..60)
        .filter(|number| matches!(number % 5, 0 | 4))
        .collect();
    assert_eq!(bench.notes(), kept);
    assert_eq!(bench.heard(), kept);
}

#[test]
fn events_leave_in_the_order_of_commits() {
    let bench = Bench::new();
    std::thread::scope(|scope| {
        for thread in 0..8_i64 {
            let store = bench.store.clone();
            scope.spawn(move || {
                for turn in 0..50 {
                    store
                        .write_here(move |tx| note(tx, thread * 1000 + turn))
                        .expect("it commits");
                }
            });
        }
    });
    let order = bench.notes();
    assert_eq!(order.len(), 400);
    assert_eq!(bench.heard(), order);
}

#[test]
fn what_is_acknowledged_is_in_the_file() {
    let bench = Bench::new();
    let mut conn = database::open(&bench.folder.path().join("hearth.db"));
    for number in 0..20 {
        bench
            .store
            .write_here(move |tx| note(tx, number))
            .expect("it commits");
        let found = database::number(
            &mut conn,
            &format!("SELECT count(*) AS answer FROM families WHERE created_at = {number}"),
        );
        assert_eq!(found, 1);
    }
    let synced = bench
        .store
        .write_here(|tx| {
            #[derive(QueryableByName)]
            struct Row {
                #[diesel(sql_type = BigInt)]
                synchronous: i64,
            }
            let row: Row = diesel::sql_query("PRAGMA synchronous").get_result(tx.conn())?;
            Ok(row.synchronous)
        })
        .expect("it commits")
        .value;
    assert_eq!(synced, 2, "a commit does not wait for the disk");
}

#[test]
fn readers_cannot_write() {
    let bench = Bench::new();
    let tried = bench.store.reader().read(|conn| {
        diesel::sql_query("DELETE FROM families").execute(conn)?;
        Ok(())
    });
    assert!(tried.is_err());
}

#[test]
fn a_full_queue_answers_unavailable_and_never_grows() {
    let bench = Bench::new();
    let held = hold(&bench.store);
    let runtime = app::runtime();
    let (mut waiting, mut refused) = (Vec::new(), 0);
    for number in 0..3_000_i64 {
        let store = bench.store.clone();
        let mut write = Box::pin(async move {
            store
                .write(move |tx| note(tx, number))
                .await
                .map(|written| written.value)
        });
        let polled = runtime.block_on(std::future::poll_fn(|cx| {
            std::task::Poll::Ready(write.as_mut().poll(cx))
        }));
        match polled {
            std::task::Poll::Pending => waiting.push(write),
            std::task::Poll::Ready(Err(Error::Unavailable { retry_after_secs })) => {
                assert!(retry_after_secs > 0);
                refused += 1;
            }
            std::task::Poll::Ready(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(waiting.len(), 1_024);
    assert_eq!(refused, 3_000 - 1_024);
    drop(held);
    let Bench {
        folder,
        store,
        mut committed,
    } = bench;
    // Somebody must take what is committed, or the writer rightly waits.
    let drain = std::thread::spawn(move || while committed.blocking_recv().is_some() {});
    for write in waiting {
        runtime
            .block_on(write)
            .expect("what was taken in is written");
    }
    store.close();
    drain.join().expect("it drains");
    let mut conn = database::open(&folder.path().join("hearth.db"));
    assert_eq!(
        database::number(&mut conn, "SELECT count(*) AS answer FROM families"),
        1_024
    );
}

#[test]
fn a_busy_server_says_when_to_come_back() {
    let app = App::start();
    let anna = app.browser(Anna);
    let path = format!(
        "/api/threads/{}/messages",
        crate::support::cast::family_thread()
    );
    let go = hold(app.store());
    let runtime = app::runtime();
    let mut queued = Vec::new();
    // Until one is refused: then the queue is full.
    loop {
        let store = app.store().clone();
        let mut write = Box::pin(async move { store.write(|_| Ok(())).await.map(|w| w.value) });
        let polled = runtime.block_on(std::future::poll_fn(|cx| {
            std::task::Poll::Ready(write.as_mut().poll(cx))
        }));
        match polled {
            std::task::Poll::Pending => queued.push(write),
            std::task::Poll::Ready(Ok(())) => {}
            std::task::Poll::Ready(Err(_)) => break,
        }
    }
    let answer = anna.post(&path, &json!({ "body": "x" }));
    answer.refuses(503, "unavailable");
    assert!(
        answer
            .header("retry-after")
            .is_some_and(|secs| secs.parse::<u32>().is_ok())
    );
    // Reading goes on.
    anna.get(&path).expect(200);
    app.anonymous().get("/readyz").expect(503);
    app.anonymous().get("/livez").expect(200);
    drop(go);
    for write in queued {
        runtime.block_on(write).expect("it commits");
    }
    anna.post(&path, &json!({ "body": "x" })).expect(201);
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    found.sort();
    found
}

/// Makes `make` put a database into a new folder, and asserts that it is refused in one line that
/// holds `words`, and not touched.
#[track_caller]
fn is_refused(words: &str, make: impl FnOnce(&Path)) {
    let folder = app::folder();
    Folder::create(folder.path()).expect("a folder");
    make(&folder.path().join("hearth.db"));
    let before = contents(folder.path());
    let error = match open(folder.path()) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it was opened"),
    };
    assert!(error.contains(words) && !error.contains('\n'), "{error}");
    assert_eq!(contents(folder.path()), before, "it was touched: {error}");
}

/// A database of ours with a family in it, checkpointed.
fn ours(path: &Path) {
    let folder = App::start().into_folder();
    fs::copy(folder.path().join("hearth.db"), path).expect("a copy");
}

#[test]
fn a_database_that_is_not_ours_is_refused_in_one_line_and_left_alone() {
    is_refused("not a Hearth database", |path| {
        fs::write(path, "Dear diary").expect("written");
    });
    is_refused("not a Hearth database", |path| {
        fs::write(path, vec![0; 100_000]).expect("written");
    });
    is_refused("not a Hearth database", |path| {
        fs::write(path, b"SQLite format 3\0").expect("written");
    });
    is_refused("another program", |path| {
        let mut conn = database::open(path);
        diesel::sql_query("CREATE TABLE photos (x)")
            .execute(&mut conn)
            .expect("a table");
    });
    is_refused("another program", |path| {
        let mut conn = database::open(path);
        diesel::sql_query("PRAGMA application_id = 252006675")
            .execute(&mut conn)
            .expect("a pragma");
        diesel::sql_query("CREATE TABLE photos (x)")
            .execute(&mut conn)
            .expect("a table");
    });
}

#[test]
fn a_database_of_a_newer_hearth_is_refused_in_one_line_and_left_alone() {
    is_refused("newer Hearth", |path| {
        ours(path);
        let mut conn = database::open(path);
        diesel::sql_query(
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000001')",
        )
        .execute(&mut conn)
        .expect("a row");
    });
}

#[test]
fn a_damaged_database_is_refused_in_one_line_and_left_as_it_is() {
    for keep in [100, 4096, 5000, 20_000] {
        is_refused("is damaged", |path| {
            ours(path);
            let file = fs::OpenOptions::new()
                .write(true)
                .open(path)
                .expect("a file");
            file.set_len(keep).expect("cut off");
        });
    }
}

#[test]
fn damage_that_nobody_would_meet_for_long_is_noticed_at_the_next_start() {
    for table in ["reactions", "message_versions", "invitations"] {
        is_refused("is damaged", |path| {
            ours(path);
            let mut conn = database::open(path);
            let question =
                format!("SELECT rootpage AS answer FROM sqlite_schema WHERE name = '{table}'");
            let page = database::number(&mut conn, &question) as usize;
            drop(conn);
            let mut bytes = fs::read(path).expect("a file");
            bytes[(page - 1) * 4096..page * 4096].fill(0xA5);
            fs::write(path, bytes).expect("written");
        });
    }
}

#[test]
fn an_empty_file_becomes_a_new_database() {
    let folder = app::folder();
    fs::write(folder.path().join("hearth.db"), "").expect("written");
    let (store, _committed) = open(folder.path()).expect("it opens");
    store.close();
}

#[test]
fn an_older_database_is_copied_before_it_is_brought_up_to_date() {
    let folder = App::start().into_folder();
    let path = folder.path().join("hearth.db");
    let mut conn = database::open(&path);
    if conn.applied_migrations().expect("a list").len() < 2 {
        // The first change makes the whole database: before it there is nothing to copy.
        return;
    }
    conn.revert_last_migration(MIGRATIONS)
        .expect("it goes down");
    let older = database::dump(&mut conn);
    drop(conn);
    let (store, _committed) = open(folder.path()).expect("it opens");
    store.close();
    let copies: Vec<_> = fs::read_dir(folder.path().join("backups"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert_eq!(copies.len(), 1);
    let mut copy = database::open(&copies[0]);
    assert_eq!(database::dump(&mut copy), older);
}

#[test]
fn a_copy_holds_everything_there_was_while_others_write() {
    let app = App::start();
    let id = crate::support::cast::family_thread();
    let path = format!("/api/threads/{id}/messages");
    let anna = app.browser(Anna);
    for number in 0..20 {
        anna.post(&path, &json!({ "body": format!("before {number}") }))
            .expect(201);
    }
    let target = app.folder().join("a copy.db");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..40 {
                anna.post(&path, &json!({ "body": format!("meanwhile {number}") }))
                    .expect(201);
            }
        });
        let mut conn = database::open(&app.folder().join("hearth.db"));
        hearth::store::sqlite::copy_to(&mut conn, &target).expect("a copy");
        writing.join().expect("it writes to the end");
    });
    let mut copy = database::open(&target);
    let check = database::texts(
        &mut copy,
        "SELECT integrity_check AS answer FROM pragma_integrity_check",
    );
    assert_eq!(check, ["ok"]);
    let before = "SELECT count(*) AS answer FROM messages WHERE body LIKE 'before %'";
    assert_eq!(database::number(&mut copy, before), 20);
    // A copy is of one moment: each message that is there has all that came before it.
    let gaps = "SELECT count(*) AS answer FROM messages WHERE previous_key NOT IN (SELECT key FROM messages)";
    assert_eq!(database::number(&mut copy, gaps), 0);
}

#[test]
fn a_stop_leaves_one_checkpointed_file_behind() {
    let app = App::start();
    let id = crate::support::cast::family_thread();
    app.browser(Ben)
        .post(
            &format!("/api/threads/{id}/messages"),
            &json!({ "body": "good night" }),
        )
        .expect(201);
    let folder = app.into_folder();
    let log = folder.path().join("hearth.db-wal");
    assert!(!log.exists() || fs::metadata(&log).expect("it is there").len() == 0);
    let copy = app::folder();
    fs::copy(folder.path().join("hearth.db"), copy.path().join("one.db")).expect("a copy");
    let mut conn = database::open(&copy.path().join("one.db"));
    assert_eq!(
        database::number(
            &mut conn,
            "SELECT count(*) AS answer FROM messages WHERE body = 'good night'"
        ),
        1
    );
}
