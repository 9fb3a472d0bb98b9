//! What was found, as programs see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::messages::MessageBody;
use crate::base::ids::{MessageId, ThreadId};
use crate::domain::search::{Found, Results, Snippet};

/// A page of results, newest first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchAnswer {
    /// The results.
    pub results: Vec<SearchResult>,
    /// `cursor` of the next page; `null` when nothing follows.
    pub next_cursor: Option<MessageId>,
}

/// A message that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResult {
    /// The message.
    pub message: MessageBody,
    /// Where it was said.
    pub thread_id: ThreadId,
    /// The part of it that was looked for, as plain text on one line.
    pub snippet: String,
    /// What of the snippet was looked for, in order.
    pub marks: Vec<Mark>,
}

/// A part of a snippet, counted in Unicode scalar values.
#[derive(Serialize, ToSchema)]
pub struct Mark {
    /// Where it begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
}

impl SearchAnswer {
    /// The results; `base` is the sub-path that Hearth lives under.
    pub fn of(results: &Results, base: &str) -> Self {
        Self {
            results: results
                .found
                .iter()
                .map(|found| SearchResult::of(found, base))
                .collect(),
            next_cursor: results.next.clone(),
        }
    }
}

impl SearchResult {
    fn of(found: &Found, base: &str) -> Self {
        Self {
            message: MessageBody::of(&found.message, base),
            thread_id: found.thread_id.clone(),
            snippet: found.snippet.text.clone(),
            marks: marks(&found.snippet),
        }
    }
}

fn marks(snippet: &Snippet) -> Vec<Mark> {
    let mut at = 0;
    let mut marks = Vec::new();
    for (piece, is_marked) in snippet.pieces() {
        let start = at;
        at += piece.chars().count();
        if is_marked {
            marks.push(Mark { start, end: at });
        }
    }
    marks
}
