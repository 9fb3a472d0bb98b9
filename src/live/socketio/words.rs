//! What the server says to a Socket.IO client, as text ready for the wire.
//!
//! Pure. Everything is in the main namespace and begins with the `4` of Engine.IO's messages. No text
//! holds the character that polling parts packets with: data that is not JSON is quoted as a string,
//! and JSON has no bare control characters.

use std::borrow::Cow;

use bytestring::ByteString;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::super::{
    Channel,
    protocol::{EventText, Person},
};

/// Names that mean something else to every client: an event of such a name is none to them.
const RESERVED: [&str; 6] = [
    "connect",
    "connect_error",
    "disconnect",
    "disconnecting",
    "newListener",
    "removeListener",
];

/// Whether no event can be called so.
pub(in crate::live) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// An event for those who joined by id: the data alone, or, from another client, the id, the data and
/// whose it was.
pub(in crate::live) fn plain_event(text: &EventText<'_>, channel: &Channel) -> ByteString {
    let (event, data) = (quoted(text.event()), as_json(text.data()));
    match text.user_id() {
        Some(user) => emitted(&[&event, &quoted(channel.short()), &data, &quoted(user)]),
        None => emitted(&[&event, &data]),
    }
}

/// An event as Laravel Echo takes it.
pub(in crate::live) fn echo_event(text: &EventText<'_>, channel: &Channel) -> ByteString {
    let (event, data) = (quoted(text.event()), as_json(text.data()));
    emitted(&[&event, &quoted(channel.name()), &data])
}

/// Who is on a presence channel, for Laravel Echo.
pub(in crate::live) fn here<'a>(
    channel: &Channel,
    people: impl Iterator<Item = &'a Person>,
) -> ByteString {
    let people: Vec<String> = people.map(described).collect();
    let people = format!("[{}]", people.join(","));
    emitted(&["\"presence:subscribed\"", &quoted(channel.name()), &people])
}

/// Somebody has come to a presence channel, for Laravel Echo.
pub(in crate::live) fn joining(channel: &Channel, person: &Person) -> ByteString {
    let name = quoted(channel.name());
    emitted(&["\"presence:joining\"", &name, &described(person)])
}

/// Somebody has gone from a presence channel, for Laravel Echo.
pub(in crate::live) fn leaving(channel: &Channel, person: &Person) -> ByteString {
    let name = quoted(channel.name());
    emitted(&["\"presence:leaving\"", &name, &described(person)])
}

/// A channel is not, or no longer, heard, for Laravel Echo.
pub(in crate::live) fn refused(channel: &str, status: u16) -> ByteString {
    emitted(&[
        "\"subscription_error\"",
        &quoted(channel),
        &status.to_string(),
    ])
}

/// Something the client sent was not done, and it did not ask to be told.
pub(in crate::live) fn complaint(error: &str) -> ByteString {
    emitted(&["\"hearth:error\"", &json!({ "error": error }).to_string()])
}

/// The client is let in, under this name.
pub(in crate::live) fn connected(sid: &str) -> ByteString {
    format!("40{}", json!({ "sid": sid })).into()
}

/// The client is not let in.
pub(in crate::live) fn connect_error(message: &str, error: &str) -> ByteString {
    format!(
        "44{}",
        json!({ "message": message, "data": { "error": error } })
    )
    .into()
}

/// There is no such namespace.
pub(in crate::live) fn no_such_namespace(namespace: &str) -> ByteString {
    format!("44{namespace},{{\"message\":\"Invalid namespace\"}}").into()
}

/// The client is put out.
pub(in crate::live) const DISCONNECT: &str = "41";

/// The answer to an event that asked for one.
pub(in crate::live) fn acknowledged(ack: u64, answer: &Value) -> ByteString {
    format!("43{ack}[{answer}]").into()
}

fn emitted(arguments: &[&str]) -> ByteString {
    let mut text =
        String::with_capacity(arguments.iter().map(|each| each.len() + 1).sum::<usize>() + 3);
    text.push_str("42[");
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(argument);
    }
    text.push(']');
    text.into()
}

fn described(Person { user_id, info }: &Person) -> String {
    format!("{{\"user_id\":{},\"user_info\":{info}}}", quoted(user_id))
}

/// Data as it is if it is JSON, and as a string if it is not.
fn as_json(data: &str) -> Cow<'_, str> {
    match serde_json::from_str::<IgnoredAny>(data) {
        Ok(_) => data.into(),
        Err(_) => quoted(data).into(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{super::super::Naming, *};

    fn channel(name: &str) -> Channel {
        Naming::new(["thread-"]).parse(name).unwrap()
    }

    #[test]
    fn an_event_is_spelled_plainly_or_as_echo_takes_it() {
        let text = EventText::new("message:new", r#"{"body":"👪"}"#, None);
        let room = channel("private-thread-7");
        assert_eq!(
            plain_event(&text, &room),
            r#"42["message:new",{"body":"👪"}]"#
        );
        assert_eq!(
            echo_event(&text, &room),
            r#"42["message:new","private-thread-7",{"body":"👪"}]"#
        );
        let text = EventText::new("client-typing", "true", Some("ann"));
        assert_eq!(
            plain_event(&text, &room),
            r#"42["client-typing","7",true,"ann"]"#
        );
    }

    #[test]
    fn data_that_is_not_json_goes_as_a_string_and_never_parts_a_payload() {
        for (data, expected) in [
            ("plain words", r#"42["e","plain words"]"#),
            ("", r#"42["e",""]"#),
            ("{\"a\":\"\u{1e}\"}", r#"42["e","{\"a\":\"\u001e\"}"]"#),
            ("1 2", r#"42["e","1 2"]"#),
            ("[1]", r#"42["e",[1]]"#),
        ] {
            let text = EventText::new("e", data, None);
            assert_eq!(plain_event(&text, &channel("garden")), expected);
        }
        let text = EventText::new("a\u{1e}b", "1", None);
        assert!(!plain_event(&text, &channel("garden")).contains('\u{1e}'));
    }

    #[test]
    fn the_remaining_words_are_as_the_clients_expect_them() {
        let ann = Person {
            user_id: "10".into(),
            info: r#"{"name":"Ann"}"#.into(),
        };
        let room = channel("presence-a");
        for (text, expected) in [
            (
                here(&room, [&ann].into_iter()),
                r#"42["presence:subscribed","presence-a",[{"user_id":"10","user_info":{"name":"Ann"}}]]"#,
            ),
            (
                joining(&room, &ann),
                r#"42["presence:joining","presence-a",{"user_id":"10","user_info":{"name":"Ann"}}]"#,
            ),
            (
                leaving(&room, &ann),
                r#"42["presence:leaving","presence-a",{"user_id":"10","user_info":{"name":"Ann"}}]"#,
            ),
            (
                refused("private-a", 403),
                r#"42["subscription_error","private-a",403]"#,
            ),
            (complaint("no"), r#"42["hearth:error",{"error":"no"}]"#),
            (connected("abc"), r#"40{"sid":"abc"}"#),
            (
                connect_error("Not you", "UNAUTHENTICATED"),
                r#"44{"data":{"error":"UNAUTHENTICATED"},"message":"Not you"}"#,
            ),
            (
                no_such_namespace("/x"),
                r#"44/x,{"message":"Invalid namespace"}"#,
            ),
            (
                acknowledged(7, &json!({ "ok": true })),
                r#"437[{"ok":true}]"#,
            ),
        ] {
            assert_eq!(text, expected);
        }
    }
}
