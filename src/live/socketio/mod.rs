//! Socket.IO 5 over Engine.IO 4, on the same rooms as the Pusher sockets.
//!
//! Knows the two protocols and the registry's commands; who somebody is and what they may hear is
//! asked of the Authority like everywhere else. To the registry a session is a socket: it is counted,
//! taken out of rooms and cut off as one, and its queue has the same bounds.
//!
//! In reading order: `engine` and `packet` what clients say · `words` what the server says · `lines`
//! which sessions there are and how requests reach them · `carrier` by which way a session reaches its
//! client · `session` one session's life, `farewell` its end · `talk` what it does with what it is
//! told, `entry` how it learns whose it is · `websocket` and `polling` the two ways in.

mod carrier;

mod engine;

mod entry;

mod farewell;

mod lines;

mod packet;

mod polling;

mod session;

mod talk;

mod websocket;

pub(super) mod words;

pub(super) use lines::Lines;
pub use polling::{Posting, begin_post, open, poll};
pub use websocket::accept;

use super::Close;

/// Why a request comes to nothing, in the numbers of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither polling nor a WebSocket.
    #[error("Transport unknown")]
    UnknownTransport,
    /// There is no such session, no more, or it is somebody else's.
    #[error("Session ID unknown")]
    UnknownSession,
    /// A session is opened by a GET.
    #[error("Bad handshake method")]
    BadMethod,
    /// Nothing that a client would send.
    #[error("Bad request")]
    BadRequest,
    /// Not now: there are too many, or the server stops.
    #[error("Forbidden")]
    NotNow,
    /// Not version 4.
    #[error("Unsupported protocol version")]
    BadVersion,
}

impl Refusal {
    /// Its number.
    pub fn code(self) -> u8 {
        match self {
            Self::UnknownTransport => 0,
            Self::UnknownSession => 1,
            Self::BadMethod => 2,
            Self::BadRequest => 3,
            Self::NotNow => 4,
            Self::BadVersion => 5,
        }
    }
}

impl From<Close> for Refusal {
    /// A session that could not be opened.
    fn from(_: Close) -> Self {
        Self::NotNow
    }
}
