//! What every request passes before a handler sees it: a name, the right host, the right site.
//!
//! Cross-site protection is one rule for forms, JSON and everything else that changes something: the
//! browser itself must say that the request comes from our own pages. There are no tokens in pages
//! that could leak or go stale.

use std::net::IpAddr;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};

use super::respond::{Failure, refuse};
use super::site::Site;
use crate::base::config::Config;
use crate::base::error::Error;
use crate::base::token;

#[derive(Clone)]
struct RequestId(String);

/// The name this request has in the log and in its answer.
pub fn request_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default()
}

/// What our own scripts say when they want a piece of a page; browsers let no other site say it.
pub const FRAGMENT: &str = "hearth-fragment";

/// Left on a request by who answers it with something that browsers never show by itself, such as a
/// module: it is told nothing that only documents heed. A page needs thirty of those, and on a slow line
/// their headers would be as much as the conversation.
pub struct PartOfPages;

/// Middleware: names the request and sets the headers that every answer carries.
pub async fn name_and_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let id = token::random_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let is_https = request
        .app_data::<web::Data<Site>>()
        .is_some_and(|site| site.config.is_https());
    let mut response = next.call(request).await?;
    let is_asset = response.request().extensions().contains::<PartOfPages>();
    // Only our own scripts can ask so, and they put the answer into a page.
    let is_fragment = response.request().headers().contains_key(FRAGMENT);
    // A WebSocket shows nothing, and what its answer took of the buffers stays with each while it is open.
    let is_socket = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    let is_document = !(is_asset || is_fragment || is_socket);
    let headers = response.headers_mut();
    if !is_asset && let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    let more = if is_document { DOCUMENTS } else { &[] };
    for (name, value) in HEADERS.iter().chain(more) {
        let name = HeaderName::from_static(name);
        // A file says more strictly what may become of it.
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    Ok(response)
}

const HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store, private"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
];

const DOCUMENTS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
         media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types app",
    ),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
    ),
    ("x-robots-tag", "noindex"),
];

/// Middleware: refuses a `Host` that is not ours, so that another name cannot be pointed at this
/// machine and read the family's pages through a member's browser.
pub async fn known_host(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let site = site(&request)?;
    let path = request.path();
    let path = path.strip_prefix(site.base()).unwrap_or(path);
    let is_probe = matches!(path, "/livez" | "/readyz" | "/up");
    let host = host(&request);
    if !is_probe && !host.is_some_and(|host| is_known_host(&site.config, host)) {
        return Ok(refuse(request, Error::WrongHost));
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Whether this server answers to `host`.
fn is_known_host(config: &Config, host: &str) -> bool {
    match &config.base_url {
        Some(url) => {
            url.origin().is_host(host)
                || config
                    .extra_origins
                    .iter()
                    .any(|origin| origin.is_host(host))
        }
        None => is_home_host(host) || config.extra_origins.iter().any(|o| o.is_host(host)),
    }
}

/// A name that only somebody at home can be using.
fn is_home_host(host: &str) -> bool {
    let name = without_port(host);
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return is_home_address(address.to_canonical());
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    if !is_name {
        return false;
    }
    name == "localhost"
        || name
            .strip_suffix(".local")
            .is_some_and(|label| !label.is_empty())
        || name.strip_suffix(".localhost").is_some()
}

/// Whether an address is this computer's, or of a private network.
pub(super) fn is_home_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let is_shared = address.octets()[0] == 100 && (address.octets()[1] & 0xC0) == 64;
            address.is_loopback() || address.is_private() || address.is_link_local() || is_shared
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

fn without_port(host: &str) -> &str {
    match host.rfind(':') {
        Some(at) if !host.ends_with(']') && host[at + 1..].bytes().all(|b| b.is_ascii_digit()) => {
            // A bare IPv6 address has several colons and no port.
            match host.starts_with('[') || host.matches(':').count() == 1 {
                true => &host[..at],
                false => host,
            }
        }
        _ => host,
    }
}

/// Middleware: what changes something must come from our own pages, or from a program that says who
/// it is in a header no page can set.
pub async fn same_site(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let site = site(&request)?;
    if is_bearer(request.headers().get(header::AUTHORIZATION)) {
        // It proves nothing about where it comes from, so no cookie may be acted on: not even by
        // those who ask for no member, such as signing out.
        request.headers_mut().remove(header::COOKIE);
    }
    if !request.method().is_safe() && !is_own_doing(&site.config, &request) {
        return Ok(refuse(request, Error::Forbidden("cross_site")));
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn is_own_doing(config: &Config, request: &ServiceRequest) -> bool {
    let header = |name: &str| request.headers().get(name);
    if is_bearer(request.headers().get(header::AUTHORIZATION)) {
        // Cookies are ignored for it; valid or 401, decided by the extractor.
        return true;
    }
    if let Some(site) = header("sec-fetch-site") {
        return site == "same-origin";
    }
    if let Some(origin) = header("origin") {
        return origin
            .to_str()
            .is_ok_and(|origin| is_own_origin(config, host(request), origin));
    }
    // Old browsers send neither; only without a cookie can nothing be done in somebody's name.
    header("cookie").is_none()
}

/// Whether `origin` is the one this server's own pages have.
pub fn is_own_origin(config: &Config, host: Option<&str>, origin: &str) -> bool {
    let is_listed = |known: &crate::base::config::Origin| known.to_string() == origin;
    match &config.base_url {
        Some(url) => is_listed(url.origin()) || config.extra_origins.iter().any(is_listed),
        None => {
            let own = host.map(|host| {
                let host = host.to_ascii_lowercase();
                format!("http://{}", host.strip_suffix(":80").unwrap_or(&host))
            });
            own.as_deref() == Some(origin) || config.extra_origins.iter().any(is_listed)
        }
    }
}

/// Whether an `Authorization` header is a bearer's, well-formed or not.
pub fn is_bearer(value: Option<&HeaderValue>) -> bool {
    value.is_some_and(|value| {
        let scheme = value.as_bytes().split(|byte| *byte == b' ').next();
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
    })
}

/// The `Host` as sent.
pub fn host(request: &ServiceRequest) -> Option<&str> {
    request.headers().get(header::HOST)?.to_str().ok()
}

fn site(request: &ServiceRequest) -> Result<web::Data<Site>, actix_web::Error> {
    request
        .app_data::<web::Data<Site>>()
        .cloned()
        .ok_or_else(|| Failure(Error::internal("the site is missing")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_home_only_private_addresses_and_local_names_are_known() {
        for host in [
            "localhost:8080",
            "127.0.0.1",
            "192.168.1.20:8080",
            "10.0.0.1",
            "172.31.255.1",
            "[::1]:8080",
            "[fd00::1]",
            "hearth.local",
            "Hearth.Local.:8080",
            "[::ffff:192.168.1.2]:80",
        ] {
            assert!(is_home_host(host), "{host} was refused");
        }
        for host in [
            "example.org",
            "8.8.8.8",
            "172.32.0.1",
            "local",
            ".local",
            "evil.local.example.org",
            "evil.example.org#.local",
            "127.0.0.1.example.org",
            "[2001:db8::1]:8080",
            "[::ffff:8.8.8.8]",
            "",
        ] {
            assert!(!is_home_host(host), "{host} was let in");
        }
    }
}
