//! Where a thread opens: at what was not read, at a day, at the end.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use hearth::base::clock::Clock;

use super::{say, thread};
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::{App, Client, database};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const LINE: &str = "messages__item--first-new";
const FROM_START: &str = "messages--from-start";

fn page(client: &Client, thread: &str, query: &str) -> String {
    client
        .get(&format!("/threads/{thread}{query}"))
        .expect(200)
        .text()
}

/// The ids of the messages on a page, in order, and that of the one below the line.
fn shown(page: &str) -> (Vec<String>, Option<String>) {
    let id = |piece: &str| {
        let (_, rest) = piece.split_once("data-id=\"")?;
        Some(rest.split_once('"')?.0.to_owned()).filter(|id| !id.is_empty())
    };
    let log = page.split("messages__log").nth(1).expect("the messages");
    let log = log
        .split("<message-outbox>")
        .next()
        .expect("before what waits");
    let line = log.split(LINE).nth(1).and_then(id);
    (log.split("<article").skip(1).filter_map(id).collect(), line)
}

fn read(client: &Client, thread: &str, message: &str) {
    client
        .request("POST", &format!("/threads/{thread}/read"))
        .form(&[("messageId", message)])
        .send()
        .expect(303);
}

#[test]
fn a_line_stands_above_the_first_message_that_somebody_else_wrote_and_one_has_not_read() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben, Tilda]);
    let ids: Vec<_> = (0..4).map(|n| say(&anna, &id, &format!("{n}"))).collect();
    assert_eq!(
        shown(&page(&ben, &id, "")).1,
        None,
        "who has read nothing yet finds nothing but news"
    );
    read(&ben, &id, &ids[0]);
    let opened = page(&ben, &id, "");
    assert_eq!(shown(&opened), (ids.clone(), Some(ids[1].clone())));
    assert!(!opened.contains(FROM_START), "a few are seen from the end");
    // What is gone is not news, and one's own words never are.
    anna.delete(&format!("/api/messages/{}", ids[1]))
        .expect(204);
    assert_eq!(shown(&page(&ben, &id, "")).1, Some(ids[2].clone()));
    assert_eq!(shown(&page(&anna, &id, "")).1, None);
    // Elsewhere in the thread nobody came for the news.
    assert_eq!(
        shown(&page(&ben, &id, &format!("?around={}", ids[2]))).1,
        None
    );
    read(&ben, &id, &ids[3]);
    assert_eq!(shown(&page(&ben, &id, "")).1, None);
}

#[test]
fn a_thread_with_much_that_is_new_opens_where_one_stopped() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben]);
    let ids: Vec<_> = (0..80).map(|n| say(&anna, &id, &format!("{n}"))).collect();
    read(&ben, &id, &ids[9]);
    let opened = page(&ben, &id, "");
    let (messages, line) = shown(&opened);
    assert_eq!(line, Some(ids[10].clone()));
    assert_eq!(
        messages,
        ids[7..57],
        "a little of what was before, then the news"
    );
    assert!(opened.contains(FROM_START), "seen from its beginning");
    assert!(opened.contains(&format!("data-next-cursor=\"{}\"", ids[56])));
}

#[test]
fn a_day_opens_at_its_first_message_in_the_readers_zone() {
    let clock = Clock::stopped_at("2026-03-01T22:30:00Z".parse().expect("a moment"));
    let app = App::at(clock.clone());
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(say(&anna, &id, &format!("{n} in the evening")));
        clock.advance(Duration::from_secs(60 * 60));
        ids.push(say(&anna, &id, &format!("{n} an hour later")));
        clock.advance(DAY - Duration::from_secs(60 * 60));
    }
    // In Stockholm the hour after is another day already.
    for (zone, first) in [("Europe/Stockholm", 3), ("UTC", 4)] {
        let sql = format!("UPDATE members SET time_zone = '{zone}' WHERE username = 'anna'");
        let mut conn = database::open(&app.folder().join("hearth.db"));
        conn.batch_execute(&sql).expect("Anna moves");
        let opened = page(&anna, &id, "?date=2026-03-03");
        assert_eq!(shown(&opened).0, ids[first..], "{zone}");
        assert!(opened.contains(FROM_START));
    }
    // A day without messages opens at the next; after the last the end is all there is.
    let before = shown(&page(&anna, &id, "?date=2020-01-01")).0;
    assert_eq!(before.first(), ids.first());
    let after = page(&anna, &id, "?date=2026-10-01");
    assert_eq!(shown(&after).0.last(), ids.last());
    assert!(!after.contains(FROM_START));
    for odd in ["yesterday", "2026-02-30", "2026-13-01", "-1"] {
        anna.get(&format!("/threads/{id}?date={odd}")).expect(404);
    }
    // A stranger learns nothing by asking for days.
    let tilda = app.browser(Tilda);
    tilda
        .get(&format!("/threads/{id}?date=2026-03-03"))
        .expect(404);
}

#[test]
fn without_javascript_one_says_by_hand_what_was_read() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben]);
    let last = say(&anna, &id, "news");
    let by_hand = format!("<input type=\"hidden\" name=\"messageId\" value=\"{last}\">");
    assert!(page(&ben, &id, "").contains(&by_hand));
    assert!(!page(&anna, &id, "").contains(&by_hand), "her own words");
    read(&ben, &id, &last);
    assert!(!page(&ben, &id, "").contains(&by_hand));
}
