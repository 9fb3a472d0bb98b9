//! The composer's form with files that went up before: the same promises as the API's.

use serde_json::Value;

use super::{content, post, upload};
use crate::routes::{read, thread};
use crate::support::Who::{Anna, Ben};
use crate::support::{Answer, App, Client};

const KEY: &str = "6f1c9f5e-6a0e-4ab0-9f0c-0d8f1f6f7f01";

/// Sends the form as an open page does, or as one without JavaScript.
fn say(
    client: &Client,
    thread: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let request = client.request("POST", &format!("/threads/{thread}/messages"));
    let request = request.header("Hearth-Fragment", "true");
    request.multipart(fields, files).send()
}

fn attached(client: &Client, thread: &str) -> Vec<Vec<String>> {
    let page = read(client, thread, "");
    let names = |message: &Value| -> Vec<String> {
        let files = message["attachments"].as_array().expect("a list");
        let name = |file: &Value| file["id"].as_str().expect("an id").to_owned();
        files.iter().map(name).collect()
    };
    let messages = page["messages"].as_array().expect("a list");
    messages.iter().map(names).collect()
}

#[test]
fn files_that_went_up_before_are_on_the_message_in_the_order_they_are_named_in() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben]);
    let [first, second] = [1, 2].map(|seed| upload(&anna, &content(10, seed)));
    let fields = [
        ("idempotencyKey", KEY),
        ("body", ""),
        ("fileIds", second.as_str()),
        ("fileIds", first.as_str()),
    ];
    say(&anna, &id, &fields, &[]).expect(201);
    assert_eq!(attached(&ben, &id), [[second.clone(), first.clone()]]);
    // A repeat is the same message, and other files under its key are none.
    let again = say(&anna, &id, &fields, &[]).expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    say(&anna, &id, &fields[..3], &[]).refuses(409, "idempotency_mismatch");
    assert_eq!(attached(&ben, &id).len(), 1);
    // Behind them stand those that come with the form.
    let third = upload(&anna, &content(10, 3));
    let fields = [("body", "both"), ("fileIds", third.as_str())];
    say(&anna, &id, &fields, &[("files", "a.txt", b"milk")]).expect(201);
    let files = &attached(&ben, &id)[1];
    assert_eq!((files.len(), &files[0]), (2, &third));
}

#[test]
fn only_ones_own_unposted_files_can_be_named_and_nothing_is_posted_otherwise() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&anna, &[Ben]);
    let [posted, loose] = [1, 2].map(|seed| upload(&anna, &content(10, seed)));
    post(&anna, &id, &[&posted]);
    let bens = upload(&ben, &content(10, 3));
    for unknown in [posted.as_str(), &bens, "nobody's", ""] {
        let fields = [
            ("body", "with words"),
            ("fileIds", loose.as_str()),
            ("fileIds", unknown),
        ];
        say(&anna, &id, &fields, &[("files", "a.txt", b"milk")]).refuses(400, "unknown_file");
        let request = anna.request("POST", &format!("/threads/{id}/messages"));
        let page = request.multipart(&fields, &[]).send().expect(400).text();
        assert!(page.contains("with words</textarea>"));
    }
    assert_eq!(attached(&ben, &id).len(), 1);
    let many = vec![("fileIds", loose.as_str()); 11];
    say(&anna, &id, &many, &[]).expect(422);
    say(&anna, &id, &[("fileIds", &loose)], &[]).expect(201);
}
