//! Taking away the contents that nobody needs, and missing those that somebody does.
//!
//! It goes the safe way round: first the row, committed, then the content, and a content only after
//! asking once more that no row names it while nothing can be kept (`Blobs::discard`). Whoever stops it
//! in between leaves a content too many, which the next round finds. It never takes a content without
//! asking; what it cannot understand it leaves alone and says so.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::base::background::in_background;
use crate::base::clock;
use crate::base::error::Result;
use crate::base::ids::FileKey;
use crate::domain::uploads::leftovers::{self, Leftover, Namer, Why};
use crate::store::Store;
use crate::store::blobs::{Blobs, Found};
use crate::store::partials::Partials;

/// Rows or contents looked at in one go.
const BATCH: usize = 200;
/// A content that no row names is left alone for so long, whatever the rest says.
const GRACE: Duration = Duration::from_secs(60 * 60);
/// Things named one by one in a report; of the rest it has the sums.
const MOST_NAMED: usize = 1_000;

/// Whether anything is really taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Only said.
    Dry,
    /// Done.
    Real,
}

impl Mode {
    /// How many rows are looked at in one go.
    fn batch(self) -> usize {
        match self {
            Self::Real => BATCH,
            // Nothing goes, so the next batch would be the same one.
            Self::Dry => usize::MAX,
        }
    }
}

/// How far it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What rows say can go.
    Rows,
    /// And everything there is on the disk.
    Disk,
}

/// What it works with.
#[derive(Clone)]
pub struct Janitor {
    /// The rows.
    pub store: Store,
    /// The contents.
    pub blobs: Blobs,
    /// The incomplete ones.
    pub partials: Partials,
}

/// What was taken away, or would be, and what is missing.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How many things.
    pub removed_count: usize,
    /// How many bytes they were.
    pub removed_bytes: u64,
    /// Which, and why; at most a thousand of them.
    pub removed: Vec<Removed>,
    /// How many contents are missing.
    pub missing_count: usize,
    /// Which; at most a thousand of them.
    pub missing: Vec<Missing>,
}

/// Something that is gone.
#[derive(Debug, Serialize)]
pub struct Removed {
    /// `file`, `upload`, `piece`, `temporary` or `content`.
    pub what: &'static str,
    /// Its id, digest or name.
    pub id: String,
    /// Its size on the disk.
    pub bytes: u64,
    /// Why it can go, as a stable word.
    pub why: &'static str,
}

/// A content that a row names and that is not on the disk, or not as long as it was.
#[derive(Debug, Serialize)]
pub struct Missing {
    /// `file` or `picture`.
    pub what: &'static str,
    /// The file's id; of a picture its digest.
    pub id: String,
    /// Its content.
    pub digest: String,
}

/// Rows that are gone, or would be, and the contents they named.
#[derive(Default)]
struct Gone {
    rows: HashSet<FileKey>,
    contents: HashSet<String>,
}

impl Report {
    fn remove(&mut self, what: &'static str, id: impl ToString, bytes: u64, why: &'static str) {
        self.removed_count += 1;
        self.removed_bytes += bytes;
        if self.removed.len() < MOST_NAMED {
            let id = id.to_string();
            tracing::debug!(what, id, bytes, why, "taken away");
            self.removed.push(Removed {
                what,
                id,
                bytes,
                why,
            });
        }
    }

    fn miss(&mut self, what: &'static str, id: impl ToString, digest: String) {
        self.missing_count += 1;
        if self.missing.len() < MOST_NAMED {
            let id = id.to_string();
            tracing::error!(what, id, digest, "its content is missing on the disk");
            self.missing.push(Missing { what, id, digest });
        }
    }
}

impl Janitor {
    /// One round. While the clock cannot be right nothing is old enough to go.
    pub async fn tidy(&self, mode: Mode, reach: Reach) -> Result<Report> {
        if !clock::is_set(self.store.clock().now_ms()) {
            tracing::warn!("this computer's clock is not set; no file is taken away until it is");
            return Ok(Report::default());
        }
        let mut report = Report::default();
        let gone = self.files(mode, &mut report).await?;
        self.uploads(mode, &mut report).await?;
        self.contents_of(mode, &gone, &mut report).await?;
        if reach == Reach::Disk {
            self.pieces(mode, &mut report).await?;
            self.temporaries(mode, &mut report).await?;
            for shelf in 0..=u8::MAX {
                self.shelf(shelf, mode, &gone, &mut report).await?;
            }
            self.missing(&mut report).await?;
        }
        Ok(report)
    }

    /// Files that nobody posted, or whose message was removed.
    async fn files(&self, mode: Mode, report: &mut Report) -> Result<Gone> {
        let most = mode.batch();
        let mut gone = Gone::default();
        loop {
            let now = self.store.clock().now_ms();
            let found = self
                .store
                .read(move |conn| leftovers::files(conn, now, most))
                .await?;
            let keys: Vec<FileKey> = found.iter().map(|file| file.key).collect();
            let forgotten: HashSet<FileKey> = match mode {
                Mode::Dry => keys.into_iter().collect(),
                Mode::Real => {
                    let written = self
                        .store
                        .write(move |tx| leftovers::forget_files(tx, &keys))
                        .await?;
                    written.dispatched().await
                }
            };
            for file in found.iter().filter(|file| forgotten.contains(&file.key)) {
                let Leftover { id, why, .. } = file;
                let why = match why {
                    Why::Unposted => "unposted",
                    Why::Removed => "message-removed",
                };
                // Its bytes are counted with its content, which others may need.
                report.remove("file", id, 0, why);
                gone.contents.extend(file.digests.iter().cloned());
            }
            let is_last = forgotten.is_empty() || mode == Mode::Dry;
            gone.rows.extend(forgotten);
            if is_last {
                return Ok(gone);
            }
        }
    }

    /// Uploads whose time is over.
    async fn uploads(&self, mode: Mode, report: &mut Report) -> Result<()> {
        loop {
            let now = self.store.clock().now_ms();
            let most = mode.batch();
            let found = self
                .store
                .read(move |conn| leftovers::uploads(conn, now, most))
                .await?;
            if found.is_empty() {
                return Ok(());
            }
            let ids = match mode {
                Mode::Dry => found.into_iter().map(|upload| upload.id).collect(),
                Mode::Real => {
                    self.store
                        .write(move |tx| leftovers::forget_uploads(tx, &found))
                        .await?
                        .value
                }
            };
            for id in ids {
                let path = self.partials.path(id.as_str());
                let bytes = in_background(move || Ok(removed(&path, mode)?)).await?;
                report.remove("upload", id, bytes.unwrap_or(0), "expired");
            }
            if mode == Mode::Dry {
                return Ok(());
            }
        }
    }

    /// Contents whose last row was just forgotten.
    async fn contents_of(&self, mode: Mode, gone: &Gone, report: &mut Report) -> Result<()> {
        let (blobs, digests) = (self.blobs.clone(), gone.contents.clone());
        let found = in_background(move || {
            let found = digests.iter().map(|digest| blobs.find(digest));
            Ok(found
                .collect::<std::io::Result<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect::<Vec<_>>())
        })
        .await?;
        for batch in found.chunks(BATCH) {
            self.discard(mode, batch.to_vec(), gone, report).await?;
        }
        Ok(())
    }

    /// Removes those contents that no row names and nobody holds.
    async fn discard(
        &self,
        mode: Mode,
        contents: Vec<Found>,
        gone: &Gone,
        report: &mut Report,
    ) -> Result<()> {
        let (blobs, reader) = (self.blobs.clone(), self.store.reader());
        // Asked without them, because in a dry round they are still there.
        let besides = gone.rows.clone();
        let discarded = in_background(move || match mode {
            Mode::Real => blobs.discard(contents, |digests| {
                reader.read(|conn| leftovers::named(conn, digests, &HashSet::new()))
            }),
            Mode::Dry => {
                let digests: Vec<_> = contents.iter().map(|found| found.digest.clone()).collect();
                let named = reader.read(|conn| leftovers::named(conn, &digests, &besides))?;
                let unnamed = contents.into_iter();
                Ok(unnamed
                    .filter(|found| !named.contains(&found.digest))
                    .collect())
            }
        })
        .await?;
        for content in discarded {
            report.remove("content", content.digest, content.size, "unused");
        }
        Ok(())
    }

    /// Pieces in the folder of uploads that are of no upload.
    async fn pieces(&self, mode: Mode, report: &mut Report) -> Result<()> {
        let partials = self.partials.clone();
        let all = in_background(move || Ok(partials.all()?)).await?;
        for batch in all.chunks(BATCH) {
            let ids = batch.iter().map(|(id, ..)| id.clone()).collect();
            let strangers = self
                .store
                .read(move |conn| leftovers::strangers(conn, ids))
                .await?;
            for id in strangers {
                let path = self.partials.path(&id);
                let bytes = in_background(move || Ok(removed(&path, mode)?)).await?;
                if let Some(bytes) = bytes {
                    report.remove("piece", id, bytes, "no-upload");
                }
            }
        }
        Ok(())
    }

    /// What a crash left in the folder of arrivals.
    async fn temporaries(&self, mode: Mode, report: &mut Report) -> Result<()> {
        let blobs = self.blobs.clone();
        let gone = in_background(move || {
            let mut gone = Vec::new();
            for path in blobs.abandoned()? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if let Some(bytes) = removed(&path, mode)? {
                    gone.push((name.into_owned(), bytes));
                }
            }
            Ok(gone)
        })
        .await?;
        for (name, bytes) in gone {
            report.remove("temporary", name, bytes, "abandoned");
        }
        Ok(())
    }

    /// Contents on one shelf that no row names.
    async fn shelf(&self, shelf: u8, mode: Mode, gone: &Gone, report: &mut Report) -> Result<()> {
        let (blobs, now) = (self.blobs.clone(), SystemTime::now());
        let mut found = in_background(move || Ok(blobs.on_shelf(shelf)?)).await?;
        found.retain(|found| {
            let age = now.duration_since(found.written_at).unwrap_or_default();
            age >= GRACE && !gone.contents.contains(&found.digest)
        });
        for batch in found.chunks(BATCH) {
            self.discard(mode, batch.to_vec(), gone, report).await?;
        }
        Ok(())
    }

    /// Rows whose content is not there.
    async fn missing(&self, report: &mut Report) -> Result<()> {
        let mut after = FileKey(0);
        loop {
            let batch = self
                .store
                .read(move |conn| leftovers::namers(conn, after, BATCH))
                .await?;
            let Some(last) = batch.last() else { break };
            after = last.key;
            let blobs = self.blobs.clone();
            let missing = in_background(move || {
                let mut missing = Vec::new();
                for namer in batch {
                    let size = u64::try_from(namer.size).unwrap_or(0);
                    match blobs.find(&namer.digest)? {
                        Some(found) if found.size == size => {}
                        _ => missing.push(namer),
                    }
                }
                Ok(missing)
            })
            .await?;
            // Removed while it was looked for: then nothing is missing.
            let keys: Vec<FileKey> = missing.iter().map(|namer| namer.key).collect();
            let still = self
                .store
                .read(move |conn| leftovers::still_there(conn, &keys))
                .await?;
            for Namer {
                key, id, digest, ..
            } in missing
            {
                if still.contains(&key) {
                    report.miss("file", id, digest);
                }
            }
        }
        let pictures = self.store.read(leftovers::pictures).await?;
        let blobs = self.blobs.clone();
        let missing = in_background(move || {
            let mut missing = Vec::new();
            for digest in pictures {
                if blobs.find(&digest)?.is_none() {
                    missing.push(digest);
                }
            }
            Ok(missing)
        })
        .await?;
        for digest in missing {
            report.miss("picture", digest.clone(), digest);
        }
        Ok(())
    }
}

/// Removes a file, or only says how long it is; nothing, if it is gone already.
fn removed(path: &Path, mode: Mode) -> std::io::Result<Option<u64>> {
    let known = match std::fs::metadata(path) {
        Ok(known) => known,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if mode == Mode::Real {
        std::fs::remove_file(path)?;
    }
    Ok(Some(known.len()))
}
