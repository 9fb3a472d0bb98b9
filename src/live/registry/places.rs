//! How a socket comes to belong to a member and to have a place in a room, and how it leaves.

use std::{sync::Arc, time::Instant};

use super::{
    super::{
        Channel, Close, Happening, Identity, Kind, SocketId,
        dialect::Dialect,
        outbox::{Frame, Loss, Notice},
        protocol,
        revocation::Ticket,
        signing::NotSigned,
    },
    Again, Begin, Owner, Place, Registry, Ruling, Socket, Verdict,
    room::{Form, Seat},
};

/// More ways than this to be the same person on one socket are not needed by anybody.
const MOST_SESSIONS: usize = 4;

/// One answer for "not allowed" and "no such thing".
const FORBIDDEN: &str = "You may not hear this channel";

const UNAUTHENTICATED: &str = "This channel needs to know who you are";

const UNAVAILABLE: &str = "This cannot be answered now, and will be asked again";

const TOO_MANY: &str = "Too many subscriptions";

impl Registry {
    pub(super) fn identify(
        &mut self,
        id: SocketId,
        who: &Identity,
        ticket: Ticket,
        now: Instant,
    ) -> Verdict {
        if self.changes.outdated(ticket, who, None) {
            return Verdict::Stale(self.changes.ticket());
        }
        self.bind(id, who, now)
    }

    pub(super) fn whose(&self, id: SocketId) -> Option<Vec<Identity>> {
        let socket = self.sockets.get(&id)?;
        let owner = socket.owner.iter().flat_map(Owner::identities);
        Some(owner.map(|who| Identity::clone(who)).collect())
    }

    pub(super) fn grant(
        &mut self,
        id: SocketId,
        channel: &Channel,
        who: Identity,
    ) -> Result<(), NotSigned> {
        let most = self.limits.subscriptions;
        let who = self.shared(id, who);
        let socket = self.sockets.get_mut(&id).ok_or(NotSigned::NoSuchSocket)?;
        if socket.is_claimed_by_other(&who.member) {
            return Err(NotSigned::SomebodyElse);
        }
        socket.grants.retain(|(name, _)| **name != *channel.name());
        // Most sockets are granted one or two, and are thousands.
        socket.grants.reserve_exact(1);
        socket.grants.push_back((channel.shared_name(), who));
        if socket.grants.len() > most {
            socket.grants.pop_front();
        }
        Ok(())
    }

    pub(super) fn begin(&mut self, id: SocketId, place: Place, again: Again) -> Begin {
        let Some(socket) = self.sockets.get_mut(&id) else {
            return Begin::Moot;
        };
        let (channel, is_new) = (&place.channel, again == Again::No);
        let parked = socket.waits_for(channel.name()).is_some();
        match socket.hears(channel.name()) {
            Some(_) if is_new => return Begin::Duplicate,
            None if is_new || parked => {}
            _ => return Begin::Moot,
        }
        if !parked && socket.subscriptions.len() + socket.parked.len() >= self.limits.subscriptions
        {
            return Begin::Refused {
                status: 429,
                error: TOO_MANY,
            };
        }
        let Some(who) = claimant(socket, &place, again) else {
            return park(socket, place, again, self.limits.parked);
        };
        if let Some(error) = impostor(socket, &place, &who, again) {
            return Begin::Refused { status: 403, error };
        }
        let known = socket.owner.as_ref().is_some_and(|owner| owner.is(&who));
        Begin::Ask {
            who,
            ticket: self.changes.ticket(),
            known,
        }
    }

    pub(super) fn join(&mut self, id: SocketId, ruling: Ruling, now: Instant) -> Verdict {
        let Ruling {
            place: Place { channel, person },
            who,
            ticket,
            after,
        } = ruling;
        if self.changes.outdated(ticket, &who, Some(channel.room())) {
            return Verdict::Stale(self.changes.ticket());
        }
        let bound = self.bind(id, &who, now);
        let Some(socket) = self.sockets.get_mut(&id).filter(|_| bound == Verdict::Done) else {
            return bound;
        };
        if socket.hears(channel.name()).is_some() {
            return Verdict::Done;
        }
        let waiting = socket
            .waits_for(channel.name())
            .and_then(|place| place.person.clone());
        let user = || {
            socket
                .user
                .as_ref()
                .map(|user| Arc::new(user.person.clone()))
        };
        let person = match channel.kind() {
            Kind::Presence => person.or(waiting).or_else(user),
            _ => None,
        };
        let form = self
            .rooms
            .get(channel.room())
            .and_then(|room| room.form(&channel));
        if let (Some(form), Some(person)) = (form, &person)
            && !form.has(person)
            && form.people().count() >= self.limits.people
        {
            return Verdict::Full;
        }
        // The same words as everybody's there, and room for no more: most sockets hear a few channels
        // and are thousands.
        let channel = form.map_or(channel, |form| form.channel.clone());
        socket.unpark(channel.name());
        let mut granted = socket.grants.iter_mut();
        if let Some((name, _)) = granted.find(|(name, _)| **name == *channel.name()) {
            *name = channel.shared_name();
        }
        socket.subscriptions.reserve_exact(1);
        socket.subscriptions.push(channel.clone());
        let outbox = socket.outbox.clone();
        let seat = Seat {
            outbox,
            person,
            after,
        };
        self.seat(id, seat, &channel, now);
        Verdict::Done
    }

    pub(super) fn refuse(&mut self, id: SocketId, ruling: Ruling, now: Instant) -> Verdict {
        let Ruling {
            place, who, ticket, ..
        } = ruling;
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

    pub(super) fn postpone(&mut self, id: SocketId, place: Place, again: Again, now: Instant) {
        let most = self.limits.parked;
        let Some(socket) = self.sockets.get_mut(&id) else {
            return;
        };
        let name = place.channel.shared_name();
        if socket.waits_for(&name).is_none() && socket.parked.len() < most {
            socket.parked.push(place);
        }
        if again == Again::No {
            let outbox = socket.outbox.clone();
            if let Some(text) = outbox.dialect().refused(&name, 503, UNAVAILABLE) {
                self.put(&outbox, &Frame::plain(text), now);
            }
        }
    }

    pub(super) fn leave(&mut self, id: SocketId, channel: &str, now: Instant) {
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
            self.vacate(id, &channel, now);
        }
    }

    /// Tells a socket that it may not hear a channel, and remembers that it would like to if the
    /// channel is one whose members come and go.
    pub(super) fn turn_away(&mut self, id: SocketId, mut place: Place, now: Instant) {
        let most = self.limits.parked;
        let Some(socket) = self.sockets.get_mut(&id) else {
            return;
        };
        let outbox = Arc::clone(&socket.outbox);
        let answer = outbox
            .dialect()
            .refused(place.channel.name(), 403, FORBIDDEN);
        let waiting = socket
            .waits_for(place.channel.name())
            .and_then(|place| place.person.clone());
        place.person = place.person.or(waiting);
        socket.unpark(place.channel.name());
        if place.channel.is_aliased() && socket.parked.len() < most {
            socket.parked.push(place);
        }
        if let Some(text) = answer {
            // About no room, so that a removal does not take the answer back with the room's events.
            self.put(&outbox, &Frame::plain(text), now);
        }
    }

    /// Makes a socket a member's. What it had to wait for that can be asked about now.
    pub(super) fn bind(&mut self, id: SocketId, who: &Identity, now: Instant) -> Verdict {
        let Some(socket) = self.sockets.get(&id) else {
            return Verdict::Moot;
        };
        match &socket.owner {
            Some(owner) if owner.member() != who.member => return Verdict::SomebodyElse,
            Some(owner) if owner.is(who) => return Verdict::Done,
            Some(owner) if owner.identities().count() >= MOST_SESSIONS => {
                return Verdict::SomebodyElse;
            }
            _ => {}
        }
        if self.is_crowded(id, who) {
            self.expel(id, Close::OverCapacity, now);
            return Verdict::Moot;
        }
        let known = self.shared(id, who.clone());
        self.members
            .entry(who.member.clone())
            .or_default()
            .insert(id);
        let Some(socket) = self.sockets.get_mut(&id) else {
            return Verdict::Moot;
        };
        match &mut socket.owner {
            Some(owner) => owner.others.push(known),
            none => {
                let others = Vec::new();
                *none = Some(Owner {
                    first: known,
                    others,
                });
                // What had been signed for somebody else can never be of use here any more.
                let theirs = |granted: &Identity| granted.member == who.member;
                socket.grants.retain(|(_, granted)| theirs(granted));
                socket.user_grant.take_if(|grant| !theirs(&grant.1));
            }
        }
        for place in &socket.parked {
            socket
                .outbox
                .notify(Notice::AskAgain(place.channel.clone()));
        }
        Verdict::Done
    }

    /// Gives a socket its place. The greeting is queued in the same step as the joining: no event
    /// can come before it, and none is missed after.
    fn seat(&mut self, id: SocketId, seat: Seat, channel: &Channel, now: Instant) {
        let (outbox, person) = (seat.outbox.clone(), seat.person.clone());
        let room = self.rooms.entry(channel.shared_room()).or_default();
        let was_empty = room.is_empty();
        let is_newcomer = room.join(id, seat, channel);
        let people = room.form(channel).into_iter().flat_map(Form::people);
        let greeting = outbox.dialect().entered(channel, people);
        let say = |text, loss| self.put(&outbox, &Frame::about(text, channel, loss), now);
        if let Some(greeting) = greeting {
            say(greeting, Loss::Never);
        }
        if was_empty {
            self.news.report(channel, || Happening::Occupied);
        }
        if channel.is_cached() {
            match self.cache.frame(channel, now) {
                Some(frame) => self.put(&outbox, &frame, now),
                None => {
                    say(protocol::cache_miss(channel.name()), Loss::Never);
                    self.news.report(channel, || Happening::CacheMiss);
                }
            }
        }
        if let Some(person) = person.filter(|_| is_newcomer) {
            let user_id = || person.user_id.clone();
            self.news
                .report(channel, || Happening::MemberAdded { user_id: user_id() });
            let spell = |dialect: Dialect| dialect.member_added(channel, &person);
            self.tell_others(id, channel, spell, now);
        }
        self.recount(channel, now);
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

/// As whom a socket asks for a place.
fn claimant(socket: &Socket, place: &Place, again: Again) -> Option<Identity> {
    let channel = &place.channel;
    let granted = socket
        .grants
        .iter()
        .find(|(name, _)| **name == *channel.name());
    if let Some((_, who)) = granted {
        return Some(Identity::clone(who));
    }
    // Anybody with the secret can sign, and a signature names nobody: for a room that has members
    // it must be one of ours, given to one of them.
    // Those who speak Socket.IO show none: they are let in as whose they are.
    let signs = socket.outbox.dialect() == Dialect::Pusher;
    if signs && channel.is_aliased() && channel.needs_signature() && again == Again::No {
        return None;
    }
    if channel.kind() == Kind::ToUser && socket.user.is_none() {
        return None;
    }
    socket
        .owner
        .as_ref()
        .map(|owner| Identity::clone(&owner.first))
}

/// What is wrong with a claim to be somebody.
fn impostor(socket: &Socket, place: &Place, who: &Identity, again: Again) -> Option<&'static str> {
    let channel = &place.channel;
    if channel.to_user().is_some_and(|user| user != who.member) {
        return Some(FORBIDDEN);
    }
    if channel.kind() != Kind::Presence || again == Again::Yes {
        return None;
    }
    match &place.person {
        // In a room of members one is there as the member one is.
        Some(person) if channel.is_aliased() && person.user_id != who.member => Some(FORBIDDEN),
        None if socket.user.is_none() => Some("A presence channel needs to know as whom you come"),
        _ => None,
    }
}

/// What needs no signature waits for the socket to say whose it is.
fn park(socket: &mut Socket, place: Place, again: Again, most: usize) -> Begin {
    if place.channel.kind() != Kind::Public || again == Again::Yes {
        return Begin::Refused {
            status: 401,
            error: UNAUTHENTICATED,
        };
    }
    if socket.waits_for(place.channel.name()).is_none() {
        if socket.parked.len() >= most {
            return Begin::Refused {
                status: 429,
                error: TOO_MANY,
            };
        }
        socket.parked.push(place);
    }
    Begin::Parked
}
