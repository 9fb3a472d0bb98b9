//! Showing once more that it is oneself, before something sensitive.
//!
//! It must never be handed a password: a form that is shown again forgets it.

use askama::Template;

use crate::views::frame::Frame;
use crate::views::problems::Problems;

/// `/settings/confirm`.
#[derive(Template)]
#[template(path = "settings/confirm.html")]
pub struct ConfirmPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What they sign in with, for whatever keeps their passwords.
    pub username: &'a str,
    /// The path to go on to, already checked to be one of ours.
    pub next: String,
    /// Whether they can show a passkey instead.
    pub passkeys: bool,
    /// What was wrong.
    pub problems: Problems,
}
