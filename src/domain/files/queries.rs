//! Questions about files and their contents, in Diesel's language.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::{Content, File, Kind, Named, Rendition, Status};
use crate::base::ids::{ContentKey, FileId, FileKey, MemberKey, MessageKey};
use crate::store::schema::{contents, families, files, members, memberships, messages, renditions};

#[derive(Insertable)]
#[diesel(table_name = files)]
pub(super) struct NewFile<'a> {
    pub id: FileId,
    pub content_key: ContentKey,
    pub uploader_key: MemberKey,
    pub name: &'a str,
    pub created_at: i64,
    pub is_copy: bool,
}

#[derive(Insertable)]
#[diesel(table_name = contents)]
pub(super) struct NewContent<'a> {
    pub digest: &'a str,
    pub media_type: &'a str,
    pub size: i64,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub status: Status,
    pub created_at: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewFile<'_>) -> QueryResult<Named> {
    diesel::insert_into(files::table)
        .values(new)
        .returning(Named::as_returning())
        .get_result(conn)
}

pub(super) fn insert_content(
    conn: &mut SqliteConnection,
    new: &NewContent<'_>,
) -> QueryResult<Content> {
    diesel::insert_into(contents::table)
        .values(new)
        .returning(Content::as_returning())
        .get_result(conn)
}

pub(super) fn content_of(conn: &mut SqliteConnection, digest: &str) -> QueryResult<Content> {
    contents::table
        .filter(contents::digest.eq(digest))
        .select(Content::as_select())
        .get_result(conn)
}

pub(super) fn content(conn: &mut SqliteConnection, key: ContentKey) -> QueryResult<Content> {
    contents::table
        .find(key)
        .select(Content::as_select())
        .get_result(conn)
}

pub(super) fn renditions(
    conn: &mut SqliteConnection,
    contents: &[ContentKey],
) -> QueryResult<Vec<Rendition>> {
    renditions::table
        .filter(renditions::content_key.eq_any(contents))
        .select(Rendition::as_select())
        .load(conn)
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
    let row = files::table
        .inner_join(contents::table)
        .filter(files::id.eq(id))
        .filter(
            exists(readable).or(files::message_key
                .is_null()
                .and(files::uploader_key.eq(member))),
        )
        .select((Named::as_select(), Content::as_select()))
        .get_result(conn)?;
    let mut found = assembled(conn, vec![row])?;
    found.pop().ok_or(diesel::result::Error::NotFound)
}

/// Every file of a content that can still be seen by somebody: unposted, or on a message that is there.
pub(super) fn of_content(
    conn: &mut SqliteConnection,
    content: ContentKey,
) -> QueryResult<Vec<Named>> {
    files::table
        .left_join(messages::table)
        .filter(files::content_key.eq(content))
        .filter(messages::deleted_at.is_null())
        .order(files::key.asc())
        .select(Named::as_select())
        .load(conn)
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
    let rows = files::table
        .inner_join(contents::table)
        .filter(files::message_key.eq_any(messages.iter().copied().map(Some)))
        .order((files::message_key, files::position))
        .select((Named::as_select(), Content::as_select()))
        .load(conn)?;
    assembled(conn, rows)
}

/// The files of these rows, in any order.
pub(super) fn with_keys(conn: &mut SqliteConnection, keys: &[FileKey]) -> QueryResult<Vec<File>> {
    let rows = files::table
        .inner_join(contents::table)
        .filter(files::key.eq_any(keys))
        .select((Named::as_select(), Content::as_select()))
        .load(conn)?;
    assembled(conn, rows)
}

/// The file with this id, for whoever need not prove that they may see it.
pub(super) fn with_id(conn: &mut SqliteConnection, id: &FileId) -> QueryResult<File> {
    let key = files::table
        .filter(files::id.eq(id))
        .select(files::key)
        .get_result(conn)?;
    let mut found = with_keys(conn, &[key])?;
    found.pop().ok_or(diesel::result::Error::NotFound)
}

fn assembled(conn: &mut SqliteConnection, rows: Vec<(Named, Content)>) -> QueryResult<Vec<File>> {
    let keys: Vec<ContentKey> = rows.iter().map(|(_, content)| content.key).collect();
    // Most files have none, and most messages no file.
    let all = match keys.is_empty() {
        true => Vec::new(),
        false => renditions(conn, &keys)?,
    };
    Ok(rows
        .into_iter()
        .map(|(named, content)| {
            let own = all.iter().filter(|made| made.content_key == content.key);
            File::new(named, &content, own.cloned().collect())
        })
        .collect())
}

pub(super) fn set_rendition(
    conn: &mut SqliteConnection,
    rendition: &Rendition,
) -> QueryResult<usize> {
    diesel::replace_into(renditions::table)
        .values(rendition)
        .execute(conn)
}

#[derive(AsChangeset)]
#[diesel(table_name = contents)]
pub(super) struct Looked<'a> {
    pub media_type: Option<&'a str>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration_ms: Option<i64>,
    pub is_animated: bool,
    pub placeholder: Option<&'a str>,
    pub waveform: Option<&'a str>,
    pub status: Status,
    // What was wrong before is wrong no longer.
    pub reason: Option<Option<&'a str>>,
}

pub(super) fn set_looked(
    conn: &mut SqliteConnection,
    key: ContentKey,
    looked: &Looked<'_>,
) -> QueryResult<usize> {
    diesel::update(contents::table.find(key))
        .set(looked)
        .execute(conn)
}

pub(super) fn lacking(conn: &mut SqliteConnection, lack: &str) -> QueryResult<Vec<ContentKey>> {
    contents::table
        .filter(contents::reason.eq(lack))
        .filter(contents::status.eq(Status::Ready))
        .order(contents::key.desc())
        .select(contents::key)
        .load(conn)
}

pub(super) fn set_reason(
    conn: &mut SqliteConnection,
    key: ContentKey,
    status: Status,
    reason: Option<&str>,
) -> QueryResult<usize> {
    diesel::update(contents::table.find(key))
        .set((contents::status.eq(status), contents::reason.eq(reason)))
        .execute(conn)
}

/// Lets the original go, of one content or of all, where a copy without its private words is there and
/// the family of nobody who sent it wants originals kept. Of what failed nobody knows whether the copy
/// has all of it.
pub(super) fn forget_originals(
    conn: &mut SqliteConnection,
    content: Option<ContentKey>,
) -> QueryResult<usize> {
    let clean = renditions::table
        .filter(renditions::content_key.eq(contents::key))
        .filter(renditions::kind.eq(Kind::Clean));
    let wanting = files::table
        .inner_join(members::table)
        .inner_join(families::table.on(families::key.eq(members::family_key)))
        .filter(files::content_key.eq(contents::key))
        .filter(families::keeps_originals.eq(true));
    let unwanted = diesel::update(contents::table)
        .filter(contents::keeps_original.eq(true))
        .filter(contents::status.ne(Status::Failed))
        .filter(exists(clean))
        .filter(not(exists(wanting)))
        .set(contents::keeps_original.eq(false));
    match content {
        Some(key) => unwanted.filter(contents::key.eq(key)).execute(conn),
        None => unwanted.execute(conn),
    }
}
