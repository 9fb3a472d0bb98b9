//! The same rooms as for Pusher's clients: who hears what, in which words, and when it ends.

use super::{
    super::{super::Publication, info},
    *,
};

#[test]
fn clients_of_both_protocols_hear_the_same_in_their_own_words() {
    let server = Server::start();
    let_in(&server.hall, &["ann", "bob", "cleo"], "thread-1");
    let mut plain = Wire::join(&server, "ann/a", "1");
    let mut echo = Wire::connect(&server, "bob/b");
    echo.say("420[\"subscribe\",{\"channel\":\"private-thread-1\"}]");
    assert_eq!(echo.next(), "430[{\"ok\":true}]");
    let mut pusher = server.connect("cleo/c");
    let signature = server.sign(&pusher, "private-thread-1", "cleo/c");
    pusher.subscribe_with("private-thread-1", signature);
    pusher.expect("pusher_internal:subscription_succeeded", "private-thread-1");

    server.publish("thread-1", "hello");
    assert_eq!(plain.next(), "42[\"message:new\",{\"text\":\"hello\"}]");
    assert_eq!(
        echo.next(),
        "42[\"message:new\",\"private-thread-1\",{\"text\":\"hello\"}]"
    );
    pusher.hears("private-thread-1", "hello");

    plain.say("421[\"client-typing\",\"1\",{\"on\":true}]");
    assert_eq!(plain.next(), "431[{\"ok\":true}]");
    assert_eq!(
        echo.next(),
        "42[\"client-typing\",\"private-thread-1\",{\"on\":true}]"
    );
    assert_eq!(pusher.next()["user_id"], "ann");
    echo.say("42[\"client event\",{\"channel\":\"private-thread-1\",\"event\":\"client-typing\",\"data\":2}]");
    assert_eq!(plain.next(), "42[\"client-typing\",\"1\",2,\"bob\"]");
    plain.hears_nothing();
    pusher.next();
}

#[test]
fn a_members_own_events_come_without_asking() {
    let server = Server::start();
    server.hall.allow("ann", "private-user-ann");
    let mut ann = Wire::connect(&server, "ann/a");
    server.until(|server| server.rooms.counts().rooms == 1);
    let event = Publication::new("private-user-ann", "thread:new", "{\"thread\":{}}");
    server.rooms.publish(event).wait();
    assert_eq!(ann.next(), "42[\"thread:new\",{\"thread\":{}}]");
}

#[test]
fn an_event_of_a_name_that_clients_take_for_their_own_is_not_told_to_them() {
    let server = Server::start();
    server.hall.allow("ann", "garden");
    let mut echo = Wire::connect(&server, "ann/a");
    echo.say("420[\"subscribe\",{\"channel\":\"garden\"}]");
    assert_eq!(echo.next(), "430[{\"ok\":true}]");
    for event in ["connect", "disconnect", "rang"] {
        let told = Publication::new("garden", event, "1");
        server.rooms.publish(told).wait();
    }
    assert_eq!(echo.next(), "42[\"rang\",\"garden\",1]");
}

#[test]
fn not_a_member_and_no_such_room_are_answered_alike() {
    let server = Server::start();
    let_in(&server.hall, &["ann"], "thread-1");
    let (mut plain, poller) = (
        Wire::connect(&server, "bob/b"),
        Poller::connect(&server, "bob/c"),
    );
    for id in ["1", "2", "no such", "", "x/y"] {
        plain.say(&format!("427[\"join\",\"{id}\"]"));
        assert_eq!(plain.next(), "437[{\"error\":\"not_found\"}]", "{id}");
        poller.say(&format!("42[\"join\",\"{id}\"]"));
        assert_eq!(
            poller.hear(),
            "42[\"hearth:error\",{\"error\":\"not_found\"}]"
        );
    }
    for odd in [
        "42[\"join\"]",
        "42[\"join\",7]",
        "42[\"join\",{}]",
        "42[\"join\",null]",
    ] {
        plain.say(odd);
        assert!(plain.next().contains("not_found"), "{odd}");
    }
    let mut echo = Wire::connect(&server, "bob/d");
    for (channel, status) in [
        ("private-thread-1", 403),
        ("private-thread-2", 403),
        ("thread-1", 403),
        ("presence-thread-1", 403),
        ("private-user-ann", 403),
        ("garden", 403),
        ("cache-garden", 400),
        ("private-encrypted-garden", 400),
        ("#server-to-user-bob", 400),
        ("a b", 400),
    ] {
        echo.say(&format!("42[\"subscribe\",{{\"channel\":\"{channel}\"}}]"));
        assert_eq!(
            echo.next(),
            format!("42[\"subscription_error\",\"{channel}\",{status}]")
        );
    }
    server.publish("thread-1", "a secret");
    plain.hears_nothing();
    echo.hears_nothing();
    // What it would have liked to hear it hears when it may.
    server.hall.allow("bob", "thread-1");
    server.rooms.admit("bob", "thread-1").wait();
    server.until(|server| server.rooms.counts().rooms == 1);
    server.publish("thread-1", "no secret");
    assert!(plain.next().contains("no secret"));
}

#[test]
fn echo_sees_who_is_here() {
    let server = Server::start();
    let_in(&server.hall, &["ann", "bob"], "thread-1");
    let join = "42[\"subscribe\",{\"channel\":\"presence-thread-1\"}]";
    let mut ann = Wire::connect(&server, "ann/a");
    ann.say(join);
    let people = |members: &[&str]| {
        let people = members.iter().map(|member| {
            let info = info(&identity(member).unwrap());
            format!("{{\"user_id\":\"{member}\",\"user_info\":{info}}}")
        });
        people.collect::<Vec<_>>().join(",")
    };
    let here = |members: &[&str]| {
        let people = people(members);
        format!("42[\"presence:subscribed\",\"presence-thread-1\",[{people}]]")
    };
    assert_eq!(ann.next(), here(&["ann"]));
    let bob = Poller::connect(&server, "bob/b");
    bob.say(join);
    assert_eq!(bob.hear(), here(&["ann", "bob"]));
    let told = |what: &str| {
        format!(
            "42[\"presence:{what}\",\"presence-thread-1\",{}]",
            people(&["bob"])
        )
    };
    assert_eq!(ann.next(), told("joining"));
    bob.say("1");
    assert_eq!(ann.next(), told("leaving"));
}

#[test]
fn a_token_that_vouches_for_a_channel_is_the_same_members_and_ends_it() {
    let server = Server::start();
    let_in(&server.hall, &["ann", "bob"], "thread-1");
    let subscribe = |who: &str| {
        let headers = format!("{{\"Authorization\":\"Bearer {who}\"}}");
        format!(
            "42[\"subscribe\",{{\"channel\":\"private-thread-1\",\"auth\":{{\"headers\":{headers}}}}}]"
        )
    };
    let mut ann = Wire::connect(&server, "ann/a");
    ann.say(&subscribe("bob/b"));
    assert_eq!(
        ann.next(),
        "42[\"subscription_error\",\"private-thread-1\",403]"
    );
    ann.say(&subscribe(""));
    assert_eq!(
        ann.next(),
        "42[\"subscription_error\",\"private-thread-1\",401]"
    );
    ann.say(&subscribe("ann/token"));
    server.until(|server| server.rooms.counts().rooms == 1);
    server.rooms.close_session("token").wait();
    assert_eq!(ann.last_words(), ["41"]);
}

#[test]
fn no_event_published_after_a_removal_is_ever_heard_by_whatever_way() {
    let server = Server::start();
    let_in(&server.hall, &["ann", "bob"], "thread-1");
    for round in 0..20 {
        let mut wire = Wire::join(&server, "ann/a", "1");
        let poller = Poller::join(&server, "bob/b", "1");
        let polled = thread::spawn({
            let poller = poller.clone();
            move || (poller.hear(), poller)
        });
        for number in 0..3 {
            server.publish("thread-1", &format!("early {number}"));
        }
        if round % 2 == 0 {
            // The authority has said yes before, and is heard only afterwards.
            wire.say("42[\"join\",\"1\"]");
        }
        for member in ["ann", "bob"] {
            server.hall.forbid(member, "thread-1");
            server.rooms.evict(member, "thread-1").wait();
        }
        server.publish("thread-1", "late");
        for say in ["429[\"join\",\"1\"]", "429[\"client-typing\",\"1\"]"] {
            wire.say(say);
            loop {
                let text = wire.next();
                assert!(!text.contains("late"), "round {round}: {text}");
                if text.starts_with("439") {
                    assert!(text.contains("error"), "{text}");
                    break;
                }
            }
        }
        poller.say("429[\"join\",\"1\"]");
        let (mut heard, poller) = polled.join().unwrap();
        while !heard.contains("439") {
            heard.push_str(&poller.hear());
        }
        assert!(!heard.contains("late"), "round {round}: {heard}");
        poller.say("1");
        for member in ["ann", "bob"] {
            server.hall.allow(member, "thread-1");
        }
    }
}
