//! Words every floor shares: ids, errors, events, time. Knows nothing of HTTP, SQL or families.

/// Identifiers: the public ones are random, the internal keys are never shown.
pub mod ids;

/// Randomness for ids, sessions and tokens, and the hash they are kept as.
pub mod token;

/// What went wrong, named for what the caller can do about it.
pub mod error;

/// What can happen, as facts that leave the store after a commit.
pub mod event;

/// The time of day, injected so that tests never sleep.
pub mod clock;

/// Work that waits for the disk.
pub mod background;

/// Text as people type it: cleaning and counting.
pub mod text;

/// A message's body as safe HTML.
pub mod markup;

/// The message catalogue: every word a person reads.
pub mod words;

/// All settings of the server.
pub mod config;
