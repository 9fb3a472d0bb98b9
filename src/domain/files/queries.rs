//! Questions about files, in Diesel's language.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::{File, Status};
use crate::base::ids::{FileId, MemberKey, MessageKey};
use crate::store::schema::{files, memberships, messages};

#[derive(Insertable)]
#[diesel(table_name = files)]
pub(super) struct NewFile<'a> {
    pub id: FileId,
    pub uploader_key: MemberKey,
    pub name: &'a str,
    pub media_type: &'a str,
    pub size: i64,
    pub digest: &'a str,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub status: Status,
    pub created_at: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewFile<'_>) -> QueryResult<File> {
    diesel::insert_into(files::table)
        .values(new)
        .returning(File::as_returning())
        .get_result(conn)
}

pub(super) fn visible(
    conn: &mut SqliteConnection,
    member: MemberKey,
    id: &FileId,
) -> QueryResult<File> {
    let readable = messages::table
        .inner_join(memberships::table.on(memberships::thread_key.eq(messages::thread_key)))
        .filter(files::message_key.eq(messages::key.nullable()))
        .filter(messages::deleted_at.is_null())
        .filter(messages::key.gt(memberships::since_key))
        .filter(memberships::member_key.eq(member));
    files::table
        .filter(files::id.eq(id))
        .filter(
            exists(readable).or(files::message_key
                .is_null()
                .and(files::uploader_key.eq(member))),
        )
        .select(File::as_select())
        .get_result(conn)
}

pub(super) fn attach(
    conn: &mut SqliteConnection,
    author: MemberKey,
    id: &FileId,
    message: MessageKey,
    position: i32,
) -> QueryResult<usize> {
    diesel::update(files::table)
        .filter(files::id.eq(id))
        .filter(files::uploader_key.eq(author))
        .filter(files::message_key.is_null())
        .set((files::message_key.eq(message), files::position.eq(position)))
        .execute(conn)
}

pub(super) fn on(conn: &mut SqliteConnection, messages: &[MessageKey]) -> QueryResult<Vec<File>> {
    files::table
        .filter(files::message_key.eq_any(messages.iter().copied().map(Some)))
        .order((files::message_key, files::position))
        .select(File::as_select())
        .load(conn)
}
