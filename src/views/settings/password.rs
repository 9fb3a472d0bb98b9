//! Changing one's own password.
//!
//! It must never be handed a password: a form that is shown again forgets it.

use askama::Template;

use crate::views::frame::Frame;
use crate::views::problems::Problems;

/// `/settings/password`.
#[derive(Template)]
#[template(path = "settings/password.html")]
pub struct PasswordPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What they sign in with, for whatever keeps their passwords.
    pub username: &'a str,
    /// What was wrong.
    pub problems: Problems,
    /// Whether it was just changed.
    pub changed: bool,
}
