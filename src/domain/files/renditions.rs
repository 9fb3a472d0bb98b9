//! What was made of a content, and what becomes known of it when it is looked at.

use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::{File, Status, queries};
use crate::base::error::{Error, Result};
use crate::base::ids::ContentKey;
use crate::domain::jobs;
use crate::domain::members::Me;
use crate::store::Tx;
use crate::store::blobs::Kept;
use crate::store::schema::renditions;
use crate::text_enum;

text_enum! {
    /// What a rendition is for.
    Kind {
        /// The same bytes, without what they say of place and person.
        Clean = "clean",
        /// For a bubble in a conversation.
        Small = "small",
        /// For the whole of a screen.
        Medium = "medium",
        /// What a video shows until it plays.
        Poster = "poster",
        /// The same in a form that every browser plays, or shows.
        Playable = "playable",
    }
}

/// Something made of a content.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = renditions, check_for_backend(Sqlite))]
pub struct Rendition {
    /// Of which content.
    pub content_key: ContentKey,
    /// What it is for.
    pub kind: Kind,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// What its bytes are.
    pub media_type: String,
    /// How many they are.
    pub size: i64,
    /// Pixels across.
    pub width: Option<i32>,
    /// Pixels down.
    pub height: Option<i32>,
}

/// Something that was just made, and is on disk.
#[derive(Clone, Debug)]
pub struct Made {
    /// What it is for.
    pub kind: Kind,
    /// Its bytes.
    pub kept: Kept,
    /// What they are.
    pub media_type: String,
    /// Pixels across and down.
    pub dimensions: Option<(u32, u32)>,
}

/// What was found out about a content; what is not known stays as it was.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// What it is, where a closer look knows better than the first bytes.
    pub media_type: Option<&'static str>,
    /// Pixels across and down.
    pub dimensions: Option<(u32, u32)>,
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Whether it is a picture that moves.
    pub is_animated: bool,
    /// The colours to show until it is there.
    pub placeholder: Option<String>,
    /// How loud it is, bar by bar.
    pub waveform: Option<String>,
    /// What was made of it.
    pub made: Vec<Made>,
    /// Why it cannot be shown, as a stable word.
    pub failure: Option<&'static str>,
    /// What it lacks although it is ready, as a stable word.
    pub lack: Option<&'static str>,
}

/// What can be asked for of a file beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// What was made of it.
    Made(Kind),
    /// The bytes as they were sent: for whoever sent them, where the family keeps them.
    Original,
}

impl Variant {
    /// The variant with this name in an address.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "original" => Some(Self::Original),
            // Whoever asks for the file gets it clean.
            "clean" => None,
            _ => Kind::parse(name).map(Self::Made),
        }
    }
}

impl File {
    /// The whole of it, for whoever has shown that they may see it: clean, but what failed is for its
    /// sender as it was sent, because where it could not be understood more than words may be missing.
    /// Where there is nothing clean, nobody else is given anything.
    pub fn whole(self, me: &Me) -> Result<Self> {
        match self.status == Status::Failed && self.is_kept_for(me) {
            true => Ok(self.into_original()),
            false if self.is_withheld => Err(Error::NotFound("not_found")),
            false => Ok(self),
        }
    }

    /// Whether they are who sent it. Forwarding is not sending: it would make a sender of everybody in
    /// the chat.
    pub fn is_from(&self, me: &Me) -> bool {
        self.uploader_key == me.key() && !self.is_copy
    }

    fn is_kept_for(&self, me: &Me) -> bool {
        self.is_from(me) && self.original.is_kept
    }

    fn into_original(mut self) -> Self {
        let original = self.original.clone();
        self.media_type = original.media_type;
        self.size = original.size;
        self.digest = original.digest;
        self
    }

    /// This variant of it as a file of its own, for whoever has shown that they may see the file.
    pub fn variant(mut self, me: &Me, variant: Variant) -> Result<Self> {
        let none = Error::NotFound("not_found");
        match variant {
            Variant::Original => {
                return self
                    .is_kept_for(me)
                    .then(|| self.into_original())
                    .ok_or(none);
            }
            Variant::Made(kind) => {
                let made = self.rendition(kind).cloned().ok_or(none)?;
                self.media_type = made.media_type;
                self.size = made.size;
                self.digest = made.digest;
                self.width = made.width;
                self.height = made.height;
            }
        }
        Ok(self)
    }
}

/// What somebody who looks at a content has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// SHA-256 of the best bytes there are.
    pub digest: String,
    /// What they are.
    pub media_type: String,
}

/// A content to look at, unless it is gone. Where the original was let go, the clean copy is.
pub fn look(conn: &mut SqliteConnection, content: ContentKey) -> Result<Option<Sample>> {
    let Some(found) = queries::content(conn, content).optional()? else {
        return Ok(None);
    };
    if found.keeps_original {
        return Ok(Some(Sample {
            digest: found.digest,
            media_type: found.media_type,
        }));
    }
    let made = queries::renditions(conn, &[content])?;
    let clean = made.into_iter().find(|made| made.kind == Kind::Clean);
    Ok(clean.map(|clean| Sample {
        digest: clean.digest,
        media_type: found.media_type,
    }))
}

/// Puts contents back into the queue that lack something which is there by now.
pub fn look_again(tx: &mut Tx<'_>, lack: &str) -> Result<usize> {
    let keys = queries::lacking(tx.conn(), lack)?;
    for key in &keys {
        jobs::enqueue(tx, jobs::Kind::Look, *key)?;
    }
    Ok(keys.len())
}

/// Writes down that a content has become playable, or that it cannot be made so.
pub fn converted(tx: &mut Tx<'_>, content: ContentKey, made: &[Made]) -> Result<bool> {
    let lack = match made {
        [] => Some("not_playable"),
        _ => None,
    };
    if queries::set_reason(tx.conn(), content, Status::Ready, lack)? == 0 {
        return Ok(false);
    }
    add(tx, content, made)?;
    Ok(true)
}

/// Writes down what was found out. False if the content is gone.
pub fn looked(tx: &mut Tx<'_>, content: ContentKey, found: &Looked) -> Result<bool> {
    let side = |pixels: u32| i32::try_from(pixels).ok();
    let status = match found.failure {
        Some(_) => Status::Failed,
        None => Status::Ready,
    };
    let row = queries::Looked {
        media_type: found.media_type,
        width: found.dimensions.and_then(|(width, _)| side(width)),
        height: found.dimensions.and_then(|(_, height)| side(height)),
        duration_ms: found.duration_ms,
        is_animated: found.is_animated,
        placeholder: found.placeholder.as_deref(),
        waveform: found.waveform.as_deref(),
        status,
        reason: Some(found.failure.or(found.lack)),
    };
    if queries::set_looked(tx.conn(), content, &row)? == 0 {
        return Ok(false);
    }
    add(tx, content, &found.made)?;
    queries::forget_originals(tx.conn(), Some(content))?;
    Ok(true)
}

/// Adds renditions that were made later.
fn add(tx: &mut Tx<'_>, content: ContentKey, made: &[Made]) -> Result<()> {
    let side = |pixels: u32| i32::try_from(pixels).ok();
    for made in made {
        tx.hold(&made.kept);
        let rendition = Rendition {
            content_key: content,
            kind: made.kind,
            digest: made.kept.digest.clone(),
            media_type: made.media_type.clone(),
            size: i64::try_from(made.kept.size).map_err(|_| Error::TooLarge)?,
            width: made.dimensions.and_then(|(width, _)| side(width)),
            height: made.dimensions.and_then(|(_, height)| side(height)),
        };
        queries::set_rendition(tx.conn(), &rendition)?;
    }
    Ok(())
}

/// Lets every original go that no family wants kept any more and a clean copy stands in for.
pub fn forget_originals(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(queries::forget_originals(tx.conn(), None)?)
}

/// Writes down that a content could not be looked at: it is a download from now on.
pub fn fail(tx: &mut Tx<'_>, content: ContentKey, reason: &'static str) -> Result<bool> {
    let count = queries::set_reason(tx.conn(), content, Status::Failed, Some(reason))?;
    Ok(count > 0)
}
