//! What a file really is, and pictures made from it. Knows nothing of who sent it or who may see it.
//!
//! A file's first bytes and its header are read in this process. Whatever decodes a picture runs in a
//! process of its own, `Decoder`, because a hostile picture may want all the memory and time there
//! is: that process may die of it, and nobody else notices. Its parts, from the outside in: `decoder`
//! starts the process and waits for it, `protocol` is what both sides say, `child` is the process
//! itself, and the files beside it are its jobs.

mod child;
mod decoder;
mod portrait;
mod probe;
mod protocol;

pub use self::child::work;
pub use self::decoder::{Decoder, Portrait};
pub use self::probe::{Probe, probe};
pub use self::protocol::Refusal;
