//! WebP: keeps the chunks that a picture is drawn from.

use std::io::{self, Read, Seek};

use super::{Cleaned, Piece, Pieces, Source, may_move, tiff};

const KEPT: [&[u8; 4]; 7] = [
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP",
];
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const MOST_EXIF: u64 = 1024 * 1024;

pub(super) fn clean<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let mut pieces = Pieces::default();
    let mut orientation = None;
    let mut canvas = None;
    let mut frames = 0;
    let mut is_changed = false;
    source.go(12)?;
    while source.left() >= 8 {
        let at = source.at;
        let name = source.take::<4>()?;
        let length = u64::from(u32::from_le_bytes(source.take()?));
        let end = (at + 8 + length + length % 2).min(source.length);
        match &name {
            b"VP8X" if length >= 10 && source.left() >= 10 => {
                let header = source.take::<10>()?;
                let side = |at: usize| {
                    1 + u32::from_le_bytes([header[at], header[at + 1], header[at + 2], 0])
                };
                canvas = Some((pieces.0.len(), header, (side(4), side(7))));
            }
            b"ANMF" => frames += 1,
            b"EXIF" if length <= MOST_EXIF => {
                let exif = source.some(length)?;
                // Some write it as it stands in a JPEG.
                let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(&exif);
                orientation = tiff::orientation(exif).filter(|number| *number > 1);
            }
            _ => {}
        }
        match (&name == b"VP8X", KEPT.contains(&&name)) {
            // Rewritten below, so never part of a longer piece.
            (true, _) => pieces.0.push(Piece::Bytes(Vec::new())),
            (false, true) => pieces.copy(at, end),
            (false, false) => is_changed = true,
        }
        source.go(end)?;
    }
    let length = source.length;
    if !is_changed && source.at == length {
        return Ok(Cleaned {
            pieces: vec![Piece::Copy(0, length)],
            is_animated: canvas.is_some_and(|(_, _, size)| may_move(frames, size)),
            ..Cleaned::default()
        });
    }
    if let Some((place, mut header, _)) = canvas {
        header[0] &= !(HAS_EXIF | HAS_XMP);
        if orientation.is_some() {
            header[0] |= HAS_EXIF;
        }
        pieces.0[place] = Piece::Bytes(chunk(b"VP8X", &header));
        if let Some(number) = orientation {
            pieces.bytes(chunk(b"EXIF", &tiff::saying(number)));
        }
    }
    let body = u32::try_from(pieces.length() + 4).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut head = b"RIFF".to_vec();
    head.extend(body.to_le_bytes());
    head.extend(b"WEBP");
    pieces.0.insert(0, Piece::Bytes(head));
    Ok(Cleaned {
        pieces: pieces.0,
        is_animated: canvas.is_some_and(|(_, _, size)| may_move(frames, size)),
        ..Cleaned::default()
    })
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(0);
    let mut chunk = name.to_vec();
    chunk.extend(length.to_le_bytes());
    chunk.extend(content);
    if content.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}
