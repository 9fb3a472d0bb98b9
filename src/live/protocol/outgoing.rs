//! What the server says, as text.

use bytestring::ByteString;
use serde_json::{Value, json};

use super::{ACTIVITY_TIMEOUT_SECS, Person};

/// An event of a room, escaped once and then framed under each of the room's names.
pub(in crate::live) struct EventText<'a> {
    event: &'a str,
    data: &'a str,
    user_id: Option<&'a str>,
    /// `{"event":…,`
    head: String,
    /// `"data":…}`
    tail: String,
}

impl<'a> EventText<'a> {
    /// Prepares an event; `user_id` names the sender of a client event.
    pub(in crate::live) fn new(event: &'a str, data: &'a str, user_id: Option<&'a str>) -> Self {
        let user = user_id
            .map(|id| format!(",\"user_id\":{}", quoted(id)))
            .unwrap_or_default();
        Self {
            event,
            data,
            user_id,
            head: format!("{{\"event\":{},\"channel\":", quoted(event)),
            tail: format!(",\"data\":{}{user}}}", quoted(data)),
        }
    }

    /// Its name.
    pub(in crate::live) fn event(&self) -> &'a str {
        self.event
    }

    /// Its data, as it was given.
    pub(in crate::live) fn data(&self) -> &'a str {
        self.data
    }

    /// Whose it is, if it is a client's.
    pub(in crate::live) fn user_id(&self) -> Option<&'a str> {
        self.user_id
    }

    /// The frame for those who subscribed under this name.
    pub(in crate::live) fn on(&self, channel: &str) -> ByteString {
        let channel = quoted(channel);
        let mut frame = String::with_capacity(self.head.len() + channel.len() + self.tail.len());
        frame.push_str(&self.head);
        frame.push_str(&channel);
        frame.push_str(&self.tail);
        frame.into()
    }
}

/// The first frame of every socket.
pub(in crate::live) fn established(socket_id: &str) -> ByteString {
    let data = json!({ "socket_id": socket_id, "activity_timeout": ACTIVITY_TIMEOUT_SECS });
    plain("pusher:connection_established", &data.to_string())
}

/// The answer to a ping.
pub(in crate::live) fn pong() -> ByteString {
    ByteString::from_static("{\"event\":\"pusher:pong\",\"data\":\"{}\"}")
}

/// From here on the socket hears the channel; `data` is the roster or `{}`.
pub(in crate::live) fn subscription_succeeded(channel: &str, data: &str) -> ByteString {
    EventText::new("pusher_internal:subscription_succeeded", data, None).on(channel)
}

/// The socket does not, or no longer, hear the channel.
pub(in crate::live) fn subscription_error(channel: &str, status: u16, error: &str) -> ByteString {
    let data = json!({ "type": "AuthError", "error": error, "status": status });
    EventText::new("pusher:subscription_error", &data.to_string(), None).on(channel)
}

/// Something was wrong, and the socket goes on.
pub(in crate::live) fn error(code: Option<u16>, message: &str) -> ByteString {
    let data = json!({ "code": code, "message": message });
    format!("{{\"event\":\"pusher:error\",\"data\":{data}}}").into()
}

/// Who is here, as a newcomer to a presence channel is told.
pub(in crate::live) fn roster<'a>(people: impl Iterator<Item = &'a Person>) -> String {
    let (mut ids, mut hash, mut count) = (Vec::new(), Vec::new(), 0);
    for Person { user_id, info } in people {
        let id = quoted(user_id);
        hash.push(format!("{id}:{info}"));
        ids.push(id);
        count += 1;
    }
    let (ids, hash) = (ids.join(","), hash.join(","));
    format!("{{\"presence\":{{\"ids\":[{ids}],\"hash\":{{{hash}}},\"count\":{count}}}}}")
}

/// Somebody has come to a presence channel.
pub(in crate::live) fn member_added(channel: &str, person: &Person) -> ByteString {
    let Person { user_id, info } = person;
    let data = format!("{{\"user_id\":{},\"user_info\":{info}}}", quoted(user_id));
    EventText::new("pusher_internal:member_added", &data, None).on(channel)
}

/// Somebody has gone from a presence channel.
pub(in crate::live) fn member_removed(channel: &str, user_id: &str) -> ByteString {
    let data = json!({ "user_id": user_id }).to_string();
    EventText::new("pusher_internal:member_removed", &data, None).on(channel)
}

/// How many subscriptions a channel has.
pub(in crate::live) fn subscription_count(channel: &str, count: usize) -> ByteString {
    let data = json!({ "subscription_count": count }).to_string();
    EventText::new("pusher_internal:subscription_count", &data, None).on(channel)
}

/// A cache channel has nothing to remember.
pub(in crate::live) fn cache_miss(channel: &str) -> ByteString {
    EventText::new("pusher:cache_miss", "{}", None).on(channel)
}

/// The user is signed in.
pub(in crate::live) fn signin_success(user_data: &str) -> ByteString {
    plain(
        "pusher:signin_success",
        &json!({ "user_data": user_data }).to_string(),
    )
}

/// Which of those whom the user watches are there, and which are not.
pub(in crate::live) fn watchlist(online: &[&str], offline: &[&str]) -> ByteString {
    let mut events = Vec::new();
    for (name, user_ids) in [("online", online), ("offline", offline)] {
        if !user_ids.is_empty() {
            events.push(json!({ "name": name, "user_ids": user_ids }));
        }
    }
    plain(
        "pusher_internal:watchlist_events",
        &json!({ "events": events }).to_string(),
    )
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
    fn a_roster_names_everybody_once_with_what_there_is_to_know() {
        let people = [
            Person {
                user_id: "10".into(),
                info: r#"{"name":"Ann"}"#.into(),
            },
            Person {
                user_id: "a\"b".into(),
                info: "null".into(),
            },
        ];
        let roster: Value = serde_json::from_str(&roster(people.iter())).unwrap();
        assert_eq!(
            roster,
            json!({ "presence": {
                "ids": ["10", "a\"b"],
                "hash": { "10": { "name": "Ann" }, "a\"b": null },
                "count": 2,
            } })
        );
        assert_eq!(
            member_added("presence-a", &people[0]),
            r#"{"event":"pusher_internal:member_added","channel":"presence-a","data":"{\"user_id\":\"10\",\"user_info\":{\"name\":\"Ann\"}}"}"#
        );
        assert_eq!(
            member_removed("presence-a", "10"),
            r#"{"event":"pusher_internal:member_removed","channel":"presence-a","data":"{\"user_id\":\"10\"}"}"#
        );
    }

    #[test]
    fn the_remaining_frames_are_as_the_libraries_expect_them() {
        for (frame, expected) in [
            (
                subscription_count("a", 3),
                r#"{"event":"pusher_internal:subscription_count","channel":"a","data":"{\"subscription_count\":3}"}"#,
            ),
            (
                cache_miss("cache-a"),
                r#"{"event":"pusher:cache_miss","channel":"cache-a","data":"{}"}"#,
            ),
            (
                signin_success(r#"{"id":"1"}"#),
                r#"{"event":"pusher:signin_success","data":"{\"user_data\":\"{\\\"id\\\":\\\"1\\\"}\"}"}"#,
            ),
            (
                watchlist(&["1"], &["2", "3"]),
                r#"{"event":"pusher_internal:watchlist_events","data":"{\"events\":[{\"name\":\"online\",\"user_ids\":[\"1\"]},{\"name\":\"offline\",\"user_ids\":[\"2\",\"3\"]}]}"}"#,
            ),
        ] {
            assert_eq!(frame, expected);
        }
    }
}
