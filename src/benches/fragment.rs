//! What an open page costs when something happens: asking `since` and getting a fragment.
//!
//! `cargo bench --profile perf --bench fragment`. Pages could be sent ready-made fragments, one for each language
//! and time zone in the room; instead an event is a nudge and each page asks for what changed, so that
//! live and catching up are one thing. This tells the price: the time one fragment takes, against the
//! time one whole page takes.

use std::time::{Duration, Instant};

use askama::Template;
use diesel::SqliteConnection;
use hearth::base::clock::{Clock, moment};
use hearth::base::words::Language;
use hearth::domain::arrivals::{self, Founding, Others};
use hearth::domain::members::{Habits, Looks, Shares};
use hearth::domain::messages::{self, Anchor, Context, Cursor, Draft, Message};
use hearth::domain::origin::Origin;
use hearth::domain::sessions::at_command_line;
use hearth::domain::threads::{self, Seat};
use hearth::store::{Folder, Store};
use hearth::views::frame::Frame;
use hearth::views::from_domain;
use hearth::views::messages::{MessagesFragment, arrange};
use jiff::tz::TimeZone;

const MESSAGES: usize = 2_000;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(1);

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = Folder::create(place.path()).expect("a data folder");
    let (store, mut committed) = Store::open(&folder, Clock::system()).expect("a store");
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
        .write_here(move |tx| {
            let (family, founder) = arrivals::found(tx, &founding, Others::Refused)?;
            let key = threads::of_family(tx.conn(), family.key)?;
            let me = at_command_line(founder)?;
            let thread = threads::present(tx.conn(), key)?.thread.id;
            for number in 0..MESSAGES {
                let seat = threads::seat(tx.conn(), &me, &thread)?;
                let draft = Draft {
                    body: format!("{number}: dinner is at *seven*, see https://example.org/menu"),
                    ..Draft::default()
                };
                messages::post(tx, &me, &seat, draft)?;
            }
            Ok((me, thread))
        })
        .expect("a family")
        .value;

    let reader = store.reader();
    let frame = frame();
    let ask = |what: fn(&mut SqliteConnection, &Seat) -> Vec<Message>| {
        let found = reader
            .read(|conn| {
                let seat = threads::seat(conn, &me, &thread)?;
                Ok(what(conn, &seat))
            })
            .expect("messages");
        let views = from_domain::messages(&frame, &thread, &found, &Context::default());
        let fragment = MessagesFragment {
            frame: &frame,
            items: arrange(&frame, views),
            change_cursor: String::new(),
            has_more: false,
            prev_cursor: None,
            next_cursor: None,
        };
        fragment.render().expect("a fragment").len()
    };
    let (mut fragments, mut pages) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        fragments.push(micros(|| ask(last_change)));
        pages.push(micros(|| ask(last_page)));
    }
    let (fragment, page) = (median(fragments), median(pages));
    println!("one changed message, read and rendered: {fragment:>8.1} µs");
    println!("fifty messages, read and rendered:      {page:>8.1} µs");
    println!(
        "ratio:                                  {:>8.2}",
        fragment / page
    );
}

fn last_change(conn: &mut SqliteConnection, seat: &Seat) -> Vec<Message> {
    let since = Cursor::at(&seat.thread().id, seat.thread().change_count - 1);
    messages::changes(conn, seat, &since, 50)
        .expect("a change")
        .messages
}

fn last_page(conn: &mut SqliteConnection, seat: &Seat) -> Vec<Message> {
    messages::page(conn, seat, &Anchor::End, 50)
        .expect("a page")
        .messages
}

fn micros(work: impl Fn() -> usize) -> f64 {
    let (began, mut times, mut bytes) = (Instant::now(), 0_u32, 0);
    while began.elapsed() < ROUND {
        bytes += work();
        times += 1;
    }
    assert!(bytes > 0, "something was rendered");
    began.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

fn frame() -> Frame {
    Frame {
        language: Language::default(),
        zone: TimeZone::UTC,
        now: moment(Clock::system().now_ms()),
        looks: Looks::default(),
        habits: Habits::default(),
        shares: Shares::default(),
        base: String::new(),
        assets: "/assets/bench".into(),
        live: None,
        me: None,
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
