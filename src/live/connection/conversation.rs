//! A socket between hello and goodbye: one loop, one question at a time.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_ws::{AggregatedMessage, AggregatedMessageStream, ProtocolError, Session};
use futures_util::Stream;
use tokio::time::{Sleep, sleep_until};

use super::{
    super::{
        App, Channel, Close, Identity, Rooms, SocketId,
        dialect::Dialect,
        outbox::{Notice, Outbox, Turn},
        protocol::{self, Incoming, LONGEST_EVENT},
        registry::{Command, Whisper},
        subscribing::{self, Asker, Overdue, Settled},
        timers::{Bucket, Due, Timers},
        wire::blame,
    },
    Booked, Ending,
    writer::{Control, poll_write},
};

/// A question on its way.
type Asking = Pin<Box<dyn Future<Output = Settled>>>;

/// What happens next.
enum Step {
    /// What the registry wants; nothing, if the client has gone.
    Turn(Option<Turn>),
    Settled(Settled),
    Received(Option<Result<AggregatedMessage, ProtocolError>>),
    Tick,
}

/// What is to be done about a parked subscription.
#[derive(Clone, Copy)]
enum Reminder {
    /// Nobody has said whose the socket is: answer so.
    SayWhoYouAre,
    /// The Authority could not say: ask it again.
    AskAgain,
}

/// A socket that is in the books.
pub(super) struct Conversation {
    rooms: Rooms,
    app: App,
    socket: SocketId,
    outbox: Arc<Outbox>,
    opened_at: Instant,
    timers: Timers,
    bucket: Bucket,
    /// Events for other clients are counted apart, once there is one: few sockets ever send any.
    whispers: Option<Box<Bucket>>,
    /// The one question under way. Until it is settled the client is not read.
    asking: Option<Asking>,
    /// Questions that came up meanwhile: at most one for each parked subscription.
    questions: VecDeque<Channel>,
    /// Whether it is time to look at whose the socket is.
    checkup: bool,
    /// What is to be done about parked subscriptions, and when: at most one thing about each.
    reminders: Vec<(Instant, Channel, Reminder)>,
    control: Control,
}

impl Conversation {
    pub(super) async fn open(
        rooms: Rooms,
        app: App,
        identity: Option<Identity>,
    ) -> Result<(Self, Booked), Close> {
        let outbox = rooms.new_outbox(Dialect::Pusher);
        let (booked, ticket) = Booked::open(&rooms, &app, &outbox).await?;
        let socket = booked.socket;
        let now = Instant::now();
        let limits = rooms.shared().limits;
        let mut conversation = Self {
            timers: Timers::new(rooms.shared().timing, now),
            bucket: Bucket::new(limits.message_burst, limits.messages_per_second, now),
            whispers: None,
            opened_at: now,
            rooms,
            app,
            socket,
            outbox,
            asking: None,
            questions: VecDeque::new(),
            checkup: false,
            reminders: Vec::new(),
            control: Control::default(),
        };
        if let Some(who) = identity {
            conversation.asking = Some(Box::pin(conversation.asker().identify(who, ticket)));
        }
        Ok((conversation, booked))
    }

    pub(super) async fn run(
        &mut self,
        session: &mut Session,
        stream: &mut AggregatedMessageStream,
    ) -> Ending {
        let mut alarm = std::pin::pin!(sleep_until(self.timers.next().into()));
        loop {
            self.ask_next();
            let step = self.step(session, stream, alarm.as_mut()).await;
            let ending = match step {
                Step::Turn(Some(Turn::Close(close))) => Some(Ending::Say(close)),
                Step::Turn(Some(Turn::Notice(Notice::AskAgain(channel)))) => {
                    self.ask_again(channel);
                    None
                }
                Step::Turn(Some(Turn::Write)) => None,
                Step::Turn(None) => Some(Ending::Vanished),
                Step::Settled(settled) => self.settle(settled),
                Step::Received(received) => self.receive(received),
                Step::Tick => self.tick(),
            };
            if let Some(ending) = ending {
                return ending;
            }
            self.set_alarm(alarm.as_mut());
        }
    }

    /// Waits for the first thing to happen. Writing goes on meanwhile.
    fn step(
        &mut self,
        session: &mut Session,
        stream: &mut AggregatedMessageStream,
        mut alarm: Pin<&mut Sleep>,
    ) -> impl Future<Output = Step> {
        let listening = self.asking.is_none() && self.bucket.empty_until(Instant::now()).is_none();
        // By hand, because what waits here is most of what an idle socket takes.
        poll_fn(move |cx| {
            if let Poll::Ready(turn) = self.poll_write(session, cx) {
                return Poll::Ready(Step::Turn(turn));
            }
            if let Some(asking) = &mut self.asking
                && let Poll::Ready(settled) = asking.as_mut().poll(cx)
            {
                return Poll::Ready(Step::Settled(settled));
            }
            if listening && let Poll::Ready(received) = Pin::new(&mut *stream).poll_next(cx) {
                return Poll::Ready(Step::Received(received));
            }
            alarm.as_mut().poll(cx).map(|()| Step::Tick)
        })
    }

    fn poll_write(&mut self, session: &mut Session, cx: &mut Context<'_>) -> Poll<Option<Turn>> {
        let (control, timers) = (&mut self.control, &mut self.timers);
        poll_write(&self.outbox, control, timers, session, cx)
    }

    fn settle(&mut self, settled: Settled) -> Option<Ending> {
        self.asking = None;
        match settled {
            Settled::Done => None,
            Settled::Close(close) => Some(Ending::Say(close)),
            Settled::Reject(text) => Some(Ending::Explain(text, Close::Unauthorized)),
            Settled::Parked(channel) => {
                self.remind(
                    channel,
                    Reminder::SayWhoYouAre,
                    self.rooms.shared().timing.patience,
                );
                None
            }
            Settled::Postponed(channel) => {
                self.remind(
                    channel,
                    Reminder::AskAgain,
                    self.rooms.shared().timing.retry,
                );
                None
            }
        }
    }

    fn remind(&mut self, channel: Channel, reminder: Reminder, wait: Duration) {
        self.reminders.retain(|(_, other, _)| *other != channel);
        self.reminders
            .push((Instant::now() + wait, channel, reminder));
    }

    fn receive(
        &mut self,
        received: Option<Result<AggregatedMessage, ProtocolError>>,
    ) -> Option<Ending> {
        let now = Instant::now();
        self.timers.heard(now);
        self.bucket.take(now);
        match received {
            Some(Ok(AggregatedMessage::Text(text))) => {
                self.hear(&text);
                None
            }
            Some(Ok(AggregatedMessage::Ping(payload))) => {
                self.control.pong = Some(payload);
                None
            }
            Some(Ok(AggregatedMessage::Pong(_))) => None,
            Some(Ok(AggregatedMessage::Binary(_))) => Some(Ending::Say(Close::NotText)),
            Some(Ok(AggregatedMessage::Close(_))) => Some(Ending::Say(Close::Normal)),
            Some(Err(error)) => Some(Ending::Say(blame(&error))),
            None => Some(Ending::Vanished),
        }
    }

    fn hear(&mut self, text: &str) {
        match Incoming::parse(text) {
            Ok(Incoming::Ping) => self.outbox.reply(protocol::pong()),
            Ok(Incoming::Pong) => {}
            Ok(Incoming::Subscribe(wish)) => {
                self.asking = Some(Box::pin(self.asker().subscribe(wish)));
            }
            Ok(Incoming::Unsubscribe { channel }) => {
                self.reminders
                    .retain(|(_, other, _)| other.name() != channel);
                let socket = self.socket;
                self.tell(Command::Leave { socket, channel });
            }
            Ok(Incoming::SignIn { auth, user_data }) => {
                self.asking = Some(Box::pin(self.asker().sign_in(auth, user_data)));
            }
            Ok(Incoming::Client {
                event,
                channel,
                data,
            }) => {
                self.whisper(Whisper {
                    channel,
                    event,
                    data,
                });
            }
            Ok(Incoming::Unknown { .. }) => {
                self.outbox.reply(protocol::error(
                    None,
                    "This event is not for clients to send",
                ));
            }
            Err(protocol::Malformed) => {
                self.outbox
                    .reply(protocol::error(None, "Malformed message"));
            }
        }
    }

    fn whisper(&mut self, whisper: Whisper) {
        let limits = self.rooms.shared().limits;
        let is_long = whisper.event.chars().count() > LONGEST_EVENT
            || whisper.data.len() > limits.client_event_bytes;
        let (now, rate) = (Instant::now(), limits.client_events_per_second);
        let full = || Box::new(Bucket::new(rate, rate, now));
        if !self.whispers.get_or_insert_with(full).take(now) {
            let text = "Client event rejected: too many in one second";
            self.outbox.reply(protocol::error(Some(4301), text));
        } else if is_long {
            let text = "Client event rejected: its name or its data is too long";
            self.outbox.reply(protocol::error(None, text));
        } else {
            let (socket, whisper) = (self.socket, Box::new(whisper));
            self.tell(Command::Whisper {
                socket,
                whisper,
                reply: None,
            });
        }
    }

    /// Tells the registry something. Until there is room in its queue the client is not read.
    fn tell(&mut self, command: Command) {
        let errand = self.rooms.tell(command);
        self.asking = Some(Box::pin(async move {
            errand.await;
            Settled::Done
        }));
    }

    fn ask_again(&mut self, channel: Channel) {
        self.reminders.retain(|(_, other, _)| *other != channel);
        if !self.questions.contains(&channel) {
            self.questions.push_back(channel);
        }
    }

    /// Starts the next question if none is under way.
    fn ask_next(&mut self) {
        if self.asking.is_some() {
            return;
        }
        if std::mem::take(&mut self.checkup) {
            let limit = self.rooms.shared().timing.unidentified;
            let overdue = if self.opened_at.elapsed() >= limit {
                Overdue::Yes
            } else {
                Overdue::No
            };
            self.asking = Some(Box::pin(self.asker().checkup(overdue)));
        } else if let Some(channel) = self.questions.pop_front() {
            self.asking = Some(Box::pin(self.asker().ask_again(channel)));
        }
    }

    fn tick(&mut self) -> Option<Ending> {
        let now = Instant::now();
        let (due, later): (Vec<_>, Vec<_>) =
            self.reminders.drain(..).partition(|(due, ..)| *due <= now);
        self.reminders = later;
        for (_, channel, reminder) in due {
            match reminder {
                Reminder::SayWhoYouAre => subscribing::unanswered(&self.outbox, &channel),
                Reminder::AskAgain => self.ask_again(channel),
            }
        }
        while let Some(due) = self.timers.due(now) {
            match due {
                Due::Ping => self.control.ping = true,
                Due::Checkup if !self.rooms.is_running() => {
                    return Some(Ending::Say(Close::Restart));
                }
                Due::Checkup => self.checkup = true,
                Due::Silent => return Some(Ending::Say(Close::Silent)),
                Due::Stalled => return Some(Ending::Vanished),
            }
        }
        None
    }

    /// Moves the alarm only if it has rung or would ring too late: ringing early is harmless, and
    /// a busy socket need not touch the timer for each frame.
    fn set_alarm(&mut self, alarm: Pin<&mut Sleep>) {
        let mut next = self.timers.next();
        for (due, ..) in &self.reminders {
            next = next.min(*due);
        }
        if let Some(refilled) = self.bucket.empty_until(Instant::now()) {
            next = next.min(refilled);
        }
        if alarm.is_elapsed() || alarm.deadline() > next.into() {
            alarm.reset(next.into());
        }
    }

    fn asker(&self) -> Asker {
        Asker {
            rooms: self.rooms.clone(),
            app: self.app.clone(),
            socket: self.socket,
            outbox: self.outbox.clone(),
        }
    }
}
