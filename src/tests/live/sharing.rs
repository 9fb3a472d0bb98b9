//! What people let others notice of them, and what they notice in turn.

use serde_json::{Value, json};

use super::{post, remove, sign, thread};
use crate::support::Who::{Anna, Ben, Gus, Tilda};
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

#[test]
fn what_others_notice_is_chosen_anew_without_a_word_lost_of_what_is_said() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let id = thread(&app, &[Ben]);
    let names = ["thread", "private-thread"].map(|kind| format!("{kind}-{id}"));
    let mut reading = Socket::of(&app, &ben);
    reading.enter(&names[0]);
    let signed = sign(&ben, &reading, &names[1]).expect(200).json();
    reading.subscribe_signed(&names[1], signed["auth"].as_str().expect("a signature"));
    reading.hears("pusher_internal:subscription_succeeded", &names[1]);
    // Off, on, and as it was: nobody is asked who they are because of it.
    for shares in [&["typing"][..], &["presence", "typing"], &["presence"]] {
        share(&ben, shares);
        let said = post(&anna, &id, "and this?");
        for event in ["read:shared", "message:new"] {
            for name in &names {
                let heard = reading.hears(event, name);
                assert!(event != "message:new" || heard["message"]["id"] == said["id"]);
            }
        }
    }
}

/// Signs in, and says whom one is told of: who is there, and who is not.
#[track_caller]
fn sign_in(client: &Client, socket: &mut Socket) -> [Vec<String>; 2] {
    let request = client.request("POST", "/pusher/user-auth");
    let signed = request
        .form(&[("socket_id", &socket.id)])
        .send()
        .expect(200)
        .json();
    socket.say(&json!({ "event": "pusher:signin", "data": signed }));
    assert_eq!(socket.next()["event"], "pusher:signin_success");
    let user_data = signed["user_data"].as_str().expect("a text");
    let user: Value = serde_json::from_str(user_data).expect("JSON");
    let events = match user.get("watchlist") {
        Some(_) => watched(socket),
        None => json!([]),
    };
    ["online", "offline"].map(|name| {
        let events = events.as_array().expect("events").iter();
        let named = events.filter(|event| event["name"] == name);
        let ids = named.flat_map(|event| event["user_ids"].as_array().expect("ids"));
        ids.map(|id| id.as_str().expect("an id").to_owned())
            .collect()
    })
}

fn watched(socket: &mut Socket) -> Value {
    let frame = socket.next();
    assert_eq!(frame["event"], "pusher_internal:watchlist_events");
    data(&frame)["events"].take()
}

#[test]
fn whose_coming_and_going_one_is_told_of_is_for_those_to_say_and_ends_with_the_last_thread() {
    let app = App::start();
    let (anna, gus, tilda) = (app.browser(Anna), app.browser(Gus), app.browser(Tilda));
    let id = thread(&app, &[Gus, Tilda]);
    let event = |name: &str, who: Who| json!([{ "name": name, "user_ids": [who.id()] }]);
    share(&tilda, &[]);
    let mut annas = Socket::of(&app, &anna);
    let [_, offline] = sign_in(&anna, &mut annas);
    assert!(offline.contains(&Gus.id()));
    assert!(!offline.contains(&Tilda.id()), "she keeps it to herself");
    let [online, offline] = sign_in(&tilda, &mut Socket::of(&app, &tilda));
    assert!(online.is_empty() && offline.is_empty(), "nor does she see");
    let mut guss = Socket::of(&app, &gus);
    let [online, offline] = sign_in(&gus, &mut guss);
    assert_eq!((online, offline), (vec![Anna.id()], vec![]));
    assert_eq!(watched(&mut annas), event("online", Gus));
    // Who hides from now on is gone, and sees nobody either.
    share(&gus, &["typing"]);
    assert_eq!(watched(&mut annas), event("offline", Gus));
    assert_eq!(watched(&mut guss), event("offline", Anna));
    // Shown again, it counts for whoever signs in from now on.
    share(&gus, &["presence"]);
    let [online, _] = sign_in(&anna, &mut annas);
    assert_eq!(online, [Gus.id()]);
    let [online, _] = sign_in(&gus, &mut guss);
    assert_eq!(online, [Anna.id()]);
    // With the last thread that the two have in common it ends.
    remove(&anna, &id, Gus);
    assert_eq!(watched(&mut annas), event("offline", Gus));
    assert_eq!(watched(&mut guss), event("offline", Anna));
    assert!(sign_in(&gus, &mut guss).concat().is_empty());
    annas.has_heard_nothing();
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
