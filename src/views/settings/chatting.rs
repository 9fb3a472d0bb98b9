//! What one's own keys and speakers do.

use askama::Template;

use super::choice::{Choice, choices};
use crate::views::frame::Frame;

/// What the form sends for "Enter sends".
pub const ENTER_SENDS: &str = "send";
/// What it sends for "Enter begins a new line".
pub const ENTER_BREAKS: &str = "line";

/// `/settings/chatting`.
#[derive(Template)]
#[template(path = "settings/chatting.html")]
pub struct ChattingPage<'a> {
    /// The reader's surroundings, and with them what they chose.
    pub frame: &'a Frame,
    /// Whether the form was just saved.
    pub saved: bool,
}

impl ChattingPage<'_> {
    fn enters(&self) -> Vec<Choice> {
        let ways = [(ENTER_SENDS, "enter-send"), (ENTER_BREAKS, "enter-line")];
        let chosen = match self.frame.habits.enter_sends {
            true => ENTER_SENDS,
            false => ENTER_BREAKS,
        };
        choices(ways, chosen)
    }
}
