//! Looks at a content: takes its private words out, makes the sizes that pages show, and finds out how
//! long and how large it is.
//!
//! A refusal of the decoder is an answer, not a failure: the content is a download from then on, for its
//! sender alone where nothing clean could be made. Only what went wrong on our side is tried again.

use std::path::{Path, PathBuf};

use super::Bench;
use crate::base::background::in_background;
use crate::base::error::Result;
use crate::domain::files::{self, Kind, Looked, Made, Sample};
use crate::domain::jobs::{self, Job};
use crate::domain::messages;
use crate::media::{self, Cleaned, Refusal, Size, View};
use crate::store::blobs::{Incoming, Kept};

/// There is no program for telephones' pictures.
pub(super) const NO_HEIF: &str = "no_heif_tool";
/// There is no program for films.
pub(super) const NO_FFMPEG: &str = "no_ffmpeg";
/// It is being made playable.
const CONVERTING: &str = "converting";
/// It ends before there is much to see.
const BROKEN_OFF: &str = "broken_off";
/// Of a picture that breaks off, as many rows in a hundred may be missing: a part is better than nothing.
const MOST_EMPTY: u32 = 75;

impl Bench {
    pub(super) async fn look(&self, job: &Job) -> Result<()> {
        let content = job.content_key;
        let sample = self
            .store
            .read(move |conn| files::look(conn, content))
            .await?;
        let looked = match &sample {
            Some(sample) => Some(self.looked(sample).await?),
            None => None,
        };
        let job = job.clone();
        self.write(move |tx| {
            jobs::done(tx, &job)?;
            let Some(looked) = looked else {
                return Ok(());
            };
            if !files::looked(tx, content, &looked)? {
                return Ok(());
            }
            if looked.lack == Some(CONVERTING) {
                jobs::enqueue(tx, jobs::Kind::Transcode, content)?;
            }
            messages::settled(tx, content)
        })
        .await
    }

    async fn looked(&self, sample: &Sample) -> Result<Looked> {
        let mut looked = Looked::default();
        let cleaned = self.cleaned(sample, &mut looked).await?;
        if looked.failure.is_some() {
            return Ok(looked);
        }
        let is_understood = cleaned.is_some();
        self.seen(sample, cleaned.unwrap_or_default(), &mut looked)
            .await?;
        // What says nothing may be saved by everybody as it is, though it cannot be shown.
        if looked.failure.is_some() && is_understood && clean(&looked).is_none() {
            let kept = self.kept(&self.blobs.path(&sample.digest)).await?;
            looked.made.push(without_words(sample, kept));
        }
        Ok(looked)
    }

    /// Makes what is shown of it.
    async fn seen(&self, sample: &Sample, cleaned: Cleaned, looked: &mut Looked) -> Result<()> {
        let kind = sample.media_type.as_str();
        match kind {
            _ if media::is_picture_to_save(kind) => Ok(()),
            _ if media::is_foreign_picture(kind) => self.foreign(sample, looked).await,
            _ if media::is_film(kind) || media::is_sound(kind) => {
                self.film(sample, cleaned, looked).await
            }
            _ => {
                let view = self.decoder.view(self.open(&sample.digest).await?).await?;
                let is_broken = cleaned.breaks_off
                    && matches!(&view, Ok(view) if view.empty_percent > MOST_EMPTY);
                if is_broken {
                    looked.failure = Some(BROKEN_OFF);
                    return Ok(());
                }
                self.viewed(view, looked).await
            }
        }
    }

    /// Takes the private words out, where it is of a kind that is known to have any.
    async fn cleaned(&self, sample: &Sample, looked: &mut Looked) -> Result<Option<Cleaned>> {
        let told = self
            .decoder
            .cleaned(self.open(&sample.digest).await?)
            .await?;
        let cleaned = match told {
            Ok(cleaned) => cleaned,
            Err(Refusal::NotAPicture) => return Ok(None),
            Err(refusal) => {
                looked.failure = Some(refusal.code());
                return Ok(None);
            }
        };
        looked.is_animated = cleaned.is_animated;
        looked.dimensions = cleaned.dimensions;
        looked.duration_ms = cleaned.duration_ms;
        if !cleaned.pieces.is_empty() {
            let kept = self.put_together(&sample.digest, &cleaned).await?;
            looked.made.push(without_words(sample, kept));
        }
        Ok(Some(cleaned))
    }

    async fn put_together(&self, digest: &str, cleaned: &Cleaned) -> Result<Kept> {
        let mut original = self.open(digest).await?;
        let pieces = cleaned.pieces.clone();
        self.keep(move |incoming| {
            media::copy(&mut original, &pieces, |bytes| incoming.write(bytes))
        })
        .await
    }

    /// Keeps the sizes of a picture.
    async fn viewed(
        &self,
        view: std::result::Result<View, Refusal>,
        looked: &mut Looked,
    ) -> Result<()> {
        let view = match view {
            Ok(view) => view,
            Err(refusal) => {
                looked.failure = Some(refusal.code());
                return Ok(());
            }
        };
        looked.dimensions = Some((view.width, view.height));
        looked.placeholder = view.colours;
        for size in view.sizes {
            let kind = match size.is_medium {
                true => Kind::Medium,
                false => Kind::Small,
            };
            let made = self.sized(kind, size).await?;
            looked.made.push(made);
        }
        Ok(())
    }

    async fn sized(&self, kind: Kind, size: Size) -> Result<Made> {
        let Size {
            is_webp,
            width,
            height,
            bytes,
            ..
        } = size;
        let media_type = match is_webp {
            true => "image/webp",
            false => "image/jpeg",
        };
        Ok(Made {
            kind,
            kept: self.keep(move |incoming| incoming.write(&bytes)).await?,
            media_type: media_type.to_owned(),
            dimensions: Some((width, height)),
        })
    }

    /// A telephone's picture, by way of a JPEG that every browser shows.
    async fn foreign(&self, sample: &Sample, looked: &mut Looked) -> Result<()> {
        if !self.tools.has_heif() {
            looked.lack = Some(NO_HEIF);
            return Ok(());
        }
        let content = self.open(&sample.digest).await?;
        let scratch = self.scratch("jpg").await?;
        if !media::from_heif(&self.tools, content, &scratch.place).await? {
            looked.failure = Some(Refusal::Unreadable.code());
            return Ok(());
        }
        let raw = self.kept(&scratch.place).await?;
        let told = self.decoder.cleaned(self.open(&raw.digest).await?).await?;
        // It carries the same words as the original.
        let kept = match told {
            Ok(cleaned) if !cleaned.pieces.is_empty() => {
                self.put_together(&raw.digest, &cleaned).await?
            }
            Ok(_) => raw,
            Err(refusal) => {
                looked.failure = Some(refusal.code());
                return Ok(());
            }
        };
        let view = self.decoder.view(self.open(&kept.digest).await?).await?;
        self.viewed(view, looked).await?;
        if looked.failure.is_none() {
            looked.made.push(Made {
                kind: Kind::Playable,
                kept,
                media_type: "image/jpeg".to_owned(),
                dimensions: looked.dimensions,
            });
        }
        Ok(())
    }

    async fn film(&self, sample: &Sample, cleaned: Cleaned, looked: &mut Looked) -> Result<()> {
        let kind = sample.media_type.as_str();
        // A tag of two megabytes is no sound: it would count as some minutes of it.
        let digest = clean(looked)
            .map_or(&sample.digest, |clean| &clean.kept.digest)
            .clone();
        let content = self.open(&digest).await?;
        let told = media::film(&self.tools, content, kind).await?;
        let mut codings: Vec<&str> = cleaned.codecs.iter().map(String::as_str).collect();
        let mut is_sound = media::is_sound(kind)
            || (!codings.is_empty() && codings.iter().all(|coding| *coding == "mp4a"));
        if let Some(film) = &told {
            looked.duration_ms = film.duration_ms.or(looked.duration_ms);
            looked.dimensions = film.dimensions.or(looked.dimensions);
            codings = film
                .video
                .iter()
                .chain(&film.audio)
                .map(String::as_str)
                .collect();
            if codings.is_empty() {
                looked.failure = Some(Refusal::Unreadable.code());
                return Ok(());
            }
            is_sound = film.video.is_none();
        } else if codings.is_empty() && tells_codings(kind) {
            // It breaks off before it has said anything.
            looked.failure = Some(Refusal::Unreadable.code());
            return Ok(());
        }
        // What a closer look knows better: a film without a picture, and one whose box is all that is
        // foreign about it.
        let known = match (kind, is_sound) {
            ("video/mp4" | "video/quicktime", true) => "audio/mp4",
            ("video/webm", true) => "audio/webm",
            ("video/quicktime", false) if media::plays_everywhere("video/mp4", &codings) => {
                "video/mp4"
            }
            _ => kind,
        };
        looked.media_type = match known {
            "audio/mp4" => Some("audio/mp4"),
            "audio/webm" => Some("audio/webm"),
            "video/mp4" => Some("video/mp4"),
            _ => None,
        };
        for made in &mut looked.made {
            made.media_type = known.to_owned();
        }
        match is_sound {
            true => {
                let content = self.open(&digest).await?;
                let samples = media::loudness(&self.tools, content, kind).await?;
                let told = samples.and_then(|samples| media::bars(&samples));
                looked.waveform = told.or(cleaned.waveform);
            }
            false => self.poster(sample, looked).await?,
        }
        if !media::plays_everywhere(known, &codings) {
            looked.lack = Some(match self.tools.has_ffmpeg() {
                true => CONVERTING,
                false => NO_FFMPEG,
            });
        }
        Ok(())
    }

    /// What a film shows until it plays. One without is no failure.
    async fn poster(&self, sample: &Sample, looked: &mut Looked) -> Result<()> {
        let content = self.open(&sample.digest).await?;
        let picture = media::poster(&self.tools, content, &sample.media_type).await?;
        let Some(picture) = picture else {
            return Ok(());
        };
        let kept = self.keep(move |incoming| incoming.write(&picture)).await?;
        let view = self.decoder.view(self.open(&kept.digest).await?).await?;
        let Ok(view) = view else {
            return Ok(());
        };
        looked.placeholder = view.colours;
        // The largest there is.
        if let Some(size) = view.sizes.into_iter().next_back() {
            looked.made.push(self.sized(Kind::Poster, size).await?);
        }
        Ok(())
    }

    /// A content that another program wrote.
    pub(super) async fn kept(&self, place: &Path) -> Result<Kept> {
        let place = place.to_owned();
        self.keep(move |incoming| {
            let mut written = std::fs::File::open(&place)?;
            let length = written.metadata()?.len();
            let whole = [media::Piece::Copy(0, length)];
            media::copy(&mut written, &whole, |bytes| incoming.write(bytes))
        })
        .await
    }

    /// A place for another program to write to, among what arrives: a crash leaves nothing there.
    async fn scratch(&self, ending: &'static str) -> Result<Scratch> {
        let blobs = self.blobs.clone();
        in_background(move || {
            let beside = blobs.receive()?;
            let place = beside.path().with_extension(ending);
            Ok(Scratch {
                place,
                _beside: beside,
            })
        })
        .await
    }
}

/// The copy without private words, if one was made.
fn clean(looked: &Looked) -> Option<&Made> {
    looked.made.iter().find(|made| made.kind == Kind::Clean)
}

fn without_words(sample: &Sample, kept: Kept) -> Made {
    Made {
        kind: Kind::Clean,
        kept,
        media_type: sample.media_type.clone(),
        dimensions: None,
    }
}

/// Whether a film or a sound of this type says what it is coded in to whoever only reads its headers.
fn tells_codings(media_type: &str) -> bool {
    matches!(
        media_type,
        "video/mp4" | "video/quicktime" | "video/webm" | "audio/mp4" | "audio/webm" | "audio/wav"
    )
}

/// A file that goes when nobody holds it any more, and that nobody else takes away before.
struct Scratch {
    place: PathBuf,
    _beside: Incoming,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.place);
    }
}
