//! Reactions: one person, one emoji, one message.

use serde_json::json;

use super::{read, say, thread};
use crate::support::App;
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::client::percent;

#[test]
fn a_reaction_is_one_persons_one_emoji_on_one_message() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben, Tilda]);
    let message = say(&anna, &id, "cake");
    let path = |emoji: &str| format!("/api/messages/{message}/reactions/{}", percent(emoji));
    let reactions = || read(&anna, &id, "")["messages"][0]["reactions"].clone();
    for _ in 0..2 {
        app.browser(Ben).put(&path("👍")).expect(204);
    }
    app.browser(Tilda).put(&path("🎂")).expect(204);
    app.program(Tilda).put(&path("👍")).expect(204);
    assert_eq!(
        reactions(),
        json!([
            { "emoji": "👍", "memberIds": [Ben.id(), Tilda.id()] },
            { "emoji": "🎂", "memberIds": [Tilda.id()] },
        ])
    );
    // Two spellings of one emoji are one.
    app.browser(Ben).put(&path("❤")).expect(204);
    app.browser(Ben).put(&path("❤\u{FE0F}")).expect(204);
    assert_eq!(reactions().as_array().map(Vec::len), Some(3));
    for _ in 0..2 {
        for emoji in ["❤\u{FE0F}", "👍"] {
            app.browser(Ben).delete(&path(emoji)).expect(204);
        }
        app.browser(Tilda).delete(&path("🎂")).expect(204);
    }
    assert_eq!(
        reactions(),
        json!([{ "emoji": "👍", "memberIds": [Tilda.id()] }])
    );
    for odd in ["a", "👍👍", "<b>", " ", "\u{0}", "👍x"] {
        app.browser(Ben).put(&path(odd)).refuses(422, "invalid");
        app.browser(Ben).delete(&path(odd)).refuses(422, "invalid");
    }
    let skin = "👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪";
    for emoji in skin.split(' ') {
        app.browser(Ben).put(&path(emoji)).expect(204);
        app.browser(Ben).delete(&path(emoji)).expect(204);
    }
}
