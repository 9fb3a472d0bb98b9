//! FLAC: blocks that say what it is, and then the sound.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Change, Cleaned, Source};
use super::{big_endian, comments, length};

/// Blocks that are looked at; an honest song has a handful.
const MOST_BLOCKS: usize = 1_000;
const LAST: u8 = 0x80;
const PADDING: u8 = 1;
const COMMENTS: u8 = 4;
/// How it is coded, places to jump to, and where a disc's songs begin.
const HARMLESS: [u8; 3] = [0, 3, 5];
/// No block, but the sound.
const NONE: u8 = 127;

/// Whether one does there.
pub(super) fn begins<C: Read + Seek>(source: &mut Source<'_, C>, from: u64) -> bool {
    source.go(from).is_ok() && source.take().is_ok_and(|start| &start == b"fLaC")
}

/// How long the one plays that begins there.
pub(super) fn told<C: Read + Seek>(source: &mut Source<'_, C>, from: u64) -> io::Result<Cleaned> {
    source.go(from + 18)?;
    let packed = u64::from_be_bytes(source.take()?);
    Ok(Cleaned {
        duration_ms: length(packed & ((1 << 36) - 1), packed >> 44),
        codecs: vec!["flac".to_owned()],
        ..Cleaned::default()
    })
}

/// What to overwrite in the one that begins there.
pub(super) fn words<C: Read + Seek>(
    source: &mut Source<'_, C>,
    from: u64,
) -> io::Result<Vec<Change>> {
    let mut changes = Vec::new();
    let mut at = from + 4;
    for _ in 0..MOST_BLOCKS {
        source.go(at)?;
        let head = source.some(4)?;
        let [first, size @ ..] = head.as_slice() else {
            break;
        };
        let kind = first & !LAST;
        if size.len() < 3 || kind == NONE {
            break;
        }
        let size = big_endian(size);
        let end = at + 4 + size;
        if !HARMLESS.contains(&kind) {
            let content = match kind {
                COMMENTS | PADDING => source.some(size)?,
                _ => Vec::new(),
            };
            if let Some(smaller) = smaller(kind, &content, size) {
                let last = first & LAST;
                changes.push((at, end, blocks(last, &smaller, size)));
            }
        }
        if first & LAST != 0 {
            break;
        }
        at = end;
    }
    Ok(changes)
}

/// What stays of a block; `None` if all of it does.
fn smaller(kind: u8, content: &[u8], size: u64) -> Option<Vec<u8>> {
    let kept = match kind {
        COMMENTS => comments::kept(content, b""),
        PADDING if content.iter().all(|byte| *byte == 0) => return None,
        _ => Vec::new(),
    };
    (kept.len() as u64 != size).then_some(kept)
}

/// The beginning of blocks that are as long as one with a content of that size: what stays, and padding.
fn blocks(last: u8, comments: &[u8], size: u64) -> Vec<u8> {
    let head = |kind: u8, size: u64| {
        let [.., high, middle, low] = size.to_be_bytes();
        [kind, high, middle, low]
    };
    match size.checked_sub(comments.len() as u64 + 4) {
        Some(rest) if !comments.is_empty() => [
            &head(COMMENTS, comments.len() as u64)[..],
            comments,
            &head(last | PADDING, rest),
        ]
        .concat(),
        // Of one that is broken nothing stays.
        _ => head(last | PADDING, size).to_vec(),
    }
}

/// What a block becomes as long as it was; `None` if it stays as it is. For where it may not be divided.
pub(super) fn blanked(block: &[u8]) -> Option<Vec<u8>> {
    let (first, content) = block.split_at_checked(4)?;
    let kind = first[0] & !LAST;
    if HARMLESS.contains(&kind) {
        return None;
    }
    let kept = smaller(kind, content, content.len() as u64)?;
    let kind = if kept.is_empty() { PADDING } else { COMMENTS };
    Some([&[first[0] & LAST | kind], &first[1..], &kept].concat())
}

/// Whether nothing more of the kind follows behind this block.
pub(super) fn is_last(block: &[u8]) -> bool {
    block.first().is_none_or(|first| first & LAST != 0)
}
