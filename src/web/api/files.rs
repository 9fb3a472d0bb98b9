//! Files: uploading, and how far one has come.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use utoipa::ToSchema;

use crate::base::error::Error;
use crate::base::ids::FileId;
use crate::domain::files;
use crate::views::api::errors::ErrorBody;
use crate::views::api::files::{FileBody, FileStatus, UploadAnswer};
use crate::web::extract::{Caller, ToFiles, ToRead};
use crate::web::respond::{Answer, json_ok, json_with};
use crate::web::site::Site;
use crate::web::uploads;

/// A form with one or several parts called `file`.
#[derive(ToSchema)]
pub struct UploadForm {
    /// The content.
    #[schema(value_type = String, format = Binary)]
    #[expect(
        dead_code,
        reason = "describes the form; the body is streamed, never built"
    )]
    file: Vec<u8>,
}

/// Uploads files; each belongs to its uploader until it is posted.
#[utoipa::path(post, path = "/api/files", tag = "files", request_body(content = UploadForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = UploadAnswer), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 413, body = ErrorBody), (status = 415, body = ErrorBody), (status = 422, body = ErrorBody), (status = 507, body = ErrorBody)))]
pub async fn create(
    request: HttpRequest,
    caller: Caller<ToFiles>,
    site: web::Data<Site>,
    body: Multipart,
) -> Answer {
    site.limits.upload(caller.me.key())?;
    let room = uploads::room_for(&site, &caller.me, &request).await?;
    let received = uploads::receive(&site, body, "file", room).await?;
    if received.files.is_empty() {
        return Err(Error::field("file", "required").into());
    }
    let (uploader, quotas) = (caller.me.key(), site.quotas());
    let files = site
        .store
        .write(move |tx| uploads::record(tx, uploader, &quotas, &received.files))
        .await?
        .value;
    let mut bodies: Vec<_> = files.iter().map(FileBody::from).collect();
    let answer = match bodies.len() {
        1 => UploadAnswer::One {
            file: bodies.remove(0),
        },
        _ => UploadAnswer::Several { files: bodies },
    };
    json_with(StatusCode::CREATED, &answer)
}

/// How far a file has come.
#[utoipa::path(get, path = "/api/files/{file}/status", tag = "files", params(("file" = String, Path)), responses(
    (status = 200, body = FileStatus), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn status(
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = FileId::from_outside(path.into_inner());
    let me = caller.me.clone();
    let file = site
        .store
        .read(move |conn| files::visible(conn, &me, &id))
        .await?;
    json_ok(&match file.is_from(&caller.me) {
        true => FileStatus::for_sender(&file, site.base()),
        false => FileStatus::of(&file, site.base()),
    })
}
