//! The data folder: where each thing lies, who may read it, and the secrets made at first start.
//!
//! Everything in it is for its owner alone (folders 0700, files 0600). Keys lie in files of their own
//! and not in the database, so that a copied database does not carry them along.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A data folder that exists and can be written to.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder and its parts where they are missing.
    pub fn create(path: &Path) -> io::Result<Self> {
        let folder = Self {
            path: path.to_owned(),
        };
        for part in [
            folder.path.clone(),
            folder.keys(),
            folder.blobs(),
            folder.incoming(),
            folder.partials(),
        ] {
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(part)?;
        }
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.path.join("hearth.db")
    }

    /// Copies of the database.
    pub fn backups(&self) -> PathBuf {
        self.path.join("backups")
    }

    /// Contents of files, by digest.
    pub fn blobs(&self) -> PathBuf {
        self.path.join("files")
    }

    /// Files still arriving, on the same disk as [`Folder::blobs`].
    pub fn incoming(&self) -> PathBuf {
        self.path.join("incoming")
    }

    /// Files that arrive in several pieces, on the same disk too.
    pub fn partials(&self) -> PathBuf {
        self.path.join("uploads")
    }

    /// The code that whoever runs the server types at `/setup`; gone once there is a family.
    pub fn setup_code(&self) -> PathBuf {
        self.path.join("setup-code")
    }

    /// What a password's hash costs on this machine. No secret: each hash says so of itself.
    pub fn password_cost(&self) -> PathBuf {
        self.path.join("password-cost")
    }

    /// Where the copy goes that is made before the schema moves on from `version`.
    pub fn copy_before(&self, version: &str) -> PathBuf {
        self.backups().join(format!("before-update-{version}.db"))
    }

    /// The secret called `name`; made by `make` and synced to disk the first time it is asked for.
    pub fn secret(&self, name: &str, make: impl FnOnce() -> String) -> io::Result<String> {
        let path = self.keys().join(name);
        match fs::read_to_string(&path) {
            Ok(secret) if !secret.trim().is_empty() => Ok(secret.trim().to_owned()),
            Ok(_) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!(
                    "{} is empty; remove it to have a new one made",
                    path.display()
                ),
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secret = make();
                write_private(&path, &secret)?;
                Ok(secret)
            }
            Err(error) => Err(error),
        }
    }

    fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }
}

/// Writes a file that only its owner reads, whole or not at all, and durable when this returns.
pub fn write_private(path: &Path, content: &str) -> io::Result<()> {
    let temporary = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)?;
    writeln!(file, "{content}")?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_parent(path)
}

/// Makes a new or renamed entry durable: without this a power cut can undo the name, not the bytes.
pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}
