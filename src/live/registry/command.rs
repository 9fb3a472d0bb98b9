//! What the registry can be told, and what it answers.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::super::{Channel, Close, Identity, SocketId, outbox::Outbox, revocation::Ticket};

/// Where an answer goes.
pub(in super::super) struct Reply<T>(oneshot::Sender<T>);

impl<T> Reply<T> {
    /// A slot and the end to wait at.
    pub(in super::super) fn new() -> (Self, oneshot::Receiver<T>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    pub(super) fn send(self, answer: T) {
        // Nobody waits any more: the command has been carried out all the same.
        let _ = self.0.send(answer);
    }
}

/// What the registry can be told.
pub(in super::super) enum Command {
    /// A socket has come. From the answer on it is in the books, and greeted.
    Open {
        socket: SocketId,
        outbox: Arc<Outbox>,
        reply: Reply<Result<Ticket, Close>>,
    },
    /// A socket has gone.
    Gone { socket: SocketId },
    /// The Authority has confirmed whose a socket is.
    Identify {
        socket: SocketId,
        who: Identity,
        ticket: Ticket,
        reply: Reply<Verdict>,
    },
    /// Whose is a socket? Nobody's is an empty list; `None` is a socket that has gone.
    Whose {
        socket: SocketId,
        reply: Reply<Option<Vec<Identity>>>,
    },
    /// A signature is about to be handed to somebody.
    Grant {
        socket: SocketId,
        channel: Channel,
        who: Identity,
        reply: Reply<Granted>,
    },
    /// A socket wants to hear a channel, and has shown a signature where one is needed.
    Begin {
        socket: SocketId,
        channel: Channel,
        again: bool,
        reply: Reply<Begin>,
    },
    /// The Authority has said yes.
    Join {
        socket: SocketId,
        ruling: Box<Ruling>,
        reply: Reply<Verdict>,
    },
    /// The Authority has said no.
    Refuse {
        socket: SocketId,
        ruling: Box<Ruling>,
        reply: Reply<Verdict>,
    },
    /// A socket no longer wants to hear a channel.
    Leave { socket: SocketId, channel: String },
    /// An event for everybody in some rooms.
    Publish(Box<Parcel>),
    /// A member has come to a room: whoever waits for it may ask again.
    Admit { member: String, room: String },
    /// A member has gone from a room.
    Evict {
        member: String,
        room: String,
        reply: Reply<()>,
    },
    /// A session has ended.
    CloseSession { session: String, reply: Reply<()> },
    /// A member has ended.
    CloseMember { member: String, reply: Reply<()> },
    /// The server stops: everybody out, nobody in.
    Stop { reply: Reply<()> },
}

/// Whether a grant was noted: no such socket, or somebody else's, are refusals.
pub(in super::super) type Granted = Result<(), super::super::rooms::NotSigned>;

/// What the Authority has said, about what, and when it was asked.
#[derive(Clone, Debug)]
pub(in super::super) struct Ruling {
    pub place: Place,
    pub who: Identity,
    pub ticket: Ticket,
}

/// A place in a room that a socket asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Place {
    /// Under which name.
    pub channel: Channel,
    /// As whom: the signed text of a presence channel.
    pub channel_data: Option<String>,
}

/// An event on its way to some rooms.
pub(in super::super) struct Parcel {
    /// Rooms, not channels, each once.
    pub rooms: Vec<Arc<str>>,
    pub event: String,
    pub data: String,
    /// The one socket that does not get it.
    pub except: Option<SocketId>,
    /// The sender, when it is another client.
    pub user_id: Option<String>,
}

/// How a subscription goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Begin {
    /// The Authority is to be asked about this one.
    Ask {
        who: Identity,
        ticket: Ticket,
        /// Whether the socket is known to be this one's; if not, that must be confirmed too.
        known: bool,
    },
    /// It waits until the socket says whose it is.
    Parked,
    /// It is there already.
    Duplicate,
    /// It will not be.
    Refused { status: u16, error: &'static str },
    /// There is nothing left to do: the socket has gone, or no longer wants it.
    Moot,
}

/// What came of an answer of the Authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    /// It has taken effect.
    Done,
    /// It was out of date: ask again under this ticket.
    Stale(Ticket),
    /// The socket is somebody else's.
    SomebodyElse,
    /// The socket has gone.
    Moot,
}
