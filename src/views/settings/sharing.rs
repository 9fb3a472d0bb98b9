//! What one lets the others notice.

use askama::Template;

use crate::views::frame::Frame;

/// `/settings/sharing`.
#[derive(Template)]
#[template(path = "settings/sharing.html")]
pub struct SharingPage<'a> {
    /// The reader's surroundings, and with them what they chose.
    pub frame: &'a Frame,
    /// Whether the form was just saved.
    pub saved: bool,
}
