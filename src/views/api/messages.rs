//! Messages as programs see them, in answers and in live events.

use serde::Serialize;
use utoipa::ToSchema;

use super::files::file_url;
use crate::base::clock::rfc3339;
use crate::base::ids::{FileId, MemberId, MessageId, ThreadId};
use crate::domain::files::Status;
use crate::domain::messages::{self, Message, Posted};

/// A message, the same for all its readers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageBody {
    /// Message id.
    pub id: MessageId,
    /// What it says; empty once removed.
    pub body: String,
    /// Who wrote it.
    pub author: Author,
    /// What is attached, in order.
    pub attachments: Vec<Attachment>,
    /// When it was posted.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When its text last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub edited_at: Option<String>,
    /// When it was removed: what is left is its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub deleted_at: Option<String>,
    /// The message it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Who reacted how.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<ReactionBody>,
    /// The message before it in its thread; a reader who lacks that one knows of a gap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_id: Option<MessageId>,
}

/// Who wrote a message.
#[derive(Serialize, ToSchema)]
pub struct Author {
    /// Member id.
    pub id: MemberId,
    /// What they are called today.
    pub name: String,
}

/// A file on a message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// File id.
    pub id: FileId,
    /// What its uploader called it.
    pub name: String,
    /// Path on this server, once it can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What its content is.
    pub media_type: String,
    /// Length in bytes.
    pub size: i64,
    /// Pixels across as it is seen, once that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
    /// Pixels down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    /// How long it plays, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// `pending` or `failed`; a file without this is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// What can be fetched below `url`: `small`, `medium`, `poster`, `playable`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
}

/// One emoji and who chose it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionBody {
    /// The emoji.
    pub emoji: String,
    /// Who, in the order they did.
    pub member_ids: Vec<MemberId>,
}

/// A page of a thread, oldest first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageList {
    /// The messages.
    pub messages: Vec<MessageBody>,
    /// `cursor` of the next page; `null` when nothing follows now.
    pub next_cursor: Option<MessageId>,
    /// `before` of the page before; `null` when nothing precedes.
    pub prev_cursor: Option<MessageId>,
    /// `since` of whoever has read this page.
    pub change_cursor: String,
}

/// What changed in a thread, in order of change.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeList {
    /// The messages as they are now, tombstones included.
    pub messages: Vec<MessageBody>,
    /// `since` to go on from.
    pub change_cursor: String,
    /// Whether more has changed already.
    pub has_more: bool,
}

/// A page by place or by change.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum MessagesAnswer {
    /// For `cursor`, `before`, `around` or nothing.
    Page(MessageList),
    /// For `since`.
    Changes(ChangeList),
}

/// A message inside an answer.
#[derive(Serialize, ToSchema)]
pub struct MessageAnswer {
    /// The message.
    pub message: MessageBody,
}

/// A message just posted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostedMessage {
    /// Message id.
    pub id: MessageId,
    /// Where it was posted.
    pub thread_id: ThreadId,
    /// Who wrote it.
    pub author_id: MemberId,
    /// What it says.
    pub body: String,
    /// What is attached, in order.
    pub file_ids: Vec<FileId>,
    /// When it was posted.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// The answer to posting.
#[derive(Serialize, ToSchema)]
pub struct PostedAnswer {
    /// The message.
    pub message: PostedMessage,
}

impl MessageBody {
    /// The message; `base` is the sub-path that Hearth lives under.
    pub fn of(message: &Message, base: &str) -> Self {
        Self {
            id: message.id.clone(),
            body: message.body.clone(),
            author: Author {
                id: message.author.id.clone(),
                name: message.author.name.clone(),
            },
            attachments: message
                .attachments
                .iter()
                .map(|attachment| Attachment::of(attachment, base))
                .collect(),
            created_at: rfc3339(message.created_at),
            edited_at: message.edited_at.map(rfc3339),
            deleted_at: message.deleted_at.map(rfc3339),
            reply_to: message.reply_to.clone(),
            reactions: message.reactions.iter().map(ReactionBody::from).collect(),
            previous_id: message.previous_id().cloned(),
        }
    }
}

impl Attachment {
    fn of(attachment: &messages::Attachment, base: &str) -> Self {
        Self {
            id: attachment.id.clone(),
            name: attachment.name.clone(),
            url: attachment
                .can_be_fetched()
                .then(|| file_url(base, &attachment.id)),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
            width: attachment.dimensions.map(|(width, _)| width),
            height: attachment.dimensions.map(|(_, height)| height),
            duration_ms: attachment.duration_ms,
            status: Some(attachment.status).filter(|status| *status != Status::Ready),
            variants: attachment
                .variants
                .iter()
                .map(|(kind, _)| kind.as_str().to_owned())
                .collect(),
        }
    }
}

impl From<&messages::Reaction> for ReactionBody {
    fn from(reaction: &messages::Reaction) -> Self {
        Self {
            emoji: reaction.emoji.clone(),
            member_ids: reaction
                .people
                .iter()
                .map(|person| person.id.clone())
                .collect(),
        }
    }
}

impl MessageList {
    /// The page.
    pub fn of(page: &messages::Page, base: &str) -> Self {
        Self {
            messages: all(&page.messages, base),
            next_cursor: page.next.clone(),
            prev_cursor: page.prev.clone(),
            change_cursor: page.cursor.to_string(),
        }
    }
}

impl ChangeList {
    /// The changes.
    pub fn of(changes: &messages::Changes, base: &str) -> Self {
        Self {
            messages: all(&changes.messages, base),
            change_cursor: changes.cursor.to_string(),
            has_more: changes.has_more,
        }
    }
}

impl From<&Posted> for PostedAnswer {
    fn from(posted: &Posted) -> Self {
        Self {
            message: PostedMessage {
                id: posted.id.clone(),
                thread_id: posted.thread_id.clone(),
                author_id: posted.author_id.clone(),
                body: posted.body.clone(),
                file_ids: posted.file_ids.clone(),
                created_at: rfc3339(posted.created_at),
            },
        }
    }
}

fn all(messages: &[Message], base: &str) -> Vec<MessageBody> {
    messages
        .iter()
        .map(|message| MessageBody::of(message, base))
        .collect()
}
