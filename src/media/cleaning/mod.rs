//! What to leave out of a file so that it says nothing of place and person, without touching what is
//! seen or heard. Runs in the decoding process only.
//!
//! The answer is a plan of pieces, never the bytes: whoever carries it out copies a film of two gigabytes
//! without understanding it. Each format has a file that knows how it is built and keeps a short list;
//! what is not on the list stays behind, and so does everything after the end of the picture, where
//! telephones hide second pictures and films. A file that breaks off is cleaned as far as it goes.

mod boxes;
mod gif;
mod heif;
mod jpeg;
mod png;
mod tiff;
mod webp;

use std::io::{self, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use super::protocol::Refusal;

/// More pieces than this no honest file needs.
const MOST_PIECES: usize = 20_000;
/// The pixels of an animation's pictures together, above which it does not move.
const MOST_MOVING_PIXELS: u64 = 30_000_000;

/// Some bytes of the clean file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// As many of the original's, from there.
    Copy(u64, u64),
    /// These.
    Bytes(Vec<u8>),
    /// As many zeros.
    Zeros(u64),
}

/// What a file is when it is taken apart, and how to put it together again without its private words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleaned {
    /// The clean file; empty if the original is clean.
    pub pieces: Vec<Piece>,
    /// Pixels across and down as it is seen, where the format says so itself.
    pub dimensions: Option<(u32, u32)>,
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Whether it is a picture that moves, and is light enough to.
    pub is_animated: bool,
    /// What its tracks are coded in, as four letters each.
    pub codecs: Vec<String>,
}

/// The plan for whatever this is.
pub(super) fn plan(mut content: impl Read + Seek) -> Result<Vec<u8>, Refusal> {
    let cleaned = cleaned(&mut content)?;
    serde_json::to_vec(&cleaned).map_err(|_| Refusal::Unreadable)
}

fn cleaned(content: &mut (impl Read + Seek)) -> Result<Cleaned, Refusal> {
    let mut source = Source::new(content).map_err(|_| Refusal::Unreadable)?;
    let mut start = [0; 16];
    let start = source.peek(&mut start);
    let cleaned = match start {
        [0xFF, 0xD8, 0xFF, ..] => jpeg::clean(&mut source),
        [0x89, b'P', b'N', b'G', ..] => png::clean(&mut source),
        [b'G', b'I', b'F', b'8', ..] => gif::clean(&mut source),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => webp::clean(&mut source),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => tiff::clean(&mut source),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => boxes::clean(&mut source),
        [_, _, _, _, b'm', b'o', b'o', b'v' | b'f', ..]
        | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => boxes::clean(&mut source),
        _ => return Err(Refusal::NotAPicture),
    };
    let mut cleaned = cleaned.map_err(|_| Refusal::Unreadable)?;
    if cleaned.pieces.len() > MOST_PIECES {
        return Err(Refusal::TooLarge);
    }
    // Nothing to leave out.
    if cleaned.pieces == [Piece::Copy(0, source.length)] {
        cleaned.pieces.clear();
    }
    Ok(cleaned)
}

/// A content that is read forwards, in small pieces, with a known end.
struct Source<'c, C> {
    content: io::BufReader<&'c mut C>,
    length: u64,
    at: u64,
}

impl<'c, C: Read + Seek> Source<'c, C> {
    fn new(content: &'c mut C) -> io::Result<Self> {
        let length = content.seek(SeekFrom::End(0))?;
        content.seek(SeekFrom::Start(0))?;
        Ok(Self {
            content: io::BufReader::new(content),
            length,
            at: 0,
        })
    }

    /// The first bytes, and back to the beginning.
    fn peek<'b>(&mut self, start: &'b mut [u8]) -> &'b [u8] {
        let mut read = 0;
        while read < start.len() {
            match self.content.read(&mut start[read..]) {
                Ok(count) if count > 0 => read += count,
                _ => break,
            }
        }
        match self.go(0) {
            Ok(()) => &start[..read],
            Err(_) => &[],
        }
    }

    fn go(&mut self, to: u64) -> io::Result<()> {
        let to = to.min(self.length);
        let step = i64::try_from(to)
            .ok()
            .zip(i64::try_from(self.at).ok())
            .map(|(to, at)| to - at);
        match step {
            Some(step) if self.at > 0 => self.content.seek_relative(step)?,
            _ => drop(self.content.seek(SeekFrom::Start(to))?),
        }
        self.at = to;
        Ok(())
    }

    fn left(&self) -> u64 {
        self.length - self.at
    }

    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.content.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    fn byte(&mut self) -> io::Result<u8> {
        Ok(self.take::<1>()?[0])
    }

    fn u16(&mut self) -> io::Result<u16> {
        Ok(u16::from_be_bytes(self.take()?))
    }

    fn u32(&mut self) -> io::Result<u32> {
        Ok(u32::from_be_bytes(self.take()?))
    }

    /// At most this many of the next bytes.
    fn some(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = (&mut self.content).take(most).read_to_end(&mut bytes)?;
        self.at += read as u64;
        Ok(bytes)
    }
}

/// Pieces in the making; neighbours become one.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn copy(&mut self, from: u64, to: u64) {
        if to <= from {
            return;
        }
        if let Some(Piece::Copy(start, length)) = self.0.last_mut()
            && *start + *length == from
        {
            *length += to - from;
            return;
        }
        self.0.push(Piece::Copy(from, to - from));
    }

    fn bytes(&mut self, bytes: impl Into<Vec<u8>>) {
        self.0.push(Piece::Bytes(bytes.into()));
    }

    fn length(&self) -> u64 {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Copy(_, length) | Piece::Zeros(length) => *length,
                Piece::Bytes(bytes) => bytes.len() as u64,
            })
            .sum()
    }
}

/// The original with some of it overwritten: each from, up to and with what, in any order.
fn overwritten(length: u64, mut changes: Vec<(u64, u64, Vec<u8>)>) -> Vec<Piece> {
    changes.sort();
    let mut pieces = Pieces::default();
    let mut at = 0;
    for (from, to, bytes) in changes {
        let to = to.min(length);
        // Of two that overlap the first counts; what it left open is closed by the second.
        let (from, bytes) = match from < at {
            true => (at, Vec::new()),
            false => (from, bytes),
        };
        if from >= to {
            continue;
        }
        pieces.copy(at, from);
        let rest = (to - from).saturating_sub(bytes.len() as u64);
        if !bytes.is_empty() {
            pieces.bytes(bytes);
        }
        if rest > 0 {
            pieces.0.push(Piece::Zeros(rest));
        }
        at = to;
    }
    pieces.copy(at, length);
    pieces.0
}

/// Whether an animation of so many pictures may move.
fn may_move(frames: u64, (width, height): (u32, u32)) -> bool {
    let pixels = u64::from(width) * u64::from(height);
    frames > 1 && frames.saturating_mul(pixels) <= MOST_MOVING_PIXELS
}

#[cfg(test)]
pub(super) mod tests;
