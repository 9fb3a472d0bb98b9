//! First run: naming the family and making its first admin. Closed once there is one, unless the
//! settings let further families in.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::sessions::start;
use super::{Hint, chosen};
use crate::base::error::{Error, Fields, Result};
use crate::domain::arrivals::{self, Founding, Others};
use crate::domain::families;
use crate::domain::members::Member;
use crate::domain::origin::Origin;
use crate::domain::sessions::Way;
use crate::views::problems::Problems;
use crate::views::sessions::{SetupForm, SetupPage};
use crate::web::client_address::client_address;
use crate::web::extract::{Visitor, origin};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// What the first person sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirstRun {
    family: String,
    name: String,
    username: String,
    password: String,
    #[serde(default)]
    code: String,
    time_zone: Option<String>,
}

/// `GET /setup`.
pub async fn new(visitor: Visitor, site: web::Data<Site>, hint: web::Query<Hint>) -> Answer {
    if !is_open(&site).await? {
        return Ok(see_other(&visitor.frame.url("/login")));
    }
    let code = hint.into_inner().code.unwrap_or_default();
    html(&SetupPage {
        code_given: !code.is_empty() || has_family(&site).await?,
        form: SetupForm {
            code,
            ..SetupForm::default()
        },
        problems: Problems::none(),
        frame: &visitor.frame,
    })
}

/// `POST /setup`.
pub async fn create(
    request: HttpRequest,
    visitor: Visitor,
    session: Session,
    site: web::Data<Site>,
    form: web::Form<FirstRun>,
) -> Answer {
    if !is_open(&site).await? {
        return Err(Error::Conflict("conflict").into());
    }
    if let Some(address) = client_address(&request) {
        site.limits.key_of_the_house(address)?;
    }
    let form = form.into_inner();
    let shown = SetupForm {
        family: form.family.clone(),
        name: form.name.clone(),
        username: form.username.clone(),
        code: form.code.clone(),
    };
    match found(&site, &visitor, form, origin(&request)).await {
        Ok(founder) => {
            start(&request, &session, &founder, Way::Founding)?;
            Ok(see_other(&visitor.frame.url("/")))
        }
        Err(error) => {
            let fields: Fields = form_fields(error)?;
            let asks_code = fields.contains_key("code")
                || (shown.code.is_empty() && !has_family(&site).await?);
            let page = SetupPage {
                code_given: !asks_code,
                form: shown,
                problems: Problems::in_fields(fields),
                frame: &visitor.frame,
            };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn found(site: &Site, visitor: &Visitor, form: FirstRun, origin: Origin) -> Result<Member> {
    // The first family is whoever's who can read the server's folder; a further one is anybody's.
    if !has_family(site).await? {
        site.check_setup_code(&form.code)?;
    }
    let names = [&*form.family, &*form.name, &*form.username];
    let password_hash = site.hasher.hash("password", &form.password, &names).await?;
    let time_zone = chosen(form.time_zone)
        .filter(|zone| jiff::tz::TimeZone::get(zone).is_ok())
        .unwrap_or_else(system_time_zone);
    let founding = Founding {
        family: form.family,
        name: form.name,
        username: form.username,
        password_hash,
        language: visitor.frame.language.code(),
        time_zone,
        origin,
    };
    let others = others_beside(site);
    let written = site
        .store
        .write(move |tx| arrivals::found(tx, &founding, others))
        .await?;
    let (_, founder) = written.value;
    site.forget_setup_code();
    Ok(founder)
}

/// Whether a family can be founded here: the first always, a further one where the settings say so.
pub async fn is_open(site: &Site) -> Result<bool> {
    Ok(site.config.new_families || !has_family(site).await?)
}

/// Whether there is a family already.
pub async fn has_family(site: &Site) -> Result<bool> {
    site.store.read(families::any).await
}

/// Whether the settings allow several families.
pub fn others_beside(site: &Site) -> Others {
    match site.config.new_families {
        true => Others::Allowed,
        false => Others::Refused,
    }
}

/// The zone of the machine the family's Hearth runs on; most families live in it.
pub fn system_time_zone() -> String {
    jiff::tz::TimeZone::system()
        .iana_name()
        .unwrap_or("UTC")
        .to_owned()
}
