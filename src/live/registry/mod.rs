//! Who hears what: every open socket, every occupied room, and what may be in which.
//!
//! A plain value: `Registry::apply` takes a command and the time, and its effects are frames in
//! outboxes and answers in reply slots. It asks nobody anything, waits for nothing and starts
//! nothing, so that it can be driven step by step in a test.
//!
//! What holds between any two commands (checked against a naive model in `model`, and 4 in every order
//! of threads in `interleavings`):
//! 1. A socket is in a room exactly if it has a subscription to one of the room's names, and gets
//!    each event of the room once for each of them.
//! 2. A room exists exactly while somebody is in it.
//! 3. A socket that hears anything belongs to one member, and is found under that member's name.
//! 4. Once `Evict`, `Withdraw`, `CloseSession` or `CloseMember` is answered, no later frame of what
//!    was taken away is put in any of those sockets' outboxes, and an answer of the Authority from
//!    before it, however late it arrives, opens nothing.
//! 5. A socket is in the books exactly from `Open` until `Gone`, a close, or `Stop`.
//! 6. Whoever is on a presence channel is told of everybody's first coming and last going, and of
//!    nothing in between.
//! 7. Once `KeepWatching` is answered, the member watches nobody but those who were kept, and nobody
//!    else watches the member, however late a sign-in from before it arrives.
//! 8. Nothing here grows without a bound: sockets, subscriptions, parked names, grants, cached
//!    events, memory of changes.

mod cache;

mod command;

#[cfg(test)]
mod interleavings;

#[cfg(test)]
mod model;

mod places;

mod queries;

mod revoke;

mod room;

mod spread;

#[cfg(test)]
mod tests;

mod users;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Instant,
};

use cache::Cache;
pub use command::ChannelInfo;
pub(super) use command::{
    Again, Begin, Command, Heeded, Parcel, Place, Reply, Ruling, SigningIn, Verdict, Whisper,
};
use room::Room;

use super::{
    App, Channel, Close, Happening, Identity, Limits, NewsDesk, SocketId,
    counters::Counters,
    dialect::Dialect,
    outbox::{Frame, Outbox, Pushed},
    protocol::{Person, User},
    revocation::{Changes, Ticket},
};

/// The books.
pub(super) struct Registry {
    limits: Limits,
    /// Each in a box, so that a place in the table that nobody has yet takes little.
    sockets: HashMap<SocketId, Box<Socket>>,
    rooms: HashMap<Arc<str>, Room>,
    /// The sockets of each member.
    members: HashMap<String, HashSet<SocketId>>,
    /// The sockets on which each user has signed in.
    users: HashMap<String, HashSet<SocketId>>,
    /// The sockets that watch each user.
    watchers: HashMap<String, HashSet<SocketId>>,
    cache: Cache,
    changes: Changes,
    counters: Arc<Counters>,
    news: NewsDesk,
    /// Channels whose subscribers are to be told how many they are, and when.
    counts_due: HashMap<Arc<str>, (Channel, Instant)>,
    /// Set once and for all: nobody is let in any more.
    stopping: bool,
}

/// One open socket.
struct Socket {
    outbox: Arc<Outbox>,
    app: App,
    owner: Option<Owner>,
    user: Option<Box<User>>,
    /// What it hears. A short list, so that an idle socket is small.
    subscriptions: Vec<Channel>,
    /// What it would like to hear, and may not or not yet.
    parked: Vec<Place>,
    /// What has been signed for it, and to whom: a signature itself names nobody.
    grants: VecDeque<(Arc<str>, Arc<Identity>)>,
    /// The text by which its user has been signed for it, and to whom.
    user_grant: Option<Box<(String, Identity)>>,
}

/// Whose a socket is: one member, by what vouches for that. It is usually one thing, and the same for
/// several of the member's sockets. When any of them ends, so does the socket.
struct Owner {
    first: Arc<Identity>,
    others: Vec<Arc<Identity>>,
}

impl Registry {
    pub(super) fn new(limits: Limits, counters: Arc<Counters>, news: NewsDesk) -> Self {
        Self {
            limits,
            sockets: HashMap::new(),
            rooms: HashMap::new(),
            members: HashMap::new(),
            users: HashMap::new(),
            watchers: HashMap::new(),
            cache: Cache::default(),
            changes: Changes::default(),
            counters,
            news,
            counts_due: HashMap::new(),
            stopping: false,
        }
    }

    /// Does what a command says. An answer that nobody waits for any more is dropped.
    pub(super) fn apply(&mut self, command: Command, now: Instant) {
        match command {
            Command::Open {
                socket,
                app,
                outbox,
                reply,
            } => reply.send(self.open(socket, app, outbox)),
            Command::Gone { socket } => self.remove(socket, now),
            Command::Identify {
                socket,
                who,
                ticket,
                reply,
            } => {
                reply.send(self.identify(socket, &who, ticket, now));
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
                place,
                again,
                reply,
            } => {
                reply.send(self.begin(socket, place, again));
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
            } => {
                reply.send(self.refuse(socket, *ruling, now));
            }
            Command::Postpone {
                socket,
                place,
                again,
                reply,
            } => {
                self.postpone(socket, *place, again, now);
                reply.send(());
            }
            Command::Leave { socket, channel } => self.leave(socket, &channel, now),
            Command::GrantUser {
                socket,
                user_data,
                who,
                reply,
            } => {
                reply.send(self.grant_user(socket, user_data, who));
            }
            Command::BeginSignIn {
                socket,
                user_data,
                reply,
            } => {
                reply.send(self.begin_sign_in(socket, &user_data));
            }
            Command::SignIn {
                socket,
                signing_in,
                reply,
            } => {
                reply.send(self.sign_in(socket, *signing_in, now));
            }
            Command::Publish(parcel) => self.publish(&parcel, now),
            Command::Whisper {
                socket,
                whisper,
                reply,
            } => {
                let heeded = self.whisper(socket, &whisper, now);
                match (reply, heeded) {
                    (Some(reply), heeded) => reply.send(heeded),
                    (None, Err(why)) => self.deny(socket, why),
                    (None, Ok(())) => {}
                }
            }
            Command::Admit { member, room } => self.admit(member, room),
            Command::Evict {
                member,
                room,
                reply,
            } => {
                self.evict(member, room, now);
                reply.send(());
            }
            Command::Withdraw {
                member,
                room,
                name,
                reply,
            } => {
                self.withdraw(member, room, &name, now);
                reply.send(());
            }
            Command::KeepWatching {
                member,
                kept,
                reply,
            } => {
                self.keep_watching(&member, &kept, now);
                reply.send(());
            }
            Command::CloseSession { session, reply } => {
                self.close_session(session, now);
                reply.send(());
            }
            Command::CloseMember { member, reply } => {
                self.close_member(member, now);
                reply.send(());
            }
            Command::Terminate { user, reply } => {
                self.terminate(&user, now);
                reply.send(());
            }
            Command::Stop { reply } => {
                self.stop();
                reply.send(());
            }
            Command::Channels { app, prefix, reply } => reply.send(self.channels(&app, &prefix)),
            Command::AppOf { socket, reply } => reply.send(self.app_of(socket)),
            Command::Channel { channel, reply } => reply.send(self.channel(&channel, now)),
            Command::Users { channel, reply } => reply.send(self.users_on(&channel)),
            Command::Present { room, reply } => reply.send(self.present(&room)),
        }
        self.counters.measure(self.sockets.len(), self.rooms.len());
    }

    fn open(&mut self, id: SocketId, app: App, outbox: Arc<Outbox>) -> Result<Ticket, Close> {
        if self.stopping {
            return Err(Close::Restart);
        }
        if self.sockets.len() >= self.limits.sockets || self.sockets.contains_key(&id) {
            return Err(Close::OverCapacity);
        }
        // Into the queue before anything else can be, so that it is the first frame for certain.
        if let Some(text) = outbox.dialect().established(&id.to_string()) {
            outbox.reply(text);
        }
        self.sockets.insert(id, Box::new(Socket::new(app, outbox)));
        Ok(self.changes.ticket())
    }

    fn stop(&mut self) {
        self.stopping = true;
        for socket in std::mem::take(&mut self.sockets).into_values() {
            socket.outbox.close(Close::Restart);
        }
        self.rooms.clear();
        self.members.clear();
        self.users.clear();
        self.watchers.clear();
        self.counts_due.clear();
    }

    /// Takes a socket out of the books, wherever it is.
    fn remove(&mut self, id: SocketId, now: Instant) {
        let Some(socket) = self.sockets.remove(&id) else {
            return;
        };
        for channel in &socket.subscriptions {
            self.vacate(id, channel, now);
        }
        let Some(owner) = socket.owner else { return };
        take_from(&mut self.members, owner.member(), id);
        if let Some(user) = socket.user {
            self.sign_out(id, &user, now);
        }
    }

    /// Takes a socket out of the books and says goodbye to it.
    fn expel(&mut self, id: SocketId, why: Close, now: Instant) {
        if let Some(socket) = self.sockets.get(&id) {
            socket.outbox.close(why);
        }
        self.remove(id, now);
    }

    /// Takes a socket out of the room behind a channel, and says as whom it was there.
    fn vacate(&mut self, id: SocketId, channel: &Channel, now: Instant) -> Option<Arc<Person>> {
        let room = self.rooms.get_mut(channel.room())?;
        let left = room.leave(id, channel)?;
        if let Some(person) = &left.person
            && left.entirely
        {
            let spell = |dialect: Dialect| dialect.member_removed(channel, person);
            self.tell_others(id, channel, spell, now);
            let user_id = || person.user_id.clone();
            self.news
                .report(channel, || Happening::MemberRemoved { user_id: user_id() });
        }
        if self.rooms.get(channel.room()).is_some_and(Room::is_empty) {
            self.rooms.remove(channel.room());
            self.news.report(channel, || Happening::Vacated);
        }
        self.recount(channel, now);
        left.person
    }

    fn put(&self, outbox: &Outbox, frame: &Arc<Frame>, now: Instant) {
        let pushed = outbox.push(frame, now);
        // Only what is published counts as delivered; what was lost counts always.
        if pushed != Pushed::Queued {
            self.counters.pushed(pushed);
        }
    }

    /// The same as `who`, and the one that a socket of the member has already, if one has: an idle socket
    /// is small.
    fn shared(&self, id: SocketId, who: Identity) -> Arc<Identity> {
        let theirs = self.members.get(&who.member).into_iter().flatten();
        let owners = theirs.filter_map(|id| self.sockets.get(id)?.owner.as_ref());
        let own = self.sockets.get(&id).into_iter();
        let granted = own.flat_map(|socket| socket.grants.iter().map(|(_, who)| who));
        let mut known = owners.flat_map(Owner::identities).chain(granted);
        let found = known.find(|known| ***known == who).cloned();
        found.unwrap_or_else(|| Arc::new(who))
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
    fn new(app: App, outbox: Arc<Outbox>) -> Self {
        Self {
            outbox,
            app,
            owner: None,
            user: None,
            subscriptions: Vec::new(),
            parked: Vec::new(),
            grants: VecDeque::new(),
            user_grant: None,
        }
    }

    fn hears(&self, channel: &str) -> Option<&Channel> {
        self.subscriptions
            .iter()
            .find(|heard| heard.name() == channel)
    }

    fn waits_for(&self, channel: &str) -> Option<&Place> {
        self.parked
            .iter()
            .find(|place| place.channel.name() == channel)
    }

    fn unpark(&mut self, channel: &str) {
        self.parked.retain(|place| place.channel.name() != channel);
        if self.parked.is_empty() {
            self.parked = Vec::new();
        }
    }

    /// Whether somebody other than `member` has a claim on it.
    fn is_claimed_by_other(&self, member: &str) -> bool {
        let grants = self.grants.iter().map(|(_, who)| &**who);
        let granted = grants.chain(self.user_grant.iter().map(|grant| &grant.1));
        let claims = granted
            .map(|who| &*who.member)
            .chain(self.owner.iter().map(Owner::member));
        claims.into_iter().any(|claim| claim != member)
    }
}

impl Owner {
    fn member(&self) -> &str {
        &self.first.member
    }

    fn identities(&self) -> impl Iterator<Item = &Arc<Identity>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn rests_on(&self, session: &str) -> bool {
        let mut sessions = self.identities().map(|who| who.session.as_deref());
        sessions.any(|known| known == Some(session))
    }

    fn is(&self, who: &Identity) -> bool {
        self.identities().any(|known| **known == *who)
    }
}

/// Takes a socket out of an index that keeps no empty entries.
fn take_from(index: &mut HashMap<String, HashSet<SocketId>>, key: &str, id: SocketId) {
    if let Some(sockets) = index.get_mut(key) {
        sockets.remove(&id);
        if sockets.is_empty() {
            index.remove(key);
        }
    }
}
