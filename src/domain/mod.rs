//! The family: its people, conversations and rules. Knows nothing of HTTP, sockets or push.
//!
//! Modules are listed in the order of their dependence: each may import only those above it. When two
//! want each other, pass a key, emit an event, or move the shared thing further up. Whoever asks is a
//! `members::Me`, which only this floor can make; a thread is reached only through a
//! `threads::Seat`, which proves that the asker is in it.

/// The household: its name, language and time zone.
pub mod families;

/// By which app a family's own programs reach the live channels.
pub mod apps;

/// Where somebody asks from.
pub mod origin;

/// A person's place in a family.
pub mod members;

/// What a child's account may do, and who decides for the family.
pub mod guardians;

/// The record of what was done with the family's keys.
pub mod audit;

/// The keys of the family's programs.
pub mod programs;

/// Where the family's own servers are told what happens on its channels.
pub mod webhooks;

/// Signing in: browsers and programs.
pub mod sessions;

/// Which passkeys belong to whom.
pub mod passkeys;

/// Cards, codes and links that sign a person in without their password.
pub mod tickets;

/// Choosing a new password: one's own, or by a link.
pub mod passwords;

/// Conversations and who is in them.
pub mod threads;

/// Whom somebody may know of, and what they are told about them.
pub mod acquaintances;

/// Pictures of people and of the family.
pub mod portraits;

/// What is still to be done with contents of files.
pub mod jobs;

/// Uploads and attachments as records; who may see which.
pub mod files;

/// Files that arrive in several pieces, quotas, and what nobody needs.
pub mod uploads;

/// Posting, reading, editing and removing messages.
pub mod messages;

/// One person, one emoji, one message.
pub mod reactions;

/// Who has read up to where.
pub mod receipts;

/// Finding what was said.
pub mod search;

/// What somebody is in the family: roles, leaving, coming back.
pub mod standing;

/// How a family begins, and how people come into it.
pub mod arrivals;

/// Invitations: made, shown, accepted once, withdrawn.
pub mod invitations;
