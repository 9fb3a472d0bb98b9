//! Live, too, nobody hears what is about something from before their time; and what somebody makes of a
//! thread for themselves is told to nobody else.

use std::thread;

use hearth::base::ids::{MemberId, ThreadId};
use hearth::domain::messages::{self, Draft};
use hearth::domain::threads::{self as rooms, History};
use hearth::domain::{members, sessions};
use serde_json::json;

use super::{add, remove, say};
use crate::support::Who::{self, Anna, Ben, Inga, Tilda};
use crate::support::socket::{Heard, data};
use crate::support::{App, PATIENCE, Socket};

/// Does all that can be done with a message but post it.
fn stir(app: &App, thread: &str, message: &str) {
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let path = format!("/api/messages/{message}");
    ben.post(
        &format!("/api/threads/{thread}/read"),
        &json!({ "messageId": message }),
    )
    .expect(204);
    anna.patch(&path, &json!({ "body": "otherwise" }))
        .expect(200);
    ben.put(&format!("{path}/reactions/%F0%9F%91%8D"))
        .expect(204);
    anna.delete(&path).expect(204);
}

const ALL: [&str; 4] = [
    "read:moved",
    "message:updated",
    "reaction:changed",
    "message:deleted",
];

#[test]
fn nothing_about_an_earlier_message_reaches_those_who_came_after_it() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = super::thread(&anna, &[Ben]);
    let old = say(&anna, &thread, json!({ "body": "old" }));
    add(&anna, &thread, Inga, "all").expect(200);
    add(&anna, &thread, Tilda, "fromNow").expect(200);
    let channel = format!("thread-{thread}");
    let private = format!("private-{channel}");
    let mut inga = Socket::of(&app, &app.browser(Inga));
    inga.enter(&channel);
    let client = app.browser(Tilda);
    let mut tilda = Socket::of(&app, &client);
    tilda.enter(&channel);
    let signed = client
        .request("POST", "/pusher/auth")
        .form(&[("socket_id", &tilda.id), ("channel_name", &private)])
        .send()
        .expect(200)
        .json();
    tilda.subscribe_signed(&private, signed["auth"].as_str().expect("a signature"));
    tilda.hears("pusher_internal:subscription_succeeded", &private);

    stir(&app, &thread, &old);
    for event in ALL {
        inga.hears(event, &channel);
    }
    tilda.has_heard_nothing();

    // Of what is said in their time they hear everything, by each name once.
    let new = say(&anna, &thread, json!({ "body": "new" }));
    stir(&app, &thread, &new);
    for event in ["message:new"].into_iter().chain(ALL) {
        inga.hears(event, &channel);
        let names = [tilda.next(), tilda.next()].map(|frame| {
            assert_eq!(frame["event"], event);
            frame["channel"].as_str().expect("a name").to_owned()
        });
        assert!(names.contains(&channel) && names.contains(&private));
    }
}

#[test]
fn whoever_comes_again_hears_about_what_they_are_given_then() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = super::thread(&anna, &[Ben, Tilda]);
    let old = say(&anna, &thread, json!({ "body": "old" }));
    let channel = format!("thread-{thread}");
    let mut tilda = Socket::of(&app, &app.browser(Tilda));
    tilda.enter(&channel);
    let react = |emoji: &str| {
        let path = format!("/api/messages/{old}/reactions/{emoji}");
        anna.put(&path).expect(204);
    };
    let mut ben = Socket::of(&app, &app.browser(Ben));
    ben.enter(&channel);
    let mut previous = old.clone();
    react("%F0%9F%91%8D");
    tilda.hears("reaction:changed", &channel);
    for history in ["fromNow", "all", "fromNow"] {
        remove(&anna, &thread, Tilda);
        tilda.is_refused(&channel, 403);
        add(&anna, &thread, Tilda, history).expect(200);
        // The socket asks again by itself, and is let in with what it may hear now.
        tilda.hears("pusher_internal:subscription_succeeded", &channel);
        let emoji = match history {
            "all" => "%F0%9F%8E%82",
            _ => "%E2%9D%A4%EF%B8%8F",
        };
        anna.delete(&format!("/api/messages/{old}/reactions/{emoji}"))
            .expect(204);
        react(emoji);
        if history == "all" {
            loop {
                let frame = tilda.next();
                if frame["event"] == "reaction:changed" {
                    break;
                }
                assert_eq!(frame["event"], "thread:updated", "{frame}");
            }
        }
        let said = say(&anna, &thread, json!({ "body": history }));
        loop {
            let frame = tilda.next();
            if frame["event"] == "message:new" {
                let message = &data(&frame)["message"];
                assert_eq!(message["id"], *said);
                // As the list has it: nothing precedes what somebody's time begins with.
                match history {
                    "all" => assert_eq!(message["previousId"], *previous),
                    _ => assert!(message["previousId"].is_null(), "{history}: {message}"),
                }
                break;
            }
            assert_eq!(frame["event"], "thread:updated", "{history}: {frame}");
        }
        let heard = data(&ben.until("message:new", &channel));
        assert_eq!(
            heard["message"]["previousId"], *previous,
            "who always was here"
        );
        let edited = json!({ "body": "in other words" });
        anna.patch(&format!("/api/messages/{said}"), &edited)
            .expect(200);
        let mine = &tilda.hears("message:updated", &channel)["message"]["previousId"];
        assert_eq!(mine.is_null(), history != "all");
        let heard = data(&ben.until("message:updated", &channel));
        assert_eq!(heard["message"]["previousId"], *previous);
        previous = said;
    }
}

#[test]
fn nobody_who_hurries_in_hears_what_was_said_a_moment_before_they_were_added() {
    let app = App::start();
    let anna = app.browser(Anna);
    for round in 0..40 {
        let thread = super::thread(&anna, &[Ben]);
        let channel = format!("thread-{thread}");
        let mut tilda = Socket::of(&app, &app.browser(Tilda));
        let id = ThreadId::from_outside(&thread);
        let store = app.store().clone();
        let tilda_id = MemberId::from_outside(Tilda.id());
        // Said and added in one breath, while their socket asks again and again.
        let adding = thread::spawn(move || {
            store
                .write_here(move |tx| {
                    let anna = members::by_username(tx.conn(), "anna")?;
                    let me = sessions::at_command_line(anna)?;
                    let seat = rooms::seat(tx.conn(), &me, &id)?;
                    let draft = Draft {
                        body: "before".to_owned(),
                        ..Draft::default()
                    };
                    messages::post(tx, &me, &seat, draft)?;
                    rooms::add(tx, &me, &seat, &[tilda_id], History::FromNow).map(drop)
                })
                .expect("it commits");
        });
        tilda.subscribe(&channel);
        adding.join().expect("it works");
        let mut next = || match tilda.read(PATIENCE) {
            Heard::Frame(frame) => frame,
            other => panic!("round {round}: {other:?}"),
        };
        loop {
            let frame = next();
            assert_ne!(frame["event"], "message:new", "round {round}: {frame}");
            if frame["event"] == "pusher_internal:subscription_succeeded" {
                break;
            }
        }
        say(&anna, &thread, json!({ "body": "after" }));
        let frame = loop {
            let frame = next();
            if frame["event"] == "message:new" {
                break frame;
            }
        };
        assert_eq!(data(&frame)["message"]["body"], "after", "round {round}");
    }
}

/// A socket that hears a thread and its member's own channel, and the name of that.
fn listening(app: &App, who: Who, channel: &str) -> (Socket, String) {
    let client = app.browser(who);
    let mut socket = Socket::of(app, &client);
    let own = format!("private-user-{}", who.id());
    let signed = client
        .request("POST", "/pusher/auth")
        .form(&[("socket_id", &socket.id), ("channel_name", &own)])
        .send()
        .expect(200)
        .json();
    socket.subscribe_signed(&own, signed["auth"].as_str().expect("a signature"));
    socket.hears("pusher_internal:subscription_succeeded", &own);
    socket.enter(channel);
    (socket, own)
}

#[test]
fn whoever_comes_or_goes_is_told_of_once_on_each_channel() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = super::thread(&anna, &[Ben]);
    let channel = format!("thread-{thread}");
    let (mut ben, own) = listening(&app, Ben, &channel);
    for count in [3, 2] {
        match count {
            3 => drop(add(&anna, &thread, Tilda, "all").expect(200)),
            _ => remove(&anna, &thread, Tilda),
        }
        for place in [&own, &channel] {
            let told = ben.hears("thread:updated", place);
            let people = told["thread"]["memberIds"].as_array().expect("ids");
            assert_eq!(people.len(), count);
        }
        ben.has_heard_nothing();
    }
}

#[test]
fn what_one_makes_of_a_thread_is_told_on_ones_own_channel_once_and_to_nobody_else() {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = super::thread(&anna, &[Ben]);
    let channel = format!("thread-{thread}");
    let ((mut ben, own), (mut other, _)) = (
        listening(&app, Ben, &channel),
        listening(&app, Anna, &channel),
    );
    let path = format!("/api/threads/{thread}");
    let program = app.program(Ben);
    for mark in ["mute", "pin", "archive"] {
        let path = format!("{path}/{mark}");
        for _ in 0..2 {
            program.put(&path).expect(204);
        }
        let told = ben.hears("thread:updated", &own);
        assert_eq!(told["thread"]["id"], *thread);
        for _ in 0..2 {
            program.delete(&path).expect(204);
        }
        ben.hears("thread:updated", &own);
    }
    // A message takes it out of the archive, which is as much their own business.
    program.put(&format!("{path}/archive")).expect(204);
    ben.hears("thread:updated", &own);
    say(&anna, &thread, json!({ "body": "hello" }));
    ben.hears("thread:updated", &own);
    ben.hears("message:new", &channel);
    other.hears("message:new", &channel);
    other.has_heard_nothing();
    ben.has_heard_nothing();
}
