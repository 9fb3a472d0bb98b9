//! OUT: what happens on the channels of a family's app, told to servers of the family's own.
//!
//! It must never know a message: what it is handed is of the app's own channels alone, and the rooms that
//! people talk in are not among them. Nobody ever waits for it. What comes faster than it can be told is
//! counted and dropped, oldest first, and what waits when the server stops is not told later.
//!
//! `gathering` collects what happens for a second and lets what only flickers cancel out; `queue` is what
//! waits for one webhook, within bounds; `courier` carries it there, again and again for five minutes.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod courier;

mod gathering;

mod queue;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use self::courier::Courier;
use self::gathering::{Gathered, Gathering, Scope};
use crate::base::error::Result;
use crate::base::ids::WebhookKey;
use crate::domain::apps;
use crate::domain::webhooks::{self, Webhook};
use crate::live::{AppKeys, Bulletin, NewsDesk, news};
use crate::outbound::Outbound;
use crate::store::Store;

/// How much may happen between two looks at it.
const MOST_NEWS: usize = 4_096;

/// How often it is asked who is to be told before it is given up.
const ASKED_AT_MOST: u32 = 30;
const BEFORE_ASKING_AGAIN: Duration = Duration::from_secs(1);

/// Where the live channels hand in what happens, and where that comes out.
pub fn desk() -> (NewsDesk, Bulletin) {
    news(MOST_NEWS)
}

/// What it takes to tell anybody anything.
#[derive(Clone)]
pub struct Means {
    /// Who is to be told what.
    pub store: Store,
    /// The way to them.
    pub outbound: Outbound,
    /// The server's own app; those of others are made from it.
    pub keys: AppKeys,
}

/// Those who tell, until they are stopped.
pub struct Webhooks(JoinHandle<()>);

impl Webhooks {
    /// Starts inside the present runtime.
    pub fn start(means: Means, bulletin: Bulletin) -> Self {
        let office = Office {
            means,
            couriers: HashMap::new(),
            untold: 0,
        };
        Self(tokio::spawn(office.work(bulletin)))
    }

    /// Ends it where it waits. What is on its way may still arrive.
    pub fn stop(&self) {
        self.0.abort();
    }
}

struct Office {
    means: Means,
    couriers: HashMap<WebhookKey, (Scope, Courier)>,
    /// How many events reached no courier, and are not yet counted with any.
    untold: u64,
}

impl Office {
    async fn work(mut self, mut bulletin: Bulletin) {
        let mut gathering = Gathering::default();
        loop {
            let heard = bulletin.next();
            let heard = match gathering.next_due() {
                Some(due) => tokio::time::timeout_at(due.into(), heard).await,
                None => Ok(heard.await),
            };
            let now = Instant::now();
            match heard {
                Ok(Some(news)) => gathering.note(news, now),
                Ok(None) => return,
                Err(_) => {}
            }
            for gathered in gathering.take(now) {
                self.untold += bulletin.take_missed();
                self.hand_out(gathered).await;
            }
        }
    }

    /// Gives what was gathered of an app to those who carry it. What nobody could even take in is counted
    /// with the next that is told anything: whose it was is not known.
    async fn hand_out(&mut self, gathered: Gathered) {
        let Gathered { app, events, lost } = gathered;
        let Some((hooks, keys)) = self.told_in_the_end(&app).await else {
            self.untold += events.len() as u64 + lost;
            return;
        };
        let missed = std::mem::take(&mut self.untold);
        let is_told = |key: &WebhookKey| hooks.iter().any(|hook| hook.key == *key);
        self.couriers
            .retain(|key, (theirs, _)| *theirs != app || is_told(key));
        for hook in hooks {
            let topics = hook.topics();
            let (_, courier) = self.couriers.entry(hook.key).or_insert_with(|| {
                let courier = Courier::start(self.means.clone(), keys.clone(), hook.key);
                (app.clone(), courier)
            });
            let wanted = events
                .iter()
                .filter(|event| topics.contains(&event.topic()));
            courier.take(wanted.cloned(), lost + missed);
        }
    }

    /// The same as [`told`](Self::told), asked again for a while where a database is busy. What happens
    /// meanwhile waits in the bulletin, which has an end and counts.
    async fn told_in_the_end(&self, app: &Scope) -> Option<(Vec<Webhook>, AppKeys)> {
        for _ in 0..ASKED_AT_MOST {
            match self.told(app.clone()).await {
                Ok(told) => return Some(told),
                Err(error) => tracing::warn!(%error, "could not find out which webhooks to tell"),
            }
            tokio::time::sleep(BEFORE_ASKING_AGAIN).await;
        }
        None
    }

    /// Who is told of an app's channels, and by what keys it is known.
    async fn told(&self, app: Scope) -> Result<(Vec<Webhook>, AppKeys)> {
        let own = self.means.keys.clone();
        self.means
            .store
            .read(move |conn| {
                let hooks = webhooks::told(conn, app.as_deref())?;
                let theirs = match app.as_deref() {
                    Some(id) => apps::by_id(conn, id)?,
                    None => None,
                };
                Ok((hooks, own.of(theirs.map(|app| (app.id, app.key)))))
            })
            .await
    }
}

/// An event that several webhooks may be told.
type Shared = Arc<crate::views::api::webhooks::Told>;
