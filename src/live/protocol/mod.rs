//! The words of the Pusher Channels protocol, version 7: frames in, frames out, close codes.
//!
//! Pure: text in, values out, and back. Knows nothing of sockets, rooms or who may do what.
//!
//! `data` goes out as a JSON text inside a JSON string, because that is what every library takes
//! apart; the one exception is `pusher:error`, whose data is an object on the hosted service too.

mod incoming;

mod outgoing;

mod person;

pub(super) use incoming::{Incoming, Malformed, Subscribe};
pub(super) use outgoing::{
    EventText, cache_miss, error, established, member_added, member_removed, pong, roster,
    signin_success, subscription_count, subscription_error, subscription_succeeded, watchlist,
};
pub(super) use person::{Person, User};

/// The longest event name, in characters.
pub(super) const LONGEST_EVENT: usize = 200;

/// Seconds without a frame after which either side asks whether the other is still there.
pub(super) const ACTIVITY_TIMEOUT_SECS: u64 = 30;

/// Why a socket ends. The number decides what the client does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// The client is done.
    Normal,
    /// The client broke the WebSocket rules.
    BadFrame,
    /// Binary, where only text is spoken.
    NotText,
    /// Text that is not UTF-8.
    NotUtf8,
    /// A frame or message above the limit.
    TooBig,
    /// The server stops: come back in a second.
    Restart,
    /// No such key: do not come back.
    UnknownApp,
    /// No key in the address at all: do not come back.
    UnknownPath,
    /// An unreadable `version`: do not come back.
    BadVersion,
    /// A protocol that is not spoken here: do not come back.
    BadProtocol,
    /// No `protocol` at all: do not come back.
    NoProtocol,
    /// What the socket was allowed has ended: do not come back.
    Unauthorized,
    /// Too many sockets: come back later.
    OverCapacity,
    /// Fell behind, or never said who it was: come back.
    Reconnect,
    /// Silent although asked: come back.
    Silent,
}

impl Close {
    /// The code in the close frame.
    pub fn code(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::BadFrame => 1002,
            Self::NotText => 1003,
            Self::NotUtf8 => 1007,
            Self::TooBig => 1009,
            Self::Restart => 1012,
            Self::UnknownApp => 4001,
            Self::UnknownPath => 4005,
            Self::BadVersion => 4006,
            Self::BadProtocol => 4007,
            Self::NoProtocol => 4008,
            Self::Unauthorized => 4009,
            Self::OverCapacity => 4100,
            Self::Reconnect => 4200,
            Self::Silent => 4201,
        }
    }

    /// The reason in the close frame: for a developer's console.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::BadFrame => "Protocol error",
            Self::NotText => "Only text frames are supported",
            Self::NotUtf8 => "Text frames must be UTF-8",
            Self::TooBig => "Message too big",
            Self::Restart => "Server is restarting",
            Self::UnknownApp => "Unknown app key",
            Self::UnknownPath => "Path not found: it is /app/ and a key",
            Self::BadVersion => "Invalid version string format",
            Self::BadProtocol => "Unsupported protocol version",
            Self::NoProtocol => "No protocol version supplied",
            Self::Unauthorized => "Connection is unauthorized",
            Self::OverCapacity => "Over capacity",
            Self::Reconnect => "Please reconnect",
            Self::Silent => "Pong reply not received in time",
        }
    }
}

/// Reads what the address of a socket says about the client; `None` means welcome.
pub(super) fn objection(protocol: Option<&str>, version: Option<&str>) -> Option<Close> {
    let Some(protocol) = protocol.filter(|protocol| !protocol.is_empty()) else {
        return Some(Close::NoProtocol);
    };
    if !matches!(protocol.parse(), Ok(5..=7u8)) {
        return Some(Close::BadProtocol);
    }
    let readable = |version: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte);
        let has_number = version.bytes().any(|byte| byte.is_ascii_digit());
        has_number && version.len() <= 64 && version.bytes().all(allowed)
    };
    match version {
        Some(version) if !readable(version) => Some(Close::BadVersion),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_names_no_protocol_of_ours_is_refused_by_code() {
        for (protocol, version, expected) in [
            (Some("7"), Some("8.6.0"), None),
            (Some("5"), None, None),
            (Some("7"), Some("8.4.0-beta.1"), None),
            (None, Some("8.6.0"), Some(4008)),
            (Some(""), None, Some(4008)),
            (Some("4"), None, Some(4007)),
            (Some("8"), None, Some(4007)),
            (Some("seven"), None, Some(4007)),
            (Some("7"), Some(""), Some(4006)),
            (Some("7"), Some("<script>"), Some(4006)),
            (Some("7"), Some("banana"), Some(4006)),
            (Some("7"), Some(".."), Some(4006)),
        ] {
            assert_eq!(
                objection(protocol, version).map(Close::code),
                expected,
                "{protocol:?} {version:?}"
            );
        }
    }
}
