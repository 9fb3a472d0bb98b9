//! The queue: what survives what.

use diesel::RunQueryDsl;

use super::{settled, upload};
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::photo::photo;
use crate::support::{App, Who, database};

pub(super) fn sql(app: &App, question: &'static str) {
    app.store()
        .write_here(move |tx| Ok(diesel::sql_query(question).execute(tx.conn())?))
        .expect("it commits");
}

pub(super) fn number(app: &App, question: &str) -> i64 {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    database::number(&mut conn, question)
}

#[test]
fn a_job_that_was_running_when_the_server_ended_is_done_by_the_next() {
    let mut app = App::start();
    let file = upload(&app.browser(Anna), "a.jpg", &photo(300));
    settled(&app.browser(Anna), &file);
    // As a kill in the middle of it leaves it.
    sql(
        &app,
        "UPDATE contents SET status = 'pending', keeps_original = TRUE",
    );
    sql(&app, "DELETE FROM renditions");
    sql(
        &app,
        "INSERT INTO jobs (kind, content_key, state, tries, run_after, created_at)
         SELECT 'look', key, 'running', 1, 0, 0 FROM contents",
    );
    app.restart();
    let anna = app.browser(Anna);
    assert_eq!(settled(&anna, &file)["status"], "ready");
    anna.get(&format!("/files/{file}/small")).expect(200);
    assert_eq!(number(&app, "SELECT count(*) AS answer FROM jobs"), 0);
}

#[test]
fn a_job_that_brings_the_server_down_each_time_is_given_up_and_says_so() {
    let mut app = App::start();
    let file = upload(&app.browser(Anna), "a.jpg", &photo(300));
    settled(&app.browser(Anna), &file);
    sql(
        &app,
        "UPDATE contents SET status = 'pending', keeps_original = TRUE",
    );
    sql(
        &app,
        "INSERT INTO jobs (kind, content_key, state, tries, run_after, created_at)
         SELECT 'look', key, 'running', 5, 0, 0 FROM contents",
    );
    app.restart();
    let anna = app.browser(Anna);
    let status = settled(&anna, &file);
    assert_eq!(status["status"], "failed");
    assert_eq!(status["reason"], "gave_up");
    let served = anna.get(&format!("/files/{file}")).expect(200);
    assert_eq!(
        served.header("content-type"),
        Some("application/octet-stream")
    );
    let given_up = "SELECT count(*) AS answer FROM jobs WHERE state = 'given_up'";
    assert_eq!(number(&app, given_up), 1);
}

#[test]
fn a_content_that_is_not_there_is_tried_again_later_and_holds_nothing_up() {
    let app = App::start();
    let anna = app.browser(Anna);
    sql(
        &app,
        "INSERT INTO contents (digest, media_type, size, status, created_at)
         VALUES ('ab00', 'image/png', 1, 'pending', 0)",
    );
    sql(
        &app,
        "INSERT INTO jobs (kind, content_key, state, run_after, created_at)
         SELECT 'look', key, 'waiting', 0, 0 FROM contents",
    );
    let file = upload(&anna, "a.jpg", &photo(300));
    assert_eq!(settled(&anna, &file)["status"], "ready");
    let again = "SELECT count(*) AS answer FROM jobs WHERE state = 'waiting' AND tries >= 1";
    let begun = std::time::Instant::now();
    while number(&app, again) != 1 {
        assert!(begun.elapsed() < super::PATIENCE);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_photo_that_several_send_at_once_is_one_content_and_as_ready_for_each() {
    let app = App::start();
    let content = photo(400);
    let files: Vec<(Who, String)> = std::thread::scope(|scope| {
        let senders: Vec<_> = [Anna, Ben, Tilda, Anna, Ben, Tilda]
            .into_iter()
            .map(|who| {
                let (client, content) = (app.browser(who), &content);
                scope.spawn(move || (who, upload(&client, "same.jpg", content)))
            })
            .collect();
        senders
            .into_iter()
            .map(|sender| sender.join().expect("it answers"))
            .collect()
    });
    let served: Vec<Vec<u8>> = files
        .iter()
        .map(|(who, file)| {
            let client = app.browser(*who);
            assert_eq!(settled(&client, file)["status"], "ready");
            client.get(&format!("/files/{file}")).expect(200).body
        })
        .collect();
    assert!(served.iter().all(|each| *each == served[0]));
    assert_eq!(number(&app, "SELECT count(*) AS answer FROM contents"), 1);
    let small = "SELECT count(*) AS answer FROM renditions WHERE kind = 'small'";
    assert_eq!(number(&app, small), 1);
}
