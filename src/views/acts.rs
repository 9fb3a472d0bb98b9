//! What one can do with a message, as pages: the message by itself with all of it, changing it, removing
//! it, forwarding it.
//!
//! These pages are the whole way without JavaScript; with it most of it happens in the conversation, in
//! one shared menu whose links lead here. Unlike the message partial they know who is looking.

use askama::Template;
use jiff::Timestamp;

use super::frame::Frame;
use super::messages::MessageView;
use super::problems::Problems;
use super::threads::ThreadView;
use crate::base::markup::Markup;
use crate::base::words::Word;

/// The emoji offered before one has to be typed.
pub const USUAL: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/// What a message said, and since when.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// The words.
    pub body: Markup,
    /// Since when.
    pub at: Timestamp,
}

/// `/threads/{thread}/messages/{message}`: one message and everything that can be done with it.
#[derive(Template)]
#[template(path = "acts/show.html")]
pub struct MessagePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The message.
    pub message: MessageView,
    /// All that it said, the present words last.
    pub versions: Vec<VersionView>,
    /// The names of others who have read it; none where the reader does not look.
    pub readers: Option<Vec<String>>,
    /// Whether the reader may change it.
    pub may_edit: bool,
    /// Whether the reader may remove it.
    pub may_remove: bool,
    /// The emoji typed before, if the form is shown again.
    pub emoji: String,
    /// What was wrong with it.
    pub problems: Problems,
}

/// `/threads/{thread}/messages/{message}/edit`.
#[derive(Template)]
#[template(path = "acts/edit.html")]
pub struct EditPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The message.
    pub message: MessageView,
    /// What it says, or what was typed before.
    pub body: String,
    /// The contract's code of what was wrong with it.
    pub problem: Option<String>,
}

/// The form of [`EditPage`] alone, for the composer of a page that is open already.
#[derive(Template)]
#[template(path = "acts/_edit.html")]
pub struct EditFragment<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The message.
    pub message: MessageView,
    /// What it says.
    pub body: String,
    /// Nothing is wrong with it yet.
    pub problem: Option<String>,
}

/// `/threads/{thread}/messages/{message}/delete`: asks first.
#[derive(Template)]
#[template(path = "acts/delete.html")]
pub struct DeletePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The message.
    pub message: MessageView,
}

/// `/threads/{thread}/messages/{message}/forward`: choosing where to.
#[derive(Template)]
#[template(path = "acts/forward.html")]
pub struct ForwardPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The message.
    pub message: MessageView,
    /// The threads to choose from.
    pub threads: Vec<ThreadView>,
    /// The ids chosen before, if the form is shown again.
    pub chosen: Vec<String>,
    /// What the list was searched for.
    pub query: String,
    /// A fresh UUID that makes sending twice the same messages.
    pub idempotency_key: String,
    /// What was wrong.
    pub problems: Problems,
}

impl MessageView {
    /// Its own page.
    pub(super) fn path(&self) -> String {
        format!("/threads/{}/messages/{}", self.thread_id, self.id)
    }

    /// Its place in the conversation.
    pub(super) fn place(&self) -> String {
        format!(
            "/threads/{thread}?around={id}#message_{id}",
            thread = self.thread_id,
            id = self.id
        )
    }
}

impl MessagePage<'_> {
    fn read_by(&self) -> Option<String> {
        let names: Vec<&str> = self.readers.as_ref()?.iter().map(String::as_str).collect();
        if names.is_empty() {
            return Some(self.frame.say("read-by-nobody"));
        }
        let names = Word::plain(self.frame.names(&names));
        Some(self.frame.say_with("read-by", "names", names))
    }

    fn usual(&self) -> [&'static str; 6] {
        USUAL
    }

    /// Whether the reader chose this emoji.
    fn is_mine(&self, emoji: &str) -> bool {
        let me = self.frame.me.as_ref().map(|me| me.id.as_str());
        self.message
            .reactions
            .iter()
            .filter(|reaction| reaction.emoji == emoji)
            .flat_map(|reaction| &reaction.member_ids)
            .any(|id| Some(id.as_str()) == me)
    }

    fn was_edited(&self) -> bool {
        self.versions.len() > 1
    }
}

impl EditPage<'_> {
    fn problem(&self) -> Option<String> {
        problem(self.frame, self.problem.as_deref())
    }
}

impl EditFragment<'_> {
    fn problem(&self) -> Option<String> {
        problem(self.frame, self.problem.as_deref())
    }
}

fn problem(frame: &Frame, code: Option<&str>) -> Option<String> {
    code.map(|code| super::errors::detail(frame.language, code))
}

impl ForwardPage<'_> {
    fn is_chosen(&self, thread: &ThreadView) -> bool {
        self.chosen.contains(&thread.id)
    }

    /// What the list was searched for, and what is chosen already, which a search must not lose.
    fn shown(&self) -> Vec<&ThreadView> {
        let query = self.query.trim().to_lowercase();
        self.threads
            .iter()
            .filter(|thread| {
                self.is_chosen(thread) || thread.name(self.frame).to_lowercase().contains(&query)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_emoji_are_spelled_as_they_are_kept() {
        for emoji in USUAL {
            let known = emojis::get(emoji).map(emojis::Emoji::as_str);
            assert_eq!(known, Some(emoji));
        }
    }
}
