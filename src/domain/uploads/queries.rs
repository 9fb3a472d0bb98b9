//! Questions about uploads, about how much is kept and about what is left over, in Diesel's language.

use diesel::dsl::max;
use diesel::prelude::*;

use super::Upload;
use crate::base::ids::{FileId, FileKey, MemberKey, UploadId, UploadKey};
use crate::store::schema::{families, files, members, messages, threads, uploads};

#[derive(Insertable)]
#[diesel(table_name = uploads)]
pub(super) struct NewUpload<'a> {
    pub id: UploadId,
    pub member_key: MemberKey,
    pub name: &'a str,
    pub length: i64,
    pub created_at: i64,
    pub expires_at: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewUpload<'_>) -> QueryResult<Upload> {
    diesel::insert_into(uploads::table)
        .values(new)
        .returning(Upload::as_returning())
        .get_result(conn)
}

pub(super) fn find(
    conn: &mut SqliteConnection,
    member: MemberKey,
    id: &UploadId,
) -> QueryResult<Upload> {
    uploads::table
        .filter(uploads::id.eq(id))
        .filter(uploads::member_key.eq(member))
        .select(Upload::as_select())
        .get_result(conn)
}

pub(super) fn by_key(conn: &mut SqliteConnection, key: UploadKey) -> QueryResult<Upload> {
    uploads::table
        .find(key)
        .select(Upload::as_select())
        .get_result(conn)
}

pub(super) fn set_received(
    conn: &mut SqliteConnection,
    key: UploadKey,
    received: i64,
    expires_at: i64,
) -> QueryResult<Upload> {
    diesel::update(uploads::table.find(key))
        .set((
            uploads::received.eq(received),
            uploads::expires_at.eq(expires_at),
        ))
        .returning(Upload::as_returning())
        .get_result(conn)
}

pub(super) fn set_digest(
    conn: &mut SqliteConnection,
    key: UploadKey,
    digest: &str,
    expires_at: i64,
) -> QueryResult<Upload> {
    diesel::update(uploads::table.find(key))
        .set((
            uploads::received.eq(uploads::length),
            uploads::digest.eq(digest),
            uploads::expires_at.eq(expires_at),
        ))
        .returning(Upload::as_returning())
        .get_result(conn)
}

pub(super) fn set_file(
    conn: &mut SqliteConnection,
    key: UploadKey,
    file: &FileId,
) -> QueryResult<usize> {
    diesel::update(uploads::table.find(key))
        .set(uploads::file_id.eq(file))
        .execute(conn)
}

pub(super) fn delete(conn: &mut SqliteConnection, key: UploadKey) -> QueryResult<usize> {
    diesel::delete(uploads::table.find(key)).execute(conn)
}

pub(super) fn delete_unposted(
    conn: &mut SqliteConnection,
    uploader: MemberKey,
    id: &FileId,
) -> QueryResult<usize> {
    diesel::delete(files::table)
        .filter(files::id.eq(id))
        .filter(files::uploader_key.eq(uploader))
        .filter(files::message_key.is_null())
        .execute(conn)
}

pub(super) fn overdue(
    conn: &mut SqliteConnection,
    now: i64,
    most: i64,
) -> QueryResult<Vec<Upload>> {
    uploads::table
        .filter(uploads::expires_at.le(now))
        .order(uploads::expires_at)
        .limit(most)
        .select(Upload::as_select())
        .load(conn)
}

pub(super) fn delete_overdue(
    conn: &mut SqliteConnection,
    keys: &[UploadKey],
    now: i64,
) -> QueryResult<Vec<UploadId>> {
    diesel::delete(uploads::table)
        .filter(uploads::key.eq_any(keys))
        .filter(uploads::expires_at.le(now))
        .returning(uploads::id)
        .get_results(conn)
}

/// Those of these ids that are still uploads.
pub(super) fn known(conn: &mut SqliteConnection, ids: &[String]) -> QueryResult<Vec<String>> {
    uploads::table
        .filter(uploads::id.eq_any(ids))
        .select(uploads::id)
        .load(conn)
}

/// The sizes of all contents somebody keeps, each once; without somebody, of everybody.
pub(super) fn sizes(
    conn: &mut SqliteConnection,
    member: Option<MemberKey>,
) -> QueryResult<Vec<Option<i64>>> {
    let kept = files::table
        .left_join(messages::table)
        .filter(messages::deleted_at.nullable().is_null())
        .group_by(files::digest)
        .select(max(files::size));
    match member {
        Some(member) => kept.filter(files::uploader_key.eq(member)).load(conn),
        None => kept.load(conn),
    }
}

/// The lengths of all that somebody is sending; without somebody, of everybody.
pub(super) fn arriving(
    conn: &mut SqliteConnection,
    member: Option<MemberKey>,
) -> QueryResult<Vec<i64>> {
    let arriving = uploads::table
        .filter(uploads::file_id.is_null())
        .select(uploads::length);
    match member {
        Some(member) => arriving.filter(uploads::member_key.eq(member)).load(conn),
        None => arriving.load(conn),
    }
}

/// A file as it is looked at from below: what it is called matters to nobody here.
pub(super) type Row = (FileKey, FileId, String, i64);

pub(super) fn unposted(
    conn: &mut SqliteConnection,
    before: i64,
    most: i64,
) -> QueryResult<Vec<Row>> {
    files::table
        .filter(files::message_key.is_null())
        .filter(files::created_at.le(before))
        .order(files::created_at)
        .limit(most)
        .select((files::key, files::id, files::digest, files::size))
        .load(conn)
}

pub(super) fn removed(conn: &mut SqliteConnection, most: i64) -> QueryResult<Vec<Row>> {
    files::table
        .inner_join(messages::table)
        .filter(messages::deleted_at.is_not_null())
        .limit(most)
        .select((files::key, files::id, files::digest, files::size))
        .load(conn)
}

/// Asked again in the very write that deletes: what was posted meanwhile stays.
pub(super) fn delete_files(
    conn: &mut SqliteConnection,
    keys: &[FileKey],
    unposted_before: i64,
) -> QueryResult<Vec<FileKey>> {
    let removed = messages::table
        .filter(messages::deleted_at.is_not_null())
        .select(messages::key.nullable());
    diesel::delete(files::table)
        .filter(files::key.eq_any(keys))
        .filter(
            files::message_key
                .is_null()
                .and(files::created_at.le(unposted_before))
                .or(files::message_key.eq_any(removed)),
        )
        .returning(files::key)
        .get_results(conn)
}

/// The files that name these contents.
pub(super) fn naming(
    conn: &mut SqliteConnection,
    digests: &[String],
) -> QueryResult<Vec<(FileKey, String)>> {
    files::table
        .filter(files::digest.eq_any(digests))
        .select((files::key, files::digest))
        .load(conn)
}

/// The uploads that are about to.
pub(super) fn completed(
    conn: &mut SqliteConnection,
    digests: &[String],
) -> QueryResult<Vec<String>> {
    uploads::table
        .filter(uploads::digest.eq_any(digests))
        .filter(uploads::file_id.is_null())
        .select(uploads::digest.assume_not_null())
        .load(conn)
}

/// The contents of all pictures of people, families and threads.
pub(super) fn pictures(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    let mut all: Vec<Option<String>> = members::table
        .filter(members::picture_digest.is_not_null())
        .select(members::picture_digest)
        .load(conn)?;
    all.extend(
        families::table
            .filter(families::picture_digest.is_not_null())
            .select(families::picture_digest)
            .load::<Option<String>>(conn)?,
    );
    all.extend(
        threads::table
            .filter(threads::picture_digest.is_not_null())
            .select(threads::picture_digest)
            .load::<Option<String>>(conn)?,
    );
    Ok(all.into_iter().flatten().collect())
}

pub(super) fn files_after(
    conn: &mut SqliteConnection,
    after: FileKey,
    most: i64,
) -> QueryResult<Vec<Row>> {
    files::table
        .filter(files::key.gt(after))
        .order(files::key)
        .limit(most)
        .select((files::key, files::id, files::digest, files::size))
        .load(conn)
}

pub(super) fn there(conn: &mut SqliteConnection, keys: &[FileKey]) -> QueryResult<Vec<FileKey>> {
    files::table
        .filter(files::key.eq_any(keys))
        .select(files::key)
        .load(conn)
}
