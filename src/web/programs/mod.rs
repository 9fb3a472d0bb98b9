//! The protocol's HTTP side: what a server of the family's own may tell and ask the live channels.
//!
//! Whoever signs with an app's secret is a program of the family whose app it is, and nobody: no member,
//! no cookie, no token. It may say anything on names of its own; on a thread's or a member's channels it
//! may say nothing that Hearth itself says there, and of another family's there is nothing to reach.
//!
//! `signed` who asks · `refusal` how it is refused · `naming` which channels it may name · `events`
//! telling · `channels` asking · `users` sending away.

/// Asking how the channels stand.
pub mod channels;

/// Telling.
pub mod events;

mod naming;

mod refusal;

mod signed;

/// Sending a user's sockets away.
pub mod users;

pub use refusal::Refusal;
