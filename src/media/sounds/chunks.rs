//! WAV, AVI and AIFF, which are chunks behind one another: those that say something of place and person
//! become chunks of the same size that say nothing.
//!
//! The list is of what stays. Chunks that hold others are gone into without regard to where they end: what
//! recorders that were switched off have left open would hide the sound.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Change, Piece, Source, overwritten};

/// Chunks that are looked at.
const MOST_CHUNKS: usize = 10_000;
/// Filling that is looked at for whether it is only that.
const MOST_FILLING: u64 = 256 * 1024;
/// What players pass over.
const NOTHING: &[u8; 4] = b"JUNK";
const FILLING: [&[u8; 4]; 3] = [NOTHING, b"PAD ", b"FLLR"];

/// A family of such files.
pub(super) struct Family {
    is_big_endian: bool,
    /// Those whose first word says what they hold.
    holders: &'static [&'static [u8; 4]],
    /// The words of those that are gone into.
    open: &'static [&'static [u8; 4]],
    /// Those that stay.
    kept: &'static [&'static [u8; 4]],
    /// The sound or the film itself: behind one without a length everything is that.
    body: &'static [&'static [u8; 4]],
}

pub(super) const WAVE: Family = Family {
    is_big_endian: false,
    holders: &[b"RIFF", b"LIST"],
    open: &[b"WAVE", b"wavl"],
    kept: &[
        b"fmt ", b"fact", b"slnt", b"cue ", b"smpl", b"inst", b"PEAK",
    ],
    body: &[b"data"],
};

pub(super) const AVI: Family = Family {
    is_big_endian: false,
    holders: &[b"RIFF", b"LIST"],
    open: &[b"AVI ", b"AVIX", b"hdrl", b"strl", b"odml"],
    kept: &[
        b"avih", b"strh", b"strf", b"indx", b"vprp", b"dmlh", b"idx1",
    ],
    body: &[b"movi"],
};

pub(super) const AIFF: Family = Family {
    is_big_endian: true,
    holders: &[b"FORM"],
    open: &[b"AIFF", b"AIFC"],
    kept: &[b"COMM", b"FVER", b"INST"],
    body: &[b"SSND"],
};

/// The file without words.
pub(super) fn without_words<C: Read + Seek>(
    source: &mut Source<'_, C>,
    family: &Family,
) -> io::Result<Vec<Piece>> {
    let mut changes: Vec<Change> = Vec::new();
    let (mut at, mut is_found, mut chunks) = (0, false, 0);
    while at < source.length {
        chunks += 1;
        if chunks > MOST_CHUNKS {
            return Err(io::ErrorKind::InvalidData.into());
        }
        source.go(at)?;
        let head = source.some(12)?;
        let (Some((name, rest)), true) = (head.split_first_chunk::<4>(), head.len() >= 8) else {
            break;
        };
        let size = [rest[0], rest[1], rest[2], rest[3]];
        let size = u64::from(match family.is_big_endian {
            true => u32::from_be_bytes(size),
            false => u32::from_le_bytes(size),
        });
        let end = (at + 8).saturating_add(size);
        let is_holder = family.holders.contains(&name);
        let word = match is_holder {
            true => rest[4..].first_chunk().unwrap_or(name),
            false => name,
        };
        if is_holder && family.open.contains(&word) {
            at += 12;
            continue;
        }
        let is_body = family.body.contains(&word);
        is_found |= is_body;
        if is_body && size == 0 {
            at = source.length;
            break;
        }
        let stays = is_body
            || family.kept.contains(&word)
            || FILLING.contains(&word) && is_filling(source, at + 8, size)?;
        if !stays {
            if !name.iter().all(|letter| matches!(letter, b' '..=b'~')) {
                break;
            }
            changes.push((at, at + 4, NOTHING.to_vec()));
            changes.push((at + 8, end, Vec::new()));
        }
        at = end.saturating_add(size % 2);
    }
    // What is no chunk, behind all that anybody plays.
    if is_found && at < source.length {
        changes.push((at, source.length, Vec::new()));
    }
    Ok(overwritten(source.length, changes))
}

fn is_filling<C: Read + Seek>(
    source: &mut Source<'_, C>,
    from: u64,
    size: u64,
) -> io::Result<bool> {
    if size > MOST_FILLING {
        return Ok(false);
    }
    source.go(from)?;
    Ok(source.some(size)?.iter().all(|byte| *byte == 0))
}
