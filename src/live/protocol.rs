//! The words of the Pusher Channels protocol, version 7: frames in, frames out, close codes.
//!
//! Pure: text in, values out, and back. Knows nothing of sockets, rooms or who may do what.
//!
//! `data` goes out as a JSON text inside a JSON string, because that is what every library takes
//! apart; the one exception is `pusher:error`, whose data is an object on the hosted service too.

use bytestring::ByteString;
use serde_json::{Map, Value, json};

/// Seconds without a frame after which either side asks whether the other is still there.
pub(super) const ACTIVITY_TIMEOUT_SECS: u64 = 30;

/// What a client can say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    /// Asks for a pong.
    Ping,
    /// Answers our ping.
    Pong,
    /// Wants to hear a channel.
    Subscribe(Subscribe),
    /// No longer wants to.
    Unsubscribe {
        /// The channel's name as sent.
        channel: String,
    },
    /// Says who its user is.
    SignIn {
        /// The signature.
        auth: String,
        /// The exact text that was signed.
        user_data: String,
    },
    /// Something for the other clients of a channel.
    Client {
        /// Its name, starting with `client-`.
        event: String,
        /// The channel's name as sent.
        channel: String,
        /// A JSON text, or whatever text was sent.
        data: String,
    },
    /// An event that no client may send.
    Unknown {
        /// Its name.
        event: String,
    },
}

/// A wish to hear a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Subscribe {
    /// The channel's name as sent.
    pub channel: String,
    /// The signature, if there is one.
    pub auth: Option<String>,
    /// Who one is on a presence channel: the exact text that was signed.
    pub channel_data: Option<String>,
}

/// A frame that says nothing: not JSON, or not of the shape its event has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl Incoming {
    /// Reads a text frame.
    pub(super) fn parse(text: &str) -> Result<Self, Malformed> {
        let mut frame = match serde_json::from_str(text) {
            Ok(Value::Object(frame)) => frame,
            _ => return Err(Malformed),
        };
        let event = take_text(&mut frame, "event")?.ok_or(Malformed)?;
        let data = frame.remove("data").unwrap_or(Value::Null);
        Ok(match event.as_str() {
            "pusher:ping" => Self::Ping,
            "pusher:pong" => Self::Pong,
            "pusher:subscribe" => {
                let mut data = object(data)?;
                Self::Subscribe(Subscribe {
                    channel: take_text(&mut data, "channel")?.ok_or(Malformed)?,
                    auth: take_text(&mut data, "auth")?.filter(|auth| !auth.is_empty()),
                    channel_data: take_text(&mut data, "channel_data")?,
                })
            }
            "pusher:unsubscribe" => Self::Unsubscribe {
                channel: take_text(&mut object(data)?, "channel")?.ok_or(Malformed)?,
            },
            "pusher:signin" => {
                let mut data = object(data)?;
                Self::SignIn {
                    auth: take_text(&mut data, "auth")?.ok_or(Malformed)?,
                    user_data: take_text(&mut data, "user_data")?.ok_or(Malformed)?,
                }
            }
            _ if event.starts_with("client-") => Self::Client {
                channel: take_text(&mut frame, "channel")?.ok_or(Malformed)?,
                data: match data {
                    Value::String(text) => text,
                    other => other.to_string(),
                },
                event,
            },
            _ => Self::Unknown { event },
        })
    }
}

/// Takes a text out; absent and null are the same.
fn take_text(from: &mut Map<String, Value>, key: &str) -> Result<Option<String>, Malformed> {
    match from.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Malformed),
    }
}

/// Some libraries send `data` as an object, some as its text.
fn object(data: Value) -> Result<Map<String, Value>, Malformed> {
    match data {
        Value::Object(data) => Ok(data),
        Value::String(text) => serde_json::from_str(&text).map_err(|_| Malformed),
        _ => Err(Malformed),
    }
}

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
        (1..=64).contains(&version.len()) && version.bytes().all(allowed)
    };
    match version {
        Some(version) if !readable(version) => Some(Close::BadVersion),
        _ => None,
    }
}

/// An event of a room, escaped once and then framed under each of the room's names.
pub(super) struct EventText {
    /// `{"event":…,`
    head: String,
    /// `"data":…}`
    tail: String,
}

impl EventText {
    /// Prepares an event; `user_id` names the sender of a client event.
    pub(super) fn new(event: &str, data: &str, user_id: Option<&str>) -> Self {
        let user = user_id
            .map(|id| format!(",\"user_id\":{}", quoted(id)))
            .unwrap_or_default();
        Self {
            head: format!("{{\"event\":{},\"channel\":", quoted(event)),
            tail: format!(",\"data\":{}{user}}}", quoted(data)),
        }
    }

    /// The frame for those who subscribed under this name.
    pub(super) fn on(&self, channel: &str) -> ByteString {
        let channel = quoted(channel);
        let mut frame = String::with_capacity(self.head.len() + channel.len() + self.tail.len());
        frame.push_str(&self.head);
        frame.push_str(&channel);
        frame.push_str(&self.tail);
        frame.into()
    }
}

/// The first frame of every socket.
pub(super) fn established(socket_id: &str) -> ByteString {
    let data = json!({ "socket_id": socket_id, "activity_timeout": ACTIVITY_TIMEOUT_SECS });
    plain("pusher:connection_established", &data.to_string())
}

/// The answer to a ping.
pub(super) fn pong() -> ByteString {
    ByteString::from_static("{\"event\":\"pusher:pong\",\"data\":\"{}\"}")
}

/// From here on the socket hears the channel; `data` is the roster or `{}`.
pub(super) fn subscription_succeeded(channel: &str, data: &str) -> ByteString {
    EventText::new("pusher_internal:subscription_succeeded", data, None).on(channel)
}

/// The socket does not, or no longer, hear the channel.
pub(super) fn subscription_error(channel: &str, status: u16, error: &str) -> ByteString {
    let data = json!({ "type": "AuthError", "error": error, "status": status });
    EventText::new("pusher:subscription_error", &data.to_string(), None).on(channel)
}

/// Something was wrong, and the socket goes on.
pub(super) fn error(code: Option<u16>, message: &str) -> ByteString {
    let data = json!({ "code": code, "message": message });
    format!("{{\"event\":\"pusher:error\",\"data\":{data}}}").into()
}

/// A frame that belongs to no channel.
fn plain(event: &str, data: &str) -> ByteString {
    format!("{{\"event\":{},\"data\":{}}}", quoted(event), quoted(data)).into()
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscribe(channel: &str, auth: Option<&str>, channel_data: Option<&str>) -> Incoming {
        Incoming::Subscribe(Subscribe {
            channel: channel.into(),
            auth: auth.map(Into::into),
            channel_data: channel_data.map(Into::into),
        })
    }

    #[test]
    fn what_clients_send_is_understood() {
        for (text, expected) in [
            (r#"{"event":"pusher:ping","data":{}}"#, Incoming::Ping),
            (r#"{"event":"pusher:ping"}"#, Incoming::Ping),
            (r#"{"event":"pusher:pong","data":"{}"}"#, Incoming::Pong),
            (
                r#"{"event":"pusher:subscribe","data":{"auth":"","channel":"a"}}"#,
                subscribe("a", None, None),
            ),
            (
                r#"{"event":"pusher:subscribe","data":{"channel":"a"}}"#,
                subscribe("a", None, None),
            ),
            (
                r#"{"event":"pusher:subscribe","data":{"channel":"a","auth":null}}"#,
                subscribe("a", None, None),
            ),
            (
                r#"{"event":"pusher:subscribe","data":"{\"channel\":\"a\"}"}"#,
                subscribe("a", None, None),
            ),
            (
                r#"{"event":"pusher:subscribe","data":{"channel":"p","auth":"k:s","channel_data":"{ }"},"x":1}"#,
                subscribe("p", Some("k:s"), Some("{ }")),
            ),
            (
                r#"{"event":"pusher:unsubscribe","data":{"channel":"a"}}"#,
                Incoming::Unsubscribe {
                    channel: "a".into(),
                },
            ),
            (
                r#"{"event":"pusher:signin","data":{"auth":"k:s","user_data":"{\"id\":\"1\"}"}}"#,
                Incoming::SignIn {
                    auth: "k:s".into(),
                    user_data: r#"{"id":"1"}"#.into(),
                },
            ),
            (
                r#"{"event":"client-typing","channel":"private-a","data":{"b":[1, 2]},"user_id":"forged"}"#,
                Incoming::Client {
                    event: "client-typing".into(),
                    channel: "private-a".into(),
                    data: r#"{"b":[1,2]}"#.into(),
                },
            ),
            (
                r#"{"event":"client-typing","channel":"private-a","data":"as it is"}"#,
                Incoming::Client {
                    event: "client-typing".into(),
                    channel: "private-a".into(),
                    data: "as it is".into(),
                },
            ),
            (
                r#"{"event":"message:new","channel":"a"}"#,
                Incoming::Unknown {
                    event: "message:new".into(),
                },
            ),
        ] {
            assert_eq!(Incoming::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn nonsense_is_malformed_and_never_a_panic() {
        let bomb = format!(
            "{{\"event\":\"pusher:ping\",\"data\":{}",
            "[".repeat(10_000)
        );
        for text in [
            "",
            "null",
            "[]",
            "7",
            "\"x\"",
            "{",
            "{}",
            r#"{"event":7}"#,
            r#"{"event":null}"#,
            r#"{"event":"pusher:subscribe"}"#,
            r#"{"event":"pusher:subscribe","data":[]}"#,
            r#"{"event":"pusher:subscribe","data":"not json"}"#,
            r#"{"event":"pusher:subscribe","data":"[]"}"#,
            r#"{"event":"pusher:subscribe","data":{}}"#,
            r#"{"event":"pusher:subscribe","data":{"channel":7}}"#,
            r#"{"event":"pusher:subscribe","data":{"channel":"a","auth":{}}}"#,
            r#"{"event":"pusher:unsubscribe","data":{"channel":null}}"#,
            r#"{"event":"pusher:signin","data":{"auth":"a"}}"#,
            r#"{"event":"client-typing","data":{}}"#,
            r#"{"event":"\ud800"}"#,
            &bomb,
        ] {
            assert_eq!(Incoming::parse(text), Err(Malformed), "{text:.60}");
        }
    }

    #[test]
    fn frames_out_are_as_the_libraries_expect_them() {
        assert_eq!(
            established("123.456"),
            r#"{"event":"pusher:connection_established","data":"{\"activity_timeout\":30,\"socket_id\":\"123.456\"}"}"#
        );
        assert_eq!(pong(), r#"{"event":"pusher:pong","data":"{}"}"#);
        assert_eq!(
            subscription_succeeded("thread-5", "{}"),
            r#"{"event":"pusher_internal:subscription_succeeded","channel":"thread-5","data":"{}"}"#
        );
        assert_eq!(
            subscription_error("thread-5", 403, "No"),
            r#"{"event":"pusher:subscription_error","channel":"thread-5","data":"{\"error\":\"No\",\"status\":403,\"type\":\"AuthError\"}"}"#
        );
        assert_eq!(
            error(None, "say \"what\"?"),
            r#"{"event":"pusher:error","data":{"code":null,"message":"say \"what\"?"}}"#
        );
        assert_eq!(
            error(Some(4301), "slow"),
            r#"{"event":"pusher:error","data":{"code":4301,"message":"slow"}}"#
        );
    }

    #[test]
    fn an_event_is_the_same_under_every_name_but_for_the_name() {
        let text = EventText::new("message:new", r#"{"body":"\"hi\"\n👪"}"#, None);
        let as_sent = r#""data":"{\"body\":\"\\\"hi\\\"\\n👪\"}"}"#;
        for channel in ["thread-5", "private-thread-5"] {
            let expected = format!(r#"{{"event":"message:new","channel":"{channel}",{as_sent}"#);
            assert_eq!(text.on(channel), expected);
        }
        assert_eq!(
            EventText::new("client-typing", "{}", Some("7")).on("presence-a"),
            r#"{"event":"client-typing","channel":"presence-a","data":"{}","user_id":"7"}"#
        );
    }

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
        ] {
            assert_eq!(
                objection(protocol, version).map(Close::code),
                expected,
                "{protocol:?} {version:?}"
            );
        }
    }
}
