//! Files on their way in, as programs see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::files::FileBody;
use crate::base::clock::rfc3339;
use crate::base::ids::UploadId;
use crate::domain::files::File;
use crate::domain::uploads::Upload;

/// How far an upload has come.
#[derive(Serialize, ToSchema)]
pub struct UploadBody {
    /// The upload.
    pub upload: UploadProgress,
}

/// A file on its way in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadProgress {
    /// Upload id.
    pub id: UploadId,
    /// What its sender calls the file.
    pub name: String,
    /// How many bytes are on disk and synced.
    pub offset: u64,
    /// How many there will be.
    pub length: u64,
    /// When it is given up, unless more comes; RFC 3339.
    pub expires_at: String,
    /// The file it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileBody>,
}

impl UploadBody {
    /// The upload, and the file it became.
    pub fn of(upload: &Upload, file: Option<&File>) -> Self {
        Self {
            upload: UploadProgress {
                id: upload.id.clone(),
                name: upload.name.clone(),
                offset: upload.received(),
                length: upload.length(),
                expires_at: rfc3339(upload.expires_at),
                file: file.map(FileBody::from),
            },
        }
    }
}
