//! How what a socket was allowed ends, and how it may begin again.
//!
//! Each of these is complete when it returns. It takes the socket out of the room, takes back what
//! is queued, and notes the change, so that an older answer of the Authority opens nothing.

use std::time::Instant;

use super::{
    super::{Channel, Close, SocketId, outbox::Notice, revocation::Change},
    Place, Registry,
};

impl Registry {
    pub(super) fn admit(&mut self, member: String, room: String) {
        for id in self.sockets_of(&member) {
            let Some(socket) = self.sockets.get(&id) else {
                continue;
            };
            for place in socket
                .parked
                .iter()
                .filter(|place| place.channel.room() == room)
            {
                socket
                    .outbox
                    .notify(Notice::AskAgain(place.channel.clone()));
            }
        }
        self.changes.record(Change::Room { member, room });
    }

    pub(super) fn evict(&mut self, member: String, room: String, now: Instant) {
        for id in self.sockets_of(&member) {
            self.evict_socket(id, now, |there, _| there == room);
        }
        self.changes.record(Change::Room { member, room });
    }

    pub(super) fn withdraw(&mut self, member: String, room: String, name: &str, now: Instant) {
        for id in self.sockets_of(&member) {
            self.evict_socket(id, now, |_, other| other == name);
        }
        self.changes.record(Change::Room { member, room });
    }

    pub(super) fn close_session(&mut self, session: String, now: Instant) {
        let theirs: Vec<SocketId> = self
            .sockets
            .iter()
            .filter(|(_, socket)| {
                socket
                    .owner
                    .as_ref()
                    .is_some_and(|owner| owner.rests_on(&session))
            })
            .map(|(id, _)| *id)
            .collect();
        for id in theirs {
            self.expel(id, Close::Unauthorized, now);
        }
        self.changes.record(Change::Session(session));
    }

    pub(super) fn close_member(&mut self, member: String, now: Instant) {
        for id in self.sockets_of(&member) {
            self.expel(id, Close::Unauthorized, now);
        }
        self.changes.record(Change::Member(member));
    }

    /// Takes a socket out of the channels that are meant by their room and their name.
    fn evict_socket(&mut self, id: SocketId, now: Instant, is_meant: impl Fn(&str, &str) -> bool) {
        let Some(socket) = self.sockets.get_mut(&id) else {
            return;
        };
        let subscriptions = std::mem::take(&mut socket.subscriptions);
        let (heard, kept): (Vec<Channel>, Vec<Channel>) = subscriptions
            .into_iter()
            .partition(|channel| is_meant(channel.room(), channel.name()));
        socket.subscriptions = kept;
        socket
            .outbox
            .take_back(|about| is_meant(&about.room, &about.channel));
        for channel in heard {
            let person = self.vacate(id, &channel, now);
            self.turn_away(id, Place { channel, person }, now);
        }
    }
}
