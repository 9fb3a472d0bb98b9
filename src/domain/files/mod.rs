//! Uploads and attachments as records, and who may see which.
//!
//! A file belongs to its uploader until it is posted; from then on whoever may read the message may
//! read the file, and nobody else. What a file is was told from its content, never from its name: that
//! half of the truth is a content's, of which there is one for each distinct run of bytes, however often
//! it was sent or forwarded. What is made of a content is in `renditions`.

mod queries;
mod renditions;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::jobs;
use super::members::Me;
use crate::base::error::{Error, Result};
use crate::base::ids::{ContentKey, FileId, FileKey, MemberKey, MessageKey};
use crate::media::Probe;
use crate::store::Tx;
use crate::store::blobs::Kept;
use crate::store::schema::{contents, files};
use crate::text_enum;

pub use self::renditions::{
    Kind, Looked, Made, Rendition, Sample, Variant, converted, fail, forget_originals, look,
    look_again, looked,
};

text_enum! {
    /// How far a file has come.
    Status {
        /// Stored, still being looked at.
        Pending = "pending",
        /// Can be fetched.
        Ready = "ready",
        /// Stored, but could not be made presentable: a download.
        Failed = "failed",
    }
}

/// Most files on one message.
pub const PER_MESSAGE: usize = 10;
/// Longest file name, in bytes.
const NAME_LIMIT: usize = 255;

/// A file, as it is served: with its private words removed where it had any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its row.
    pub key: FileKey,
    /// Its public id.
    pub id: FileId,
    /// Its content's row.
    pub content_key: ContentKey,
    /// Who uploaded it, or forwarded it.
    pub uploader_key: MemberKey,
    /// Whether that one has it from somebody else.
    pub is_copy: bool,
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
    /// The bytes as they were sent.
    pub original: Original,
    /// Pixels across, for pictures and videos.
    pub width: Option<i32>,
    /// Pixels down, for pictures and videos.
    pub height: Option<i32>,
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Whether it is a picture that moves.
    pub is_animated: bool,
    /// The colours to show until it is there.
    pub placeholder: Option<String>,
    /// How loud it is, bar by bar.
    pub waveform: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Why it failed, or what it lacks, as a stable word.
    pub reason: Option<String>,
    /// Whether nobody can say what it tells of place and person, so that it is for its sender alone.
    pub is_withheld: bool,
    /// What was made of it.
    pub renditions: Vec<Rendition>,
}

/// A content as it was sent, with everything it says beside its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of it.
    pub digest: String,
    /// What it is.
    pub media_type: String,
    /// Length in bytes.
    pub size: i64,
    /// Whether it is still on disk.
    pub is_kept: bool,
}

/// What a file is apart from its content.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = files, check_for_backend(Sqlite))]
struct Named {
    key: FileKey,
    id: FileId,
    uploader_key: MemberKey,
    message_key: Option<MessageKey>,
    name: String,
    is_copy: bool,
}

/// What a content is, whoever sent it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = contents, check_for_backend(Sqlite))]
struct Content {
    key: ContentKey,
    digest: String,
    media_type: String,
    size: i64,
    width: Option<i32>,
    height: Option<i32>,
    duration_ms: Option<i64>,
    is_animated: bool,
    placeholder: Option<String>,
    waveform: Option<String>,
    status: Status,
    reason: Option<String>,
    keeps_original: bool,
}

impl File {
    fn new(named: Named, content: &Content, renditions: Vec<Rendition>) -> Self {
        let content = content.clone();
        let original = Original {
            digest: content.digest,
            media_type: content.media_type,
            size: content.size,
            is_kept: content.keeps_original,
        };
        let clean = renditions.iter().find(|made| made.kind == Kind::Clean);
        // What failed after it was cleaned has a clean copy, be it the same bytes.
        let is_withheld = content.status == Status::Failed && clean.is_none();
        let (media_type, size, digest) = clean.map_or(
            (&original.media_type, original.size, &original.digest),
            |clean| (&clean.media_type, clean.size, &clean.digest),
        );
        Self {
            key: named.key,
            id: named.id,
            content_key: content.key,
            uploader_key: named.uploader_key,
            is_copy: named.is_copy,
            message_key: named.message_key,
            name: named.name,
            media_type: media_type.clone(),
            size,
            digest: digest.clone(),
            original,
            width: content.width,
            height: content.height,
            duration_ms: content.duration_ms,
            is_animated: content.is_animated,
            placeholder: content.placeholder,
            waveform: content.waveform,
            status: content.status,
            reason: content.reason,
            is_withheld,
            renditions,
        }
    }

    /// What of this kind was made of it.
    pub fn rendition(&self, kind: Kind) -> Option<&Rendition> {
        self.renditions.iter().find(|made| made.kind == kind)
    }
}

/// Records a stored content as its uploader's file. What has to be looked at first is pending, and in
/// the queue.
pub fn record(
    tx: &mut Tx<'_>,
    uploader: MemberKey,
    name: &str,
    kept: &Kept,
    probe: &Probe,
) -> Result<File> {
    tx.hold(kept);
    let content = match queries::content_of(tx.conn(), &kept.digest).optional()? {
        Some(content) if content.status == Status::Failed => look_once_more(tx, content)?,
        Some(content) => content,
        None => new_content(tx, kept, probe)?,
    };
    let new = queries::NewFile {
        id: FileId::new(),
        content_key: content.key,
        uploader_key: uploader,
        name: &plain_name(name),
        created_at: tx.now_ms(),
        is_copy: false,
    };
    let named = queries::insert(tx.conn(), &new)?;
    let made = queries::renditions(tx.conn(), &[content.key])?;
    Ok(File::new(named, &content, made))
}

fn new_content(tx: &mut Tx<'_>, kept: &Kept, probe: &Probe) -> Result<Content> {
    let size = i64::try_from(kept.size).map_err(|_| Error::TooLarge)?;
    let needs_look = probe.needs_look();
    let new = queries::NewContent {
        digest: &kept.digest,
        media_type: probe.media_type,
        size,
        width: probe.dimensions.map(|(width, _)| width as i32),
        height: probe.dimensions.map(|(_, height)| height as i32),
        status: match needs_look {
            true => Status::Pending,
            false => Status::Ready,
        },
        created_at: tx.now_ms(),
    };
    let content = queries::insert_content(tx.conn(), &new)?;
    if needs_look {
        jobs::enqueue(tx, jobs::Kind::Look, content.key)?;
    }
    Ok(content)
}

/// What failed may have failed for a reason that is gone, and whoever sends it again hopes so.
fn look_once_more(tx: &mut Tx<'_>, mut content: Content) -> Result<Content> {
    jobs::enqueue(tx, jobs::Kind::Look, content.key)?;
    (content.status, content.reason) = (Status::Pending, None);
    queries::set_reason(tx.conn(), content.key, content.status, None)?;
    Ok(content)
}

/// Records the contents of these files once more, as somebody's own that are on no message yet. Whoever
/// calls this has shown that they may see the files, which are not their bytes as they were sent.
pub(super) fn copies(tx: &mut Tx<'_>, owner: MemberKey, files: &[File]) -> Result<Vec<FileId>> {
    let now = tx.now_ms();
    files
        .iter()
        .map(|file| {
            let copy = queries::NewFile {
                id: FileId::new(),
                content_key: file.content_key,
                uploader_key: owner,
                name: &file.name,
                created_at: now,
                is_copy: file.is_copy || file.uploader_key != owner,
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

/// The file with this id, for the dispatcher.
pub fn find(conn: &mut SqliteConnection, id: &FileId) -> Result<File> {
    Ok(queries::with_id(conn, id)?)
}

/// The files of these rows, for whoever has asked the right question already.
pub(super) fn with_keys(
    conn: &mut SqliteConnection,
    keys: &[FileKey],
) -> Result<HashMap<FileKey, File>> {
    let files = queries::with_keys(conn, keys)?;
    Ok(files.into_iter().map(|file| (file.key, file)).collect())
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

/// Where the files of a content are that anybody can still see: who sent each, and on which message.
pub(super) fn places(
    conn: &mut SqliteConnection,
    content: ContentKey,
) -> Result<Vec<(FileId, MemberKey, Option<MessageKey>)>> {
    Ok(queries::of_content(conn, content)?
        .into_iter()
        .map(|named| (named.id, named.uploader_key, named.message_key))
        .collect())
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
