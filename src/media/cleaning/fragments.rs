//! Films and sounds in pieces, as browsers and telephones record them on the spot: nothing at the beginning
//! says how long they are, so the pieces are added up.

use std::io::{self, Read, Seek};

use super::Source;
use super::boxes::{Box, next};

/// A piece with more parts than this is not added up.
const MOST_RUNS: usize = 1_000;
const MOST_SAMPLES: u32 = 200_000;

/// What the beginning says of a track: its number, its ticks a second, and how many a sample usually has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Track {
    pub(super) number: u32,
    pub(super) scale: u32,
    pub(super) usual: u32,
}

/// Where a piece ends, in milliseconds; none for one that does not say.
pub(super) fn end<C: Read + Seek>(
    source: &mut Source<'_, C>,
    tracks: &[Track],
    piece: &Box,
) -> io::Result<Option<i64>> {
    let (mut at, mut latest) = (piece.from, None);
    while let Some(inner) = next(source, at, piece.to)? {
        if inner.name == *b"traf" {
            latest = latest.max(end_of_track(source, tracks, &inner)?);
        }
        at = inner.to;
    }
    Ok(latest)
}

fn end_of_track<C: Read + Seek>(
    source: &mut Source<'_, C>,
    tracks: &[Track],
    part: &Box,
) -> io::Result<Option<i64>> {
    let (mut track, mut ticks, mut runs) = (Track::default(), 0_u64, 0);
    let mut at = part.from;
    while let Some(inner) = next(source, at, part.to)? {
        source.go(inner.from)?;
        match &inner.name {
            b"tfhd" => {
                let flags = source.u32()?;
                let number = source.u32()?;
                let known = tracks.iter().find(|track| track.number == number);
                track = known.copied().unwrap_or_default();
                let skipped = u64::from(flags & 1) * 8 + u64::from(flags >> 1 & 1) * 4;
                if flags & 8 != 0 {
                    source.go(inner.from + 8 + skipped)?;
                    track.usual = source.u32()?;
                }
            }
            b"tfdt" => {
                ticks = match source.take::<4>()?[0] {
                    1 => u64::from_be_bytes(source.take()?),
                    _ => u64::from(source.u32()?),
                };
            }
            b"trun" => {
                runs += 1;
                if runs > MOST_RUNS {
                    return Ok(None);
                }
                ticks = ticks.saturating_add(run(source, &inner, track.usual)?);
            }
            _ => {}
        }
        at = inner.to;
    }
    let ms = (u128::from(ticks) * 1_000).checked_div(u128::from(track.scale));
    Ok(ms
        .and_then(|ms| i64::try_from(ms).ok())
        .filter(|ms| *ms > 0))
}

/// How many ticks the samples of a run have together.
fn run<C: Read + Seek>(source: &mut Source<'_, C>, run: &Box, usual: u32) -> io::Result<u64> {
    let flags = source.u32()?;
    let count = source.u32()?;
    if flags & 0x100 == 0 {
        return Ok(u64::from(count) * u64::from(usual));
    }
    let skipped = u64::from(flags & 1) * 4 + u64::from(flags >> 2 & 1) * 4;
    let each = 4 * u64::from((flags >> 8 & 0xF).count_ones());
    let mut ticks = 0;
    for index in 0..u64::from(count.min(MOST_SAMPLES)) {
        let place = run.from + 8 + skipped + index * each;
        if place + 4 > run.to {
            break;
        }
        source.go(place)?;
        ticks += u64::from(source.u32()?);
    }
    Ok(ticks)
}
