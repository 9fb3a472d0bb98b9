//! Files that arrive in several pieces and survive a broken line: tus 1.0.
//!
//! Beside the protocol's own words every answer is as elsewhere in the API: errors are JSON, and a plain
//! `GET` says in JSON what `HEAD` says in headers.

use actix_web::http::header::{self, HeaderName, HeaderValue, HttpDate};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;

use crate::base::error::{Error, Result};
use crate::base::ids::UploadId;
use crate::domain::members::{Me, Scope};
use crate::domain::uploads::quotas;
use crate::domain::uploads::{self, Announcement, Upload};
use crate::views::api::errors::ErrorBody;
use crate::views::api::uploads::UploadBody;
use crate::web::extract::{Caller, ToFiles, Visitor};
use crate::web::pieces;
use crate::web::respond::{Answer, json_ok, no_content};
use crate::web::site::Site;
use crate::web::tus::{self, Checksum};

/// What this server understands of the protocol, and how much the asker may still keep.
#[utoipa::path(options, path = "/api/uploads", tag = "files", security(()), responses(
    (status = 204, description = "`Tus-Version`, `Tus-Extension`, `Tus-Checksum-Algorithm` and `Tus-Max-Size` say it; to whoever may upload, `Hearth-Room` says how many bytes more there is room for.")))]
pub async fn about(visitor: Visitor, site: web::Data<Site>) -> Answer {
    let mut response = no_content();
    for (name, value) in [
        ("tus-version", tus::VERSION),
        ("tus-extension", tus::EXTENSIONS),
        ("tus-checksum-algorithm", tus::ALGORITHMS),
    ] {
        let name = HeaderName::from_static(name);
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    say(&mut response, "tus-max-size", site.config.max_upload);
    if let Some(me) = visitor.me.filter(|me| me.require(Scope::Files).is_ok()) {
        say(&mut response, "hearth-room", room(&site, &me).await?);
    }
    Ok(response)
}

/// What a member may still keep, and the disk with them.
async fn room(site: &Site, me: &Me) -> Result<u64> {
    let (member, quotas) = (me.key(), site.quotas());
    let room = site
        .store
        .read(move |conn| quotas::room(conn, member, &quotas))
        .await?;
    Ok(room.min(site.blobs.room()?))
}

/// Begins an upload, and takes its first piece if that comes along.
#[utoipa::path(post, path = "/api/uploads", tag = "files",
    params(
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
        ("Upload-Length" = u64, Header, description = "How long the file is, in bytes."),
        ("Upload-Metadata" = Option<String>, Header, description = "`filename` and its value in Base64."),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, and the sum of the piece in Base64.")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 201, description = "`Location` is where pieces go, `Upload-Expires` until when. `Hearth-File-Id` where the file is complete already."),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 412, body = ErrorBody), (status = 413, body = ErrorBody), (status = 460, body = ErrorBody), (status = 507, body = ErrorBody)))]
pub async fn create(
    request: HttpRequest,
    caller: Caller<ToFiles>,
    site: web::Data<Site>,
    body: web::Payload,
) -> Answer {
    tus::refuse_unless_spoken(&request)?;
    let length = tus::number(&request, "upload-length")?.ok_or(tus::INVALID)?;
    let announced = Announcement {
        name: tus::file_name(&request)?,
        metadata: tus::header(&request, "upload-metadata")
            .unwrap_or_default()
            .to_owned(),
        length,
    };
    let checksum = Checksum::of(&request)?;
    if length > site.config.max_upload {
        return Err(Error::TooLarge.into());
    }
    let has_piece = tus::is_piece(&request);
    if has_piece {
        refuse_longer(&request, length)?;
    }
    site.limits.upload(caller.me.key())?;
    site.blobs.refuse_above(length)?;
    let id = UploadId::new();
    let mut upload = {
        let (me, quotas, id) = (caller.me.clone(), site.quotas(), id.clone());
        site.store
            .write(move |tx| uploads::begin(tx, &me, &quotas, &id, &announced))
            .await?
            .value
    };
    if has_piece || length == 0 {
        let piece = body.take_while(|_| std::future::ready(has_piece));
        let taken = pieces::receive(&site, &caller.me, &id, 0, checksum, Box::pin(piece)).await;
        upload = match taken {
            Ok(upload) => upload,
            Err(error) => {
                // Its sender is never told where it is, so it would only take up room.
                pieces::give_up(&site, &caller.me, &id).await?;
                return Err(error.into());
            }
        };
    }
    let mut response = HttpResponse::new(StatusCode::CREATED);
    describe(&mut response, &upload);
    let place = format!("{}/api/uploads/{id}", site.base());
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// How far an upload has come: in headers for `HEAD`, in JSON for `GET`.
#[utoipa::path(get, path = "/api/uploads/{upload}", tag = "files", params(("upload" = String, Path)), responses(
    (status = 200, body = UploadBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub async fn show(
    request: HttpRequest,
    caller: Caller<ToFiles>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = UploadId::from_outside(path.into_inner());
    if request.method() == Method::HEAD {
        tus::refuse_unless_spoken(&request)?;
        let upload = pieces::settled(&site, &caller.me, &id).await?;
        return Ok(stands_at(&upload));
    }
    let mut upload = pieces::find(&site, &caller.me, &id).await?;
    if upload.digest.is_some() && upload.file_id.is_none() {
        upload = pieces::settled(&site, &caller.me, &id).await?;
    }
    let (me, asked) = (caller.me.clone(), upload.clone());
    let file = site
        .store
        .read(move |conn| uploads::file(conn, &me, &asked))
        .await?;
    let mut response = json_ok(&UploadBody::of(&upload, file.as_ref()))?;
    describe(&mut response, &upload);
    Ok(response)
}

/// Takes the next piece.
#[utoipa::path(patch, path = "/api/uploads/{upload}", tag = "files",
    params(
        ("upload" = String, Path),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`."),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins: exactly how far the upload has come."),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, and the sum of the piece in Base64.")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "`Upload-Offset` says how far it has come, on disk and synced; `Hearth-File-Id` names the file once it is complete."),
        (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 412, body = ErrorBody), (status = 413, body = ErrorBody), (status = 415, body = ErrorBody), (status = 460, body = ErrorBody), (status = 507, body = ErrorBody)))]
pub async fn update(
    request: HttpRequest,
    caller: Caller<ToFiles>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: web::Payload,
) -> Answer {
    let id = UploadId::from_outside(path.into_inner());
    tus::refuse_unless_spoken(&request)?;
    if !tus::is_piece(&request) {
        return Err(Error::UnsupportedMediaType.into());
    }
    let offset = tus::number(&request, "upload-offset")?.ok_or(tus::INVALID)?;
    let checksum = Checksum::of(&request)?;
    let upload = pieces::find(&site, &caller.me, &id).await?;
    refuse_longer(&request, upload.length().saturating_sub(offset))?;
    let upload = pieces::receive(&site, &caller.me, &id, offset, checksum, body).await?;
    let mut response = no_content();
    describe(&mut response, &upload);
    Ok(response)
}

/// Gives an upload up; nothing of it stays.
#[utoipa::path(delete, path = "/api/uploads/{upload}", tag = "files",
    params(("upload" = String, Path), ("Tus-Resumable" = String, Header, description = "`1.0.0`.")),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody), (status = 412, body = ErrorBody)))]
pub async fn destroy(
    request: HttpRequest,
    caller: Caller<ToFiles>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = UploadId::from_outside(path.into_inner());
    tus::refuse_unless_spoken(&request)?;
    pieces::give_up(&site, &caller.me, &id).await?;
    Ok(no_content())
}

/// The same for those who can say nothing but `POST`: `X-HTTP-Method-Override` says what they mean.
#[utoipa::path(post, path = "/api/uploads/{upload}", tag = "files",
    params(
        ("upload" = String, Path),
        ("X-HTTP-Method-Override" = String, Header, description = "`PATCH` or `DELETE`, which this then is."),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`.")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 405, body = ErrorBody), (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 412, body = ErrorBody), (status = 460, body = ErrorBody)))]
pub async fn overridden(
    request: HttpRequest,
    caller: Caller<ToFiles>,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: web::Payload,
) -> Answer {
    match tus::header(&request, "x-http-method-override") {
        Some("PATCH") => update(request, caller, site, path, body).await,
        Some("DELETE") => destroy(request, caller, site, path).await,
        _ => Err(Error::MethodNotAllowed {
            allow: "GET, PATCH, DELETE",
        }
        .into()),
    }
}

/// Refuses a piece that says it is longer than what is missing, before any of it is read.
fn refuse_longer(request: &HttpRequest, missing: u64) -> Result<()> {
    match tus::number(request, "content-length") {
        Ok(Some(length)) if length > missing => Err(Error::TooLarge),
        _ => Ok(()),
    }
}

fn stands_at(upload: &Upload) -> HttpResponse {
    let mut response = HttpResponse::Ok().finish();
    describe(&mut response, upload);
    say(&mut response, "upload-length", upload.length());
    if !upload.metadata.is_empty() {
        say(&mut response, "upload-metadata", &upload.metadata);
    }
    response
}

fn describe(response: &mut HttpResponse, upload: &Upload) {
    say(response, "upload-offset", upload.received());
    let until = std::time::UNIX_EPOCH
        + std::time::Duration::from_millis(u64::try_from(upload.expires_at).unwrap_or(0));
    say(response, "upload-expires", HttpDate::from(until));
    if let Some(file) = &upload.file_id {
        say(response, "hearth-file-id", file);
    }
}

fn say(response: &mut HttpResponse, name: &'static str, value: impl ToString) {
    if let Ok(value) = HeaderValue::from_str(&value.to_string()) {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, value);
    }
}
