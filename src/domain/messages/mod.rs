//! Posting, editing and removing messages. Reading them in pages is in `page`, where to begin in
//! `landing`, what they said before in `history`, saying them again elsewhere in `forwarding`, the files
//! on them in `attachments`, and by themselves in `gallery`.
//!
//! Every change of a message takes the next number of its thread's change count in the transaction
//! that makes it: that number is how a reader who was away catches up without a gap.

mod attachments;
mod context;
mod forwarding;
mod gallery;
mod history;
mod landing;
pub mod mentions;
mod page;
mod past;
mod queries;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::files;
use super::members::{Me, Role};
use super::threads::{self, Seat};
use crate::base::error::{Error, Result};
use crate::base::event::Event;
use crate::base::ids::{FileId, MemberId, MessageId, MessageKey, ThreadId, ThreadKey};
use crate::base::{text, token};
use crate::store::Tx;
use crate::store::schema::members;

pub use self::attachments::{Attachment, settled};
pub use self::context::{Context, context};
pub use self::forwarding::{MOST_THREADS, forward};
pub use self::gallery::{Part, Shelf, Shown, gallery};
pub use self::history::{Version, versions};
pub use self::landing::{Aim, Beginning, beginning};
pub use self::page::{Anchor, Changes, Cursor, Page, changes, page};
pub use self::past::{Past, PastFile, read_by_all, record};

/// A message as its readers see it; the same for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its row, which is also its place in the order.
    pub key: MessageKey,
    /// Its public id.
    pub id: MessageId,
    /// Where it was posted.
    pub thread_key: ThreadKey,
    /// Who wrote it.
    pub author: Author,
    /// What it says; empty once removed.
    pub body: String,
    /// The message before it in its thread.
    pub previous: Option<(MessageKey, MessageId)>,
    /// What it answers.
    pub reply_to: Option<MessageId>,
    /// What is attached, in order.
    pub attachments: Vec<Attachment>,
    /// Who reacted how, in order of each emoji's first use.
    pub reactions: Vec<Reaction>,
    /// The thread's change count when it last changed.
    pub change: i64,
    /// When it was posted.
    pub created_at: i64,
    /// When its text last changed.
    pub edited_at: Option<i64>,
    /// When it was removed.
    pub deleted_at: Option<i64>,
}

impl Message {
    /// The id of the message before it in its thread.
    pub fn previous_id(&self) -> Option<&MessageId> {
        self.previous.as_ref().map(|(_, id)| id)
    }

    fn seen_from(self, seat: &Seat) -> Self {
        self.seen_after(seat.since_key())
    }

    /// As it is for whoever's time begins after that message: nothing precedes where it begins.
    pub fn seen_after(mut self, since: MessageKey) -> Self {
        self.previous.take_if(|(key, _)| *key <= since);
        self
    }
}

/// Who wrote a message; people who left keep their name and face on it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = members, check_for_backend(Sqlite))]
pub struct Author {
    /// Public id.
    pub id: MemberId,
    /// Name today.
    pub name: String,
    /// The content of their picture today, if they set one.
    pub picture_digest: Option<String>,
}

/// One emoji under a message, and who chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// Who, in the order they did.
    pub people: Vec<Author>,
}

/// What somebody wants to post.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Text as typed.
    pub body: String,
    /// Their own unposted files.
    pub file_ids: Vec<FileId>,
    /// A message of the same thread.
    pub reply_to: Option<MessageId>,
    /// A UUID that makes repeats harmless.
    pub idempotency_key: Option<String>,
}

/// A posted message, and whether it had been posted before.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Its row.
    pub key: MessageKey,
    /// Its public id.
    pub id: MessageId,
    /// Its thread.
    pub thread_id: ThreadId,
    /// Who wrote it.
    pub author_id: MemberId,
    /// What it says; of a repeat, what it says by now.
    pub body: String,
    /// What is attached, in order.
    pub file_ids: Vec<FileId>,
    /// When it was posted.
    pub created_at: i64,
    /// True for a repeat: nothing was written.
    pub is_replay: bool,
}

/// Posts a message with files that were uploaded before.
pub fn post(tx: &mut Tx<'_>, me: &Me, seat: &Seat, draft: Draft) -> Result<Posted> {
    let request: Vec<String> = draft.file_ids.iter().map(ToString::to_string).collect();
    let ids = draft.file_ids.clone();
    post_once(tx, me, seat, &draft, &request, |_| Ok(ids))
}

/// Posts a message with files that come with it. `contents` are their digests, by which a repeat is
/// recognised; `record` makes their records, and only for a message that was not posted before.
pub fn post_with(
    tx: &mut Tx<'_>,
    me: &Me,
    seat: &Seat,
    draft: &Draft,
    contents: &[String],
    record: impl FnOnce(&mut Tx<'_>) -> Result<Vec<FileId>>,
) -> Result<Posted> {
    post_once(tx, me, seat, draft, contents, record)
}

fn post_once(
    tx: &mut Tx<'_>,
    me: &Me,
    seat: &Seat,
    draft: &Draft,
    files: &[String],
    file_ids: impl FnOnce(&mut Tx<'_>) -> Result<Vec<FileId>>,
) -> Result<Posted> {
    let body = text::body(&draft.body)?;
    if body.is_empty() && files.is_empty() {
        return Err(Error::BadRequest("empty_message"));
    }
    if files.len() > files::PER_MESSAGE {
        return Err(Error::field("fileIds", "too_many"));
    }
    let once = draft.idempotency_key.as_deref().map(|key| {
        (
            key,
            request_digest(seat, &body, files, draft.reply_to.as_ref()),
        )
    });
    if let Some((key, digest)) = &once
        && let Some(first) = queries::posted_before(tx.conn(), me.key(), key).optional()?
    {
        if first.request_digest.as_deref() != Some(digest) {
            return Err(Error::Conflict("idempotency_mismatch"));
        }
        let message = find(tx.conn(), first.key)?;
        return Ok(Posted {
            key: message.key,
            id: message.id,
            thread_id: seat.thread().id.clone(),
            author_id: message.author.id,
            body: message.body,
            file_ids: message
                .attachments
                .into_iter()
                .map(|file| file.id)
                .collect(),
            created_at: message.created_at,
            is_replay: true,
        });
    }
    let reply_to_key = match &draft.reply_to {
        None => None,
        Some(id) => {
            Some(key_from(tx.conn(), seat, id)?.ok_or(Error::BadRequest("unknown_message"))?)
        }
    };

    let thread = seat.thread().key;
    let change = threads::count_change(tx, thread)?;
    let (id, now) = (MessageId::new(), tx.now_ms());
    let key = queries::insert(
        tx.conn(),
        &queries::NewMessage {
            id: id.clone(),
            thread_key: thread,
            author_key: me.key(),
            body: &body,
            previous_key: seat.thread().last_message_key,
            reply_to_key,
            change,
            idempotency_key: once.as_ref().map(|(key, _)| *key),
            request_digest: once.as_ref().map(|(_, digest)| digest.as_str()),
            created_at: now,
        },
    )?;
    queries::index(tx.conn(), key, key)?;
    let file_ids = file_ids(tx)?;
    files::attach(tx, me.key(), &file_ids, key)?;
    mentions::note(tx, seat, me.key(), key, &body)?;
    threads::set_last_message(tx, seat, key)?;
    // Whoever writes has read what they answer.
    threads::set_read(tx, seat, key)?;
    tx.emit(Event::MessagePosted {
        thread,
        message: key,
        change,
    });
    // Said from what was just written: asking for it again would be most of a post's work.
    Ok(Posted {
        key,
        id,
        thread_id: seat.thread().id.clone(),
        author_id: me.id().clone(),
        body,
        file_ids,
        created_at: now,
        is_replay: false,
    })
}

/// Proof that the asker may see a message. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Sight {
    seat: Seat,
    message: Message,
}

impl Sight {
    /// The seat in the message's thread.
    pub fn seat(&self) -> &Seat {
        &self.seat
    }

    /// The message.
    pub fn message(&self) -> &Message {
        &self.message
    }
}

/// The message with this id, seen from the asker's seat in its thread, or `not_found`.
pub fn sight(conn: &mut SqliteConnection, me: &Me, id: &MessageId) -> Result<Sight> {
    let thread = queries::thread_of(conn, id)
        .optional()?
        .ok_or(Error::NotFound("not_found"))?;
    sight_in(conn, me, &thread, id)
}

/// The message with this id of this very thread, or `not_found`.
pub fn sight_in(
    conn: &mut SqliteConnection,
    me: &Me,
    thread: &ThreadId,
    id: &MessageId,
) -> Result<Sight> {
    let seat = threads::seat(conn, me, thread)?;
    let key = key_from(conn, &seat, id)?.ok_or(Error::NotFound("not_found"))?;
    let message = find(conn, key)?.seen_from(&seat);
    Ok(Sight { seat, message })
}

/// The message with this id, if it can be answered from this seat.
pub fn answerable(
    conn: &mut SqliteConnection,
    seat: &Seat,
    id: &MessageId,
) -> Result<Option<Message>> {
    let Some(key) = key_from(conn, seat, id)? else {
        return Ok(None);
    };
    Ok(Some(find(conn, key)?).filter(|message| message.deleted_at.is_none()))
}

/// The message with this key as it is from a seat; one that is not to be seen from there is `not_found`.
pub fn seen(conn: &mut SqliteConnection, seat: &Seat, key: MessageKey) -> Result<Message> {
    let message = find(conn, key)?;
    match message.thread_key == seat.thread().key && seat.sees(key) {
        true => Ok(message.seen_from(seat)),
        false => Err(Error::NotFound("not_found")),
    }
}

/// Where the message with this id stands, if it can be seen from this seat. THE door to a message named
/// from outside: what was said elsewhere, or before somebody's time, is not there.
fn key_from(
    conn: &mut SqliteConnection,
    seat: &Seat,
    id: &MessageId,
) -> Result<Option<MessageKey>> {
    let key = queries::key_in(conn, seat.thread().key, id).optional()?;
    Ok(key.filter(|key| seat.sees(*key)))
}

/// Whether the asker may change what a message says.
pub fn may_edit(me: &Me, message: &Message) -> bool {
    is_own(me, message) && message.deleted_at.is_none()
}

/// Whether the asker may turn a message into a tombstone.
pub fn may_remove(me: &Me, message: &Message) -> bool {
    (is_own(me, message) || may_remove_others(me)) && message.deleted_at.is_none()
}

/// Whether the asker may remove what others wrote.
pub fn may_remove_others(me: &Me) -> bool {
    me.member().role == Role::Admin
}

fn is_own(me: &Me, message: &Message) -> bool {
    message.author.id == *me.id()
}

/// Replaces the text of one's own message; what it said before is kept.
pub fn edit(tx: &mut Tx<'_>, me: &Me, sight: &Sight, body: &str) -> Result<Message> {
    let message = &sight.message;
    if !is_own(me, message) {
        return Err(Error::Forbidden("forbidden"));
    }
    if message.deleted_at.is_some() {
        return Err(Error::NotFound("not_found"));
    }
    let body = text::body(body)?;
    if body.is_empty() && message.attachments.is_empty() {
        return Err(Error::BadRequest("empty_message"));
    }
    if body == message.body {
        return Ok(message.clone());
    }
    let now = tx.now_ms();
    queries::keep_version(tx.conn(), message.key, &message.body, now)?;
    let change = threads::count_change(tx, message.thread_key)?;
    queries::set_body(tx.conn(), message.key, &body, change, now)?;
    mentions::forget(tx, message.key)?;
    mentions::note(tx, &sight.seat, me.key(), message.key, &body)?;
    tx.emit(Event::MessageEdited {
        thread: message.thread_key,
        message: message.key,
        change,
    });
    seen(tx.conn(), &sight.seat, message.key)
}

/// Turns a message into a tombstone: its author may, and the family's admins. Twice is no error.
pub fn remove(tx: &mut Tx<'_>, me: &Me, sight: &Sight) -> Result<()> {
    let message = &sight.message;
    if !is_own(me, message) && !may_remove_others(me) {
        return Err(Error::Forbidden("forbidden"));
    }
    if message.deleted_at.is_some() {
        return Ok(());
    }
    let change = threads::count_change(tx, message.thread_key)?;
    let now = tx.now_ms();
    queries::bury(tx.conn(), message.key, change, now)?;
    mentions::forget(tx, message.key)?;
    tx.emit(Event::MessageDeleted {
        thread: message.thread_key,
        message: message.key,
        change,
    });
    Ok(())
}

/// Gives a message the thread's next change number, because something about it changed.
pub(super) fn touch(tx: &mut Tx<'_>, message: &Message) -> Result<i64> {
    let change = threads::count_change(tx, message.thread_key)?;
    queries::set_change(tx.conn(), message.key, change)?;
    Ok(change)
}

/// The message with this key, for whoever has proved access already, and for the dispatcher.
pub fn find(conn: &mut SqliteConnection, key: MessageKey) -> Result<Message> {
    let mut found = queries::found(conn, &[key])?;
    found.pop().ok_or(Error::NotFound("not_found"))
}

/// The messages with these keys, in any order, for the dispatcher.
pub fn found(conn: &mut SqliteConnection, keys: &[MessageKey]) -> Result<Vec<Message>> {
    queries::found(conn, keys)
}

/// The newest message of each of these seats' threads that has one to be seen from there.
pub fn last_of(
    conn: &mut SqliteConnection,
    seats: &[&Seat],
) -> Result<HashMap<ThreadKey, Message>> {
    let keys: Vec<MessageKey> = seats
        .iter()
        .filter_map(|seat| seat.last_message_key())
        .collect();
    let since: HashMap<ThreadKey, MessageKey> = seats
        .iter()
        .map(|seat| (seat.thread().key, seat.since_key()))
        .collect();
    Ok(queries::found(conn, &keys)?
        .into_iter()
        .filter_map(|message| {
            let since = since.get(&message.thread_key)?;
            Some((message.thread_key, message.seen_after(*since)))
        })
        .collect())
}

/// Unread messages and mentions of the asker, for each of these seats in their order.
pub fn unread(conn: &mut SqliteConnection, me: &Me, seats: &[&Seat]) -> Result<Vec<(i64, i64)>> {
    let threads: Vec<_> = seats.iter().map(|seat| seat.thread().key).collect();
    let messages = queries::unread(conn, me.key(), &threads)?;
    let mentions = queries::unread_mentions(conn, me.key(), &threads)?;
    Ok(threads
        .iter()
        .map(|thread| {
            (
                messages.get(thread).copied().unwrap_or(0),
                mentions.get(thread).copied().unwrap_or(0),
            )
        })
        .collect())
}

/// What was first sent, so that a repeat with anything else under the same key is noticed.
fn request_digest(
    seat: &Seat,
    body: &str,
    files: &[String],
    reply_to: Option<&MessageId>,
) -> String {
    // The body comes last: everything before it is of our own making and holds no line break.
    let parts = [
        seat.thread().id.as_str(),
        &files.join(","),
        reply_to.map_or("", MessageId::as_str),
        body,
    ];
    token::digest(&parts.join("\n"))
}
