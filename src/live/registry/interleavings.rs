//! Promises of the registry and the queues, in every order in which threads can take their steps.
//!
//! The registry is owned by one task, so a command is one step; a queue has one lock, which every call
//! holds from its beginning to its end, so a call is one step as well. Shuttle runs the real ones in
//! every order that these steps can have (depth first, to the last), where a test with threads would see
//! the few orders that happen on the day. What takes more than one step is what may go wrong: asking the
//! database and bringing back its answer; going to sleep and being woken.

use std::{
    future::poll_fn,
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};

use shuttle::{
    future::block_on,
    sync::{Mutex, atomic::AtomicBool},
    thread,
};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::{
    super::{
        news,
        outbox::{Loss, MOST_FRAMES, MarkerOf, Notice, Turn},
    },
    tests::{ask, channel, enter, id, outbox, who},
    *,
};

const ROOM: &str = "thread-1";
const ANN: usize = 1;
const CATCH_UP: &str = "catch up";

/// Runs a law in every order there is.
fn in_every_order(law: impl Fn() + Send + Sync + 'static) {
    let orders = Arc::new(AtomicUsize::new(0));
    let counted = orders.clone();
    let each = move || {
        counted.fetch_add(1, SeqCst);
        law();
    };
    shuttle::check_dfs(each, None);
    let orders = orders.load(SeqCst);
    println!("{orders} orders");
    assert!(orders > 10, "{orders} orders are no race");
}

/// The registry as the one task has it, the database as far as it matters here, and one socket.
struct World {
    registry: Mutex<Registry>,
    is_member: Mutex<bool>,
    outbox: Arc<Outbox>,
    now: Instant,
}

impl World {
    /// Ann's socket is open; whether she is in the room, and hears it, is the law's to say.
    fn new(is_member: bool, hears: bool) -> Arc<Self> {
        let now = Instant::now();
        let mut registry = Registry::new(Limits::default(), Arc::default(), news(1).0);
        let outbox = match hears {
            true => enter(&mut registry, ANN, "ann", ROOM, now),
            false => {
                let outbox = enter(&mut registry, ANN, "ann", "thread-other", now);
                outbox.drain();
                outbox
            }
        };
        Arc::new(Self {
            registry: Mutex::new(registry),
            is_member: Mutex::new(is_member),
            outbox,
            now,
        })
    }

    fn tell(&self, command: Command) {
        self.registry.lock().unwrap().apply(command, self.now);
    }

    fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> T {
        ask(&mut self.registry.lock().unwrap(), self.now, command)
    }

    fn publish(&self, event: &str) {
        self.tell(Command::Publish(Box::new(Parcel {
            channels: vec![channel(ROOM)],
            event: event.into(),
            data: "7".into(),
            except: None,
            about: None,
            to_later: None,
        })));
    }

    /// As the dispatcher does it: the change is committed, then the registry is told, then it counts.
    fn remove(&self) {
        *self.is_member.lock().unwrap() = false;
        self.ask(|reply| Command::Evict {
            member: "ann".into(),
            room: ROOM.into(),
            reply,
        });
    }

    fn admit(&self) {
        *self.is_member.lock().unwrap() = true;
        self.tell(Command::Admit {
            member: "ann".into(),
            room: ROOM.into(),
        });
    }

    /// As a connection does it: ticket, question, answer; once more if it was out of date.
    fn subscribe(&self, again: Again) {
        let place = Place {
            channel: channel(ROOM),
            person: None,
        };
        let begun = self.ask(|reply| Command::Begin {
            socket: id(ANN),
            place: place.clone(),
            again,
            reply,
        });
        let Begin::Ask { mut ticket, .. } = begun else {
            return;
        };
        loop {
            let is_member = *self.is_member.lock().unwrap();
            let ruling = Box::new(Ruling {
                place: place.clone(),
                who: who("ann"),
                ticket,
                after: None,
            });
            let socket = id(ANN);
            let verdict = self.ask(|reply| match is_member {
                true => Command::Join {
                    socket,
                    ruling,
                    reply,
                },
                false => Command::Refuse {
                    socket,
                    ruling,
                    reply,
                },
            });
            match verdict {
                Verdict::Stale(fresh) => ticket = fresh,
                _ => return,
            }
        }
    }

    fn hears(&self, event: &str) -> bool {
        let heard = self.outbox.drain();
        heard.iter().any(|text| text.contains(event))
    }
}

#[test]
fn what_follows_the_acknowledgement_of_a_removal_is_never_read_by_the_removed() {
    in_every_order(|| {
        let world = World::new(true, true);
        let is_acknowledged = Arc::new(AtomicBool::new(false));
        let removing = thread::spawn({
            let (world, is_acknowledged) = (world.clone(), is_acknowledged.clone());
            move || {
                world.remove();
                is_acknowledged.store(true, SeqCst);
                world.publish("late");
            }
        });
        let telling = thread::spawn({
            let world = world.clone();
            move || world.publish("dinner")
        });
        let was_acknowledged = is_acknowledged.load(SeqCst);
        let read = world.outbox.pop();
        let is_of_room =
            read.is_some_and(|text| text.contains(r#""event":"#) && !text.contains("error"));
        assert!(!(was_acknowledged && is_of_room), "read after the removal");
        removing.join().unwrap();
        telling.join().unwrap();
        assert!(!world.hears("late") && !world.hears("dinner"));
    });
}

#[test]
fn an_answer_from_before_a_removal_opens_nothing_however_late_it_comes() {
    in_every_order(|| {
        let world = World::new(true, false);
        let asking = thread::spawn({
            let world = world.clone();
            move || world.subscribe(Again::No)
        });
        let removing = thread::spawn({
            let world = world.clone();
            move || world.remove()
        });
        asking.join().unwrap();
        removing.join().unwrap();
        world.publish("late");
        assert!(!world.hears("late"));
    });
}

#[test]
fn whoever_is_let_in_while_they_ask_hears_the_room_or_is_told_to_ask_again() {
    in_every_order(|| {
        let world = World::new(false, false);
        let asking = thread::spawn({
            let world = world.clone();
            move || world.subscribe(Again::No)
        });
        let admitting = thread::spawn({
            let world = world.clone();
            move || world.admit()
        });
        asking.join().unwrap();
        admitting.join().unwrap();
        for Notice::AskAgain(_) in world.outbox.take_notices() {
            world.subscribe(Again::Yes);
        }
        world.publish("dinner");
        assert!(world.hears("dinner"));
    });
}

#[test]
fn whatever_is_put_in_wakes_the_connection_that_waits_for_it() {
    in_every_order(|| {
        let outbox = outbox();
        let telling = thread::spawn({
            let outbox = outbox.clone();
            move || {
                for text in ["one", "two"] {
                    outbox.reply(text.into());
                    step();
                }
                outbox.notify(Notice::AskAgain(channel(ROOM)));
            }
        });
        // A sleep that nobody ends is a deadlock, which shuttle reports.
        let (mut read, mut noticed) = (Vec::new(), false);
        while read.len() < 2 || !noticed {
            match block_on(poll_fn(|cx| polled(&outbox, cx))) {
                Turn::Write => read.extend(outbox.pop()),
                Turn::Notice(_) => noticed = true,
                Turn::Close(why) => panic!("{why:?}"),
            }
        }
        telling.join().unwrap();
        assert_eq!(read, ["one", "two"]);
    });
}

#[test]
fn a_close_wakes_a_connection_that_cannot_write_and_nothing_is_written_after_it() {
    in_every_order(|| {
        let outbox = outbox();
        let telling = thread::spawn({
            let outbox = outbox.clone();
            move || {
                outbox.reply("one".into());
                step();
                outbox.close(Close::Unauthorized);
                step();
                assert_eq!(
                    outbox.push(&Frame::plain("two".into()), Instant::now()),
                    Pushed::Closed
                );
            }
        });
        let turn = block_on(poll_fn(|cx| {
            step();
            outbox.poll_urgent(cx)
        }));
        assert_eq!(turn, Turn::Close(Close::Unauthorized));
        assert_eq!(outbox.pop(), None);
        telling.join().unwrap();
    });
}

/// Where another thread may take its turn.
fn step() {
    drop(Mutex::new(()).lock());
}

/// A poll is one step; what comes before it is another.
fn polled(outbox: &Outbox, cx: &mut std::task::Context<'_>) -> Poll<Turn> {
    step();
    outbox.poll_turn(cx)
}

#[test]
fn a_queue_that_overflows_while_it_is_read_says_so_once_and_keeps_what_must_not_be_lost() {
    in_every_order(|| {
        let marker_of: MarkerOf = Arc::new(|about, _| {
            let channel = channel(&about.channel);
            Some(Frame::about(CATCH_UP.into(), &channel, Loss::Never))
        });
        let outbox = Arc::new(Outbox::new(marker_of));
        let now = Instant::now();
        let event = |text: &str| Frame::about(text.to_owned().into(), &channel(ROOM), Loss::Told);
        for _ in 0..MOST_FRAMES - 1 {
            outbox.push(&event("old"), now);
        }
        let telling = thread::spawn({
            let (outbox, new) = (outbox.clone(), event("new"));
            move || {
                outbox.reply("kept".into());
                step();
                outbox.push(&new, now + Duration::from_secs(1));
            }
        });
        let mut read = Vec::new();
        for _ in 0..5 {
            step();
            read.extend(outbox.pop());
        }
        telling.join().unwrap();
        read.extend(std::iter::from_fn(|| outbox.pop()));
        let count = |what: &str| read.iter().filter(|text| *text == what).count();
        assert_eq!(count("kept"), 1);
        // Heard, or said to be lost.
        assert_eq!(count("new") + count(CATCH_UP), 1);
    });
}
