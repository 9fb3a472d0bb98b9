//! GIF: keeps its pictures and how often they are played, leaves comments and strangers' blocks behind.

use std::io::{self, Read, Seek};

use super::{Cleaned, Pieces, Source, may_move};

const PICTURE: u8 = 0x2C;
const EXTENSION: u8 = 0x21;
const END: u8 = 0x3B;
const COMMENT: u8 = 0xFE;
const APPLICATION: u8 = 0xFF;

pub(super) fn clean<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let mut pieces = Pieces::default();
    source.go(6)?;
    let [w0, w1, h0, h1, flags, _, _] = source.take::<7>()?;
    let size = (
        u32::from(u16::from_le_bytes([w0, w1])),
        u32::from(u16::from_le_bytes([h0, h1])),
    );
    let colours = source.at + colours(flags);
    source.go(colours)?;
    pieces.copy(0, source.at);
    let mut frames = 0;
    // One that breaks off ends here.
    while let Ok(kind) = source.byte() {
        let at = source.at - 1;
        let end = match kind {
            PICTURE => picture(source),
            EXTENSION => extension(source),
            END => {
                pieces.copy(at, source.at);
                break;
            }
            _ => break,
        };
        let Ok(is_kept) = end else {
            pieces.copy(at, source.length);
            break;
        };
        frames += u64::from(kind == PICTURE);
        if is_kept {
            pieces.copy(at, source.at);
        }
    }
    Ok(Cleaned {
        pieces: pieces.0,
        is_animated: may_move(frames, size),
        ..Cleaned::default()
    })
}

fn colours(flags: u8) -> u64 {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}

fn picture<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<bool> {
    let [.., flags] = source.take::<9>()?;
    let at = source.at + colours(flags) + 1;
    source.go(at)?;
    blocks(source)?;
    Ok(true)
}

fn extension<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<bool> {
    let is_kept = match source.byte()? {
        COMMENT => false,
        APPLICATION => {
            let length = source.byte()?;
            let name = source.some(u64::from(length))?;
            matches!(name.as_slice(), b"NETSCAPE2.0" | b"ANIMEXTS1.0")
        }
        _ => true,
    };
    blocks(source)?;
    Ok(is_kept)
}

fn blocks<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<()> {
    loop {
        match source.byte()? {
            0 => return Ok(()),
            length if source.left() < u64::from(length) => {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            length => {
                let at = source.at + u64::from(length);
                source.go(at)?;
            }
        }
    }
}
