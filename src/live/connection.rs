//! One socket's life: the upgrade, hello, frames in and out, heartbeat, goodbye.
//!
//! Knows the WebSocket and the protocol's words; who may hear what is asked elsewhere.
//!
//! The upgrade is always accepted and refusals are close codes, because to a Pusher client a plain
//! HTTP error looks like a broken network and is tried again and again. A client is never waited
//! for: writing happens only when there is room to write, and one that takes nothing for half a
//! minute is dropped.

use std::{
    collections::{HashMap, VecDeque},
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseReason, Message, ProtocolError, Session,
};
use futures_util::Sink;
use tokio::time::{Sleep, sleep_until, timeout};

use super::{
    Channel, Close, Identity, Rooms, SocketId,
    outbox::{Notice, Outbox, Turn},
    protocol::{self, Incoming},
    registry::{Command, Reply},
    subscribing::{self, Asker, Overdue, Settled},
    timers::{Bucket, Due, Timers},
};

/// Upgrades a request to a socket of the app named `key` in its address, and lives its life in a
/// task of its own. `identity` is whose the request is, if it says so credibly; that it still is
/// so is asked of the Authority.
pub fn accept(
    request: &HttpRequest,
    payload: web::Payload,
    rooms: &Rooms,
    key: &str,
    identity: Option<Identity>,
) -> Result<HttpResponse, actix_web::Error> {
    let (response, session, stream) = actix_ws::handle(request, payload)?;
    let limit = rooms.shared().limits.message_bytes;
    let stream = stream
        .max_frame_size(limit)
        .aggregate_continuations()
        .max_continuation_size(limit);
    let objection = objection(request, rooms, key);
    let presence = Present::new(rooms.clone());
    actix_web::rt::spawn(async move {
        let rooms = presence.rooms.clone();
        live(rooms, objection, identity, session, stream).await;
        drop(presence);
    });
    Ok(response)
}

/// What there is to say against a client, going by its address alone.
fn objection(request: &HttpRequest, rooms: &Rooms, key: &str) -> Option<Close> {
    if key != rooms.keys().key {
        return Some(Close::UnknownApp);
    }
    let query = web::Query::<HashMap<String, String>>::from_query(request.query_string());
    let query = query.map(web::Query::into_inner).unwrap_or_default();
    let given = |name: &str| query.get(name).map(String::as_str);
    protocol::objection(given("protocol"), given("version"))
}

/// Counts a connection for as long as it is there, so that stopping can wait for the last one.
struct Present {
    rooms: Rooms,
}

impl Present {
    fn new(rooms: Rooms) -> Self {
        rooms.connection_began();
        Self { rooms }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.rooms.connection_ended();
    }
}

/// Takes the socket out of the books even if its task is torn down halfway.
struct Booked {
    rooms: Rooms,
    socket: SocketId,
}

impl Drop for Booked {
    fn drop(&mut self) {
        self.rooms.forget(self.socket);
    }
}

/// How a connection ends.
enum Ending {
    /// With a word.
    Say(Close),
    /// The other side has gone, or takes nothing any more.
    Vanished,
}

async fn live(
    rooms: Rooms,
    objection: Option<Close>,
    identity: Option<Identity>,
    mut session: Session,
    mut stream: AggregatedMessageStream,
) {
    let goodbye = rooms.shared().timing.goodbye;
    let ending = match objection {
        Some(objection) => Ending::Say(objection),
        None => match Connection::open(rooms, identity).await {
            Ok((mut connection, _booked)) => connection.run(&mut session, &mut stream).await,
            Err(refusal) => Ending::Say(refusal),
        },
    };
    if let Ending::Say(close) = ending {
        // A client that takes nothing cannot be told anything either.
        let _ = timeout(goodbye, say_goodbye(close, session, stream)).await;
    }
}

/// Sends the close frame and waits for the other half; leaving earlier would reset the connection
/// while the code is still on its way, and the client would never learn what it was.
async fn say_goodbye(close: Close, session: Session, mut stream: AggregatedMessageStream) {
    let reason = CloseReason {
        code: close.code().into(),
        description: Some(close.reason().into()),
    };
    if session.close(Some(reason)).await.is_err() {
        return;
    }
    while let Some(Ok(message)) = stream.recv().await {
        if matches!(message, AggregatedMessage::Close(_)) {
            return;
        }
    }
}

/// A question on its way.
type Asking = Pin<Box<dyn Future<Output = Settled>>>;

/// What happens next.
enum Step {
    Turn(Turn),
    Vanished,
    Settled(Settled),
    Received(Option<Result<AggregatedMessage, ProtocolError>>),
    Tick,
}

/// A socket that is in the books.
struct Connection {
    rooms: Rooms,
    socket: SocketId,
    outbox: Arc<Outbox>,
    opened_at: Instant,
    timers: Timers,
    bucket: Bucket,
    /// The one question under way. Until it is settled the client is not read.
    asking: Option<Asking>,
    /// Questions that came up meanwhile: at most one for each parked subscription.
    questions: VecDeque<Channel>,
    /// Whether it is time to look at whose the socket is.
    checkup: bool,
    /// Parked subscriptions that are owed an answer, and when.
    unanswered: Vec<(Instant, Channel)>,
    control: Control,
}

/// Control frames to write: at most one of each, however many the client asks for.
#[derive(Default)]
struct Control {
    ping: bool,
    pong: Option<web::Bytes>,
}

impl Connection {
    async fn open(rooms: Rooms, identity: Option<Identity>) -> Result<(Self, Booked), Close> {
        let socket = SocketId::random().map_err(|_| Close::OverCapacity)?;
        let outbox = rooms.new_outbox();
        let booked = Booked {
            rooms: rooms.clone(),
            socket,
        };
        let (reply, answer) = Reply::new();
        let command = Command::Open {
            socket,
            outbox: outbox.clone(),
            reply,
        };
        rooms.tell(command).await;
        let ticket = answer.await.unwrap_or(Err(Close::Restart))?;
        let now = Instant::now();
        let limits = rooms.shared().limits;
        let mut connection = Self {
            timers: Timers::new(rooms.shared().timing, now),
            bucket: Bucket::new(limits.message_burst, limits.messages_per_second, now),
            opened_at: now,
            rooms,
            socket,
            outbox,
            asking: None,
            questions: VecDeque::new(),
            checkup: false,
            unanswered: Vec::new(),
            control: Control::default(),
        };
        if let Some(who) = identity {
            connection.asking = Some(Box::pin(connection.asker().identify(who, ticket)));
        }
        Ok((connection, booked))
    }

    async fn run(&mut self, session: &mut Session, stream: &mut AggregatedMessageStream) -> Ending {
        let mut alarm = std::pin::pin!(sleep_until(self.timers.next().into()));
        loop {
            self.ask_next();
            let step = self.step(session, stream, alarm.as_mut()).await;
            let ending = match step {
                Step::Turn(Turn::Close(close)) => Some(Ending::Say(close)),
                Step::Turn(Turn::Notice(Notice::AskAgain(channel))) => {
                    self.ask_again(channel);
                    None
                }
                Step::Turn(Turn::Write) => None,
                Step::Vanished => Some(Ending::Vanished),
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
    async fn step(
        &mut self,
        session: &mut Session,
        stream: &mut AggregatedMessageStream,
        alarm: Pin<&mut Sleep>,
    ) -> Step {
        let Self {
            outbox,
            control,
            timers,
            bucket,
            asking,
            ..
        } = self;
        let listening = asking.is_none() && bucket.empty_until(Instant::now()).is_none();
        let settled = async {
            match asking {
                Some(asking) => asking.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            step = poll_fn(|cx| write(outbox, control, timers, session, cx)) => step,
            settled = settled => Step::Settled(settled),
            received = stream.recv(), if listening => Step::Received(received),
            () = alarm => Step::Tick,
        }
    }

    fn settle(&mut self, settled: Settled) -> Option<Ending> {
        self.asking = None;
        match settled {
            Settled::Done => None,
            Settled::Close(close) => Some(Ending::Say(close)),
            Settled::Parked(channel) => {
                let due = Instant::now() + self.rooms.shared().timing.patience;
                self.unanswered.retain(|(_, other)| *other != channel);
                self.unanswered.push((due, channel));
                None
            }
        }
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
                self.unanswered.retain(|(_, other)| other.name() != channel);
                let socket = self.socket;
                let leave = self.rooms.tell(Command::Leave { socket, channel });
                self.asking = Some(Box::pin(async move {
                    leave.await;
                    Settled::Done
                }));
            }
            Ok(Incoming::SignIn { .. } | Incoming::Client { .. } | Incoming::Unknown { .. }) => {
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

    fn ask_again(&mut self, channel: Channel) {
        self.unanswered.retain(|(_, other)| *other != channel);
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
        let (due, waiting) = self.unanswered.drain(..).partition(|(due, _)| *due <= now);
        self.unanswered = waiting;
        let due: Vec<(Instant, Channel)> = due;
        for (_, channel) in &due {
            subscribing::unanswered(&self.outbox, channel);
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
        for (due, _) in &self.unanswered {
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
            socket: self.socket,
            outbox: self.outbox.clone(),
        }
    }
}

/// Writes what there is to write for as long as the client takes it. Ready only with something
/// that is not for writing.
fn write(
    outbox: &Outbox,
    control: &mut Control,
    timers: &mut Timers,
    session: &mut Session,
    cx: &mut Context<'_>,
) -> Poll<Step> {
    loop {
        if !control.is_empty() {
            match Pin::new(&mut *session).poll_ready(cx) {
                Poll::Ready(Ok(())) => timers.flowing(),
                Poll::Ready(Err(_)) => return Poll::Ready(Step::Vanished),
                Poll::Pending => {
                    timers.blocked(Instant::now());
                    return outbox.poll_urgent(cx).map(Step::Turn);
                }
            }
            let Some(message) = control.take() else {
                continue;
            };
            if Pin::new(&mut *session).start_send(message).is_err() {
                return Poll::Ready(Step::Vanished);
            }
            continue;
        }
        match outbox.poll_turn(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Turn::Write) => {}
            Poll::Ready(turn) => return Poll::Ready(Step::Turn(turn)),
        }
        match Pin::new(&mut *session).poll_ready(cx) {
            Poll::Ready(Ok(())) => timers.flowing(),
            Poll::Ready(Err(_)) => return Poll::Ready(Step::Vanished),
            Poll::Pending => {
                timers.blocked(Instant::now());
                return outbox.poll_urgent(cx).map(Step::Turn);
            }
        }
        // It may have been taken back in the meantime.
        let Some(text) = outbox.pop() else { continue };
        if Pin::new(&mut *session)
            .start_send(Message::Text(text))
            .is_err()
        {
            return Poll::Ready(Step::Vanished);
        }
    }
}

impl Control {
    fn is_empty(&self) -> bool {
        !self.ping && self.pong.is_none()
    }

    fn take(&mut self) -> Option<Message> {
        if std::mem::take(&mut self.ping) {
            return Some(Message::Ping(web::Bytes::new()));
        }
        self.pong.take().map(Message::Pong)
    }
}

/// Which rule of the WebSocket a client has broken.
fn blame(error: &ProtocolError) -> Close {
    match error {
        ProtocolError::Overflow => Close::TooBig,
        // The library reports several things as I/O errors and tells them apart by words alone.
        ProtocolError::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            if error.to_string().contains("utf-8") {
                Close::NotUtf8
            } else {
                Close::BadFrame
            }
        }
        ProtocolError::Io(error) if error.to_string().contains("maximum continuation size") => {
            Close::TooBig
        }
        _ => Close::BadFrame,
    }
}
