//! The packets of Engine.IO 4: one letter and its text, several of them in one body when polling.
//!
//! Pure. What may be said in which state is the session's to know; here only what is well formed.

use actix_web::web::Bytes;
use data_encoding::{BASE64, BASE64_NOPAD};
use serde_json::json;

use super::super::Timing;

/// Parts the packets of a body.
const SEPARATOR: char = '\u{1e}';

/// Asks the client whether it is there.
pub(super) const PING: &str = "2";
/// The answer to a WebSocket that tries itself out.
pub(super) const PROBED: &str = "3probe";
/// Ends a poll that has nothing to bring.
pub(super) const NOOP: &str = "6";
/// The session has ended.
pub(super) const CLOSE: &str = "1";

/// Something a client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Packet {
    /// The session is to end.
    Close,
    /// A WebSocket tries itself out.
    Probe,
    /// It is still there.
    Pong,
    /// Text for the protocol above.
    Message(String),
    /// Bytes for it.
    Binary(Bytes),
    /// From now on the WebSocket is used.
    Upgrade,
    /// Nothing.
    Noop,
}

/// Something that is no packet, or none that a client may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl Packet {
    /// Reads the text of a WebSocket's frame.
    pub(super) fn parse(text: &str) -> Result<Self, Malformed> {
        let mut rest = text.chars();
        match (rest.next(), rest.as_str()) {
            (Some('1'), "") => Ok(Self::Close),
            // Pings go one way; this one is a trial.
            (Some('2'), "probe") => Ok(Self::Probe),
            (Some('3'), _) => Ok(Self::Pong),
            (Some('4'), text) => Ok(Self::Message(text.to_owned())),
            (Some('5'), "") => Ok(Self::Upgrade),
            (Some('6'), "") => Ok(Self::Noop),
            _ => Err(Malformed),
        }
    }

    /// Reads the body of a POST.
    pub(super) fn parse_all(body: &[u8]) -> Result<Vec<Self>, Malformed> {
        let body = str::from_utf8(body).map_err(|_| Malformed)?;
        body.split(SEPARATOR)
            .map(|text| match text.strip_prefix('b') {
                Some(encoded) => binary(encoded),
                None => Self::parse(text),
            })
            .collect()
    }
}

/// Clients write Base64 with and without its padding.
fn binary(encoded: &str) -> Result<Packet, Malformed> {
    let encoding = match encoded.ends_with('=') {
        true => BASE64,
        false => BASE64_NOPAD,
    };
    let bytes = encoding.decode(encoded.as_bytes()).map_err(|_| Malformed)?;
    Ok(Packet::Binary(bytes.into()))
}

/// Adds a packet to a body.
pub(super) fn append(body: &mut String, packet: &str) {
    if !body.is_empty() {
        body.push(SEPARATOR);
    }
    body.push_str(packet);
}

/// The first packet of a session.
pub(super) fn opened(sid: &str, upgrades: &[&str], timing: &Timing, most_bytes: usize) -> String {
    let opened = json!({
        "sid": sid,
        "upgrades": upgrades,
        "pingInterval": timing.ping_interval.as_millis() as u64,
        "pingTimeout": timing.ping_timeout.as_millis() as u64,
        "maxPayload": most_bytes,
    });
    format!("0{opened}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_packet_is_its_letter_and_what_it_brings() {
        for (text, packet) in [
            ("1", Packet::Close),
            ("2probe", Packet::Probe),
            ("3", Packet::Pong),
            ("3whatever", Packet::Pong),
            ("4", Packet::Message(String::new())),
            ("42[\"é👪\"]", Packet::Message("2[\"é👪\"]".into())),
            ("5", Packet::Upgrade),
            ("6", Packet::Noop),
        ] {
            assert_eq!(Packet::parse(text), Ok(packet), "{text}");
        }
        for text in [
            "", "0", "0{}", "1x", "2", "2x", "5x", "6x", "7", "b", "bAQ==", "é", "\u{1e}",
        ] {
            assert_eq!(Packet::parse(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn a_body_is_read_whole_or_not_at_all() {
        let read = |body: &str| Packet::parse_all(body.as_bytes());
        assert_eq!(
            read("4a\u{1e}3\u{1e}bAQID\u{1e}bAQI=\u{1e}bAQI"),
            Ok(vec![
                Packet::Message("a".into()),
                Packet::Pong,
                Packet::Binary(Bytes::from_static(&[1, 2, 3])),
                Packet::Binary(Bytes::from_static(&[1, 2])),
                Packet::Binary(Bytes::from_static(&[1, 2])),
            ])
        );
        let flood = "\u{1e}".repeat(10_000);
        for body in [
            "",
            "\u{1e}",
            "4a\u{1e}",
            "\u{1e}4a",
            "4a\u{1e}\u{1e}4b",
            "bA",
            "b!",
            "4a\u{1e}9",
            &flood,
        ] {
            assert_eq!(read(body), Err(Malformed), "{body:?}");
        }
        assert_eq!(Packet::parse_all(&[b'4', 0xff]), Err(Malformed));
    }

    #[test]
    fn the_first_packet_says_how_the_session_is_kept() {
        assert_eq!(
            opened("abc", &["websocket"], &Timing::default(), 16384),
            r#"0{"maxPayload":16384,"pingInterval":25000,"pingTimeout":20000,"sid":"abc","upgrades":["websocket"]}"#
        );
    }

    /// A packet as a client writes it into a body.
    fn written(packet: &Packet) -> String {
        match packet {
            Packet::Close => "1".into(),
            Packet::Probe => "2probe".into(),
            Packet::Pong => "3".into(),
            Packet::Message(text) => format!("4{text}"),
            Packet::Binary(bytes) => format!("b{}", BASE64.encode(bytes)),
            Packet::Upgrade => "5".into(),
            Packet::Noop => "6".into(),
        }
    }

    fn packet() -> impl Strategy<Value = Packet> {
        prop_oneof![
            Just(Packet::Close),
            Just(Packet::Probe),
            Just(Packet::Pong),
            "[^\u{1e}]*".prop_map(Packet::Message),
            proptest::collection::vec(any::<u8>(), 0..64)
                .prop_map(|bytes| Packet::Binary(bytes.into())),
            Just(Packet::Upgrade),
            Just(Packet::Noop),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_is_read(packets in proptest::collection::vec(packet(), 1..20)) {
            let mut body = String::new();
            for packet in &packets {
                append(&mut body, &written(packet));
            }
            prop_assert_eq!(Packet::parse_all(body.as_bytes()), Ok(packets));
        }

        #[test]
        fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = Packet::parse_all(&body);
        }
    }
}
