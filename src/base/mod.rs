//! Words every floor shares: ids, errors, events, time. Knows nothing of HTTP, SQL or families.

/// A message's body as safe HTML.
pub mod markup;

/// The message catalogue: every word a person reads.
pub mod words;
