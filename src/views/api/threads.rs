//! Threads as programs see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::messages::MessageBody;
use crate::base::clock::rfc3339;
use crate::base::ids::{MemberId, ThreadId};
use crate::domain::messages::Message;
use crate::domain::threads::{Kind, Listed, Peopled};

/// A thread.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadBody {
    /// Thread id.
    pub id: ThreadId,
    /// What its people call it; `null` without a title.
    pub title: Option<String>,
    /// Who is in it.
    pub member_ids: Vec<MemberId>,
    /// When it was started.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When anything last happened in it.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What sort.
    pub kind: Kind,
}

/// A thread inside an answer.
#[derive(Serialize, ToSchema)]
pub struct ThreadAnswer {
    /// The thread.
    pub thread: ThreadBody,
}

/// A thread with its people's names.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadDetails {
    /// The thread.
    #[serde(flatten)]
    pub thread: ThreadBody,
    /// Names in the order of `memberIds`.
    pub member_names: Vec<String>,
}

/// A page of the asker's threads.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadList {
    /// Newest activity first.
    pub threads: Vec<ThreadRow>,
    /// `cursor` of the next page; `null` when nothing follows.
    pub next_cursor: Option<ThreadId>,
}

/// A thread as its member sees it in the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadRow {
    /// The thread.
    #[serde(flatten)]
    pub thread: ThreadDetails,
    /// Its newest message; `null` before the first.
    pub last_message: Option<MessageBody>,
    /// Messages of others that the asker has not read.
    pub unread_count: i64,
    /// Those of them that mention the asker.
    pub mention_count: i64,
    /// Whether the asker wants no notifications from it.
    pub muted: bool,
}

impl From<&Peopled> for ThreadBody {
    fn from(peopled: &Peopled) -> Self {
        let thread = &peopled.thread;
        Self {
            id: thread.id.clone(),
            title: thread.title.clone(),
            member_ids: peopled
                .people
                .iter()
                .map(|person| person.id.clone())
                .collect(),
            created_at: rfc3339(thread.created_at),
            updated_at: rfc3339(thread.updated_at),
            kind: thread.kind,
        }
    }
}

impl From<&Peopled> for ThreadAnswer {
    fn from(peopled: &Peopled) -> Self {
        Self {
            thread: peopled.into(),
        }
    }
}

impl From<&Peopled> for ThreadDetails {
    fn from(peopled: &Peopled) -> Self {
        Self {
            thread: peopled.into(),
            member_names: peopled
                .people
                .iter()
                .map(|person| person.name.clone())
                .collect(),
        }
    }
}

impl ThreadRow {
    /// A row of the list; `counts` are unread messages and mentions.
    pub fn of(listed: &Listed, last: Option<&Message>, counts: (i64, i64), base: &str) -> Self {
        Self {
            thread: (&listed.peopled).into(),
            last_message: last.map(|message| MessageBody::of(message, base)),
            unread_count: counts.0,
            mention_count: counts.1,
            muted: listed.seat.is_muted(),
        }
    }
}
