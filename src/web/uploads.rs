//! Multipart bodies: small fields into memory, files straight to disk, everything counted.

use std::collections::HashMap;

use actix_multipart::{Field, Multipart};
use actix_web::web;
use futures_util::TryStreamExt;

use super::extract::BODY_LIMIT;
use super::site::Site;
use crate::base::error::{Error, Result};
use crate::domain::files::PER_MESSAGE;
use crate::media::{self, Probe};
use crate::store::blobs::{Incoming, Kept};

/// Bytes gathered before they are handed to the disk: fewer hops, and still little memory.
const CHUNK: usize = 256 * 1024;
/// Most parts of one body, files and fields together.
const MOST_PARTS: usize = PER_MESSAGE + 16;

/// A multipart body, received.
pub struct Form<F> {
    /// Text fields; of two with one name the last counts.
    pub fields: HashMap<String, String>,
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

/// Receives a body whose files come in parts called `file_field`, and keeps those. Other parts with a
/// file name are refused; an empty part without a name (a form's file input with nothing chosen) is
/// no file.
pub async fn receive(site: &Site, body: Multipart, file_field: &str) -> Result<Received> {
    let loose = receive_loose(site, body, file_field, site.config.max_upload).await?;
    let mut files = Vec::with_capacity(loose.files.len());
    for Loose { name, content } in loose.files {
        let blobs = site.blobs.clone();
        let (kept, probe) = blocking(move || {
            let probe = media::probe(content.start(), content.path());
            Ok((blobs.keep(content)?, probe))
        })
        .await?;
        files.push(Upload { name, kept, probe });
    }
    Ok(Form {
        fields: loose.fields,
        files,
    })
}

/// The same, but nothing is kept, and no file may have more than `most` bytes.
pub async fn receive_loose(
    site: &Site,
    mut body: Multipart,
    file_field: &str,
    most: u64,
) -> Result<Form<Loose>> {
    let mut received = Form {
        fields: HashMap::new(),
        files: Vec::new(),
    };
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
                let content = receive_file(site, field, most).await?;
                if content.size() > 0 || !file_name.is_empty() {
                    received.files.push(Loose {
                        name: file_name,
                        content,
                    });
                }
            }
            Some(_) => return Err(Error::field("file", "unexpected")),
            None => {
                let text = receive_text(field, BODY_LIMIT - text_bytes).await?;
                text_bytes += text.len();
                received.fields.insert(name, text);
            }
        }
    }
    Ok(received)
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

async fn receive_file(site: &Site, mut field: Field, most: u64) -> Result<Incoming> {
    let blobs = site.blobs.clone();
    let mut incoming = blocking(move || Ok(blobs.receive()?)).await?;
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Some(bytes) = field.try_next().await.map_err(broken)? {
        let total = incoming.size() + chunk.len() as u64 + bytes.len() as u64;
        if total > most {
            return Err(Error::TooLarge);
        }
        chunk.extend_from_slice(&bytes);
        if chunk.len() >= CHUNK {
            incoming = written(incoming, std::mem::take(&mut chunk)).await?;
        }
    }
    written(incoming, chunk).await
}

async fn written(mut incoming: Incoming, chunk: Vec<u8>) -> Result<Incoming> {
    blocking(move || {
        incoming.write(&chunk)?;
        Ok(incoming)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    web::block(work).await.map_err(Error::internal)?
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
