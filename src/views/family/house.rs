//! What the family says of itself: its name, and how its pages speak to whoever has not said.

use askama::Template;

use crate::base::words::Language;
use crate::views::frame::Frame;
use crate::views::people::{PictureForm, Whose};
use crate::views::problems::Problems;
use crate::views::settings::zones;

/// `/family/settings`.
#[derive(Template)]
#[template(path = "family/settings.html")]
pub struct HousePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What the form holds.
    pub form: HouseForm,
    /// What was wrong with it.
    pub problems: Problems,
    /// Its picture.
    pub picture: PictureForm,
    /// Whether it was just saved.
    pub saved: bool,
    /// Whether there is a program for films and sounds.
    pub has_ffmpeg: bool,
    /// Whether there is one for telephones' pictures.
    pub has_heif: bool,
}

/// What somebody wants the family to be called, and its pages to speak.
#[derive(Clone, Debug)]
pub struct HouseForm {
    /// Its name.
    pub family: String,
    /// Language tag.
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    /// Whether photos are kept as they were sent.
    pub keeps_originals: bool,
}

impl HousePage<'_> {
    fn languages(&self) -> Vec<Language> {
        Language::all().collect()
    }

    fn is_language(&self, language: &Language) -> bool {
        self.form.language == language.code()
    }

    fn zones(&self) -> Vec<String> {
        zones(Some(&self.form.time_zone))
    }

    fn is_zone(&self, zone: &str) -> bool {
        self.form.time_zone == zone
    }
}
