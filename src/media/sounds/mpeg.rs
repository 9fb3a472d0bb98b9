//! MP3: the first frame says how many there are, or how many bytes each second has.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Cleaned, Source};
use super::length;

/// Behind words and pictures of a cover there may be some filling before the first frame.
const FILLING: u64 = 64 * 1024;
/// Kilobits a second of the third layer, of version 1 and of the later ones.
const FAST: [u64; 15] = [
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
];
const SLOW: [u64; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/// Samples a second of version 1.
const RATES: [u64; 3] = [44_100, 48_000, 32_000];

struct Frame {
    rate: u64,
    samples: u64,
    bits_a_second: u64,
    /// Where a first frame without sound counts the others.
    count_at: u64,
}

/// Of the one that begins and ends there.
pub(super) fn told<C: Read + Seek>(
    source: &mut Source<'_, C>,
    from: u64,
    to: u64,
) -> io::Result<Cleaned> {
    source.go(from)?;
    let filling = source.some(FILLING.min(to - from))?;
    // AAC begins in the same way, and what follows only looks like a frame here and there.
    if matches!(filling[..], [0xFF, 0xF0 | 0xF1 | 0xF8 | 0xF9, ..]) {
        return Ok(Cleaned::default());
    }
    let Some((at, frame)) = filling
        .windows(4)
        .enumerate()
        .find_map(|(at, head)| Some((at, Frame::of(head)?)))
    else {
        return Ok(Cleaned::default());
    };
    let at = from + at as u64;
    let duration_ms = match counted(source, at, &frame)? {
        Some(frames) => length(frames.saturating_mul(frame.samples), frame.rate),
        None => length((to - at) * 8, frame.bits_a_second),
    };
    Ok(Cleaned {
        duration_ms,
        codecs: vec!["mp3".to_owned()],
        ..Cleaned::default()
    })
}

/// How many frames there are, where the first one says so.
fn counted<C: Read + Seek>(
    source: &mut Source<'_, C>,
    at: u64,
    frame: &Frame,
) -> io::Result<Option<u64>> {
    source.go(at + frame.count_at)?;
    let table = source.some(12)?;
    if table.len() == 12 && (table.starts_with(b"Xing") || table.starts_with(b"Info")) {
        let says_frames = table[7] & 1 == 1;
        let frames = u32::from_be_bytes([table[8], table[9], table[10], table[11]]);
        return Ok(says_frames.then_some(u64::from(frames)));
    }
    source.go(at + 36)?;
    let table = source.some(18)?;
    if table.len() == 18 && table.starts_with(b"VBRI") {
        let frames = u32::from_be_bytes([table[14], table[15], table[16], table[17]]);
        return Ok(Some(u64::from(frames)));
    }
    Ok(None)
}

impl Frame {
    /// Of the third layer; none for what only looks like the beginning of one.
    fn of(head: &[u8]) -> Option<Self> {
        let &[first, second, third, fourth] = head else {
            return None;
        };
        if first != 0xFF || second & 0xE0 != 0xE0 || second >> 1 & 3 != 1 {
            return None;
        }
        let (is_first, slower) = match second >> 3 & 3 {
            3 => (true, 1),
            2 => (false, 2),
            0 => (false, 4),
            _ => return None,
        };
        let table = if is_first { FAST } else { SLOW };
        let kilobits = *table
            .get(usize::from(third >> 4))
            .filter(|rate| **rate > 0)?;
        let rate = RATES.get(usize::from(third >> 2 & 3))? / slower;
        let is_mono = fourth >> 6 == 3;
        let side = match (is_first, is_mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        Some(Self {
            rate,
            samples: if is_first { 1_152 } else { 576 },
            bits_a_second: kilobits * 1_000,
            count_at: 4 + side,
        })
    }
}
