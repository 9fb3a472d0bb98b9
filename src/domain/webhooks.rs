//! Where a family's own servers are told what happens on the channels of its app: which addresses, of what
//! they are told, and how it last went.
//!
//! Whether an address may be asked at all is not known here; what is kept has been found good. The record
//! names the server alone: the rest of an address may be a secret.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::apps;
use super::audit::{self, Act};
use super::members::Me;
use super::programs::refuse_unless_keeper;
use crate::base::error::{Error, Result};
use crate::base::ids::{FamilyKey, WebhookId, WebhookKey};
use crate::store::Tx;
use crate::store::schema::webhooks;
use crate::text_enum;

/// Webhooks that one family can have.
pub const MOST: usize = 5;

text_enum! {
    /// What a webhook can be told of.
    Topic {
        /// That a channel is used, or no more.
        Channels = "channels",
        /// Who is on a presence channel.
        Presence = "presence",
        /// What clients say to each other.
        ClientEvents = "client-events",
        /// That somebody came to a cache channel that remembers nothing.
        CacheMisses = "cache-misses",
        /// How many subscriptions a channel has.
        Counts = "counts",
    }
}

text_enum! {
    /// How it went.
    Outcome {
        /// The other server took it.
        Delivered = "delivered",
        /// It answered that it did not.
        Refused = "refused",
        /// It named another address, which is not followed.
        Redirected = "redirected",
        /// The address leads to where nothing may be sent.
        Forbidden = "forbidden",
        /// Nobody knows the name.
        Unknown = "unknown",
        /// Nobody answered there.
        Unreachable = "unreachable",
        /// It took too long.
        TooSlow = "too-slow",
        /// It could not prove to be who it is.
        Certificate = "certificate",
        /// What it answered could not be understood.
        Garbled = "garbled",
    }
}

/// A webhook.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhooks, check_for_backend(Sqlite))]
pub struct Webhook {
    /// Its row.
    pub key: WebhookKey,
    /// Its public id.
    pub id: WebhookId,
    /// Whose.
    pub family_key: FamilyKey,
    /// Where it is told.
    pub url: String,
    /// The server's name in that.
    pub host: String,
    topics: String,
    /// When it was added.
    pub created_at: i64,
    /// Since when it is told nothing.
    pub paused_at: Option<i64>,
    /// When it was last tried.
    pub tried_at: Option<i64>,
    /// How that went.
    pub outcome: Option<Outcome>,
    /// What was answered.
    pub status: Option<i64>,
    /// Events that were given up.
    pub lost_count: i64,
}

impl Webhook {
    /// What it is told of.
    pub fn topics(&self) -> Vec<Topic> {
        let named = |topic: &&Topic| self.topics.split(',').any(|word| word == topic.as_str());
        Topic::ALL.iter().filter(named).copied().collect()
    }
}

/// What a webhook is to be.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Where it is told: an address that was found good.
    pub url: String,
    /// The server's name in it.
    pub host: String,
    /// What it is told of; at least one.
    pub topics: Vec<Topic>,
}

/// How a delivery went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// How.
    pub outcome: Outcome,
    /// What was answered, if anything was.
    pub status: Option<u16>,
}

impl Attempt {
    /// By the status of what was answered, or by the word for why nothing was.
    pub fn of(answer: std::result::Result<u16, &str>) -> Self {
        let outcome = match answer {
            Ok(200..=299) => Outcome::Delivered,
            Ok(300..=399) => Outcome::Redirected,
            Ok(_) => Outcome::Refused,
            Err(word) => Outcome::parse(word).unwrap_or(Outcome::Garbled),
        };
        Self {
            outcome,
            status: answer.ok(),
        }
    }

    /// Whether the other server took it.
    pub fn is_delivered(self) -> bool {
        self.outcome == Outcome::Delivered
    }
}

/// The family's webhooks, for whoever looks after Hearth.
pub fn all(conn: &mut SqliteConnection, me: &Me) -> Result<Vec<Webhook>> {
    refuse_unless_keeper(me)?;
    of_family(conn, me.family())
}

/// One of them.
pub fn find(conn: &mut SqliteConnection, me: &Me, id: &WebhookId) -> Result<Webhook> {
    refuse_unless_keeper(me)?;
    Ok(webhooks::table
        .filter(webhooks::family_key.eq(me.family()))
        .filter(webhooks::id.eq(id))
        .select(Webhook::as_select())
        .first(conn)?)
}

/// Adds one.
pub fn add(tx: &mut Tx<'_>, me: &Me, new: &NewWebhook) -> Result<WebhookId> {
    refuse_unless_keeper(me)?;
    if new.topics.is_empty() {
        return Err(Error::field("topics", "required"));
    }
    if of_family(tx.conn(), me.family())?.len() >= MOST {
        return Err(Error::field("url", "too_many"));
    }
    let named = |topic: &&Topic| new.topics.contains(topic);
    let topics: Vec<_> = Topic::ALL
        .iter()
        .filter(named)
        .map(|topic| topic.as_str())
        .collect();
    let (id, now) = (WebhookId::new(), tx.now_ms());
    diesel::insert_into(webhooks::table)
        .values((
            webhooks::id.eq(&id),
            webhooks::family_key.eq(me.family()),
            webhooks::url.eq(&new.url),
            webhooks::host.eq(&new.host),
            webhooks::topics.eq(topics.join(",")),
            webhooks::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    audit::by(tx, me, Act::WebhookAdded, None, &new.host)?;
    Ok(id)
}

/// Tells one nothing for now. What was waiting for it is dropped.
pub fn pause(tx: &mut Tx<'_>, me: &Me, id: &WebhookId) -> Result<()> {
    let now = tx.now_ms();
    let webhook = set_paused(tx, me, id, Some(now))?;
    audit::by(tx, me, Act::WebhookPaused, None, &webhook.host)
}

/// Goes on telling one.
pub fn resume(tx: &mut Tx<'_>, me: &Me, id: &WebhookId) -> Result<()> {
    let webhook = set_paused(tx, me, id, None)?;
    audit::by(tx, me, Act::WebhookResumed, None, &webhook.host)
}

fn set_paused(tx: &mut Tx<'_>, me: &Me, id: &WebhookId, at: Option<i64>) -> Result<Webhook> {
    let webhook = find(tx.conn(), me, id)?;
    diesel::update(webhooks::table.find(webhook.key))
        .set(webhooks::paused_at.eq(at))
        .execute(tx.conn())?;
    Ok(webhook)
}

/// Removes one.
pub fn remove(tx: &mut Tx<'_>, me: &Me, id: &WebhookId) -> Result<()> {
    let webhook = find(tx.conn(), me, id)?;
    diesel::delete(webhooks::table.find(webhook.key)).execute(tx.conn())?;
    audit::by(tx, me, Act::WebhookRemoved, None, &webhook.host)
}

/// Notes that somebody tried one, and how that went.
pub fn note_try(tx: &mut Tx<'_>, me: &Me, id: &WebhookId, attempt: Attempt) -> Result<()> {
    let webhook = find(tx.conn(), me, id)?;
    note(tx, webhook.key, attempt, 0)?;
    audit::by(tx, me, Act::WebhookTested, None, &webhook.host)
}

/// Those of an app that are told something; none is the server's own app.
pub fn told(conn: &mut SqliteConnection, app: Option<&str>) -> Result<Vec<Webhook>> {
    let family = match apps::family(conn, app) {
        Ok(family) => family,
        Err(Error::NotFound(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(of_family(conn, family)?
        .into_iter()
        .filter(|webhook| webhook.paused_at.is_none())
        .collect())
}

/// One as it is now, if it is still told anything.
pub fn still_told(conn: &mut SqliteConnection, key: WebhookKey) -> Result<Option<Webhook>> {
    Ok(webhooks::table
        .find(key)
        .filter(webhooks::paused_at.is_null())
        .select(Webhook::as_select())
        .first(conn)
        .optional()?)
}

/// Notes how it went, and how many events were given up meanwhile. One that is gone is no mistake.
pub fn note(tx: &mut Tx<'_>, key: WebhookKey, attempt: Attempt, lost: i64) -> Result<()> {
    let now = tx.now_ms();
    diesel::update(webhooks::table.find(key))
        .set((
            webhooks::tried_at.eq(now),
            webhooks::outcome.eq(attempt.outcome),
            webhooks::status.eq(attempt.status.map(i64::from)),
            webhooks::lost_count.eq(webhooks::lost_count + lost),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn of_family(conn: &mut SqliteConnection, family: FamilyKey) -> Result<Vec<Webhook>> {
    Ok(webhooks::table
        .filter(webhooks::family_key.eq(family))
        .order(webhooks::key)
        .select(Webhook::as_select())
        .load(conn)?)
}
