//! Messages of a thread: pieces for a page that is open already, and the composer's door.

use actix_multipart::Multipart;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, web};

use super::acts::fragment;
use super::threads::show_again;
use crate::base::error::{Error, Result};
use crate::base::ids::{FileId, MessageId, ThreadId};
use crate::domain::members::Me;
use crate::domain::messages::{self, Anchor, Cursor, Draft, Posted};
use crate::domain::threads;
use crate::views::from_domain;
use crate::views::messages::{MessagesFragment, arrange};
use crate::views::threads::Composer;
use crate::web::api::messages::{Place, Wanted, idempotency_key, posted_status};
use crate::web::extract::{SignedIn, is_fragment, limit};
use crate::web::respond::{Answer, Failure, encoded, html, see_other, status};
use crate::web::site::Site;
use crate::web::uploads::{self, Fields};

/// `GET /threads/{id}/messages`: what changed since, or older or newer messages, as the same partial
/// that the page was made from. This is how a page lives: an event is only the nudge to ask. Without a
/// place it is the newest, as the page itself is.
pub async fn index(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<Place>,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    if !is_fragment(&request) {
        // Somebody followed the address by hand: the page it is a piece of is what they want.
        let page = format!("/threads/{}", encoded(thread.as_str()));
        return Ok(see_other(&reader.frame.url(page)));
    }
    let limit = limit(query.limit.as_deref());
    let wanted = query.wanted();
    let (me, id) = (reader.me.clone(), thread.clone());
    let (run, context) = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &id)?;
            let run = match wanted? {
                Wanted::Page(anchor) => {
                    let anchor = match anchor {
                        Anchor::Start => Anchor::End,
                        place => place,
                    };
                    let page = messages::page(conn, &seat, &anchor, limit)?;
                    Run {
                        messages: page.messages,
                        change_cursor: page.cursor.to_string(),
                        has_more: false,
                        prev_cursor: page.prev.map(|id| id.to_string()),
                        next_cursor: page.next.map(|id| id.to_string()),
                    }
                }
                Wanted::Since(cursor) => {
                    let since = Cursor::parse(&cursor, &seat)?;
                    let changes = messages::changes(conn, &seat, &since, limit)?;
                    Run {
                        messages: changes.messages,
                        change_cursor: changes.cursor.to_string(),
                        has_more: changes.has_more,
                        prev_cursor: None,
                        next_cursor: None,
                    }
                }
            };
            let context = messages::context(conn, &seat, &run.messages)?;
            Ok((run, context))
        })
        .await?;
    let frame = &reader.frame;
    let views = from_domain::messages(frame, &thread, &run.messages, &context);
    html(&MessagesFragment {
        frame,
        items: arrange(frame, views),
        change_cursor: run.change_cursor,
        has_more: run.has_more,
        prev_cursor: run.prev_cursor,
        next_cursor: run.next_cursor,
    })
}

struct Run {
    messages: Vec<messages::Message>,
    change_cursor: String,
    has_more: bool,
    prev_cursor: Option<String>,
    next_cursor: Option<String>,
}

/// `POST /threads/{id}/messages`: the composer.
///
/// What somebody typed is never lost: without JavaScript the page comes back with it and says why.
pub async fn create(
    request: HttpRequest,
    reader: SignedIn,
    site: web::Data<Site>,
    path: web::Path<String>,
    body: Multipart,
) -> Answer {
    let thread = ThreadId::from_outside(path.into_inner());
    is_seated(&site, &reader.me, &thread).await?;
    site.limits.message(reader.me.key())?;
    let room = uploads::room_beside_words(&site, &reader.me, &request).await?;
    let mut typed = Fields::default();
    let received = uploads::receive_beside(&site, body, "files", room, &mut typed).await;
    let posted = match received {
        Ok(files) => post(&site, &reader.me, &thread, &typed, files).await,
        Err(error) => Err(error),
    };
    match posted {
        Ok(posted) if is_fragment(&request) => created(&site, &reader, posted).await,
        Ok(_) => Ok(see_other(&reader.frame.url(format!("/threads/{thread}")))),
        Err(error) if !is_fragment(&request) && is_shown_beside_words(&error) => {
            let composer = Composer {
                idempotency_key: uuid::Uuid::new_v4().to_string(),
                body: typed.word("body").unwrap_or_default().to_owned(),
                reply: None,
                problem: Some(error.code().to_owned()),
                most_bytes: site.config.max_upload,
            };
            let reply = typed.word("replyTo").map(MessageId::from_outside);
            show_again(&reader, &site, thread, reply, status(&error), composer).await
        }
        Err(error) => Err(Failure(error)),
    }
}

/// Asked before the body is read: strangers' files are not even received.
async fn is_seated(site: &Site, me: &Me, thread: &ThreadId) -> Result<()> {
    let (me, thread) = (me.clone(), thread.clone());
    site.store
        .read(move |conn| threads::seat(conn, &me, &thread).map(drop))
        .await
}

/// What is wrong with a message, not with asking at all: its words go back to whoever wrote them.
fn is_shown_beside_words(error: &Error) -> bool {
    matches!(
        error,
        Error::BadRequest(_)
            | Error::Invalid(_)
            | Error::Conflict(_)
            | Error::TooLarge
            | Error::StorageFull
    )
}

/// Records the files that came along and posts the message with them, behind those that were uploaded
/// before; all or nothing.
async fn post(
    site: &Site,
    me: &Me,
    thread: &ThreadId,
    fields: &Fields,
    files: Vec<uploads::Upload>,
) -> Result<Posted> {
    let ids = fields.all("fileIds").iter();
    let draft = Draft {
        body: fields.word("body").unwrap_or_default().to_owned(),
        file_ids: ids.map(FileId::from_outside).collect(),
        reply_to: fields.word("replyTo").map(MessageId::from_outside),
        idempotency_key: fields
            .word("idempotencyKey")
            .map(idempotency_key)
            .transpose()?,
    };
    let quotas = site.quotas();
    let (me, thread) = (me.clone(), thread.clone());
    let written = site
        .store
        .write(move |tx| {
            let seat = threads::seat(tx.conn(), &me, &thread)?;
            let named = draft.file_ids.iter().map(ToString::to_string);
            let contents = files.iter().map(|file| file.kept.digest.clone());
            let request: Vec<_> = named.chain(contents).collect();
            messages::post_with(tx, &me, &seat, &draft, &request, |tx| {
                let recorded = uploads::record(tx, me.key(), &quotas, &files)?;
                let recorded = recorded.into_iter().map(|file| file.id);
                Ok(draft.file_ids.iter().cloned().chain(recorded).collect())
            })
        })
        .await?;
    Ok(written.value)
}

async fn created(site: &Site, reader: &SignedIn, posted: Posted) -> Answer {
    let status = posted_status(posted.is_replay);
    let mut response = fragment(reader, site, &posted.thread_id, posted.key, status).await?;
    if posted.is_replay {
        response.headers_mut().insert(
            HeaderName::from_static("idempotency-replayed"),
            HeaderValue::from_static("true"),
        );
    }
    Ok(response)
}
