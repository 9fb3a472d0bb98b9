//! Uploads that arrive in pieces: a piece onto the disk, and the last one into a file.
//!
//! What is told to a sender is on disk and synced. A long piece is synced and noted every few megabytes,
//! so that a killed server loses no more than that; one with a checksum counts as a whole or not at all.
//! A line that breaks is no mistake here: what came is kept, and the sender asks how much it was.

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};

use super::site::Site;
use super::turns::Turn;
use super::tus::Checksum;
use crate::base::background::in_background;
use crate::base::error::{Error, Result};
use crate::base::ids::{FileId, UploadId};
use crate::domain::members::Me;
use crate::domain::uploads::{self, Upload};
use crate::media;
use crate::store::blobs::START;
use crate::store::partials::Partial;

/// Bytes gathered before they are handed to the disk.
const CHUNK: usize = 256 * 1024;
/// Bytes that may come before they are synced and noted.
const NOTE_EVERY: u64 = 8 * 1024 * 1024;

/// What whoever made room for another is told.
const STEPPED_ASIDE: Error = Error::Unavailable {
    retry_after_secs: 1,
};

/// How a piece ended.
enum End {
    /// It has all come.
    Whole,
    /// The line broke, or fell silent.
    Broken,
    /// Somebody else wants the turn.
    Wanted,
    /// There is more of it than the upload is long.
    TooLong,
}

/// An incomplete content and the right to write to it. Both go wherever the writing goes, so that nobody
/// else begins before the last byte is written.
struct Work {
    partial: Partial,
    turn: Turn,
}

/// Receives a piece that begins at byte `offset` and says how far the upload has come.
pub async fn receive(
    site: &Site,
    me: &Me,
    id: &UploadId,
    offset: u64,
    checksum: Option<Checksum>,
    body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
) -> Result<Upload> {
    let turn = site.turns.take(id).await?;
    let upload = find(site, me, id).await?;
    if upload.received() != offset {
        return Err(Error::Conflict("offset_mismatch"));
    }
    if upload.digest.is_some() {
        return finished(site, upload, turn).await;
    }
    let (work, upload) = resumed(site, upload, turn).await?;
    if upload.received() != offset {
        return Err(Error::Conflict("offset_mismatch"));
    }
    let (work, upload) = written(site, upload, work, checksum, body).await?;
    if upload.received < upload.length {
        return Ok(upload);
    }
    let (digest, work) = in_background(move || {
        let mut work = work;
        Ok((work.partial.digest()?, work))
    })
    .await?;
    let upload = site
        .store
        .write(move |tx| uploads::complete(tx, &upload, &digest))
        .await?
        .value;
    finished(site, upload, work.turn).await
}

/// The asker's upload, as it stands when nobody sends to it: whoever does is asked to leave.
pub async fn settled(site: &Site, me: &Me, id: &UploadId) -> Result<Upload> {
    find(site, me, id).await?;
    let turn = site.turns.take(id).await?;
    let upload = find(site, me, id).await?;
    match upload.digest {
        Some(_) => finished(site, upload, turn).await,
        None => {
            let (mut work, upload) = resumed(site, upload, turn).await?;
            work.turn.leave(work.partial.running());
            Ok(upload)
        }
    }
}

/// Ends an upload; nothing of it stays.
pub async fn give_up(site: &Site, me: &Me, id: &UploadId) -> Result<()> {
    find(site, me, id).await?;
    let turn = site.turns.take(id).await?;
    let upload = find(site, me, id).await?;
    site.store
        .write(move |tx| uploads::give_up(tx, &upload))
        .await?;
    let (partials, id) = (site.partials.clone(), id.clone());
    in_background(move || {
        partials.remove(id.as_str())?;
        drop(turn);
        Ok(())
    })
    .await
}

/// The asker's own upload.
pub async fn find(site: &Site, me: &Me, id: &UploadId) -> Result<Upload> {
    let (me, id, now) = (me.clone(), id.clone(), site.store.clock().now_ms());
    site.store
        .read(move |conn| uploads::find(conn, &me, &id, now))
        .await
}

/// Opens what has come. If the disk has less of it than was noted, the disk is right.
async fn resumed(site: &Site, upload: Upload, turn: Turn) -> Result<(Work, Upload)> {
    let (partials, id, at) = (site.partials.clone(), upload.id.clone(), upload.received());
    let opened = in_background(move || {
        let mut turn = turn;
        let running = turn.running();
        let partial = partials.resume(id.as_str(), at, running);
        match partial {
            Ok(partial) => Ok(Some(Work { partial, turn })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
    .await?;
    let Some(work) = opened else {
        return lost(site, upload).await;
    };
    match work.partial.size() {
        size if size < at => Ok((work, noted(site, upload, size).await?)),
        _ => Ok((work, upload)),
    }
}

/// What has come of it is not on the disk any more: it can only begin again.
async fn lost<T>(site: &Site, upload: Upload) -> Result<T> {
    tracing::warn!("what had come of an upload is gone from the disk; it has to begin again");
    site.store
        .write(move |tx| uploads::give_up(tx, &upload))
        .await?;
    Err(Error::Gone("upload_expired"))
}

/// Writes what comes. What is returned is on disk and noted, also where the piece did not come to its end.
async fn written(
    site: &Site,
    mut upload: Upload,
    mut work: Work,
    mut checksum: Option<Checksum>,
    mut body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
) -> Result<(Work, Upload)> {
    let (begin, length) = (upload.received(), upload.length());
    let mut chunk = Vec::with_capacity(CHUNK);
    let end = loop {
        let next = tokio::select! {
            biased;
            () = work.turn.is_wanted() => break End::Wanted,
            next = body.next() => next,
        };
        let bytes = match next {
            None => break End::Whole,
            Some(Err(_)) => break End::Broken,
            Some(Ok(bytes)) => bytes,
        };
        if work.partial.size() + (chunk.len() + bytes.len()) as u64 > length {
            break End::TooLong;
        }
        chunk.extend_from_slice(&bytes);
        if chunk.len() < CHUNK {
            continue;
        }
        let wrote;
        (work, checksum, wrote) = append(work, checksum, std::mem::take(&mut chunk)).await?;
        if let Err(error) = wrote {
            // The disk is full, most likely. What came before it is good.
            if checksum.is_none() {
                synced(site, upload, work).await?;
            }
            return Err(error);
        }
        let unnoted = work.partial.size() - upload.received();
        if checksum.is_none() && unnoted >= NOTE_EVERY {
            (work, upload) = synced(site, upload, work).await?;
        }
    };
    let wrote;
    (work, checksum, wrote) = append(work, checksum, chunk).await?;
    let (is_kept, ended) = match (wrote, end) {
        (Err(error), _) => (checksum.is_none(), Err(error)),
        (Ok(()), End::Whole) => match checksum.is_none_or(Checksum::fits) {
            true => (true, Ok(())),
            false => (false, Err(Error::ChecksumMismatch)),
        },
        // Of a piece with a checksum nobody can say whether what came of it is what was meant.
        (Ok(()), End::Broken) => (checksum.is_none(), Ok(())),
        (Ok(()), End::TooLong) => (false, Err(Error::TooLarge)),
        (Ok(()), End::Wanted) => (checksum.is_none(), Err(STEPPED_ASIDE)),
    };
    if !is_kept {
        work = cut(work, begin).await?;
    }
    let kept = synced(site, upload, work).await?;
    ended.map(|()| kept)
}

type Appended = (Work, Option<Checksum>, Result<()>);

async fn append(
    mut work: Work,
    mut checksum: Option<Checksum>,
    chunk: Vec<u8>,
) -> Result<Appended> {
    in_background(move || {
        let before = work.partial.size();
        let wrote = work.partial.write(&chunk);
        match &wrote {
            Ok(()) => {
                if let Some(checksum) = &mut checksum {
                    checksum.take(&chunk);
                }
            }
            // A part of it may be there all the same.
            Err(_) => work.partial.cut(before)?,
        }
        Ok((work, checksum, wrote.map_err(Error::from)))
    })
    .await
}

async fn cut(mut work: Work, at: u64) -> Result<Work> {
    in_background(move || {
        work.partial.cut(at)?;
        Ok(work)
    })
    .await
}

/// Makes what has come durable, and notes it.
async fn synced(site: &Site, upload: Upload, mut work: Work) -> Result<(Work, Upload)> {
    if work.partial.size() == upload.received() {
        return Ok((work, upload));
    }
    let work = in_background(move || {
        work.partial.sync()?;
        work.turn.leave(work.partial.running());
        Ok(work)
    })
    .await?;
    let upload = noted(site, upload, work.partial.size()).await?;
    Ok((work, upload))
}

async fn noted(site: &Site, upload: Upload, received: u64) -> Result<Upload> {
    let noted = site
        .store
        .write(move |tx| uploads::note(tx, &upload, received))
        .await?;
    Ok(noted.value)
}

/// Makes a file of an upload that has all come, or says again that it is one. Whatever was done of it
/// before a crash is found done.
async fn finished(site: &Site, upload: Upload, turn: Turn) -> Result<Upload> {
    let (Some(digest), None) = (upload.digest.clone(), &upload.file_id) else {
        return Ok(upload);
    };
    let (partials, blobs) = (site.partials.clone(), site.blobs.clone());
    let (id, length) = (upload.id.clone(), upload.length());
    let adopted = in_background(move || {
        let kept = match blobs.adopt(&partials.path(id.as_str()), &digest, length) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            kept => kept?,
        };
        let path = blobs.path(&digest);
        Ok(Some((kept, media::probe(&beginning(&path)?, &path))))
    })
    .await?;
    let Some((kept, probe)) = adopted else {
        return lost(site, upload).await;
    };
    let mut done = upload.clone();
    let file: FileId = site
        .store
        .write(move |tx| uploads::become_file(tx, &upload, &kept, &probe))
        .await?
        .value;
    drop(turn);
    done.file_id = Some(file);
    Ok(done)
}

/// The first bytes of a file, by which its kind is told.
fn beginning(path: &std::path::Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut start = Vec::with_capacity(START);
    let file = std::fs::File::open(path)?;
    file.take(START as u64).read_to_end(&mut start)?;
    Ok(start)
}
