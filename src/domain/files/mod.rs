//! Uploads and attachments as records, and who may see which.
//!
//! A file belongs to its uploader until it is posted; from then on whoever may read the message may
//! read the file, and nobody else. What a file is was told from its content, never from its name.

mod queries;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::members::Me;
use crate::base::error::{Error, Result};
use crate::base::ids::{FileId, FileKey, MemberKey, MessageKey};
use crate::media::Probe;
use crate::store::Tx;
use crate::store::blobs::Kept;
use crate::store::schema::files;
use crate::text_enum;

text_enum! {
    /// How far a file has come.
    Status {
        /// Stored, still being looked at.
        Pending = "pending",
        /// Can be fetched.
        Ready = "ready",
        /// Stored, but could not be made presentable.
        Failed = "failed",
    }
}

/// Most files on one message.
pub const PER_MESSAGE: usize = 10;
/// Longest file name, in bytes.
const NAME_LIMIT: usize = 255;

/// A file's record.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = files, check_for_backend(Sqlite))]
pub struct File {
    /// Its row.
    pub key: FileKey,
    /// Its public id.
    pub id: FileId,
    /// Who uploaded it.
    pub uploader_key: MemberKey,
    /// What it was posted with.
    pub message_key: Option<MessageKey>,
    /// What its uploader called it.
    pub name: String,
    /// What its content is.
    pub media_type: String,
    /// Length in bytes.
    pub size: i64,
    /// SHA-256 of the content.
    pub digest: String,
    /// Pixels across, for pictures.
    pub width: Option<i32>,
    /// Pixels down, for pictures.
    pub height: Option<i32>,
    /// How far it has come.
    pub status: Status,
}

/// Records a stored content as its uploader's file.
pub fn record(
    tx: &mut Tx<'_>,
    uploader: MemberKey,
    name: &str,
    kept: &Kept,
    probe: &Probe,
) -> Result<File> {
    let size = i64::try_from(kept.size).map_err(|_| Error::TooLarge)?;
    tx.hold(kept);
    let now = tx.now_ms();
    Ok(queries::insert(
        tx.conn(),
        &queries::NewFile {
            id: FileId::new(),
            uploader_key: uploader,
            name: &plain_name(name),
            media_type: probe.media_type,
            size,
            digest: &kept.digest,
            width: probe.dimensions.map(|(width, _)| width as i32),
            height: probe.dimensions.map(|(_, height)| height as i32),
            status: Status::Ready,
            created_at: now,
        },
    )?)
}

/// Records the contents of these files once more, as somebody's own that are on no message yet. Whoever
/// calls this has shown that they may see the files.
pub(super) fn copies(tx: &mut Tx<'_>, owner: MemberKey, files: &[File]) -> Result<Vec<FileId>> {
    let now = tx.now_ms();
    files
        .iter()
        .map(|file| {
            let copy = queries::NewFile {
                id: FileId::new(),
                uploader_key: owner,
                name: &file.name,
                media_type: &file.media_type,
                size: file.size,
                digest: &file.digest,
                width: file.width,
                height: file.height,
                status: file.status,
                created_at: now,
            };
            Ok(queries::insert(tx.conn(), &copy)?.id)
        })
        .collect()
}

/// The file, if the asker may see it: their own, or one on a message they can read.
pub fn visible(conn: &mut SqliteConnection, me: &Me, id: &FileId) -> Result<File> {
    queries::visible(conn, me.key(), id)
        .optional()?
        .ok_or(Error::NotFound("not_found"))
}

/// Puts the author's own unposted files on a message, in the order given.
pub(super) fn attach(
    tx: &mut Tx<'_>,
    author: MemberKey,
    ids: &[FileId],
    message: MessageKey,
) -> Result<()> {
    for (position, id) in ids.iter().enumerate() {
        if queries::attach(tx.conn(), author, id, message, position as i32)? == 0 {
            return Err(Error::BadRequest("unknown_file"));
        }
    }
    Ok(())
}

/// The files on these messages, in their order.
pub(super) fn on(
    conn: &mut SqliteConnection,
    messages: &[MessageKey],
) -> Result<HashMap<MessageKey, Vec<File>>> {
    let mut by_message: HashMap<_, Vec<_>> = HashMap::new();
    for file in queries::on(conn, messages)? {
        if let Some(message) = file.message_key {
            by_message.entry(message).or_default().push(file);
        }
    }
    Ok(by_message)
}

/// A name without folders, control characters or marks that turn text around, 255 bytes at most.
///
/// It is only ever shown and offered for saving; on disk a content lies under its digest.
pub(super) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain: String = last
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
        })
        .collect();
    plain = plain.trim().to_owned();
    while plain.len() > NAME_LIMIT {
        plain.pop();
    }
    match plain.as_str() {
        "" | "." | ".." => "file".to_owned(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_never_a_path_and_never_turns_text_around() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\photos\\cat.jpg"), "cat.jpg");
        assert_eq!(plain_name("cat\u{202E}gpj.exe\0"), "catgpj.exe");
        assert_eq!(plain_name(".."), "file");
        assert_eq!(plain_name(&"é".repeat(300)).len(), 254);
    }
}
