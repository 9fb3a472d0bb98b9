//! Questions about pictures and films by themselves, in Diesel's language.

use diesel::prelude::*;

use crate::base::ids::{FileKey, MemberKey, MessageId, MessageKey, ThreadId, ThreadKey};
use crate::store::schema::{contents, files, members, memberships, messages, threads};

/// A file to look at, and where it was said.
#[derive(Queryable)]
pub(super) struct ToLookAt {
    pub file_key: FileKey,
    pub thread_id: ThreadId,
    pub message_id: MessageId,
    pub author_name: String,
    pub body: String,
    pub created_at: i64,
}

/// The message that a file is on, and its place there.
pub(super) type Place = (MessageKey, i32);

/// From where on something is looked for.
pub(super) enum Edge {
    /// What comes before this place, the nearest first.
    Before(Place),
    /// What comes after it, the nearest first.
    After(Place),
}

/// Where a file stands; nothing for one that was not posted.
pub(super) fn place_of(conn: &mut SqliteConnection, file: FileKey) -> QueryResult<Option<Place>> {
    let (message, position): (Option<MessageKey>, i32) = files::table
        .find(file)
        .select((files::message_key, files::position))
        .get_result(conn)?;
    Ok(message.map(|message| (message, position)))
}

/// Pictures and films that a member may see, newest first unless it is what comes after a place.
pub(super) fn to_look_at(
    conn: &mut SqliteConnection,
    member: MemberKey,
    thread: Option<ThreadKey>,
    edge: Option<Edge>,
    limit: i64,
) -> QueryResult<Vec<ToLookAt>> {
    let is_seen = contents::media_type
        .like("image/%")
        .or(contents::media_type.like("video/%"));
    let mut question = files::table
        .inner_join(contents::table)
        .inner_join(messages::table)
        .inner_join(memberships::table.on(memberships::thread_key.eq(messages::thread_key)))
        .inner_join(threads::table.on(threads::key.eq(messages::thread_key)))
        .inner_join(members::table.on(members::key.eq(messages::author_key)))
        .filter(memberships::member_key.eq(member))
        .filter(messages::key.gt(memberships::since_key))
        .filter(messages::deleted_at.is_null())
        .filter(contents::status.eq("ready"))
        .filter(contents::width.is_not_null())
        .filter(is_seen)
        .limit(limit)
        .select((
            files::key,
            threads::id,
            messages::id,
            members::name,
            messages::body,
            messages::created_at,
        ))
        .into_boxed();
    if let Some(thread) = thread {
        question = question.filter(messages::thread_key.eq(thread));
    }
    let newest_first = (messages::key.desc(), files::position.desc());
    question = match edge {
        None => question.order(newest_first),
        Some(Edge::Before((message, position))) => question.order(newest_first).filter(
            messages::key
                .lt(message)
                .or(messages::key.eq(message).and(files::position.lt(position))),
        ),
        Some(Edge::After((message, position))) => question
            .order((messages::key.asc(), files::position.asc()))
            .filter(
                messages::key
                    .gt(message)
                    .or(messages::key.eq(message).and(files::position.gt(position))),
            ),
    };
    question.load(conn)
}
