//! Being told to stop: SIGTERM by a service manager, SIGINT by Ctrl-C.
//!
//! SIGHUP keeps its meaning, so that `nohup` works: a server that loses its terminal and was not
//! protected ends at once, which loses nothing that was acknowledged.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Heard from the moment this is made, so that none is missed while the server starts.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
