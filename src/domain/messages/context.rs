//! What messages refer to: those that they answer, and the people whom they may name.

use diesel::prelude::*;

use super::{Message, queries};
use crate::base::error::Result;
use crate::base::ids::MessageId;
use crate::domain::members::Member;
use crate::domain::threads::{self, Seat};

/// What a few messages of one thread refer to.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The messages they answer, those of them that are to be seen from the reader's seat.
    pub quoted: Vec<Message>,
    /// Everybody whom one of them may name; nobody where none of them names anybody.
    pub people: Vec<Member>,
}

/// What these messages refer to, for showing what a reply is about and whom it speaks to.
pub fn context(conn: &mut SqliteConnection, seat: &Seat, messages: &[Message]) -> Result<Context> {
    let ids: Vec<MessageId> = messages
        .iter()
        .filter_map(|message| message.reply_to.clone())
        .collect();
    let mut quoted = queries::named(conn, &ids)?;
    quoted.retain(|message| seat.sees(message.key));
    // Most messages name nobody; they need not ask who is there.
    let people = match messages.iter().any(|message| message.body.contains('@')) {
        true => threads::peopled(conn, seat)?.people,
        false => Vec::new(),
    };
    Ok(Context { quoted, people })
}
