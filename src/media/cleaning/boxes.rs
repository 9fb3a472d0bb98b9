//! MP4, MOV and their kin, which are boxes in boxes: what they say of place and person is overwritten
//! where it stands, because every place in such a file is counted from its beginning.
//!
//! A box that is to say nothing any more becomes a `free` one of the same size; of a track that only tells,
//! the samples among the pixels go with it. A file with samples and nothing that says whose they are is not
//! understood. The boxes are read with what they tell on the way: how long, how large, coded in what.

use std::io::{self, Read, Seek};

use super::fragments::{self, Track};
use super::samples::{self, Range};
use super::{Change, Cleaned, Source, canon, heif, overwritten};

/// Boxes that are looked at, in all; an honest film has some hundreds.
const MOST_BOXES: usize = 20_000;
/// Inside each other.
const DEEPEST: usize = 8;
/// Those that hold what people and their devices say about a film; the second row is that of pictures which
/// nobody shows here, JPEG 2000 and JPEG XL.
const TELLING: [&[u8; 4]; 8] = [
    b"udta", b"meta", b"uuid", b"Xtra", //
    b"Exif", b"xml ", b"brob", b"jumb",
];

/// Whether a file that begins so is boxes; films without a name of their kind begin with any of these.
pub(super) fn begin(start: &[u8]) -> bool {
    let named = |at: usize, names: &[&[u8; 4]]| {
        let name = start.get(at..at + 4);
        name.is_some_and(|name| names.iter().any(|known| known[..] == *name))
    };
    let first = [
        b"ftyp", b"moov", b"moof", b"mdat", b"wide", b"free", b"skip", b"pnot",
    ];
    // JPEG 2000 and JPEG XL.
    let is_signed = start.starts_with(&[0, 0, 0, 12]) && named(4, &[b"jP  ", b"JXL "]);
    named(4, &first) || named(12, &[b"mdat"]) || is_signed
}

/// A box: its name, where it begins, and from where to where its content goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Box {
    pub(super) name: [u8; 4],
    pub(super) at: u64,
    pub(super) from: u64,
    pub(super) to: u64,
}

/// What was found so far.
#[derive(Default)]
struct Found {
    blanked: Vec<Change>,
    /// Where samples lie, and where those of them that only tell.
    rooms: Vec<Range>,
    notes: Vec<Range>,
    /// Whether something says what the samples are.
    is_described: bool,
    /// Whether it is a camera's raw picture.
    is_raw: bool,
    boxes: usize,
    duration: Option<i64>,
    dimensions: Option<(u32, u32)>,
    codecs: Vec<String>,
    tracks: Vec<Track>,
    /// Where the last of its pieces ends, if it is in pieces.
    end: Option<i64>,
}

pub(super) fn clean<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let mut found = Found::default();
    let (mut at, mut is_picture) = (0, false);
    while let Some(inner) = next(source, at, source.length)? {
        count(&mut found)?;
        match &inner.name {
            b"ftyp" => {
                is_picture = heif::is_picture(source, &inner)?;
                found.is_raw = canon::is_raw(source, &inner)?;
            }
            b"meta" if is_picture => {
                found.is_described = true;
                found.blanked.extend(heif::words(source, &inner)?);
            }
            b"moov" => {
                found.is_described = true;
                inside(source, &mut found, &inner, 1)?;
            }
            b"mdat" => found.rooms.push((inner.from, inner.to)),
            b"moof" => {
                let end = fragments::end(source, &found.tracks, &inner).ok().flatten();
                found.end = found.end.max(end);
            }
            b"uuid" if found.is_raw => found.blanked.extend(canon::words(source, &inner)?),
            name if TELLING.contains(&name) => found.blanked.extend(silent(&inner)),
            _ => {}
        }
        at = inner.to;
    }
    if !found.rooms.is_empty() && !found.is_described {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let notes = samples::within(found.notes, &found.rooms);
    let notes = notes.into_iter().map(|(from, to)| (from, to, Vec::new()));
    found.blanked.extend(notes);
    Ok(Cleaned {
        pieces: overwritten(source.length, found.blanked),
        dimensions: found.dimensions,
        duration_ms: found.duration.or(found.end).filter(|_| !found.is_raw),
        codecs: found.codecs,
        ..Cleaned::default()
    })
}

/// The box that begins there, if one does.
pub(super) fn next<C: Read + Seek>(
    source: &mut Source<'_, C>,
    at: u64,
    end: u64,
) -> io::Result<Option<Box>> {
    if end.saturating_sub(at) < 8 {
        return Ok(None);
    }
    source.go(at)?;
    let short = u64::from(source.u32()?);
    let name = source.take::<4>()?;
    let length = match short {
        0 => end - at,
        1 => u64::from_be_bytes(source.take()?),
        _ => short,
    };
    let from = source.at;
    // One that breaks off, or claims more than there is, goes as far as there is.
    let to = at.checked_add(length).unwrap_or(end).min(end);
    match from <= to {
        true => Ok(Some(Box { name, at, from, to })),
        false => Ok(None),
    }
}

fn count(found: &mut Found) -> io::Result<()> {
    found.boxes += 1;
    match found.boxes > MOST_BOXES {
        true => Err(io::ErrorKind::InvalidData.into()),
        false => Ok(()),
    }
}

/// Makes it a box that says nothing.
pub(super) fn silent(inner: &Box) -> [Change; 2] {
    [
        (inner.at + 4, inner.at + 8, b"free".to_vec()),
        (inner.from, inner.to, Vec::new()),
    ]
}

fn inside<C: Read + Seek>(
    source: &mut Source<'_, C>,
    found: &mut Found,
    outer: &Box,
    depth: usize,
) -> io::Result<()> {
    if depth > DEEPEST {
        return Ok(());
    }
    let mut at = outer.from;
    while let Some(inner) = next(source, at, outer.to)? {
        count(found)?;
        match &inner.name {
            // What a raw picture's camera noted is what it is developed by.
            b"trak" if !found.is_raw && tells_only(source, &inner)? => {
                found.notes.extend(samples::of_track(source, &inner)?);
                found.blanked.extend(silent(&inner));
            }
            b"uuid" if found.is_raw => found.blanked.extend(canon::words(source, &inner)?),
            b"trak" | b"mdia" | b"minf" | b"stbl" | b"mvex" => {
                inside(source, found, &inner, depth + 1)?
            }
            b"mvhd" => found.duration = duration(source, &inner).ok().flatten(),
            b"tkhd" => {
                let size = size(source, &inner).ok().flatten();
                found.dimensions = found.dimensions.or(size);
                found.tracks.extend(track(source, &inner).ok());
            }
            b"mdhd" => {
                let scale = scale(source, &inner).unwrap_or(0);
                if let Some(track) = found.tracks.last_mut() {
                    track.scale = scale;
                }
            }
            b"trex" => usual(source, found, &inner)?,
            b"stsd" => found.codecs.extend(codec(source, &inner).ok()),
            name if TELLING.contains(&name) => found.blanked.extend(silent(&inner)),
            _ => {}
        }
        at = inner.to;
    }
    Ok(())
}

/// Whether a track is neither picture nor sound nor text but what the camera noted meanwhile, such as
/// where it was.
fn tells_only<C: Read + Seek>(source: &mut Source<'_, C>, track: &Box) -> io::Result<bool> {
    let mut at = track.from;
    while let Some(inner) = next(source, at, track.to)? {
        if inner.name == *b"mdia" {
            let mut at = inner.from;
            while let Some(leaf) = next(source, at, inner.to)? {
                if leaf.name == *b"hdlr" && leaf.to - leaf.from >= 12 {
                    source.go(leaf.from + 8)?;
                    return Ok(matches!(&source.take::<4>()?, b"meta" | b"camm" | b"gpmd"));
                }
                at = leaf.to;
            }
        }
        at = inner.to;
    }
    Ok(false)
}

fn duration<C: Read + Seek>(source: &mut Source<'_, C>, head: &Box) -> io::Result<Option<i64>> {
    source.go(head.from)?;
    let version = source.take::<4>()?[0];
    let (scale, length) = match version {
        1 => {
            source.take::<16>()?;
            (source.u32()?, u64::from_be_bytes(source.take()?))
        }
        _ => {
            source.take::<8>()?;
            (source.u32()?, u64::from(source.u32()?))
        }
    };
    let ms = u128::from(length) * 1_000;
    Ok(ms
        .checked_div(u128::from(scale))
        .filter(|ms| *ms > 0)
        .and_then(|ms| i64::try_from(ms).ok()))
}

/// A track by its number.
fn track<C: Read + Seek>(source: &mut Source<'_, C>, head: &Box) -> io::Result<Track> {
    source.go(head.from)?;
    let times = match source.take::<4>()?[0] {
        1 => 16,
        _ => 8,
    };
    source.go(head.from + 4 + times)?;
    Ok(Track {
        number: source.u32()?,
        ..Track::default()
    })
}

/// How many ticks of a track are a second.
fn scale<C: Read + Seek>(source: &mut Source<'_, C>, head: &Box) -> io::Result<u32> {
    source.go(head.from)?;
    let times = match source.take::<4>()?[0] {
        1 => 16,
        _ => 8,
    };
    source.go(head.from + 4 + times)?;
    source.u32()
}

/// How long the samples of a track are where a piece does not say.
fn usual<C: Read + Seek>(
    source: &mut Source<'_, C>,
    found: &mut Found,
    head: &Box,
) -> io::Result<()> {
    source.go(head.from + 4)?;
    let (number, _, ticks) = (source.u32()?, source.u32()?, source.u32()?);
    for track in &mut found.tracks {
        if track.number == number {
            track.usual = ticks;
        }
    }
    Ok(())
}

/// Pixels as they are seen: a telephone held upright writes them lying, and a matrix that turns them.
fn size<C: Read + Seek>(source: &mut Source<'_, C>, head: &Box) -> io::Result<Option<(u32, u32)>> {
    source.go(head.from)?;
    let times = match source.take::<4>()?[0] {
        1 => 32,
        _ => 20,
    };
    // Then layer, group, volume and nothing.
    source.go(head.from + 4 + times + 16)?;
    let matrix = source.take::<36>()?;
    let number = |index: usize| {
        let mut four = [0; 4];
        four.copy_from_slice(&matrix[index * 4..index * 4 + 4]);
        i32::from_be_bytes(four)
    };
    let is_turned = number(0) == 0 && number(1) != 0;
    let (width, height) = (source.u32()? >> 16, source.u32()? >> 16);
    let seen = match is_turned {
        true => (height, width),
        false => (width, height),
    };
    Ok(Some(seen).filter(|(width, height)| *width > 0 && *height > 0))
}

fn codec<C: Read + Seek>(source: &mut Source<'_, C>, list: &Box) -> io::Result<String> {
    // Version, count, and the first entry's length.
    source.go(list.from + 12)?;
    let name = source.take::<4>()?;
    Ok(name.iter().map(|byte| char::from(*byte)).collect())
}
