//! Contents of files, addressed by their SHA-256: written aside, synced, renamed, folder synced.
//!
//! Two equal photos are one file here. Only when `Blobs::keep` has returned may a row mention the
//! digest, so a row never lacks its file; the reverse (a file whose row was never written) is harmless
//! and in time removed. Between those two moments the content is **claimed**: whoever removes what no
//! row names must not take a content whose row is just being written, be it new or an old one that
//! somebody sends again. A claim lives in memory alone, because a crash ends all writing too.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Folder;
use super::folder::sync_parent;
use super::space::Space;
use crate::base::token;

/// The folder of contents.
#[derive(Clone, Debug)]
pub struct Blobs {
    kept: PathBuf,
    incoming: PathBuf,
    space: Space,
    claims: Arc<Mutex<Claims>>,
}

/// What nobody may remove though no row names it yet.
#[derive(Debug, Default)]
struct Claims {
    /// Digests of kept contents, and by how many they are held.
    kept: HashMap<String, usize>,
    /// Where contents are arriving.
    arriving: HashSet<PathBuf>,
}

/// A content on its way in. Dropped before it is kept, it leaves nothing behind.
pub struct Incoming {
    file: File,
    path: PathBuf,
    hash: Sha256,
    size: u64,
    start: Vec<u8>,
    space: Space,
    claims: Arc<Mutex<Claims>>,
}

/// What is known of a content once it is kept. While this lives the content stays, named or not.
#[derive(Clone, Debug)]
pub struct Kept {
    /// SHA-256, lower-case hexadecimal.
    pub digest: String,
    /// Length in bytes.
    pub size: u64,
    claim: Claim,
}

/// Keeps a content from being removed for as long as it lives.
#[derive(Debug)]
pub struct Claim {
    digest: String,
    claims: Arc<Mutex<Claims>>,
}

/// A content as it lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// SHA-256, as its file is named.
    pub digest: String,
    /// Length in bytes.
    pub size: u64,
    /// When it was written; a content sent again is written again.
    pub written_at: SystemTime,
}

/// How many of the first bytes stay in memory, to tell what kind of file it is.
pub const START: usize = 8 * 1024;

impl Blobs {
    /// The contents in `folder`, on a disk with this much to spare.
    pub fn open(folder: &Folder, space: Space) -> Self {
        Self {
            kept: folder.blobs(),
            incoming: folder.incoming(),
            space,
            claims: Arc::default(),
        }
    }

    /// Refuses `bytes` more than the disk has to spare, before any of them is written.
    pub fn refuse_above(&self, bytes: u64) -> io::Result<()> {
        self.space.refuse_above(bytes)
    }

    /// How many bytes the disk has to spare.
    pub fn room(&self) -> io::Result<u64> {
        Ok(self.space.above_floor()?.unwrap_or(0))
    }

    /// Begins to receive a content.
    pub fn receive(&self) -> io::Result<Incoming> {
        self.space.refuse_above(0)?;
        let path = self.incoming.join(token::random_id());
        locked(&self.claims).arriving.insert(path.clone());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let file = file.inspect_err(|_| {
            locked(&self.claims).arriving.remove(&path);
        })?;
        Ok(Incoming {
            file,
            path,
            hash: Sha256::new(),
            size: 0,
            start: Vec::new(),
            space: self.space.clone(),
            claims: Arc::clone(&self.claims),
        })
    }

    /// Makes a received content durable under its digest.
    pub fn keep(&self, mut incoming: Incoming) -> io::Result<Kept> {
        incoming.file.sync_all()?;
        let digest = HEXLOWER.encode(&incoming.hash.finalize_reset());
        self.shelve(&incoming.path, digest, incoming.size)
    }

    /// Makes a synced file of another folder on the same disk a content. If it was moved before and that
    /// was not noted, nothing is left to do.
    pub fn adopt(&self, file: &Path, digest: &str, size: u64) -> io::Result<Kept> {
        match self.shelve(file, digest.to_owned(), size) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let claim = self.claim(digest);
                let path = self.path(digest);
                match fs::metadata(&path) {
                    Ok(known) if known.len() == size => {
                        // Whoever moved it may have been stopped before the folder was synced.
                        sync_parent(&path)?;
                        Ok(Kept {
                            digest: digest.to_owned(),
                            size,
                            claim,
                        })
                    }
                    _ => Err(error),
                }
            }
            done => done,
        }
    }

    /// Moves a synced file to where its content belongs.
    fn shelve(&self, from: &Path, digest: String, size: u64) -> io::Result<Kept> {
        let path = self.path(&digest);
        // Before it lies there: from now on nobody takes it away, nor an equal one that is there.
        let claim = self.claim(&digest);
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
        fs::rename(from, &path)?;
        sync_parent(&path)?;
        Ok(Kept {
            digest,
            size,
            claim,
        })
    }

    fn claim(&self, digest: &str) -> Claim {
        Claim::new(digest, &self.claims)
    }

    /// Removes those of these contents that nobody holds and `named`, asked once about all of them, does
    /// not name. Nothing is kept meanwhile: `named` sees every row there is, or its content is claimed.
    /// Says which are gone.
    pub fn discard<E>(
        &self,
        contents: Vec<Found>,
        named: impl FnOnce(&[String]) -> Result<HashSet<String>, E>,
    ) -> Result<Vec<Found>, E>
    where
        E: From<io::Error>,
    {
        let claims = locked(&self.claims);
        let mut free: Vec<Found> = contents
            .into_iter()
            .filter(|found| !claims.kept.contains_key(&found.digest))
            .collect();
        let digests: Vec<String> = free.iter().map(|found| found.digest.clone()).collect();
        let named = named(&digests)?;
        free.retain(|found| !named.contains(&found.digest));
        for found in &free {
            match fs::remove_file(self.path(&found.digest)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(free)
    }

    /// The content with this digest, if it is there.
    pub fn find(&self, digest: &str) -> io::Result<Option<Found>> {
        match fs::metadata(self.path(digest)) {
            Ok(known) => Ok(Some(Found {
                digest: digest.to_owned(),
                size: known.len(),
                written_at: known.modified()?,
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every content of one of the 256 outer shelves; `number` says which.
    pub fn on_shelf(&self, number: u8) -> io::Result<Vec<Found>> {
        let mut all = Vec::new();
        for inner in entries(&self.kept.join(format!("{number:02x}")))? {
            for path in entries(&inner)? {
                let name = path.file_name().and_then(|name| name.to_str());
                // Whatever somebody else put here is not ours to look at.
                let digest = name.filter(|name| self.path(name) == path && is_digest(name));
                if let Some(digest) = digest {
                    all.extend(self.find(digest)?);
                }
            }
        }
        Ok(all)
    }

    /// What a crash left half-written: files in the folder of arrivals that nobody is writing.
    pub fn abandoned(&self) -> io::Result<Vec<PathBuf>> {
        let found = entries(&self.incoming)?;
        let claims = locked(&self.claims);
        Ok(found
            .into_iter()
            // What another program makes of one lies beside it, by the same name with an ending.
            .filter(|path| !claims.arriving.contains(&path.with_extension("")))
            .collect())
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
        self.space.refuse_more(self.size, bytes.len())?;
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
        locked(&self.claims).arriving.remove(&self.path);
    }
}

impl Kept {
    /// What keeps the content where it is, for whoever needs it longer than this.
    pub fn claim(&self) -> Claim {
        self.claim.clone()
    }
}

impl Claim {
    fn new(digest: &str, claims: &Arc<Mutex<Claims>>) -> Self {
        *locked(claims).kept.entry(digest.to_owned()).or_default() += 1;
        Self {
            digest: digest.to_owned(),
            claims: Arc::clone(claims),
        }
    }
}

impl Clone for Claim {
    fn clone(&self) -> Self {
        Self::new(&self.digest, &self.claims)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut claims = locked(&self.claims);
        if let Some(count) = claims.kept.get_mut(&self.digest) {
            *count -= 1;
            if *count == 0 {
                claims.kept.remove(&self.digest);
            }
        }
    }
}

/// The claims are whole between any two statements, so a panic elsewhere has not broken them.
fn locked(claims: &Mutex<Claims>) -> MutexGuard<'_, Claims> {
    claims.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_digest(name: &str) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    name.len() == 64 && name.bytes().all(is_hex)
}

/// What lies in a folder; nothing, if there is none.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
