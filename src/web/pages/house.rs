//! What the family says of itself, for its grown-ups to change: its name, language and time zone.
//! Its picture is set in `portraits`, by a form of its own on the same page.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::base::words::Language;
use crate::domain::families::House;
use crate::domain::{guardians, standing};
use crate::views::family::house::{HouseForm, HousePage};
use crate::views::people::{PictureForm, Whose};
use crate::views::problems::Problems;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// Whether the page says that something was saved.
#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

/// `GET /family/settings`.
pub async fn edit(reader: SignedIn, site: web::Data<Site>, query: web::Query<Saved>) -> Answer {
    guardians::refuse_unless_grown_up(&reader.me)?;
    let mut page = page(&reader, &site, Problems::none());
    page.saved = query.saved.is_some();
    html(&page)
}

/// What the form sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    family: String,
    language: String,
    time_zone: String,
    /// A box that is not ticked is not sent.
    keeps_originals: Option<String>,
}

/// `POST /family/settings`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, form: web::Form<Wanted>) -> Answer {
    let wanted = form.into_inner();
    let form = HouseForm {
        family: wanted.family,
        language: wanted.language,
        time_zone: wanted.time_zone,
        keeps_originals: wanted.keeps_originals.is_some(),
    };
    match keep(&reader, &site, &form).await {
        Ok(()) => Ok(see_other(&reader.frame.url("/family/settings?saved=yes"))),
        Err(error) => {
            let mut page = page(&reader, &site, Problems::none());
            page.problems = Problems::in_fields(form_fields(error)?);
            page.form = form;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The page as the family is, with what was wrong with a picture.
pub(super) fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    about_picture: Problems,
) -> HousePage<'a> {
    let me = reader.frame.me.as_ref();
    HousePage {
        frame: &reader.frame,
        form: HouseForm {
            family: reader.family.name.clone(),
            language: reader.family.language.clone(),
            time_zone: reader.family.time_zone.clone(),
            keeps_originals: reader.family.keeps_originals,
        },
        problems: Problems::none(),
        picture: PictureForm {
            whose: Whose::Family(me.and_then(|me| me.family_picture.clone())),
            problems: about_picture,
        },
        saved: false,
        has_ffmpeg: site.tools.has_ffmpeg(),
        has_heif: site.tools.has_heif(),
    }
}

async fn keep(reader: &SignedIn, site: &Site, form: &HouseForm) -> Result<()> {
    guardians::refuse_unless_grown_up(&reader.me)?;
    let language = Language::with_code(&form.language)
        .ok_or_else(|| Error::field("language", "invalid"))?
        .code();
    let house = House {
        name: form.family.clone(),
        language,
        time_zone: form.time_zone.clone(),
        keeps_originals: form.keeps_originals,
    };
    let me = reader.me.clone();
    site.store
        .write(move |tx| standing::keep_house(tx, &me, &house))
        .await
        .map(drop)
}
