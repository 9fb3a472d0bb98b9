//! Carries out a plan of cleaning: copies pieces without understanding them.

use std::io::{self, Read, Seek, SeekFrom};

use super::cleaning::Piece;

const CHUNK: u64 = 256 * 1024;
const ZEROS: [u8; 4096] = [0; 4096];

/// Puts a file together from pieces of another; `write` takes its bytes, one run after another.
pub fn copy(
    from: &mut (impl Read + Seek),
    pieces: &[Piece],
    mut write: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => write(bytes)?,
            Piece::Zeros(count) => {
                let mut left = *count;
                while left > 0 {
                    let run =
                        usize::try_from(left).map_or(ZEROS.len(), |left| left.min(ZEROS.len()));
                    write(&ZEROS[..run])?;
                    left -= run as u64;
                }
            }
            Piece::Copy(start, length) => {
                from.seek(SeekFrom::Start(*start))?;
                let mut left = *length;
                while left > 0 {
                    buffer.clear();
                    let read = from
                        .by_ref()
                        .take(left.min(CHUNK))
                        .read_to_end(&mut buffer)?;
                    if read == 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    write(&buffer)?;
                    left -= read as u64;
                }
            }
        }
    }
    Ok(())
}
