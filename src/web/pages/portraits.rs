//! Pictures of people, of threads and of the family: set, taken away and looked at.
//!
//! What is uploaded goes through the decoder and is then forgotten; it never becomes a file of the
//! family's. Every look passes the access check, also one that ends with "not modified".

use actix_multipart::Multipart;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::files::matches_tag;
use super::{house, profile, thread_settings};
use crate::base::background::in_background;
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, ThreadId};
use crate::domain::members::Me;
use crate::domain::portraits::{self, Kept};
use crate::domain::{guardians, threads};
use crate::views::api::errors::ErrorBody;
use crate::views::problems::Problems;
use crate::web::extract::{Caller, SignedIn, ToRead};
use crate::web::respond::{Answer, Failure, form_fields, html_with, see_other, status};
use crate::web::site::Site;
use crate::web::uploads::{self, Room};

/// The largest file that is taken for a picture. More helps no face.
const MOST_BYTES: u64 = 5 * 1024 * 1024;
/// Nothing of it is kept but what the decoder makes of it.
const ROOM: Room = Room {
    each: MOST_BYTES,
    all: u64::MAX,
    coming: 0,
};
/// The one field of the form.
const FIELD: &str = "picture";

/// What a form asks for.
enum Wish {
    Set(Kept),
    Remove,
}

impl Wish {
    fn portrait(&self) -> Option<&Kept> {
        match self {
            Self::Set(kept) => Some(kept),
            Self::Remove => None,
        }
    }
}

/// `GET /people/{member}/picture`.
#[utoipa::path(get, path = "/people/{member}/picture", tag = "members",
    params(("member" = String, Path, description = "Member id."), ("v" = Option<String>, Query, description = "Changes with the picture, for caches; ignored.")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "image/jpeg", description = "A square JPEG of at most 512 by 512 pixels."),
        (status = 304, description = "Still the one that `If-None-Match` names."),
        (status = 404, body = ErrorBody, description = "Nobody, nobody the caller may know of, or nobody with a picture.")))]
pub async fn show(
    request: HttpRequest,
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = MemberId::from_outside(path.into_inner());
    let digest = site
        .store
        .read(move |conn| portraits::of_member(conn, &caller.me, &id))
        .await?;
    picture(&request, &site, &digest).await
}

/// `GET /family/picture`.
#[utoipa::path(get, path = "/family/picture", tag = "members",
    params(("v" = Option<String>, Query, description = "Changes with the picture, for caches; ignored.")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "image/jpeg", description = "A square JPEG of at most 512 by 512 pixels."),
        (status = 304, description = "Still the one that `If-None-Match` names."),
        (status = 404, body = ErrorBody, description = "The family has none, or the caller is its guest.")))]
pub async fn show_of_family(
    request: HttpRequest,
    caller: Caller<ToRead>,
    site: web::Data<Site>,
) -> Answer {
    let digest = site
        .store
        .read(move |conn| portraits::of_family(conn, &caller.me))
        .await?;
    picture(&request, &site, &digest).await
}

/// `GET /threads/{thread}/picture`.
#[utoipa::path(get, path = "/threads/{thread}/picture", tag = "threads",
    params(("thread" = String, Path, description = "Thread id."), ("v" = Option<String>, Query, description = "Changes with the picture, for caches; ignored.")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "image/jpeg", description = "A square JPEG of at most 512 by 512 pixels."),
        (status = 304, description = "Still the one that `If-None-Match` names."),
        (status = 404, body = ErrorBody, description = "Not a thread of the caller's, or one without a picture.")))]
pub async fn show_of_thread(
    request: HttpRequest,
    caller: Caller<ToRead>,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Answer {
    let id = ThreadId::from_outside(path.into_inner());
    let digest = site
        .store
        .read(move |conn| portraits::of_thread(conn, &caller.me, &id))
        .await?;
    picture(&request, &site, &digest).await
}

/// `POST /settings/picture`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, body: Multipart) -> Answer {
    let me = reader.me.clone();
    match wish(&site, &me, body).await {
        Ok(wish) => {
            site.store
                .write(move |tx| portraits::set_own(tx, &me, wish.portrait()))
                .await?;
            Ok(see_other(&reader.frame.url("/settings/profile?saved=yes")))
        }
        Err(error) => {
            let status = status(&error);
            let page = profile::page(&reader, &site, problems(error)?).await?;
            html_with(status, &page)
        }
    }
}

/// `POST /family/picture`.
pub async fn update_of_family(reader: SignedIn, site: web::Data<Site>, body: Multipart) -> Answer {
    // Before anything is received and decoded for somebody who may not.
    guardians::refuse_unless_grown_up(&reader.me)?;
    let me = reader.me.clone();
    match wish(&site, &me, body).await {
        Ok(wish) => {
            site.store
                .write(move |tx| portraits::set_of_family(tx, &me, wish.portrait()))
                .await?;
            Ok(see_other(&reader.frame.url("/family/settings?saved=yes")))
        }
        Err(error) => {
            let status = status(&error);
            html_with(status, &house::page(&reader, &site, problems(error)?))
        }
    }
}

/// `POST /threads/{thread}/picture`.
pub async fn update_of_thread(
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Multipart,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    let (me, id) = (reader.me.clone(), thread.clone());
    // Before anything is received and decoded for somebody who may not.
    site.store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &id)?;
            portraits::refuse_unless_own(&seat)
        })
        .await?;
    let (me, id) = (reader.me.clone(), thread.clone());
    match wish(&site, &me, body).await {
        Ok(wish) => {
            site.store
                .write(move |tx| {
                    let seat = threads::seat(tx.conn(), &me, &id)?;
                    portraits::set_of_thread(tx, &seat, wish.portrait())
                })
                .await?;
            Ok(thread_settings::saved(&reader, &thread))
        }
        Err(error) => {
            let status = status(&error);
            let problems = problems(error)?;
            let page = thread_settings::page(&reader, &site, &thread, problems).await?;
            html_with(status, &page)
        }
    }
}

/// What the form asks for, and the portrait on disk if it asks for one.
async fn wish(site: &Site, me: &Me, body: Multipart) -> Result<Wish> {
    site.limits.upload(me.key())?;
    let mut form = uploads::receive_loose(site, body, FIELD, ROOM).await?;
    if !form.fields.all("remove").is_empty() {
        return Ok(Wish::Remove);
    }
    let picture = form
        .files
        .pop()
        .ok_or_else(|| Error::field(FIELD, "required"))?;
    let path = picture.content.path().to_owned();
    // Opened anew, because the decoder reads it from its beginning.
    let file = in_background(|| Ok(std::fs::File::open(path)?)).await?;
    let portrait = site
        .decoder
        .portrait(file)
        .await?
        .map_err(|refusal| Error::field(FIELD, refusal.code()))?;
    let blobs = site.blobs.clone();
    let kept = in_background(move || portraits::keep(&blobs, &portrait)).await?;
    Ok(Wish::Set(kept))
}

/// What the page says beside the form; what is not about the picture is no page of ours.
fn problems(error: Error) -> Result<Problems, Failure> {
    if let Error::TooLarge = error {
        return Ok(Problems::of([(FIELD, "too_heavy")]));
    }
    Ok(Problems::in_fields(form_fields(error)?))
}

/// The content with this digest, as an answer.
async fn picture(request: &HttpRequest, site: &Site, digest: &str) -> Answer {
    let etag = format!("\"{digest}\"");
    let mut response = if matches_tag(request, header::IF_NONE_MATCH, &etag) {
        HttpResponse::NotModified().finish()
    } else {
        let path = site.blobs.path(digest);
        let bytes = web::block(move || std::fs::read(path))
            .await
            .map_err(Error::internal)?
            // The row promises the content; without it something is wrong with the disk.
            .map_err(Error::internal)?;
        HttpResponse::Ok().content_type("image/jpeg").body(bytes)
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "private, no-cache"),
        ("content-disposition", "inline"),
        // Pixels are packed already.
        ("content-encoding", "identity"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers.insert(
        header::ETAG,
        HeaderValue::from_str(&etag).map_err(Error::internal)?,
    );
    Ok(response)
}
