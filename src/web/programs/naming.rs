//! Which channels a program may name, and what it may not say there.

use super::refusal::Refusal;
use crate::base::ids::{MemberId, ThreadId};
use crate::domain::apps;
use crate::live::{App, Channel, Kind};
use crate::views::api::events::{OWN, THREAD, is_our_own};
use crate::web::site::Site;

/// A channel that a program names, as its app means it. Threads and members of another family are
/// refused in the same words as those that do not exist.
pub async fn channel(site: &Site, app: &App, name: &str) -> Result<Channel, actix_web::Error> {
    let channel = site
        .rooms
        .channel_of(app, name)
        .map_err(|error| Refusal::bad(format!("{error}: {name:.200}")))?;
    if !channel.is_common() {
        return Ok(channel);
    }
    let (scope, room) = (app.scope().cloned(), channel.room().to_owned());
    let is_reached = site
        .store
        .read(move |conn| {
            if let Some(thread) = room.strip_prefix(THREAD) {
                let thread = ThreadId::from_outside(thread);
                return apps::has_thread(conn, &thread, scope.as_deref());
            }
            let member = MemberId::from_outside(room.strip_prefix(OWN).unwrap_or_default());
            apps::is_of(conn, &member, scope.as_deref())
        })
        .await
        .map_err(Refusal::other)?;
    match is_reached {
        true => Ok(channel),
        false => Err(Refusal::forbidden(format!("This app may not use {name}"))),
    }
}

/// Refuses an event that only Hearth itself, or a member's own program, can vouch for.
pub fn refuse_ours(channel: &Channel, event: &str) -> Result<(), actix_web::Error> {
    let is_told_by_us = channel.is_common() || channel.kind() == Kind::ToUser;
    match is_told_by_us && is_our_own(event) {
        true => Err(Refusal::forbidden(format!(
            "{event} on {} is told by Hearth alone: post a message instead",
            channel.name()
        ))),
        false => Ok(()),
    }
}
