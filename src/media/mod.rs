//! What a file really is, and what is made of it. Knows nothing of who sent it or who may see it.
//!
//! A file's first bytes and its header are read in this process. Whatever takes a file apart runs in a
//! process of its own, `Decoder`, because a hostile picture may want all the memory and time there
//! is: that process may die of it, and nobody else notices. Its parts, from the outside in: `decoder`
//! starts the process and waits for it, `protocol` is what both sides say, `child` is the process
//! itself, and its jobs are `portrait` and `view` (over `pixels`) and `cleaning`, which leaves what is heard
//! to `sounds`. `copying` carries out a plan of cleaning.
//!
//! Films, sound and telephones' pictures need programs that are not ours: `tools` finds those that are
//! installed and runs them within the same kind of bounds, `films` and `waveform` say for what.

mod child;
mod cleaning;
mod copying;
mod decoder;
mod films;
mod pixels;
mod portrait;
mod probe;
mod protocol;
mod sounds;
mod tools;
mod view;
mod waveform;

pub use self::child::work;
pub use self::cleaning::{Cleaned, Piece};
pub use self::copying::copy;
pub use self::decoder::{Decoder, Portrait};
pub use self::films::{Film, converted, film, from_heif, loudness, poster};
pub use self::probe::{
    Probe, is_film, is_foreign_picture, is_picture_to_save, is_sound, plays_everywhere, probe,
};
pub use self::protocol::Refusal;
pub use self::tools::Tools;
pub use self::view::{Size, View};
pub use self::waveform::bars;
