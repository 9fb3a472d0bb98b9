//! What a client that is in can wish for: rooms, leaving them, a word to the others there.
//!
//! Two forms of the same wishes: plain events by a thread's id, and Laravel Echo's by a channel's name.

use std::time::Instant;

use serde_json::{Value, json};

use super::{
    super::{
        super::{
            Channel, Kind,
            dialect::Dialect,
            outbox::Outbox,
            protocol::LONGEST_EVENT,
            registry::{Again, Command, Place, Whisper},
            subscribing::{Outcome, Settled},
        },
        entry::{bearer, vouch},
        packet::Event,
        words,
    },
    Answer, FORBIDDEN, Known, Talk, UNAUTHENTICATED, UNAVAILABLE,
};

const NOT_FOUND: &str = "not_found";
const INVALID: &str = "invalid";
const TOO_MANY: &str = "too_many_requests";

/// What became of something a client sent.
type Done = Result<(), &'static str>;

impl Talk {
    pub(super) fn follow_event(&mut self, event: Event) {
        let Some(known) = self.known.clone() else {
            return;
        };
        let Event {
            name,
            arguments,
            ack,
            has_bytes,
        } = event;
        let text = |index: usize| arguments.get(index).and_then(Value::as_str);
        let field = |name: &str| arguments.first().and_then(|given| given.get(name));
        let text_field = |name: &str| field(name).and_then(Value::as_str);
        if has_bytes {
            return self.answer(ack, Err(INVALID));
        }
        match name.as_str() {
            "join" => match text(0).and_then(|id| self.named(id)) {
                Some(channel) => self.enter(&known, channel, None, ack),
                None => self.answer(ack, Err(NOT_FOUND)),
            },
            "leave" => match text(0).and_then(|id| self.named(id)) {
                Some(channel) => self.leave(channel.name().to_owned(), ack),
                None => self.answer(ack, Ok(())),
            },
            "subscribe" => {
                self.outbox.speak(Dialect::Echo);
                let name = text_field("channel").unwrap_or_default();
                let channel = self.rooms.channel_of(&known.app, name).ok();
                let is_spoken = |channel: &Channel| {
                    !channel.is_cached()
                        && !matches!(channel.kind(), Kind::Encrypted | Kind::ToUser)
                };
                match channel.filter(is_spoken) {
                    Some(channel) => {
                        let auth = field("auth").and_then(Value::as_object);
                        self.enter(&known, channel, auth.and_then(bearer), ack);
                    }
                    None => {
                        let name: String = name.chars().take(LONGEST_EVENT).collect();
                        self.outbox.reply(words::refused(&name, 400));
                        self.acknowledge(ack, Err(INVALID));
                    }
                }
            }
            "unsubscribe" => {
                let name = text_field("channel").unwrap_or_default().to_owned();
                self.leave(name, ack);
            }
            "client event" => {
                let (channel, event) = (text_field("channel"), text_field("event"));
                let data = field("data").cloned().unwrap_or(Value::Null);
                match (channel, event) {
                    (Some(channel), Some(event)) if event.starts_with("client-") => {
                        self.whisper(channel.to_owned(), event.to_owned(), data, ack);
                    }
                    _ => self.answer(ack, Err(INVALID)),
                }
            }
            name if name.starts_with("client-") => match text(0).and_then(|id| self.named(id)) {
                Some(channel) => {
                    let data = arguments.get(1).cloned().unwrap_or(Value::Null);
                    self.whisper(channel.name().to_owned(), name.to_owned(), data, ack);
                }
                None => self.answer(ack, Err(NOT_FOUND)),
            },
            _ => self.answer(ack, Err(INVALID)),
        }
    }

    /// The channel by which a client that knows a room by its short name hears it.
    fn named(&self, short: &str) -> Option<Channel> {
        let naming = self.rooms.naming();
        naming.parse(&naming.of_short(short)?).ok()
    }

    fn enter(&mut self, known: &Known, channel: Channel, bearer: Option<String>, ack: Option<u64>) {
        let (asker, known) = (self.asker(), known.clone());
        let ticket = self.ticket;
        let outbox = self.outbox.clone();
        self.ask(async move {
            if let Some(bearer) = bearer
                && let Err((status, error)) = vouch(&asker, &known.who, &bearer, ticket).await
            {
                asker.refuse(channel.name(), status, "This token does not let you in");
                acknowledge(&outbox, ack, Err(error));
                return Answer::Settled(Settled::Done);
            }
            let is_presence = channel.kind() == Kind::Presence;
            let person = is_presence.then_some(known.person);
            let place = Place { channel, person };
            let mut settled = Settled::Done;
            let done = match asker.enter(place, Again::No).await {
                Outcome::Entered | Outcome::Already => Ok(()),
                Outcome::Refused(403) => Err(NOT_FOUND),
                Outcome::Refused(_) => Err(TOO_MANY),
                Outcome::Parked(_) => Err(UNAUTHENTICATED),
                Outcome::Postponed(channel) => {
                    settled = Settled::Postponed(channel);
                    Err(UNAVAILABLE)
                }
                Outcome::Moot => return Answer::Settled(Settled::Done),
            };
            match outbox.dialect() {
                // It has been told in Echo's own way.
                Dialect::Echo => acknowledge(&outbox, ack, done),
                Dialect::Plain | Dialect::Pusher => answer(&outbox, ack, done),
            }
            Answer::Settled(settled)
        });
    }

    fn leave(&mut self, channel: String, ack: Option<u64>) {
        self.reminders.retain(|(_, other)| other.name() != channel);
        let (rooms, socket, outbox) = (self.rooms.clone(), self.socket, self.outbox.clone());
        self.ask(async move {
            rooms.tell(Command::Leave { socket, channel }).await;
            answer(&outbox, ack, Ok(()));
            Answer::Settled(Settled::Done)
        });
    }

    fn whisper(&mut self, channel: String, event: String, data: Value, ack: Option<u64>) {
        let data = data.to_string();
        let is_long = event.chars().count() > LONGEST_EVENT
            || data.len() > self.rooms.shared().limits.client_event_bytes;
        if !self.whispers.take(Instant::now()) {
            return self.answer(ack, Err(TOO_MANY));
        }
        if is_long {
            return self.answer(ack, Err(INVALID));
        }
        let whisper = Box::new(Whisper {
            channel,
            event,
            data,
        });
        let (rooms, socket, outbox) = (self.rooms.clone(), self.socket, self.outbox.clone());
        self.ask(async move {
            let heeded = rooms.ask(Ok(()), |reply| Command::Whisper {
                socket,
                whisper,
                reply: Some(reply),
            });
            answer(&outbox, ack, heeded.await.map_err(|_| FORBIDDEN));
            Answer::Settled(Settled::Done)
        });
    }

    fn answer(&self, ack: Option<u64>, done: Done) {
        answer(&self.outbox, ack, done);
    }

    fn acknowledge(&self, ack: Option<u64>, done: Done) {
        acknowledge(&self.outbox, ack, done);
    }
}

/// Tells a client what became of what it sent, whether or not it asked to be told.
fn answer(outbox: &Outbox, ack: Option<u64>, done: Done) {
    match (ack, done) {
        (None, Err(error)) => outbox.reply(words::complaint(error)),
        (ack, done) => acknowledge(outbox, ack, done),
    }
}

/// Tells a client what became of what it sent, if it asked to be told.
fn acknowledge(outbox: &Outbox, ack: Option<u64>, done: Done) {
    let Some(ack) = ack else { return };
    let answer = match done {
        Ok(()) => json!({ "ok": true }),
        Err(error) => json!({ "error": error }),
    };
    outbox.reply(words::acknowledged(ack, &answer));
}
