//! The packets of Socket.IO 5 as clients send them, put together again where bytes come apart.
//!
//! Pure. What the server says is in `words`. Bytes are counted and let go: nothing that is said here
//! takes any, and whoever sends some is told so instead of being cut off.

use serde_json::{Map, Value};

use super::{engine::Malformed, words};

/// How many pieces of bytes one event may have, as in the reference.
const MOST_ATTACHMENTS: usize = 10;

/// The greatest number that a JavaScript client can count its questions with.
const MOST_ACK: u64 = (1 << 53) - 1;

const LONGEST_NAMESPACE: usize = 128;

/// The namespace that everybody is in.
pub(super) const MAIN: &str = "/";

/// Something a client sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Packet {
    /// It wants to be let into a namespace.
    Connect { auth: Map<String, Value> },
    /// It leaves it.
    Disconnect,
    /// It says something.
    Event(Event),
    /// It has heard something, although nothing said here asks for that.
    Ack,
}

/// Something said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) arguments: Vec<Value>,
    /// The number under which an answer is awaited.
    pub(super) ack: Option<u64>,
    /// Whether some of it was bytes.
    pub(super) has_bytes: bool,
}

/// Puts packets together.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// A packet whose bytes are still to come, how many pieces, and how much has come.
    pending: Option<(String, Packet, usize)>,
    bytes: usize,
}

impl Decoder {
    /// Takes a text. Nothing is what waits for its bytes.
    pub(super) fn text(&mut self, text: &str) -> Result<Option<(String, Packet)>, Malformed> {
        if self.pending.is_some() {
            return Err(Malformed);
        }
        let (namespace, packet, attachments) = parse(text)?;
        if attachments > 0 {
            self.bytes = text.len();
            self.pending = Some((namespace, packet, attachments));
            return Ok(None);
        }
        Ok(Some((namespace, packet)))
    }

    /// Takes a piece of bytes of this length; all of one packet are no more than `most`.
    pub(super) fn bytes(
        &mut self,
        length: usize,
        most: usize,
    ) -> Result<Option<(String, Packet)>, Malformed> {
        let (namespace, packet, left) = self.pending.take().ok_or(Malformed)?;
        self.bytes += length;
        if self.bytes > most {
            return Err(Malformed);
        }
        if left > 1 {
            self.pending = Some((namespace, packet, left - 1));
            return Ok(None);
        }
        Ok(Some((namespace, packet)))
    }
}

/// `<type>[<attachments>-][<namespace>,][<ack>][<json>]`
fn parse(text: &str) -> Result<(String, Packet, usize), Malformed> {
    let kind = text.chars().next().ok_or(Malformed)?;
    let mut rest = &text[kind.len_utf8()..];
    let mut attachments = 0;
    if matches!(kind, '5' | '6') {
        let (count, after) = rest.split_once('-').ok_or(Malformed)?;
        attachments = number(count)? as usize;
        if !(1..=MOST_ATTACHMENTS).contains(&attachments) {
            return Err(Malformed);
        }
        rest = after;
    }
    let mut namespace = MAIN;
    if rest.starts_with('/') {
        (namespace, rest) = rest.split_once(',').unwrap_or((rest, ""));
        // What follows a question mark is for the server to read in older versions.
        namespace = namespace.split('?').next().unwrap_or_default();
        let is_odd = |c: char| c.is_control();
        if namespace.len() > LONGEST_NAMESPACE || namespace.contains(is_odd) {
            return Err(Malformed);
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (ack, json) = rest.split_at(digits);
    let ack = match ack {
        "" => None,
        ack => Some(number(ack)?),
    };
    let packet = match (kind, json) {
        ('0', "") => Packet::Connect { auth: Map::new() },
        ('0', json) => Packet::Connect { auth: read(json)? },
        ('1', "") => Packet::Disconnect,
        ('2' | '5', json) => event(read(json)?, ack, attachments)?,
        ('3' | '6', json) if ack.is_some() => {
            placeholders(&read::<Vec<Value>>(json)?, attachments)?;
            Packet::Ack
        }
        _ => return Err(Malformed),
    };
    Ok((namespace.to_owned(), packet, attachments))
}

fn event(
    mut arguments: Vec<Value>,
    ack: Option<u64>,
    attachments: usize,
) -> Result<Packet, Malformed> {
    placeholders(&arguments, attachments)?;
    if arguments.is_empty() {
        return Err(Malformed);
    }
    let name = match arguments.remove(0) {
        Value::String(name) if !words::is_reserved(&name) => name,
        Value::Number(name) => name.to_string(),
        _ => return Err(Malformed),
    };
    Ok(Packet::Event(Event {
        name,
        arguments,
        ack,
        has_bytes: attachments > 0,
    }))
}

/// Each place kept for bytes must be for some that come. The reader of JSON bounds how deep this goes.
fn placeholders(values: &[Value], attachments: usize) -> Result<(), Malformed> {
    if attachments == 0 {
        // Then it is only an object that looks so.
        return Ok(());
    }
    values.iter().try_for_each(|value| match value {
        Value::Array(values) => placeholders(values, attachments),
        Value::Object(fields) if fields.get("_placeholder") == Some(&Value::Bool(true)) => {
            match fields.get("num").and_then(Value::as_u64) {
                Some(number) if (number as usize) < attachments => Ok(()),
                _ => Err(Malformed),
            }
        }
        Value::Object(fields) => fields
            .values()
            .try_for_each(|value| placeholders(std::slice::from_ref(value), attachments)),
        _ => Ok(()),
    })
}

fn number(text: &str) -> Result<u64, Malformed> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| *number <= MOST_ACK);
    number.filter(|_| is_number).ok_or(Malformed)
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Malformed> {
    serde_json::from_str(json).map_err(|_| Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn decode(text: &str) -> Result<Option<(String, Packet)>, Malformed> {
        Decoder::default().text(text)
    }

    fn said(name: &str, arguments: Value, ack: Option<u64>) -> Packet {
        Packet::Event(Event {
            name: name.into(),
            arguments: arguments.as_array().unwrap().clone(),
            ack,
            has_bytes: false,
        })
    }

    #[test]
    fn a_packet_is_its_type_its_namespace_its_number_and_its_json() {
        let token = json!({ "token": "t" }).as_object().unwrap().clone();
        for (text, namespace, packet) in [
            ("0", "/", Packet::Connect { auth: Map::new() }),
            ("0{\"token\":\"t\"}", "/", Packet::Connect { auth: token }),
            ("0/x,", "/x", Packet::Connect { auth: Map::new() }),
            ("0/x", "/x", Packet::Connect { auth: Map::new() }),
            ("0/x?a=b,{}", "/x", Packet::Connect { auth: Map::new() }),
            ("1", "/", Packet::Disconnect),
            ("1/x,", "/x", Packet::Disconnect),
            ("2[\"join\",\"7\"]", "/", said("join", json!(["7"]), None)),
            ("213[\"join\"]", "/", said("join", json!([]), Some(13))),
            ("2/x,0[1,{}]", "/x", said("1", json!([{}]), Some(0))),
            ("35[]", "/", Packet::Ack),
            // Without bytes to come it is only an object that looks so.
            (
                "2[\"e\",{\"_placeholder\":true,\"num\":9}]",
                "/",
                said("e", json!([{ "_placeholder": true, "num": 9 }]), None),
            ),
        ] {
            assert_eq!(decode(text), Ok(Some((namespace.into(), packet))), "{text}");
        }
    }

    #[test]
    fn what_no_client_writes_is_malformed() {
        let deep = format!("2[\"e\",{}1{}]", "[".repeat(10_000), "]".repeat(10_000));
        let long = format!("0/{},", "n".repeat(200));
        let huge = format!("2{}[\"e\"]", "9".repeat(400));
        for text in [
            "",
            "7",
            "x",
            "é",
            "0[]",
            "0\"x\"",
            "0{",
            "1{}",
            "1x",
            "2",
            "2{}",
            "2[]",
            "2[null]",
            "2[\"connect\"]",
            "2[\"disconnect\"]",
            "2[\"e\"",
            "2[\"e\"]x",
            "2[\"\u{1}\"]",
            "3[]",
            "3",
            "31{}",
            "4{}",
            "4\"x\"",
            "5[\"e\"]",
            "5-[\"e\"]",
            "50-[\"e\"]",
            "511-[\"e\"]",
            "510000-[\"e\"]",
            "5-1-[\"e\"]",
            "51.5-[\"e\"]",
            "5+1-[\"e\"]",
            "51-[\"e\",{\"_placeholder\":true,\"num\":1}]",
            "51-[\"e\",{\"_placeholder\":true,\"num\":-1}]",
            "51-[\"e\",{\"_placeholder\":true,\"num\":0.5}]",
            "51-[\"e\",{\"_placeholder\":true,\"num\":\"0\"}]",
            "51-[\"e\",{\"_placeholder\":true}]",
            "51-[\"e\",[{\"a\":{\"_placeholder\":true,\"num\":7}}]]",
            "61-[]",
            "29007199254740992[\"e\"]",
            "0/\u{1e},",
            &deep,
            &long,
            &huge,
        ] {
            assert_eq!(decode(text), Err(Malformed), "{text:.80}");
        }
        assert!(decode("29007199254740991[\"e\"]").is_ok());
    }

    #[test]
    fn bytes_come_after_their_packet_and_nothing_else_may_come_between() {
        let text =
            "52-7[\"e\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
        let mut decoder = Decoder::default();
        assert_eq!(
            decoder.bytes(1, 999),
            Err(Malformed),
            "nobody waits for them"
        );
        assert_eq!(decoder.text(text), Ok(None));
        assert_eq!(decoder.bytes(10, 999), Ok(None));
        let (_, packet) = decoder.bytes(10, 999).unwrap().unwrap();
        let Packet::Event(event) = packet else {
            panic!("{packet:?}")
        };
        assert_eq!((event.name.as_str(), event.ack), ("e", Some(7)));
        assert!(event.has_bytes);

        assert_eq!(decoder.text(text), Ok(None));
        assert_eq!(decoder.text("2[\"e\"]"), Err(Malformed), "text between");
        let mut decoder = Decoder::default();
        assert_eq!(decoder.text(text), Ok(None));
        assert_eq!(decoder.bytes(990, 999), Err(Malformed), "too much in all");
        let all = format!(
            "51-[\"e\"{}]",
            ",{\"_placeholder\":true,\"num\":0}".repeat(10_000)
        );
        assert_eq!(decode(&all), Ok(None), "all of them are the same piece");
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_is_read(
            name in "[a-z :-]{1,12}",
            arguments in proptest::collection::vec("\\PC*", 0..5),
            ack in proptest::option::of(0..=MOST_ACK),
            namespace in prop_oneof![Just("/".to_owned()), "/[a-z]{1,8}"],
        ) {
            prop_assume!(!words::is_reserved(&name));
            let mut all = vec![Value::from(name.clone())];
            all.extend(arguments.iter().cloned().map(Value::from));
            let prefix = match namespace.as_str() {
                MAIN => String::new(),
                other => format!("{other},"),
            };
            let number = ack.map(|ack| ack.to_string()).unwrap_or_default();
            let text = format!("2{prefix}{number}{}", Value::from(all));
            let expected = said(&name, Value::from(arguments), ack);
            prop_assert_eq!(decode(&text), Ok(Some((namespace, expected))));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-6]?([0-9]{0,3}-)?(/[a-z]*,?)?[0-9]{0,30}\\PC*") {
            let _ = decode(&text);
        }
    }
}
