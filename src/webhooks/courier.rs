//! Who carries what waits to one webhook: one request at a time, and the same again after a failure, later
//! and later, for five minutes.
//!
//! Before every try it looks whether the webhook is still told anything. How it went is written down when
//! that changes, else once a minute.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::queue::Queue;
use super::{Means, Shared};
use crate::base::error::Result;
use crate::base::ids::WebhookKey;
use crate::domain::webhooks::{self, Attempt};
use crate::live::AppKeys;
use crate::outbound::{Failure, Letter, Outbound};
use crate::views::api::webhooks::{MEDIA_TYPE, body, headers};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long something is worth telling.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// How often it is written down that everything is as it was.
const NOTED_EVERY: Duration = Duration::from_secs(60);

/// Somebody on their way, or waiting for something to carry. Dropped, they stop.
pub(super) struct Courier {
    queue: Arc<Queue>,
    task: JoinHandle<()>,
}

impl Courier {
    pub(super) fn start(means: Means, keys: AppKeys, hook: WebhookKey) -> Self {
        let queue = Arc::new(Queue::default());
        let round = Round {
            means,
            keys,
            hook,
            queue: queue.clone(),
            noted: None,
        };
        Self {
            queue,
            task: tokio::spawn(round.walk()),
        }
    }

    /// Gives them events to carry, and says how many could not even be given.
    pub(super) fn take(&self, events: impl Iterator<Item = Shared>, lost: u64) {
        self.queue.put(events, lost);
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Round {
    means: Means,
    keys: AppKeys,
    hook: WebhookKey,
    queue: Arc<Queue>,
    /// What was last written down, and when.
    noted: Option<(Attempt, Instant)>,
}

impl Round {
    async fn walk(mut self) {
        loop {
            let events = self.queue.next().await;
            self.deliver(&events).await;
        }
    }

    async fn deliver(&mut self, events: &[Shared]) {
        let begun = Instant::now();
        for tries in 0.. {
            let attempt = match self.attempt(events).await {
                Ok(Some(attempt)) => attempt,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "could not look at a webhook");
                    match wait_before_next(tries, begun.elapsed()) {
                        Some(wait) => tokio::time::sleep(wait).await,
                        None => return self.queue.lose(events.len() as u64),
                    }
                    continue;
                }
            };
            let wait = match attempt.is_delivered() {
                true => None,
                false => wait_before_next(tries, begun.elapsed()),
            };
            let given_up = match wait {
                None if !attempt.is_delivered() => events.len() as u64,
                _ => 0,
            };
            self.note(attempt, given_up + self.queue.take_lost()).await;
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return,
            }
        }
    }

    /// One try; none if the webhook is told nothing any more.
    async fn attempt(&self, events: &[Shared]) -> Result<Option<Attempt>> {
        let key = self.hook;
        let asked = self
            .means
            .store
            .read(move |conn| webhooks::still_told(conn, key));
        let Some(hook) = asked.await? else {
            return Ok(None);
        };
        let now = self.means.store.clock().now_ms();
        let body = body(now, events.iter().map(|event| &**event));
        let sent = send(&self.means.outbound, &self.keys, &hook.url, body).await;
        Ok(Some(sent))
    }

    async fn note(&mut self, attempt: Attempt, lost: u64) {
        let is_news = self
            .noted
            .is_none_or(|(noted, at)| noted != attempt || at.elapsed() >= NOTED_EVERY || lost > 0);
        if !is_news {
            return;
        }
        let (key, lost) = (self.hook, i64::try_from(lost).unwrap_or(i64::MAX));
        let writing = self
            .means
            .store
            .write(move |tx| webhooks::note(tx, key, attempt, lost));
        match writing.await {
            Ok(_) => self.noted = Some((attempt, Instant::now())),
            Err(error) => tracing::warn!(%error, "could not note how a webhook went"),
        }
    }
}

/// How long to wait after so many failures; none when it is not worth telling any more.
fn wait_before_next(tries: u32, elapsed: Duration) -> Option<Duration> {
    let wait = FIRST_WAIT
        .saturating_mul(2_u32.saturating_pow(tries))
        .min(LONGEST_WAIT);
    (elapsed + wait <= PATIENCE).then_some(wait)
}

async fn send(outbound: &Outbound, keys: &AppKeys, url: &str, body: String) -> Attempt {
    // It was good when it was added; since then the settings may have changed.
    let Ok(to) = outbound.destination(url) else {
        return Attempt::of(Err(Failure::Forbidden.word()));
    };
    let letter = Letter {
        to,
        media_type: MEDIA_TYPE,
        headers: headers(&keys.key, keys.sign(&body)),
        body,
    };
    Attempt::of(outbound.post(letter).await.map_err(Failure::word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::webhooks::Outcome;

    #[test]
    fn every_way_to_fail_has_a_word_that_is_kept() {
        for (failure, outcome) in [
            (Failure::Forbidden, Outcome::Forbidden),
            (Failure::Unknown, Outcome::Unknown),
            (Failure::Unreachable, Outcome::Unreachable),
            (Failure::TooSlow, Outcome::TooSlow),
            (Failure::Certificate, Outcome::Certificate),
            (Failure::Garbled, Outcome::Garbled),
        ] {
            let attempt = Attempt::of(Err(failure.word()));
            assert_eq!((attempt.outcome, attempt.status), (outcome, None));
            assert_eq!(failure.word(), outcome.as_str());
        }
    }

    #[test]
    fn it_is_tried_again_at_growing_intervals_for_five_minutes() {
        let (mut elapsed, mut waits) = (Duration::ZERO, Vec::new());
        for tries in 0.. {
            let Some(wait) = wait_before_next(tries, elapsed) else {
                break;
            };
            elapsed += wait;
            waits.push(wait.as_secs());
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        // A server that takes all of its time each time has fewer chances, and no longer.
        assert_eq!(wait_before_next(3, Duration::from_secs(299)), None);
        assert_eq!(
            wait_before_next(40, Duration::from_secs(1)),
            Some(LONGEST_WAIT)
        );
    }
}
