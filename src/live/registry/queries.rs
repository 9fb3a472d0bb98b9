//! What can be asked about the rooms without changing anything.

use std::{collections::BTreeSet, time::Instant};

use super::{
    super::{App, Channel, SocketId},
    ChannelInfo, Owner, Registry,
    room::Form,
};

impl Registry {
    pub(super) fn app_of(&self, id: SocketId) -> Option<App> {
        self.sockets.get(&id).map(|socket| socket.app.clone())
    }

    pub(super) fn channels(&self, app: &App, prefix: &str) -> Vec<ChannelInfo> {
        let forms = self.rooms.values().flat_map(|room| room.forms());
        let mut channels: Vec<_> = forms
            .filter(|form| app.reaches(&form.channel) && form.channel.name().starts_with(prefix))
            .map(describe)
            .collect();
        channels.sort_by(|one, other| one.name.cmp(&other.name));
        channels
    }

    pub(super) fn channel(&self, channel: &Channel, now: Instant) -> ChannelInfo {
        let form = self
            .rooms
            .get(channel.room())
            .and_then(|room| room.form(channel));
        let cached = self
            .cache
            .data(channel, now)
            .filter(|_| channel.is_cached());
        let unoccupied = || ChannelInfo {
            name: channel.name().to_owned(),
            subscription_count: 0,
            user_count: (channel.kind() == super::super::Kind::Presence).then_some(0),
            cached: None,
        };
        ChannelInfo {
            cached,
            ..form.map_or_else(unoccupied, describe)
        }
    }

    pub(super) fn users_on(&self, channel: &Channel) -> Vec<String> {
        let form = self
            .rooms
            .get(channel.room())
            .and_then(|room| room.form(channel));
        form.into_iter()
            .flat_map(Form::people)
            .map(|person| person.user_id.clone())
            .collect()
    }

    pub(super) fn present(&self, room: &str) -> Vec<String> {
        let forms = self
            .rooms
            .get(room)
            .into_iter()
            .flat_map(|room| room.forms());
        let sockets = forms.flat_map(|form| form.seats.keys());
        let owners = sockets.filter_map(|id| self.sockets.get(id)?.owner.as_ref());
        let members: BTreeSet<_> = owners.map(Owner::member).collect();
        members.into_iter().map(str::to_owned).collect()
    }
}

fn describe(form: &Form) -> ChannelInfo {
    ChannelInfo {
        name: form.channel.name().to_owned(),
        subscription_count: form.seats.len(),
        user_count: form.user_count(),
        cached: None,
    }
}
