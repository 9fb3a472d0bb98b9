//! One occupied room: the sockets in it, grouped by the name they subscribed to.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Instant,
};

use super::super::{Channel, Kind, SocketId, outbox::Outbox, protocol::Person};

/// An occupied room.
#[derive(Default)]
pub(super) struct Room {
    /// At most three, so a list.
    forms: Vec<Form>,
}

/// Those who know a room under the same name.
pub(super) struct Form {
    pub(super) channel: Channel,
    pub(super) seats: HashMap<SocketId, Seat>,
    /// When they were last told how many they are.
    pub(super) counted_at: Option<Instant>,
    /// Those who are here, each once, and on how many sockets. Empty but on presence channels.
    people: BTreeMap<String, (Arc<Person>, usize)>,
}

/// One socket's place.
pub(super) struct Seat {
    pub(super) outbox: Arc<Outbox>,
    pub(super) person: Option<Arc<Person>>,
    /// What is about this place of the room's order, or one before it, is not for this socket.
    pub(super) after: Option<i64>,
}

impl Seat {
    /// Whether what is about this is for this socket.
    pub(super) fn hears(&self, about: Option<i64>) -> bool {
        // What is about nothing in particular comes after everything; who has no limit hears it all.
        self.after
            .zip(about)
            .is_none_or(|(after, place)| place > after)
    }
}

/// What changed when somebody left.
pub(super) struct Left {
    /// As whom the socket was here.
    pub(super) person: Option<Arc<Person>>,
    /// Whether that person is here no more on any socket.
    pub(super) entirely: bool,
}

impl Room {
    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    pub(super) fn form(&self, channel: &Channel) -> Option<&Form> {
        self.forms.iter().find(|form| form.channel == *channel)
    }

    pub(super) fn form_mut(&mut self, channel: &Channel) -> Option<&mut Form> {
        self.forms.iter_mut().find(|form| form.channel == *channel)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Seats a socket, and says whether its person was not here before.
    pub(super) fn join(&mut self, socket: SocketId, seat: Seat, channel: &Channel) -> bool {
        let index = self.forms.iter().position(|form| form.channel == *channel);
        let index = index.unwrap_or_else(|| {
            self.forms.push(Form::new(channel.clone()));
            self.forms.len() - 1
        });
        self.forms[index].join(socket, seat)
    }

    pub(super) fn leave(&mut self, socket: SocketId, channel: &Channel) -> Option<Left> {
        let left = self.form_mut(channel)?.leave(socket);
        self.forms.retain(|form| !form.seats.is_empty());
        left
    }
}

impl Form {
    fn new(channel: Channel) -> Self {
        Self {
            channel,
            seats: HashMap::new(),
            counted_at: None,
            people: BTreeMap::new(),
        }
    }

    /// Everybody who is here, each once.
    pub(super) fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values().map(|(person, _)| &**person)
    }

    /// How many people are here, if that is a question here.
    pub(super) fn user_count(&self) -> Option<usize> {
        (self.channel.kind() == Kind::Presence).then_some(self.people.len())
    }

    pub(super) fn has(&self, person: &Person) -> bool {
        self.people.contains_key(&person.user_id)
    }

    fn join(&mut self, socket: SocketId, seat: Seat) -> bool {
        let person = seat.person.clone();
        self.seats.insert(socket, seat);
        let Some(person) = person else { return false };
        let (_, sockets) = self
            .people
            .entry(person.user_id.clone())
            .or_insert_with(|| (person.clone(), 0));
        *sockets += 1;
        *sockets == 1
    }

    fn leave(&mut self, socket: SocketId) -> Option<Left> {
        let person = self.seats.remove(&socket)?.person;
        let mut entirely = false;
        if let Some(person) = &person
            && let Some((_, sockets)) = self.people.get_mut(&person.user_id)
        {
            *sockets -= 1;
            entirely = *sockets == 0;
            if entirely {
                self.people.remove(&person.user_id);
            }
        }
        Some(Left { person, entirely })
    }
}
