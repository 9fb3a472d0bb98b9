//! Who one is to the others: name, address, helper. The picture is set in `portraits`, by a form of its
//! own on the same page.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::chosen;
use crate::base::error::Result;
use crate::base::ids::MemberId;
use crate::domain::members::{Member, Profile, Role};
use crate::domain::{standing, threads};
use crate::views::from_domain;
use crate::views::people::{PictureForm, Whose};
use crate::views::problems::Problems;
use crate::views::settings::profile::{ProfileForm, ProfilePage};
use crate::web::extract::SignedIn;
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// Whether the page says that something was saved.
#[derive(Deserialize)]
pub struct Saved {
    saved: Option<String>,
}

/// `GET /settings/profile`.
pub async fn edit(reader: SignedIn, site: web::Data<Site>, query: web::Query<Saved>) -> Answer {
    let mut page = page(&reader, &site, Problems::none()).await?;
    page.saved = query.saved.is_some();
    html(&page)
}

/// What the form sends; empty means none.
#[derive(Deserialize)]
pub struct Wanted {
    name: String,
    email: Option<String>,
    helper: Option<String>,
}

/// `POST /settings/profile`.
pub async fn update(reader: SignedIn, site: web::Data<Site>, form: web::Form<Wanted>) -> Answer {
    let Wanted {
        name,
        email,
        helper,
    } = form.into_inner();
    let form = ProfileForm {
        name: name.clone(),
        email: email.clone().unwrap_or_default(),
        helper: chosen(helper),
    };
    let profile = Profile {
        name,
        email: chosen(email),
        helper: form.helper.as_ref().map(MemberId::from_outside),
    };
    let me = reader.me.clone();
    let changed = site
        .store
        .write(move |tx| standing::present_oneself(tx, &me, &profile))
        .await;
    match changed {
        Ok(_) => Ok(see_other(&reader.frame.url("/settings/profile?saved=yes"))),
        Err(error) => {
            let problems = Problems::in_fields(form_fields(error)?);
            let mut page = page(&reader, &site, Problems::none()).await?;
            page.problems = problems;
            page.form = form;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The page as somebody is, with what was wrong with a picture.
pub(super) async fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    about_picture: Problems,
) -> Result<ProfilePage<'a>> {
    let asking = reader.me.clone();
    let known = site
        .store
        .read(move |conn| threads::acquaintances(conn, &asking))
        .await?;
    let me = reader.me.member();
    let may_help = |other: &&Member| other.is_grown_up() && other.key != me.key;
    let helpers: Vec<_> = known.iter().filter(may_help).collect();
    let helper = helpers
        .iter()
        .find(|other| Some(other.key) == me.helper_key);
    Ok(ProfilePage {
        frame: &reader.frame,
        form: ProfileForm {
            name: me.name.clone(),
            email: me.email.clone().unwrap_or_default(),
            helper: helper.map(|helper| helper.id.to_string()),
        },
        takes_help: me.role != Role::Admin,
        helpers: helpers.into_iter().map(from_domain::person).collect(),
        problems: Problems::none(),
        picture: PictureForm {
            whose: Whose::Own(from_domain::person(me)),
            problems: about_picture,
        },
        saved: false,
    })
}
