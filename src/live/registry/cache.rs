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

/// The last event of each cache channel.
#[derive(Default)]
pub(super) struct Cache {
    events: HashMap<Arc<str>, Cached>,
}

struct Cached {
    frame: ByteString,
    data: String,
    put_at: Instant,
}

impl Cache {
    /// Remembers an event.
    pub(super) fn put(&mut self, channel: &Channel, text: &EventText, data: &str, now: Instant) {
        if self.events.len() >= MOST && !self.events.contains_key(channel.name()) {
            self.forget_oldest();
        }
        let cached = Cached {
            frame: text.on(channel.name()),
            data: data.into(),
            put_at: now,
        };
        self.events.insert(channel.shared_name(), cached);
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
        let cached = self.events.get(channel.name())?;
        let left = LIFE.checked_sub(now.saturating_duration_since(cached.put_at))?;
        (!left.is_zero()).then_some((cached, left))
    }

    fn forget_oldest(&mut self) {
        let oldest = self.events.iter().min_by_key(|(_, cached)| cached.put_at);
        if let Some(name) = oldest.map(|(name, _)| name.clone()) {
            self.events.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::Naming, *};

    #[test]
    fn an_event_is_remembered_for_half_an_hour_and_the_oldest_gives_way() {
        let start = Instant::now();
        let naming = Naming::default();
        let mut cache = Cache::default();
        let put = |cache: &mut Cache, number: usize| {
            let channel = naming.parse(&format!("cache-{number}")).unwrap();
            let now = start + Duration::from_millis(number as u64);
            cache.put(&channel, &EventText::new("e", "{}", None), "{}", now);
            channel
        };
        let first = put(&mut cache, 0);
        assert!(
            cache
                .frame(&first, start + LIFE - Duration::from_millis(1))
                .is_some()
        );
        assert_eq!(cache.data(&first, start), Some(("{}".to_owned(), LIFE)));
        assert!(cache.frame(&first, start + LIFE).is_none());
        for number in 1..=MOST {
            put(&mut cache, number);
        }
        assert_eq!(cache.events.len(), MOST);
        assert!(cache.frame(&first, start).is_none());
    }
}
