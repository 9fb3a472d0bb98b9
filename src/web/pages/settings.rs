//! One's own settings: the ways to all of them; language and time zone.

use actix_web::web;
use serde::Deserialize;

use super::chosen;
use crate::base::error::{Error, Result};
use crate::base::words::Language;
use crate::domain::guardians;
use crate::domain::members::{self, Preferences, Role};
use crate::domain::uploads::quotas;
use crate::views::settings::SettingsPage;
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, html, see_other};
use crate::web::site::Site;

/// Whether the page says that something was saved.
#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

impl Saved {
    pub(super) fn is_so(&self) -> bool {
        self.saved.is_some()
    }
}

/// `GET /settings`.
pub async fn edit(reader: SignedIn, site: web::Data<Site>, query: web::Query<Saved>) -> Answer {
    let (key, quotas) = (reader.me.key(), site.quotas());
    let usage = site
        .store
        .read(move |conn| quotas::usage(conn, key, &quotas))
        .await?;
    let member = reader.me.member();
    let is_admin = member.role == Role::Admin;
    html(&SettingsPage {
        frame: &reader.frame,
        language: member.language.as_deref().and_then(Language::with_code),
        time_zone: member.time_zone.clone(),
        saved: query.is_so(),
        used: usage.used,
        quota: usage.most,
        proxies: is_admin.then(|| site.proxies.missing()).flatten(),
        may_keep_programs: guardians::may_keep_programs(member.role),
    })
}

/// What the form sends; empty means "as the browser" or "as the family".
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    language: Option<String>,
    time_zone: Option<String>,
}

/// `POST /settings`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, form: web::Form<Choices>) -> Answer {
    let preferences = preferences(form.into_inner())?;
    let me = reader.me.clone();
    site.store
        .write(move |tx| members::prefer(tx, &me, &preferences))
        .await?;
    Ok(see_other(&reader.frame.url("/settings?saved=yes")))
}

fn preferences(choices: Choices) -> Result<Preferences> {
    let language = chosen(choices.language)
        .map(|code| {
            Language::with_code(&code)
                .map(|language| language.code())
                .ok_or_else(|| Error::field("language", "invalid"))
        })
        .transpose()?;
    Ok(Preferences {
        language,
        time_zone: chosen(choices.time_zone),
    })
}
