//! What an Ogg says of place and person: packets at the beginning of each stream, laid out on pages that
//! each have a sum of their own.
//!
//! A packet is emptied where it lies: no page changes its place or its size, so that players find every
//! moment where they look for it.

use std::io::{self, Read, Seek};
use std::ops::Range;

use crc::{Algorithm, Crc};

use super::super::super::cleaning::{Change, Source};
use super::super::{comments, flac};
use super::LONGEST_PAGE;

/// Streams begin at the beginning, or behind one another in recordings of a radio; no further is looked.
const LOOKED_AT: u64 = 64 * 1024 * 1024;
/// What is held of streams that have not come to their sound; covers are the most of it.
const MOST_HELD: usize = 24 * 1024 * 1024;
const MOST_STREAMS: usize = 100;
const HEAD: u64 = 27;
/// Where a page's sum stands.
const SUM: Range<usize> = 22..26;
const IS_FIRST: u8 = 2;

const SUMS: Crc<u32> = Crc::<u32>::new(&Algorithm {
    width: 32,
    poly: 0x04C1_1DB7,
    init: 0,
    refin: false,
    refout: false,
    xorout: 0,
    check: 0x89A1_897F,
    residue: 0,
});

struct Page {
    at: u64,
    /// With the table of its packets.
    head: Vec<u8>,
    body: Vec<u8>,
    emptied: Vec<Range<usize>>,
}

enum Kind {
    /// One packet of comments, behind a word of its own.
    Words,
    /// One of comments alone.
    Speex,
    /// Blocks until the last.
    Flac,
}

/// What comments of Vorbis, Opus and Theora begin with.
const BEGINNINGS: [&[u8]; 3] = [b"\x03vorbis", b"OpusTags", b"\x81theora"];

struct Stream {
    serial: [u8; 4],
    /// Until the first packet is whole nobody knows.
    kind: Option<Kind>,
    is_through: bool,
    pages: Vec<Page>,
    /// Where the packet lies that is not whole yet: on which page, from where to where.
    parts: Vec<(usize, Range<usize>)>,
}

/// What to overwrite.
pub(in super::super) fn words<C: Read + Seek>(
    source: &mut Source<'_, C>,
) -> io::Result<Vec<Change>> {
    let mut streams: Vec<Stream> = Vec::new();
    let mut changes = Vec::new();
    let mut at = 0;
    while at < source.length.min(LOOKED_AT) {
        source.go(at)?;
        let mut head = source.some(HEAD)?;
        if head.len() as u64 != HEAD {
            break;
        }
        if !head.starts_with(b"OggS") {
            at = next(source, at + 1)?;
            continue;
        }
        let table = source.some(u64::from(head[26]))?;
        let size = table.iter().map(|part| u64::from(*part)).sum();
        let serial = [head[14], head[15], head[16], head[17]];
        let is_first = head[5] & IS_FIRST != 0;
        if is_first || streams.iter().all(|stream| stream.serial != serial) {
            streams.retain(|stream| stream.serial != serial);
            if streams.len() == MOST_STREAMS {
                return Err(io::ErrorKind::InvalidData.into());
            }
            streams.push(Stream::new(serial, is_first));
        }
        let open = streams
            .iter_mut()
            .find(|stream| stream.serial == serial && !stream.is_through);
        let end = source.at + size;
        if let Some(stream) = open {
            head.extend(&table);
            stream.take(
                Page {
                    at,
                    head,
                    body: source.some(size)?,
                    emptied: Vec::new(),
                },
                &table,
            );
            stream.let_go(&mut changes);
            if streams.iter().map(Stream::held).sum::<usize>() > MOST_HELD {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        at = end;
    }
    // What breaks off in the middle of its words.
    for stream in &mut streams {
        stream.complete();
        stream.is_through = true;
        stream.let_go(&mut changes);
    }
    Ok(changes)
}

/// Where a page begins at last, behind one that is damaged.
fn next<C: Read + Seek>(source: &mut Source<'_, C>, mut at: u64) -> io::Result<u64> {
    while at < source.length.min(LOOKED_AT) {
        source.go(at)?;
        let some = source.some(LONGEST_PAGE)?;
        if let Some(found) = some.windows(4).position(|word| word == b"OggS") {
            return Ok(at + found as u64);
        }
        at += LONGEST_PAGE - 3;
    }
    Ok(source.length)
}

impl Stream {
    /// One whose first page is damaged begins with its comments.
    fn new(serial: [u8; 4], is_whole: bool) -> Self {
        Self {
            serial,
            kind: (!is_whole).then_some(Kind::Words),
            is_through: false,
            pages: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn held(&self) -> usize {
        self.pages.iter().map(|page| page.body.len()).sum()
    }

    /// A packet ends where a part is shorter than a part can be.
    fn take(&mut self, page: Page, table: &[u8]) {
        let (length, number) = (page.body.len(), self.pages.len());
        self.pages.push(page);
        let (mut from, mut to) = (0, 0);
        for part in table {
            to += usize::from(*part);
            if *part < u8::MAX {
                self.parts.push((number, from.min(length)..to.min(length)));
                self.complete();
                from = to;
            }
            if self.is_through {
                return;
            }
        }
        if from < to {
            self.parts.push((number, from.min(length)..to.min(length)));
        }
    }

    /// Looks at the packet that is whole now.
    fn complete(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        if parts.is_empty() || self.is_through {
            return;
        }
        let mut packet = Vec::new();
        for (page, range) in &parts {
            packet.extend(&self.pages[*page].body[range.clone()]);
        }
        let Some(kind) = &self.kind else {
            self.kind = Some(kind(&packet));
            return;
        };
        let emptied = match kind {
            Kind::Words | Kind::Speex => {
                self.is_through = true;
                let begins = |word: &&&[u8]| packet.starts_with(word);
                let word = match kind {
                    Kind::Speex => Some(&b""[..]),
                    _ => BEGINNINGS.iter().find(begins).copied(),
                };
                let kept = word.map(|word| comments::kept(&packet, word));
                kept.filter(|kept| *kept != packet)
            }
            Kind::Flac => {
                self.is_through = flac::is_last(&packet);
                flac::blanked(&packet)
            }
        };
        let Some(mut emptied) = emptied else {
            return;
        };
        emptied.resize(packet.len(), 0);
        let mut rest = emptied.as_slice();
        for (page, range) in parts {
            let (here, behind) = rest.split_at(range.len());
            rest = behind;
            let page = &mut self.pages[page];
            page.body[range.clone()].copy_from_slice(here);
            page.emptied.push(range);
        }
    }

    /// Pages on which nothing is left that may change.
    fn let_go(&mut self, changes: &mut Vec<Change>) {
        if !self.parts.is_empty() && !self.is_through {
            return;
        }
        for page in self.pages.drain(..) {
            if !page.emptied.is_empty() {
                page.told(changes);
            }
        }
    }
}

impl Page {
    fn told(mut self, changes: &mut Vec<Change>) {
        self.head[SUM].fill(0);
        let mut sum = SUMS.digest();
        sum.update(&self.head);
        sum.update(&self.body);
        let sum = sum.finalize().to_le_bytes().to_vec();
        let place = |at: usize| self.at + at as u64;
        changes.push((place(SUM.start), place(SUM.end), sum));
        for range in self.emptied {
            let (from, to) = (self.head.len() + range.start, self.head.len() + range.end);
            let bytes = &self.body[range];
            // The zeros need not be told.
            let end = bytes
                .iter()
                .rposition(|byte| *byte != 0)
                .map_or(0, |last| last + 1);
            changes.push((place(from), place(to), bytes[..end].to_vec()));
        }
    }
}

/// What a stream is whose first packet this is. One that nobody knows may be a damaged one of those whose
/// comments say what they are.
fn kind(packet: &[u8]) -> Kind {
    match packet {
        [b'S', b'p', b'e', b'e', b'x', b' ', ..] => Kind::Speex,
        [0x7F, b'F', b'L', b'A', b'C', ..] => Kind::Flac,
        _ => Kind::Words,
    }
}
