//! What cache channels remember: the last event of each, for a while, occupied or not.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use bytestring::ByteString;

use super::super::{Channel, outbox::Frame, outbox::Loss, protocol::EventText};

/// How long an event is remembered.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// How many channels are remembered. Anybody who may publish can think of more names.
const MOST: usize = 1000;

/// How many bytes are, in all.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The last event of each cache channel.
#[derive(Default)]
pub(super) struct Cache {
    events: HashMap<Arc<str>, Cached>,
    bytes: usize,
}

struct Cached {
    frame: ByteString,
    data: String,
    put_at: Instant,
}

impl Cache {
    /// Remembers an event. The oldest ones give way.
    pub(super) fn put(
        &mut self,
        channel: &Channel,
        text: &EventText<'_>,
        data: &str,
        now: Instant,
    ) {
        let address = channel.address();
        self.forget(&address);
        let cached = Cached {
            frame: text.on(channel.name()),
            data: data.into(),
            put_at: now,
        };
        self.bytes += cached.bytes();
        self.events.insert(address, cached);
        while self.events.len() > MOST || self.bytes > MOST_BYTES {
            let oldest = self.events.iter().min_by_key(|(_, cached)| cached.put_at);
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else {
                break;
            };
            self.forget(&oldest);
        }
    }

    /// The event for a newcomer.
    pub(super) fn frame(&self, channel: &Channel, now: Instant) -> Option<Arc<Frame>> {
        let (cached, _) = self.fresh(channel, now)?;
        Some(Frame::about(cached.frame.clone(), channel, Loss::Told))
    }

    /// The event's data, and for how much longer it is remembered.
    pub(super) fn data(&self, channel: &Channel, now: Instant) -> Option<(String, Duration)> {
        let (cached, left) = self.fresh(channel, now)?;
        Some((cached.data.clone(), left))
    }

    fn fresh(&self, channel: &Channel, now: Instant) -> Option<(&Cached, Duration)> {
        let cached = self.events.get(&channel.address())?;
        let left = LIFE.checked_sub(now.saturating_duration_since(cached.put_at))?;
        (!left.is_zero()).then_some((cached, left))
    }

    fn forget(&mut self, channel: &str) {
        if let Some(cached) = self.events.remove(channel) {
            self.bytes -= cached.bytes();
        }
    }
}

impl Cached {
    fn bytes(&self) -> usize {
        self.frame.len() + self.data.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::Naming, *};

    #[test]
    fn an_event_is_remembered_for_half_an_hour_and_the_oldest_gives_way() {
        let start = Instant::now();
        let mut cache = Cache::default();
        let mut number = 0;
        let mut put = |cache: &mut Cache, data: &str| {
            number += 1;
            let channel = Naming::default().parse(&format!("cache-{number}")).unwrap();
            let now = start + Duration::from_millis(number);
            cache.put(&channel, &EventText::new("e", data, None), data, now);
            channel
        };
        let first = put(&mut cache, "{}");
        let put_at = start + Duration::from_millis(1);
        assert!(
            cache
                .frame(&first, put_at + LIFE - Duration::from_millis(1))
                .is_some()
        );
        assert_eq!(cache.data(&first, put_at), Some(("{}".to_owned(), LIFE)));
        assert!(cache.frame(&first, put_at + LIFE).is_none());
        for _ in 0..MOST {
            put(&mut cache, "{}");
        }
        assert_eq!(cache.events.len(), MOST);
        assert!(cache.frame(&first, start).is_none());

        let big = "x".repeat(MOST_BYTES / 4);
        let one = put(&mut cache, &big);
        assert_eq!(cache.events.len(), MOST);
        let two = put(&mut cache, &big);
        assert_eq!(
            cache.events.len(),
            1,
            "one takes half of what there is, and a bit"
        );
        assert!(cache.frame(&one, start).is_none() && cache.frame(&two, start).is_some());
        put(&mut cache, &big.repeat(4));
        assert_eq!(
            (cache.events.len(), cache.bytes),
            (0, 0),
            "too big to be remembered"
        );
    }
}
