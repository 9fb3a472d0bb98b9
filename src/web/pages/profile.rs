//! Who one is to the others.

use actix_web::web;
use serde::Deserialize;

use crate::views::from_domain;
use crate::views::people::{PictureForm, Whose};
use crate::views::problems::Problems;
use crate::views::settings::profile::ProfilePage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html};

/// Whether the page says that something was saved.
#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

impl Saved {
    pub(super) fn any(&self) -> bool {
        self.saved.is_some()
    }
}

/// `GET /settings/profile`.
pub async fn edit(reader: SignedIn, query: web::Query<Saved>) -> Answer {
    html(&page(&reader, Problems::none(), query.any()))
}

/// The page, with what was wrong with a picture.
pub(super) fn page(reader: &SignedIn, problems: Problems, saved: bool) -> ProfilePage<'_> {
    ProfilePage {
        frame: &reader.frame,
        picture: PictureForm {
            whose: Whose::Own(from_domain::person(reader.me.member())),
            problems,
        },
        saved,
    }
}
