//! Saying again elsewhere what was said here: a new message of whoever forwards it, in threads they
//! are in themself.
//!
//! It never hands on a file: the new message gets records of its own over the same contents, so that
//! who may see the one says nothing about who may see the other. Only what the asker sees can be
//! forwarded, because a [`Sight`] is asked for.

use super::{Draft, Posted, Sight, post_with};
use crate::base::error::{Error, Result};
use crate::base::ids::ThreadId;
use crate::base::token;
use crate::domain::files;
use crate::domain::members::Me;
use crate::domain::threads;
use crate::store::Tx;

/// Most threads at once.
pub const MOST_THREADS: usize = 20;
/// Hexadecimal digits of a UUID.
const UUID_DIGITS: usize = 32;

/// Posts what a message says, and its files, to each of these threads; all or nothing. With an
/// idempotency key a repeat posts nothing.
pub fn forward(
    tx: &mut Tx<'_>,
    me: &Me,
    sight: &Sight,
    thread_ids: &[ThreadId],
    idempotency_key: Option<&str>,
) -> Result<Vec<Posted>> {
    let message = sight.message();
    if message.deleted_at.is_some() {
        return Err(Error::NotFound("not_found"));
    }
    let mut chosen: Vec<&ThreadId> = Vec::new();
    for id in thread_ids {
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    if chosen.is_empty() {
        return Err(Error::field("to", "required"));
    }
    if chosen.len() > MOST_THREADS {
        return Err(Error::field("to", "too_many"));
    }
    let files = files::on(tx.conn(), &[message.key])?
        .remove(&message.key)
        .unwrap_or_default();
    let contents: Vec<String> = files.iter().map(|file| file.digest.clone()).collect();
    chosen
        .into_iter()
        .map(|id| {
            let seat = threads::seat(tx.conn(), me, id)?;
            let draft = Draft {
                body: message.body.clone(),
                idempotency_key: idempotency_key.map(|key| key_for(key, id)),
                ..Draft::default()
            };
            post_with(tx, me, &seat, &draft, &contents, |tx| {
                files::copies(tx, me.key(), &files)
            })
        })
        .collect()
}

/// One request makes a message in each thread, so each needs a key of its own that a repeat finds again.
fn key_for(key: &str, thread: &ThreadId) -> String {
    let mut digest = token::digest(&format!("{key} to {thread}"));
    digest.truncate(UUID_DIGITS);
    digest
}
