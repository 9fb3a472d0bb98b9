//! The demo family: who they are, what they said to each other, and the photographs they sent.
//!
//! Pure generation: nothing here opens a file, a store or a socket, and the same `now` and the same total always give the same lines. Whoever writes
//! them into a data folder lives elsewhere. Everything these people say is content, as if typed by them, so it stands here and not in the message
//! catalogue; the hand-written part is in `words/`, one file per subject, in the notation that `script.rs` and `exchanges.rs` explain.

pub mod cast;

pub mod story;

pub mod lines;

pub mod photos;

mod dice;
mod everyday;
mod exchanges;
mod script;

pub use cast::Person;
pub use photos::Scene;
pub use story::{Kind, Line, Plan, Story};
