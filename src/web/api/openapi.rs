//! The OpenAPI document, made from the handlers and shapes themselves.

use actix_web::web;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::server::Server;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{Modify, OpenApi, ToSchema};

use super::{
    files, marks, members, messages, reactions, receipts, search, seats, session, threads, uploads,
};
use crate::views::api::errors::ErrorBody;
use crate::web::pages::{self, portraits};
use crate::web::respond::{Answer, json_ok};
use crate::web::site::Site;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hearth",
        description = "A family's own chat. Times are RFC 3339 in UTC with milliseconds; ids are opaque strings; `error` is the only part of an error to branch on.",
        license(name = "MIT", identifier = "MIT"),
    ),
    paths(
        session::create, session::destroy,
        members::me, members::index, portraits::show, portraits::show_of_family, portraits::show_of_thread,
        threads::create, threads::show, threads::index, threads::update,
        seats::create, seats::destroy,
        marks::mute, marks::unmute, marks::pin, marks::unpin, marks::archive, marks::unarchive,
        receipts::create,
        messages::index, messages::create, messages::update, messages::destroy,
        reactions::update, reactions::destroy,
        search::index,
        files::create, files::status, pages::files::show, pages::files::variant,
        uploads::about, uploads::create, uploads::show, uploads::update, uploads::destroy, uploads::overridden,
    ),
    modifiers(&Ways, &Everywhere),
    security(("bearer" = []), ("cookie" = [])),
)]
struct Document;

/// The two ways of saying who one is.
struct Ways;

impl Modify for Ways {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "bearer",
            SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        );
        components.add_security_scheme(
            "cookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("session"))),
        );
    }
}

/// What any request may be answered with, and any that carries a body.
struct Everywhere;

const ALWAYS: &[&str] = &["406", "421", "429", "503"];
const WITH_BODY: &[&str] = &["400", "413", "415", "507"];

impl Modify for Everywhere {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for path in document.paths.paths.values_mut() {
            let operations = [
                &mut path.get,
                &mut path.put,
                &mut path.post,
                &mut path.patch,
                &mut path.delete,
            ];
            for operation in operations.into_iter().flatten() {
                let with_body = operation.request_body.is_some();
                let codes = ALWAYS
                    .iter()
                    .chain(with_body.then_some(WITH_BODY).into_iter().flatten());
                for code in codes {
                    operation
                        .responses
                        .responses
                        .entry((*code).to_owned())
                        .or_insert_with(|| RefOr::T(error_response()));
                }
            }
        }
    }
}

fn error_response() -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(ErrorBody::name())))
        .build();
    ResponseBuilder::new()
        .content("application/json", content)
        .build()
}

/// The document for a server that lives under `base`.
pub fn document(base: &str) -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.servers = Some(vec![Server::new(if base.is_empty() { "/" } else { base })]);
    document
}

/// `GET /api/openapi.json`.
pub async fn show(site: web::Data<Site>) -> Answer {
    json_ok(&document(site.base()))
}
