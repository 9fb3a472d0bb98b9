//! Under which address people reach this server, for links and pictures to scan.
//!
//! It must never believe a proxy's headers. Without a public address it is the one that whoever asks has
//! typed, because that one works in their house.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;

use super::site::Site;
use crate::views::frame::Frame;

/// An address of this server's.
pub struct OwnAddress {
    origin: String,
    is_local: bool,
}

impl OwnAddress {
    /// The public one, or the one that is asked.
    pub fn of(request: &HttpRequest, site: &Site) -> Self {
        if let Some(url) = &site.config.base_url {
            return Self {
                origin: url.origin().to_string(),
                is_local: false,
            };
        }
        let host = host(request);
        Self {
            origin: format!("http://{host}"),
            is_local: is_local(host),
        }
    }

    /// The whole address of a page.
    pub fn url(&self, frame: &Frame, path: impl AsRef<str>) -> String {
        format!("{}{}", self.origin, frame.url(path))
    }

    /// Whether it leads nowhere but to the computer it was typed at.
    pub fn is_local(&self) -> bool {
        self.is_local
    }
}

/// The `Host` as it was sent, empty for none; never what a proxy header claims.
pub fn host(request: &HttpRequest) -> &str {
    request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default()
}

/// Whether a `Host` names the very computer it is typed at.
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_made_at_the_computer_itself_is_known_to_lead_nowhere_else() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "[::1]:8080"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["hearth.local:8080", "192.168.1.4", "[fd00::1]:80", ""] {
            assert!(!is_local(host), "{host}");
        }
    }
}
