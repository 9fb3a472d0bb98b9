//! JPEG: keeps what a picture is drawn from, the colours it is meant in and which way up it is.

use std::io::{self, Read, Seek};

use super::{Cleaned, Pieces, Source, tiff};

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;
const EXIF: &[u8] = b"Exif\0\0";

pub(super) fn clean<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let mut pieces = Pieces::default();
    let mut orientation = None;
    let mut breaks_off = true;
    // Where a block of EXIF belongs: behind the head of all.
    let mut head = 1;
    source.go(2)?;
    pieces.copy(0, 2);
    // A picture that breaks off ends here, and is shown as far as it goes.
    while let Ok((at, marker)) = next_marker(source) {
        match marker {
            END => {
                pieces.copy(at, source.at);
                breaks_off = false;
                break;
            }
            0x01 | 0xD0..=0xD8 => pieces.copy(at, source.at),
            _ => {
                let Ok(length) = source.u16() else { break };
                let end = (source.at + u64::from(length.max(2)) - 2).min(source.length);
                let start = source.some((end - source.at).min(32))?;
                if marker == 0xE1 && start.starts_with(EXIF) && orientation.is_none() {
                    let inside = end - source.at;
                    let mut exif = start[EXIF.len()..].to_vec();
                    exif.extend(source.some(inside)?);
                    orientation = tiff::orientation(&exif);
                }
                if is_kept(marker, &start) {
                    let is_head = marker == 0xE0 && pieces.0.len() == 1 && at == 2;
                    pieces.copy(at, end);
                    if is_head {
                        head = 2;
                    }
                }
                source.go(end)?;
                if marker == SCAN {
                    let from = end;
                    skip_scan(source)?;
                    pieces.copy(from, source.at);
                }
            }
        }
    }
    if let Some(number) = orientation.filter(|number| *number > 1) {
        insert(&mut pieces, head, number);
    }
    Ok(Cleaned {
        pieces: pieces.0,
        breaks_off,
        ..Cleaned::default()
    })
}

/// Puts what says which way up behind the beginning, or behind the head where there is one.
fn insert(pieces: &mut Pieces, head: usize, orientation: u8) {
    let tiff = tiff::saying(orientation);
    let length = u16::try_from(2 + EXIF.len() + tiff.len()).unwrap_or(u16::MAX);
    let mut segment = vec![0xFF, 0xE1];
    segment.extend(length.to_be_bytes());
    segment.extend(EXIF);
    segment.extend(tiff);
    // The beginning is two bytes of the first piece, the head is eighteen.
    let cut = match head {
        1 => 2,
        _ => 2 + 18,
    };
    let all = std::mem::take(&mut pieces.0);
    let mut before = cut;
    let mut inserted = Some(segment);
    for piece in all {
        match piece {
            super::Piece::Copy(from, length) if inserted.is_some() => {
                let first = length.min(before);
                pieces.copy(from, from + first);
                before -= first;
                if before == 0
                    && let Some(segment) = inserted.take()
                {
                    pieces.bytes(segment);
                }
                pieces.copy(from + first, from + length);
            }
            super::Piece::Copy(from, length) => pieces.copy(from, from + length),
            other => pieces.0.push(other),
        }
    }
}

fn is_kept(marker: u8, start: &[u8]) -> bool {
    match marker {
        // The head; its eighteen bytes without the small picture that it may carry.
        0xE0 => start.starts_with(b"JFIF\0") && start.get(12..14) == Some(&[0, 0]),
        0xE2 => start.starts_with(b"ICC_PROFILE\0"),
        // How its colours are coded.
        0xEE => start.starts_with(b"Adobe"),
        0xE1..=0xEF | COMMENT => false,
        _ => true,
    }
}

fn next_marker<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<(u64, u8)> {
    let mut at = source.at;
    if source.byte()? != 0xFF {
        return Err(io::ErrorKind::InvalidData.into());
    }
    loop {
        match source.byte()? {
            // Filling.
            0xFF => at += 1,
            0x00 => return Err(io::ErrorKind::InvalidData.into()),
            marker => return Ok((at, marker)),
        }
    }
}

/// To the next marker behind the coded pixels.
fn skip_scan<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<()> {
    use std::io::BufRead;
    let mut was_marker = false;
    loop {
        let buffer = source.content.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let mut found = None;
        for (index, byte) in buffer.iter().enumerate() {
            let is_end = was_marker && !matches!(byte, 0x00 | 0xFF | 0xD0..=0xD7);
            if is_end {
                found = Some(index);
                break;
            }
            was_marker = *byte == 0xFF;
        }
        let read = buffer.len();
        match found {
            Some(index) => {
                source.content.consume(index);
                source.at += index as u64;
                // Back before the FF.
                let at = source.at - 1;
                return source.go(at);
            }
            None => {
                source.content.consume(read);
                source.at += read as u64;
            }
        }
    }
}
