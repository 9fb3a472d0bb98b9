//! What could not be cleaned: whoever sent it has it as it was sent, nobody else has it at all, and it is
//! looked at again.

use std::time::Instant;

use hearth::base::clock::Clock;
use serde_json::Value;

use super::queue::{number, sql};
use super::{PATIENCE, attachment, keep_originals, post, says, settled, upload};
use crate::routes::thread;
use crate::support::App;
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::photo::{PLACE, photo};

/// As a server leaves it that ended in the middle of the last try.
fn give_up(app: &mut App) {
    for change in [
        "UPDATE contents SET status = 'pending', keeps_original = TRUE",
        "DELETE FROM renditions",
        "INSERT INTO jobs (kind, content_key, state, tries, run_after, created_at)
         SELECT 'look', key, 'running', 5, 0, 0 FROM contents",
    ] {
        sql(app, change);
    }
    app.restart();
}

#[track_caller]
fn is_ready_in_time(app: &App, file: &str) {
    let (anna, begun) = (app.browser(Anna), Instant::now());
    while settled(&anna, file)["status"] != "ready" {
        assert!(begun.elapsed() < PATIENCE, "{}", settled(&anna, file));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_photo_that_nobody_looked_at_is_for_whoever_sent_it_alone() {
    let mut app = App::start();
    let original = photo(700);
    assert!(says(&original, PLACE), "the control");
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "shed.jpg", &original);
    settled(&anna, &file);
    post(&anna, &thread, &[&file]);
    give_up(&mut app);
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let status = settled(&anna, &file);
    assert_eq!(status["reason"], "gave_up");
    assert_eq!(status["url"], format!("/files/{file}"));
    assert_eq!(
        anna.get(&format!("/files/{file}")).expect(200).body,
        original
    );
    for path in ["", "/small", "/medium", "/original"] {
        ben.request("GET", &format!("/files/{file}{path}"))
            .header("Accept", "application/json")
            .send()
            .refuses(404, "not_found");
    }
    // Neither is a way there told.
    assert_eq!(settled(&ben, &file)["url"], Value::Null);
    assert_eq!(attachment(&ben, &thread)["url"], Value::Null);
    assert_eq!(attachment(&ben, &thread)["status"], "failed");
    let page = ben.get(&format!("/threads/{thread}")).expect(200).text();
    assert!(page.contains("only whoever sent it"), "{page}");
}

#[test]
fn a_film_that_cannot_be_cleaned_is_for_whoever_sent_it_alone() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let thread = thread(&anna, &[Ben]);
    let mut film = b"\0\0\0\x10ftypisom\0\0\0\0".to_vec();
    for _ in 0..30_000 {
        film.extend(b"\0\0\0\x08free");
    }
    film.extend(b"\0\0\0\x14udta+48.1-SPY/..");
    let file = upload(&anna, "film.mp4", &film);
    assert_eq!(settled(&anna, &file)["status"], "failed");
    post(&anna, &thread, &[&file]);
    super::bad_input::is_a_download(&anna, "film.mp4", &file, &film);
    assert_eq!(ben.get(&format!("/files/{file}")).status, 404);
    // What was found to say nothing, and is only too large to show, is still there to be saved.
    let mut bomb = crate::support::photo::plain([1, 2, 3]);
    bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    super::bad_input::crc(&mut bomb);
    let file = upload(&anna, "bomb.png", &bomb);
    assert_eq!(settled(&anna, &file)["reason"], "too_large");
    post(&anna, &thread, &[&file]);
    super::bad_input::is_a_download(&ben, "bomb.png", &file, &bomb);
}

#[test]
fn forwarding_makes_nobody_the_sender_of_what_they_were_not_given() {
    let app = App::start();
    keep_originals(&app);
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let (here, there) = (thread(&anna, &[Ben]), thread(&ben, &[Tilda]));
    let whole = photo(900);
    let mut film = b"\0\0\0\x10ftypisom\0\0\0\0".to_vec();
    film.extend(b"\0\0\0\x08free".repeat(30_000));
    for (name, content) in [
        ("whole.jpg", &whole[..]),
        ("start.jpg", &whole[..whole.len() / 9]),
        ("film.mp4", &film),
    ] {
        let file = upload(&anna, name, content);
        settled(&anna, &file);
        let message = post(&anna, &here, &[&file]);
        let message = message["id"].as_str().expect("an id");
        let to = &[("to", there.as_str())];
        ben.request(
            "POST",
            &format!("/threads/{here}/messages/{message}/forward"),
        )
        .form(to)
        .send()
        .expect(303);
        let copy = attachment(&ben, &there)["id"].clone();
        let copy = copy.as_str().expect("an id");
        assert_ne!(copy, file);
        let path = format!("/files/{copy}");
        assert_eq!(ben.get(&format!("{path}/original")).status, 404, "{name}");
        let served = ben.get(&path);
        assert!(!says(&served.body, PLACE), "{name} says the place");
        assert!(name != "film.mp4" || served.status == 404);
        // The control: whoever sent it has it still.
        let original = anna.get(&format!("/files/{file}/original"));
        assert_eq!(original.expect(200).body, content, "{name}");
    }
}

#[test]
fn what_was_given_up_is_looked_at_again_when_the_server_starts() {
    let mut app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "shed.jpg", &photo(700));
    settled(&anna, &file);
    post(&anna, &thread, &[&file]);
    give_up(&mut app);
    assert_eq!(settled(&app.browser(Anna), &file)["reason"], "gave_up");
    app.restart();
    is_ready_in_time(&app, &file);
    let served = app.browser(Ben).get(&format!("/files/{file}")).expect(200);
    assert!(!says(&served.body, PLACE));
    assert_eq!(number(&app, "SELECT count(*) AS answer FROM jobs"), 0);
}

#[test]
fn what_ends_the_server_even_then_is_left_alone_by_the_next_start() {
    let mut app = App::start();
    let anna = app.browser(Anna);
    let file = upload(&anna, "shed.jpg", &photo(700));
    settled(&anna, &file);
    give_up(&mut app);
    // As the one more try leaves it, if that ends the server too.
    sql(&app, "UPDATE jobs SET state = 'running', tries = 6");
    for _ in 0..2 {
        app.restart();
        assert_eq!(settled(&app.browser(Anna), &file)["reason"], "gave_up");
    }
    let left = "SELECT count(*) AS answer FROM jobs WHERE state = 'given_up'";
    assert_eq!(number(&app, left), 1);
}

#[test]
fn what_was_given_up_is_looked_at_again_when_somebody_sends_it_again() {
    let mut app = App::start();
    let anna = app.browser(Anna);
    let thread = thread(&anna, &[Ben]);
    let file = upload(&anna, "shed.jpg", &photo(700));
    settled(&anna, &file);
    post(&anna, &thread, &[&file]);
    give_up(&mut app);
    assert_eq!(settled(&app.browser(Anna), &file)["reason"], "gave_up");
    let again = upload(&app.browser(Anna), "shed.jpg", &photo(700));
    assert_eq!(settled(&app.browser(Anna), &again)["status"], "ready");
    is_ready_in_time(&app, &file);
    let served = app.browser(Ben).get(&format!("/files/{file}")).expect(200);
    assert!(!says(&served.body, PLACE));
}

#[test]
fn a_full_disk_makes_nobody_give_up() {
    let mut app = App::start();
    let file = upload(&app.browser(Anna), "shed.jpg", &photo(700));
    settled(&app.browser(Anna), &file);
    for change in [
        "UPDATE contents SET status = 'pending', keeps_original = TRUE",
        "DELETE FROM renditions",
        "INSERT INTO jobs (kind, content_key, state, tries, run_after, created_at)
         SELECT 'look', key, 'waiting', 4, 0, 0 FROM contents",
    ] {
        sql(&app, change);
    }
    let full = [("HEARTH_FREE_SPACE", "1000000G")];
    app = App::on(app.into_folder(), Clock::default(), &full);
    let begun = Instant::now();
    let put_back = "SELECT count(*) AS answer FROM jobs
         WHERE state = 'waiting' AND tries = 4 AND run_after > 0";
    while number(&app, put_back) != 1 {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    sql(&app, "UPDATE jobs SET run_after = 0");
    app = App::on(app.into_folder(), Clock::default(), &[]);
    assert_eq!(settled(&app.browser(Anna), &file)["status"], "ready");
}
