//! What players put around a sound: a tag in front of it (ID3v2), older ones behind (ID3v1, APE, Lyrics3).
//!
//! All of them go. Of a song stays what it is called, who plays it and where it stands on its album: short
//! texts, in the two tags where every player looks for them.

use std::io::{self, Read, Seek};
use std::ops::Range;

use super::super::cleaning::{Change, Piece, Pieces, Source};
use super::big_endian;

/// Tags on either side; an honest song has one or two.
const MOST_TAGS: usize = 20;
/// Texts in one.
const MOST_FRAMES: usize = 2_000;
/// Bytes of a text that stays: what a song is called, not where.
const LONGEST_NAME: u64 = 400;
/// Title, players, whoever the album is by, album, number, disc, year in two ways, style.
const NAMES: [&[u8; 4]; 9] = [
    b"TIT2", b"TPE1", b"TPE2", b"TALB", b"TRCK", b"TPOS", b"TYER", b"TDRC", b"TCON",
];
/// ID3v1 has one size and room for a comment, of which the last two bytes are a number if the first is 0.
const OLDEST: u64 = 128;
const COMMENT: Range<usize> = 97..125;
const NUMBER: Range<usize> = 125..127;
/// What some put in front of that.
const EXTENDED: u64 = 227;
/// An APE tag begins and ends alike.
const APE: u64 = 32;
/// Lyrics of the first kind say nothing of their length, but are never longer.
const LONGEST_LYRICS: u64 = 5_200;
/// In place of a file that was nothing but tags.
const EMPTY: &[u8] = b"ID3\x04\0\0\0\0\0\0";

/// A sound between its tags.
pub(super) struct Tagged {
    /// Where the sound begins.
    pub(super) from: u64,
    /// Where it ends.
    pub(super) to: u64,
    front: Vec<u8>,
    behind: Vec<u8>,
}

impl Tagged {
    pub(super) fn of<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Self> {
        let (from, front) = front(source)?;
        let (to, mut behind) = behind(source, from)?;
        // Who reads the one in front reads no other.
        if !front.is_empty() {
            behind.clear();
        }
        Ok(Self {
            from,
            to,
            front,
            behind,
        })
    }

    /// The file with tags that say little, and with these changes to the sound itself.
    pub(super) fn without_words(self, changes: Vec<Change>) -> Vec<Piece> {
        let mut pieces = Pieces::default();
        match self.front.len() as u64 == self.from {
            // It says no more than that already.
            true => pieces.copy(0, self.from),
            false if self.front.is_empty() => {}
            false => pieces.bytes(self.front),
        }
        pieces.overwritten(self.from, self.to, changes);
        if !self.behind.is_empty() {
            pieces.bytes(self.behind);
        }
        if pieces.0.is_empty() {
            pieces.bytes(EMPTY);
        }
        pieces.0
    }
}

/// Where the tags in front end, and a tag with the names from the first.
pub(super) fn front<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<(u64, Vec<u8>)> {
    let (mut at, mut kept) = (0, Vec::new());
    for _ in 0..MOST_TAGS {
        source.go(at)?;
        let head = source.some(APE)?;
        let size = match head.as_slice() {
            [b'I', b'D', b'3', ..] => {
                if kept.is_empty() {
                    kept = names(source, at, &head)?;
                }
                length(&head).unwrap_or(source.length)
            }
            [b'A', b'P', b'E', b'T', b'A', b'G', b'E', b'X', ..] => match head.get(12..16) {
                Some(size) => APE + little(size),
                None => source.length,
            },
            _ => break,
        };
        at = at.saturating_add(size).min(source.length);
    }
    Ok((at, kept))
}

/// How long the tag in front is that begins so; `None` if none does, or too little of it is there.
pub(super) fn length(start: &[u8]) -> Option<u64> {
    let [b'I', b'D', b'3', _, _, flags, size @ ..] = start else {
        return None;
    };
    let has_footer = flags & 0x10 != 0;
    Some(10 + sevens(size.first_chunk::<4>()?) + if has_footer { 10 } else { 0 })
}

/// A tag with the names that stay of the one that begins there and so; empty if none does.
fn names<C: Read + Seek>(source: &mut Source<'_, C>, at: u64, head: &[u8]) -> io::Result<Vec<u8>> {
    let Some(&[version, _, flags, ref size @ ..]) = head.get(3..10) else {
        return Ok(Vec::new());
    };
    // Older ones have other names, and those that are packed in some way nobody makes any more.
    if !matches!(version, 3 | 4) || flags & 0xE0 != 0 {
        return Ok(Vec::new());
    }
    let (from, size) = (at + 10, sevens(size));
    let (mut at, mut texts) = (from, Vec::new());
    for _ in 0..MOST_FRAMES {
        if at + 10 > (from + size).min(source.length) {
            break;
        }
        source.go(at)?;
        let head = source.take::<10>()?;
        let (name, packed) = (&head[..4], head[9]);
        let length = match version {
            4 => sevens(&head[4..8]),
            _ => big_endian(&head[4..8]),
        };
        if !name.iter().all(u8::is_ascii_alphanumeric) {
            break;
        }
        let is_name = NAMES.iter().any(|known| *known == name);
        if is_name && packed == 0 && (1..=LONGEST_NAME).contains(&length) {
            let text = source.some(length)?;
            if text.len() as u64 == length {
                texts.extend([&head[..8], &[0, 0], &text].concat());
            }
        }
        at += 10 + length;
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let size = u32::try_from(texts.len()).unwrap_or(0);
    let size = [21, 14, 7, 0].map(|shift| (size >> shift & 0x7F) as u8);
    Ok([&b"ID3"[..], &[version, 0, 0], &size, &texts].concat())
}

/// Where the tags behind begin, and the oldest of them without its comment.
fn behind<C: Read + Seek>(source: &mut Source<'_, C>, from: u64) -> io::Result<(u64, Vec<u8>)> {
    let (mut to, mut kept) = (source.length, Vec::new());
    for _ in 0..MOST_TAGS {
        let end = last(source, from, to, OLDEST.min(to - from))?;
        let size = if end.len() as u64 == OLDEST && end.starts_with(b"TAG") {
            let longer = last(source, from, to, OLDEST + EXTENDED)?;
            if kept.is_empty() {
                kept = end;
                kept[COMMENT].fill(0);
                if kept[NUMBER.start] != 0 {
                    kept[NUMBER].fill(0);
                }
            }
            match longer.len() as u64 == OLDEST + EXTENDED && longer.starts_with(b"TAG+") {
                true => OLDEST + EXTENDED,
                false => OLDEST,
            }
        } else {
            match size_behind(source, from, to, &end)? {
                Some(size) => size,
                None => break,
            }
        };
        to = to.saturating_sub(size).max(from);
    }
    Ok((to, kept))
}

/// How long the tag is that ends so.
fn size_behind<C: Read + Seek>(
    source: &mut Source<'_, C>,
    from: u64,
    to: u64,
    end: &[u8],
) -> io::Result<Option<u64>> {
    let ending = |length: usize| end.len().checked_sub(length).map(|at| &end[at..]);
    if let Some(foot) = ending(32).filter(|foot| foot.starts_with(b"APETAGEX")) {
        let has_head = foot[23] & 0x80 != 0;
        return Ok(Some(little(&foot[12..16]) + if has_head { APE } else { 0 }));
    }
    if let Some(foot) = ending(10).filter(|foot| foot.starts_with(b"3DI")) {
        return Ok(Some(20 + sevens(&foot[6..])));
    }
    if let Some(foot) = ending(15).filter(|foot| foot.ends_with(b"LYRICS200")) {
        let size = str::from_utf8(&foot[..6])
            .ok()
            .and_then(|size| size.parse::<u64>().ok());
        return Ok(Some(15 + size.unwrap_or(0)));
    }
    if end.ends_with(b"LYRICSEND") {
        let all = last(source, from, to, LONGEST_LYRICS.min(to - from))?;
        let begin = all.windows(11).rposition(|some| some == b"LYRICSBEGIN");
        return Ok(Some(begin.map_or(9, |at| (all.len() - at) as u64)));
    }
    Ok(None)
}

/// As many of the last bytes, or nothing if there are fewer.
fn last<C: Read + Seek>(
    source: &mut Source<'_, C>,
    from: u64,
    to: u64,
    count: u64,
) -> io::Result<Vec<u8>> {
    match to.checked_sub(count).filter(|at| *at >= from) {
        Some(at) => {
            source.go(at)?;
            source.some(count)
        }
        None => Ok(Vec::new()),
    }
}

/// Seven bits of each byte.
fn sevens(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |size, byte| size << 7 | u64::from(byte & 0x7F))
}

fn little(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |size, byte| size << 8 | u64::from(*byte))
}
