//! Messages of the past, as an import or the demo brings them: written in order, told to nobody.

use std::collections::HashMap;

use super::queries;
use crate::base::error::Result;
use crate::base::ids::{MemberKey, MessageId, MessageKey, ThreadKey};
use crate::store::Tx;

/// A message of the past.
#[derive(Clone, Debug)]
pub struct Past {
    /// In which thread.
    pub thread: ThreadKey,
    /// By whom; must be in the thread.
    pub author: MemberKey,
    /// What was said.
    pub body: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Which earlier message it answers.
    pub reply_to: Option<MessageKey>,
}

/// Where a thread ends while past messages are added.
struct End {
    change: i64,
    last: Option<MessageKey>,
    at: i64,
}

/// Writes past messages down in the order given, each as if it had been posted then.
///
/// No events leave: nobody is told now what happened long ago.
pub fn record(tx: &mut Tx<'_>, pasts: &[Past]) -> Result<Vec<MessageKey>> {
    let mut ends: HashMap<ThreadKey, End> = HashMap::new();
    let mut keys = Vec::with_capacity(pasts.len());
    for past in pasts {
        let end = match ends.entry(past.thread) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                let (change, last) = queries::end_of(tx.conn(), past.thread)?;
                new.insert(End {
                    change,
                    last,
                    at: past.at,
                })
            }
        };
        let key = queries::insert(
            tx.conn(),
            &queries::NewMessage {
                id: MessageId::new(),
                thread_key: past.thread,
                author_key: past.author,
                body: &past.body,
                previous_key: end.last,
                reply_to_key: past.reply_to,
                change: end.change + 1,
                idempotency_key: None,
                request_digest: None,
                created_at: past.at,
            },
        )?;
        *end = End {
            change: end.change + 1,
            last: Some(key),
            at: past.at,
        };
        keys.push(key);
    }
    for (thread, end) in ends {
        queries::set_end(tx.conn(), thread, end.change, end.last, end.at)?;
    }
    Ok(keys)
}
