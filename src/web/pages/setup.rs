//! First run: naming the family and making its first admin. Closed for good once there is one.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::sessions::start;
use super::{Hint, chosen};
use crate::base::error::{Error, Fields, Result};
use crate::domain::arrivals::{self, Founding};
use crate::domain::families;
use crate::domain::members::Member;
use crate::views::problems::Problems;
use crate::views::sessions::{SetupForm, SetupPage};
use crate::web::client_address::client_address;
use crate::web::extract::Visitor;
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
        code_given: !code.is_empty(),
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
    match found(&site, &visitor, form).await {
        Ok(founder) => {
            start(&request, &session, &founder)?;
            Ok(see_other(&visitor.frame.url("/")))
        }
        Err(error) => {
            let fields: Fields = form_fields(error)?;
            let page =
                SetupPage {
                    code_given: !shown.code.is_empty() && !fields.contains_key("code"),
                    form: shown,
                    problems: Problems::of(fields.into_iter().flat_map(|(field, codes)| {
                        codes.into_iter().map(move |code| (field, code))
                    })),
                    frame: &visitor.frame,
                };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn found(site: &Site, visitor: &Visitor, form: FirstRun) -> Result<Member> {
    site.check_setup_code(&form.code)?;
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
    };
    let written = site
        .store
        .write(move |tx| arrivals::found(tx, &founding))
        .await?;
    let (_, founder) = written.value;
    site.forget_setup_code();
    Ok(founder)
}

/// Whether there is no family yet.
pub async fn is_open(site: &Site) -> Result<bool> {
    site.store
        .read(|conn| families::any(conn).map(|any| !any))
        .await
}

/// The zone of the machine the family's Hearth runs on; most families live in it.
pub fn system_time_zone() -> String {
    jiff::tz::TimeZone::system()
        .iana_name()
        .unwrap_or("UTC")
        .to_owned()
}
