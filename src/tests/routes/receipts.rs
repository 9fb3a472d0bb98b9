//! Read marks, and what is counted from them.

use serde_json::json;

use super::{say, thread};
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::{App, Who};

#[test]
fn what_is_unread_and_mentions_one_is_counted_for_each() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben, Tilda]);
    let counts = |who: Who| {
        let list = app.browser(who).get("/api/threads").expect(200).json();
        let rows = list["threads"].as_array().expect("a list");
        let row = rows.iter().find(|row| row["id"] == *id).expect("theirs");
        (
            row["unreadCount"].as_i64().expect("a number"),
            row["mentionCount"].as_i64().expect("a number"),
        )
    };
    let read_up_to = |who: Who, message: &str| {
        app.browser(who).post(
            &format!("/api/threads/{id}/read"),
            &json!({ "messageId": message }),
        )
    };
    let first = say(&anna, &id, "@ben and @Tilda, look");
    let second = say(&anna, &id, "mail ben@ben.example or @benjamin");
    let third = say(&anna, &id, "and (@BEN)");
    assert_eq!(
        (counts(Anna), counts(Ben), counts(Tilda)),
        ((0, 0), (3, 2), (3, 1))
    );
    read_up_to(Ben, &second).expect(204);
    assert_eq!(counts(Ben), (1, 1));
    // Only forward.
    read_up_to(Ben, &first).expect(204);
    assert_eq!(counts(Ben), (1, 1));
    read_up_to(Ben, &third).expect(204);
    assert_eq!(counts(Ben), (0, 0));
    // What is taken back is nobody's to read.
    anna.delete(&format!("/api/messages/{first}")).expect(204);
    assert_eq!(counts(Tilda), (2, 0));
    // An edit mentions whom it names now.
    anna.patch(
        &format!("/api/messages/{second}"),
        &json!({ "body": "@tilda" }),
    )
    .expect(200);
    assert_eq!(counts(Tilda), (2, 1));
    // Whoever writes has read.
    say(&app.browser(Tilda), &id, "yes @tilda");
    assert_eq!(counts(Tilda), (0, 0));
    assert_eq!(counts(Ben), (1, 0));

    let elsewhere = say(&anna, &thread(&anna, &[Ben]), "x");
    for odd in [elsewhere.as_str(), "nobody", ""] {
        read_up_to(Ben, odd).refuses(400, "unknown_message");
    }
    app.browser(Ben)
        .post(&format!("/api/threads/{id}/read"), &json!({}))
        .refuses(400, "invalid_json");
}
