//! Something on its way to the registry, for async code and for plain threads alike.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use tokio::sync::{mpsc, oneshot};

use super::registry::Command;

/// Something on its way to the registry: `.await` it in async code, `.wait()` on a plain thread.
///
/// A registry that has stopped has no sockets, so there is nothing that could fail: what was to be
/// closed is closed, and what was to be published reaches nobody.
#[must_use = "nothing happens until it is awaited or waited for"]
pub struct Errand<T> {
    pub(super) queue: mpsc::Sender<Command>,
    pub(super) command: Command,
    pub(super) answer: Option<oneshot::Receiver<T>>,
    pub(super) otherwise: T,
}

impl<T> Errand<T> {
    /// Blocks the thread until it is done. Panics on a thread that runs async tasks.
    pub fn wait(self) -> T {
        if self.queue.blocking_send(self.command).is_err() {
            return self.otherwise;
        }
        match self.answer {
            Some(answer) => answer.blocking_recv().unwrap_or(self.otherwise),
            None => self.otherwise,
        }
    }
}

impl<T: Send + 'static> IntoFuture for Errand<T> {
    type Output = T;
    type IntoFuture = Pin<Box<dyn Future<Output = T> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            if self.queue.send(self.command).await.is_err() {
                return self.otherwise;
            }
            match self.answer {
                Some(answer) => answer.await.unwrap_or(self.otherwise),
                None => self.otherwise,
            }
        })
    }
}
