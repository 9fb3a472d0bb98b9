//! Files that arrive in several pieces, how much of anybody's files is kept, and what nobody needs.
//!
//! An upload belongs to whoever began it, for everybody else it does not exist. It ends as a file of
//! theirs, a day after something last came, or when they say so. Its rows speak of what is on disk and
//! synced; how the bytes came there is the door's business.
//!
//! The parts: `quotas` says how much room somebody has left, `leftovers` finds what can go and what is
//! missing.

/// How much anybody may keep.
pub mod quotas;

/// What nobody needs any more.
pub mod leftovers;

mod queries;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use self::quotas::Quotas;
use super::files::{self, File};
use super::members::Me;
use crate::base::error::{Error, Result};
use crate::base::ids::{FileId, MemberKey, UploadId, UploadKey};
use crate::media::Probe;
use crate::store::Tx;
use crate::store::blobs::Kept;
use crate::store::schema::uploads;

/// How long an upload waits for more, in milliseconds.
pub const LASTS_MS: i64 = 24 * 60 * 60 * 1000;

/// A file on its way in.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = uploads, check_for_backend(Sqlite))]
pub struct Upload {
    /// Its row.
    pub key: UploadKey,
    /// Its public id.
    pub id: UploadId,
    /// Who sends it.
    pub member_key: MemberKey,
    /// What its sender calls it.
    pub name: String,
    /// How long it will be.
    pub length: i64,
    /// How much of it is on disk and synced.
    pub received: i64,
    /// SHA-256, once all of it has come.
    pub digest: Option<String>,
    /// The file it became.
    pub file_id: Option<FileId>,
    /// When it is given up.
    pub expires_at: i64,
    /// What its sender said of it when they began, word for word.
    pub metadata: String,
}

/// What somebody says who begins an upload.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// What they call the file.
    pub name: String,
    /// All they say of it, to be told again.
    pub metadata: String,
    /// How long it will be, in bytes.
    pub length: u64,
}

impl Upload {
    /// How long it will be, in bytes.
    pub fn length(&self) -> u64 {
        u64::try_from(self.length).unwrap_or(0)
    }

    /// How much of it is on disk and synced, in bytes.
    pub fn received(&self) -> u64 {
        u64::try_from(self.received).unwrap_or(0)
    }
}

/// Begins an upload, all of whose bytes are the asker's from now on.
pub fn begin(
    tx: &mut Tx<'_>,
    me: &Me,
    quotas: &Quotas,
    id: &UploadId,
    new: &Announcement,
) -> Result<Upload> {
    quotas::refuse_above(tx.conn(), me.key(), quotas, new.length)?;
    let now = tx.now_ms();
    Ok(queries::insert(
        tx.conn(),
        &queries::NewUpload {
            id: id.clone(),
            member_key: me.key(),
            name: &files::plain_name(&new.name),
            length: i64::try_from(new.length).map_err(|_| Error::TooLarge)?,
            metadata: &new.metadata,
            created_at: now,
            expires_at: now + LASTS_MS,
        },
    )?)
}

/// The asker's own upload with this id; of another's nobody learns that it is there.
pub fn find(conn: &mut SqliteConnection, me: &Me, id: &UploadId, now_ms: i64) -> Result<Upload> {
    let upload = queries::find(conn, me.key(), id)
        .optional()?
        .ok_or(Error::NotFound("not_found"))?;
    match upload.expires_at > now_ms {
        true => Ok(upload),
        false => Err(Error::Gone("upload_expired")),
    }
}

/// Notes that this much is on disk and synced. Whoever sends something has another day.
pub fn note(tx: &mut Tx<'_>, upload: &Upload, received: u64) -> Result<Upload> {
    let received = i64::try_from(received).map_err(|_| Error::TooLarge)?;
    let until = tx.now_ms() + LASTS_MS;
    queries::set_received(tx.conn(), upload.key, received, until)
        .optional()?
        .ok_or(Error::Gone("upload_expired"))
}

/// Notes that all of it is on disk and synced, and what it is.
pub fn complete(tx: &mut Tx<'_>, upload: &Upload, digest: &str) -> Result<Upload> {
    let until = tx.now_ms() + LASTS_MS;
    queries::set_digest(tx.conn(), upload.key, digest, until)
        .optional()?
        .ok_or(Error::Gone("upload_expired"))
}

/// Makes it a file of its uploader's. Twice gives the same file.
pub fn become_file(tx: &mut Tx<'_>, upload: &Upload, kept: &Kept, probe: &Probe) -> Result<FileId> {
    let known = queries::by_key(tx.conn(), upload.key)
        .optional()?
        .ok_or(Error::Gone("upload_expired"))?;
    if let Some(file) = known.file_id {
        return Ok(file);
    }
    let file = files::record(tx, upload.member_key, &upload.name, kept, probe)?;
    queries::set_file(tx.conn(), upload.key, &file.id)?;
    Ok(file.id)
}

/// The file it became, while the asker may see it.
pub fn file(conn: &mut SqliteConnection, me: &Me, upload: &Upload) -> Result<Option<File>> {
    match &upload.file_id {
        None => Ok(None),
        Some(id) => match files::visible(conn, me, id) {
            Err(Error::NotFound(_)) => Ok(None),
            found => found.map(Some),
        },
    }
}

/// Gives an upload up, and the file that it became while that is on no message.
pub fn give_up(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    queries::delete(tx.conn(), upload.key)?;
    if let Some(file) = &upload.file_id {
        queries::delete_unposted(tx.conn(), upload.member_key, file)?;
    }
    Ok(())
}
