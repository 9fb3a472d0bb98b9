//! How a socket comes to belong to a member and to have a place in a room, and how it leaves.

use std::{sync::Arc, time::Instant};

use super::{
    super::{
        Channel, Close, Identity, Kind, SocketId,
        outbox::{Frame, Loss, Notice},
        protocol::{subscription_error, subscription_succeeded},
        revocation::Ticket,
        rooms::NotSigned,
    },
    Begin, Owner, Place, Registry, Ruling, Verdict,
};

/// More ways than this to be the same person on one socket are not needed by anybody.
const MOST_SESSIONS: usize = 4;

/// One answer for "not allowed" and "no such thing".
pub(super) const FORBIDDEN: &str = "You may not hear this channel";

const UNAUTHENTICATED: &str = "This channel needs to know who you are";

impl Registry {
    pub(super) fn identify(&mut self, id: SocketId, who: &Identity, ticket: Ticket) -> Verdict {
        if self.changes.outdated(ticket, who, None) {
            return Verdict::Stale(self.changes.ticket());
        }
        self.bind(id, who)
    }

    pub(super) fn whose(&self, id: SocketId) -> Option<Vec<Identity>> {
        let socket = self.sockets.get(&id)?;
        Some(socket.owner.iter().flat_map(Owner::identities).collect())
    }

    pub(super) fn grant(
        &mut self,
        id: SocketId,
        channel: &Channel,
        who: Identity,
    ) -> Result<(), NotSigned> {
        let most = self.limits.subscriptions;
        let socket = self.sockets.get_mut(&id).ok_or(NotSigned::NoSuchSocket)?;
        let other = |member: &str| member != who.member;
        if socket
            .owner
            .as_ref()
            .is_some_and(|owner| other(&owner.member))
            || socket
                .grants
                .iter()
                .any(|(_, granted)| other(&granted.member))
        {
            return Err(NotSigned::SomebodyElse);
        }
        socket.grants.retain(|(name, _)| **name != *channel.name());
        socket.grants.push_back((channel.shared_name(), who));
        if socket.grants.len() > most {
            socket.grants.pop_front();
        }
        Ok(())
    }

    pub(super) fn begin(&mut self, id: SocketId, channel: Channel, again: bool) -> Begin {
        let Some(socket) = self.sockets.get_mut(&id) else {
            return Begin::Moot;
        };
        if socket.hears(&channel) {
            return if again { Begin::Moot } else { Begin::Duplicate };
        }
        let parked = socket.parked.iter().any(|place| place.channel == channel);
        if again && !parked {
            return Begin::Moot;
        }
        if !parked && socket.subscriptions.len() + socket.parked.len() >= self.limits.subscriptions
        {
            return Begin::Refused {
                status: 429,
                error: "Too many subscriptions",
            };
        }
        let granted = socket
            .grants
            .iter()
            .find(|(name, _)| **name == *channel.name());
        let own = socket
            .owner
            .as_ref()
            .and_then(|owner| owner.identities().next());
        let who = match granted {
            Some((_, who)) => Some(who.clone()),
            // Anybody with the secret can sign, and a signature names nobody: for a room that has
            // members it must be one of ours, given to one of them.
            None if channel.is_aliased() && channel.needs_signature() && !again => None,
            None if channel.kind() == Kind::ToUser => None,
            None => own,
        };
        if let Some(who) = who {
            let known = socket.owner.as_ref().is_some_and(|owner| owner.is(&who));
            return Begin::Ask {
                who,
                ticket: self.changes.ticket(),
                known,
            };
        }
        let waits = matches!(channel.kind(), Kind::Public) && !again;
        if !waits {
            return Begin::Refused {
                status: 401,
                error: UNAUTHENTICATED,
            };
        }
        if !parked {
            if socket.parked.len() >= self.limits.parked {
                return Begin::Refused {
                    status: 429,
                    error: "Too many subscriptions",
                };
            }
            socket.parked.push(Place {
                channel,
                channel_data: None,
            });
        }
        Begin::Parked
    }

    pub(super) fn join(&mut self, id: SocketId, ruling: Ruling, now: Instant) -> Verdict {
        let Ruling { place, who, ticket } = &ruling;
        let channel = &place.channel;
        if self.changes.outdated(*ticket, who, Some(channel.room())) {
            return Verdict::Stale(self.changes.ticket());
        }
        let bound = self.bind(id, who);
        let Some(socket) = self.sockets.get_mut(&id).filter(|_| bound == Verdict::Done) else {
            return bound;
        };
        socket.unpark(channel.name());
        if socket.hears(channel) {
            return Verdict::Done;
        }
        socket.subscriptions.push(channel.clone());
        let outbox = socket.outbox.clone();
        self.rooms
            .entry(channel.shared_room())
            .or_default()
            .join(id, outbox.clone(), channel);
        // In the same step as the joining: no event can come before it, and none is missed after.
        let frame = Frame::about(
            subscription_succeeded(channel.name(), "{}"),
            channel,
            Loss::Never,
        );
        self.put(&outbox, &frame, now);
        Verdict::Done
    }

    pub(super) fn refuse(&mut self, id: SocketId, ruling: Ruling, now: Instant) -> Verdict {
        let Ruling { place, who, ticket } = ruling;
        // Or a member who has come in the meantime would be parked for good.
        if self
            .changes
            .outdated(ticket, &who, Some(place.channel.room()))
        {
            return Verdict::Stale(self.changes.ticket());
        }
        self.turn_away(id, place, now);
        Verdict::Done
    }

    pub(super) fn leave(&mut self, id: SocketId, channel: &str) {
        let Some(socket) = self.sockets.get_mut(&id) else {
            return;
        };
        socket.unpark(channel);
        let heard = socket
            .subscriptions
            .iter()
            .position(|heard| heard.name() == channel);
        if let Some(index) = heard {
            let channel = socket.subscriptions.swap_remove(index);
            self.vacate(id, &channel);
        }
    }

    /// Tells a socket that it may not hear a channel, and remembers that it would like to if the
    /// channel is one whose members come and go.
    pub(super) fn turn_away(&mut self, id: SocketId, place: Place, now: Instant) {
        let most = self.limits.parked;
        let Some(socket) = self.sockets.get_mut(&id) else {
            return;
        };
        let text = subscription_error(place.channel.name(), 403, FORBIDDEN);
        // About no room, so that a removal does not take the answer back with the room's events.
        let frame = Frame::plain(text);
        let outbox = Arc::clone(&socket.outbox);
        socket.unpark(place.channel.name());
        if place.channel.is_aliased() && socket.parked.len() < most {
            socket.parked.push(place);
        }
        self.put(&outbox, &frame, now);
    }

    /// Makes a socket a member's. What it had to wait for that can be asked about now.
    fn bind(&mut self, id: SocketId, who: &Identity) -> Verdict {
        let Some(socket) = self.sockets.get(&id) else {
            return Verdict::Moot;
        };
        match &socket.owner {
            Some(owner) if owner.member != who.member => return Verdict::SomebodyElse,
            Some(owner) if owner.is(who) => return Verdict::Done,
            Some(owner) if owner.sessions.len() >= MOST_SESSIONS => return Verdict::SomebodyElse,
            _ => {}
        }
        if self.is_crowded(id, who) {
            self.expel(id, Close::OverCapacity);
            return Verdict::Moot;
        }
        self.members
            .entry(who.member.clone())
            .or_default()
            .insert(id);
        let Some(socket) = self.sockets.get_mut(&id) else {
            return Verdict::Moot;
        };
        match &mut socket.owner {
            Some(owner) => owner.sessions.push(who.session.clone()),
            none => {
                let sessions = vec![who.session.clone()];
                *none = Some(Owner {
                    member: who.member.clone(),
                    sessions,
                });
            }
        }
        for place in &socket.parked {
            socket
                .outbox
                .notify(Notice::AskAgain(place.channel.clone()));
        }
        Verdict::Done
    }

    /// Whether a member or a session has as many other sockets as it may.
    fn is_crowded(&self, id: SocketId, who: &Identity) -> bool {
        let Some(theirs) = self.members.get(&who.member) else {
            return false;
        };
        let others = || theirs.iter().filter(|other| **other != id);
        let same_session = |other: &&SocketId| {
            let owner = self
                .sockets
                .get(*other)
                .and_then(|socket| socket.owner.as_ref());
            who.session.is_some() && owner.is_some_and(|owner| owner.is(who))
        };
        others().count() >= self.limits.sockets_per_member
            || others().filter(same_session).count() >= self.limits.sockets_per_session
    }
}
