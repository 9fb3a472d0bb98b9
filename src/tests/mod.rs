//! The laws of the product, each a test with a sentence for a name.
//!
//! Plain `cargo test` runs them: the real server on a free port, a real database file, and clients
//! that send whatever a client may. Rules that need neither stand beside the code they rule.

#![allow(
    clippy::unwrap_used,
    reason = "a test that finds nothing to unwrap has failed"
)]

/// The program's command line, run for real.
mod cli;

/// The docs say what the program does.
mod documented;

/// The pages as people get them.
mod face;

/// Sample pages to look at.
mod gallery;

/// Who comes into a family, by what, and how often.
mod invitations;

/// Every word from the catalogue.
mod words;

/// Every language as complete as English.
mod languages;

/// Who is spoken to in which language.
mod speaking;

/// A server, a family, and clients of every kind.
mod support;

/// What the API promises, resource by resource.
mod routes;

/// What becomes of pictures, films and sounds.
mod media;

/// The architecture.
mod floors;

/// The shape of the database.
mod migrations;

/// One message partial.
mod partials;

/// Who is refused where.
mod outsiders;

/// Every route for every kind of caller, as the docs print it.
mod matrix;

/// What servers of the family's own are told.
mod webhooks;

/// What each person chooses for themself.
mod comfort;

/// Who finds what.
mod search;

/// Who hears what.
mod live;

/// What a thread is to each of its people.
mod threads;

/// Devices, password and tokens: one's own keys to the house.
mod keys;

/// The easy way in.
mod passkeys;

/// Cards, codes for another device, links to a new password.
mod tickets;

/// The people's own pages, roles, leaving and coming back, and what the family says of itself.
mod people;

/// What was done with the family's keys, written down.
mod record;

/// Passwords, and what they cost.
mod passwords;

/// Children, guests and who watches over them.
mod guardians;

/// Several families on one server.
mod families;

/// Showing once more that it is oneself.
mod confirming;

/// What an attacker tries first.
mod attacks;

/// Messages of the past.
mod past;

/// Files on their way in, the room there is for them, and those nobody needs.
mod uploads;

/// What is put away by itself.
mod housekeeping;

/// The writer, its queue, and databases that are not ours.
mod store;

/// Peers that misbehave on the wire.
mod peers;

/// When things go wrong.
mod faults;

/// When the power goes.
mod power;

/// Ended before each step a file takes.
mod stops;
