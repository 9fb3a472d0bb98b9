//! JSON for programs, as the contract has it: one file per resource.

/// Signing in and out with JSON.
pub mod session;

/// The asker and their family.
pub mod members;

/// Threads.
pub mod threads;

/// Who is in a thread.
pub mod seats;

/// What one makes of a thread for oneself.
pub mod marks;

/// Messages.
pub mod messages;

/// Reactions.
pub mod reactions;

/// Read marks.
pub mod receipts;

/// Finding what was said.
pub mod search;

/// Files.
pub mod files;

/// Files that arrive in several pieces.
pub mod uploads;

/// The description of all this.
pub mod openapi;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web;

use super::respond::refuse;
use super::site::Site;
use crate::base::error::Error;

/// Middleware: under `/api/`, refuses whoever accepts no JSON.
pub async fn speaks_json(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let base = request
        .app_data::<web::Data<Site>>()
        .map_or("", |site| site.base());
    let path = request.path().strip_prefix(base).unwrap_or_default();
    // The readable description is a page.
    let is_api = path.starts_with("/api/") && path != "/api/docs";
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    if is_api && !accept.is_none_or(accepts_json) {
        return Ok(refuse(request, Error::NotAcceptable));
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn accepts_json(accept: &str) -> bool {
    accept.trim().is_empty()
        || accept.split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
            let is_refused = parts.any(|part| {
                part.strip_prefix("q=")
                    .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
            });
            !is_refused && matches!(kind.as_str(), "*/*" | "application/*" | "application/json")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_accepts_no_json_is_refused() {
        for accept in [
            "",
            "*/*",
            "application/json",
            "text/html, application/*;q=0.5",
        ] {
            assert!(accepts_json(accept), "{accept:?}");
        }
        for accept in ["text/html", "application/xml", "application/json;q=0"] {
            assert!(!accepts_json(accept), "{accept:?}");
        }
    }
}
