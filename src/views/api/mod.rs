//! The JSON shapes of the contract, for programs: one file per noun.
//!
//! A row is never serialised: what leaves is written down here, field by field, and described from
//! here in the OpenAPI document.

/// Threads.
pub mod threads;

/// Messages.
pub mod messages;

/// What was found.
pub mod search;

/// Files.
pub mod files;

/// Files on their way in.
pub mod uploads;

/// People.
pub mod members;

/// Live events.
pub mod events;

/// What servers of the family's own are told.
pub mod webhooks;

/// Errors.
pub mod errors;
