//! How an event reaches everybody in a room.
//!
//! A frame is written once for each name that the room is known by and each dialect that somebody
//! there speaks, and shared.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytestring::ByteString;

use super::{
    super::{
        Channel, Happening, Kind, SocketId,
        dialect::{Dialect, Spelled},
        outbox::Loss,
        protocol::{self, EventText},
    },
    Heeded, Owner, Parcel, Registry, Whisper,
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
                let spell = |dialect: Dialect| dialect.event(&text, &form.channel);
                let spell_later = |dialect: Dialect| {
                    let (_, data) = parcel.to_later.as_ref()?;
                    dialect.event(&EventText::new(&parcel.event, data, None), &form.channel)
                };
                let mut spelled = Spelled::new(&form.channel, Loss::Told, spell);
                let mut spelled_later = Spelled::new(&form.channel, Loss::Told, spell_later);
                let place = parcel.to_later.as_ref().map(|(place, _)| *place);
                for (socket, seat) in &form.seats {
                    if parcel.except == Some(*socket) || !seat.hears(parcel.about) {
                        continue;
                    }
                    let frame = match seat.hears(place) {
                        true => spelled.frame(seat.outbox.dialect()),
                        false => spelled_later.frame(seat.outbox.dialect()),
                    };
                    if let Some(frame) = frame {
                        self.counters.pushed(seat.outbox.push(frame, now));
                    }
                }
            }
        }
    }

    pub(super) fn whisper(&mut self, id: SocketId, whisper: &Whisper, now: Instant) -> Heeded {
        let Some(socket) = self.sockets.get(&id) else {
            return Ok(());
        };
        let Some(channel) = socket.hears(&whisper.channel) else {
            return Err("this socket is not subscribed to the channel");
        };
        if !channel.takes_client_events() {
            return Err("only private and presence channels take them");
        }
        let Some(room) = self.rooms.get(channel.room()) else {
            return Ok(());
        };
        let seat = room.form(channel).and_then(|form| form.seats.get(&id));
        let person = seat
            .and_then(|seat| seat.person.as_ref())
            .map(|person| &*person.user_id);
        let member = socket.owner.as_ref().map(Owner::member);
        // In a room of members everybody knows everybody, whatever name they came by.
        let user_id = person.or(member.filter(|_| channel.is_aliased()));
        let text = EventText::new(&whisper.event, &whisper.data, user_id);
        for form in room
            .forms()
            .iter()
            .filter(|form| form.channel.takes_client_events())
        {
            let spell = |dialect: Dialect| dialect.event(&text, &form.channel);
            let mut spelled = Spelled::new(&form.channel, Loss::Silent, spell);
            for (_, seat) in form.seats.iter().filter(|(other, _)| **other != id) {
                if let Some(frame) = spelled.frame(seat.outbox.dialect()) {
                    self.counters.pushed(seat.outbox.push(frame, now));
                }
            }
        }
        self.news.report(channel, || Happening::ClientEvent {
            event: whisper.event.clone(),
            data: whisper.data.clone(),
            socket_id: id,
            user_id: user_id.map(str::to_owned),
        });
        Ok(())
    }

    /// Tells a socket that its event was not passed on.
    pub(super) fn deny(&self, id: SocketId, why: &str) {
        if let Some(socket) = self.sockets.get(&id) {
            let text = format!("Client event rejected: {why}");
            socket.outbox.reply(protocol::error(None, &text));
        }
    }

    /// Tells everybody on a channel but one what they must not miss.
    pub(super) fn tell_others(
        &self,
        id: SocketId,
        channel: &Channel,
        spell: impl Fn(Dialect) -> Option<ByteString>,
        now: Instant,
    ) {
        let mut spelled = Spelled::new(channel, Loss::Never, spell);
        let form = self
            .rooms
            .get(channel.room())
            .and_then(|room| room.form(channel));
        for (_, seat) in form
            .iter()
            .flat_map(|form| &form.seats)
            .filter(|(other, _)| **other != id)
        {
            if let Some(frame) = spelled.frame(seat.outbox.dialect()) {
                self.put(&seat.outbox, frame, now);
            }
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
            let nobody = || Happening::SubscriptionCount { count: 0 };
            return self.news.report(channel, nobody);
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
                let count = form.seats.len();
                let spell = |dialect: Dialect| dialect.counted(channel, count);
                let mut spelled = Spelled::new(channel, Loss::Silent, spell);
                let outboxes: Vec<_> = form
                    .seats
                    .values()
                    .map(|seat| Arc::clone(&seat.outbox))
                    .collect();
                for outbox in outboxes {
                    if let Some(frame) = spelled.frame(outbox.dialect()) {
                        self.put(&outbox, frame, now);
                    }
                }
                self.news
                    .report(channel, || Happening::SubscriptionCount { count });
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
