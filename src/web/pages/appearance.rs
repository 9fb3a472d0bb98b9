//! How one's own pages look: light or dark, the size of letters, room, contrast, motion.

use actix_web::web;
use serde::Deserialize;

use super::settings::Saved;
use crate::base::error::{Error, Result};
use crate::domain::members::{self, Contrast, Density, Looks, Motion, TextSize, Theme};
use crate::views::settings::appearance::AppearancePage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, see_other};
use crate::web::site::Site;

/// `GET /settings/appearance`.
pub async fn edit(reader: SignedIn, query: web::Query<Saved>) -> Answer {
    html(&AppearancePage {
        frame: &reader.frame,
        saved: query.is_so(),
    })
}

/// What the form sends; what is not said stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    theme: Option<String>,
    text_size: Option<String>,
    density: Option<String>,
    contrast: Option<String>,
    motion: Option<String>,
}

/// `POST /settings/appearance`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, form: web::Form<Choices>) -> Answer {
    let me = reader.me.clone();
    let looks = looks(form.into_inner(), me.member().looks)?;
    site.store
        .write(move |tx| members::look(tx, &me, looks))
        .await?;
    Ok(see_other(
        &reader.frame.url("/settings/appearance?saved=yes"),
    ))
}

fn looks(choices: Choices, now: Looks) -> Result<Looks> {
    Ok(Looks {
        theme: way("theme", choices.theme, now.theme, Theme::parse)?,
        text_size: way(
            "textSize",
            choices.text_size,
            now.text_size,
            TextSize::parse,
        )?,
        density: way("density", choices.density, now.density, Density::parse)?,
        contrast: way("contrast", choices.contrast, now.contrast, Contrast::parse)?,
        motion: way("motion", choices.motion, now.motion, Motion::parse)?,
    })
}

fn way<T>(
    field: &'static str,
    word: Option<String>,
    now: T,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T> {
    match word {
        None => Ok(now),
        Some(word) => parse(&word).ok_or_else(|| Error::field(field, "invalid")),
    }
}
