//! Files on messages: what a reader is told of each, and that one has come as far as it will.

use super::{find, touch};
use crate::base::error::Result;
use crate::base::event::Event;
use crate::base::ids::{ContentKey, FileId};
use crate::domain::files::{self, File, Kind, Status};
use crate::store::Tx;

/// A file on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Public id.
    pub id: FileId,
    /// What its uploader called it.
    pub name: String,
    /// What its content is.
    pub media_type: String,
    /// Length in bytes.
    pub size: i64,
    /// Pixels across and down, for pictures and videos.
    pub dimensions: Option<(i32, i32)>,
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
    /// Whether it is for its sender alone, because nobody can say what it tells of place and person.
    pub is_withheld: bool,
    /// What else of it can be fetched, and what that is.
    pub variants: Vec<(Kind, String)>,
}

impl Attachment {
    /// Whether whoever reads the message can fetch it; a failed one as a download.
    pub fn can_be_fetched(&self) -> bool {
        self.status != Status::Pending && !self.is_withheld
    }
}

impl From<File> for Attachment {
    fn from(file: File) -> Self {
        Self {
            id: file.id,
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            dimensions: file.width.zip(file.height),
            duration_ms: file.duration_ms,
            is_animated: file.is_animated,
            placeholder: file.placeholder,
            waveform: file.waveform,
            status: file.status,
            reason: file.reason,
            is_withheld: file.is_withheld,
            variants: file
                .renditions
                .into_iter()
                .filter(|made| made.kind != Kind::Clean)
                .map(|made| (made.kind, made.media_type))
                .collect(),
        }
    }
}

/// Tells of every file of this content that it has come as far as it will. A message it is on has
/// changed with that, so whoever asks for changes gets it again.
pub fn settled(tx: &mut Tx<'_>, content: ContentKey) -> Result<()> {
    for (file, uploader, message) in files::places(tx.conn(), content)? {
        let event = match message {
            Some(key) => {
                let message = find(tx.conn(), key)?;
                let change = touch(tx, &message)?;
                Event::FileSettled {
                    thread: message.thread_key,
                    message: key,
                    file,
                    change,
                }
            }
            None => Event::LooseFileSettled { uploader, file },
        };
        tx.emit(event);
    }
    Ok(())
}
