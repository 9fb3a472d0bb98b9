//! Files: every request passes the access check, and only a short list of types is shown in place.

use std::fs::File as DiskFile;
use std::io::{self, Read, Seek, SeekFrom};

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;

use crate::base::error::Error;
use crate::base::ids::FileId;
use crate::domain::files::{self, File, Status, Variant};
use crate::views::api::errors::ErrorBody;
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

/// What a browser may want a file for; anything else it says is refused, because a file is never a part
/// of a page but to be looked at, listened to or saved. Other programs, and older browsers, say nothing.
const PURPOSES: &[&str] = &["document", "empty", "image", "video", "audio", "track"];

/// `GET /files/{id}`.
#[utoipa::path(get, path = "/files/{file}", tag = "files",
    params(
        ("file" = String, Path, description = "File id."),
        ("Range" = Option<String>, Header, description = "One range of bytes; of several the whole is sent."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the caller has.")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream", description = "The content. Pictures, sound and film of the usual kinds come as what they are, everything else as a download."),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream", description = "The part that `Range` asks for."),
        (status = 304, description = "Still the one that `If-None-Match` names."),
        (status = 403, body = ErrorBody, description = "A browser wants it as a part of a page."),
        (status = 404, body = ErrorBody, description = "No file, or none for the caller."),
        (status = 416, description = "`Range` lies behind the end.")))]
pub async fn show(
    request: HttpRequest,
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = FileId::from_outside(path.into_inner());
    let file = site
        .store
        .read(move |conn| files::visible(conn, &caller.me, &id)?.whole(&caller.me))
        .await?;
    send(&request, &site, file).await
}

/// `GET /files/{id}/{variant}`.
#[utoipa::path(get, path = "/files/{file}/{variant}", tag = "files",
    params(
        ("file" = String, Path, description = "File id."),
        ("variant" = String, Path, description = "`small`, `medium`, `poster` or `playable`, as far as it was made; or `original`, for whoever sent it, where the family keeps originals.")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream", description = "What was made of the file."),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream", description = "The part that `Range` asks for."),
        (status = 304, description = "Still the one that `If-None-Match` names."),
        (status = 403, body = ErrorBody, description = "A browser wants it as a part of a page."),
        (status = 404, body = ErrorBody, description = "No file, none for the caller, or nothing of this kind was made of it."),
        (status = 416, description = "`Range` lies behind the end.")))]
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
    if !purpose(request).is_none_or(|purpose| PURPOSES.contains(&purpose)) {
        return Err(Error::Forbidden("forbidden").into());
    }
    // Nobody sees it before its private words are out; of one that failed the clean copy is a download.
    if file.status == Status::Pending {
        return Err(Error::NotFound("not_found").into());
    }
    let etag = format!("\"{}\"", file.digest);
    if matches_tag(request, header::IF_NONE_MATCH, &etag) {
        let mut response = HttpResponse::NotModified().finish();
        describe(request, &mut response, &file, &etag);
        return Ok(response);
    }
    let size = u64::try_from(file.size).unwrap_or(0);
    let (status, from, length) = match part(range(request, &etag), size) {
        Part::Whole => (StatusCode::OK, 0, size),
        Part::Bytes(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Part::Unsatisfiable => {
            let mut response = HttpResponse::RangeNotSatisfiable()
                .insert_header((header::CONTENT_RANGE, format!("bytes */{size}")))
                .finish();
            describe(request, &mut response, &file, &etag);
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
    describe(request, &mut response, &file, &etag);
    Ok(response)
}

/// What a browser wants the file for, if it says.
fn purpose(request: &HttpRequest) -> Option<&str> {
    request.headers().get("sec-fetch-dest")?.to_str().ok()
}

/// The part that is asked for. `HEAD` has no parts, and a part of another version would be pasted into
/// this one.
fn range<'a>(request: &'a HttpRequest, etag: &str) -> Option<&'a str> {
    let header = |name| request.headers().get(name);
    let is_current = header(header::IF_RANGE).is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
    header(header::RANGE)
        .filter(|_| is_current && request.method() == Method::GET)
        .and_then(|range| range.to_str().ok())
}

fn describe(request: &HttpRequest, response: &mut HttpResponse, file: &File, etag: &str) {
    let kind = file.media_type.as_str();
    // By itself in a window only what is looked at: a page around a sound is the browser's own, and
    // with it what that may do.
    let is_looked_at = kind.starts_with("image/") || kind.starts_with("video/");
    let is_inline = file.status == Status::Ready
        && INLINE.contains(&kind)
        && (is_looked_at || purpose(request) != Some("document"));
    let (kind, disposition) = match is_inline {
        true => (kind, "inline"),
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

/// Whether a header names this tag, or any. A proxy that packs what it passes on weakens the tag, and what
/// is behind it is the same content all the same.
pub(super) fn matches_tag(request: &HttpRequest, name: HeaderName, etag: &str) -> bool {
    let is_it = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag) == etag;
    request
        .headers()
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .any(|tags| tags.trim() == "*" || tags.split(',').any(|tag| is_it(tag.trim())))
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
