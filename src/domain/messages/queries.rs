//! Questions about messages, in Diesel's language.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use super::{Attachment, Author, Message, Reaction};
use crate::base::error::Result;
use crate::base::ids::{MemberKey, MessageId, MessageKey, ThreadId, ThreadKey};
use crate::domain::files;
use crate::store::schema::{
    members, memberships, mentions, message_versions, messages, reactions, threads,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages, check_for_backend(Sqlite))]
struct Row {
    key: MessageKey,
    id: MessageId,
    thread_key: ThreadKey,
    previous_key: Option<MessageKey>,
    body: String,
    change: i64,
    created_at: i64,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
}

#[derive(Insertable)]
#[diesel(table_name = messages)]
pub(super) struct NewMessage<'a> {
    pub id: MessageId,
    pub thread_key: ThreadKey,
    pub author_key: MemberKey,
    pub body: &'a str,
    pub previous_key: Option<MessageKey>,
    pub reply_to_key: Option<MessageKey>,
    pub change: i64,
    pub idempotency_key: Option<&'a str>,
    pub request_digest: Option<&'a str>,
    pub created_at: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages, check_for_backend(Sqlite))]
pub(super) struct First {
    pub key: MessageKey,
    pub request_digest: Option<String>,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewMessage<'_>) -> QueryResult<MessageKey> {
    diesel::insert_into(messages::table)
        .values(new)
        .returning(messages::key)
        .get_result(conn)
}

/// Lets the messages from `first` to `last` be found by their words; they must be new.
pub(super) fn index(
    conn: &mut SqliteConnection,
    first: MessageKey,
    last: MessageKey,
) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO messages_fts (rowid, place, body)
         SELECT key, place, body FROM findable_messages WHERE key BETWEEN ? AND ?",
    )
    .bind::<BigInt, _>(first)
    .bind::<BigInt, _>(last)
    .execute(conn)
}

pub(super) fn posted_before(
    conn: &mut SqliteConnection,
    author: MemberKey,
    idempotency_key: &str,
) -> QueryResult<First> {
    messages::table
        .filter(messages::author_key.eq(author))
        .filter(messages::idempotency_key.eq(idempotency_key))
        .select(First::as_select())
        .get_result(conn)
}

pub(super) fn key_in(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    id: &MessageId,
) -> QueryResult<MessageKey> {
    messages::table
        .filter(messages::id.eq(id))
        .filter(messages::thread_key.eq(thread))
        .select(messages::key)
        .get_result(conn)
}

pub(super) fn id_of(conn: &mut SqliteConnection, key: MessageKey) -> QueryResult<MessageId> {
    messages::table
        .find(key)
        .select(messages::id)
        .get_result(conn)
}

pub(super) fn thread_of(conn: &mut SqliteConnection, id: &MessageId) -> QueryResult<ThreadId> {
    messages::table
        .inner_join(threads::table.on(threads::key.eq(messages::thread_key)))
        .filter(messages::id.eq(id))
        .select(threads::id)
        .get_result(conn)
}

pub(super) fn keys_after(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    after: MessageKey,
    limit: i64,
) -> QueryResult<Vec<MessageKey>> {
    messages::table
        .filter(messages::thread_key.eq(thread))
        .filter(messages::key.gt(after))
        .order(messages::key.asc())
        .limit(limit)
        .select(messages::key)
        .load(conn)
}

/// The nearest before it that come after `since`, in no promised order.
pub(super) fn keys_before(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    since: MessageKey,
    before: MessageKey,
    limit: i64,
) -> QueryResult<Vec<MessageKey>> {
    messages::table
        .filter(messages::thread_key.eq(thread))
        .filter(messages::key.gt(since))
        .filter(messages::key.lt(before))
        .order(messages::key.desc())
        .limit(limit)
        .select(messages::key)
        .load(conn)
}

/// Which of the messages after this one have changed since, in the order they did.
pub(super) fn keys_changed(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    after: MessageKey,
    since: i64,
    limit: i64,
) -> QueryResult<Vec<MessageKey>> {
    messages::table
        .filter(messages::thread_key.eq(thread))
        .filter(messages::key.gt(after))
        .filter(messages::change.gt(since))
        .order(messages::change.asc())
        .limit(limit)
        .select(messages::key)
        .load(conn)
}

/// The messages with these keys, whole, in no promised order: one question for each kind of part.
pub(super) fn found(conn: &mut SqliteConnection, keys: &[MessageKey]) -> Result<Vec<Message>> {
    let (previous, answered) = diesel::alias!(messages as previous, messages as answered);
    type Joined = (Row, Author, Option<MessageId>, Option<MessageId>);
    let rows: Vec<Joined> = messages::table
        .inner_join(members::table.on(members::key.eq(messages::author_key)))
        .left_join(
            previous.on(previous
                .field(messages::key)
                .nullable()
                .eq(messages::previous_key)),
        )
        .left_join(
            answered.on(answered
                .field(messages::key)
                .nullable()
                .eq(messages::reply_to_key)),
        )
        .filter(messages::key.eq_any(keys))
        .select((
            Row::as_select(),
            Author::as_select(),
            previous.field(messages::id).nullable(),
            answered.field(messages::id).nullable(),
        ))
        .load(conn)?;
    let mut attachments = files::on(conn, keys)?;
    let mut reactions = reactions_on(conn, keys)?;
    Ok(rows
        .into_iter()
        .map(|(row, author, previous_id, reply_to)| {
            let is_buried = row.deleted_at.is_some();
            let attachments = attachments.remove(&row.key).unwrap_or_default();
            Message {
                author,
                previous: row.previous_key.zip(previous_id),
                reply_to,
                attachments: match is_buried {
                    true => Vec::new(),
                    false => attachments.into_iter().map(Attachment::from).collect(),
                },
                reactions: reactions.remove(&row.key).unwrap_or_default(),
                key: row.key,
                id: row.id,
                thread_key: row.thread_key,
                body: row.body,
                change: row.change,
                created_at: row.created_at,
                edited_at: row.edited_at,
                deleted_at: row.deleted_at,
            }
        })
        .collect())
}

pub(super) fn named(conn: &mut SqliteConnection, ids: &[MessageId]) -> Result<Vec<Message>> {
    let keys: Vec<MessageKey> = messages::table
        .filter(messages::id.eq_any(ids))
        .select(messages::key)
        .load(conn)?;
    found(conn, &keys)
}

fn reactions_on(
    conn: &mut SqliteConnection,
    keys: &[MessageKey],
) -> QueryResult<HashMap<MessageKey, Vec<Reaction>>> {
    let rows: Vec<(MessageKey, String, Author)> = reactions::table
        .inner_join(members::table)
        .filter(reactions::message_key.eq_any(keys))
        .order((reactions::created_at, reactions::member_key))
        .select((
            reactions::message_key,
            reactions::emoji,
            Author::as_select(),
        ))
        .load(conn)?;
    let mut on: HashMap<MessageKey, Vec<Reaction>> = HashMap::new();
    for (message, emoji, person) in rows {
        let list = on.entry(message).or_default();
        match list.iter_mut().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) => reaction.people.push(person),
            None => list.push(Reaction {
                emoji,
                people: vec![person],
            }),
        }
    }
    Ok(on)
}

pub(super) fn keep_version(
    conn: &mut SqliteConnection,
    message: MessageKey,
    body: &str,
    now: i64,
) -> QueryResult<usize> {
    diesel::insert_into(message_versions::table)
        .values((
            message_versions::message_key.eq(message),
            message_versions::body.eq(body),
            message_versions::replaced_at.eq(now),
        ))
        .execute(conn)
}

/// What a message said before, and until when, in the order it said it.
pub(super) fn versions(
    conn: &mut SqliteConnection,
    message: MessageKey,
) -> QueryResult<Vec<(String, i64)>> {
    message_versions::table
        .filter(message_versions::message_key.eq(message))
        .order(message_versions::key.asc())
        .select((message_versions::body, message_versions::replaced_at))
        .load(conn)
}

pub(super) fn set_body(
    conn: &mut SqliteConnection,
    message: MessageKey,
    body: &str,
    change: i64,
    now: i64,
) -> QueryResult<usize> {
    diesel::update(messages::table.find(message))
        .set((
            messages::body.eq(body),
            messages::change.eq(change),
            messages::edited_at.eq(now),
        ))
        .execute(conn)
}

pub(super) fn set_change(
    conn: &mut SqliteConnection,
    message: MessageKey,
    change: i64,
) -> QueryResult<usize> {
    diesel::update(messages::table.find(message))
        .set(messages::change.eq(change))
        .execute(conn)
}

/// Empties a message and forgets what it said before; its place in the order stays.
pub(super) fn bury(
    conn: &mut SqliteConnection,
    message: MessageKey,
    change: i64,
    now: i64,
) -> QueryResult<usize> {
    diesel::delete(message_versions::table)
        .filter(message_versions::message_key.eq(message))
        .execute(conn)?;
    diesel::delete(reactions::table)
        .filter(reactions::message_key.eq(message))
        .execute(conn)?;
    diesel::update(messages::table.find(message))
        .set((
            messages::body.eq(""),
            messages::change.eq(change),
            messages::deleted_at.eq(now),
        ))
        .execute(conn)
}

pub(super) fn set_mentions(
    conn: &mut SqliteConnection,
    message: MessageKey,
    people: &[MemberKey],
) -> QueryResult<usize> {
    let rows: Vec<_> = people
        .iter()
        .map(|person| {
            (
                mentions::member_key.eq(*person),
                mentions::message_key.eq(message),
            )
        })
        .collect();
    diesel::insert_into(mentions::table)
        .values(rows)
        .execute(conn)
}

pub(super) fn forget_mentions(
    conn: &mut SqliteConnection,
    message: MessageKey,
) -> QueryResult<usize> {
    diesel::delete(mentions::table)
        .filter(mentions::message_key.eq(message))
        .execute(conn)
}

pub(super) fn unread(
    conn: &mut SqliteConnection,
    member: MemberKey,
    threads: &[ThreadKey],
) -> QueryResult<HashMap<ThreadKey, i64>> {
    let rows: Vec<(ThreadKey, i64)> = memberships::table
        .inner_join(messages::table.on(messages::thread_key.eq(memberships::thread_key)))
        .filter(memberships::member_key.eq(member))
        .filter(memberships::thread_key.eq_any(threads))
        // Which is never before what they may see: the table itself says so.
        .filter(messages::key.gt(memberships::read_key))
        .filter(messages::author_key.ne(member))
        .filter(messages::deleted_at.is_null())
        .group_by(memberships::thread_key)
        .select((memberships::thread_key, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The first message of somebody else after this one that is still there.
pub(super) fn first_unread(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    member: MemberKey,
    after: MessageKey,
) -> QueryResult<MessageId> {
    messages::table
        .filter(messages::thread_key.eq(thread))
        .filter(messages::key.gt(after))
        .filter(messages::author_key.ne(member))
        .filter(messages::deleted_at.is_null())
        .order(messages::key.asc())
        .select(messages::id)
        .first(conn)
}

/// The first message at this key or after it, and when it was posted.
pub(super) fn first_from(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    from: MessageKey,
) -> QueryResult<(MessageKey, MessageId, i64)> {
    messages::table
        .filter(messages::thread_key.eq(thread))
        .filter(messages::key.ge(from))
        .order(messages::key.asc())
        .select((messages::key, messages::id, messages::created_at))
        .first(conn)
}

pub(super) fn unread_mentions(
    conn: &mut SqliteConnection,
    member: MemberKey,
    threads: &[ThreadKey],
) -> QueryResult<HashMap<ThreadKey, i64>> {
    let rows: Vec<(ThreadKey, i64)> = mentions::table
        .inner_join(messages::table.on(messages::key.eq(mentions::message_key)))
        .inner_join(
            memberships::table.on(memberships::thread_key
                .eq(messages::thread_key)
                .and(memberships::member_key.eq(member))),
        )
        .filter(mentions::member_key.eq(member))
        .filter(memberships::thread_key.eq_any(threads))
        .filter(messages::key.gt(memberships::read_key))
        .group_by(memberships::thread_key)
        .select((memberships::thread_key, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Change count and last message of a thread.
pub(super) fn end_of(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
) -> QueryResult<(i64, Option<MessageKey>)> {
    threads::table
        .find(thread)
        .select((threads::change_count, threads::last_message_key))
        .get_result(conn)
}

/// Writes down where a thread ends after past messages were added; it is then the latest of all.
/// A thread is no younger than what was first said in it.
pub(super) fn set_begin(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    at: i64,
) -> QueryResult<usize> {
    diesel::update(threads::table.find(thread))
        .filter(threads::created_at.gt(at))
        .set(threads::created_at.eq(at))
        .execute(conn)
}

pub(super) fn set_end(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    change: i64,
    last: Option<MessageKey>,
    at: i64,
) -> QueryResult<usize> {
    let newest: Option<i64> = threads::table
        .select(diesel::dsl::max(threads::activity))
        .get_result(conn)?;
    diesel::update(threads::table.find(thread))
        .set((
            threads::change_count.eq(change),
            threads::last_message_key.eq(last),
            threads::activity.eq(newest.unwrap_or(0) + 1),
            threads::updated_at.eq(at),
        ))
        .execute(conn)
}

pub(super) fn set_read(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    member: MemberKey,
    message: MessageKey,
) -> QueryResult<usize> {
    diesel::update(memberships::table.find((thread, member)))
        .filter(memberships::read_key.lt(message))
        .set(memberships::read_key.eq(message))
        .execute(conn)
}

pub(super) fn set_read_by_all(
    conn: &mut SqliteConnection,
    thread: ThreadKey,
    message: MessageKey,
) -> QueryResult<usize> {
    diesel::update(memberships::table)
        .filter(memberships::thread_key.eq(thread))
        .filter(memberships::read_key.lt(message))
        .set(memberships::read_key.eq(message))
        .execute(conn)
}

pub(super) fn react(
    conn: &mut SqliteConnection,
    message: MessageKey,
    member: MemberKey,
    emoji: &str,
    at: i64,
) -> QueryResult<usize> {
    diesel::insert_or_ignore_into(reactions::table)
        .values((
            reactions::message_key.eq(message),
            reactions::member_key.eq(member),
            reactions::emoji.eq(emoji),
            reactions::created_at.eq(at),
        ))
        .execute(conn)
}
