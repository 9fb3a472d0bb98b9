//! Multipart bodies: small fields into memory, files straight to disk, everything counted.

use std::collections::HashMap;

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use futures_util::TryStreamExt;

use super::extract::BODY_LIMIT;
use super::site::Site;
use super::tus;
use crate::base::background::in_background;
use crate::base::error::{Error, Result};
use crate::base::ids::MemberKey;
use crate::domain::files::{self, File, PER_MESSAGE};
use crate::domain::members::Me;
use crate::domain::uploads::quotas::{self, Quotas};
use crate::media::{self, Probe};
use crate::store::Tx;
use crate::store::blobs::{Incoming, Kept};

/// Bytes gathered before they are handed to the disk: fewer hops, and still little memory.
const CHUNK: usize = 256 * 1024;
/// Most parts of one body, files and fields together.
const MOST_PARTS: usize = PER_MESSAGE + 16;
/// Bytes of a body that may be something other than files: fields, names and boundaries.
const AROUND: u64 = 2 * BODY_LIMIT as u64;

/// The text fields of a form, each as often as it came.
#[derive(Default)]
pub struct Fields(HashMap<String, Vec<String>>);

impl Fields {
    /// What stands in a field; of two with one name the last counts, and nothing at all is no word.
    pub fn word(&self, name: &str) -> Option<&str> {
        let text = self.all(name).last()?;
        Some(text.as_str()).filter(|text| !text.is_empty())
    }

    /// Everything that came under a name, in its order.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// A multipart body, received.
pub struct Form<F> {
    /// Its text fields.
    pub fields: Fields,
    /// Files, in the order of their parts.
    pub files: Vec<F>,
}

/// One whose files are kept.
pub type Received = Form<Upload>;

/// A file that goes when nobody holds it any more.
pub struct Loose {
    /// What the sender calls it.
    pub name: String,
    /// Its content.
    pub content: Incoming,
}

/// A file that is on disk and belongs to nobody yet.
pub struct Upload {
    /// What the sender calls it.
    pub name: String,
    /// Its content.
    pub kept: Kept,
    /// What it is.
    pub probe: Probe,
}

/// How much of a body is taken, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Of one file.
    pub each: u64,
    /// Of all files together.
    pub all: u64,
    /// How much is coming at least, as far as the body says.
    pub coming: u64,
}

impl Room {
    /// Refuses what says that it is more than there is room for.
    fn refuse_coming(&self, site: &Site) -> Result<()> {
        if self.coming > self.all {
            return Err(Error::StorageFull);
        }
        if self.coming > 0 {
            site.blobs.refuse_above(self.coming)?;
        }
        Ok(())
    }
}

/// What a member may still keep. A body that says it is longer is refused before any of it is read; one
/// that does not say, or lies, when it has grown too long.
pub async fn room_for(site: &Site, me: &Me, request: &HttpRequest) -> Result<Room> {
    let room = room_beside_words(site, me, request).await?;
    room.refuse_coming(site)?;
    Ok(room)
}

/// The same, but what is too long is refused at its first file: the words before that are read.
pub async fn room_beside_words(site: &Site, me: &Me, request: &HttpRequest) -> Result<Room> {
    let (member, quotas) = (me.key(), site.quotas());
    let room = site
        .store
        .read(move |conn| quotas::room(conn, member, &quotas))
        .await?;
    let length = tus::number(request, "content-length").ok().flatten();
    Ok(Room {
        each: site.config.max_upload,
        all: room,
        // What stands around the files in a body is theirs as well.
        coming: length.unwrap_or(0).saturating_sub(AROUND),
    })
}

/// Records received files as their uploader's, within what that one may keep: others may have come
/// meanwhile.
pub fn record(
    tx: &mut Tx<'_>,
    uploader: MemberKey,
    quotas: &Quotas,
    uploads: &[Upload],
) -> Result<Vec<File>> {
    let added = uploads.iter().map(|upload| upload.kept.size).sum();
    quotas::refuse_above(tx.conn(), uploader, quotas, added)?;
    uploads
        .iter()
        .map(|upload| files::record(tx, uploader, &upload.name, &upload.kept, &upload.probe))
        .collect()
}

/// Receives a body whose files come in parts called `file_field`, and keeps those. Other parts with a
/// file name are refused; an empty part without a name (a form's file input with nothing chosen) is
/// no file.
pub async fn receive(
    site: &Site,
    body: Multipart,
    file_field: &str,
    room: Room,
) -> Result<Received> {
    let mut fields = Fields::default();
    let files = receive_beside(site, body, file_field, room, &mut fields).await?;
    Ok(Form { fields, files })
}

/// The same for whoever needs the words also where the files are refused.
pub async fn receive_beside(
    site: &Site,
    body: Multipart,
    file_field: &str,
    room: Room,
    fields: &mut Fields,
) -> Result<Vec<Upload>> {
    let loose = loosely(site, body, file_field, room, fields).await?;
    let mut files = Vec::with_capacity(loose.len());
    for Loose { name, content } in loose {
        let blobs = site.blobs.clone();
        let (kept, probe) = in_background(move || {
            let probe = media::probe(content.start(), content.path());
            Ok((blobs.keep(content)?, probe))
        })
        .await?;
        files.push(Upload { name, kept, probe });
    }
    Ok(files)
}

/// Receives a body, and nothing of it is kept.
pub async fn receive_loose(
    site: &Site,
    body: Multipart,
    file_field: &str,
    room: Room,
) -> Result<Form<Loose>> {
    let mut fields = Fields::default();
    let files = loosely(site, body, file_field, room, &mut fields).await?;
    Ok(Form { fields, files })
}

async fn loosely(
    site: &Site,
    mut body: Multipart,
    file_field: &str,
    mut room: Room,
    fields: &mut Fields,
) -> Result<Vec<Loose>> {
    let mut files = Vec::new();
    let (mut parts, mut text_bytes) = (0, 0);
    while let Some(field) = body.try_next().await.map_err(broken)? {
        parts += 1;
        if parts > MOST_PARTS {
            return Err(Error::TooLarge);
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field
            .content_disposition()
            .and_then(|disposition| disposition.get_filename().map(str::to_owned));
        match file_name {
            Some(file_name) if name == file_field => {
                let is_named = !file_name.is_empty();
                if let Some(content) = receive_file(site, field, room, is_named).await? {
                    room.all -= content.size();
                    room.coming = room.coming.saturating_sub(content.size());
                    files.push(Loose {
                        name: file_name,
                        content,
                    });
                }
            }
            Some(_) => return Err(Error::field("file", "unexpected")),
            None => {
                let text = receive_text(field, BODY_LIMIT - text_bytes).await?;
                text_bytes += text.len();
                fields.0.entry(name).or_default().push(text);
            }
        }
    }
    Ok(files)
}

async fn receive_text(mut field: Field, limit: usize) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.try_next().await.map_err(broken)? {
        if bytes.len() + chunk.len() > limit {
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Error::BadRequest("invalid_json"))
}

/// Nothing at all without a name is no file, and needs no room: a form without a picture is sent also
/// when the disk has none to spare.
async fn receive_file(
    site: &Site,
    mut field: Field,
    room: Room,
    is_named: bool,
) -> Result<Option<Incoming>> {
    if is_named {
        room.refuse_coming(site)?;
    }
    let mut incoming = None;
    let (mut total, mut chunk) = (0, Vec::with_capacity(CHUNK));
    while let Some(bytes) = field.try_next().await.map_err(broken)? {
        total += bytes.len() as u64;
        if total > room.each {
            return Err(Error::TooLarge);
        }
        if total > room.all {
            return Err(Error::StorageFull);
        }
        chunk.extend_from_slice(&bytes);
        if chunk.len() >= CHUNK {
            incoming = Some(written(site, incoming, std::mem::take(&mut chunk)).await?);
        }
    }
    match total > 0 || is_named {
        true => written(site, incoming, chunk).await.map(Some),
        false => Ok(None),
    }
}

async fn written(site: &Site, incoming: Option<Incoming>, chunk: Vec<u8>) -> Result<Incoming> {
    let blobs = site.blobs.clone();
    in_background(move || {
        let mut incoming = match incoming {
            Some(incoming) => incoming,
            None => blobs.receive()?,
        };
        incoming.write(&chunk)?;
        Ok(incoming)
    })
    .await
}

/// A body that breaks off or is not what it says: the sender's mistake, and nothing is kept.
fn broken(error: actix_multipart::MultipartError) -> Error {
    use actix_multipart::MultipartError as E;
    match error {
        E::ContentTypeMissing | E::ContentTypeParse | E::ContentTypeIncompatible => {
            Error::UnsupportedMediaType
        }
        _ => Error::BadRequest("invalid_json"),
    }
}
