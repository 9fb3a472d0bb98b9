//! HEIF (HEIC, AVIF): a picture in boxes. Its private words are items of their own, which are blanked
//! where they lie; which way up it is stands elsewhere and stays.

use std::io::{self, Read, Seek};

use super::boxes::{Box, next};
use super::{Change, Source};

/// Items and extents that are looked at.
const MOST: u32 = 10_000;

/// Whether the first box says that what follows is a picture.
pub(super) fn is_picture<C: Read + Seek>(
    source: &mut Source<'_, C>,
    kind: &Box,
) -> io::Result<bool> {
    source.go(kind.from)?;
    let brands = source.some((kind.to - kind.from).min(256))?;
    Ok(brands.chunks(4).any(|brand| {
        matches!(
            brand,
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" | b"avif" | b"avis"
        )
    }))
}

/// Where the private words lie.
pub(super) fn words<C: Read + Seek>(
    source: &mut Source<'_, C>,
    meta: &Box,
) -> io::Result<Vec<Change>> {
    let (mut items, mut places, mut data) = (Vec::new(), None, 0);
    let mut at = meta.from + 4;
    while let Some(inner) = next(source, at, meta.to)? {
        match &inner.name {
            b"iinf" => items = telling(source, &inner)?,
            b"iloc" => places = Some(inner),
            b"idat" => data = inner.from,
            _ => {}
        }
        at = inner.to;
    }
    match places {
        Some(places) => extents(source, &places, &items, data),
        None => Ok(Vec::new()),
    }
}

/// The numbers of the items that are words rather than pixels.
fn telling<C: Read + Seek>(source: &mut Source<'_, C>, list: &Box) -> io::Result<Vec<u32>> {
    source.go(list.from)?;
    let version = source.take::<4>()?[0];
    let mut at = list.from
        + match version {
            0 => 6,
            _ => 8,
        };
    let mut items = Vec::new();
    while let Some(entry) = next(source, at, list.to)? {
        at = entry.to;
        if entry.name != *b"infe" {
            continue;
        }
        let item = match source.take::<4>()?[0] {
            2 => u32::from(source.u16()?),
            3 => source.u32()?,
            _ => continue,
        };
        source.u16()?;
        if matches!(&source.take::<4>()?, b"Exif" | b"mime" | b"uri ") {
            items.push(item);
        }
    }
    Ok(items)
}

fn extents<C: Read + Seek>(
    source: &mut Source<'_, C>,
    places: &Box,
    items: &[u32],
    data: u64,
) -> io::Result<Vec<Change>> {
    source.go(places.from)?;
    let version = source.take::<4>()?[0];
    let [first, second] = source.take::<2>()?;
    let (offset_size, length_size, base_size) = (first >> 4, first & 15, second >> 4);
    let index_size = match version {
        1 | 2 => second & 15,
        _ => 0,
    };
    let wide = version >= 2;
    let count = number(source, if wide { 4 } else { 2 })?;
    let mut found = Vec::new();
    for _ in 0..count.min(u64::from(MOST)) {
        let item = number(source, if wide { 4 } else { 2 })?;
        let method = match version {
            0 => 0,
            _ => source.u16()? & 15,
        };
        source.u16()?;
        let base = number(source, base_size)?;
        let extents = source.u16()?;
        for _ in 0..extents {
            number(source, index_size)?;
            let offset = number(source, offset_size)?;
            let length = number(source, length_size)?;
            let start = match method {
                0 => Some(0),
                1 => Some(data),
                _ => None,
            };
            let from = start.and_then(|start| start.checked_add(base)?.checked_add(offset));
            if let Some(from) = from
                && items.iter().any(|told| u64::from(*told) == item)
            {
                // Its length is what the file says, so it may say too much.
                found.push((from, from.saturating_add(length), Vec::new()));
            }
        }
    }
    Ok(found)
}

fn number<C: Read + Seek>(source: &mut Source<'_, C>, size: u8) -> io::Result<u64> {
    let mut all = 0;
    for _ in 0..size {
        all = all << 8 | u64::from(source.byte()?);
    }
    Ok(all)
}
