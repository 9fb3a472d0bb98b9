//! Ogg: the first page says what is inside, the last one how many samples went by. What it says of place
//! and person is for `pages`.

mod pages;

use std::io::{self, Read, Seek};

use super::super::cleaning::{Cleaned, Source};
use super::length;

pub(super) use self::pages::words;

/// No page is longer.
const LONGEST_PAGE: u64 = 65_307;
/// Opus always counts so many a second, whatever was recorded.
const OPUS_RATE: u64 = 48_000;

pub(super) fn told<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    source.go(14)?;
    let serial = source.take::<4>()?;
    source.go(26)?;
    let segments = u64::from(source.byte()?);
    source.go(27 + segments)?;
    let head = source.some(32)?;
    let number = |from: usize| {
        let four = head
            .get(from..from + 4)
            .and_then(|four| four.try_into().ok());
        four.map_or(0, |four| u64::from(u32::from_le_bytes(four)))
    };
    let (codec, rate, skipped) = if head.starts_with(b"OpusHead") {
        let skipped = head
            .get(10..12)
            .map_or(0, |two| u64::from(u16::from_le_bytes([two[0], two[1]])));
        ("opus", OPUS_RATE, skipped)
    } else if head.starts_with(b"\x01vorbis") {
        ("vorbis", number(12), 0)
    } else {
        return Ok(Cleaned::default());
    };
    let samples = last(source, serial)?.unwrap_or(0);
    Ok(Cleaned {
        duration_ms: length(samples.saturating_sub(skipped), rate),
        codecs: vec![codec.to_owned()],
        ..Cleaned::default()
    })
}

/// Where the last page of this stream says that it has come to.
fn last<C: Read + Seek>(source: &mut Source<'_, C>, serial: [u8; 4]) -> io::Result<Option<u64>> {
    source.go(source.length.saturating_sub(LONGEST_PAGE))?;
    let end = source.some(LONGEST_PAGE)?;
    Ok(end
        .windows(18)
        .rev()
        .filter(|page| page.starts_with(b"OggS") && page[14..18] == serial)
        .filter_map(|page| page[6..14].try_into().ok().map(u64::from_le_bytes))
        // A page on which nothing ends.
        .find(|place| *place != u64::MAX))
}
