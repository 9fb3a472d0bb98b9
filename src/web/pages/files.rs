//! Files: every request passes the access check, and only a short list of types is shown in place.

use std::fs::File as DiskFile;
use std::io::{self, Read, Seek, SeekFrom};

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;

use crate::base::error::Error;
use crate::base::ids::FileId;
use crate::domain::files::{self, File, Status, Variant};
use crate::web::extract::{Caller, ToRead};
use crate::web::ranges::{Part, part};
use crate::web::respond::{Answer, encoded};
use crate::web::site::Site;

/// What a browser may show in place; all else is offered for saving.
const INLINE: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "audio/mpeg",
    "audio/ogg",
    "audio/m4a",
    "audio/mp4",
    "audio/webm",
    "audio/x-wav",
    "audio/wav",
];

/// Bytes read from the disk at a time.
const CHUNK: u64 = 128 * 1024;

/// `GET /files/{id}`.
pub async fn show(
    request: HttpRequest,
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = FileId::from_outside(path.into_inner());
    let file = site
        .store
        .read(move |conn| files::visible(conn, &caller.me, &id))
        .await?;
    send(&request, &site, file).await
}

/// `GET /files/{id}/{variant}`: what was made of it, or for its sender the bytes as they were sent.
pub async fn variant(
    request: HttpRequest,
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, name) = path.into_inner();
    let variant = Variant::named(&name).ok_or(Error::NotFound("not_found"))?;
    let id = FileId::from_outside(id);
    let file = site
        .store
        .read(move |conn| files::visible(conn, &caller.me, &id)?.variant(&caller.me, variant))
        .await?;
    send(&request, &site, file).await
}

async fn send(request: &HttpRequest, site: &Site, file: File) -> Answer {
    // Nobody sees it before its private words are out; one that failed is a download.
    if file.status == Status::Pending {
        return Err(Error::NotFound("not_found").into());
    }
    let etag = format!("\"{}\"", file.digest);
    if matches_tag(request, header::IF_NONE_MATCH, &etag) {
        let mut response = HttpResponse::NotModified().finish();
        describe(&mut response, &file, &etag);
        return Ok(response);
    }
    let size = u64::try_from(file.size).unwrap_or(0);
    let range = request
        .headers()
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    // A part of another version would be pasted into this one.
    let is_current = !request.headers().contains_key(header::IF_RANGE)
        || matches_tag(request, header::IF_RANGE, &etag);
    let (status, from, length) = match part(range.filter(|_| is_current), size) {
        Part::Whole => (StatusCode::OK, 0, size),
        Part::Bytes(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Part::Unsatisfiable => {
            let mut response = HttpResponse::RangeNotSatisfiable()
                .insert_header((header::CONTENT_RANGE, format!("bytes */{size}")))
                .finish();
            describe(&mut response, &file, &etag);
            return Ok(response);
        }
    };
    let place = site.blobs.path(&file.digest);
    let disk = web::block(move || {
        let mut disk = DiskFile::open(place)?;
        disk.seek(SeekFrom::Start(from))?;
        Ok::<_, io::Error>(disk)
    })
    .await
    .map_err(Error::internal)?
    // The row promises the content; without it something is wrong with the disk, not the request.
    .map_err(Error::internal)?;
    let mut response = HttpResponse::build(status);
    if status == StatusCode::PARTIAL_CONTENT {
        let last = from + length - 1;
        response.insert_header((header::CONTENT_RANGE, format!("bytes {from}-{last}/{size}")));
    }
    let mut response = response.no_chunking(length).streaming(chunks(disk, length));
    describe(&mut response, &file, &etag);
    Ok(response)
}

fn describe(response: &mut HttpResponse, file: &File, etag: &str) {
    let is_inline = file.status == Status::Ready && INLINE.contains(&file.media_type.as_str());
    let (kind, disposition) = match is_inline {
        true => (file.media_type.as_str(), "inline"),
        false => ("application/octet-stream", "attachment"),
    };
    let disposition = format!(
        "{disposition}; filename*=UTF-8''{}",
        encoded(&file.name).replace('/', "%2F")
    );
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-type", kind),
        ("content-disposition", &disposition),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "private, no-cache"),
        ("accept-ranges", "bytes"),
        ("etag", etag),
        // Compressing would make the lengths and parts above untrue.
        ("content-encoding", "identity"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Whether a header names this tag, or any.
pub(super) fn matches_tag(request: &HttpRequest, name: HeaderName, etag: &str) -> bool {
    request
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.trim() == "*" || tags.split(',').any(|tag| tag.trim() == etag))
}

/// The next `length` bytes of an open file, read on the blocking threads a piece at a time.
fn chunks(
    disk: DiskFile,
    length: u64,
) -> impl futures_util::Stream<Item = Result<web::Bytes, io::Error>> {
    stream::unfold(Some((disk, length)), |state| async move {
        let (mut disk, left) = state?;
        if left == 0 {
            return None;
        }
        let read = web::block(move || {
            let wanted = left.min(CHUNK);
            let mut bytes = Vec::new();
            disk.by_ref().take(wanted).read_to_end(&mut bytes)?;
            match bytes.len() as u64 {
                read if read == wanted => Ok((bytes, disk)),
                _ => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            }
        })
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)));
        match read {
            Ok((bytes, disk)) => {
                let left = left - bytes.len() as u64;
                Some((Ok(bytes.into()), Some((disk, left))))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}
