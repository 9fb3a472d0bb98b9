//! PNG: keeps the chunks that a picture is drawn from.

use std::io::{self, Read, Seek};

use flate2::Crc;

use super::{Cleaned, Pieces, Source, may_move, tiff};

const KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"cICP", b"bKGD", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];
/// What says which way up takes less.
const MOST_EXIF: u64 = 1024 * 1024;

pub(super) fn clean<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let mut pieces = Pieces::default();
    let (mut size, mut frames) = ((0, 0), 1);
    source.go(8)?;
    pieces.copy(0, source.at);
    while source.left() >= 8 {
        let at = source.at;
        let length = u64::from(source.u32()?);
        let name = source.take::<4>()?;
        let end = (at + 12 + length).min(source.length);
        match &name {
            b"IHDR" if source.left() >= 8 => size = (source.u32()?, source.u32()?),
            b"acTL" if source.left() >= 4 => frames = source.u32()?,
            b"eXIf" if length <= MOST_EXIF => {
                let exif = source.some(length)?;
                if let Some(number) = tiff::orientation(&exif).filter(|number| *number > 1) {
                    pieces.bytes(chunk(b"eXIf", &tiff::saying(number)));
                }
            }
            _ => {}
        }
        if KEPT.contains(&&name) {
            pieces.copy(at, end);
        }
        source.go(end)?;
        if name == *b"IEND" {
            break;
        }
    }
    Ok(Cleaned {
        pieces: pieces.0,
        is_animated: may_move(u64::from(frames), size),
        ..Cleaned::default()
    })
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(content);
    let length = u32::try_from(content.len()).unwrap_or(0);
    let mut chunk = length.to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(content);
    chunk.extend(crc.sum().to_be_bytes());
    chunk
}
