//! Starts a process for each job, waits for it within bounds, and tells what became of it.
//!
//! One at a time: on a small computer two would only slow each other and the chat, and their memory
//! adds up. A thread of its own does the waiting, because the child is told to die with the thread
//! that started it, and a runtime's threads come and go. A full queue answers 503.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::sync::oneshot;

use super::cleaning::Cleaned;
use super::protocol::{COMMAND, Job, Refusal, understood};
use super::view::View;
use crate::base::error::{Error, Result};

/// How long a job may take by the clock on the wall, whatever it waits for.
const PATIENCE: Duration = Duration::from_secs(15);
/// How many times as long, if nobody is waiting: on a busy computer it comes last, and an honest photo
/// must not be taken for a bomb because of that. What it may work is bounded all the same.
const UNHURRIED: u32 = 8;
/// How often to look whether a process that has answered is gone.
const GLANCE: Duration = Duration::from_millis(2);
/// Jobs that may wait: a minute of usual ones, two of the worst.
const QUEUE: usize = 8;

/// The handle: give it contents, await what was made of them.
#[derive(Clone)]
pub struct Decoder {
    queue: mpsc::SyncSender<Task>,
}

/// A square JPEG, at most 512 pixels wide, without anything the original said beside its pixels.
/// Only a [`Decoder`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait(Vec<u8>);

impl Portrait {
    /// The JPEG.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

struct Task {
    job: Job,
    content: File,
    answer: oneshot::Sender<Result<Outcome>>,
}

/// What a process came to: the bytes it made, or why there are none.
type Outcome = std::result::Result<Vec<u8>, Refusal>;

impl Decoder {
    /// Starts the thread, which ends when the last handle is dropped. `program` is this program: its
    /// processes are the same version as whoever reads their answers.
    pub fn start(program: PathBuf) -> io::Result<Self> {
        Self::with(program, PATIENCE)
    }

    fn with(program: PathBuf, patience: Duration) -> io::Result<Self> {
        let (queue, tasks) = mpsc::sync_channel::<Task>(QUEUE);
        std::thread::Builder::new()
            .name("decoder".to_owned())
            .spawn(move || {
                for task in tasks {
                    // Somebody who went away while waiting needs nothing any more.
                    if !task.answer.is_closed() {
                        let patience = match task.job {
                            Job::Portrait => patience,
                            Job::Clean | Job::View => patience * UNHURRIED,
                        };
                        let deadline = Instant::now() + patience;
                        let outcome = run(&program, task.job, task.content, deadline);
                        let _ = task.answer.send(outcome.map_err(Error::from));
                    }
                }
            })?;
        Ok(Self { queue })
    }

    /// A portrait from the middle of a picture, or why that picture gives none. The file is read from
    /// where it stands; nothing of it is kept.
    pub async fn portrait(&self, picture: File) -> Result<std::result::Result<Portrait, Refusal>> {
        Ok(self.make(Job::Portrait, picture).await?.map(Portrait))
    }

    /// How to put a file together again without its private words, and what it says of itself. The
    /// file is read from its beginning.
    pub async fn cleaned(&self, content: File) -> Result<std::result::Result<Cleaned, Refusal>> {
        let told = self.make(Job::Clean, content).await?;
        Ok(told.and_then(|told| serde_json::from_slice(&told).map_err(|_| Refusal::Unreadable)))
    }

    /// A picture in the sizes that pages show. The file is read from where it stands.
    pub async fn view(&self, picture: File) -> Result<std::result::Result<View, Refusal>> {
        let told = self.make(Job::View, picture).await?;
        Ok(told.and_then(|told| View::understood(told).ok_or(Refusal::Unreadable)))
    }

    async fn make(&self, job: Job, content: File) -> Result<Outcome> {
        let (answer, outcome) = oneshot::channel();
        let task = Task {
            job,
            content,
            answer,
        };
        self.queue.try_send(task).map_err(|_| Error::Unavailable {
            retry_after_secs: 5,
        })?;
        outcome.await.map_err(Error::internal)?
    }
}

fn run(program: &Path, job: Job, content: File, deadline: Instant) -> io::Result<Outcome> {
    let mut child = Command::new(program)
        .arg0("hearth")
        .args([COMMAND, job.word()])
        // Neither settings nor secrets are any of its business.
        .env_clear()
        .current_dir("/")
        .stdin(content)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let heard = match child.stdout.take() {
        Some(stdout) => listen(stdout, job, deadline),
        None => Ok(None),
    };
    // Whatever was heard, the process must be gone before the next one starts.
    let status = gone(&mut child, deadline)?;
    let outcome = heard?
        .filter(|_| status.success())
        .and_then(understood)
        .unwrap_or_else(|| Err(died(job, status)));
    Ok(outcome)
}

/// Everything the process says until it closes its end, or `None` for too late or too much.
fn listen(stdout: ChildStdout, job: Job, deadline: Instant) -> io::Result<Option<Vec<u8>>> {
    const VERDICT: usize = 32;
    let most = job.most_bytes() + VERDICT;
    let (said, heard) = mpsc::channel();
    std::thread::Builder::new()
        .name("decoder-ear".to_owned())
        .spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(most as u64 + 1).read_to_end(&mut bytes);
            let _ = said.send(read.map(|_| bytes));
        })?;
    let left = deadline.saturating_duration_since(Instant::now());
    match heard.recv_timeout(left) {
        Ok(bytes) => Ok(Some(bytes?).filter(|bytes| bytes.len() <= most)),
        // The ear hears the end as soon as the process is killed for it.
        Err(_) => Ok(None),
    }
}

/// Waits until the process has ended; at the deadline it is ended.
fn gone(child: &mut Child, deadline: Instant) -> io::Result<ExitStatus> {
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(GLANCE);
    }
    child.kill()?;
    child.wait()
}

/// What it means that a process ended without an answer. Memory that is refused aborts it, time that
/// has run out kills it; anything else is a decoder that lost its way in a broken file.
fn died(job: Job, status: ExitStatus) -> Refusal {
    tracing::warn!(job = job.word(), status = %status, "a picture was too much for its decoder");
    let is_out_of_bounds = [Signal::ABORT, Signal::XCPU, Signal::KILL]
        .iter()
        .any(|signal| status.signal() == Some(signal.as_raw()));
    match is_out_of_bounds {
        true => Refusal::TooLarge,
        false => Refusal::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use futures_util::future::join_all;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(2);

    /// A decoder whose processes do this instead.
    fn acting(script: &str) -> (tempfile::TempDir, Decoder) {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("program");
        // Written by another process: a file that this one still has open for writing anywhere
        // cannot be started.
        let written = Command::new("sh")
            .args([
                "-c",
                "printf '#!/bin/sh\n%s\n' \"$1\" > \"$0\" && chmod 700 \"$0\"",
            ])
            .args([program.as_os_str(), script.as_ref()])
            .status()
            .expect("a shell");
        assert!(written.success());
        let decoder = Decoder::with(program, PATIENCE).expect("it starts");
        (folder, decoder)
    }

    fn content(folder: &tempfile::TempDir) -> File {
        let path = folder.path().join("content");
        std::fs::write(&path, "made\nof this").expect("written");
        File::open(path).expect("opened")
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
            .block_on(future)
    }

    fn outcome(script: &str) -> Outcome {
        let (folder, decoder) = acting(script);
        block_on(decoder.make(Job::Portrait, content(&folder))).expect("a process")
    }

    #[test]
    fn an_answer_counts_if_its_process_ends_well() {
        let made = |bytes: &[u8]| Ok(bytes.to_vec());
        assert_eq!(outcome("printf 'made\\nsomething'"), made(b"something"));
        assert_eq!(outcome("cat"), made(b"of this"));
        assert_eq!(
            outcome("printf 'made\\n%s' \"$*\""),
            made(b"decode portrait")
        );
        for (script, refusal) in [
            ("printf 'too_large\\n'", Refusal::TooLarge),
            ("printf 'not_a_picture\\n'", Refusal::NotAPicture),
            ("printf 'unreadable\\n'", Refusal::Unreadable),
            ("printf 'made\\nsomething'; exit 1", Refusal::Unreadable),
            (
                "printf 'made\\nsomething'; kill -SEGV $$",
                Refusal::Unreadable,
            ),
            ("printf nonsense", Refusal::Unreadable),
            ("exit 0", Refusal::Unreadable),
        ] {
            assert_eq!(outcome(script), Err(refusal), "{script}");
        }
    }

    #[test]
    fn what_dies_of_its_bounds_was_too_large() {
        for script in [
            "kill -ABRT $$",
            "kill -XCPU $$",
            "exec sleep 60",
            "printf 'made\\nsomething'; exec sleep 60 >&-",
        ] {
            let begun = Instant::now();
            assert_eq!(outcome(script), Err(Refusal::TooLarge), "{script}");
            assert!(begun.elapsed() < PATIENCE * 5, "{script}");
        }
    }

    #[test]
    fn a_process_that_never_stops_talking_is_not_listened_to() {
        assert_eq!(
            outcome("printf 'made\\n'; exec yes"),
            Err(Refusal::Unreadable)
        );
    }

    #[test]
    fn no_setting_and_no_secret_reaches_a_process() {
        let told = outcome("printf 'made\\n'; env");
        let told = String::from_utf8(told.expect("an answer")).expect("text");
        assert!(std::env::var_os("PATH").is_some());
        // What a shell makes for itself.
        let own = ["PWD=/", "SHLVL=", "_=", "OLDPWD="];
        for line in told.lines() {
            assert!(own.iter().any(|name| line.starts_with(name)), "{line}");
        }
    }

    #[test]
    fn a_full_queue_says_so_at_once_and_the_rest_is_done_one_by_one() {
        let (folder, decoder) =
            acting("mkdir \"$0.busy\" && sleep 0.1 && rmdir \"$0.busy\" && cat");
        let outcomes = block_on(join_all(
            (0..QUEUE + 4).map(|_| decoder.make(Job::Portrait, content(&folder))),
        ));
        let refused = outcomes.iter().filter(|outcome| {
            matches!(
                outcome,
                Err(Error::Unavailable {
                    retry_after_secs: 5
                })
            )
        });
        assert!((3..=4).contains(&refused.count()));
        for outcome in outcomes.into_iter().filter_map(Result::ok) {
            assert_eq!(outcome, Ok(b"of this".to_vec()));
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_our_own_failure() {
        let folder = tempfile::tempdir().expect("a folder");
        let decoder = Decoder::with(folder.path().join("nothing"), PATIENCE).expect("it starts");
        let outcome = block_on(decoder.make(Job::Portrait, content(&folder)));
        assert!(matches!(outcome, Err(Error::Internal(_))), "{outcome:?}");
    }
}
