//! How an event reaches everybody in a room.
//!
//! A frame is written once for each name that the room is known by, and shared.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytestring::ByteString;

use super::{
    super::{
        Channel, Kind, SocketId,
        outbox::{Frame, Loss},
        protocol::{self, EventText},
    },
    Parcel, Registry, Whisper,
};

/// A channel with more subscriptions than this is not told of each change in their number …
const SMALL: usize = 100;

/// … but only this often.
const COUNT_EVERY: Duration = Duration::from_secs(5);

impl Registry {
    pub(super) fn publish(&mut self, parcel: &Parcel, now: Instant) {
        let text = EventText::new(&parcel.event, &parcel.data, None);
        for channel in &parcel.channels {
            if channel.is_cached() {
                self.cache.put(channel, &text, &parcel.data, now);
            }
            let Some(room) = self.rooms.get(channel.room()) else {
                continue;
            };
            for form in room.forms() {
                let name = &form.channel;
                let frame = Frame::about(text.on(name.name()), name, Loss::Told);
                for (socket, seat) in &form.seats {
                    if parcel.except != Some(*socket) && seat.hears(parcel.about) {
                        self.counters.pushed(seat.outbox.push(&frame, now));
                    }
                }
            }
        }
    }

    pub(super) fn whisper(&mut self, id: SocketId, whisper: &Whisper, now: Instant) {
        let Some(socket) = self.sockets.get(&id) else {
            return;
        };
        let deny = |why: &str| {
            let text = format!("Client event rejected: {why}");
            socket.outbox.reply(protocol::error(None, &text));
        };
        let Some(channel) = socket.hears(&whisper.channel) else {
            return deny("this socket is not subscribed to the channel");
        };
        if !channel.takes_client_events() {
            return deny("only private and presence channels take them");
        }
        let Some(room) = self.rooms.get(channel.room()) else {
            return;
        };
        let seat = room.form(channel).and_then(|form| form.seats.get(&id));
        let person = seat
            .and_then(|seat| seat.person.as_ref())
            .map(|person| &person.user_id);
        let member = socket.owner.as_ref().map(|owner| &owner.member);
        // In a room of members everybody knows everybody, whatever name they came by.
        let user_id = person.or(member.filter(|_| channel.is_aliased()));
        let text = EventText::new(&whisper.event, &whisper.data, user_id.map(String::as_str));
        for form in room
            .forms()
            .iter()
            .filter(|form| form.channel.takes_client_events())
        {
            let name = &form.channel;
            let frame = Frame::about(text.on(name.name()), name, Loss::Silent);
            for (_, seat) in form.seats.iter().filter(|(other, _)| **other != id) {
                self.counters.pushed(seat.outbox.push(&frame, now));
            }
        }
    }

    /// Tells everybody on a channel but one what they must not miss.
    pub(super) fn tell_others(
        &self,
        id: SocketId,
        channel: &Channel,
        text: ByteString,
        now: Instant,
    ) {
        let frame = Frame::about(text, channel, Loss::Never);
        let form = self
            .rooms
            .get(channel.room())
            .and_then(|room| room.form(channel));
        for (_, seat) in form
            .iter()
            .flat_map(|form| &form.seats)
            .filter(|(other, _)| **other != id)
        {
            self.put(&seat.outbox, &frame, now);
        }
    }

    /// The number of a channel's subscriptions has changed.
    pub(super) fn recount(&mut self, channel: &Channel, now: Instant) {
        // In the rooms that all apps have in common the people themselves are known.
        let is_counted = self.limits.count_subscriptions && !channel.is_common();
        if !is_counted || matches!(channel.kind(), Kind::Presence | Kind::ToUser) {
            return;
        }
        let room = self.rooms.get_mut(channel.room());
        let Some(form) = room.and_then(|room| room.form_mut(channel)) else {
            return;
        };
        let next = form
            .counted_at
            .map(|at| at + COUNT_EVERY)
            .filter(|next| *next > now);
        match next {
            Some(next) if form.seats.len() > SMALL => {
                self.counts_due
                    .insert(channel.address(), (channel.clone(), next));
            }
            _ => {
                form.counted_at = Some(now);
                let text = protocol::subscription_count(channel.name(), form.seats.len());
                let frame = Frame::about(text, channel, Loss::Silent);
                let outboxes: Vec<_> = form
                    .seats
                    .values()
                    .map(|seat| Arc::clone(&seat.outbox))
                    .collect();
                for outbox in outboxes {
                    self.put(&outbox, &frame, now);
                }
            }
        }
    }

    /// When there will be something to do although nobody says anything.
    pub(in crate::live) fn next_due(&self) -> Option<Instant> {
        self.counts_due.values().map(|(_, due)| *due).min()
    }

    /// Does it.
    pub(in crate::live) fn tick(&mut self, now: Instant) {
        let due: Vec<_> = self
            .counts_due
            .extract_if(|_, (_, due)| *due <= now)
            .map(|(_, (channel, _))| channel)
            .collect();
        for channel in due {
            self.recount(&channel, now);
        }
    }
}
