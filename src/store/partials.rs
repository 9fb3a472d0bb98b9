//! Contents that arrive in several pieces: one file for each, which grows and outlives a restart.
//!
//! How far a content has come is what somebody noted after `Partial::sync` returned. Whatever lies
//! behind that in the file may be anything after a power cut, so `Partials::resume` cuts it off. Its
//! names are ids of ours; what a sender calls the file never comes near the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::time::SystemTime;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::Folder;
use super::folder::sync_parent;
use super::space::Space;

/// The folder of contents that are still incomplete.
#[derive(Clone, Debug)]
pub struct Partials {
    folder: PathBuf,
    space: Space,
}

/// An incomplete content, open for more.
pub struct Partial {
    file: File,
    path: PathBuf,
    /// Whether its folder knows of it for good.
    is_named: bool,
    size: u64,
    running: Option<Running>,
    space: Space,
}

/// The hash of a content's beginning, so that nobody has to read it again.
#[derive(Clone, Debug)]
pub struct Running {
    hash: Sha256,
    size: u64,
}

/// Bytes read at a time when a content must be read again.
const CHUNK: usize = 256 * 1024;

impl Partials {
    /// The incomplete contents in `folder`, on a disk with this much to spare.
    pub fn open(folder: &Folder, space: Space) -> Self {
        Self {
            folder: folder.partials(),
            space,
        }
    }

    /// Where the incomplete content with this id lies.
    pub fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// Opens one to go on at byte `at`, or earlier if it has become shorter; at 0 it may be new. `running`
    /// is the hash of its beginning, if somebody has kept it.
    pub fn resume(&self, id: &str, at: u64, running: Option<Running>) -> io::Result<Partial> {
        self.space.refuse_above(0)?;
        let path = self.path(id);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(at == 0)
            .truncate(false)
            .mode(0o600)
            .open(&path)?;
        let size = file.metadata()?.len().min(at);
        file.set_len(size)?;
        file.seek(SeekFrom::Start(size))?;
        let running = match size {
            0 => Some(Running::default()),
            _ => running.filter(|running| running.size == size),
        };
        Ok(Partial {
            file,
            path,
            is_named: size > 0,
            size,
            running,
            space: self.space.clone(),
        })
    }

    /// Removes one; twice is no error.
    pub fn remove(&self, id: &str) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Every one there is: its id, its size and when it last grew.
    pub fn all(&self) -> io::Result<Vec<(String, u64, SystemTime)>> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let known = entry.metadata()?;
            if let (true, Ok(id)) = (known.is_file(), entry.file_name().into_string()) {
                all.push((id, known.len(), known.modified()?));
            }
        }
        Ok(all)
    }
}

impl Partial {
    /// Takes the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.space.refuse_more(self.size, bytes.len())?;
        self.file.write_all(bytes)?;
        self.size += bytes.len() as u64;
        if let Some(running) = &mut self.running {
            running.take(bytes);
        }
        Ok(())
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Makes what was written durable. Only then may anybody be told of it.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        if !self.is_named {
            sync_parent(&self.path)?;
            self.is_named = true;
        }
        Ok(())
    }

    /// Forgets what was written behind byte `size`.
    pub fn cut(&mut self, size: u64) -> io::Result<()> {
        self.file.set_len(size)?;
        self.size = self.file.seek(SeekFrom::Start(size))?;
        self.running = None;
        Ok(())
    }

    /// The hash of what there is so far, for [`Partials::resume`].
    pub fn running(&self) -> Option<Running> {
        self.running.clone()
    }

    /// SHA-256 of all there is; read again from the disk where it was not hashed as it came.
    pub fn digest(&mut self) -> io::Result<String> {
        let running = match self.running.take() {
            Some(running) => running,
            None => self.read_again()?,
        };
        self.running = Some(running.clone());
        Ok(HEXLOWER.encode(&running.hash.finalize()))
    }

    fn read_again(&mut self) -> io::Result<Running> {
        let mut running = Running::default();
        let mut chunk = vec![0; CHUNK];
        self.file.seek(SeekFrom::Start(0))?;
        loop {
            match self.file.read(&mut chunk)? {
                0 => return Ok(running),
                read => running.take(&chunk[..read]),
            }
        }
    }
}

impl Running {
    fn take(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
    }
}

impl Default for Running {
    fn default() -> Self {
        Self {
            hash: Sha256::new(),
            size: 0,
        }
    }
}
