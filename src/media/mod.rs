//! What a file really is, told from its content. Knows nothing of who sent it or who may see it.

mod probe;

pub use self::probe::{Probe, probe};
