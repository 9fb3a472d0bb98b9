//! The face: one file per folder of `templates/`, each an Askama structure and the plain values it is
//! made from. Knows nothing of HTTP, sockets or SQL; whoever renders brings strings and moments.

/// What every page has: language, zone, looks, addresses, who is looking.
pub mod frame;

/// Moments in a reader's language and zone.
pub mod moments;

/// People: names in a row, initials, colours.
pub mod people;

/// What a form complains about.
pub mod problems;

/// First run, signing in.
pub mod sessions;

/// Messages: the one partial, the fragments that carry it.
pub mod messages;

/// What one can do with a message.
pub mod acts;

/// Up to where people have read.
pub mod receipts;

/// Conversations: the list, one open.
pub mod threads;

/// What a thread is to its people, and to one of them.
pub mod thread_settings;

/// Choosing people for a thread, and parting from it.
pub mod seats;

/// Every emoji there is.
pub mod emoji;

/// Pictures and films by themselves.
pub mod gallery;

/// Finding what was said.
pub mod search;

/// Every key that does something.
pub mod shortcuts;

/// A member's own settings.
pub mod settings;

/// The people of the family.
pub mod family;

/// A text as a square for cameras.
pub mod qr;

/// Inviting.
pub mod invitations;

/// Coming in by an invitation.
pub mod join;

/// Coming in by a card, a code or a link.
pub mod tickets;

/// Files on messages.
pub mod attachments;

/// Printed cards.
pub mod cards;

/// JSON for programs.
pub mod api;

/// How the family's things become what pages show.
pub mod from_domain;

/// Pages and sentences for when something did not work.
pub mod errors;

/// The description of the JSON API, for a person.
pub mod docs;
