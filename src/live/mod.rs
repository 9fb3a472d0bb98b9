//! A Pusher Channels server that has never heard of families.
//!
//! Who may hear what is somebody else's knowledge: an `Authority` given at start answers for
//! each channel and each identity, both opaque texts here. This module keeps the other half of
//! the promise, that what the Authority no longer allows stops being delivered, and when.
//!
//! In reading order: `channel` names · `protocol` the words on the wire · `auth` signatures · `app`
//! which one a socket came by · `news` what programs elsewhere may be told · `authority` the
//! questions asked upward · `outbox` the bounded queue of one socket · `dialect` how a socket is told
//! things · `registry` who hears what, a plain value · `rooms` the one task that owns it, and its
//! handle · `subscribing` from a wish to a place in a room · `wire` the WebSocket itself ·
//! `connection` one socket's life · `socketio` another protocol on the same rooms · `errand`,
//! `signing`, `settings`, `timers`, `revocation`, `counters`, `socket_id` what these need.
//!
//! ```text
//!   publishers, the web ──Command──▶ one task: Registry ──push──▶ Outbox ──▶ connection ──▶ client
//!                                          ▲                                    │
//!                                          └────────────── Command ─────────────┘
//! ```
//!
//! Every arrow is bounded. Towards the registry a full queue makes the sender wait, so nothing is
//! lost and order is kept; away from it nothing ever waits: a socket that cannot keep up loses its
//! queue, is told so once, and the second time is cut off.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod app;

pub mod auth;

pub mod authority;

pub mod channel;

pub mod connection;

mod counters;

mod dialect;

pub mod errand;

pub mod news;

mod outbox;

pub mod protocol;

mod registry;

mod revocation;

pub mod rooms;

mod settings;

pub mod signing;

mod socket_id;

pub mod socketio;

mod subscribing;

mod timers;

pub mod wire;

pub use app::App;
pub use auth::AppKeys;
pub use authority::{Admission, Asked, Authority, Identity, Standing, Unavailable, Welcome};
pub use channel::{BadChannel, Channel, Kind, Naming};
pub use connection::accept;
pub use counters::Counts;
pub use errand::Errand;
pub use news::{Bulletin, Happening, News, NewsDesk, news};
pub use protocol::Close;
pub use registry::ChannelInfo;
pub use rooms::{Publication, Rooms};
pub use settings::{Limits, Marker, MarkerFor, Settings};
pub use signing::{ChannelAuth, NotSigned, UserAuth};
pub use socket_id::SocketId;
pub use timers::Timing;

#[cfg(test)]
mod tests;
