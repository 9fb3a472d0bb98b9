//! Who somebody is to the others.

use askama::Template;

use crate::views::frame::Frame;
use crate::views::people::{Person, PictureForm, Whose};
use crate::views::problems::Problems;

/// `/settings/profile`, in sections.
#[derive(Template)]
#[template(path = "settings/profile.html")]
pub struct ProfilePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What the form holds.
    pub form: ProfileForm,
    /// Whether somebody can be chosen to make a card for them: whoever had a card of somebody who looks
    /// after Hearth would be that person, so those make their own.
    pub takes_help: bool,
    /// Who may be chosen to make a card for them.
    pub helpers: Vec<Person>,
    /// What was wrong with the form.
    pub problems: Problems,
    /// How the others see them.
    pub picture: PictureForm,
    /// Whether something was just saved.
    pub saved: bool,
}

/// What somebody says of themself.
#[derive(Clone, Debug)]
pub struct ProfileForm {
    /// What they are called.
    pub name: String,
    /// Where they can be reached outside Hearth; may be empty.
    pub email: String,
    /// The id of who may make a card for them.
    pub helper: Option<String>,
}

impl ProfilePage<'_> {
    fn is_helper(&self, person: &Person) -> bool {
        self.form.helper.as_ref() == Some(&person.id)
    }
}
