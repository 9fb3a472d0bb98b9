//! What a client says, as a value.

use serde_json::{Map, Value};

/// What a client can say.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::live) enum Incoming {
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
pub(in crate::live) struct Subscribe {
    /// The channel's name as sent.
    pub channel: String,
    /// The signature, if there is one.
    pub auth: Option<String>,
    /// Who one is on a presence channel: the exact text that was signed.
    pub channel_data: Option<String>,
}

/// A frame that says nothing: not JSON, or not of the shape its event has.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::live) struct Malformed;

impl Incoming {
    /// Reads a text frame.
    pub(in crate::live) fn parse(text: &str) -> Result<Self, Malformed> {
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

    proptest::proptest! {
        #[test]
        fn no_text_at_all_makes_it_panic(text in "\\PC{0,200}") {
            let _ = Incoming::parse(&text);
        }

        #[test]
        fn no_shape_of_a_known_event_makes_it_panic(
            event in "(pusher:(ping|pong|subscribe|unsubscribe|signin)|client-x)",
            key in "(channel|auth|channel_data|user_data|data)",
            value in r#"(null|7|-1e400|"x"|\[\]|\{\}|"\\\\"|\{"channel":\[\]\}|"\{\}")"#,
        ) {
            for text in [
                format!(r#"{{"event":"{event}","data":{{"{key}":{value}}}}}"#),
                format!(r#"{{"event":"{event}","data":{value},"{key}":{value}}}"#),
            ] {
                let _ = Incoming::parse(&text);
            }
        }
    }
}
