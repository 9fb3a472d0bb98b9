//! One's tokens for programs: seeing, making, revoking them. No program gets here by a token.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use crate::base::error::Result;
use crate::base::ids::TokenId;
use crate::domain::members::{Role, Scope};
use crate::domain::sessions::tokens::{self, NewToken};
use crate::views::problems::Problems;
use crate::views::settings::tokens::{NewTokenPage, TokenForm, TokensPage};
use crate::web::extract::{Confirmed, SignedIn};
use crate::web::respond::{Answer, form_fields, html, html_with, see_other};
use crate::web::site::Site;

/// Whether one was just revoked.
#[derive(Deserialize)]
pub struct Done {
    revoked: Option<String>,
}

/// `GET /settings/tokens`.
pub async fn index(reader: SignedIn, site: web::Data<Site>, done: web::Query<Done>) -> Answer {
    let form = TokenForm {
        label: String::new(),
        scopes: vec![Scope::Read],
        days: tokens::DEFAULT_DAYS,
    };
    let mut page = page(&reader, &site, form, Problems::none()).await?;
    page.revoked = done.revoked.is_some();
    html(&page)
}

/// `POST /settings/tokens`: a form with `scope` any number of times. The secret is in this answer and
/// nowhere else, so there is no page to be sent on to.
pub async fn create(
    Confirmed(reader): Confirmed,
    site: web::Data<Site>,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    let form = wanted(form.into_inner());
    let new = NewToken {
        label: form.label.clone(),
        scopes: form.scopes.clone(),
        days: form.days,
    };
    let me = reader.me.clone();
    let made = site
        .store
        .write(move |tx| tokens::create(tx, &me, &new))
        .await;
    match made {
        Ok(written) => html(&NewTokenPage {
            frame: &reader.frame,
            label: form.label,
            secret: written.value,
        }),
        Err(error) => {
            let fields = form_fields(error)?;
            let problems = Problems::in_fields(fields);
            let page = page(&reader, &site, form, problems).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /settings/tokens/{token}/revoke`. The program is out before this answers.
pub async fn destroy(reader: SignedIn, site: web::Data<Site>, path: web::Path<String>) -> Answer {
    let token = TokenId::from_outside(path.into_inner());
    let me = reader.me.clone();
    site.store
        .write(move |tx| tokens::revoke_own(tx, &me, &token))
        .await?
        .dispatched()
        .await;
    Ok(see_other(&reader.frame.url("/settings/tokens?revoked=yes")))
}

/// What the form says; days that are no number are refused like too many.
fn wanted(fields: Vec<(String, String)>) -> TokenForm {
    let mut form = TokenForm {
        label: String::new(),
        scopes: Vec::new(),
        days: 0,
    };
    for (name, value) in fields {
        match name.as_str() {
            "label" => form.label = value,
            "days" => form.days = value.parse().unwrap_or(0),
            "scope" => form.scopes.extend(
                Scope::ALL
                    .into_iter()
                    .filter(|scope| scope.as_str() == value),
            ),
            _ => {}
        }
    }
    form
}

async fn page<'a>(
    reader: &'a SignedIn,
    site: &Site,
    form: TokenForm,
    problems: Problems,
) -> Result<TokensPage<'a>> {
    let me = reader.me.clone();
    let own = site.store.read(move |conn| tokens::own(conn, &me)).await?;
    Ok(TokensPage {
        frame: &reader.frame,
        tokens: own.iter().map(Into::into).collect(),
        form,
        problems,
        revoked: false,
        is_admin: reader.me.member().role == Role::Admin,
        is_fresh: reader.me.is_fresh(site.store.clock().now_ms()),
    })
}
