//! What the model does not look at: queues that nobody drains, and what waits for its time.

use std::time::Duration;

use super::{
    super::{AppKeys, Naming, news, outbox::MarkerOf},
    *,
};

pub(super) fn outbox() -> Arc<Outbox> {
    let none: MarkerOf = Arc::new(|_, _| None);
    Arc::new(Outbox::new(none))
}

fn app() -> App {
    App::own(AppKeys::generate().unwrap())
}

pub(super) fn who(member: &str) -> Identity {
    Identity {
        member: member.into(),
        session: Some(format!("{member}-session")),
    }
}

pub(super) fn id(number: usize) -> SocketId {
    format!("0.{number}").parse().unwrap()
}

pub(super) fn ask<T>(
    registry: &mut Registry,
    now: Instant,
    command: impl FnOnce(Reply<T>) -> Command,
) -> T {
    let (reply, mut answer) = Reply::new();
    registry.apply(command(reply), now);
    answer.try_recv().unwrap()
}

pub(super) fn channel(name: &str) -> Channel {
    Naming::new(["thread-"]).parse(name).unwrap()
}

/// A socket of a member that hears a channel; its queue has been drained.
pub(super) fn enter(
    registry: &mut Registry,
    number: usize,
    member: &str,
    name: &str,
    now: Instant,
) -> Arc<Outbox> {
    enter_after(registry, number, (member, None), name, now)
}

/// The same, for what comes after a place of the room's order.
fn enter_after(
    registry: &mut Registry,
    number: usize,
    (member, after): (&str, Option<i64>),
    name: &str,
    now: Instant,
) -> Arc<Outbox> {
    let outbox = outbox();
    seat(registry, number, &outbox, (member, after), name, now);
    outbox.drain();
    outbox
}

/// A socket of a member that has this queue hears a channel.
fn seat(
    registry: &mut Registry,
    number: usize,
    outbox: &Arc<Outbox>,
    (member, after): (&str, Option<i64>),
    name: &str,
    now: Instant,
) {
    let queue = outbox.clone();
    let socket = id(number);
    let ticket = ask(registry, now, |reply| Command::Open {
        socket,
        app: app(),
        outbox: queue,
        reply,
    })
    .unwrap();
    let place = Place {
        channel: channel(name),
        person: None,
    };
    let ruling = Box::new(Ruling {
        place,
        who: who(member),
        ticket,
        after,
    });
    let verdict = ask(registry, now, |reply| Command::Join {
        socket,
        ruling,
        reply,
    });
    assert_eq!(verdict, Verdict::Done);
}

fn publish(registry: &mut Registry, name: &str, now: Instant) {
    publish_about(registry, name, None, now);
}

fn publish_about(registry: &mut Registry, name: &str, about: Option<i64>, now: Instant) {
    let channels = vec![channel(name)];
    let parcel = Parcel {
        channels,
        event: "e".into(),
        data: "7".into(),
        except: None,
        about,
        to_later: None,
    };
    registry.apply(Command::Publish(Box::new(parcel)), now);
}

#[test]
fn what_was_on_its_way_to_a_removed_member_is_taken_back() {
    let (mut registry, now) = (
        Registry::new(Limits::default(), Arc::default(), news(1).0),
        Instant::now(),
    );
    let ann = enter(&mut registry, 1, "ann", "thread-1", now);
    let bob = enter(&mut registry, 2, "bob", "thread-1", now);
    publish(&mut registry, "thread-1", now);
    ask(&mut registry, now, |reply| Command::Evict {
        member: "ann".into(),
        room: "thread-1".into(),
        reply,
    });
    let left = ann.drain();
    assert_eq!(left.len(), 1);
    assert!(left[0].contains("pusher:subscription_error"));
    assert_eq!(bob.drain().len(), 1);
}

#[test]
fn each_socket_of_a_room_is_told_in_its_own_words_and_each_words_are_written_once() {
    let (mut registry, now) = (
        Registry::new(Limits::default(), Arc::default(), news(1).0),
        Instant::now(),
    );
    let name = "private-thread-1";
    let pusher = enter(&mut registry, 1, "ann", name, now);
    let outboxes: Vec<_> = [Dialect::Plain, Dialect::Plain, Dialect::Echo]
        .into_iter()
        .enumerate()
        .map(|(number, dialect)| {
            let outbox = outbox();
            outbox.speak(dialect);
            let who = (["ben", "cleo", "dora"][number], None);
            seat(&mut registry, number + 2, &outbox, who, name, now);
            assert!(outbox.drain().is_empty(), "nothing is said on coming");
            outbox
        })
        .collect();
    publish(&mut registry, "thread-1", now);
    assert!(pusher.drain()[0].contains(r#""channel":"private-thread-1""#));
    let texts: Vec<_> = outboxes.iter().map(|each| each.pop().unwrap()).collect();
    assert_eq!(texts[0], r#"42["e",7]"#);
    assert_eq!(texts[0].as_ptr(), texts[1].as_ptr(), "shared, not copied");
    assert_eq!(texts[2], r#"42["e","private-thread-1",7]"#);

    for (number, member) in [(0, "ben"), (2, "dora")] {
        publish(&mut registry, "thread-1", now);
        ask(&mut registry, now, |reply| Command::Evict {
            member: member.into(),
            room: "thread-1".into(),
            reply,
        });
        publish(&mut registry, "thread-1", now);
        let told = match number {
            0 => Vec::new(),
            _ => vec![r#"42["subscription_error","private-thread-1",403]"#.to_owned()],
        };
        assert_eq!(outboxes[number].drain(), told);
    }
    assert_eq!(outboxes[1].drain().len(), 4);
}

#[test]
fn whoever_was_let_in_after_a_place_hears_of_nothing_at_it_or_before() {
    let (mut registry, now) = (
        Registry::new(Limits::default(), Arc::default(), news(1).0),
        Instant::now(),
    );
    let ann = enter(&mut registry, 1, "ann", "thread-1", now);
    let bob = enter_after(&mut registry, 2, ("bob", Some(5)), "thread-1", now);
    let own = enter_after(&mut registry, 3, ("bob", Some(9)), "private-thread-1", now);
    for (about, heard) in [
        (Some(4), [1, 0, 0]),
        (Some(5), [1, 0, 0]),
        (Some(6), [1, 1, 0]),
        (Some(10), [1, 1, 1]),
        (Some(i64::MAX), [1, 1, 1]),
        (Some(i64::MIN), [1, 0, 0]),
        (None, [1, 1, 1]),
    ] {
        publish_about(&mut registry, "thread-1", about, now);
        let told = [&ann, &bob, &own].map(|outbox| outbox.drain().len());
        assert_eq!(told, heard, "about {about:?}");
    }
}

#[test]
fn a_small_channel_is_told_of_each_change_in_number_and_a_big_one_every_five_seconds() {
    let limits = Limits {
        count_subscriptions: true,
        sockets_per_member: 1000,
        sockets_per_session: 1000,
        ..Limits::default()
    };
    let (mut registry, start) = (
        Registry::new(limits, Arc::default(), news(1).0),
        Instant::now(),
    );
    let first = enter(&mut registry, 0, "ann", "garden", start);
    for number in 1..100 {
        enter(&mut registry, number, "ann", "garden", start);
    }
    assert_eq!(first.drain().len(), 99);
    assert_eq!(registry.next_due(), None);
    for number in 100..110 {
        enter(&mut registry, number, "ann", "garden", start);
    }
    assert_eq!(first.drain().len(), 0);
    let due = start + Duration::from_secs(5);
    assert_eq!(registry.next_due(), Some(due));
    registry.tick(due - Duration::from_millis(1));
    assert_eq!(first.drain().len(), 0);
    registry.tick(due);
    let told = first.drain();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("110"));
    assert_eq!(registry.next_due(), None);
    // One that has become empty in the meantime is nobody's to tell.
    registry.apply(Command::Gone { socket: id(0) }, due);
    assert!(registry.next_due().is_some());
    for number in 1..110 {
        registry.apply(Command::Gone { socket: id(number) }, due);
    }
    registry.tick(due + Duration::from_secs(5));
    assert_eq!(registry.next_due(), None);
}

#[test]
fn a_text_that_names_somebody_else_signs_nobody_in() {
    let (mut registry, now) = (
        Registry::new(Limits::default(), Arc::default(), news(1).0),
        Instant::now(),
    );
    let ann = enter(&mut registry, 1, "ann", "thread-1", now);
    let user_data = User::user_data("bob", None, &[]);
    let signing_in = SigningIn {
        user: User::parse(&user_data).unwrap(),
        user_data,
        who: who("ann"),
        ticket: registry.changes.ticket(),
    };
    let signing_in = Box::new(signing_in);
    let verdict = ask(&mut registry, now, |reply| Command::SignIn {
        socket: id(1),
        signing_in,
        reply,
    });
    assert_eq!(verdict, Verdict::SomebodyElse);
    assert_eq!(ann.drain().len(), 0);
}

#[test]
fn a_member_with_many_rooms_is_forgotten_by_all_of_them() {
    let (mut registry, now) = (
        Registry::new(Limits::default(), Arc::default(), news(1).0),
        Instant::now(),
    );
    let socket = id(1);
    enter(&mut registry, 1, "ann", "thread-0", now);
    for number in 1..200 {
        let place = Place {
            channel: channel(&format!("thread-{number}")),
            person: None,
        };
        let ruling = Box::new(Ruling {
            place,
            who: who("ann"),
            ticket: registry.changes.ticket(),
            after: None,
        });
        ask(&mut registry, now, |reply| Command::Join {
            socket,
            ruling,
            reply,
        });
    }
    assert_eq!(registry.rooms.len(), 200);
    let more = Place {
        channel: channel("thread-200"),
        person: None,
    };
    let begin = ask(&mut registry, now, |reply| Command::Begin {
        socket,
        place: more,
        again: Again::No,
        reply,
    });
    assert!(matches!(begin, Begin::Refused { status: 429, .. }));
    registry.apply(Command::Gone { socket }, now);
    assert!(registry.rooms.is_empty() && registry.members.is_empty());
}

#[test]
fn a_socket_that_is_nobodys_waits_for_only_so_many_channels() {
    let (mut registry, now) = (
        Registry::new(Limits::default(), Arc::default(), news(1).0),
        Instant::now(),
    );
    let (socket, outbox) = (id(1), outbox());
    ask(&mut registry, now, |reply| Command::Open {
        socket,
        app: app(),
        outbox,
        reply,
    })
    .unwrap();
    let mut wait = |number: usize| {
        let place = Place {
            channel: channel(&format!("thread-{number}")),
            person: None,
        };
        ask(&mut registry, now, |reply| Command::Begin {
            socket,
            place,
            again: Again::No,
            reply,
        })
    };
    for number in 0..100 {
        assert_eq!(wait(number), Begin::Parked);
    }
    assert_eq!(wait(0), Begin::Parked, "waiting already");
    assert!(matches!(wait(100), Begin::Refused { status: 429, .. }));
}
