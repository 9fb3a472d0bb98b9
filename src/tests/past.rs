//! Messages of the past, as an import or the demo brings them.

use hearth::base::ids::{MemberKey, MessageKey, ThreadKey};
use hearth::domain::messages::{self, Past};
use hearth::domain::{members, threads};
use serde_json::Value;

use crate::support::Who::Anna;
use crate::support::{App, cast};

/// A year before the test, roughly, and an hour later.
const THEN: i64 = 1_767_225_600_000;
const LATER: i64 = THEN + 60 * 60 * 1000;

fn record(app: &App, times: &'static [i64]) -> Vec<MessageKey> {
    let past = |thread: ThreadKey, author: MemberKey, at: i64| Past {
        thread,
        author,
        body: "long ago".to_owned(),
        at,
        reply_to: None,
        files: Vec::new(),
        reactions: Vec::new(),
        edited_from: None,
        is_deleted: false,
    };
    app.store()
        .write_here(move |tx| {
            let anna = members::by_username(tx.conn(), "anna")?;
            let thread = threads::of_family(tx.conn(), anna.family_key)?;
            let pasts: Vec<_> = times.iter().map(|at| past(thread, anna.key, *at)).collect();
            messages::record(tx, &pasts)
        })
        .expect("it commits")
        .value
}

fn created_at(app: &App) -> Value {
    let path = format!("/api/threads/{}", cast::family_thread());
    app.browser(Anna).get(&path).expect(200).json()["createdAt"].clone()
}

#[test]
fn a_thread_is_no_younger_than_what_was_first_said_in_it() {
    let app = App::start();
    assert_ne!(created_at(&app), "2026-01-01T00:00:00.000Z");
    assert_eq!(record(&app, &[THEN, LATER]).len(), 2);
    assert_eq!(created_at(&app), "2026-01-01T00:00:00.000Z");
    record(&app, &[LATER]);
    assert_eq!(created_at(&app), "2026-01-01T00:00:00.000Z");
}
