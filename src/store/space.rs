//! How much a disk has to spare, and refusing files before it has nothing.
//!
//! A disk that files have filled to the last byte takes no message either, and a family would lose its
//! chat for the sake of a video. So files stop at a floor of free space, and the database goes on below
//! it. It must never know what is written.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::config::FreeSpace;

/// The disk that a folder lies on.
#[derive(Clone, Debug)]
pub struct Space {
    folder: PathBuf,
    floor: FreeSpace,
}

/// Bytes written between two looks at the disk. Looking is cheap, but not free.
const LOOK_EVERY: u64 = 8 * 1024 * 1024;
/// What stays free unless somebody says otherwise: this much, or a twentieth, whichever is more.
const LEAST_FREE: u64 = 1024 * 1024 * 1024;
const ONE_IN: u64 = 20;

impl Space {
    /// The disk under `folder`, of which files leave `floor` free.
    pub fn of(folder: &Path, floor: FreeSpace) -> Self {
        Self {
            folder: folder.to_owned(),
            floor,
        }
    }

    /// How many bytes there are above the floor; nothing at all where the floor is reached.
    pub fn above_floor(&self) -> io::Result<Option<u64>> {
        let disk = rustix::fs::statvfs(&self.folder)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let size = disk.f_blocks.saturating_mul(disk.f_frsize);
        Ok(free.checked_sub(floor(self.floor, size)))
    }

    /// Refuses `bytes` more than there is above the floor.
    pub fn refuse_above(&self, bytes: u64) -> io::Result<()> {
        match self.above_floor()? {
            Some(room) if room >= bytes => Ok(()),
            _ => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    /// Looks at the disk now and then while something grows: it had `before` bytes, and gets `more`.
    pub(super) fn refuse_more(&self, before: u64, more: usize) -> io::Result<()> {
        let more = more as u64;
        match before / LOOK_EVERY == (before + more) / LOOK_EVERY {
            true => Ok(()),
            false => self.refuse_above(more),
        }
    }
}

/// What stays free of a disk of `size` bytes.
fn floor(wanted: FreeSpace, size: u64) -> u64 {
    match wanted {
        FreeSpace::Usual => LEAST_FREE.max(size / ONE_IN),
        FreeSpace::Bytes(bytes) => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1024 * 1024 * 1024;

    #[test]
    fn a_gibibyte_stays_free_or_a_twentieth_of_a_large_disk() {
        for (size, expected) in [(8 * GIB, GIB), (20 * GIB, GIB), (1000 * GIB, 50 * GIB)] {
            assert_eq!(floor(FreeSpace::Usual, size), expected);
        }
        assert_eq!(floor(FreeSpace::Bytes(0), GIB), 0);
        assert_eq!(floor(FreeSpace::Bytes(7), GIB), 7);
    }

    #[test]
    fn what_would_go_below_the_floor_is_refused_before_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let kind = |floor, bytes| {
            let space = Space::of(folder.path(), FreeSpace::Bytes(floor));
            space.refuse_above(bytes).map_err(|error| error.kind())
        };
        assert_eq!(kind(0, 0), Ok(()));
        assert_eq!(kind(u64::MAX, 0), Err(io::ErrorKind::StorageFull));
        assert_eq!(kind(0, u64::MAX), Err(io::ErrorKind::StorageFull));
        assert_eq!(kind(u64::MAX, u64::MAX), Err(io::ErrorKind::StorageFull));
    }
}
