//! The server's end: answers commands one line each until told to stop.
//!
//! Whoever may read the data folder could do everything anyway, so the socket's mode (0600) is its
//! lock; the caller's user id is looked at as well, for systems that ignore the mode of a socket.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::reach::{Reach, socket_in};
use super::{Asked, Executor, Greeting, LONGEST_REQUEST, Response};
use crate::base::words::Language;
use crate::cli::lock::Held;
use crate::cli::words::say;

/// A command sends its line at once; more time only serves those who mean to sit on the socket.
const TIME_TO_SPEAK: Duration = Duration::from_secs(2);
/// Commands answered at once; the next one waits in the socket's own queue.
const MOST_AT_ONCE: usize = 16;

/// The open socket.
pub(in crate::cli) struct Door {
    listener: UnixListener,
    socket: PathBuf,
    greeting: Greeting,
}

impl Door {
    /// Opens it. Holding the lock is the proof that a socket already lying there belongs to nobody:
    /// a killed server leaves its own behind.
    pub(in crate::cli) fn open(held: &Held, greeting: Greeting) -> io::Result<Self> {
        let socket = socket_in(held.folder());
        match fs::symlink_metadata(&socket) {
            Ok(found) if found.file_type().is_socket() => fs::remove_file(&socket)?,
            Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let reach = Reach::of(held.folder())?;
        let listener = UnixListener::bind(reach.name())?;
        fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
        Ok(Self {
            listener,
            socket,
            greeting,
        })
    }

    /// Answers until `stop` turns true, then lets those already greeted finish.
    pub(in crate::cli) async fn answer<E: Executor>(
        self,
        executor: Arc<E>,
        mut stop: watch::Receiver<bool>,
    ) {
        let mut callers = JoinSet::new();
        loop {
            tokio::select! {
                () = asked(&mut stop) => break,
                Some(_) = callers.join_next() => {}
                accepted = self.listener.accept(), if callers.len() < MOST_AT_ONCE => match accepted {
                    Ok((stream, _)) => {
                        let executor = Arc::clone(&executor);
                        let greeting = self.greeting.clone();
                        callers.spawn(async move {
                            if let Err(error) = attend(stream, &greeting, &*executor).await {
                                tracing::debug!(%error, "a command went away unanswered");
                            }
                        });
                    }
                    Err(error) => {
                        // Out of files, most likely: without the pause this would spin.
                        tracing::warn!(%error, "the control socket cannot accept");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
        // Gone before the lock is: a command that comes now waits for the lock instead of knocking.
        drop(self);
        while callers.join_next().await.is_some() {}
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.socket) {
            tracing::warn!(%error, "the control socket cannot be removed");
        }
    }
}

/// Until it is time to stop, which also is when nobody is left to say so.
async fn asked(stop: &mut watch::Receiver<bool>) {
    // The guard that this drops must not live across an await.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn attend<E: Executor>(
    stream: UnixStream,
    greeting: &Greeting,
    executor: &E,
) -> io::Result<()> {
    let caller = stream.peer_cred()?.uid();
    let own = rustix::process::geteuid().as_raw();
    if caller != own && caller != 0 {
        tracing::warn!(caller, "another user knocked at the control socket");
        return Ok(());
    }
    let (read, mut write) = stream.into_split();
    speak(&mut write, greeting).await?;
    let mut line = Vec::new();
    let mut read = BufReader::new(read.take(LONGEST_REQUEST));
    timeout(TIME_TO_SPEAK, read.read_until(b'\n', &mut line)).await??;
    let response = match (line.ends_with(b"\n"), serde_json::from_slice(&line)) {
        (true, Ok(Asked { request, language })) => {
            let language = Language::with_code(&language).unwrap_or_default();
            executor.execute(request, language).await
        }
        _ => Response::Refused {
            code: "invalid_json".to_owned(),
            detail: say("cli-control-not-understood", &[]),
        },
    };
    speak(&mut write, &response).await
}

async fn speak(
    write: &mut (impl AsyncWriteExt + Unpin),
    what: &impl serde::Serialize,
) -> io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    timeout(TIME_TO_SPEAK, write.write_all(&line)).await?
}
