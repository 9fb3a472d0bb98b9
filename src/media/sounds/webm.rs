//! WebM and Matroska: elements inside each other, read as one row, because recorders leave lengths open.
//!
//! What a browser records on the spot says nothing of its length: then its last moment counts. What cameras
//! and people wrote into a film becomes an element of the same size that means nothing.

use std::io::{self, Read, Seek};

use super::super::cleaning::{Change, Cleaned, Source, overwritten};
use super::{big_endian, length};

/// Elements that are looked at: a film of hours has fewer.
const MOST: usize = 1_000_000;
/// Nanoseconds of one tick, where none are said.
const TICK: u64 = 1_000_000;

const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK: u32 = 0xAE;
const CLUSTER: u32 = 0x1F43_B675;
const GROUP: u32 = 0xA0;
const SCALE: u32 = 0x002A_D7B1;
const DURATION: u32 = 0x4489;
const CODEC: u32 = 0x86;
const CLUSTER_TIME: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK: u32 = 0xA1;
/// Where and by whom it was taken, what it is called, pictures and whatever else was put beside it. A tag
/// stands alone where the length of all of them was left open.
const TELLING: [u32; 5] = [0x1254_C367, 0x7373, 0x7BA9, 0x7384, 0x1941_A469];
/// Those of them that are long enough to be known again in a film whose elements are damaged.
const KNOWN: [[u8; 4]; 2] = [[0x12, 0x54, 0xC3, 0x67], [0x19, 0x41, 0xA4, 0x69]];
/// Where they stand then: somewhere at its beginning or its end.
const EDGE: u64 = 256 * 1024;
/// Means nothing.
const VOID: u8 = 0xEC;

pub(super) fn told<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let mut tick = TICK;
    let mut said = None;
    let mut codecs = Vec::new();
    let (mut cluster, mut last) = (0, 0);
    let mut blanked = Vec::new();
    let mut is_torn = false;
    source.go(0)?;
    for _ in 0..MOST {
        let at = source.at;
        let Some((name, size)) = element(source) else {
            break;
        };
        let from = source.at;
        match name {
            // Once it is said how long it is, nothing in there matters.
            CLUSTER if said.is_some() && size > 0 => {}
            SEGMENT | INFO | TRACKS | TRACK | CLUSTER | GROUP => continue,
            SCALE => tick = big_endian(&source.some(size.min(8))?).max(1),
            DURATION => said = float(&source.some(size.min(8))?).filter(|ticks| *ticks > 0.0),
            CODEC => codecs.extend(codec(&source.some(size.min(32))?)),
            CLUSTER_TIME => cluster = big_endian(&source.some(size.min(8))?),
            // One that breaks off is no moment.
            SIMPLE_BLOCK | BLOCK => last = last.max(moment(source, cluster).unwrap_or(0)),
            name if TELLING.contains(&name) && size > 0 => {
                let head = void(from - at, size);
                blanked.push((at, from.saturating_add(size), head));
            }
            _ => {}
        }
        is_torn |= size > source.length.saturating_sub(from);
        source.go(from.saturating_add(size))?;
    }
    if is_torn || source.at < source.length {
        scattered(source, &mut blanked)?;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is no sensible number becomes none"
    )]
    let ticks = said.map_or(last, |ticks| ticks as u64);
    let pieces = match blanked.is_empty() {
        true => Vec::new(),
        false => overwritten(source.length, blanked),
    };
    Ok(Cleaned {
        pieces,
        duration_ms: length(ticks.saturating_mul(tick) / 1_000, 1_000_000),
        codecs,
        ..Cleaned::default()
    })
}

/// Words of a damaged film, by what they begin with.
fn scattered<C: Read + Seek>(
    source: &mut Source<'_, C>,
    blanked: &mut Vec<Change>,
) -> io::Result<()> {
    for edge in [0, source.length.saturating_sub(EDGE)] {
        source.go(edge)?;
        let bytes = source.some(EDGE)?;
        for (place, _) in bytes
            .windows(4)
            .enumerate()
            .filter(|(_, word)| KNOWN.iter().any(|known| known == word))
        {
            let at = edge + place as u64;
            source.go(at)?;
            if let Some((_, size)) = element(source)
                && size > 0
            {
                let from = source.at;
                blanked.push((at, from.saturating_add(size), void(from - at, size)));
            }
        }
    }
    Ok(())
}

/// The name and the size of the next element; an open size is none at all, because what holds others is
/// gone into anyway.
fn element<C: Read + Seek>(source: &mut Source<'_, C>) -> Option<(u32, u64)> {
    let first = source.byte().ok()?;
    let longer = first.leading_zeros();
    if longer > 3 {
        return None;
    }
    let mut name = u32::from(first);
    for _ in 0..longer {
        name = name << 8 | u32::from(source.byte().ok()?);
    }
    let first = source.byte().ok()?;
    let longer = first.leading_zeros();
    if longer > 7 {
        return None;
    }
    let mut size = u64::from(first) & (0x7F_u64 >> longer);
    let mut is_open = size == 0x7F_u64 >> longer;
    for _ in 0..longer {
        let byte = source.byte().ok()?;
        is_open &= byte == 0xFF;
        size = size << 8 | u64::from(byte);
    }
    Some((name, if is_open { 0 } else { size }))
}

/// The head of an element that means nothing, in the place of one with a head of this length.
fn void(head: u64, size: u64) -> Vec<u8> {
    // No size takes more than eight bytes; what is left of the head is content then.
    let bytes = (head - 1).min(8);
    let size = (size + (head - 1 - bytes)) | (1 << (7 * bytes));
    let skipped = usize::try_from(8 - bytes).unwrap_or(0);
    [&[VOID], &size.to_be_bytes()[skipped..]].concat()
}

/// When a block is heard: its own two bytes behind the track's number, counted from its cluster.
fn moment<C: Read + Seek>(source: &mut Source<'_, C>, cluster: u64) -> io::Result<u64> {
    let longer = source.byte()?.leading_zeros();
    for _ in 0..longer.min(7) {
        source.byte()?;
    }
    let later = i16::from_be_bytes(source.take()?);
    Ok(cluster.saturating_add_signed(i64::from(later)))
}

fn float(bytes: &[u8]) -> Option<f64> {
    match bytes.len() {
        4 => Some(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
        8 => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}

/// As films are said to be coded elsewhere.
fn codec(name: &[u8]) -> Option<String> {
    let name = str::from_utf8(name).ok()?.trim_end_matches('\0');
    let known = match name.split('/').next()? {
        "V_VP8" => "vp8",
        "V_VP9" => "vp9",
        "V_AV1" => "av1",
        "V_MPEG4" => "h264",
        "A_OPUS" => "opus",
        "A_VORBIS" => "vorbis",
        "A_AAC" => "aac",
        _ => return Some(name.to_owned()),
    };
    Some(known.to_owned())
}
