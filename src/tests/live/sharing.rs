//! What people let others notice of them, and what they notice in turn.

use serde_json::{Value, json};

use super::{post, sign, thread};
use crate::support::Who::{Anna, Ben, Tilda};
use crate::support::socket::data;
use crate::support::{App, Client, Socket, Who};

/// Chooses what the others notice; what is not named is switched off.
#[track_caller]
fn share(client: &Client, what: &[&str]) {
    let fields: Vec<(&str, &str)> = what.iter().map(|name| (*name, "on")).collect();
    client
        .request("POST", "/settings/sharing")
        .form(&fields)
        .send()
        .expect(303);
}

#[track_caller]
fn read(client: &Client, thread: &str, message: &Value) {
    client
        .post(
            &format!("/api/threads/{thread}/read"),
            &json!({ "messageId": message["id"] }),
        )
        .expect(204);
}

/// Asks for the presence channel with a signature of one's own.
#[track_caller]
fn arrive(app: &App, client: &Client, channel: &str) -> Socket {
    let mut socket = Socket::of(app, client);
    let signed = sign(client, &socket, channel).expect(200).json();
    socket.say(&json!({ "event": "pusher:subscribe", "data": {
        "channel": channel, "auth": signed["auth"], "channel_data": signed["channel_data"],
    } }));
    socket.hears("pusher_internal:subscription_succeeded", channel);
    socket
}

/// Whose faces stand in a page.
fn faces(page: &str) -> Vec<&str> {
    let log = page.split("messages__log").nth(1).unwrap_or(page);
    log.split("data-reader=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(id, _)| id))
        .collect()
}

#[test]
fn up_to_where_people_have_read_is_seen_by_those_who_let_it_be_seen_themselves() {
    let app = App::start();
    let (anna, ben, tilda) = (app.browser(Anna), app.browser(Ben), app.browser(Tilda));
    let id = thread(&app, &[Ben, Tilda]);
    let message = post(&anna, &id, "hello");
    let page = |client: &Client| client.get(&format!("/threads/{id}")).expect(200).text();
    let alone = |client: &Client| {
        let path = format!(
            "/threads/{id}/messages/{}",
            message["id"].as_str().expect("an id")
        );
        client.get(&path).expect(200).text()
    };
    assert_eq!(faces(&page(&anna)), Vec::<&str>::new());
    assert!(alone(&anna).contains("Nobody else has read this yet"));
    read(&ben, &id, &message);
    assert_eq!(faces(&page(&anna)), [Ben.id()]);
    assert!(alone(&anna).contains("Read by"));
    assert_eq!(faces(&page(&ben)), Vec::<&str>::new(), "not one's own");
    // Who hides it is not seen, by the others' pages and pieces of pages alike.
    share(&ben, &["typing", "presence"]);
    let piece = |client: &Client| {
        let request = client.request("GET", &format!("/threads/{id}/read"));
        request
            .header("Hearth-Fragment", "1")
            .send()
            .expect(200)
            .text()
    };
    assert_eq!(faces(&page(&anna)), Vec::<&str>::new());
    assert_eq!(faces(&piece(&anna)), Vec::<&str>::new());
    // And does not see the others any more.
    read(&tilda, &id, &message);
    assert_eq!(faces(&page(&anna)), [Tilda.id()]);
    assert_eq!(faces(&piece(&anna)), [Tilda.id()]);
    assert_eq!(faces(&page(&ben)), Vec::<&str>::new());
    assert_eq!(faces(&piece(&ben)), Vec::<&str>::new());
    assert!(!alone(&ben).contains("Read by"));
    // Somebody who is not in the thread is told that there is none.
    app.browser(Who::Oskar)
        .request("GET", &format!("/threads/{id}/read"))
        .header("Hearth-Fragment", "1")
        .send()
        .expect(404);
}

#[test]
fn a_read_mark_that_is_not_shown_reaches_only_its_owners_own_devices() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&app, &[Ben, Tilda]);
    let channel = format!("thread-{id}");
    let own = format!("private-user-{}", Ben.id());
    let messages: Vec<_> = (0..3).map(|n| post(&anna, &id, &n.to_string())).collect();
    let mut heard = Socket::of(&app, &anna);
    heard.enter(&channel);
    let mut device = Socket::of(&app, &ben);
    let signed = sign(&ben, &device, &own).expect(200).json();
    device.subscribe_signed(&own, signed["auth"].as_str().expect("a signature"));
    device.hears("pusher_internal:subscription_succeeded", &own);
    for (shown, message) in [
        (true, &messages[0]),
        (false, &messages[1]),
        (true, &messages[2]),
    ] {
        share(&ben, if shown { &["reading"] } else { &[] });
        assert_eq!(heard.hears("read:shared", &channel)["threadId"], id);
        read(&ben, &id, message);
        assert_eq!(device.hears("read:moved", &own)["messageId"], message["id"]);
        if shown {
            assert_eq!(
                heard.hears("read:moved", &channel)["messageId"],
                message["id"]
            );
        } else {
            heard.has_heard_nothing();
        }
    }
}

#[test]
fn who_does_not_show_that_they_are_here_is_not_listed_and_gets_no_list() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&app, &[Ben]);
    let (presence, private) = (
        format!("presence-thread-{id}"),
        format!("private-thread-{id}"),
    );
    let mut watcher = arrive(&app, &anna, &presence);
    let mut present = arrive(&app, &ben, &presence);
    let joined = watcher.hears("pusher_internal:member_added", &presence);
    assert_eq!(joined["user_id"], Ben.id());
    // Switched off, what was open ends at once.
    share(&ben, &["typing", "reading"]);
    let names = ["pusher_internal:member_removed", "read:shared"];
    assert_eq!(next_two(&mut watcher, names)["user_id"], Ben.id());
    present.is_refused(&presence, 403);
    // Said once for the end, and once for asking again at once.
    present.is_refused(&presence, 403);
    let message = post(&anna, &id, "who is here?");
    let heard = watcher.hears("message:new", &presence);
    assert_eq!(heard["message"]["id"], message["id"]);
    present.has_heard_nothing();
    // No way back in by a signature, and the thread itself is as open as ever.
    let other = Socket::of(&app, &ben);
    sign(&ben, &other, &presence).refuses(403, "forbidden");
    sign(&ben, &other, &private).expect(200);
    // Switched on, who waited is let in.
    share(&ben, &["typing", "presence", "reading"]);
    present.hears("pusher_internal:subscription_succeeded", &presence);
    let names = ["pusher_internal:member_added", "read:shared"];
    assert_eq!(next_two(&mut watcher, names)["user_id"], Ben.id());
}

/// Hears two events, whichever comes first, and returns what the first of these names says.
fn next_two(socket: &mut Socket, names: [&str; 2]) -> Value {
    let heard = [socket.next(), socket.next()];
    let named = |name: &str| heard.iter().find(|frame| frame["event"] == name);
    assert!(named(names[1]).is_some(), "{heard:?}");
    data(named(names[0]).unwrap_or_else(|| panic!("{heard:?}")))
}

#[test]
fn who_came_late_is_not_said_to_have_read_what_they_cannot_see() {
    let app = App::start();
    let (anna, tilda) = (app.browser(Anna), app.browser(Tilda));
    let id = thread(&app, &[Ben]);
    let before = post(&anna, &id, "before her time");
    anna.post(
        &format!("/api/threads/{id}/members"),
        &json!({ "memberIds": [Tilda.id()], "history": "fromNow" }),
    )
    .expect(200);
    let page = |path: &str| anna.get(path).expect(200).text();
    let thread = format!("/threads/{id}");
    let alone = |message: &Value| {
        page(&format!(
            "{thread}/messages/{}",
            message["id"].as_str().expect("an id")
        ))
    };
    assert_eq!(faces(&page(&thread)), Vec::<&str>::new());
    assert!(!alone(&before).contains("Read by"));
    let after = post(&anna, &id, "in her time");
    read(&tilda, &id, &after);
    assert_eq!(faces(&page(&thread)), [Tilda.id()]);
    assert!(alone(&after).contains("Read by"));
    assert!(!alone(&before).contains("Read by"));
    // Nor is she shown up to where others read before she came.
    read(&app.browser(Ben), &id, &before);
    assert_eq!(
        faces(&tilda.get(&thread).expect(200).text()),
        Vec::<&str>::new()
    );
}
