//! What was said against what ought to have been, and the books against the model's sets.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::{
    super::super::{Channel, SocketId, outbox::Notice},
    super::Owner,
    LIMITS, Op, SOCKETS,
    naive::{Said, Seen},
    room,
    world::{World, id},
};

type Index = BTreeMap<String, BTreeSet<SocketId>>;

impl World {
    pub(super) fn compare(&mut self, op: Op) {
        for (socket, outbox) in &self.outboxes {
            let said = outbox.drain();
            let expected = self.naive.said.remove(socket).unwrap_or_default();
            let said = in_order(said.iter().map(|text| take_apart(text)).collect());
            assert_eq!(said, in_order(expected), "socket {socket} after {op:?}");
            let notices = outbox.take_notices();
            let asked: BTreeSet<_> = notices
                .iter()
                .map(|Notice::AskAgain(channel)| channel.name())
                .collect();
            let expected = self.naive.asked.remove(socket).unwrap_or_default();
            assert_eq!(asked, expected, "socket {socket} after {op:?}");
            if self.naive.sockets.contains_key(socket) {
                assert_eq!(outbox.closing(), None);
            } else if let Some(why) = self.naive.closed.get(socket) {
                assert_eq!(outbox.closing(), Some(*why));
            }
        }
        self.forget_closed();
        self.check_sockets();
        self.check_rooms();
        self.check_indices();
    }

    fn check_sockets(&self) {
        assert_eq!(self.registry.sockets.len(), self.naive.sockets.len());
        for (socket, seen) in &self.naive.sockets {
            let kept = &self.registry.sockets[&id(*socket)];
            let heard: BTreeSet<_> = kept.subscriptions.iter().map(Channel::name).collect();
            assert_eq!(
                (heard, kept.subscriptions.len()),
                (seen.hears.clone(), seen.hears.len())
            );
            let parked = kept.parked.iter().map(|place| place.channel.name());
            let parked: BTreeSet<_> = parked.collect();
            assert_eq!(
                (parked, kept.parked.len()),
                (seen.waits.clone(), seen.waits.len())
            );
            assert!(kept.grants.len() <= LIMITS.subscriptions);
            assert_eq!(
                kept.owner.as_ref().map(Owner::member),
                seen.owner.as_deref()
            );
            assert!(
                seen.hears.is_empty() || seen.owner.is_some(),
                "nobody's hears nothing"
            );
        }
    }

    fn check_rooms(&self) {
        let mut expected: BTreeMap<&str, BTreeSet<(&str, usize)>> = BTreeMap::new();
        for (socket, seen) in &self.naive.sockets {
            for heard in &seen.hears {
                expected
                    .entry(room(heard))
                    .or_default()
                    .insert((heard, *socket));
            }
        }
        let rooms = &self.registry.rooms;
        assert_eq!(
            rooms.len(),
            expected.len(),
            "a room exists while somebody is in it"
        );
        for (room, kept) in rooms {
            let mut seats = BTreeSet::new();
            for form in kept.forms() {
                assert!(!form.seats.is_empty());
                let name = form.channel.name();
                let seated = |socket: &usize| form.seats.contains_key(&id(*socket));
                seats.extend((0..SOCKETS).filter(seated).map(|socket| (name, socket)));
                let people = form.people().map(|person| person.user_id.clone());
                assert_eq!(people.collect::<BTreeSet<_>>(), self.naive.people(name));
            }
            assert_eq!(seats, expected[&**room]);
        }
    }

    fn check_indices(&self) {
        let signed_in = |seen: &Seen| seen.owner.clone().filter(|_| seen.signed_in);
        assert_eq!(
            kept(&self.registry.members),
            self.index(|seen| seen.owner.clone())
        );
        assert_eq!(kept(&self.registry.users), self.index(signed_in));
        assert_eq!(
            kept(&self.registry.watchers),
            self.index(|seen| seen.watches.clone())
        );
    }

    fn index(&self, key: impl Fn(&Seen) -> Option<String>) -> Index {
        let mut index = Index::new();
        for (socket, seen) in &self.naive.sockets {
            if let Some(key) = key(seen) {
                index.entry(key).or_default().insert(id(*socket));
            }
        }
        index
    }
}

fn kept(index: &HashMap<String, HashSet<SocketId>>) -> Index {
    index
        .iter()
        .map(|(key, ids)| (key.clone(), ids.iter().copied().collect()))
        .collect()
}

/// Nobody promises in which order the names of one room are served.
fn in_order(mut said: Vec<Said>) -> Vec<Said> {
    said.sort_by_key(|said| serde_json::to_string(said).unwrap());
    said
}

fn take_apart(text: &str) -> Said {
    let frame: Value = serde_json::from_str(text).unwrap();
    let text = |key: &str| frame[key].as_str().unwrap_or_default().to_owned();
    let data = match &frame["data"] {
        Value::String(data) => serde_json::from_str(data).unwrap(),
        data => data.clone(),
    };
    (
        text("event"),
        text("channel"),
        data,
        frame["user_id"].clone(),
    )
}
