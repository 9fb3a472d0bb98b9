//! Who else is here: presence, client events, sign-in, watchlists, counts and cached events.

use super::*;

/// Subscribes to a presence channel with a signature of this server; the roster.
fn come(server: &Server, client: &mut Client, channel: &str, who: &str) -> Value {
    let auth = server.sign(client, channel, who);
    client.subscribe_with(channel, auth);
    client.expect("pusher_internal:subscription_succeeded", channel)
}

fn leave(client: &mut Client, channel: &str) {
    client.say(json!({ "event": "pusher:unsubscribe", "data": { "channel": channel } }));
}

fn whisper(client: &mut Client, channel: &str, data: Value) {
    client.say(json!({ "event": "client-typing", "channel": channel, "data": data }));
}

/// Signs the user of a socket in.
fn sign_in(server: &Server, client: &mut Client, who: &str, watchlist: &[&str]) {
    let auth = server.sign_user(client, who, watchlist);
    let user_data = auth["user_data"].clone();
    client.say(json!({ "event": "pusher:signin", "data": auth }));
    let success = client.next();
    assert_eq!(success["event"], "pusher:signin_success");
    assert_eq!(data(&success)["user_data"], user_data);
}

/// All that comes before the answer to a ping.
fn until_pong(client: &mut Client) -> Vec<Value> {
    client.say(json!({ "event": "pusher:ping" }));
    std::iter::from_fn(|| Some(client.next()).filter(|frame| frame["event"] != "pusher:pong"))
        .collect()
}

fn watched(client: &mut Client) -> Value {
    let frame = client.next();
    assert_eq!(frame["event"], "pusher_internal:watchlist_events");
    data(&frame)["events"].take()
}

#[test]
fn a_newcomer_is_told_who_is_here_and_everybody_is_told_of_a_newcomer() {
    let server = Server::start();
    let room = "presence-thread-1";
    for member in ["ann", "bob"] {
        server.hall.allow(member, "thread-1");
    }
    let (mut ann, mut bob, mut watcher) = (
        server.connect("ann"),
        server.connect("bob"),
        server.connect("bob"),
    );
    watcher.enter("thread-1");
    let alone =
        json!({ "presence": { "ids": ["ann"], "hash": { "ann": { "name": "ANN" } }, "count": 1 } });
    assert_eq!(come(&server, &mut ann, room, "ann"), alone);
    let both = come(&server, &mut bob, room, "bob");
    assert_eq!(both["presence"]["ids"], json!(["ann", "bob"]));
    assert_eq!(both["presence"]["count"], 2);
    let added = ann.expect("pusher_internal:member_added", room);
    assert_eq!(
        added,
        json!({ "user_id": "bob", "user_info": { "name": "BOB" } })
    );
    leave(&mut bob, room);
    assert_eq!(
        ann.expect("pusher_internal:member_removed", room),
        json!({ "user_id": "bob" })
    );
    server.publish("thread-1", "to all three names");
    ann.hears(room, "to all three names");
    watcher.hears("thread-1", "to all three names");
    bob.hears_nothing();
}

#[test]
fn a_second_socket_of_the_same_person_is_nobody_new() {
    let server = Server::start();
    let room = "presence-thread-1";
    for member in ["ann", "bob"] {
        server.hall.allow(member, "thread-1");
    }
    let mut ann = server.connect("ann");
    come(&server, &mut ann, room, "ann");
    let (mut phone, mut laptop) = (server.connect("bob"), server.connect("bob"));
    come(&server, &mut phone, room, "bob");
    assert_eq!(
        ann.expect("pusher_internal:member_added", room)["user_id"],
        "bob"
    );
    assert_eq!(
        come(&server, &mut laptop, room, "bob")["presence"]["count"],
        2
    );
    drop(phone);
    server.until(|server| server.rooms.counts().sockets == 2);
    ann.hears_nothing();
    assert_eq!(server.rooms.users(&channel(room)).wait(), ["ann", "bob"]);
    drop(laptop);
    assert_eq!(
        ann.expect("pusher_internal:member_removed", room)["user_id"],
        "bob"
    );
}

#[test]
fn a_removed_member_is_gone_from_the_roster_too() {
    let server = Server::start();
    let room = "presence-thread-1";
    for member in ["ann", "bob"] {
        server.hall.allow(member, "thread-1");
    }
    let (mut ann, mut bob) = (server.connect("ann"), server.connect("bob"));
    come(&server, &mut ann, room, "ann");
    come(&server, &mut bob, room, "bob");
    assert_eq!(
        ann.expect("pusher_internal:member_added", room)["user_id"],
        "bob"
    );
    server.rooms.evict("bob", "thread-1").wait();
    bob.is_refused(room, 403);
    assert_eq!(
        ann.expect("pusher_internal:member_removed", room)["user_id"],
        "bob"
    );
    assert_eq!(server.rooms.present("thread-1").wait(), ["ann"]);
    server.rooms.admit("bob", "thread-1").wait();
    let back = bob.expect("pusher_internal:subscription_succeeded", room);
    assert_eq!(
        back["presence"]["hash"]["bob"]["name"], "BOB",
        "as whom they were here before"
    );
}

#[test]
fn nobody_comes_to_a_room_of_members_as_somebody_else() {
    let server = Server::start();
    server.hall.allow("ann", "thread-1");
    let mut ann = server.connect("ann");
    server.sign(&ann, "presence-thread-1", "ann");
    let forged = json!({ "user_id": "bob" }).to_string();
    let auth = keys().sign_channel(&ann.socket_id, "presence-thread-1", Some(&forged));
    ann.subscribe_with(
        "presence-thread-1",
        json!({ "auth": auth, "channel_data": forged }),
    );
    ann.is_refused("presence-thread-1", 403);
    let bad = r#"{"user_id":{}}"#;
    let auth = keys().sign_channel(&ann.socket_id, "presence-thread-1", Some(bad));
    ann.subscribe_with(
        "presence-thread-1",
        json!({ "auth": auth, "channel_data": bad }),
    );
    ann.is_refused("presence-thread-1", 400);
}

#[test]
fn there_is_a_limit_to_the_people_on_a_presence_channel() {
    let limits = Limits {
        people: 1,
        ..Limits::default()
    };
    let server = Server::with(Timing::default(), limits);
    let room = "presence-garden";
    for member in ["ann", "bob"] {
        server.hall.allow(member, room);
    }
    let (mut one, mut two, mut bob) = (
        server.connect("ann"),
        server.connect("ann"),
        server.connect("bob"),
    );
    come(&server, &mut one, room, "ann");
    come(&server, &mut two, room, "ann");
    let auth = server.sign(&bob, room, "bob");
    bob.subscribe_with(room, auth);
    bob.is_refused(room, 429);
}

#[test]
fn client_events_reach_the_others_on_private_and_presence_names_and_say_who() {
    let server = Server::start();
    for member in ["ann", "bob", "cat"] {
        server.hall.allow(member, "thread-1");
    }
    let (mut ann, mut bob, mut cat) = (
        server.connect("ann"),
        server.connect("bob"),
        server.connect("cat"),
    );
    let auth = server.sign(&ann, "private-thread-1", "ann");
    ann.subscribe_with("private-thread-1", auth);
    ann.next();
    ann.enter("thread-1");
    come(&server, &mut bob, "presence-thread-1", "bob");
    cat.enter("thread-1");
    let forged = json!({
        "event": "client-typing", "channel": "private-thread-1", "data": { "on": true }, "user_id": "bob",
    });
    ann.say(forged);
    let heard = bob.next();
    assert_eq!(
        heard,
        json!({
            "event": "client-typing", "channel": "presence-thread-1", "data": "{\"on\":true}", "user_id": "ann",
        })
    );
    whisper(&mut bob, "presence-thread-1", json!({}));
    let heard = ann.next();
    assert_eq!(
        (&heard["channel"], &heard["user_id"]),
        (&json!("private-thread-1"), &json!("bob"))
    );
    ann.hears_nothing();
    cat.hears_nothing();
}

#[test]
fn client_events_are_for_subscribers_of_channels_that_take_them() {
    let server = Server::start();
    for name in ["thread-1", "private-encrypted-garden"] {
        server.hall.allow("ann", name);
    }
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    let auth = keys().sign_channel(&ann.socket_id, "private-encrypted-garden", None);
    ann.subscribe_with("private-encrypted-garden", json!({ "auth": auth }));
    ann.expect(
        "pusher_internal:subscription_succeeded",
        "private-encrypted-garden",
    );
    for channel in [
        "thread-1",
        "private-encrypted-garden",
        "private-thread-1",
        "private-elsewhere",
    ] {
        whisper(&mut ann, channel, json!({}));
        let error = ann.next();
        assert_eq!(
            (&error["event"], &error["data"]["code"]),
            (&json!("pusher:error"), &Value::Null),
            "{channel}"
        );
    }
    let long = json!({ "event": format!("client-{}", "x".repeat(200)), "channel": "thread-1", "data": {} });
    ann.say(long);
    assert!(
        ann.next()["data"]["message"]
            .as_str()
            .unwrap()
            .contains("too long")
    );
    whisper(&mut ann, "thread-1", json!("x".repeat(10 * 1024 + 1)));
    assert!(
        ann.next()["data"]["message"]
            .as_str()
            .unwrap()
            .contains("too long")
    );
}

#[test]
fn more_than_ten_client_events_a_second_are_refused() {
    let server = Server::start();
    for member in ["ann", "bob"] {
        server.hall.allow(member, "presence-garden");
    }
    let (mut ann, mut bob) = (server.connect("ann"), server.connect("bob"));
    come(&server, &mut ann, "presence-garden", "ann");
    come(&server, &mut bob, "presence-garden", "bob");
    ann.next();
    for _ in 0..30 {
        whisper(&mut ann, "presence-garden", json!({}));
    }
    let refused = until_pong(&mut ann);
    assert!(refused.iter().all(|error| error["data"]["code"] == 4301));
    // By then all that was heeded is on its way, and this comes after it.
    server.rooms.present("presence-garden").wait();
    let heard = until_pong(&mut bob).len();
    assert_eq!(heard + refused.len(), 30);
    assert!((10..20).contains(&heard), "{heard}");
}

#[test]
fn signing_in_identifies_the_socket_and_opens_the_users_own_channel() {
    let server = Server::start();
    for name in ["thread-1", "#server-to-user-ann"] {
        server.hall.allow("ann", name);
        server.hall.allow("ann", "#server-to-user-bob");
    }
    let mut ann = server.connect("");
    ann.subscribe("thread-1");
    ann.subscribe("#server-to-user-ann");
    ann.is_refused("#server-to-user-ann", 401);
    sign_in(&server, &mut ann, "ann/s1", &[]);
    ann.expect("pusher_internal:subscription_succeeded", "thread-1");
    ann.enter("#server-to-user-ann");
    ann.subscribe("#server-to-user-bob");
    ann.is_refused("#server-to-user-bob", 403);
    server.publish("#server-to-user-ann", "for you");
    ann.hears("#server-to-user-ann", "for you");
    // Signed in, nobody need say again who they are.
    server.hall.allow("ann", "presence-garden");
    let auth = keys().sign_channel(&ann.socket_id, "presence-garden", None);
    ann.subscribe_with("presence-garden", json!({ "auth": auth }));
    let roster = ann.expect("pusher_internal:subscription_succeeded", "presence-garden");
    assert_eq!(
        roster["presence"]["hash"],
        json!({ "ann": { "name": "ANN" } })
    );
    server.rooms.close_session("s1").wait();
    ann.is_closed_with(4009);
}

#[test]
fn a_sign_in_that_this_server_did_not_sign_for_this_socket_ends_it() {
    let server = Server::start();
    let other = server.connect("");
    let others = server.sign_user(&other, "ann", &[]);
    let forged = |client: &Client, user_data: &str| {
        let auth = keys().sign_user(&client.socket_id, user_data);
        json!({ "auth": auth, "user_data": user_data })
    };
    server.hall.end("gone");
    type Attempt<'a> = &'a dyn Fn(&Client) -> Value;
    let attempts: [(&str, Attempt); 4] = [
        ("for another socket", &|_| others.clone()),
        ("by a program that has the secret", &|client| {
            forged(client, r#"{"id":"ann"}"#)
        }),
        ("of no form", &|client| forged(client, "{}")),
        ("that has ended", &|client| {
            server.sign_user(client, "ann/gone", &[])
        }),
    ];
    for (name, attempt) in attempts {
        let mut client = server.connect("");
        let auth = attempt(&client);
        client.say(json!({ "event": "pusher:signin", "data": auth }));
        let (code, texts) = client.closing();
        assert_eq!(code, 4009, "{name}");
        let error = (&texts[0]["event"], &texts[0]["data"]["code"]);
        assert_eq!(error, (&json!("pusher:error"), &json!(4009)), "{name}");
    }
}

#[test]
fn a_socket_of_one_member_cannot_become_anothers_by_signing_in() {
    let server = Server::start();
    let mut ann = server.connect("ann");
    ann.say(json!({ "event": "pusher:ping", "data": {} }));
    ann.next();
    let rooms = server.rooms.clone();
    let (socket, eve) = (ann.socket_id.clone(), identity("eve").unwrap());
    let refused = block_on(async { rooms.sign_user(&socket, eve, None, &[]).await });
    assert_eq!(refused, Err(super::super::NotSigned::SomebodyElse));
}

#[test]
fn a_user_can_be_shown_the_door_and_only_where_they_signed_in() {
    let server = Server::start();
    let (mut signed_in, mut other) = (server.connect("ann"), server.connect("ann"));
    sign_in(&server, &mut signed_in, "ann", &[]);
    server.rooms.terminate_user("ann").wait();
    signed_in.is_closed_with(4009);
    other.hears_nothing();
}

#[test]
fn one_who_watches_others_is_told_of_their_coming_and_going() {
    let server = Server::start();
    let (mut bob, mut ann) = (server.connect("bob"), server.connect("ann"));
    sign_in(&server, &mut bob, "bob", &[]);
    sign_in(&server, &mut ann, "ann", &["bob", "cat"]);
    assert_eq!(
        watched(&mut ann),
        json!([{ "name": "online", "user_ids": ["bob"] }, { "name": "offline", "user_ids": ["cat"] }])
    );
    let (mut cat, mut cats_phone) = (server.connect("cat"), server.connect("cat"));
    sign_in(&server, &mut cat, "cat", &[]);
    assert_eq!(
        watched(&mut ann),
        json!([{ "name": "online", "user_ids": ["cat"] }])
    );
    sign_in(&server, &mut cats_phone, "cat", &[]);
    drop(cat);
    server.until(|server| server.rooms.counts().sockets == 3);
    ann.hears_nothing();
    server.rooms.close_member("cat").wait();
    assert_eq!(
        watched(&mut ann),
        json!([{ "name": "offline", "user_ids": ["cat"] }])
    );
    bob.hears_nothing();
}

#[test]
fn whom_one_may_know_of_no_longer_is_gone_for_good_on_both_sides() {
    let server = Server::start();
    let (mut ann, mut bob, mut cat) = (
        server.connect("ann"),
        server.connect("bob"),
        server.connect("cat"),
    );
    sign_in(&server, &mut ann, "ann", &["bob", "cat"]);
    watched(&mut ann);
    sign_in(&server, &mut bob, "bob", &["ann", "cat"]);
    watched(&mut bob);
    sign_in(&server, &mut cat, "cat", &["ann", "bob"]);
    watched(&mut cat);
    for client in [&mut ann, &mut bob] {
        while watched(client)[0]["user_ids"] != json!(["cat"]) {}
    }
    let kept = [String::from("ann")].into();
    server.rooms.keep_watching("bob", kept).wait();
    let gone = |who: &str| json!([{ "name": "offline", "user_ids": [who] }]);
    assert_eq!(watched(&mut bob), gone("cat"));
    assert_eq!(watched(&mut cat), gone("bob"));
    // What comes later is told to those who were kept, and to nobody else.
    server.rooms.close_member("bob").wait();
    assert_eq!(watched(&mut ann), gone("bob"));
    cat.hears_nothing();
    let mut bob = server.connect("bob");
    sign_in(&server, &mut bob, "bob", &[]);
    let back = json!([{ "name": "online", "user_ids": ["bob"] }]);
    assert_eq!(watched(&mut ann), back);
    cat.hears_nothing();
}

#[test]
fn a_watchlist_counts_as_the_authority_sees_it_when_the_user_signs_in() {
    let server = Server::start();
    let mut cat = server.connect("cat");
    sign_in(&server, &mut cat, "cat", &[]);
    let mut ann = server.connect("ann");
    let auth = server.sign_user(&ann, "ann", &["bob", "cat"]);
    server.hall.hide("cat");
    ann.say(json!({ "event": "pusher:signin", "data": auth }));
    assert_eq!(ann.next()["event"], "pusher:signin_success");
    assert_eq!(
        watched(&mut ann),
        json!([{ "name": "offline", "user_ids": ["bob"] }])
    );
    server.rooms.close_member("cat").wait();
    ann.hears_nothing();
}

#[test]
fn one_who_watches_too_many_is_told_so_and_is_signed_in_all_the_same() {
    let server = Server::start();
    let many: Vec<String> = (0..101).map(|id| id.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut ann = server.connect("ann");
    sign_in(&server, &mut ann, "ann", &many);
    assert_eq!(ann.next()["data"]["code"], 4302);
}

#[test]
fn a_cache_channel_sends_newcomers_the_last_event_or_says_that_there_is_none() {
    let server = Server::start();
    server.hall.allow("ann", "cache-garden");
    let (mut one, mut two) = (server.connect("ann"), server.connect("ann"));
    one.enter("cache-garden");
    assert_eq!(
        one.next(),
        json!({ "event": "pusher:cache_miss", "channel": "cache-garden", "data": "{}" })
    );
    server.publish("cache-garden", "first");
    server.publish("cache-garden", "last");
    one.hears("cache-garden", "first");
    one.hears("cache-garden", "last");
    two.enter("cache-garden");
    two.hears("cache-garden", "last");
    two.hears_nothing();
    let info = block_on(server.rooms.channel(&channel("cache-garden"))).unwrap();
    assert_eq!((info.subscription_count, info.user_count), (2, None));
    let (cached, left) = info.cached.unwrap();
    assert_eq!(cached, r#"{"text":"last"}"#);
    assert!(left > Duration::from_secs(29 * 60));
}

#[test]
fn subscribers_are_told_how_many_they_are_if_the_server_is_set_up_so() {
    let limits = Limits {
        count_subscriptions: true,
        ..Limits::default()
    };
    let server = Server::with(Timing::default(), limits);
    server.hall.allow("ann", "garden");
    let (mut one, mut two) = (server.connect("ann"), server.connect("ann"));
    let count = |client: &mut Client| {
        client.expect("pusher_internal:subscription_count", "garden")["subscription_count"].clone()
    };
    one.enter("garden");
    assert_eq!(count(&mut one), 1);
    two.enter("garden");
    assert_eq!((count(&mut one), count(&mut two)), (json!(2), json!(2)));
    leave(&mut two, "garden");
    assert_eq!(count(&mut one), 1);
    server.hall.allow("ann", "thread-1");
    one.enter("thread-1");
    one.hears_nothing();
}

#[test]
fn programs_can_ask_how_the_channels_stand() {
    let server = Server::start();
    for name in ["thread-1", "garden", "presence-garden"] {
        server.hall.allow("ann", name);
    }
    let mut ann = server.connect("ann");
    ann.enter("thread-1");
    ann.enter("garden");
    come(&server, &mut ann, "presence-garden", "ann");
    let names = |prefix: &str| -> Vec<_> {
        let channels = server.rooms.channels(server.rooms.own_app(), prefix).wait();
        channels
            .into_iter()
            .map(|info| (info.name, info.subscription_count, info.user_count))
            .collect()
    };
    assert_eq!(
        names(""),
        [
            ("garden".to_owned(), 1, None),
            ("presence-garden".to_owned(), 1, Some(1)),
            ("thread-1".to_owned(), 1, None),
        ]
    );
    assert_eq!(names("presence-").len(), 1);
    assert_eq!(
        server.rooms.users(&channel("presence-garden")).wait(),
        ["ann"]
    );
    let none = block_on(server.rooms.channel(&channel("presence-thread-1"))).unwrap();
    assert_eq!((none.subscription_count, none.user_count), (0, Some(0)));
    assert_eq!(server.rooms.present("private-thread-1").wait(), ["ann"]);
}
