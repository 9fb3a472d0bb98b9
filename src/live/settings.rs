//! How a server is set up: its keys, its names, and how much and how long of everything.
//!
//! Values only. The defaults are the contract's.

use super::{AppKeys, Naming, NewsDesk, Timing};

/// Tells what a client that has missed something of a room is to be sent.
pub type MarkerFor = Box<dyn Fn(&str) -> Option<Marker> + Send + Sync>;

/// How a server is set up.
pub struct Settings {
    /// The app that this server is to begin with.
    pub keys: AppKeys,
    /// Which names are one room.
    pub naming: Naming,
    /// What tells the clients of a room that have missed something to catch up; `None` for rooms
    /// where that is not possible. A socket that misses an event of such a room is closed.
    pub marker: MarkerFor,
    /// Where what happens on the apps' own channels is handed in.
    pub news: NewsDesk,
    /// How much of everything.
    pub limits: Limits,
    /// How long for everything.
    pub timing: Timing,
}

/// The event that tells a client to catch up on a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Its name.
    pub event: String,
    /// Its data: a JSON text.
    pub data: String,
}

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open sockets.
    pub sockets: usize,
    /// Sockets of one member.
    pub sockets_per_member: usize,
    /// Sockets of one session.
    pub sockets_per_session: usize,
    /// Subscriptions of one socket, those that wait included.
    pub subscriptions: usize,
    /// Subscriptions of one socket that wait to be allowed.
    pub parked: usize,
    /// People on one presence channel.
    pub people: usize,
    /// Whether subscribers are told how many they are.
    pub count_subscriptions: bool,
    /// Bytes of one message from a client, in one frame or many.
    pub message_bytes: usize,
    /// Messages from a client at once.
    pub message_burst: u32,
    /// Messages from a client each second after that.
    pub messages_per_second: u32,
    /// Events from a client to other clients each second.
    pub client_events_per_second: u32,
    /// Bytes of data of such an event.
    pub client_event_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sockets: 8192,
            sockets_per_member: 30,
            sockets_per_session: 10,
            subscriptions: 200,
            parked: 100,
            people: 100,
            count_subscriptions: false,
            message_bytes: 16 * 1024,
            message_burst: 60,
            messages_per_second: 20,
            client_events_per_second: 10,
            client_event_bytes: 10 * 1024,
        }
    }
}
