//! CR3, the raw picture of newer Canons: boxes, in one of which of the maker's own lie blocks of TIFF. Those
//! lose what a TIFF loses; what the picture is developed by stays, and so do its previews.

use std::io::{self, Cursor, Read, Seek};

use super::boxes::{Box, next, silent};
use super::{Change, Source, tiff};

/// The box of the maker's own.
const OWN: [u8; 16] = *b"\x85\xC0\xB6\x87\x82\x0F\x11\xE0\x81\x11\xF4\xCE\x46\x2B\x6A\x48";
/// The one of a smaller picture, which says nothing.
const PREVIEW: [u8; 16] = *b"\xEA\xF4\x2B\x5E\x1C\x98\x4B\x88\xB9\xFB\xB7\xDC\x40\x6E\x4D\x16";
/// What the maker notes of whose camera it was: the name, and the numbers of the camera and of what is in it.
const NOTED: [u16; 3] = [0x0009, 0x000C, 0x0096];
/// A block that is longer than this is no longer read but silenced; honest ones have some ten thousand bytes.
const LONGEST: u64 = 1024 * 1024;

/// Whether the first box says that what follows is such a picture.
pub(super) fn is_raw<C: Read + Seek>(source: &mut Source<'_, C>, kind: &Box) -> io::Result<bool> {
    source.go(kind.from)?;
    Ok(source.some(4)? == b"crx ")
}

/// Where the private words of a box lie that only its maker knows: all of it, unless this knows it too.
pub(super) fn words<C: Read + Seek>(
    source: &mut Source<'_, C>,
    outer: &Box,
) -> io::Result<Vec<Change>> {
    source.go(outer.from)?;
    let whose = source.some((outer.to - outer.from).min(16))?;
    if whose == PREVIEW {
        return Ok(Vec::new());
    }
    if whose != OWN {
        return Ok(silent(outer).to_vec());
    }
    let (mut at, mut found) = (outer.from + 16, Vec::new());
    while let Some(inner) = next(source, at, outer.to)? {
        match &inner.name {
            b"CMT1" => found.extend(block(source, &inner, tiff::words)?),
            b"CMT2" => found.extend(block(source, &inner, |block| {
                tiff::listed(block, &tiff::PRIVATE)
            })?),
            b"CMT3" => found.extend(block(source, &inner, |block| tiff::listed(block, &NOTED))?),
            // The place.
            b"CMT4" => found.extend(silent(&inner)),
            _ => {}
        }
        at = inner.to;
    }
    Ok(found)
}

/// Where the private words of a block of TIFF lie; all of it, if it is none.
fn block<C: Read + Seek>(
    source: &mut Source<'_, C>,
    inner: &Box,
    words: impl FnOnce(&mut Source<'_, Cursor<Vec<u8>>>) -> io::Result<Vec<Change>>,
) -> io::Result<Vec<Change>> {
    let length = inner.to - inner.from;
    if length > LONGEST {
        return Ok(silent(inner).to_vec());
    }
    source.go(inner.from)?;
    let mut bytes = Cursor::new(source.some(length)?);
    let Ok(found) = words(&mut Source::new(&mut bytes)?) else {
        return Ok(silent(inner).to_vec());
    };
    // Places in a block are counted from its own beginning, and it speaks of nothing outside.
    Ok(found
        .into_iter()
        .filter(|(from, ..)| *from < length)
        .map(|(from, to, bytes)| (inner.from + from, inner.from + to.min(length), bytes))
        .collect())
}
