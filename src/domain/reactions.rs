//! One person, one emoji, one message: set or taken back, either way twice is no error.

use diesel::prelude::*;

use super::members::Me;
use super::messages::{self, Sight};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::store::Tx;
use crate::store::schema::reactions;

/// Most different emoji one person may put under one message.
const PER_PERSON: i64 = 20;

/// Puts an emoji under a message.
pub fn put(tx: &mut Tx<'_>, me: &Me, sight: &Sight, emoji: &str) -> Result<()> {
    let emoji = known(emoji)?;
    let message = sight.message();
    if message.deleted_at.is_some() {
        return Err(Error::NotFound("not_found"));
    }
    let own: i64 = reactions::table
        .filter(reactions::message_key.eq(message.key))
        .filter(reactions::member_key.eq(me.key()))
        .filter(reactions::emoji.ne(emoji))
        .count()
        .get_result(tx.conn())?;
    if own >= PER_PERSON {
        return Err(Error::field("emoji", "too_many"));
    }
    let now = tx.now_ms();
    let written = diesel::insert_or_ignore_into(reactions::table)
        .values((
            reactions::message_key.eq(message.key),
            reactions::member_key.eq(me.key()),
            reactions::emoji.eq(emoji),
            reactions::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    changed(tx, sight, written)
}

/// Takes an emoji back.
pub fn take_back(tx: &mut Tx<'_>, me: &Me, sight: &Sight, emoji: &str) -> Result<()> {
    let emoji = known(emoji)?;
    let removed = diesel::delete(reactions::table.find((sight.message().key, me.key(), emoji)))
        .execute(tx.conn())?;
    changed(tx, sight, removed)
}

/// Puts an emoji under a message, or takes it back if it is there.
pub fn toggle(tx: &mut Tx<'_>, me: &Me, sight: &Sight, emoji: &str) -> Result<()> {
    let known = known(emoji)?;
    let is_there = sight.message().reactions.iter().any(|reaction| {
        reaction.emoji == known && reaction.people.iter().any(|person| person.id == *me.id())
    });
    match is_there {
        true => take_back(tx, me, sight, known),
        false => put(tx, me, sight, known),
    }
}

fn changed(tx: &mut Tx<'_>, sight: &Sight, rows: usize) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    let message = sight.message();
    let change = messages::touch(tx, message)?;
    tx.emit(Event::ReactionChanged {
        thread: message.thread_key,
        message: message.key,
        change,
    });
    Ok(())
}

/// The one spelling of an emoji: some have several (with and without a variation selector).
fn known(emoji: &str) -> Result<&'static str> {
    emojis::get(emoji)
        .map(emojis::Emoji::as_str)
        .ok_or_else(|| Error::field("emoji", "invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_has_one_spelling_and_anything_else_is_refused() {
        assert_eq!(
            known("❤").expect("an emoji"),
            known("\u{2764}\u{FE0F}").expect("an emoji")
        );
        for text in ["", "a", "👍👍", "<b>", ":)"] {
            assert!(known(text).is_err(), "{text:?} passed as an emoji");
        }
    }
}
