//! What the registry can be told, and what it answers.

use std::{collections::HashSet, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::sync::oneshot;

use super::super::{
    App, Channel, Close, Identity, SocketId,
    outbox::Outbox,
    protocol::{Person, User},
    revocation::Ticket,
    signing::NotSigned,
};

/// Where an answer goes.
pub(in crate::live) struct Reply<T>(oneshot::Sender<T>);

impl<T> Reply<T> {
    /// A slot and the end to wait at.
    pub(in crate::live) fn new() -> (Self, oneshot::Receiver<T>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    pub(super) fn send(self, answer: T) {
        // Nobody waits any more: the command has been carried out all the same.
        let _ = self.0.send(answer);
    }
}

/// What the registry can be told.
pub(in crate::live) enum Command {
    /// A socket has come. From the answer on it is in the books, and greeted.
    Open {
        socket: SocketId,
        app: App,
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

    /// A signature for a channel is about to be handed to somebody.
    Grant {
        socket: SocketId,
        channel: Channel,
        who: Identity,
        reply: Reply<Granted>,
    },
    /// A socket wants to hear a channel, and has shown a signature where one is needed.
    Begin {
        socket: SocketId,
        place: Place,
        again: Again,
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
    /// The Authority could not say: the subscription waits, and is told so if it has not been.
    Postpone {
        socket: SocketId,
        place: Box<Place>,
        again: Again,
        reply: Reply<()>,
    },
    /// A socket no longer wants to hear a channel.
    Leave { socket: SocketId, channel: String },

    /// A signature for a user is about to be handed to somebody.
    GrantUser {
        socket: SocketId,
        user_data: String,
        who: Identity,
        reply: Reply<Granted>,
    },
    /// A socket says who its user is, and has shown a signature.
    BeginSignIn {
        socket: SocketId,
        user_data: String,
        reply: Reply<Begin>,
    },
    /// The Authority has confirmed it.
    SignIn {
        socket: SocketId,
        signing_in: Box<SigningIn>,
        reply: Reply<Verdict>,
    },

    /// An event for everybody in some rooms.
    Publish(Box<Parcel>),
    /// An event from one client for the others.
    Whisper {
        socket: SocketId,
        whisper: Box<Whisper>,
        /// Where to say what is wrong with it; none is into the socket's queue.
        reply: Option<Reply<Heeded>>,
    },

    /// A member has come to a room: whoever waits for it may ask again.
    Admit { member: String, room: String },
    /// A member has gone from a room.
    Evict {
        member: String,
        room: String,
        reply: Reply<()>,
    },
    /// One of a room's names is closed to a member.
    Withdraw {
        member: String,
        room: String,
        name: String,
        reply: Reply<()>,
    },
    /// Whom a member may know to be here has changed: these are all, and they know of the member.
    KeepWatching {
        member: String,
        kept: HashSet<String>,
        reply: Reply<()>,
    },
    /// A session has ended.
    CloseSession { session: String, reply: Reply<()> },
    /// A member has ended.
    CloseMember { member: String, reply: Reply<()> },
    /// The sockets on which a user has signed in are to be closed.
    Terminate { user: String, reply: Reply<()> },
    /// The server stops: everybody out, nobody in.
    Stop { reply: Reply<()> },

    /// Which channels whose names begin so are occupied?
    Channels {
        app: App,
        prefix: String,
        reply: Reply<Vec<ChannelInfo>>,
    },
    /// Which app did a socket come by?
    AppOf {
        socket: SocketId,
        reply: Reply<Option<App>>,
    },
    /// How does a channel stand?
    Channel {
        channel: Channel,
        reply: Reply<ChannelInfo>,
    },
    /// Who is on a presence channel?
    Users {
        channel: Channel,
        reply: Reply<Vec<String>>,
    },
    /// Which members have a socket in a room?
    Present {
        room: String,
        reply: Reply<Vec<String>>,
    },
}

/// Whether an event of a client was passed on, or why not.
pub(in crate::live) type Heeded = Result<(), &'static str>;

/// Whether a grant was noted.
pub(in crate::live) type Granted = Result<(), NotSigned>;

/// Whether a subscription is new or one that has been waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live) enum Again {
    /// It has just been asked for.
    No,
    /// It is parked.
    Yes,
}

/// A place in a room that a socket asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Place {
    /// Under which name.
    pub channel: Channel,
    /// As whom, on a presence channel.
    pub person: Option<Arc<Person>>,
}

/// What the Authority has said, about what, and when it was asked.
#[derive(Clone, Debug)]
pub(in crate::live) struct Ruling {
    pub place: Place,
    pub who: Identity,
    pub ticket: Ticket,
    /// After which place of the room's order the one who is let in hears, unless it is from the beginning.
    pub after: Option<i64>,
}

/// Somebody signing in, confirmed.
#[derive(Clone, Debug)]
pub(in crate::live) struct SigningIn {
    pub user: User,
    /// The text that was signed.
    pub user_data: String,
    pub who: Identity,
    pub ticket: Ticket,
}

/// An event on its way to some rooms.
#[derive(Clone, Debug)]
pub(in crate::live) struct Parcel {
    /// One channel for each room.
    pub channels: Vec<Channel>,
    pub event: String,
    pub data: String,
    /// The one socket that does not get it.
    pub except: Option<SocketId>,
    /// The place in the room's order of what it is about; none is for everybody.
    pub about: Option<i64>,
    /// What it reads instead for those who hear the room from this place on, or from a later one.
    pub to_later: Option<(i64, String)>,
}

/// An event from one client on its way to the others.
#[derive(Clone, Debug)]
pub(in crate::live) struct Whisper {
    pub channel: String,
    pub event: String,
    pub data: String,
}

/// How a subscription or a sign-in goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) enum Begin {
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
pub(in crate::live) enum Verdict {
    /// It has taken effect.
    Done,
    /// It was out of date: ask again under this ticket.
    Stale(Ticket),
    /// The socket is somebody else's.
    SomebodyElse,
    /// There are as many people on the channel as there may be.
    Full,
    /// The socket has gone.
    Moot,
}

/// How a channel stands, for programs that ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelInfo {
    /// Its name.
    pub name: String,
    /// How many sockets have subscribed under this name; none is an unoccupied channel.
    pub subscription_count: usize,
    /// How many people are on it, if it is a presence channel.
    pub user_count: Option<usize>,
    /// What a newcomer to a cache channel would be sent, and for how much longer.
    #[serde(skip)]
    pub cached: Option<(String, Duration)>,
}
