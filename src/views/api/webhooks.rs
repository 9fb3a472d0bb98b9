//! What servers of the family's own are told of the channels of its app, in the protocol's words.

use serde::Serialize;

use crate::domain::webhooks::Topic;

/// What the body is.
pub const MEDIA_TYPE: &str = "application/json";

/// What an event weighs beside its texts, in bytes.
const FRAME: usize = 96;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Told {
    /// The first subscription came.
    ChannelOccupied {
        /// To this channel.
        channel: String,
    },
    /// The last subscription went.
    ChannelVacated {
        /// From this channel.
        channel: String,
    },
    /// Somebody came to a presence channel.
    MemberAdded {
        /// Which.
        channel: String,
        /// Who.
        user_id: String,
    },
    /// Somebody went from a presence channel.
    MemberRemoved {
        /// Which.
        channel: String,
        /// Who.
        user_id: String,
    },
    /// A client said something to the others.
    ClientEvent {
        /// Where.
        channel: String,
        /// What it is called.
        event: String,
        /// As sent.
        data: String,
        /// On which socket.
        socket_id: String,
        /// By whom, on a presence channel.
        #[serde(skip_serializing_if = "Option::is_none")]
        user_id: Option<String>,
    },
    /// Somebody came to a cache channel that remembers nothing.
    CacheMiss {
        /// Which.
        channel: String,
    },
    /// The number of subscriptions changed.
    SubscriptionCount {
        /// Of this channel.
        channel: String,
        /// To this.
        subscription_count: usize,
    },
}

impl Told {
    /// What somebody who only wants to know whether it works is told.
    pub fn sample() -> Self {
        Self::ChannelOccupied {
            channel: "hearth-test".to_owned(),
        }
    }

    /// To which topic it belongs.
    pub fn topic(&self) -> Topic {
        match self {
            Self::ChannelOccupied { .. } | Self::ChannelVacated { .. } => Topic::Channels,
            Self::MemberAdded { .. } | Self::MemberRemoved { .. } => Topic::Presence,
            Self::ClientEvent { .. } => Topic::ClientEvents,
            Self::CacheMiss { .. } => Topic::CacheMisses,
            Self::SubscriptionCount { .. } => Topic::Counts,
        }
    }

    /// About how many bytes it takes.
    pub fn weight(&self) -> usize {
        let texts = match self {
            Self::ClientEvent {
                channel,
                event,
                data,
                user_id,
                ..
            } => channel.len() + event.len() + data.len() + user_id.as_ref().map_or(0, String::len),
            Self::MemberAdded { channel, user_id } | Self::MemberRemoved { channel, user_id } => {
                channel.len() + user_id.len()
            }
            Self::ChannelOccupied { channel }
            | Self::ChannelVacated { channel }
            | Self::CacheMiss { channel }
            | Self::SubscriptionCount { channel, .. } => channel.len(),
        };
        FRAME + texts
    }
}

/// A body: what happened, in its order, and when it is told.
pub fn body<'a>(time_ms: i64, events: impl IntoIterator<Item = &'a Told>) -> String {
    let events: Vec<_> = events.into_iter().collect();
    serde_json::json!({ "time_ms": time_ms, "events": events }).to_string()
}

/// The headers by which the other server knows who tells it, and that nobody changed a word.
pub fn headers(key: &str, signature: String) -> Vec<(&'static str, String)> {
    vec![
        ("X-Pusher-Key", key.to_owned()),
        ("X-Pusher-Signature", signature),
    ]
}
