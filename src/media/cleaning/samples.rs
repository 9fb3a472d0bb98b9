//! Where in a file the samples of a track lie. What a camera noted while it filmed, such as where it was, is
//! not in the box of the track but among the pixels.
//!
//! It goes by the track's own tables and believes none of them: no more of a table is read than there is, and
//! what is found counts only where the file keeps samples. A film whose tables lead into its pixels loses
//! those: then whoever made it wrote them so.

use std::io::{self, Read, Seek};

use super::Source;
use super::boxes::{Box, next};

/// From where to where.
pub(super) type Range = (u64, u64);

/// A table with more rows than this is no film's: an hour of a thousand notes a second has fewer.
const MOST_ROWS: u64 = 4_000_000;
/// The tables lie in a box in a box in a box.
const DEEPEST: usize = 4;

/// What a track's tables say.
#[derive(Default)]
struct Tables {
    sizes: Sizes,
    /// From which chunk on, counted from one, there are how many samples in each.
    runs: Vec<(u32, u32)>,
    /// Where each chunk begins.
    chunks: Vec<u64>,
}

/// How many bytes each sample has.
enum Sizes {
    /// As many samples, each of as many bytes.
    Equal(u64, u64),
    Each(Vec<u32>),
}

impl Default for Sizes {
    fn default() -> Self {
        Self::Equal(0, 0)
    }
}

impl Sizes {
    /// The bytes of so many samples after the first so many.
    fn bytes(&self, from: u64, count: u64) -> u64 {
        match self {
            Self::Equal(all, each) => all.saturating_sub(from).min(count).saturating_mul(*each),
            Self::Each(sizes) => {
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                let some = sizes.iter().skip(from).take(count);
                some.map(|size| u64::from(*size)).sum()
            }
        }
    }
}

/// Where a track says that its samples lie.
pub(super) fn of_track<C: Read + Seek>(
    source: &mut Source<'_, C>,
    track: &Box,
) -> io::Result<Vec<Range>> {
    let mut tables = Tables::default();
    read(source, &mut tables, track, 0)?;
    let (mut found, mut sample, mut runs) = (Vec::new(), 0, tables.runs.iter().peekable());
    let mut in_each = 0;
    for (number, from) in (1_u32..).zip(&tables.chunks) {
        while let Some((_, count)) = runs.next_if(|(first, _)| *first <= number) {
            in_each = u64::from(*count);
        }
        let bytes = tables.sizes.bytes(sample, in_each);
        sample += in_each;
        if bytes > 0 {
            found.push((*from, from.saturating_add(bytes)));
        }
    }
    Ok(found)
}

/// What of the first lies in the second, which come in order and apart from each other; neighbours become one.
pub(super) fn within(mut ranges: Vec<Range>, rooms: &[Range]) -> Vec<Range> {
    ranges.sort_unstable();
    let mut found: Vec<Range> = Vec::new();
    let mut rooms = rooms.iter().peekable();
    let mut at = 0;
    for (from, to) in ranges {
        // Those before were looked at as far as this.
        let mut from = from.max(at);
        at = at.max(to);
        while let Some((begins, ends)) = rooms.peek() {
            let (start, end) = (from.max(*begins), to.min(*ends));
            if start < end {
                match found.last_mut() {
                    Some(last) if last.1 == start => last.1 = end,
                    _ => found.push((start, end)),
                }
            }
            if *ends > to {
                break;
            }
            from = from.max(*ends);
            rooms.next();
        }
    }
    found
}

fn read<C: Read + Seek>(
    source: &mut Source<'_, C>,
    tables: &mut Tables,
    outer: &Box,
    depth: usize,
) -> io::Result<()> {
    let mut at = outer.from;
    while let Some(inner) = next(source, at, outer.to)? {
        match &inner.name {
            b"mdia" | b"minf" | b"stbl" if depth < DEEPEST => {
                read(source, tables, &inner, depth + 1)?;
            }
            b"stsz" | b"stz2" => tables.sizes = sizes(source, &inner)?,
            b"stsc" => {
                tables.runs = rows(source, &inner, 4, |row: [u8; 12]| {
                    (number(&row[..4]), number(&row[4..8]))
                })?;
            }
            b"stco" => {
                tables.chunks = rows(source, &inner, 4, |row: [u8; 4]| u64::from(number(&row)))?;
            }
            b"co64" => tables.chunks = rows(source, &inner, 4, u64::from_be_bytes)?,
            _ => {}
        }
        at = inner.to;
    }
    Ok(())
}

fn sizes<C: Read + Seek>(source: &mut Source<'_, C>, inner: &Box) -> io::Result<Sizes> {
    source.go(inner.from + 4)?;
    let (size, count) = (source.u32()?, source.u32()?);
    Ok(match (&inner.name, size) {
        (b"stsz", 0) => Sizes::Each(rows(source, inner, 8, |row: [u8; 4]| number(&row))?),
        (b"stsz", each) => Sizes::Equal(u64::from(count), u64::from(each)),
        (_, 16) => Sizes::Each(rows(source, inner, 8, |row: [u8; 2]| number(&row))?),
        // Half a byte each, or one: never fewer than they are.
        _ => Sizes::Equal(u64::from(count), 255),
    })
}

/// The rows of a table, as many as it says and there are; how many stands behind so many bytes.
fn rows<C: Read + Seek, T, const N: usize>(
    source: &mut Source<'_, C>,
    inner: &Box,
    skipped: u64,
    row: impl Fn([u8; N]) -> T,
) -> io::Result<Vec<T>> {
    source.go(inner.from + skipped)?;
    let count = u64::from(source.u32()?);
    let count = count.min(inner.to.saturating_sub(source.at) / N as u64);
    if count > MOST_ROWS {
        return Err(io::ErrorKind::InvalidData.into());
    }
    (0..count).map(|_| Ok(row(source.take()?))).collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |all, byte| all << 8 | u32::from(*byte))
}
