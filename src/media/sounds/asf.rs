//! WMV and WMA, which are objects behind one another: those in the header that say something of place and
//! person become room for nothing.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Change, Piece, Source, overwritten};

/// Objects that are looked at; an honest film has a few dozen.
const MOST_OBJECTS: usize = 1_000;
/// A name and a length.
const HEAD: u64 = 24;
/// Those that are gone into, and how much they say before the first of what they hold.
const HOLDERS: [([u8; 16], u64); 2] = [
    (
        // The header.
        [
            0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62,
            0xCE, 0x6C,
        ],
        6,
    ),
    (
        // Its extension.
        [
            0xB5, 0x03, 0xBF, 0x5F, 0x2E, 0xA9, 0xCF, 0x11, 0x8E, 0xE3, 0x00, 0xC0, 0x0C, 0x20,
            0x53, 0x65,
        ],
        22,
    ),
];
/// What it is called and by whom, whatever else is said of it, of its parts, in long, and as XMP.
const TELLING: [[u8; 16]; 5] = [
    [
        0x33, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE,
        0x6C,
    ],
    [
        0x40, 0xA4, 0xD0, 0xD2, 0x07, 0xE3, 0xD2, 0x11, 0x97, 0xF0, 0x00, 0xA0, 0xC9, 0x5E, 0xA8,
        0x50,
    ],
    [
        0xEA, 0xCB, 0xF8, 0xC5, 0xAF, 0x5B, 0x77, 0x48, 0x84, 0x67, 0xAA, 0x8C, 0x44, 0xFA, 0x4C,
        0xCA,
    ],
    [
        0x94, 0x1C, 0x23, 0x44, 0x98, 0x94, 0xD1, 0x49, 0xA1, 0x41, 0x1D, 0x13, 0x4E, 0x45, 0x70,
        0x54,
    ],
    [
        0xCB, 0xCF, 0x7A, 0xBE, 0xA9, 0x97, 0xE8, 0x42, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF,
        0xAC,
    ],
];
/// Room for nothing.
const PADDING: [u8; 16] = [
    0x74, 0xD4, 0x06, 0x18, 0xDF, 0xCA, 0x09, 0x45, 0xA4, 0xBA, 0x9A, 0xAB, 0xCB, 0x96, 0xAA, 0xE8,
];

/// Whether a file begins so.
pub(super) fn begins(start: &[u8]) -> bool {
    start.len() >= 12 && HOLDERS[0].0.starts_with(start)
}

/// The file without words.
pub(super) fn without_words<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Vec<Piece>> {
    let mut changes: Vec<Change> = Vec::new();
    let mut at = 0;
    for _ in 0..MOST_OBJECTS {
        source.go(at)?;
        let head = source.some(HEAD)?;
        let (Some(name), Some(size)) = (head.first_chunk(), head.last_chunk::<8>()) else {
            break;
        };
        if head.len() as u64 != HEAD {
            break;
        }
        if let Some((_, says)) = HOLDERS.iter().find(|(holder, _)| holder == name) {
            at += HEAD + says;
            continue;
        }
        let end = at.saturating_add(u64::from_le_bytes(*size).max(HEAD));
        if TELLING.contains(name) {
            changes.push((at, at + 16, PADDING.to_vec()));
            changes.push((at + HEAD, end, Vec::new()));
        }
        at = end;
    }
    Ok(overwritten(source.length, changes))
}
