//! Messages of the past, as an import or the demo brings them: written in order, told to nobody.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::queries;
use crate::base::error::Result;
use crate::base::ids::{MemberKey, MessageId, MessageKey, ThreadKey};
use crate::domain::files;
use crate::media::Probe;
use crate::store::Tx;
use crate::store::blobs::Kept;

/// A message of the past, and what became of it.
#[derive(Clone, Debug)]
pub struct Past {
    /// In which thread.
    pub thread: ThreadKey,
    /// By whom; must be in the thread.
    pub author: MemberKey,
    /// What was said; of a removed message nothing is kept.
    pub body: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Which earlier message it answers.
    pub reply_to: Option<MessageKey>,
    /// What was attached, in order.
    pub files: Vec<PastFile>,
    /// Who reacted, and how.
    pub reactions: Vec<(MemberKey, String)>,
    /// What it said before it was edited.
    pub edited_from: Option<String>,
    /// Whether only its place is left.
    pub is_deleted: bool,
}

/// A file on a message of the past; its content is on disk already.
#[derive(Clone, Debug)]
pub struct PastFile {
    /// What it is called.
    pub name: String,
    /// Its content.
    pub kept: Kept,
    /// What it is.
    pub probe: Probe,
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
    let mut read: HashMap<(ThreadKey, MemberKey), MessageKey> = HashMap::new();
    let mut keys = Vec::with_capacity(pasts.len());
    for past in pasts {
        let end = match ends.entry(past.thread) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let (change, last) = queries::end_of(tx.conn(), past.thread)?;
                let at = past.at;
                queries::set_begin(tx.conn(), past.thread, at)?;
                new.insert(End { change, last, at })
            }
        };
        let key = one(tx, past, end)?;
        *end = End {
            change: end.change + 1,
            last: Some(key),
            at: past.at,
        };
        // Whoever wrote has read what they answered.
        read.insert((past.thread, past.author), key);
        keys.push(key);
    }
    // All at once: message by message it would take most of an import's time.
    if let (Some(first), Some(last)) = (keys.first(), keys.last()) {
        queries::index(tx.conn(), *first, *last)?;
    }
    let mut ends: Vec<_> = ends.into_iter().collect();
    // The thread that was last active ends up on top.
    ends.sort_by_key(|(_, end)| end.last);
    for (thread, end) in ends {
        queries::set_end(tx.conn(), thread, end.change, end.last, end.at)?;
    }
    for ((thread, member), key) in read {
        queries::set_read(tx.conn(), thread, member, key)?;
    }
    Ok(keys)
}

/// Marks a thread as read up to a message by everybody in it.
pub fn read_by_all(tx: &mut Tx<'_>, thread: ThreadKey, message: MessageKey) -> Result<()> {
    queries::set_read_by_all(tx.conn(), thread, message)?;
    Ok(())
}

fn one(tx: &mut Tx<'_>, past: &Past, end: &End) -> Result<MessageKey> {
    // Changing a body takes its words out of the index, where these are not yet: it is final from the
    // start.
    let body = match past.is_deleted {
        true => "",
        false => &past.body,
    };
    let key = queries::insert(
        tx.conn(),
        &queries::NewMessage {
            id: MessageId::new(),
            thread_key: past.thread,
            author_key: past.author,
            body,
            previous_key: end.last,
            reply_to_key: past.reply_to,
            change: end.change + 1,
            idempotency_key: None,
            request_digest: None,
            created_at: past.at,
        },
    )?;
    if !past.files.is_empty() {
        let mut ids = Vec::with_capacity(past.files.len());
        for file in &past.files {
            ids.push(files::record(tx, past.author, &file.name, &file.kept, &file.probe)?.id);
        }
        files::attach(tx, past.author, &ids, key)?;
    }
    for (member, emoji) in &past.reactions {
        queries::react(tx.conn(), key, *member, emoji, past.at)?;
    }
    if let Some(earlier) = &past.edited_from {
        queries::keep_version(tx.conn(), key, earlier, past.at)?;
        queries::set_body(tx.conn(), key, body, end.change + 1, past.at)?;
    }
    if past.is_deleted {
        queries::bury(tx.conn(), key, end.change + 1, past.at)?;
    }
    Ok(key)
}
