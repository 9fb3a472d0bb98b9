//! What a session does with what it is told: letting its client in, and asking on its behalf.
//!
//! Knows the words and the registry's commands, nothing of ways and heartbeats; what a client that is in
//! can wish for is in `wishes`. Each question ends before the next is heard, so that what a client asks
//! for takes effect in the order in which it asked.

mod wishes;

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Map, Value};

use super::{
    super::{
        App, Channel, Identity, Rooms, SocketId,
        outbox::Outbox,
        protocol::Person,
        revocation::Ticket,
        subscribing::{Asker, Overdue, Settled},
        timers::Bucket,
    },
    engine::Malformed,
    entry::{Connecting, bearer},
    farewell::Ending,
    packet::{self, Decoder, Packet},
    words,
};

/// How often a client may fail to say whose it is before it has to open a session anew.
const MOST_REFUSALS: u8 = 5;

/// What clients are told; each is a name for programs to go by.
pub(super) const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
pub(super) const UNAVAILABLE: &str = "unavailable";
pub(super) const FORBIDDEN: &str = "forbidden";

/// How a question ended.
pub(super) enum Answer {
    /// As it does for every socket.
    Settled(Settled),
    /// The client is let in.
    Connected(Box<Known>),
    /// It is not.
    NotConnected,
}

/// Whose a session is.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) who: Identity,
    pub(super) app: App,
    /// As whom it is on presence channels.
    pub(super) person: Arc<Person>,
    /// The member's own channel, if it cannot be heard just now.
    pub(super) postponed: Option<Channel>,
}

type Asking = Pin<Box<dyn Future<Output = Answer>>>;

/// One session, as far as it talks.
pub(super) struct Talk {
    rooms: Rooms,
    socket: SocketId,
    outbox: Arc<Outbox>,
    /// Whose request opened the session, if it said so.
    opened_by: Option<Identity>,
    ticket: Ticket,
    known: Option<Known>,
    refusals: u8,
    decoder: Decoder,
    whispers: Bucket,
    /// The one question under way. Until it is answered the client is not heard.
    asking: Option<Asking>,
    /// Questions that came up meanwhile: at most one for each subscription that waits.
    questions: VecDeque<Channel>,
    /// Subscriptions to ask about again, and when.
    reminders: Vec<(Instant, Channel)>,
    /// Whether it is time to look at whose the session is.
    checkup: bool,
}

impl Talk {
    pub(super) fn new(
        rooms: Rooms,
        socket: SocketId,
        outbox: Arc<Outbox>,
        opened_by: Option<Identity>,
        ticket: Ticket,
    ) -> Self {
        let most = rooms.shared().limits.client_events_per_second;
        Self {
            rooms,
            socket,
            outbox,
            opened_by,
            ticket,
            known: None,
            refusals: 0,
            decoder: Decoder::default(),
            whispers: Bucket::new(most, most, Instant::now()),
            asking: None,
            questions: VecDeque::new(),
            reminders: Vec::new(),
            checkup: false,
        }
    }

    pub(super) fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    pub(super) fn is_connected(&self) -> bool {
        self.known.is_some()
    }

    /// Whether there is still a server behind it.
    pub(super) fn is_served(&self) -> bool {
        self.rooms.is_running()
    }

    pub(super) fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Waits for the answer to the question under way.
    pub(super) async fn answered(&mut self) -> Answer {
        match &mut self.asking {
            Some(asking) => asking.await,
            None => std::future::pending().await,
        }
    }

    pub(super) fn settle(&mut self, answer: Answer) -> Option<Ending> {
        self.asking = None;
        match answer {
            Answer::Connected(mut known) => {
                if let Some(channel) = known.postponed.take() {
                    self.remind(channel);
                }
                self.known = Some(*known);
                None
            }
            Answer::NotConnected => {
                self.refusals += 1;
                (self.refusals >= MOST_REFUSALS).then_some(Ending::Nonsense)
            }
            Answer::Settled(Settled::Postponed(channel)) => {
                self.remind(channel);
                None
            }
            Answer::Settled(Settled::Close(close)) => Some(Ending::Say(close)),
            Answer::Settled(Settled::Done | Settled::Parked(_) | Settled::Reject(_)) => None,
        }
    }

    /// A text of the client's.
    pub(super) fn hear(&mut self, text: &str) -> Option<Ending> {
        match self.decoder.text(text) {
            Ok(said) => said.and_then(|(namespace, packet)| self.follow(&namespace, packet)),
            Err(Malformed) => Some(Ending::Nonsense),
        }
    }

    /// So many bytes of the client's.
    pub(super) fn hear_bytes(&mut self, length: usize) -> Option<Ending> {
        let most = self.rooms.shared().limits.message_bytes;
        match self.decoder.bytes(length, most) {
            Ok(said) => said.and_then(|(namespace, packet)| self.follow(&namespace, packet)),
            Err(Malformed) => Some(Ending::Nonsense),
        }
    }

    /// A subscription that waits may be asked about again.
    pub(super) fn ask_again(&mut self, channel: Channel) {
        self.reminders.retain(|(_, other)| *other != channel);
        if !self.questions.contains(&channel) {
            self.questions.push_back(channel);
        }
    }

    /// It is time to look at whose the session is.
    pub(super) fn check_up(&mut self) {
        self.checkup = self.is_connected();
    }

    /// Starts the next question if none is under way.
    pub(super) fn ask_next(&mut self) {
        if self.asking.is_some() {
            return;
        }
        if std::mem::take(&mut self.checkup) {
            let asker = self.asker();
            self.ask(async move { Answer::Settled(asker.checkup(Overdue::No).await) });
        } else if let Some(channel) = self.questions.pop_front() {
            let asker = self.asker();
            self.ask(async move { Answer::Settled(asker.ask_again(channel).await) });
        }
    }

    /// When something that waits is to be asked about again.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.reminders.iter().map(|(due, _)| *due).min()
    }

    pub(super) fn remember(&mut self, now: Instant) {
        let (due, later) = self.reminders.drain(..).partition(|(due, _)| *due <= now);
        self.reminders = later;
        let due: Vec<(Instant, Channel)> = due;
        for (_, channel) in due {
            self.ask_again(channel);
        }
    }

    fn remind(&mut self, channel: Channel) {
        let wait: Duration = self.rooms.shared().timing.retry;
        self.reminders.retain(|(_, other)| *other != channel);
        self.reminders.push((Instant::now() + wait, channel));
    }

    fn follow(&mut self, namespace: &str, packet: Packet) -> Option<Ending> {
        match (packet, self.is_connected()) {
            (Packet::Connect { .. }, _) if namespace != packet::MAIN => {
                self.outbox.reply(words::no_such_namespace(namespace));
                None
            }
            // Nobody is in any other, or in this one before or twice.
            _ if namespace != packet::MAIN => Some(Ending::Nonsense),
            (Packet::Connect { auth }, false) => {
                self.connect(&auth);
                None
            }
            (Packet::Event(event), true) => {
                self.follow_event(event);
                None
            }
            (Packet::Ack, true) => None,
            (Packet::Disconnect, true) => Some(Ending::Done),
            _ => Some(Ending::Nonsense),
        }
    }

    fn connect(&mut self, auth: &Map<String, Value>) {
        let connecting = Connecting {
            asker: self.asker(),
            ticket: self.ticket,
            bearer: bearer(auth),
            opened_by: self.opened_by.clone(),
        };
        self.ask(connecting.run());
    }

    fn ask(&mut self, question: impl Future<Output = Answer> + 'static) {
        self.asking = Some(Box::pin(question));
    }

    fn asker(&self) -> Asker {
        let app = self.known.as_ref().map(|known| known.app.clone());
        Asker {
            rooms: self.rooms.clone(),
            app: app.unwrap_or_else(|| self.rooms.own_app().clone()),
            socket: self.socket,
            outbox: self.outbox.clone(),
        }
    }
}
