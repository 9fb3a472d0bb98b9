//! What waits for one webhook: the newest, within bounds.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::Notify;

use super::Shared;

/// Events that may wait.
const MOST: usize = 1_000;
/// The same in bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// Events in one request.
const MOST_TOGETHER: usize = 100;
/// The same in bytes; one event alone may be heavier.
const MOST_BYTES_TOGETHER: usize = 256 * 1024;

#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

#[derive(Default)]
struct Waiting {
    events: VecDeque<Shared>,
    bytes: usize,
    lost: u64,
}

impl Queue {
    /// Takes in events, and drops the oldest where there are too many.
    pub(super) fn put(&self, events: impl Iterator<Item = Shared>, lost: u64) {
        let Ok(mut waiting) = self.waiting.lock() else {
            return;
        };
        waiting.lost += lost;
        for event in events {
            waiting.bytes += event.weight();
            waiting.events.push_back(event);
        }
        while waiting.events.len() > MOST || waiting.bytes > MOST_BYTES {
            if waiting.pop().is_none() {
                break;
            }
            waiting.lost += 1;
        }
        if !waiting.events.is_empty() {
            self.filled.notify_one();
        }
    }

    /// Counts events that were given up after they had been taken.
    pub(super) fn lose(&self, lost: u64) {
        self.put(std::iter::empty(), lost);
    }

    /// What goes into the next request, as soon as there is anything.
    pub(super) async fn next(&self) -> Vec<Shared> {
        loop {
            let events = self.take();
            if !events.is_empty() {
                return events;
            }
            self.filled.notified().await;
        }
    }

    fn take(&self) -> Vec<Shared> {
        let Ok(mut waiting) = self.waiting.lock() else {
            return Vec::new();
        };
        let (mut taken, mut bytes) = (Vec::new(), 0);
        while taken.len() < MOST_TOGETHER && bytes < MOST_BYTES_TOGETHER {
            let Some(event) = waiting.pop() else { break };
            bytes += event.weight();
            taken.push(event);
        }
        taken
    }

    /// How many events were dropped since this was last asked.
    pub(super) fn take_lost(&self) -> u64 {
        let waiting = self.waiting.lock();
        waiting.map_or(0, |mut waiting| std::mem::take(&mut waiting.lost))
    }
}

impl Waiting {
    fn pop(&mut self) -> Option<Shared> {
        let event = self.events.pop_front()?;
        self.bytes -= event.weight();
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::views::api::webhooks::Told;

    fn occupied(number: usize) -> Shared {
        let channel = format!("garden-{number}");
        Arc::new(Told::ChannelOccupied { channel })
    }

    #[tokio::test]
    async fn the_oldest_go_when_there_are_too_many_and_the_rest_goes_out_in_order() {
        let queue = Queue::default();
        queue.put((0..MOST + 7).map(occupied), 3);
        assert_eq!(queue.take_lost(), 10);
        assert_eq!(queue.take_lost(), 0);
        let mut heard = Vec::new();
        while heard.len() < MOST {
            let together = queue.next().await;
            assert!(together.len() <= MOST_TOGETHER);
            heard.extend(together);
        }
        assert_eq!(heard[0], occupied(7));
        assert_eq!(heard[MOST - 1], occupied(MOST + 6));
        assert!(queue.take().is_empty());
    }

    #[tokio::test]
    async fn heavy_ones_go_a_few_at_a_time_and_never_too_many_wait() {
        let heavy = || {
            Arc::new(Told::ClientEvent {
                channel: "private-garden".to_owned(),
                event: "client-said".to_owned(),
                data: "x".repeat(10 * 1024),
                socket_id: "1.1".to_owned(),
                user_id: None,
            })
        };
        let queue = Queue::default();
        queue.put((0..300).map(|_| heavy()), 0);
        assert!((190..=210).contains(&queue.take_lost()));
        assert!((20..=30).contains(&queue.next().await.len()));
    }
}
