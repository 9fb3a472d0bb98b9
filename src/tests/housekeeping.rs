//! What has had its time is put away: ended for good, with what it had open, and nothing else.

use std::time::Duration;

use diesel::RunQueryDsl;
use hearth::base::clock::Clock;
use hearth::worker::housekeeping;
use jiff::Timestamp;

use crate::support::Who::{Anna, Ben};
use crate::support::app::runtime;
use crate::support::client::Identity;
use crate::support::{App, Socket, cast, database};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn tidy(app: &App) {
    runtime().block_on(housekeeping::tidy(app.store()));
}

fn count(app: &App, table: &str) -> i64 {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    database::number(
        &mut conn,
        &format!("SELECT count(*) AS answer FROM {table}"),
    )
}

fn tell(app: &App, statement: &'static str) {
    app.store()
        .write_here(move |tx| Ok(diesel::sql_query(statement).execute(tx.conn())?))
        .expect("it commits");
}

#[test]
fn a_session_whose_time_has_run_out_is_ended_with_its_sockets() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let mut old = Socket::of(&app, &app.browser(Anna));
    clock.advance(50 * DAY);
    let fresh = app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben)));
    let before = count(&app, "sessions");
    let mut new = Socket::of(&app, &fresh);

    clock.advance(39 * DAY);
    tidy(&app);
    assert_eq!(count(&app, "sessions"), before, "89 days are not 90");

    clock.advance(2 * DAY);
    tidy(&app);
    assert_eq!(count(&app, "sessions"), 1);
    old.is_closed_with(4009);
    new.has_heard_nothing();
    fresh.get("/api/me").expect(200);
}

#[test]
fn however_many_have_run_out_all_of_them_end() {
    let app = App::start();
    tell(
        &app,
        "INSERT INTO sessions (digest, id, member_key, user_agent, created_at, seen_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 950)
         SELECT 'd' || i, 'i' || i, 1, '', 1000000000000, 1000000000000 FROM n",
    );
    let all = count(&app, "sessions");
    tidy(&app);
    assert_eq!(count(&app, "sessions"), all - 950);
}

#[test]
fn while_the_clock_is_not_set_nobody_is_too_old() {
    let clock = Clock::stopped_at(Timestamp::UNIX_EPOCH);
    let app = App::at(clock.clone());
    let client = app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben)));
    let mut socket = Socket::of(&app, &client);
    let before = count(&app, "sessions");
    clock.advance(400 * DAY);
    tidy(&app);
    assert_eq!(count(&app, "sessions"), before);
    socket.has_heard_nothing();
}

#[test]
fn a_token_is_forgotten_a_month_after_it_ended_and_never_before() {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    let all = count(&app, "tokens");
    tell(
        &app,
        "UPDATE tokens SET revoked_at = created_at WHERE member_key = 1",
    );
    clock.advance(29 * DAY);
    tidy(&app);
    assert_eq!(count(&app, "tokens"), all);
    clock.advance(2 * DAY);
    tidy(&app);
    assert_eq!(count(&app, "tokens"), all - 1, "the revoked one alone");
    app.program(Ben).get("/api/me").expect(200);
    // Their 90 days are over, and the month after that.
    clock.advance(91 * DAY);
    tidy(&app);
    assert_eq!(count(&app, "tokens"), 0);
}
