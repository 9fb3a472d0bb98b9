//! Questions about uploads, about how much is kept and about what is left over, in Diesel's language.

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::Upload;
use crate::base::ids::{ContentKey, FileId, FileKey, MemberKey, UploadId, UploadKey};
use crate::store::schema::{
    contents, families, files, members, messages, renditions, threads, uploads,
};

#[derive(Insertable)]
#[diesel(table_name = uploads)]
pub(super) struct NewUpload<'a> {
    pub id: UploadId,
    pub member_key: MemberKey,
    pub name: &'a str,
    pub length: i64,
    pub metadata: &'a str,
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
) -> QueryResult<()> {
    let contents: Vec<ContentKey> = diesel::delete(files::table)
        .filter(files::id.eq(id))
        .filter(files::uploader_key.eq(uploader))
        .filter(files::message_key.is_null())
        .returning(files::content_key)
        .get_results(conn)?;
    delete_nameless(conn, &contents)
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
) -> QueryResult<Vec<i64>> {
    let keeping = files::table
        .left_join(messages::table)
        .filter(messages::deleted_at.nullable().is_null())
        .filter(files::content_key.eq(contents::key));
    let sizes = contents::table.select(contents::size);
    match member {
        Some(member) => sizes
            .filter(exists(keeping.filter(files::uploader_key.eq(member))))
            .load(conn),
        None => sizes.filter(exists(keeping)).load(conn),
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

/// A file that can go, and its content.
pub(super) type Gone = (FileKey, FileId, String);

pub(super) fn unposted(
    conn: &mut SqliteConnection,
    before: i64,
    most: i64,
) -> QueryResult<Vec<Gone>> {
    files::table
        .inner_join(contents::table)
        .filter(files::message_key.is_null())
        .filter(files::created_at.le(before))
        .order(files::created_at)
        .limit(most)
        .select((files::key, files::id, contents::digest))
        .load(conn)
}

pub(super) fn removed(conn: &mut SqliteConnection, most: i64) -> QueryResult<Vec<Gone>> {
    files::table
        .inner_join(messages::table)
        .inner_join(contents::table)
        .filter(messages::deleted_at.is_not_null())
        .limit(most)
        .select((files::key, files::id, contents::digest))
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
    let gone: Vec<(FileKey, ContentKey)> = diesel::delete(files::table)
        .filter(files::key.eq_any(keys))
        .filter(
            files::message_key
                .is_null()
                .and(files::created_at.le(unposted_before))
                .or(files::message_key.eq_any(removed)),
        )
        .returning((files::key, files::content_key))
        .get_results(conn)?;
    let (keys, contents): (Vec<_>, Vec<_>) = gone.into_iter().unzip();
    delete_nameless(conn, &contents)?;
    Ok(keys)
}

/// Forgets those of these contents that no file names any more, and with them what was made of them.
fn delete_nameless(conn: &mut SqliteConnection, keys: &[ContentKey]) -> QueryResult<()> {
    let naming = files::table.filter(files::content_key.eq(contents::key));
    diesel::delete(contents::table)
        .filter(contents::key.eq_any(keys))
        .filter(not(exists(naming)))
        .execute(conn)?;
    Ok(())
}

/// What lies on the disk beside a file's own content because of it.
pub(super) fn made_of(
    conn: &mut SqliteConnection,
    keys: &[FileKey],
) -> QueryResult<Vec<(FileKey, String)>> {
    files::table
        .inner_join(renditions::table.on(renditions::content_key.eq(files::content_key)))
        .filter(files::key.eq_any(keys))
        .select((files::key, renditions::digest))
        .load(conn)
}

/// The files that name these contents.
pub(super) fn naming(
    conn: &mut SqliteConnection,
    digests: &[String],
) -> QueryResult<Vec<(FileKey, String)>> {
    let mut all = files::table
        .inner_join(contents::table)
        .filter(contents::digest.eq_any(digests))
        // One that was let go is named no more, though it is still known by it.
        .filter(contents::keeps_original.eq(true))
        .select((files::key, contents::digest))
        .load(conn)?;
    let made: Vec<(FileKey, String)> = files::table
        .inner_join(renditions::table.on(renditions::content_key.eq(files::content_key)))
        .filter(renditions::digest.eq_any(digests))
        .select((files::key, renditions::digest))
        .load(conn)?;
    all.extend(made);
    Ok(all)
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

/// A file and what has to lie on the disk for it, and how long that is.
pub(super) type Named = (FileKey, FileId, String, i64);

pub(super) fn files_after(
    conn: &mut SqliteConnection,
    after: FileKey,
    most: i64,
) -> QueryResult<Vec<Named>> {
    type Found = (FileKey, FileId, String, i64, bool, ContentKey);
    let found: Vec<Found> = files::table
        .inner_join(contents::table)
        .filter(files::key.gt(after))
        .order(files::key)
        .limit(most)
        .select((
            files::key,
            files::id,
            contents::digest,
            contents::size,
            contents::keeps_original,
            contents::key,
        ))
        .load(conn)?;
    let let_go: Vec<ContentKey> = found
        .iter()
        .filter(|(.., is_kept, _)| !is_kept)
        .map(|(.., content)| *content)
        .collect();
    let clean: HashMap<ContentKey, (String, i64)> = renditions::table
        .filter(renditions::content_key.eq_any(&let_go))
        .filter(renditions::kind.eq("clean"))
        .select((
            renditions::content_key,
            (renditions::digest, renditions::size),
        ))
        .load(conn)?
        .into_iter()
        .collect();
    Ok(found
        .into_iter()
        .map(|(key, id, digest, size, is_kept, content)| {
            let (digest, size) = match clean.get(&content).filter(|_| !is_kept) {
                Some(clean) => clean.clone(),
                None => (digest, size),
            };
            (key, id, digest, size)
        })
        .collect())
}

pub(super) fn there(conn: &mut SqliteConnection, keys: &[FileKey]) -> QueryResult<Vec<FileKey>> {
    files::table
        .filter(files::key.eq_any(keys))
        .select(files::key)
        .load(conn)
}
