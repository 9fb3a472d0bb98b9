//! TIFF, which is also how EXIF is written: reads which way up a picture is, says that and nothing else,
//! and blanks the place in a file that is TIFF as a whole.

use std::io::{self, Read, Seek};

use super::{Change, Cleaned, Source, overwritten};

const ORIENTATION: u16 = 0x0112;
const GPS: u16 = 0x8825;
const EXIF: u16 = 0x8769;
/// XMP, IPTC and Photoshop's own, which can say the place again; what it shows, whose computer it was on, who
/// took it and owns it, and all of that as Windows writes it.
const WORDS: [u16; 12] = [
    0x02BC, 0x83BB, 0x8649, 0x010E, 0x013B, 0x013C, 0x8298, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F,
];
/// A remark, the picture's own number, whose camera it was, and the numbers of that and of its lens. What
/// raw pictures are developed by stands beside them and stays.
pub(super) const PRIVATE: [u16; 5] = [0x9286, 0xA420, 0xA430, 0xA431, 0xA435];
/// Directories, one after another, that are looked through.
const MOST_DIRECTORIES: usize = 16;
/// Entries that a directory of a place has at most.
const MOST_ENTRIES: u16 = 1_000;

/// Which way up, 1 to 8, as a block of EXIF says it.
pub(super) fn orientation(exif: &[u8]) -> Option<u8> {
    let is_little = match exif.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let order = Order(is_little);
    let at = usize::try_from(order.u32(exif.get(4..8)?)).ok()?;
    let count = usize::from(order.u16(exif.get(at..at.checked_add(2)?)?));
    let found = (0..count).find_map(|index| {
        let at = at.checked_add(2 + index * 12)?;
        let entry = exif.get(at..at.checked_add(12)?)?;
        (order.u16(&entry[..2]) == ORIENTATION).then(|| order.u16(&entry[8..10]))
    });
    u8::try_from(found?)
        .ok()
        .filter(|number| (1..=8).contains(number))
}

/// A block of EXIF that says which way up and nothing else.
pub(super) fn saying(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

struct Order(bool);

impl Order {
    fn u16(&self, bytes: &[u8]) -> u16 {
        let bytes = [
            bytes.first().copied().unwrap_or(0),
            bytes.get(1).copied().unwrap_or(0),
        ];
        match self.0 {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        }
    }

    fn u32(&self, bytes: &[u8]) -> u32 {
        let mut four = [0; 4];
        for (place, byte) in four.iter_mut().zip(bytes) {
            *place = *byte;
        }
        match self.0 {
            true => u32::from_le_bytes(four),
            false => u32::from_be_bytes(four),
        }
    }
}

struct Entry {
    at: u64,
    tag: u16,
    kind: u16,
    count: u32,
    value: u32,
}

impl Entry {
    fn bytes(&self) -> u64 {
        let each = match self.kind {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        u64::from(self.count) * each
    }
}

/// The same file with the entries that name a place or a person empty.
pub(super) fn clean<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Cleaned> {
    let blanked = words(source)?;
    Ok(Cleaned {
        pieces: overwritten(source.length, blanked),
        ..Cleaned::default()
    })
}

/// Where the words stand that name a place or a person.
pub(super) fn words<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<Vec<Change>> {
    let (order, mut next) = head(source)?;
    let mut blanked = Vec::new();
    for _ in 0..MOST_DIRECTORIES {
        if next == 0 || next >= source.length {
            break;
        }
        let (entries, after) = directory(source, &order, next)?;
        for entry in entries {
            if entry.tag == EXIF {
                let exif = directory(source, &order, u64::from(entry.value));
                let exif = exif.map(|(inner, _)| inner).unwrap_or_default();
                for inner in exif.iter().filter(|inner| PRIVATE.contains(&inner.tag)) {
                    blank(&mut blanked, inner);
                }
                continue;
            }
            let is_place = entry.tag == GPS;
            if !is_place && !WORDS.contains(&entry.tag) {
                continue;
            }
            if is_place {
                let place = directory(source, &order, u64::from(entry.value));
                for inner in place.map(|(inner, _)| inner).unwrap_or_default() {
                    blank_value(&mut blanked, &inner);
                    blanked.push((inner.at, inner.at + 12, Vec::new()));
                }
            }
            blank(&mut blanked, &entry);
        }
        next = after;
    }
    Ok(blanked)
}

/// Where these entries of the first directory stand.
pub(super) fn listed<C: Read + Seek>(
    source: &mut Source<'_, C>,
    tags: &[u16],
) -> io::Result<Vec<Change>> {
    let (order, first) = head(source)?;
    let (entries, _) = directory(source, &order, first)?;
    let mut blanked = Vec::new();
    for entry in entries.iter().filter(|entry| tags.contains(&entry.tag)) {
        blank(&mut blanked, entry);
    }
    Ok(blanked)
}

/// In which order it says its numbers, and where its first directory is.
fn head<C: Read + Seek>(source: &mut Source<'_, C>) -> io::Result<(Order, u64)> {
    let order = Order(source.take::<2>()? == *b"II");
    source.take::<2>()?;
    let first = order.u32(&source.take::<4>()?);
    Ok((order, u64::from(first)))
}

/// An empty entry in its place would be out of order: it becomes an unknown, empty one.
fn blank(blanked: &mut Vec<Change>, entry: &Entry) {
    blank_value(blanked, entry);
    blanked.push((entry.at + 4, entry.at + 12, Vec::new()));
}

fn blank_value(blanked: &mut Vec<Change>, entry: &Entry) {
    // Four bytes and fewer stand in the entry itself.
    if entry.bytes() > 4 {
        let at = u64::from(entry.value);
        blanked.push((at, at + entry.bytes(), Vec::new()));
    }
}

fn directory<C: Read + Seek>(
    source: &mut Source<'_, C>,
    order: &Order,
    at: u64,
) -> io::Result<(Vec<Entry>, u64)> {
    source.go(at)?;
    let count = order.u16(&source.take::<2>()?).min(MOST_ENTRIES);
    let mut entries = Vec::new();
    for _ in 0..count {
        let at = source.at;
        let entry = source.take::<12>()?;
        entries.push(Entry {
            at,
            tag: order.u16(&entry[..2]),
            kind: order.u16(&entry[2..4]),
            count: order.u32(&entry[4..8]),
            value: order.u32(&entry[8..]),
        });
    }
    let next = source.take::<4>().map_or(0, |next| order.u32(&next));
    Ok((entries, u64::from(next)))
}
