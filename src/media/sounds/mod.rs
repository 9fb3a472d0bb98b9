//! How long a sound plays and what it is coded in, told from its own headers where no other program is
//! there to ask; and what it says of place and person, taken out. Runs in the decoding process only.
//!
//! It must never decode anything: a format that only says it by being played stays without a length, and
//! players find out themselves. MP4 and its kin are boxes, and are read with them in `cleaning`.
//! Recordings that a browser makes on the spot say nothing at their beginning: their end is looked at.
//!
//! Each format has a file. What several of them say in the same way has one of its own: `tags` around a
//! sound, `comments` in front of it, `chunks` beside it.

mod asf;
mod chunks;
mod comments;
mod flac;
mod flv;
mod mpeg;
mod ogg;
mod tags;
mod wave;
mod webm;

use std::io::{self, Read, Seek};

use super::cleaning::{Cleaned, Piece, Source};
use super::protocol::Refusal;

/// Longer than this nobody records; a header that says so lies.
const LONGEST_MS: u128 = 1_000_000_000_000;

/// What a sound, or a film in one of their boxes, says of itself, and how to make it say nothing of anybody.
pub(super) fn told<C: Read + Seek>(source: &mut Source<'_, C>) -> Result<Cleaned, Refusal> {
    let mut start = [0; 12];
    let start = source.peek(&mut start);
    let inner = start.get(8..).unwrap_or_default();
    let (told, pieces) = match (start, inner) {
        ([b'R', b'I', b'F', b'F', ..], b"WAVE") => {
            let told = wave::told(source);
            (told, chunks::without_words(source, &chunks::WAVE))
        }
        ([b'R', b'I', b'F', b'F', ..], b"AVI ") => {
            (silent(), chunks::without_words(source, &chunks::AVI))
        }
        ([b'F', b'O', b'R', b'M', ..], b"AIFF" | b"AIFC") => {
            (silent(), chunks::without_words(source, &chunks::AIFF))
        }
        ([b'O', b'g', b'g', b'S', ..], _) => {
            let told = ogg::told(source);
            (told, ogg_without_words(source))
        }
        ([b'F', b'L', b'V', 1, ..], _) => (silent(), flv::without_words(source)),
        (start, _) if asf::begins(start) => (silent(), asf::without_words(source)),
        ([0x1A, 0x45, 0xDF, 0xA3, ..], _) => match webm::told(source) {
            Ok(mut told) => {
                let pieces = std::mem::take(&mut told.pieces);
                (Ok(told), Ok(pieces))
            }
            broken => (broken, Ok(Vec::new())),
        },
        ([b'I', b'D', b'3', ..] | [b'f', b'L', b'a', b'C', ..] | [0xFF, 0xE2..=0xFF, ..], _) => {
            tagged(source)
        }
        _ => return Err(Refusal::NotAPicture),
    };
    Ok(Cleaned {
        pieces: pieces.map_err(|_| Refusal::Unreadable)?,
        // A header that breaks off tells nothing; what can be played of it is played.
        ..told.unwrap_or_default()
    })
}

/// How long a song's tag is that begins so; `None` if none does.
pub(super) fn tag_length(start: &[u8]) -> Option<u64> {
    tags::length(start)
}

/// Where something begins that is no sound of the kind that a song's tag stands in front of, if such a tag
/// does.
pub(super) fn behind_a_tag<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Option<u64>> {
    let (from, _) = tags::front(source)?;
    source.go(from)?;
    let start = source.some(12)?;
    let is_other = matches!(
        start[..],
        [b'O', b'g', b'g', b'S', ..]
            | [b'R', b'I', b'F', b'F', ..]
            | [b'F', b'O', b'R', b'M', ..]
            | [b'F', b'L', b'V', 1, ..]
            | [0x1A, 0x45, 0xDF, 0xA3, ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [b'G', b'I', b'F', b'8', ..]
            | [0xFF, 0xD8, 0xFF, ..]
            | [_, _, _, _, b'f', b't', b'y', b'p', ..]
    );
    Ok(is_other.then_some(from))
}

/// Of what only another program knows.
fn silent() -> io::Result<Cleaned> {
    Ok(Cleaned::default())
}

/// Some put the tags of an MP3 behind it.
fn ogg_without_words<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Vec<Piece>> {
    let tagged = tags::Tagged::of(source)?;
    Ok(tagged.without_words(ogg::words(source)?))
}

type Parts = (io::Result<Cleaned>, io::Result<Vec<Piece>>);

/// MP3, AAC and FLAC, which all may have tags around them.
fn tagged<C: Read + Seek>(source: &mut Source<'_, C>) -> Parts {
    let tagged = match tags::Tagged::of(source) {
        Ok(tagged) => tagged,
        Err(error) => return (silent(), Err(error)),
    };
    let (told, changes) = match flac::begins(source, tagged.from) {
        true => {
            let told = flac::told(source, tagged.from);
            (told, flac::words(source, tagged.from))
        }
        false => (mpeg::told(source, tagged.from, tagged.to), Ok(Vec::new())),
    };
    (told, changes.map(|changes| tagged.without_words(changes)))
}

/// The highest byte first.
fn big_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// As many units at so many a second, in milliseconds.
fn length(units: u64, a_second: u64) -> Option<i64> {
    (u128::from(units) * 1_000)
        .checked_div(u128::from(a_second))
        .filter(|ms| (1..LONGEST_MS).contains(ms))
        .and_then(|ms| i64::try_from(ms).ok())
}

#[cfg(test)]
mod tests;
