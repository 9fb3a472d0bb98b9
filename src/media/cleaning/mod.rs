//! What to leave out of a file so that it says nothing of place and person, without touching what is
//! seen or heard. Runs in the decoding process only.
//!
//! The answer is a plan of pieces, never the bytes: whoever carries it out copies a film of two gigabytes
//! without understanding it. Each format has a file that knows how it is built and keeps a short list;
//! what is not on the list stays behind, and so does everything after the end of the picture, where
//! telephones hide second pictures and films. A file that breaks off is cleaned as far as it goes.

mod boxes;
mod canon;
mod fragments;
mod gif;
mod heif;
mod jpeg;
mod png;
mod samples;
mod tiff;
mod webp;

use std::io::{self, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use super::protocol::Refusal;
use super::sounds;

/// More pieces than this no honest file needs: a film of hours has some for every second of what was noted
/// meanwhile.
const MOST_PIECES: usize = 100_000;
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
    /// How loud it is, bar by bar, where that can be told without decoding.
    pub waveform: Option<String>,
    /// Whether it is a picture that ends before it should.
    pub breaks_off: bool,
}

/// The plan for whatever this is.
pub(super) fn plan(mut content: impl Read + Seek) -> Result<Vec<u8>, Refusal> {
    let cleaned = cleaned(&mut content)?;
    serde_json::to_vec(&cleaned).map_err(|_| Refusal::Unreadable)
}

fn cleaned<C: Read + Seek>(content: &mut C) -> Result<Cleaned, Refusal> {
    let Some(from) = behind_a_tag(content).map_err(|_| Refusal::Unreadable)? else {
        let (mut cleaned, length) = read(content)?;
        // Nothing to leave out.
        if cleaned.pieces == [Piece::Copy(0, length)] {
            cleaned.pieces.clear();
        }
        return Ok(cleaned);
    };
    let (mut cleaned, length) = read(&mut Behind { content, from })?;
    if cleaned.pieces.is_empty() {
        cleaned.pieces.push(Piece::Copy(0, length));
    }
    for piece in &mut cleaned.pieces {
        if let Piece::Copy(at, _) = piece {
            *at += from;
        }
    }
    Ok(cleaned)
}

/// Where the file itself begins, if somebody put a song's tag in front of what is no song.
fn behind_a_tag(content: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    let mut source = Source::new(content)?;
    let mut start = [0; 3];
    match source.peek(&mut start) {
        b"ID3" => sounds::behind_a_tag(&mut source),
        _ => Ok(None),
    }
}

/// What is to stay, and how long the whole is.
fn read(content: &mut (impl Read + Seek)) -> Result<(Cleaned, u64), Refusal> {
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
        start if boxes::begin(start) => boxes::clean(&mut source),
        _ => Ok(sounds::told(&mut source)?),
    };
    let cleaned = cleaned.map_err(|_| Refusal::Unreadable)?;
    match cleaned.pieces.len() > MOST_PIECES {
        true => Err(Refusal::TooLarge),
        false => Ok((cleaned, source.length)),
    }
}

/// A content without its beginning.
struct Behind<'c, C> {
    content: &'c mut C,
    from: u64,
}

impl<C: Read> Read for Behind<'_, C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.content.read(buffer)
    }
}

impl<C: Seek> Seek for Behind<'_, C> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => SeekFrom::Start(at.saturating_add(self.from)),
            other => other,
        };
        let at = self.content.seek(to)?;
        at.checked_sub(self.from)
            .ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }
}

/// A content that is read forwards, in small pieces, with a known end.
pub(super) struct Source<'c, C> {
    content: io::BufReader<&'c mut C>,
    pub(super) length: u64,
    pub(super) at: u64,
}

impl<'c, C: Read + Seek> Source<'c, C> {
    pub(super) fn new(content: &'c mut C) -> io::Result<Self> {
        let length = content.seek(SeekFrom::End(0))?;
        content.seek(SeekFrom::Start(0))?;
        Ok(Self {
            content: io::BufReader::new(content),
            length,
            at: 0,
        })
    }

    /// The first bytes, and back to the beginning.
    pub(super) fn peek<'b>(&mut self, start: &'b mut [u8]) -> &'b [u8] {
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

    pub(super) fn go(&mut self, to: u64) -> io::Result<()> {
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

    pub(super) fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.content.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    pub(super) fn byte(&mut self) -> io::Result<u8> {
        Ok(self.take::<1>()?[0])
    }

    fn u16(&mut self) -> io::Result<u16> {
        Ok(u16::from_be_bytes(self.take()?))
    }

    pub(super) fn u32(&mut self) -> io::Result<u32> {
        Ok(u32::from_be_bytes(self.take()?))
    }

    /// At most this many of the next bytes.
    pub(super) fn some(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = (&mut self.content).take(most).read_to_end(&mut bytes)?;
        self.at += read as u64;
        Ok(bytes)
    }
}

/// Pieces in the making; neighbours become one.
#[derive(Default)]
pub(super) struct Pieces(pub(super) Vec<Piece>);

/// What is to stand in place of the bytes from the first number up to the second; what it is too short
/// for becomes zeros.
pub(super) type Change = (u64, u64, Vec<u8>);

impl Pieces {
    pub(super) fn copy(&mut self, from: u64, to: u64) {
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

    pub(super) fn bytes(&mut self, bytes: impl Into<Vec<u8>>) {
        self.0.push(Piece::Bytes(bytes.into()));
    }

    /// The original between two places, with some of it overwritten; the changes come in any order.
    pub(super) fn overwritten(&mut self, from: u64, to: u64, mut changes: Vec<Change>) {
        changes.sort();
        let mut at = from;
        for (from, until, bytes) in changes {
            let until = until.min(to);
            // Of two that overlap the first counts; what it left open is closed by the second.
            let (from, bytes) = match from < at {
                true => (at, Vec::new()),
                false => (from, bytes),
            };
            if from >= until {
                continue;
            }
            self.copy(at, from);
            let room = usize::try_from(until - from).unwrap_or(usize::MAX);
            let bytes = &bytes[..bytes.len().min(room)];
            let rest = (room - bytes.len()) as u64;
            if !bytes.is_empty() {
                self.bytes(bytes);
            }
            if rest > 0 {
                self.0.push(Piece::Zeros(rest));
            }
            at = until;
        }
        self.copy(at, to);
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

/// The whole original with some of it overwritten.
pub(super) fn overwritten(length: u64, changes: Vec<Change>) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    pieces.overwritten(0, length, changes);
    pieces.0
}

/// Whether an animation of so many pictures may move.
fn may_move(frames: u64, (width, height): (u32, u32)) -> bool {
    let pixels = u64::from(width) * u64::from(height);
    frames > 1 && frames.saturating_mul(pixels) <= MOST_MOVING_PIXELS
}

#[cfg(test)]
pub(super) mod tests;
