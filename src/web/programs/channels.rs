//! Asking: which channels are occupied, by how many, and who is there.
//!
//! A thread of the family is answered for like any other channel. A member's own channel is not: whether
//! somebody is here just now is theirs to tell.

use std::collections::{BTreeMap, HashSet};

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use super::naming;
use super::refusal::{Answer, Refusal};
use super::signed::Signed;
use crate::base::ids::ThreadId;
use crate::domain::apps;
use crate::live::{App, Channel, ChannelInfo, Kind};
use crate::views::api::events::{OWN, THREAD};
use crate::web::site::Site;

/// Something that can be asked about a channel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// How many people are on it.
    UserCount,
    /// How many sockets hear it.
    SubscriptionCount,
    /// What it remembers.
    Cache,
}

impl Attribute {
    /// Refuses a question that this kind of channel has no answer to.
    pub fn fits(self, channel: &Channel) -> Result<(), actix_web::Error> {
        match self {
            Self::UserCount if channel.kind() != Kind::Presence => {
                Err(Refusal::bad("user_count is for presence channels alone"))
            }
            Self::Cache if !channel.is_cached() => {
                Err(Refusal::bad("cache is for cache channels alone"))
            }
            _ => Ok(()),
        }
    }
}

/// Reads `info`.
pub fn attributes(info: Option<&str>) -> Result<Vec<Attribute>, actix_web::Error> {
    let words = info.unwrap_or_default().split(',').map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(|word| match word {
            "user_count" => Ok(Attribute::UserCount),
            "subscription_count" => Ok(Attribute::SubscriptionCount),
            "cache" => Ok(Attribute::Cache),
            _ => Err(Refusal::bad(format!("Unknown attribute: {word:.100}"))),
        })
        .collect()
}

/// What is asked about a channel, as it stands.
pub async fn describe(
    site: &Site,
    channel: &Channel,
    wanted: &[Attribute],
) -> Result<Value, actix_web::Error> {
    let info = site.rooms.channel(channel).await;
    let info = info.ok_or_else(|| {
        Refusal::other(crate::base::error::Error::Unavailable {
            retry_after_secs: 1,
        })
    })?;
    Ok(Value::Object(about(&info, wanted)))
}

fn about(info: &ChannelInfo, wanted: &[Attribute]) -> Map<String, Value> {
    let mut about = Map::new();
    for attribute in wanted {
        match attribute {
            Attribute::UserCount => {
                about.insert("user_count".into(), json!(info.user_count.unwrap_or(0)));
            }
            Attribute::SubscriptionCount => {
                about.insert("subscription_count".into(), json!(info.subscription_count));
            }
            Attribute::Cache => {
                let cached = info.cached.as_ref();
                let cached =
                    cached.map(|(data, ttl)| json!({ "data": data, "ttl": ttl.as_secs() }));
                about.insert("cache".into(), cached.unwrap_or(Value::Null));
            }
        }
    }
    about
}

/// `GET /apps/{app}/channels`: the occupied ones.
pub async fn index(signed: Signed, site: web::Data<Site>) -> Answer {
    let prefix = signed.param("filter_by_prefix").unwrap_or_default();
    let wanted = attributes(signed.param("info"))?;
    if wanted.contains(&Attribute::UserCount) && !prefix.starts_with("presence-") {
        return Err(Refusal::bad(
            "user_count needs filter_by_prefix to begin with presence-",
        ));
    }
    if wanted.contains(&Attribute::Cache) {
        return Err(Refusal::bad("cache is asked of one channel at a time"));
    }
    let found = site.rooms.channels(&signed.app, prefix).await;
    let found = of_the_family(&site, &signed.app, found).await?;
    let channels: BTreeMap<_, _> = found
        .iter()
        .map(|info| (&info.name, about(info, &wanted)))
        .collect();
    Ok(HttpResponse::Ok().json(json!({ "channels": channels })))
}

/// `GET /apps/{app}/channels/{channel}`.
pub async fn show(signed: Signed, site: web::Data<Site>, path: web::Path<Named>) -> Answer {
    let channel = asked_about(&site, &signed.app, &path.channel).await?;
    let wanted = attributes(signed.param("info"))?;
    for attribute in &wanted {
        attribute.fits(&channel)?;
    }
    let info = site.rooms.channel(&channel).await;
    let occupied = info
        .as_ref()
        .is_some_and(|info| info.subscription_count > 0);
    let mut about = info.map(|info| about(&info, &wanted)).unwrap_or_default();
    about.insert("occupied".into(), json!(occupied));
    Ok(HttpResponse::Ok().json(about))
}

/// `GET /apps/{app}/channels/{channel}/users`.
pub async fn users(signed: Signed, site: web::Data<Site>, path: web::Path<Named>) -> Answer {
    let channel = asked_about(&site, &signed.app, &path.channel).await?;
    if channel.kind() != Kind::Presence {
        return Err(Refusal::bad("Users are known of presence channels alone"));
    }
    let users = site.rooms.users(&channel).await;
    let users: Vec<_> = users.iter().map(|id| json!({ "id": id })).collect();
    Ok(HttpResponse::Ok().json(json!({ "users": users })))
}

/// A channel in an address.
#[derive(serde::Deserialize)]
pub struct Named {
    channel: String,
}

async fn asked_about(site: &Site, app: &App, name: &str) -> Result<Channel, actix_web::Error> {
    let channel = naming::channel(site, app, name).await?;
    match channel.room().starts_with(OWN) && channel.is_common() {
        true => Err(Refusal::forbidden(format!("This app may not use {name}"))),
        false => Ok(channel),
    }
}

/// Those that are no business of another family.
async fn of_the_family(
    site: &Site,
    app: &App,
    mut found: Vec<ChannelInfo>,
) -> Result<Vec<ChannelInfo>, actix_web::Error> {
    let room = |info: &ChannelInfo| site.rooms.channel_of(app, &info.name).ok();
    let thread = |info: &ChannelInfo| -> Option<String> {
        let channel = room(info).filter(Channel::is_aliased)?;
        channel.room().strip_prefix(THREAD).map(str::to_owned)
    };
    found.retain(|info| !info.name.starts_with(OWN) && !info.name.starts_with('#'));
    let threads: Vec<ThreadId> = found
        .iter()
        .filter_map(thread)
        .map(ThreadId::from_outside)
        .collect();
    let scope = app.scope().cloned();
    let theirs: HashSet<ThreadId> = site
        .store
        .read(move |conn| apps::threads_among(conn, &threads, scope.as_deref()))
        .await
        .map_err(Refusal::other)?
        .into_iter()
        .collect();
    found.retain(|info| match thread(info) {
        Some(thread) => theirs.contains(&ThreadId::from_outside(thread)),
        None => true,
    });
    Ok(found)
}
