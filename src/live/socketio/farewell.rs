//! How a session ends: with as much as its protocol has words for, which is whether to come back.
//!
//! Nothing of a room is said here; by now the registry has forgotten the session, and its queue with
//! it.

use std::time::Duration;

use actix_ws::Session as WebSocket;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout, timeout_at},
};

use super::{
    super::Close,
    carrier::{Carrier, say_goodbye},
    engine,
    lines::{Heard, Knock, Lines, Way},
    words,
};

/// How long a WebSocket that is of no use is given to hear so.
const BRIEFLY: Duration = Duration::from_millis(100);

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The server has had enough of it.
    Say(Close),
    /// The client has said what it must not.
    Nonsense,
    /// The client is done.
    Done,
    /// The client has gone, or takes nothing any more.
    Vanished,
}

impl Ending {
    /// Whether the client is to come back with a session anew.
    fn is_to_be_continued(self) -> bool {
        let closes = [
            Close::Restart,
            Close::Reconnect,
            Close::OverCapacity,
            Close::Silent,
        ];
        matches!(self, Self::Say(close) if closes.contains(&close))
    }
}

/// What is left of a session.
pub(super) struct Farewell {
    pub(super) carrier: Carrier,
    pub(super) knocks: mpsc::Receiver<Knock>,
    pub(super) heard: mpsc::Receiver<Heard>,
    /// Whether nothing more comes by the way it is on.
    pub(super) is_over: bool,
    /// Until when a client is waited for.
    pub(super) patience: Instant,
}

impl Farewell {
    /// Says it. When the last word is on its way the session is found no more.
    pub(super) async fn say(self, ending: Ending, lines: &Lines, sid: &str) {
        let (last, close): (&[&str], _) = match ending {
            Ending::Say(close @ Close::Unauthorized) => {
                (&[words::DISCONNECT, engine::CLOSE], close)
            }
            Ending::Say(close) => (&[engine::CLOSE], close),
            Ending::Nonsense => (&[engine::CLOSE], Close::BadFrame),
            Ending::Done => (&[engine::NOOP], Close::Normal),
            Ending::Vanished => return,
        };
        match self.carrier.way() {
            // The GET that waits, or the next one, finds no such session. After a last word the library
            // for Python would stay away.
            Way::Polling if ending.is_to_be_continued() => lines.close(sid),
            Way::Polling => self.answer(ending, last, lines, sid).await,
            Way::Socket(_) => {
                lines.close(sid);
                self.close(last, close).await;
            }
        }
    }

    async fn answer(mut self, ending: Ending, last: &[&str], lines: &Lines, sid: &str) {
        // One that has done nothing wrong and just happens to be on its way here is waited for.
        let is_expected = ending == Ending::Say(Close::Unauthorized);
        let mut last = last.iter().peekable();
        // A client hears the end of the session before what came with it: so never together.
        while let Some(word) = last.next() {
            let Some(waiting) = self.waiting(is_expected).await else {
                return;
            };
            if last.peek().is_none() {
                lines.close(sid);
            }
            // Whoever waited may have gone, and then needs no goodbye.
            let _ = waiting.send((*word).to_owned());
        }
    }

    /// The GET that waits, or the next one that comes in time.
    async fn waiting(&mut self, is_expected: bool) -> Option<oneshot::Sender<String>> {
        if let Carrier::Polling(slot) = &mut self.carrier
            && let Some(waiting) = slot.take()
        {
            return Some(waiting);
        }
        if !is_expected {
            return None;
        }
        loop {
            match timeout_at(self.patience, self.knocks.recv()).await {
                Ok(Some(Knock::Poll(waiting))) => return Some(waiting),
                Ok(Some(Knock::Socket { socket, .. })) => turn_away(socket).await,
                Ok(Some(Knock::Overlap)) => {}
                Ok(None) | Err(_) => return None,
            }
        }
    }

    async fn close(mut self, last: &[&str], close: Close) {
        let Carrier::Socket { way, socket } = &self.carrier else {
            return;
        };
        let said = timeout_at(self.patience, say_goodbye(socket.clone(), last, close)).await;
        if self.is_over || !matches!(said, Ok(Ok(()))) {
            return;
        }
        // Leaving before the other half has come would reset the connection while the code is still
        // on its way.
        while let Ok(Some(heard)) = timeout_at(self.patience, self.heard.recv()).await {
            if heard.what.is_err() && heard.way == *way {
                return;
            }
        }
    }
}

/// Closes a WebSocket that is of no use.
pub(super) async fn turn_away(socket: WebSocket) {
    // One that takes nothing is not worth waiting for.
    let _ = timeout(BRIEFLY, say_goodbye(socket, &[], Close::Normal)).await;
}
