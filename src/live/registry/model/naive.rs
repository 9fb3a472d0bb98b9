//! The model itself: what ought to be said to whom, worked out the long way round.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    super::{
        super::{Close, Identity},
        Again, Begin, Verdict,
    },
    LIMITS, is_aliased, is_presence, is_private, is_to_user, room,
};

/// A frame, taken apart: event, channel, data, user.
pub(super) type Said = (String, String, Value, Value);

/// One socket.
#[derive(Clone, Default)]
pub(super) struct Seen {
    pub(super) owner: Option<String>,
    pub(super) sessions: Vec<Option<String>>,
    pub(super) signed_in: bool,
    pub(super) watches: Option<String>,
    pub(super) hears: BTreeSet<&'static str>,
    pub(super) waits: BTreeSet<&'static str>,
    pub(super) grants: BTreeMap<&'static str, Identity>,
    pub(super) user_grant: Option<Identity>,
}

/// Everything.
#[derive(Default)]
pub(super) struct Naive {
    pub(super) sockets: BTreeMap<usize, Seen>,
    pub(super) stopped: bool,
    allowed: BTreeSet<(String, String)>,
    /// What each socket is told by the present step.
    pub(super) said: BTreeMap<usize, Vec<Said>>,
    /// What each socket is to ask about again.
    pub(super) asked: BTreeMap<usize, BTreeSet<&'static str>>,
    pub(super) closed: BTreeMap<usize, Close>,
}

impl Seen {
    fn is_of(&self, member: &str) -> bool {
        self.owner.as_deref() == Some(member)
    }
}

impl Naive {
    pub(super) fn open(&mut self, socket: usize, name: String) -> Result<(), Close> {
        if self.stopped {
            return Err(Close::Restart);
        }
        if self.sockets.len() >= LIMITS.sockets {
            return Err(Close::OverCapacity);
        }
        self.sockets.insert(socket, Seen::default());
        let data = json!({ "socket_id": name, "activity_timeout": 30 });
        self.say(socket, "pusher:connection_established", "", data);
        Ok(())
    }

    pub(super) fn gone(&mut self, socket: usize) {
        let Some(seen) = self.sockets.get(&socket).cloned() else {
            return;
        };
        for channel in &seen.hears {
            self.stand_up(socket, channel);
        }
        self.sockets.remove(&socket);
        let member = seen.owner.unwrap_or_default();
        if seen.signed_in && !self.is_online(&member) {
            self.tell_watchers(&member, "offline");
        }
    }

    pub(super) fn may_claim(&self, socket: usize, member: &str) -> bool {
        self.sockets.get(&socket).is_some_and(|seen| {
            let granted = seen.grants.values().chain(&seen.user_grant);
            seen.owner.iter().all(|owner| owner == member)
                && granted.into_iter().all(|who| who.member == member)
        })
    }

    pub(super) fn bind(&mut self, socket: usize, who: &Identity) -> Verdict {
        let Some(seen) = self.sockets.get(&socket) else {
            return Verdict::Moot;
        };
        if seen
            .owner
            .as_ref()
            .is_some_and(|owner| *owner != who.member)
        {
            return Verdict::SomebodyElse;
        }
        if seen.sessions.contains(&who.session) {
            return Verdict::Done;
        }
        let others = |seen: &[usize]| seen.iter().filter(|other| **other != socket).count();
        if others(&self.those(|seen| seen.is_of(&who.member))) >= LIMITS.sockets_per_member
            || others(&self.those(|seen| seen.sessions.contains(&who.session)))
                >= LIMITS.sockets_per_session
        {
            self.expel(socket, Close::OverCapacity);
            return Verdict::Moot;
        }
        let seen = self.sockets.get_mut(&socket).unwrap();
        seen.grants
            .retain(|_, granted| granted.member == who.member);
        seen.user_grant = seen
            .user_grant
            .take()
            .filter(|granted| granted.member == who.member);
        seen.owner = Some(who.member.clone());
        seen.sessions.push(who.session.clone());
        self.asked.entry(socket).or_default().extend(&seen.waits);
        Verdict::Done
    }

    /// What becomes of a wish to hear a channel: asked about as somebody, or not.
    pub(super) fn begin(
        &mut self,
        socket: usize,
        channel: &'static str,
        again: Again,
        has_person: bool,
    ) -> Result<Identity, Begin> {
        let refused = |status, error| Err(Begin::Refused { status, error });
        let forbidden = refused(403, "You may not hear this channel");
        let too_many = refused(429, "Too many subscriptions");
        let Some(seen) = self.sockets.get_mut(&socket) else {
            return Err(Begin::Moot);
        };
        let waiting = seen.waits.contains(channel);
        match (seen.hears.contains(channel), again) {
            (true, Again::No) => return Err(Begin::Duplicate),
            (false, Again::No) => {}
            (false, Again::Yes) if waiting => {}
            (_, Again::Yes) => return Err(Begin::Moot),
        }
        if !waiting && seen.hears.len() + seen.waits.len() >= LIMITS.subscriptions {
            return too_many;
        }
        let own = seen.owner.clone().map(|member| {
            let session = seen.sessions[0].clone();
            Identity { member, session }
        });
        let needs_grant = is_aliased(channel) && is_private(channel) && again == Again::No;
        let who = match seen.grants.get(channel) {
            Some(who) => Some(who.clone()),
            None if needs_grant => None,
            None if is_to_user(channel) => own.filter(|_| seen.signed_in),
            None => own,
        };
        let Some(who) = who else {
            if is_private(channel) || is_to_user(channel) || again == Again::Yes {
                return refused(401, "This channel needs to know who you are");
            }
            seen.waits.insert(channel);
            return Err(Begin::Parked);
        };
        if is_to_user(channel) && who.member != "ann" {
            return forbidden;
        }
        if is_presence(channel) && again == Again::No && !has_person && !seen.signed_in {
            return refused(403, "A presence channel needs to know as whom you come");
        }
        Ok(who)
    }

    pub(super) fn join(&mut self, socket: usize, who: &Identity, channel: &'static str) -> Verdict {
        let bound = self.bind(socket, who);
        if bound != Verdict::Done || self.sockets[&socket].hears.contains(channel) {
            return bound;
        }
        let before = self.people(channel);
        let is_newcomer = is_presence(channel) && !before.contains(&who.member);
        if is_newcomer && before.len() >= LIMITS.people {
            return Verdict::Full;
        }
        let seen = self.sockets.get_mut(&socket).unwrap();
        seen.hears.insert(channel);
        seen.waits.remove(channel);
        let mut greeting = json!({});
        if is_presence(channel) {
            let ids = self.people(channel);
            let named = |member: &String| (member.clone(), json!({ "name": member }));
            let hash: Map<_, _> = ids.iter().map(named).collect();
            greeting = json!({ "presence": { "count": ids.len(), "ids": ids, "hash": hash } });
        }
        self.say(
            socket,
            "pusher_internal:subscription_succeeded",
            channel,
            greeting,
        );
        if is_newcomer {
            let added = json!({ "user_id": who.member, "user_info": { "name": who.member } });
            self.tell_others(socket, channel, "pusher_internal:member_added", &added);
        }
        Verdict::Done
    }

    pub(super) fn turn_away(&mut self, socket: usize, channel: &'static str) {
        let Some(seen) = self.sockets.get_mut(&socket) else {
            return;
        };
        seen.waits.remove(channel);
        if is_aliased(channel) && seen.waits.len() < LIMITS.parked {
            seen.waits.insert(channel);
        }
        let error = "You may not hear this channel";
        let data = json!({ "type": "AuthError", "error": error, "status": 403 });
        self.say(socket, "pusher:subscription_error", channel, data);
    }

    pub(super) fn leave(&mut self, socket: usize, channel: &'static str) {
        self.stand_up(socket, channel);
        if let Some(seen) = self.sockets.get_mut(&socket) {
            seen.waits.remove(channel);
        }
    }

    pub(super) fn publish(&mut self, channel: &str, except: Option<usize>) {
        for (socket, seen) in self.sockets.clone() {
            let heard = seen
                .hears
                .iter()
                .filter(|heard| room(heard) == room(channel));
            for heard in heard.filter(|_| except != Some(socket)) {
                // The promise itself, whatever the bookkeeping says.
                assert!(self.may_hear(seen.owner.as_deref().unwrap(), heard));
                self.say(socket, "e", heard, json!(7));
            }
        }
    }

    pub(super) fn whisper(&mut self, socket: usize, channel: &str) {
        let Some(seen) = self.sockets.get(&socket).cloned() else {
            return;
        };
        let why = match (seen.hears.contains(channel), is_private(channel)) {
            (true, true) => None,
            (true, false) => Some("only private and presence channels take them"),
            (false, _) => Some("this socket is not subscribed to the channel"),
        };
        if let Some(why) = why {
            let message = format!("Client event rejected: {why}");
            let data = json!({ "code": null, "message": message });
            return self.say(socket, "pusher:error", "", data);
        }
        let is_named = is_presence(channel) || is_aliased(channel);
        let user = seen
            .owner
            .filter(|_| is_named)
            .map_or(Value::Null, Value::from);
        for (other, seen) in self.sockets.clone() {
            for heard in seen.hears {
                if other != socket && is_private(heard) && room(heard) == room(channel) {
                    let said = (
                        "client-e".to_owned(),
                        heard.to_owned(),
                        json!(7),
                        user.clone(),
                    );
                    self.said.entry(other).or_default().push(said);
                }
            }
        }
    }

    pub(super) fn sign_in(
        &mut self,
        socket: usize,
        who: &Identity,
        watched: &str,
        user_data: &str,
    ) -> Verdict {
        let bound = self.bind(socket, who);
        if bound != Verdict::Done {
            return bound;
        }
        self.say(
            socket,
            "pusher:signin_success",
            "",
            json!({ "user_data": user_data }),
        );
        let first = !self.is_online(&who.member);
        let seen = self.sockets.get_mut(&socket).unwrap();
        (seen.signed_in, seen.watches) = (true, Some(watched.to_owned()));
        let name = if self.is_online(watched) {
            "online"
        } else {
            "offline"
        };
        self.tell_watcher(socket, watched, name);
        if first {
            self.tell_watchers(&who.member, "online");
        }
        Verdict::Done
    }

    pub(super) fn may_hear(&self, member: &str, channel: &str) -> bool {
        self.allowed
            .contains(&(member.to_owned(), room(channel).to_owned()))
    }

    pub(super) fn allow(&mut self, member: &str, channel: &str) {
        self.allowed
            .insert((member.to_owned(), room(channel).to_owned()));
        for socket in self.those(|seen| seen.is_of(member)) {
            let waits = self.sockets[&socket].waits.clone();
            let theirs = waits
                .into_iter()
                .filter(|waiting| room(waiting) == room(channel));
            self.asked.entry(socket).or_default().extend(theirs);
        }
    }

    pub(super) fn forbid(&mut self, member: &str, channel: &str) {
        self.allowed
            .remove(&(member.to_owned(), room(channel).to_owned()));
        self.turn_out(member, |heard| room(heard) == room(channel));
    }

    /// Out of what they hear of this.
    pub(super) fn turn_out(&mut self, member: &str, what: impl Fn(&str) -> bool) {
        for socket in self.those(|seen| seen.is_of(member)) {
            for heard in self.sockets[&socket].hears.clone() {
                if what(heard) {
                    self.stand_up(socket, heard);
                    self.turn_away(socket, heard);
                }
            }
        }
    }

    /// These two know of each other, and of `member` nobody else does, nor the other way round.
    pub(super) fn keep_watching(&mut self, member: &str, kept: &str) {
        let is_stranger = |other: &str| other != member && other != kept;
        for socket in self.those(|seen| seen.watches.is_some()) {
            let seen = &self.sockets[&socket];
            let (owner, watched) = (seen.owner.clone().unwrap(), seen.watches.clone().unwrap());
            let ends = (owner == member && is_stranger(&watched))
                || (watched == member && is_stranger(&owner));
            if ends {
                self.sockets.get_mut(&socket).unwrap().watches = None;
                if self.is_online(&watched) {
                    self.tell_watcher(socket, &watched, "offline");
                }
            }
        }
    }

    pub(super) fn end(&mut self, what: impl Fn(&Seen) -> bool) {
        for socket in self.those(what) {
            self.expel(socket, Close::Unauthorized);
        }
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        for socket in std::mem::take(&mut self.sockets).into_keys() {
            self.closed.insert(socket, Close::Restart);
        }
    }

    /// Who is on a presence channel.
    pub(super) fn people(&self, channel: &str) -> BTreeSet<String> {
        let here = self
            .sockets
            .values()
            .filter(|seen| seen.hears.contains(channel));
        here.filter(|_| is_presence(channel))
            .filter_map(|seen| seen.owner.clone())
            .collect()
    }

    fn those(&self, what: impl Fn(&Seen) -> bool) -> Vec<usize> {
        let those = self.sockets.iter().filter(|(_, seen)| what(seen));
        those.map(|(socket, _)| *socket).collect()
    }

    fn stand_up(&mut self, socket: usize, channel: &'static str) {
        let before = self.people(channel);
        if let Some(seen) = self.sockets.get_mut(&socket) {
            seen.hears.remove(channel);
        }
        for gone in before.difference(&self.people(channel)) {
            let removed = json!({ "user_id": gone });
            self.tell_others(socket, channel, "pusher_internal:member_removed", &removed);
        }
    }

    fn expel(&mut self, socket: usize, why: Close) {
        self.closed.insert(socket, why);
        self.gone(socket);
        // What was queued for it is not sent any more.
        self.said.remove(&socket);
        self.asked.remove(&socket);
    }

    fn is_online(&self, member: &str) -> bool {
        self.sockets
            .values()
            .any(|seen| seen.signed_in && seen.is_of(member))
    }

    fn tell_watchers(&mut self, member: &str, name: &str) {
        let watches = |seen: &Seen| seen.watches.as_deref() == Some(member) && !seen.is_of(member);
        for watcher in self.those(watches) {
            self.tell_watcher(watcher, member, name);
        }
    }

    fn tell_watcher(&mut self, watcher: usize, member: &str, name: &str) {
        let data = json!({ "events": [{ "name": name, "user_ids": [member] }] });
        self.say(watcher, "pusher_internal:watchlist_events", "", data);
    }

    fn tell_others(&mut self, socket: usize, channel: &str, event: &str, data: &Value) {
        for other in self.those(|seen| seen.hears.contains(channel)) {
            if other != socket {
                self.say(other, event, channel, data.clone());
            }
        }
    }

    fn say(&mut self, socket: usize, event: &str, channel: &str, data: Value) {
        let said = (event.to_owned(), channel.to_owned(), data, Value::Null);
        self.said.entry(socket).or_default().push(said);
    }
}
