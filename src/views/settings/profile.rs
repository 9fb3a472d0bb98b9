//! Who somebody is to the others.

use askama::Template;

use crate::views::frame::Frame;
use crate::views::people::{PictureForm, Whose};

/// `/settings/profile`, in sections.
#[derive(Template)]
#[template(path = "settings/profile.html")]
pub struct ProfilePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// How the others see them.
    pub picture: PictureForm,
    /// Whether something was just saved.
    pub saved: bool,
}
