//! The one question a search asks. `MATCH` is outside Diesel's language, so it is written in SQL.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::base::ids::{MemberKey, MessageKey, ThreadId, ThreadKey};

/// What is looked for, and where.
pub(super) struct Wanted {
    pub member: MemberKey,
    /// In the index's own language.
    pub matching: String,
    /// A JSON list of what must be in the text as it stands.
    pub needles: String,
    pub before: MessageKey,
    pub from: i64,
    pub to: i64,
    pub thread: Option<ThreadKey>,
    pub author: Option<MemberKey>,
    pub deadline: i64,
    pub limit: i64,
}

#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub key: MessageKey,
    #[diesel(sql_type = Text)]
    pub thread_id: ThreadId,
    /// The last message there that was said before the asker's time.
    #[diesel(sql_type = BigInt)]
    pub since_key: MessageKey,
    #[diesel(sql_type = Text)]
    pub marked: String,
}

/// Newest first. The seat is joined inside, so that nothing of another thread ever leaves SQLite; the
/// joins are crossed, so that SQLite begins with the index, which is in the order asked for and can stop
/// as soon as there is enough.
pub(super) fn find(conn: &mut SqliteConnection, wanted: &Wanted) -> QueryResult<Vec<Row>> {
    diesel::sql_query(
        "SELECT message.key AS key, thread.id AS thread_id, seat.since_key AS since_key,
                highlight(messages_fts, 1, char(2), char(3)) AS marked
         FROM messages_fts
         CROSS JOIN messages AS message ON message.key = messages_fts.rowid
         CROSS JOIN memberships AS seat
            ON seat.thread_key = message.thread_key AND seat.member_key = ?1
           AND message.key > seat.since_key
         CROSS JOIN threads AS thread ON thread.key = message.thread_key
         WHERE messages_fts MATCH ?2
           AND messages_fts.rowid < ?3
           AND in_time(messages_fts.rowid, ?4)
           AND message.deleted_at IS NULL
           AND message.created_at >= ?5 AND message.created_at < ?6
           AND (?7 IS NULL OR message.thread_key = ?7)
           AND (?8 IS NULL OR message.author_key = ?8)
           AND (?9 = '[]' OR NOT EXISTS (
                SELECT 1 FROM json_each(?9) AS needle WHERE instr(message.body, needle.value) = 0))
         ORDER BY messages_fts.rowid DESC
         LIMIT ?10",
    )
    .bind::<BigInt, _>(wanted.member)
    .bind::<Text, _>(&wanted.matching)
    .bind::<BigInt, _>(wanted.before)
    .bind::<BigInt, _>(wanted.deadline)
    .bind::<BigInt, _>(wanted.from)
    .bind::<BigInt, _>(wanted.to)
    .bind::<Nullable<BigInt>, _>(wanted.thread)
    .bind::<Nullable<BigInt>, _>(wanted.author)
    .bind::<Text, _>(&wanted.needles)
    .bind::<BigInt, _>(wanted.limit)
    .load(conn)
}
