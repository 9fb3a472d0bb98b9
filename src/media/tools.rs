//! Programs that are not ours: which of them are installed, and running one within bounds.
//!
//! Each runs as a child that has taken bounds upon itself first, with no settings and no secrets, the
//! content as its standard input, and is killed when nobody waits for it any more.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::protocol::ASSIST;
use crate::base::error::{Error, Result};

/// How often to look whether a program is done.
const GLANCE: Duration = Duration::from_millis(20);
/// Where programs are looked for when the environment does not say.
const USUAL: &str = "/usr/local/bin:/usr/bin:/bin";

/// What is installed beside Hearth.
#[derive(Clone, Debug)]
pub struct Tools {
    program: Arc<PathBuf>,
    ffmpeg: Option<PathBuf>,
    ffprobe: Option<PathBuf>,
    heif: Option<PathBuf>,
}

impl Tools {
    /// What is found in the places where programs lie. `program` is this program.
    pub fn found(program: PathBuf) -> Self {
        let places = std::env::var_os("PATH").unwrap_or_else(|| USUAL.into());
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                std::env::split_paths(&places)
                    .map(|folder| folder.join(name))
                    .find(|path| is_program(path))
            })
        };
        Self {
            program: Arc::new(program),
            ffmpeg: find(&["ffmpeg"]),
            ffprobe: find(&["ffprobe"]),
            heif: find(&["heif-dec", "heif-convert"]),
        }
    }

    /// Whether films and sound can be made playable.
    pub fn has_ffmpeg(&self) -> bool {
        self.ffmpeg.is_some() && self.ffprobe.is_some()
    }

    /// Whether telephones' pictures (HEIC) can be made into others.
    pub fn has_heif(&self) -> bool {
        self.heif.is_some()
    }

    pub(super) async fn ffmpeg(&self, task: Task) -> Result<Option<Vec<u8>>> {
        self.run(self.ffmpeg.as_deref(), task).await
    }

    pub(super) async fn ffprobe(&self, task: Task) -> Result<Option<Vec<u8>>> {
        self.run(self.ffprobe.as_deref(), task).await
    }

    pub(super) async fn heif(&self, task: Task) -> Result<Option<Vec<u8>>> {
        self.run(self.heif.as_deref(), task).await
    }

    /// What it says on its standard output; `None` if it is not installed, fails, says too much or takes
    /// too long.
    async fn run(&self, tool: Option<&Path>, task: Task) -> Result<Option<Vec<u8>>> {
        let Some(tool) = tool else {
            return Ok(None);
        };
        let (answer, outcome) = oneshot::channel();
        let (program, tool) = (self.program.clone(), tool.to_owned());
        // Of its own, because the child is told to die with the thread that started it.
        std::thread::Builder::new()
            .name("assistant".to_owned())
            .spawn(move || {
                let mut answer = answer;
                let said = run(&program, &tool, task, &mut answer);
                let _ = answer.send(said);
            })?;
        Ok(outcome.await.map_err(Error::internal)??)
    }
}

/// One run of a program.
pub(super) struct Task {
    pub(super) content: File,
    pub(super) arguments: Vec<OsString>,
    pub(super) most_bytes: usize,
    pub(super) patience: Duration,
    /// Of a file that it writes.
    pub(super) most_written: u64,
}

impl Task {
    pub(super) fn new<S: AsRef<OsStr>>(
        content: File,
        arguments: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            content,
            arguments: arguments
                .into_iter()
                .map(|argument| argument.as_ref().to_owned())
                .collect(),
            most_bytes: 1024 * 1024,
            patience: Duration::from_secs(60),
            most_written: u64::MAX,
        }
    }
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

type Answer = oneshot::Sender<io::Result<Option<Vec<u8>>>>;

fn run(
    program: &Path,
    tool: &Path,
    task: Task,
    answer: &mut Answer,
) -> io::Result<Option<Vec<u8>>> {
    let mut child = Command::new(program)
        .arg0("hearth")
        .arg(ASSIST)
        .arg(task.most_written.to_string())
        .arg(tool)
        .args(&task.arguments)
        .env_clear()
        .current_dir("/")
        .stdin(task.content)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let ear = child.stdout.take().map(|stdout| {
        std::thread::spawn(move || {
            let mut said = Vec::new();
            let most = task.most_bytes as u64 + 1;
            stdout.take(most).read_to_end(&mut said).map(|_| said)
        })
    });
    let status = ended(&mut child, task.patience, answer)?;
    if status.signal().is_some() {
        tracing::warn!(tool = %tool.display(), status = %status, "a program was ended before it was done");
    }
    let said = match ear.map(std::thread::JoinHandle::join) {
        Some(Ok(said)) => said?,
        _ => Vec::new(),
    };
    Ok((status.success() && said.len() <= task.most_bytes).then_some(said))
}

/// Waits until it has ended, and says how. Killed in time, or when nobody waits.
fn ended(child: &mut Child, patience: Duration, answer: &mut Answer) -> io::Result<ExitStatus> {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline && !answer.is_closed() {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(GLANCE);
    }
    child.kill()?;
    child.wait()
}
