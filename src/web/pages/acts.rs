//! A message named by its address: finding it for the asker, its own page, and where a page goes once
//! something was done with it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::base::ids::{MessageId, MessageKey, ThreadId};
use crate::domain::members::{Me, Member};
use crate::domain::messages::{self, Message, Sight};
use crate::domain::{receipts, threads};
use crate::views::acts::MessagePage;
use crate::views::from_domain;
use crate::views::messages::{CreatedFragment, MessageView, arrange};
use crate::views::problems::Problems;
use crate::web::extract::{SignedIn, is_fragment};
use crate::web::respond::{Answer, html, html_with, see_other};
use crate::web::site::Site;

/// The thread and the message of an address.
#[derive(Clone, Deserialize)]
pub struct Named {
    thread: String,
    message: String,
}

impl Named {
    /// The thread.
    pub fn thread(&self) -> ThreadId {
        ThreadId::from_outside(&self.thread)
    }

    /// The message.
    pub fn message(&self) -> MessageId {
        MessageId::from_outside(&self.message)
    }
}

/// A message that is about to be shown by itself.
pub struct Shown {
    /// The proof that the asker may see it.
    pub sight: Sight,
    quoted: Vec<Message>,
}

impl Shown {
    /// Finds it for whoever `may` do what the page is about: no page offers what would be refused.
    pub async fn find(
        reader: &SignedIn,
        site: &Site,
        named: &Named,
        may: fn(&Me, &Message) -> bool,
    ) -> Result<Self> {
        let (me, thread, id) = (reader.me.clone(), named.thread(), named.message());
        let shown = site
            .store
            .read(move |conn| {
                let sight = messages::sight_in(conn, &me, &thread, &id)?;
                let message = std::slice::from_ref(sight.message());
                let quoted = messages::quoted(conn, sight.seat(), message)?;
                Ok(Self { sight, quoted })
            })
            .await?;
        let message = shown.sight.message();
        match (may(&reader.me, message), message.deleted_at) {
            (true, _) => Ok(shown),
            (false, Some(_)) => Err(Error::NotFound("not_found")),
            (false, None) => Err(Error::Forbidden("forbidden")),
        }
    }

    /// As the page shows it.
    pub fn view(&self, reader: &SignedIn) -> MessageView {
        let message = std::slice::from_ref(self.sight.message());
        let thread = &self.sight.seat().thread().id;
        from_domain::messages(&reader.frame, thread, message, &self.quoted).remove(0)
    }
}

/// `GET /threads/{thread}/messages/{message}`: what can be done with it, and what it said before.
pub async fn show(reader: SignedIn, site: web::Data<Site>, named: web::Path<Named>) -> Answer {
    let page = page(&reader, &site, &named, String::new(), Problems::none()).await?;
    html(&page)
}

/// The page once more, with an emoji that is none.
pub async fn show_again(
    reader: &SignedIn,
    site: &Site,
    named: &Named,
    emoji: String,
    problems: Problems,
) -> Answer {
    let page = page(reader, site, named, emoji, problems).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    named: &Named,
    emoji: String,
    problems: Problems,
) -> Result<MessagePage<'a>> {
    let shown = Shown::find(reader, site, named, |_, _| true).await?;
    let sight = shown.sight.clone();
    let me = reader.me.clone();
    let (versions, readers) = site
        .store
        .read(move |conn| {
            let readers = receipts::readers(conn, &me, sight.seat(), sight.message())?;
            Ok((messages::versions(conn, &sight)?, readers))
        })
        .await?;
    let message = shown.sight.message();
    Ok(MessagePage {
        message: shown.view(reader),
        versions: versions.iter().map(from_domain::version).collect(),
        readers: reader.me.member().shares.reading.then(|| {
            let name = |reader: &Member| reader.name.clone();
            readers.iter().map(name).collect()
        }),
        may_edit: messages::may_edit(&reader.me, message),
        may_remove: messages::may_remove(&reader.me, message),
        emoji,
        problems,
        frame: &reader.frame,
    })
}

/// The answer once something was done with a message: for an open page the message as it is now, else
/// back to its place in the conversation.
pub async fn done(
    request: &HttpRequest,
    reader: &SignedIn,
    site: &Site,
    named: &Named,
    key: MessageKey,
) -> Answer {
    if is_fragment(request) {
        return fragment(reader, site, &named.thread(), key, StatusCode::OK).await;
    }
    let Named { thread, message } = named;
    let place = format!("/threads/{thread}?around={message}#message_{message}");
    Ok(see_other(&reader.frame.url(place)))
}

/// A message of a thread as it is now, for whoever is in it.
pub async fn fragment(
    reader: &SignedIn,
    site: &Site,
    thread: &ThreadId,
    key: MessageKey,
    status: StatusCode,
) -> Answer {
    let (me, id) = (reader.me.clone(), thread.clone());
    let (messages, quoted) = site
        .store
        .read(move |conn| {
            let seat = threads::seat(conn, &me, &id)?;
            let messages = vec![messages::seen(conn, &seat, key)?];
            let quoted = messages::quoted(conn, &seat, &messages)?;
            Ok((messages, quoted))
        })
        .await?;
    let frame = &reader.frame;
    let views = from_domain::messages(frame, thread, &messages, &quoted);
    let items = arrange(frame, views);
    html_with(status, &CreatedFragment { frame, items })
}
