//! Who hears what: every open socket, every occupied room, and what may be in which.
//!
//! A plain value: [`Registry::apply`] takes a command and the time, and its effects are frames in
//! outboxes and answers in reply slots. It asks nobody anything, waits for nothing and starts
//! nothing, so that it can be driven step by step in a test.
//!
//! What holds between any two commands (checked against a naive model in `model`):
//! 1. A socket is in a room exactly if it has a subscription to one of the room's names, and gets
//!    each event of the room once for each of them.
//! 2. A room exists exactly while somebody is in it.
//! 3. A socket that hears anything belongs to one member, and is found under that member's name.
//! 4. Once `Evict`, `CloseSession` or `CloseMember` is answered, no later frame of what was taken
//!    away is put in any of those sockets' outboxes, and an answer of the Authority from before
//!    it, however late it arrives, opens nothing.
//! 5. A socket is in the books exactly from `Open` until `Gone`, a close, or `Stop`.
//! 6. Nothing here grows without a bound: sockets, subscriptions, parked names, grants, memory of
//!    changes.

mod command;

mod places;

mod revoke;

mod room;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Instant,
};

pub(super) use command::{Begin, Command, Parcel, Place, Reply, Ruling, Verdict};
use room::Room;

use super::{
    Channel, Close, Identity, Limits, SocketId,
    counters::Counters,
    outbox::{Frame, Loss, Outbox, Pushed},
    protocol::{self, EventText},
    revocation::Changes,
};

/// The books.
pub(super) struct Registry {
    limits: Limits,
    sockets: HashMap<SocketId, Socket>,
    rooms: HashMap<Arc<str>, Room>,
    /// The sockets of each member.
    members: HashMap<String, HashSet<SocketId>>,
    changes: Changes,
    counters: Arc<Counters>,
    /// Set once and for all: nobody is let in any more.
    stopping: bool,
}

/// One open socket.
struct Socket {
    outbox: Arc<Outbox>,
    owner: Option<Owner>,
    /// What it hears. A short list, so that an idle socket is small.
    subscriptions: Vec<Channel>,
    /// What it would like to hear, and may not or not yet.
    parked: Vec<Place>,
    /// What has been signed for it, and to whom: a signature itself names nobody.
    grants: VecDeque<(Arc<str>, Identity)>,
}

/// Whose a socket is.
struct Owner {
    member: String,
    /// What vouches for that: usually one. When any of them ends, so does the socket.
    sessions: Vec<Option<String>>,
}

impl Registry {
    pub(super) fn new(limits: Limits, counters: Arc<Counters>) -> Self {
        Self {
            limits,
            sockets: HashMap::new(),
            rooms: HashMap::new(),
            members: HashMap::new(),
            changes: Changes::default(),
            counters,
            stopping: false,
        }
    }

    /// Does what a command says. An answer that nobody waits for any more is dropped.
    pub(super) fn apply(&mut self, command: Command, now: Instant) {
        match command {
            Command::Open {
                socket,
                outbox,
                reply,
            } => reply.send(self.open(socket, outbox)),
            Command::Gone { socket } => self.remove(socket),
            Command::Identify {
                socket,
                who,
                ticket,
                reply,
            } => {
                reply.send(self.identify(socket, &who, ticket));
            }
            Command::Whose { socket, reply } => reply.send(self.whose(socket)),
            Command::Grant {
                socket,
                channel,
                who,
                reply,
            } => {
                reply.send(self.grant(socket, &channel, who));
            }
            Command::Begin {
                socket,
                channel,
                again,
                reply,
            } => {
                reply.send(self.begin(socket, channel, again));
            }
            Command::Join {
                socket,
                ruling,
                reply,
            } => reply.send(self.join(socket, *ruling, now)),
            Command::Refuse {
                socket,
                ruling,
                reply,
            } => reply.send(self.refuse(socket, *ruling, now)),
            Command::Leave { socket, channel } => self.leave(socket, &channel),
            Command::Publish(parcel) => self.publish(&parcel, now),
            Command::Admit { member, room } => self.admit(member, room),
            Command::Evict {
                member,
                room,
                reply,
            } => {
                self.evict(member, room, now);
                reply.send(());
            }
            Command::CloseSession { session, reply } => {
                self.close_session(session);
                reply.send(());
            }
            Command::CloseMember { member, reply } => {
                self.close_member(member);
                reply.send(());
            }
            Command::Stop { reply } => {
                self.stop();
                reply.send(());
            }
        }
        self.counters.measure(self.sockets.len(), self.rooms.len());
    }

    fn open(
        &mut self,
        id: SocketId,
        outbox: Arc<Outbox>,
    ) -> Result<super::revocation::Ticket, Close> {
        if self.stopping {
            return Err(Close::Restart);
        }
        if self.sockets.len() >= self.limits.sockets || self.sockets.contains_key(&id) {
            return Err(Close::OverCapacity);
        }
        // Into the queue before anything else can be, so that it is the first frame for certain.
        outbox.reply(protocol::established(&id.to_string()));
        let socket = Socket {
            outbox,
            owner: None,
            subscriptions: Vec::new(),
            parked: Vec::new(),
            grants: VecDeque::new(),
        };
        self.sockets.insert(id, socket);
        Ok(self.changes.ticket())
    }

    fn publish(&mut self, parcel: &Parcel, now: Instant) {
        let from_client = parcel.user_id.is_some();
        let text = EventText::new(&parcel.event, &parcel.data, parcel.user_id.as_deref());
        let loss = if from_client {
            Loss::Silent
        } else {
            Loss::Told
        };
        for room in parcel
            .rooms
            .iter()
            .filter_map(|room| self.rooms.get(&**room))
        {
            for form in room.forms() {
                if from_client && !form.channel.takes_client_events() {
                    continue;
                }
                let frame = Frame::about(text.on(form.channel.name()), &form.channel, loss);
                for (socket, outbox) in &form.sockets {
                    if parcel.except != Some(*socket) {
                        self.counters.pushed(outbox.push(&frame, now));
                    }
                }
            }
        }
    }

    fn stop(&mut self) {
        self.stopping = true;
        for socket in std::mem::take(&mut self.sockets).into_values() {
            socket.outbox.close(Close::Restart);
        }
        self.rooms.clear();
        self.members.clear();
    }

    /// Takes a socket out of the books, wherever it is.
    fn remove(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.remove(&id) else {
            return;
        };
        for channel in &socket.subscriptions {
            self.vacate(id, channel);
        }
        if let Some(owner) = socket.owner
            && let Some(theirs) = self.members.get_mut(&owner.member)
        {
            theirs.remove(&id);
            if theirs.is_empty() {
                self.members.remove(&owner.member);
            }
        }
    }

    /// Takes a socket out of the books and says goodbye to it.
    fn expel(&mut self, id: SocketId, why: Close) {
        if let Some(socket) = self.sockets.get(&id) {
            socket.outbox.close(why);
        }
        self.remove(id);
    }

    /// Takes a socket out of the room behind a channel.
    fn vacate(&mut self, id: SocketId, channel: &Channel) {
        if let Some(room) = self.rooms.get_mut(channel.room()) {
            room.leave(id, channel);
            if room.is_empty() {
                self.rooms.remove(channel.room());
            }
        }
    }

    fn put(&self, outbox: &Outbox, frame: &Arc<Frame>, now: Instant) {
        let pushed = outbox.push(frame, now);
        if pushed != Pushed::Queued {
            self.counters.pushed(pushed);
        }
    }

    fn sockets_of(&self, member: &str) -> Vec<SocketId> {
        self.members
            .get(member)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }
}

impl Socket {
    fn hears(&self, channel: &Channel) -> bool {
        self.subscriptions
            .iter()
            .any(|heard| heard.name() == channel.name())
    }

    fn unpark(&mut self, channel: &str) {
        self.parked.retain(|place| place.channel.name() != channel);
    }
}

impl Owner {
    fn identities(&self) -> impl Iterator<Item = Identity> + '_ {
        let identity = |session: &Option<String>| Identity {
            member: self.member.clone(),
            session: session.clone(),
        };
        self.sessions.iter().map(identity)
    }

    fn is(&self, who: &Identity) -> bool {
        self.member == who.member && self.sessions.contains(&who.session)
    }
}
