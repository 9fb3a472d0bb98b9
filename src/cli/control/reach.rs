//! A name for the control socket that the kernel accepts however deep the data folder lies.
//!
//! The name of a Unix socket has at most 107 bytes, and a folder below somebody's home easily has
//! more. Linux offers every open folder under `/proc/self/fd`, which is short.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

const NAME: &str = "control.sock";
const LONGEST: usize = 107;

/// Where the socket lies in a data folder.
pub(super) fn socket_in(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// A name short enough to bind or connect to, valid while this lives.
pub(super) struct Reach {
    name: PathBuf,
    _folder: Option<File>,
}

impl Reach {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let name = socket_in(folder);
        if name.as_os_str().len() <= LONGEST {
            return Ok(Self {
                name,
                _folder: None,
            });
        }
        let folder = File::open(folder)?;
        Ok(Self {
            name: PathBuf::from(format!("/proc/self/fd/{}/{NAME}", folder.as_raw_fd())),
            _folder: Some(folder),
        })
    }

    pub(super) fn name(&self) -> &Path {
        &self.name
    }
}
