//! How a socket is told things: in the frames of Pusher's protocol, or in one of the two forms of
//! Socket.IO's events.
//!
//! Decides nothing and hears nothing; the spellings themselves are in `protocol` and in `socketio`.
//! What a form has no word for is not said: whoever speaks plain Socket.IO learns that a `join` was
//! granted from its acknowledgement, and that it has ended from the member's own events.

use std::sync::Arc;

use bytestring::ByteString;

use super::{
    Channel, Kind,
    outbox::{Frame, Loss},
    protocol::{self, EventText, Person},
    socketio::words,
};

/// How a socket is told things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Dialect {
    /// Frames of the Pusher Channels protocol.
    #[default]
    Pusher,
    /// Socket.IO: the event, and its data.
    Plain,
    /// Socket.IO as Laravel Echo speaks it: the event, the channel, and its data.
    Echo,
}

/// How many there are.
const DIALECTS: usize = 3;

impl Dialect {
    /// The one with this number.
    pub(super) fn numbered(number: u8) -> Self {
        match number {
            1 => Self::Plain,
            2 => Self::Echo,
            _ => Self::Pusher,
        }
    }

    /// An event on a channel.
    pub(super) fn event(self, text: &EventText<'_>, channel: &Channel) -> Option<ByteString> {
        match self {
            Self::Pusher => Some(text.on(channel.name())),
            // It would end the connection of whoever hears it.
            Self::Plain | Self::Echo if words::is_reserved(text.event()) => None,
            Self::Plain => Some(words::plain_event(text, channel)),
            Self::Echo => Some(words::echo_event(text, channel)),
        }
    }

    /// The first frame of a socket.
    pub(super) fn established(self, socket_id: &str) -> Option<ByteString> {
        match self {
            Self::Pusher => Some(protocol::established(socket_id)),
            Self::Plain | Self::Echo => None,
        }
    }

    /// From here on the socket hears the channel, where these people are.
    pub(super) fn entered<'a>(
        self,
        channel: &Channel,
        people: impl Iterator<Item = &'a Person>,
    ) -> Option<ByteString> {
        let is_presence = channel.kind() == Kind::Presence;
        match self {
            Self::Pusher => {
                let greeting = match is_presence {
                    true => protocol::roster(people),
                    false => "{}".to_owned(),
                };
                let name = channel.name();
                Some(protocol::subscription_succeeded(name, &greeting))
            }
            Self::Echo if is_presence => Some(words::here(channel, people)),
            Self::Plain | Self::Echo => None,
        }
    }

    /// The socket does not, or no longer, hear the channel of this name.
    pub(super) fn refused(self, channel: &str, status: u16, error: &str) -> Option<ByteString> {
        match self {
            Self::Pusher => Some(protocol::subscription_error(channel, status, error)),
            Self::Echo => Some(words::refused(channel, status)),
            Self::Plain => None,
        }
    }

    /// Somebody has come to a presence channel.
    pub(super) fn member_added(self, channel: &Channel, person: &Person) -> Option<ByteString> {
        match self {
            Self::Pusher => Some(protocol::member_added(channel.name(), person)),
            Self::Echo => Some(words::joining(channel, person)),
            Self::Plain => None,
        }
    }

    /// Somebody has gone from a presence channel.
    pub(super) fn member_removed(self, channel: &Channel, person: &Person) -> Option<ByteString> {
        match self {
            Self::Pusher => Some(protocol::member_removed(channel.name(), &person.user_id)),
            Self::Echo => Some(words::leaving(channel, person)),
            Self::Plain => None,
        }
    }

    /// How many subscriptions a channel has.
    pub(super) fn counted(self, channel: &Channel, count: usize) -> Option<ByteString> {
        match self {
            Self::Pusher => Some(protocol::subscription_count(channel.name(), count)),
            Self::Plain | Self::Echo => None,
        }
    }
}

/// One thing to say to many, spelled at most once for each dialect that somebody needs, and shared.
pub(super) struct Spelled<'a, F> {
    channel: &'a Channel,
    loss: Loss,
    spell: F,
    frames: [Option<Option<Arc<Frame>>>; DIALECTS],
}

impl<'a, F: Fn(Dialect) -> Option<ByteString>> Spelled<'a, F> {
    pub(super) fn new(channel: &'a Channel, loss: Loss, spell: F) -> Self {
        Self {
            channel,
            loss,
            spell,
            frames: [None, None, None],
        }
    }

    /// The frame for those who speak so, if there is one.
    pub(super) fn frame(&mut self, dialect: Dialect) -> Option<&Arc<Frame>> {
        let (spell, channel, loss) = (&self.spell, self.channel, self.loss);
        self.frames[dialect as usize]
            .get_or_insert_with(|| spell(dialect).map(|text| Frame::about(text, channel, loss)))
            .as_ref()
    }
}
