//! Which sessions there are, and the line by which requests reach each of them.
//!
//! Knows names and queues, nothing of what is said. A name is 128 random bits, and a session that was
//! opened by somebody answers to nobody else, so that a name that leaked opens nothing. The lock is
//! held to look something up and never across an await.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};

use actix_ws::Session as WebSocket;
use tokio::sync::{mpsc, oneshot};

use super::{
    super::{Close, Identity},
    Refusal,
    engine::{Malformed, Packet},
};

/// How many packets may wait to be heard before whoever brings them does.
const QUEUE: usize = 8;

/// Every open session, by its name.
#[derive(Debug, Default)]
pub(in crate::live) struct Lines {
    open: Mutex<HashMap<String, Arc<Line>>>,
}

/// The line to one session.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) sid: String,
    /// Whose request opened it, if it said so.
    opened_by: Option<Identity>,
    pub(super) knocks: mpsc::Sender<Knock>,
    pub(super) heard: mpsc::Sender<Heard>,
    /// Set while a POST is being read: a client sends one at a time.
    pub(super) posting: AtomicBool,
    /// Set once it is on a WebSocket: requests are of no use to it any more.
    pub(super) on_socket: AtomicBool,
    ways: AtomicU64,
}

/// What a session hears at the other end.
pub(super) struct Ends {
    pub(super) line: Arc<Line>,
    pub(super) knocks: mpsc::Receiver<Knock>,
    pub(super) heard: mpsc::Receiver<Heard>,
}

/// A request at the door of a session.
pub(super) enum Knock {
    /// A GET that waits for something to bring home.
    Poll(oneshot::Sender<String>),
    /// A WebSocket that would like to take over.
    Socket { way: Way, socket: WebSocket },
    /// A second request where there may be one.
    Overlap,
}

/// By which way something came. Each WebSocket is one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Polling,
    Socket(u64),
}

/// What came from a client.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) way: Way,
    pub(super) what: Result<Packet, Lost>,
}

/// Why nothing more comes by a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// What came makes no sense.
    Nonsense,
    /// The rules of the WebSocket were broken, or it was closed.
    Closed(Close),
    /// The other side has gone.
    Gone,
}

impl From<Malformed> for Lost {
    fn from(_: Malformed) -> Self {
        Self::Nonsense
    }
}

impl Lines {
    /// A new line.
    pub(super) fn open(&self, opened_by: Option<Identity>) -> Ends {
        let (knocks, knocking) = mpsc::channel(QUEUE);
        let (heard, hearing) = mpsc::channel(QUEUE);
        let line = Arc::new(Line {
            sid: crate::base::token::random_id(),
            opened_by,
            knocks,
            heard,
            posting: AtomicBool::new(false),
            on_socket: AtomicBool::new(false),
            ways: AtomicU64::new(0),
        });
        self.lock().insert(line.sid.clone(), line.clone());
        Ends {
            line,
            knocks: knocking,
            heard: hearing,
        }
    }

    /// The line of this name, if it is one for whoever asks.
    pub(super) fn find(&self, sid: &str, who: Option<&Identity>) -> Result<Arc<Line>, Refusal> {
        let line = self.lock().get(sid).cloned();
        line.filter(|line| {
            line.opened_by
                .as_ref()
                .is_none_or(|owner| Some(owner) == who)
        })
        .ok_or(Refusal::UnknownSession)
    }

    pub(super) fn close(&self, sid: &str) {
        self.lock().remove(sid);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Line>>> {
        // Nothing panics while holding it; if something did, the map would still be a map.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// A way of its own for a WebSocket.
    pub(super) fn new_way(&self) -> Way {
        Way::Socket(self.ways.fetch_add(1, Relaxed))
    }

    pub(super) async fn knock(&self, knock: Knock) -> Result<(), Refusal> {
        let knocked = self.knocks.send(knock).await;
        knocked.map_err(|_| Refusal::UnknownSession)
    }

    /// Says what came. Waits until the session has ears for it.
    pub(super) async fn say(&self, way: Way, what: Result<Packet, Lost>) -> Result<(), Refusal> {
        let said = self.heard.send(Heard { way, what }).await;
        said.map_err(|_| Refusal::UnknownSession)
    }
}
