//! Contents of files, addressed by their SHA-256: written aside, synced, renamed, folder synced.
//!
//! Two equal photos are one file here. Only when `Blobs::keep` has returned may a row mention the
//! digest, so a row never lacks its file; the reverse (a file whose row was never written) is harmless.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Folder;
use super::folder::sync_parent;
use crate::base::token;

/// The folder of contents.
#[derive(Clone, Debug)]
pub struct Blobs {
    kept: PathBuf,
    incoming: PathBuf,
}

/// A content on its way in. Dropped before it is kept, it leaves nothing behind.
pub struct Incoming {
    file: File,
    path: PathBuf,
    hash: Sha256,
    size: u64,
    start: Vec<u8>,
}

/// What is known of a content once it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256, lower-case hexadecimal.
    pub digest: String,
    /// Length in bytes.
    pub size: u64,
}

/// How many of the first bytes stay in memory, to tell what kind of file it is.
const START: usize = 8 * 1024;

impl Blobs {
    /// The contents in `folder`, after clearing away what a crash left half-written.
    pub fn open(folder: &Folder) -> io::Result<Self> {
        let blobs = Self {
            kept: folder.blobs(),
            incoming: folder.incoming(),
        };
        for entry in fs::read_dir(&blobs.incoming)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(blobs)
    }

    /// Begins to receive a content.
    pub fn receive(&self) -> io::Result<Incoming> {
        let path = self.incoming.join(token::random_id());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok(Incoming {
            file,
            path,
            hash: Sha256::new(),
            size: 0,
            start: Vec::new(),
        })
    }

    /// Makes a received content durable under its digest.
    pub fn keep(&self, mut incoming: Incoming) -> io::Result<Kept> {
        incoming.file.sync_all()?;
        let digest = HEXLOWER.encode(&incoming.hash.finalize_reset());
        let path = self.path(&digest);
        if let Some(shelf) = path.parent()
            && !shelf.exists()
        {
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(shelf)?;
            sync_parent(shelf)?;
            shelf.parent().map_or(Ok(()), sync_parent)?;
        }
        fs::rename(&incoming.path, &path)?;
        sync_parent(&path)?;
        Ok(Kept {
            digest,
            size: incoming.size,
        })
    }

    /// Where the content with this digest lies.
    pub fn path(&self, digest: &str) -> PathBuf {
        // Two levels of 256 keep directories small on any file system.
        let shelf = |range| digest.get(range).unwrap_or("__");
        self.kept.join(shelf(0..2)).join(shelf(2..4)).join(digest)
    }
}

impl Incoming {
    /// Takes the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        let room = START.saturating_sub(self.start.len()).min(bytes.len());
        self.start.extend_from_slice(&bytes[..room]);
        Ok(())
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first bytes, for telling what kind of file it is.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// Where the bytes are while they arrive.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Already renamed when it was kept: then there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}
