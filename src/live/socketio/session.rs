//! One session's life: opened by a request, heartbeat, a change of ways, goodbye.
//!
//! One loop, one question at a time, as for a Pusher socket; the difference is that what comes and what
//! goes may come and go by requests, which find the session by its line. What the packets say is
//! `talk`'s.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};

use actix_ws::Session as WebSocket;
use tokio::{
    sync::mpsc,
    time::{Sleep, sleep_until},
};

use super::{
    super::{
        Close, Identity, Rooms, Timing,
        connection::{Booked, Present},
        dialect::Dialect,
        outbox::{Notice, Turn},
        timers::{Bucket, Due, Timers},
    },
    carrier::{Carrier, Signals},
    engine::{self, Packet},
    farewell::{Ending, Farewell, turn_away},
    lines::{Ends, Heard, Knock, Line, Lost, Way},
    talk::{Answer, Talk},
};

/// How soon a GET goes home while the client changes ways: it cannot change before.
const RELEASE: Duration = Duration::from_millis(100);

/// What happens next.
enum Step {
    /// What the registry wants; nothing, if the client has gone.
    Turn(Option<Turn>),
    Answered(Answer),
    Knocked(Knock),
    Heard(Heard),
    Tick,
}

/// A WebSocket that tries itself out.
struct Probe {
    way: Way,
    socket: WebSocket,
    /// When it must have taken over.
    until: Instant,
    /// Set once it has been answered: then the GET goes home again and again.
    answered: bool,
}

struct Session {
    line: Arc<Line>,
    carrier: Carrier,
    probe: Option<Probe>,
    /// When the GET that waits goes home although there is nothing.
    release_at: Option<Instant>,
    signals: Signals,
    timers: Timers,
    bucket: Bucket,
    /// When the client must have said whose it is.
    connect_by: Instant,
    timing: Timing,
    talk: Talk,
    /// Set once nothing more comes by the way it is on.
    is_over: bool,
    knocks: mpsc::Receiver<Knock>,
    heard: mpsc::Receiver<Heard>,
}

/// The first packet of a session.
pub(super) fn greeting(rooms: &Rooms, line: &Line, upgrades: &[&str]) -> String {
    let shared = rooms.shared();
    engine::opened(
        &line.sid,
        upgrades,
        &shared.timing,
        shared.limits.message_bytes,
    )
}

/// Opens a session, which from then on lives in a task of its own.
pub(super) async fn open(
    rooms: &Rooms,
    who: Option<Identity>,
    ends: Ends,
    carrier: Carrier,
) -> Result<(), Close> {
    let listed = Listed {
        rooms: rooms.clone(),
        sid: ends.line.sid.clone(),
    };
    let outbox = rooms.new_outbox(Dialect::Plain);
    if let Carrier::Socket { .. } = carrier {
        outbox.reply(greeting(rooms, &ends.line, &[]).into());
        ends.line.on_socket.store(true, Relaxed);
    }
    let presence = Present::new(rooms.clone());
    let (booked, ticket) = Booked::open(rooms, rooms.own_app(), &outbox).await?;
    let socket = booked.socket;

    let (now, limits) = (Instant::now(), rooms.shared().limits);
    let timing = rooms.shared().timing;
    let heartbeat = Timing {
        idle: timing.ping_interval,
        pong: timing.ping_timeout,
        ..timing
    };
    let mut session = Session {
        line: ends.line,
        carrier,
        probe: None,
        release_at: None,
        signals: Signals::default(),
        timers: Timers::new(heartbeat, now),
        bucket: Bucket::new(limits.message_burst, limits.messages_per_second, now),
        connect_by: now + timing.connect,
        timing,
        talk: Talk::new(rooms.clone(), socket, outbox, who, ticket),
        is_over: false,
        knocks: ends.knocks,
        heard: ends.heard,
    };
    actix_web::rt::spawn(async move {
        let ending = session.run().await;
        // From here on nobody finds it, and it hears of nothing: what is left is a word of goodbye.
        drop(booked);
        let farewell = session.leave();
        // In a box of its own: an open session is not to keep room for it.
        Box::pin(farewell.say(ending, &listed.rooms.shared().lines, &listed.sid)).await;
        drop((listed, presence));
    });
    Ok(())
}

/// Takes a line away with its session, even if its task is torn down halfway.
struct Listed {
    rooms: Rooms,
    sid: String,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.rooms.shared().lines.close(&self.sid);
    }
}

impl Session {
    async fn run(&mut self) -> Ending {
        let mut alarm = std::pin::pin!(sleep_until(self.timers.next().into()));
        loop {
            self.set_alarm(alarm.as_mut());
            self.talk.ask_next();
            let ending = match self.step(alarm.as_mut()).await {
                Step::Turn(Some(Turn::Close(close))) => Some(Ending::Say(close)),
                Step::Turn(Some(Turn::Notice(Notice::AskAgain(channel)))) => {
                    self.talk.ask_again(channel);
                    None
                }
                Step::Turn(Some(Turn::Write)) => None,
                Step::Turn(None) => Some(Ending::Vanished),
                Step::Answered(answer) => self.talk.settle(answer),
                Step::Knocked(knock) => self.open_to(knock).await,
                Step::Heard(heard) => self.hear(heard).await,
                Step::Tick => self.tick().await,
            };
            if let Some(ending) = ending {
                return ending;
            }
        }
    }

    /// Waits for the first thing to happen. Writing goes on meanwhile.
    async fn step(&mut self, alarm: Pin<&mut Sleep>) -> Step {
        let Self {
            carrier,
            signals,
            timers,
            bucket,
            talk,
            knocks,
            heard,
            ..
        } = self;
        let listening = !talk.is_asking() && bucket.empty_until(Instant::now()).is_none();
        let outbox = talk.outbox().clone();
        tokio::select! {
            biased;
            turn = poll_fn(|cx| carrier.poll_write(&outbox, signals, timers, cx)) => Step::Turn(turn),
            answer = talk.answered() => Step::Answered(answer),
            Some(knock) = knocks.recv() => Step::Knocked(knock),
            Some(heard) = heard.recv(), if listening => Step::Heard(heard),
            () = alarm => Step::Tick,
        }
    }

    async fn open_to(&mut self, knock: Knock) -> Option<Ending> {
        match knock {
            Knock::Poll(waiting) => match &mut self.carrier {
                Carrier::Polling(slot) if slot.is_none() => {
                    *slot = Some(waiting);
                    if self.probe.as_ref().is_some_and(|probe| probe.answered) {
                        self.release_at = Some(Instant::now() + RELEASE);
                    }
                }
                Carrier::Polling(_) => return Some(Ending::Nonsense),
                // Dropped, and so refused.
                Carrier::Socket { .. } => {}
            },
            Knock::Overlap => return Some(Ending::Nonsense),
            Knock::Socket { way, socket } => {
                let may_try = self.probe.is_none() && self.carrier.way() == Way::Polling;
                match may_try {
                    true => {
                        self.probe = Some(Probe {
                            way,
                            socket,
                            until: Instant::now() + self.timing.upgrade,
                            answered: false,
                        });
                    }
                    false => turn_away(socket).await,
                }
            }
        }
        None
    }

    async fn hear(&mut self, Heard { way, what }: Heard) -> Option<Ending> {
        let now = Instant::now();
        self.bucket.take(now);
        if self.probe.as_ref().is_some_and(|probe| probe.way == way) {
            self.try_out(what).await;
            return None;
        }
        // What a client had posted before it changed ways counts as well.
        if way != self.carrier.way() && way != Way::Polling {
            return None;
        }
        self.is_over = what.is_err();
        match what {
            Ok(Packet::Message(text)) => self.talk.hear(&text),
            Ok(Packet::Binary(bytes)) => self.talk.hear_bytes(bytes.len()),
            Ok(Packet::Pong) => {
                self.timers.heard(now);
                None
            }
            Ok(Packet::Noop) => None,
            Ok(Packet::Close) => Some(Ending::Done),
            Ok(Packet::Probe | Packet::Upgrade) | Err(Lost::Nonsense) => Some(Ending::Nonsense),
            Err(Lost::Closed(close)) => Some(Ending::Say(close)),
            Err(Lost::Gone) => Some(Ending::Vanished),
        }
    }

    /// A WebSocket that tries itself out has said something.
    async fn try_out(&mut self, what: Result<Packet, Lost>) {
        let Some(mut probe) = self.probe.take() else {
            return;
        };
        match what {
            Ok(Packet::Probe) => {
                // It is new: there is room for a word in its queue.
                if probe.socket.text(engine::PROBED).await.is_ok() {
                    probe.answered = true;
                    self.release_at = Some(Instant::now() + RELEASE);
                    self.signals.release = self.is_awaited();
                    self.probe = Some(probe);
                }
            }
            Ok(Packet::Upgrade) if probe.answered => {
                let Probe { way, socket, .. } = probe;
                self.line.on_socket.store(true, Relaxed);
                let before = std::mem::replace(&mut self.carrier, Carrier::Socket { way, socket });
                if let Carrier::Polling(Some(waiting)) = before {
                    // Whoever waited has gone if this fails, and had nothing to bring home.
                    let _ = waiting.send(engine::NOOP.to_owned());
                }
                self.release_at = None;
                self.signals.release = false;
            }
            Err(Lost::Gone) => self.stop_trying(),
            _ => {
                turn_away(probe.socket).await;
                self.stop_trying();
            }
        }
    }

    fn stop_trying(&mut self) {
        self.release_at = None;
    }

    fn is_awaited(&self) -> bool {
        matches!(&self.carrier, Carrier::Polling(Some(_)))
    }

    async fn tick(&mut self) -> Option<Ending> {
        let now = Instant::now();
        if self.release_at.take_if(|at| *at <= now).is_some() {
            self.signals.release = self.is_awaited();
        }
        if let Some(probe) = self.probe.take_if(|probe| probe.until <= now) {
            turn_away(probe.socket).await;
            self.stop_trying();
        }
        if !self.talk.is_connected() && self.connect_by <= now {
            return Some(Ending::Say(Close::Normal));
        }
        self.talk.remember(now);
        while let Some(due) = self.timers.due(now) {
            match due {
                Due::Ping => self.signals.ping = true,
                Due::Checkup if !self.talk.is_served() => {
                    return Some(Ending::Say(Close::Restart));
                }
                Due::Checkup => self.talk.check_up(),
                Due::Silent => return Some(Ending::Say(Close::Silent)),
                Due::Stalled => return Some(Ending::Vanished),
            }
        }
        None
    }

    /// What is left to do when it has ended.
    fn leave(self) -> Farewell {
        Farewell {
            carrier: self.carrier,
            knocks: self.knocks,
            heard: self.heard,
            is_over: self.is_over,
            patience: tokio::time::Instant::now() + self.timing.goodbye,
        }
    }

    /// Moves the alarm only if it has rung or would ring too late.
    fn set_alarm(&mut self, alarm: Pin<&mut Sleep>) {
        let mut next = self.timers.next();
        let others = [
            self.release_at,
            self.probe.as_ref().map(|probe| probe.until),
            (!self.talk.is_connected()).then_some(self.connect_by),
            self.talk.next_due(),
            self.bucket.empty_until(Instant::now()),
        ];
        for other in others.into_iter().flatten() {
            next = next.min(other);
        }
        if alarm.is_elapsed() || alarm.deadline() > next.into() {
            alarm.reset(next.into());
        }
    }
}
