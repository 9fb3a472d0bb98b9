//! Telling: one event on several channels, or several events at once. A request is carried out whole or
//! not at all.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::channels::{Attribute, attributes, describe};
use super::naming;
use super::refusal::{Answer, Refusal};
use super::signed::Signed;
use crate::live::{Channel, Kind, Publication, SocketId};
use crate::web::site::Site;

/// The longest name of an event, in characters.
const LONGEST_NAME: usize = 200;
/// The most that an event carries, in bytes.
const MOST_DATA: usize = 10 * 1024;
/// How many channels one event goes to.
const MOST_CHANNELS: usize = 100;
/// How many events come at once.
const MOST_EVENTS: usize = 10;

/// What a program tells.
#[derive(Deserialize)]
struct Told {
    name: String,
    data: String,
    #[serde(default)]
    channels: Option<Vec<String>>,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    socket_id: Option<String>,
    #[serde(default)]
    info: Option<String>,
}

#[derive(Deserialize)]
struct Batch {
    batch: Vec<Told>,
}

/// An event that has been found good.
struct Ready {
    channels: Vec<Channel>,
    publication: Publication,
    wanted: Vec<Attribute>,
}

/// `POST /apps/{app}/events`.
pub async fn create(signed: Signed, site: web::Data<Site>) -> Answer {
    let ready = ready(&signed, &site, read(&signed.body)?).await?;
    site.rooms.publish(ready.publication).await;
    if ready.wanted.is_empty() {
        return Ok(HttpResponse::Ok().json(json!({})));
    }
    let mut channels = BTreeMap::new();
    for channel in &ready.channels {
        let about = describe(&site, channel, &ready.wanted).await?;
        channels.insert(channel.name(), about);
    }
    Ok(HttpResponse::Ok().json(json!({ "channels": channels })))
}

/// `POST /apps/{app}/batch_events`.
pub async fn create_batch(signed: Signed, site: web::Data<Site>) -> Answer {
    let Batch { batch } = read(&signed.body)?;
    if batch.len() > MOST_EVENTS {
        return Err(Refusal::bad(format!(
            "A batch holds at most {MOST_EVENTS} events"
        )));
    }
    let mut all = Vec::with_capacity(batch.len());
    for told in batch {
        if told.channel.is_none() || told.channels.is_some() {
            return Err(Refusal::bad("Each event of a batch has one channel"));
        }
        all.push(ready(&signed, &site, told).await?);
    }
    for event in &all {
        site.rooms.publish(event.publication.clone()).await;
    }
    if all.iter().all(|event| event.wanted.is_empty()) {
        return Ok(HttpResponse::Ok().json(json!({})));
    }
    let mut answers: Vec<Value> = Vec::with_capacity(all.len());
    for event in &all {
        answers.push(match event.channels.first() {
            Some(channel) => describe(&site, channel, &event.wanted).await?,
            None => json!({}),
        });
    }
    Ok(HttpResponse::Ok().json(json!({ "batch": answers })))
}

fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, actix_web::Error> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::bad(format!("The body cannot be read: {error}")))
}

async fn ready(signed: &Signed, site: &Site, told: Told) -> Result<Ready, actix_web::Error> {
    let names = match (told.channels, told.channel) {
        (Some(names), None) => names,
        (None, Some(name)) => vec![name],
        _ => return Err(Refusal::bad("Either channels or channel must be given")),
    };
    if !(1..=MOST_CHANNELS).contains(&names.len()) {
        return Err(Refusal::bad(format!(
            "An event goes to 1 to {MOST_CHANNELS} channels"
        )));
    }
    if !(1..=LONGEST_NAME).contains(&told.name.chars().count()) {
        return Err(Refusal::bad(format!(
            "The name of an event has 1 to {LONGEST_NAME} characters"
        )));
    }
    if told.name.starts_with("pusher:") || told.name.starts_with("pusher_internal:") {
        return Err(Refusal::bad("This name is the protocol's own"));
    }
    if told.data.len() > MOST_DATA {
        return Err(Refusal::too_large(format!(
            "The data of an event has at most {MOST_DATA} bytes"
        )));
    }
    let except: Option<SocketId> = match told.socket_id {
        None => None,
        Some(id) => Some(
            id.parse()
                .map_err(|_| Refusal::bad("socket_id is not the id of a socket"))?,
        ),
    };
    let wanted = attributes(told.info.as_deref())?;
    let mut channels = Vec::with_capacity(names.len());
    for name in &names {
        let channel = naming::channel(site, &signed.app, name).await?;
        naming::refuse_ours(&channel, &told.name)?;
        for attribute in &wanted {
            attribute.fits(&channel)?;
        }
        channels.push(channel);
    }
    // One text, sealed for one channel, opens on no other.
    if names.len() > 1 && channels.iter().any(|c| c.kind() == Kind::Encrypted) {
        return Err(Refusal::bad(
            "An event for an encrypted channel goes to that one alone",
        ));
    }
    let mut names = names.into_iter();
    let first = names.next().unwrap_or_default();
    let publication = Publication::new(first, told.name, told.data)
        .by(&signed.app)
        .except(except);
    Ok(Ready {
        channels,
        publication: names.fold(publication, Publication::also),
        wanted,
    })
}
