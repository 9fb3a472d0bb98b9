//! FLV: what a film says of itself comes in tags between its pictures, of which the first matter.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Change, Piece, Source, overwritten};
use super::big_endian;

/// Tags that are looked at.
const MOST_TAGS: usize = 200;
/// The file's own head, and the length of the tag that there is not before the first.
const START: u64 = 13;
/// Of a tag: its kind, its length, when it counts.
const HEAD: u64 = 11;
/// Words rather than sound or pictures.
const SCRIPT: u8 = 18;

/// The file without words; players pass over tags whose words they do not understand.
pub(super) fn without_words<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Vec<Piece>> {
    let mut changes: Vec<Change> = Vec::new();
    let mut at = START;
    for _ in 0..MOST_TAGS {
        source.go(at)?;
        let head = source.some(HEAD)?;
        let [kind, size @ ..] = head.as_slice() else {
            break;
        };
        let Some(size) = size.first_chunk::<3>() else {
            break;
        };
        let size = big_endian(size);
        let from = at + HEAD;
        if kind & 0x1F == SCRIPT {
            changes.push((from, from + size, Vec::new()));
        }
        // Behind each stands how long it was.
        at = from + size + 4;
    }
    Ok(overwritten(source.length, changes))
}
