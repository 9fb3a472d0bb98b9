//! WAV: samples as they are, so that how loud they are can be told as well.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Cleaned, Source};
use super::super::waveform;
use super::length;

const PCM: u16 = 1;
/// What is meant stands further on.
const EXTENSIBLE: u16 = 0xFFFE;
/// Chunks before the samples.
const MOST_CHUNKS: usize = 100;
/// Places at which the loudness is looked at, and frames at each.
const PLACES: u64 = 2_400;
const FRAMES: u64 = 24;

struct Format {
    channels: u64,
    rate: u64,
    /// Bytes of one moment, all channels together.
    frame: u64,
    bits: u16,
    is_plain: bool,
}

pub(super) fn told<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    source.go(12)?;
    let mut format = None;
    for _ in 0..MOST_CHUNKS {
        let name = source.take::<4>()?;
        let size = u64::from(u32::from_le_bytes(source.take()?));
        let from = source.at;
        match &name {
            b"fmt " => format = Some(read(source)?),
            b"data" => {
                let Some(format) = format.filter(|format| format.frame > 0) else {
                    break;
                };
                // One that breaks off, or was never finished, has as much as there is.
                let frames = size.min(source.length - from) / format.frame;
                return Ok(Cleaned {
                    duration_ms: length(frames, format.rate),
                    codecs: vec!["pcm".to_owned()],
                    waveform: loudness(source, from, frames, &format)?,
                    ..Cleaned::default()
                });
            }
            _ => {}
        }
        source.go(from + size + size % 2)?;
    }
    Ok(Cleaned::default())
}

fn read<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Format> {
    let kind = u16::from_le_bytes(source.take()?);
    let channels = u64::from(u16::from_le_bytes(source.take()?));
    let rate = u64::from(u32::from_le_bytes(source.take()?));
    source.take::<4>()?;
    let frame = u64::from(u16::from_le_bytes(source.take()?));
    let bits = u16::from_le_bytes(source.take()?);
    Ok(Format {
        channels,
        rate,
        frame,
        bits,
        is_plain: matches!(kind, PCM | EXTENSIBLE),
    })
}

/// Bars from the first channel, looked at here and there: a recording of hours is told as quickly as one
/// of seconds.
fn loudness<C: Read + Seek>(
    source: &mut Source<'_, C>,
    from: u64,
    frames: u64,
    format: &Format,
) -> io::Result<Option<String>> {
    let width = usize::from(format.bits / 8);
    let is_known = format.is_plain
        && matches!(format.bits, 8 | 16 | 24 | 32)
        && format.channels * width as u64 == format.frame;
    if !is_known || frames == 0 {
        return Ok(None);
    }
    let places = PLACES.min(frames);
    let mut samples = Vec::new();
    for place in 0..places {
        let first = u128::from(place) * u128::from(frames) / u128::from(places);
        let first = u64::try_from(first).unwrap_or(0);
        source.go(from + first * format.frame)?;
        let bytes = source.some(FRAMES.min(frames - first) * format.frame)?;
        let loudest = bytes
            .chunks_exact(usize::try_from(format.frame).unwrap_or(usize::MAX))
            .map(|frame| sample(&frame[..width]).saturating_abs())
            .max()
            .unwrap_or(0);
        samples.extend(loudest.to_le_bytes());
    }
    Ok(waveform::bars(&samples))
}

/// The two highest bytes; those of one alone have their nought in the middle.
fn sample(bytes: &[u8]) -> i16 {
    match bytes {
        [one] => (i16::from(*one) - 128) << 8,
        [.., low, high] => i16::from_le_bytes([*low, *high]),
        [] => 0,
    }
}
