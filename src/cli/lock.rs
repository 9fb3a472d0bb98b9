//! The lock of a data folder: one program at a time works in it.
//!
//! The operating system releases it when its holder ends in whatever way, so that a killed server
//! leaves nothing to clean up. The file stays; only whether it is locked means something. It also
//! names its holder, for the sentence that another program prints.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const NAME: &str = "lock";
const PAUSE: Duration = Duration::from_millis(25);

/// The lock, held until dropped.
#[derive(Debug)]
pub(super) struct Held {
    folder: PathBuf,
    _file: File,
}

impl Held {
    /// Takes the lock of a folder that exists; none when somebody has it.
    pub(super) fn take(folder: &Path) -> io::Result<Option<Self>> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join(NAME))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.set_len(0)?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Some(Self {
            folder: folder.to_owned(),
            _file: file,
        }))
    }

    /// Takes it as soon as it is free, if that is soon: the one before may be stopping.
    pub(super) fn wait(folder: &Path, patience: Duration) -> io::Result<Option<Self>> {
        let until = Instant::now() + patience;
        loop {
            match Self::take(folder)? {
                None if Instant::now() < until => std::thread::sleep(PAUSE),
                taken => return Ok(taken),
            }
        }
    }

    /// The folder it locks.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Makes the folder, for its owner alone, where it is missing.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Logs what is wrong with a folder that somebody else made: others can look into it, or it is
/// another user's. It may be meant so, and is not changed.
pub(super) fn remark_on(folder: &Path) {
    let Ok(found) = folder.metadata() else {
        return;
    };
    if found.mode() & 0o077 != 0 {
        tracing::warn!(
            folder = %folder.display(),
            mode = format!("{:03o}", found.mode() & 0o777),
            "other users of this computer can look into the data folder; `chmod 700` closes it"
        );
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        tracing::warn!(
            folder = %folder.display(),
            owner = found.uid(),
            "the data folder belongs to another user; what is written now may be closed to them"
        );
    }
}

/// Whether a Hearth has ever lived here. Asked before a command that expects one, so that a
/// mistyped `--data` does not leave an empty house behind.
pub(super) fn is_inhabited(folder: &Path) -> bool {
    folder.join(NAME).exists() || folder.join("hearth.db").exists()
}

/// The process that holds the folder, as far as its file tells.
pub(super) fn holder(folder: &Path) -> Option<u32> {
    let text = std::fs::read_to_string(folder.join(NAME)).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_holder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = Held::take(folder.path()).unwrap();
        assert!(held.is_some());
        assert!(Held::take(folder.path()).unwrap().is_none());
        let own = std::process::id();
        assert_eq!(holder(folder.path()), Some(own));
        drop(held);
        assert!(Held::take(folder.path()).unwrap().is_some());
    }

    #[test]
    fn whoever_waits_gets_the_lock_of_one_who_leaves() {
        let folder = tempfile::tempdir().unwrap();
        let held = Held::take(folder.path()).unwrap();
        let nothing = Held::wait(folder.path(), Duration::from_millis(60)).unwrap();
        assert!(nothing.is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| Held::wait(folder.path(), Duration::from_secs(20)));
            drop(held);
            let got = waiting.join().expect("no panic").unwrap();
            assert!(got.is_some());
        });
    }

    #[test]
    fn folder_and_lock_are_for_their_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        make_folder(&folder).unwrap();
        assert!(!is_inhabited(&folder));
        let _held = Held::take(&folder).unwrap();
        assert!(is_inhabited(&folder));
        let mode = |path: &Path| path.metadata().unwrap().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join(NAME)), 0o600);
    }
}
