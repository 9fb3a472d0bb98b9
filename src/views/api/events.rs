//! What live channels carry, as programs read it: the `data` of each event.

use serde::Serialize;

use super::files::FileStatus;
use super::messages::{MessageBody, ReactionBody};
use crate::base::clock::rfc3339;
use crate::base::ids::{MemberId, MessageId, ThreadId, TokenId};
use crate::domain::files::File;
use crate::domain::messages::Message;

/// What the channels of threads begin with; a thread's id follows.
pub const THREAD: &str = "thread-";
/// What stands before such a channel's name when one hears it to see who is there.
pub const PRESENCE: &str = "presence-";
/// What a member's own channel begins with; the member's id follows.
pub const OWN: &str = "private-user-";

/// The events that Hearth itself tells. What looks like one of them came from nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A message came.
    MessageNew,
    /// A message reads otherwise.
    MessageUpdated,
    /// A message was removed.
    MessageDeleted,
    /// Reactions to a message are others.
    ReactionChanged,
    /// A file can be shown.
    FileReady,
    /// A file could not be made so.
    FileFailed,
    /// Somebody has read further.
    ReadMoved,
    /// Somebody shows how far they have read, or ceases to.
    ReadShared,
    /// There is a thread that was not there before.
    ThreadNew,
    /// A thread is otherwise than it was.
    ThreadUpdated,
    /// Somebody is in a thread no more.
    ThreadLeft,
    /// A socket missed something.
    Resync,
}

impl Told {
    const ALL: [Self; 12] = [
        Self::MessageNew,
        Self::MessageUpdated,
        Self::MessageDeleted,
        Self::ReactionChanged,
        Self::FileReady,
        Self::FileFailed,
        Self::ReadMoved,
        Self::ReadShared,
        Self::ThreadNew,
        Self::ThreadUpdated,
        Self::ThreadLeft,
        Self::Resync,
    ];

    /// The name it goes by on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MessageNew => "message:new",
            Self::MessageUpdated => "message:updated",
            Self::MessageDeleted => "message:deleted",
            Self::ReactionChanged => "reaction:changed",
            Self::FileReady => "file:ready",
            Self::FileFailed => "file:failed",
            Self::ReadMoved => "read:moved",
            Self::ReadShared => "read:shared",
            Self::ThreadNew => "thread:new",
            Self::ThreadUpdated => "thread:updated",
            Self::ThreadLeft => "thread:left",
            Self::Resync => "hearth:resync",
        }
    }
}

/// Whether an event on a thread's or a member's channels is Hearth's own to tell, or a member's.
pub fn is_our_own(event: &str) -> bool {
    let is_told = Told::ALL.iter().any(|told| told.as_str() == event);
    is_told || event.starts_with("hearth:") || event.starts_with("client-")
}

/// What vouches for a token on a socket; a browser's session goes by its bare id.
const TOKEN: &str = "token:";

/// The name a token goes by where sockets know browsers by their sessions.
pub fn token_session(token: &TokenId) -> String {
    format!("{TOKEN}{token}")
}

/// The token behind such a name, unless it is a browser's session.
pub fn session_token(session: &str) -> Option<TokenId> {
    session.strip_prefix(TOKEN).map(TokenId::from_outside)
}

/// `message:new` and `message:updated`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageEvent<'a> {
    thread_id: &'a ThreadId,
    message: MessageBody,
    change_cursor: String,
}

impl<'a> MessageEvent<'a> {
    /// The message as it is now, and the thread's state with this change.
    pub fn of(thread_id: &'a ThreadId, message: &Message, cursor: String, base: &str) -> Self {
        Self {
            thread_id,
            message: MessageBody::of(message, base),
            change_cursor: cursor,
        }
    }
}

/// `message:deleted`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletedEvent<'a> {
    thread_id: &'a ThreadId,
    message_id: &'a MessageId,
    deleted_at: String,
    change_cursor: String,
}

impl<'a> DeletedEvent<'a> {
    /// Which message went, and when.
    pub fn of(thread_id: &'a ThreadId, message: &'a Message, cursor: String) -> Self {
        Self {
            thread_id,
            message_id: &message.id,
            deleted_at: rfc3339(message.deleted_at.unwrap_or(message.created_at)),
            change_cursor: cursor,
        }
    }
}

/// `reaction:changed`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReactionEvent<'a> {
    thread_id: &'a ThreadId,
    message_id: &'a MessageId,
    reactions: Vec<ReactionBody>,
    change_cursor: String,
}

impl<'a> ReactionEvent<'a> {
    /// All reactions of the message as they are now.
    pub fn of(thread_id: &'a ThreadId, message: &'a Message, cursor: String) -> Self {
        Self {
            thread_id,
            message_id: &message.id,
            reactions: message.reactions.iter().map(ReactionBody::from).collect(),
            change_cursor: cursor,
        }
    }
}

/// `file:ready` and `file:failed`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileEvent<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<&'a ThreadId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<&'a MessageId>,
    file: FileStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_cursor: Option<String>,
}

impl<'a> FileEvent<'a> {
    /// A file on a message, and the thread's state with this change.
    pub fn on(
        thread_id: &'a ThreadId,
        message_id: &'a MessageId,
        cursor: String,
        file: &File,
        base: &str,
    ) -> Self {
        Self {
            thread_id: Some(thread_id),
            message_id: Some(message_id),
            file: FileStatus::of(file, base),
            change_cursor: Some(cursor),
        }
    }

    /// A file that is on no message yet, which only its sender hears of.
    pub fn loose(file: &File, base: &str) -> Self {
        Self {
            thread_id: None,
            message_id: None,
            file: FileStatus::for_sender(file, base),
            change_cursor: None,
        }
    }
}

/// `read:moved`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadEvent<'a> {
    /// Where.
    pub thread_id: &'a ThreadId,
    /// Who.
    pub member_id: &'a MemberId,
    /// Up to and including which.
    pub message_id: &'a MessageId,
}

/// `thread:left`, `read:shared`, and `hearth:resync`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadEvent<'a> {
    /// Which.
    pub thread_id: &'a str,
}
