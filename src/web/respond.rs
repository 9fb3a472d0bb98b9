//! What becomes of an error: the contract's JSON for programs, a page in plain words for people.
//!
//! The only place that knows statuses and wording. Handlers return `Failure`; a middleware turns it
//! into the right answer, because only it knows who asked. A cause is logged once, here, with the
//! request id that the answer carries, and is never part of the answer.

use std::fmt;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;

use super::denials;
use super::extract::{Surroundings, is_fragment};
use super::guard::{is_bearer, request_id};
use super::programs::Refusal;
use super::site::Site;
use crate::base::error::Error;
use crate::base::words::Language;
use crate::views::api::errors::ErrorBody;
use crate::views::errors::{self, ErrorPage};

/// What a middleware answers instead of going on.
pub fn refuse<B>(request: ServiceRequest, error: Error) -> ServiceResponse<EitherBody<B>> {
    request
        .error_response(Failure(error))
        .map_into_boxed_body()
        .map_into_right_body()
}

/// A handler's result.
pub type Answer = Result<HttpResponse, Failure>;

/// An [`Error`] on its way to the middleware.
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        status(&self.0)
    }

    /// What the middleware below replaces, wherever it still has the request.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(status(&self.0))
            .content_type(JSON)
            .json(ErrorBody {
                error: self.0.code(),
                detail: errors::detail(Language::default(), self.0.code()),
                request_id: String::new(),
                fields: None,
            });
        advise(&mut response, &self.0);
        response
    }
}

/// The status each error is answered with.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::BadRequest(_) => StatusCode::BAD_REQUEST,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated | Error::InvalidCredentials => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) | Error::Unconfirmed => StatusCode::FORBIDDEN,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Gone(_) => StatusCode::GONE,
        Error::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
        Error::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        Error::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::UnsupportedVersion => StatusCode::PRECONDITION_FAILED,
        // No status of HTTP's own: tus has it so.
        Error::ChecksumMismatch => {
            StatusCode::from_u16(460).expect("a number of three digits is a status")
        }
        Error::WrongHost => StatusCode::MISDIRECTED_REQUEST,
        Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Middleware: gives every failed request its answer.
///
/// It must not keep the request while the rest runs: routing needs it to itself.
pub async fn answer_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match next.call(request).await {
        Ok(response) => match response.response().error() {
            Some(error) => {
                let answer = answer(response.request(), error);
                Ok(response.into_response(answer))
            }
            None => Ok(response.map_into_boxed_body()),
        },
        // Only a session that cannot be looked up ends here, and takes the request along.
        Err(error) => {
            tracing::error!(error = %error, "a session could not be looked up");
            Err(Failure(Error::Unavailable {
                retry_after_secs: 5,
            })
            .into())
        }
    }
}

fn answer(request: &HttpRequest, error: &actix_web::Error) -> HttpResponse {
    match error.as_error::<Failure>() {
        Some(Failure(error)) => {
            denials::note(request, error);
            render(request, error)
        }
        // In the protocol's own words, which its libraries hand on as they are.
        None if error.as_error::<Refusal>().is_some() => error.error_response(),
        None => {
            // Not every error of the framework names its status; its answer always has one.
            let status = error.as_response_error().error_response().status();
            render(request, &of_framework(status, error))
        }
    }
}

/// What the framework itself refuses (broken bodies, unreadable queries) in our own words.
fn of_framework(status: StatusCode, error: &actix_web::Error) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::UnsupportedMediaType,
        StatusCode::NOT_FOUND => Error::NotFound("not_found"),
        status if status.is_client_error() => Error::BadRequest("invalid_json"),
        _ => Error::internal(error.to_string()),
    }
}

/// The answer to a request that ended in `error`.
pub fn render(request: &HttpRequest, error: &Error) -> HttpResponse {
    let request_id = request_id(request);
    if let Error::Internal(cause) = error {
        tracing::error!(request.id = %request_id, error = %cause, "a request failed");
    }
    let mut response = match wants_json(request) {
        true => json(request, error, request_id),
        false => match error {
            Error::Unauthenticated => to_sign_in(request),
            Error::Unconfirmed => to_confirm(request),
            _ => page(request, error, request_id),
        },
    };
    advise(&mut response, error);
    if let Error::Unauthenticated = error
        && wants_json(request)
    {
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"hearth\""),
        );
    }
    response
}

/// The headers that say what to do instead.
fn advise(response: &mut HttpResponse, error: &Error) {
    let headers = response.headers_mut();
    match error {
        Error::TooMany { retry_after_secs } | Error::Unavailable { retry_after_secs } => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_secs));
        }
        Error::MethodNotAllowed { allow } => {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        _ => {}
    }
}

/// Programs' addresses answer in JSON, and so does whoever does not ask for a page.
fn wants_json(request: &HttpRequest) -> bool {
    let base = base(request);
    let path = request.path().strip_prefix(base).unwrap_or_default();
    let first = path.split('/').nth(1).unwrap_or_default();
    // The readable description of the API is a page.
    let is_program =
        matches!(first, "api" | "apps" | "pusher" | "broadcasting" | "app") && path != "/api/docs";
    let accepts_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html") || accept.contains("*/*"));
    // Whoever shows a token has no use for a form to sign in with.
    let has_token = is_bearer(request.headers().get(header::AUTHORIZATION));
    is_program || has_token || is_fragment(request) || !accepts_page
}

fn json(request: &HttpRequest, error: &Error, request_id: String) -> HttpResponse {
    let surroundings = Surroundings::of(request);
    HttpResponse::build(status(error))
        .content_type(JSON)
        .json(ErrorBody {
            error: error.code(),
            detail: errors::detail(surroundings.language(request), error.code()),
            request_id,
            fields: match error {
                Error::Invalid(fields) => Some(fields.clone()),
                _ => None,
            },
        })
}

/// How JSON is labelled.
pub const JSON: &str = "application/json; charset=utf-8";

fn page(request: &HttpRequest, error: &Error, request_id: String) -> HttpResponse {
    let frame = Surroundings::of(request).frame(request);
    let page = ErrorPage {
        frame: &frame,
        status: status(error).as_u16(),
        code: error.code().to_owned(),
        request_id,
        host: matches!(error, Error::WrongHost)
            .then(|| host_as_sent(request))
            .flatten(),
    };
    match page.render() {
        Ok(html) => HttpResponse::build(status(error))
            .content_type(HTML)
            .body(html),
        Err(_) => HttpResponse::new(status(error)),
    }
}

/// How pages are labelled.
pub const HTML: &str = "text/html; charset=utf-8";

/// The `Host` as sent; never what a proxy header claims.
fn host_as_sent(request: &HttpRequest) -> Option<String> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    Some(host.chars().take(255).collect())
}

/// The sub-path that everything lies under.
fn base(request: &HttpRequest) -> &str {
    request
        .app_data::<web::Data<Site>>()
        .map_or("", |site| site.base())
}

/// Signed-out visitors go to sign in, and then back to where they wanted to be.
fn to_sign_in(request: &HttpRequest) -> HttpResponse {
    let base = base(request);
    let wanted = match request.method().is_safe() {
        true => request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str()),
        false => "/",
    };
    let wanted = wanted.strip_prefix(base).unwrap_or(wanted);
    match wanted {
        "/" | "" => see_other(&format!("{base}/login")),
        path => see_other(&format!("{base}/login?next={}", encoded(path))),
    }
}

/// Who must show once more that it is they goes to do so, and then back to the page they were on.
fn to_confirm(request: &HttpRequest) -> HttpResponse {
    let base = base(request);
    let wanted = match request.method().is_safe() {
        true => request
            .uri()
            .path_and_query()
            .map(|path| path.as_str().to_owned()),
        // A form's own address need not be a page; the page it stands on is.
        false => referring_path(request),
    };
    let wanted = wanted.unwrap_or_else(|| format!("{base}/settings"));
    let path = wanted.strip_prefix(base).unwrap_or(&wanted);
    see_other(&format!("{base}/settings/confirm?next={}", encoded(path)))
}

fn referring_path(request: &HttpRequest) -> Option<String> {
    let referer = request.headers().get(header::REFERER)?.to_str().ok()?;
    let (_, rest) = referer.split_once("://")?;
    rest.find('/').map(|start| rest[start..].to_owned())
}

/// On to another page, with GET.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .finish()
}

/// A rendered page.
pub fn html(page: &impl Template) -> Answer {
    html_with(StatusCode::OK, page)
}

/// A rendered page with another status.
pub fn html_with(status: StatusCode, page: &impl Template) -> Answer {
    let html = page.render().map_err(Error::internal)?;
    Ok(HttpResponse::build(status).content_type(HTML).body(html))
}

/// JSON for a program.
pub fn json_ok(body: &impl serde::Serialize) -> Answer {
    json_with(StatusCode::OK, body)
}

/// JSON with another status.
pub fn json_with(status: StatusCode, body: &impl serde::Serialize) -> Answer {
    Ok(HttpResponse::build(status).content_type(JSON).json(body))
}

/// Done, and nothing to say.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Everything but unreserved characters and slashes as `%XX`, for a value in a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// The fields of a form error, for showing the form again; any other error goes on as it is.
pub fn form_fields(error: Error) -> Result<crate::base::error::Fields, Failure> {
    match error {
        Error::Invalid(fields) => Ok(fields),
        other => Err(Failure(other)),
    }
}

/// Keeps what a request found out about its reader, for whoever renders later.
pub fn remember(request: &HttpRequest, surroundings: Surroundings) {
    request.extensions_mut().insert(surroundings);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_status() {
        let table = [
            (Error::BadRequest("empty_message"), 400),
            (Error::field("name", "required"), 422),
            (Error::Unauthenticated, 401),
            (Error::Unconfirmed, 403),
            (Error::InvalidCredentials, 401),
            (Error::Forbidden("forbidden"), 403),
            (Error::NotFound("not_found"), 404),
            (Error::Conflict("conflict"), 409),
            (Error::Gone("invitation_used"), 410),
            (Error::MethodNotAllowed { allow: "GET" }, 405),
            (Error::NotAcceptable, 406),
            (Error::UnsupportedMediaType, 415),
            (Error::UnsupportedVersion, 412),
            (Error::ChecksumMismatch, 460),
            (Error::WrongHost, 421),
            (Error::TooLarge, 413),
            (Error::TooSlow, 408),
            (
                Error::TooMany {
                    retry_after_secs: 1,
                },
                429,
            ),
            (
                Error::Unavailable {
                    retry_after_secs: 1,
                },
                503,
            ),
            (Error::StorageFull, 507),
            (Error::internal("x"), 500),
        ];
        for (error, expected) in table {
            assert_eq!(status(&error).as_u16(), expected, "{error}");
        }
    }

    #[test]
    fn a_value_in_a_query_cannot_break_out_of_it() {
        assert_eq!(encoded("/threads/a?b=c&d#e"), "/threads/a%3Fb%3Dc%26d%23e");
    }
}
