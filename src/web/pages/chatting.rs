//! What one's own keys and speakers do: the Enter key, sounds, single-key shortcuts.

use actix_web::web;
use serde::Deserialize;

use super::settings::Saved;
use crate::base::error::{Error, Result};
use crate::domain::members::{self, Habits};
use crate::views::settings::chatting::{ChattingPage, ENTER_BREAKS, ENTER_SENDS};
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, see_other};
use crate::web::site::Site;

/// `GET /settings/chatting`.
pub async fn edit(reader: SignedIn, query: web::Query<Saved>) -> Answer {
    html(&ChattingPage {
        frame: &reader.frame,
        saved: query.is_so(),
    })
}

/// What the form sends; a switch that is off is not sent.
#[derive(Deserialize)]
pub struct Choices {
    enter: Option<String>,
    sound: Option<String>,
    shortcuts: Option<String>,
}

/// `POST /settings/chatting`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, form: web::Form<Choices>) -> Answer {
    let me = reader.me.clone();
    let habits = habits(form.into_inner())?;
    site.store
        .write(move |tx| members::accustom(tx, &me, habits))
        .await?;
    Ok(see_other(&reader.frame.url("/settings/chatting?saved=yes")))
}

fn habits(choices: Choices) -> Result<Habits> {
    let enter_sends = match choices.enter.as_deref() {
        None | Some(ENTER_SENDS) => true,
        Some(ENTER_BREAKS) => false,
        Some(_) => return Err(Error::field("enter", "invalid")),
    };
    Ok(Habits {
        enter_sends,
        sound: choices.sound.is_some(),
        shortcuts: choices.shortcuts.is_some(),
    })
}
