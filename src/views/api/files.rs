//! Files as programs see them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::ids::FileId;
use crate::domain::files::{File, Status};

/// A file just uploaded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileBody {
    /// File id.
    pub id: FileId,
    /// What its uploader called it.
    pub name: String,
    /// How far it has come.
    pub status: Status,
    /// Length in bytes.
    pub size: i64,
    /// What its content is.
    pub media_type: String,
}

/// The answer to an upload of one part, or of several.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum UploadAnswer {
    /// One part.
    One {
        /// The file.
        file: FileBody,
    },
    /// Several parts.
    Several {
        /// The files, in the order of their parts.
        files: Vec<FileBody>,
    },
}

/// How far a file has come.
#[derive(Serialize, ToSchema)]
pub struct FileStatus {
    /// File id.
    pub id: FileId,
    /// What its uploader called it.
    pub name: String,
    /// Path on this server, once the asker can fetch it; a failed one is fetched as a download.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Why it failed: `unreadable`, `broken_off`, `too_large`, `not_a_picture`, `gave_up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The path a file is fetched from.
pub fn file_url(base: &str, id: &FileId) -> String {
    format!("{base}/files/{id}")
}

impl From<&File> for FileBody {
    fn from(file: &File) -> Self {
        Self {
            id: file.id.clone(),
            name: file.name.clone(),
            status: file.status,
            size: file.size,
            media_type: file.media_type.clone(),
        }
    }
}

impl FileStatus {
    /// The file, for whoever can see it; `base` is the sub-path that Hearth lives under.
    pub fn of(file: &File, base: &str) -> Self {
        let told = Self::for_sender(file, base);
        Self {
            url: told.url.filter(|_| !file.is_withheld),
            ..told
        }
    }

    /// The file, for whoever sent it.
    pub fn for_sender(file: &File, base: &str) -> Self {
        Self {
            id: file.id.clone(),
            name: file.name.clone(),
            url: (file.status != Status::Pending).then(|| file_url(base, &file.id)),
            status: file.status,
            reason: file
                .reason
                .clone()
                .filter(|_| file.status == Status::Failed),
        }
    }
}
