//! PNG: keeps the chunks that a picture is drawn from.

use std::io::{self, Read, Seek};

use flate2::Crc;
use flate2::read::ZlibDecoder;

use super::{Cleaned, Pieces, Source, may_move, tiff};

const KEPT: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"cICP",
    b"bKGD", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];
/// What says which way up takes less.
const MOST_EXIF: u64 = 1024 * 1024;
/// The meaning of colours, unpacked: printers' have a megabyte. What unpacks to more is meant for the
/// browsers that would unpack it.
const MOST_PROFILE: u64 = 4 * 1024 * 1024;

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
        let is_kept = match &name {
            b"iCCP" => length <= MOST_PROFILE && is_profile(&source.some(length)?),
            name => KEPT.contains(&name),
        };
        if is_kept {
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

/// Whether this is a name, its end, a zero for the way of packing, and something of a bearable size.
fn is_profile(content: &[u8]) -> bool {
    let Some(end) = content.iter().take(80).position(|byte| *byte == 0) else {
        return false;
    };
    let Some([0, packed @ ..]) = content.get(end + 1..) else {
        return false;
    };
    let mut unpacked = ZlibDecoder::new(packed).take(MOST_PROFILE + 1);
    io::copy(&mut unpacked, &mut io::sink()).is_ok_and(|length| length <= MOST_PROFILE)
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
