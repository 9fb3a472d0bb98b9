//! Threads as programs see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::messages::MessageBody;
use crate::base::clock::rfc3339;
use crate::base::ids::{MemberId, ThreadId};
use crate::domain::messages::Message;
use crate::domain::threads::{FOR_GOOD, Kind, Listed, Peopled, Seat};
use crate::views::people::thread_picture_path;

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

/// A thread with its people's names, and what the asker made of it for themselves.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThreadDetails {
    /// The thread.
    #[serde(flatten)]
    pub thread: ThreadBody,
    /// Names in the order of `memberIds`.
    pub member_names: Vec<String>,
    /// Path of the picture its people gave it, another for each; `null` without one. The family's thread
    /// shows the family's.
    pub picture_url: Option<String>,
    /// Whether the asker wants no notifications from it now.
    pub muted: bool,
    /// Until when; `null` where it is for good, or not at all.
    #[schema(format = DateTime)]
    pub muted_until: Option<String>,
    /// Whether the asker keeps it on top of the pages' list.
    pub pinned: bool,
    /// Whether the asker put it away until something new is said.
    pub archived: bool,
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

impl ThreadDetails {
    /// A thread as it is now to the one in this seat; `base` is the sub-path that Hearth lives under.
    pub fn of(peopled: &Peopled, seat: &Seat, now_ms: i64, base: &str) -> Self {
        let muted_until = seat.muted_until(now_ms);
        let id = peopled.thread.id.as_str();
        let picture = peopled.thread.picture_digest.as_deref();
        Self {
            thread: peopled.into(),
            member_names: peopled
                .people
                .iter()
                .map(|person| person.name.clone())
                .collect(),
            picture_url: picture.map(|digest| format!("{base}{}", thread_picture_path(id, digest))),
            muted: muted_until.is_some(),
            muted_until: muted_until.filter(|until| *until != FOR_GOOD).map(rfc3339),
            pinned: seat.is_pinned(),
            archived: seat.is_archived(),
        }
    }
}

impl ThreadRow {
    /// A row of the list as it is now; `counts` are unread messages and mentions.
    pub fn of(
        listed: &Listed,
        last: Option<&Message>,
        counts: (i64, i64),
        now_ms: i64,
        base: &str,
    ) -> Self {
        Self {
            thread: ThreadDetails::of(&listed.peopled, &listed.seat, now_ms, base),
            last_message: last.map(|message| MessageBody::of(message, base)),
            unread_count: counts.0,
            mention_count: counts.1,
        }
    }
}
