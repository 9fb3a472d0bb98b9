//! What nobody needs any more, and what is missing though somebody does.
//!
//! THE place that knows which columns name a content on disk: a column that is not asked here has its
//! contents taken away. A test lists every column that holds a digest and says which is which.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{Upload, queries};
use crate::base::error::Result;
use crate::base::ids::{FileId, FileKey, UploadId};
use crate::store::Tx;

/// How long a file may be on no message, in milliseconds.
pub const UNPOSTED_MS: i64 = 24 * 60 * 60 * 1000;

/// Why a file can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody posted it within a day.
    Unposted,
    /// Its message was removed.
    Removed,
}

/// A file that can go.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// Its row.
    pub key: FileKey,
    /// Its public id.
    pub id: FileId,
    /// What lies on the disk for it.
    pub digests: Vec<String>,
    /// Why it can go.
    pub why: Why,
}

/// Somebody who names a content.
#[derive(Clone, Debug)]
pub struct Namer {
    /// Its row, to go on after.
    pub key: FileKey,
    /// Its public id.
    pub id: FileId,
    /// The content.
    pub digest: String,
    /// Its length in bytes.
    pub size: i64,
}

/// Files that can go at this moment, some of them.
pub fn files(conn: &mut SqliteConnection, now_ms: i64, most: usize) -> Result<Vec<Leftover>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let leftover = |why| {
        move |(key, id, digest)| Leftover {
            key,
            id,
            digests: vec![digest],
            why,
        }
    };
    let mut all: Vec<_> = queries::removed(conn, most)?
        .into_iter()
        .map(leftover(Why::Removed))
        .collect();
    let unposted = queries::unposted(conn, now_ms - UNPOSTED_MS, most)?;
    all.extend(unposted.into_iter().map(leftover(Why::Unposted)));
    let keys: Vec<FileKey> = all.iter().map(|leftover| leftover.key).collect();
    for (key, digest) in queries::made_of(conn, &keys)? {
        let of = all.iter_mut().filter(|leftover| leftover.key == key);
        of.for_each(|leftover| leftover.digests.push(digest.clone()));
    }
    Ok(all)
}

/// Forgets those of these files that can still go, and says which they were.
pub fn forget_files(tx: &mut Tx<'_>, keys: &[FileKey]) -> Result<HashSet<FileKey>> {
    let before = tx.now_ms() - UNPOSTED_MS;
    let gone = queries::delete_files(tx.conn(), keys, before)?;
    Ok(gone.into_iter().collect())
}

/// Uploads whose time is over at this moment, some of them.
pub fn uploads(conn: &mut SqliteConnection, now_ms: i64, most: usize) -> Result<Vec<Upload>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(queries::overdue(conn, now_ms, most)?)
}

/// Forgets those of these uploads whose time is still over, and says which they were.
pub fn forget_uploads(tx: &mut Tx<'_>, uploads: &[Upload]) -> Result<Vec<UploadId>> {
    let keys: Vec<_> = uploads.iter().map(|upload| upload.key).collect();
    let now = tx.now_ms();
    Ok(queries::delete_overdue(tx.conn(), &keys, now)?)
}

/// Those of these ids that are no uploads, or not any more.
pub fn strangers(conn: &mut SqliteConnection, ids: Vec<String>) -> Result<Vec<String>> {
    let known: HashSet<_> = queries::known(conn, &ids)?.into_iter().collect();
    Ok(ids.into_iter().filter(|id| !known.contains(id)).collect())
}

/// Those of these contents that somebody names, but for these files.
pub fn named(
    conn: &mut SqliteConnection,
    digests: &[String],
    besides: &HashSet<FileKey>,
) -> Result<HashSet<String>> {
    let mut named: HashSet<String> = queries::naming(conn, digests)?
        .into_iter()
        .filter(|(key, _)| !besides.contains(key))
        .map(|(_, digest)| digest)
        .collect();
    named.extend(queries::completed(conn, digests)?);
    named.extend(pictures(conn)?);
    Ok(named)
}

/// Files after this one, in the order of their rows, to be looked for on the disk.
pub fn namers(conn: &mut SqliteConnection, after: FileKey, most: usize) -> Result<Vec<Namer>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let found = queries::files_after(conn, after, most)?;
    Ok(found
        .into_iter()
        .map(|(key, id, digest, size)| Namer {
            key,
            id,
            digest,
            size,
        })
        .collect())
}

/// The contents of all pictures of people, families and threads.
pub fn pictures(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(queries::pictures(conn)?)
}

/// Those of these files that are there at this moment.
pub fn still_there(conn: &mut SqliteConnection, keys: &[FileKey]) -> Result<HashSet<FileKey>> {
    Ok(queries::there(conn, keys)?.into_iter().collect())
}
