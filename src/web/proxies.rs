//! Proxies that nobody told Hearth about: noticed, said once in the log, and shown to admins.
//!
//! Behind such a proxy everybody seems to come from one address and shares its limits, which looks
//! like a fault of Hearth's. What the proxy claims is still not believed: anybody can write that
//! header, so only whoever runs the server can say whose it is. For the same reason peers of the
//! open internet are not remembered; no proxy of the family's is there, and strangers would fill
//! the page.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Mutex;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::web;

use super::guard::is_home_address;
use super::site::Site;
use crate::base::config::Network;

/// Most peers that are remembered; more than a home has proxies.
const MOST: usize = 8;

/// What proxies are known, and which ones came besides.
pub struct Proxies {
    trusted: Vec<Network>,
    unknown: Mutex<BTreeSet<IpAddr>>,
}

impl Proxies {
    /// None has been seen yet.
    pub fn new(trusted: &[Network]) -> Self {
        Self {
            trusted: trusted.to_vec(),
            unknown: Mutex::default(),
        }
    }

    /// The setting that would trust every proxy seen so far; none if all of them are trusted.
    pub fn missing(&self) -> Option<String> {
        let unknown = self.unknown.lock().ok()?;
        if unknown.is_empty() {
            return None;
        }
        let known = self.trusted.iter().map(ToString::to_string);
        let seen = unknown.iter().map(|peer| match peer {
            IpAddr::V4(_) => format!("{peer}/32"),
            IpAddr::V6(_) => format!("{peer}/128"),
        });
        let all: Vec<_> = known.chain(seen).collect();
        Some(format!("HEARTH_TRUSTED_PROXIES={}", all.join(",")))
    }

    fn note(&self, peer: IpAddr) {
        let peer = peer.to_canonical();
        let is_trusted = self.trusted.iter().any(|network| network.contains(peer));
        if is_trusted || !is_home_address(peer) {
            return;
        }
        let Ok(mut unknown) = self.unknown.lock() else {
            return;
        };
        if unknown.len() < MOST && unknown.insert(peer) {
            tracing::warn!(
                "a proxy that HEARTH_TRUSTED_PROXIES does not name passes requests on; all of \
                 them share one limit. An admin finds what to add under settings"
            );
        }
    }
}

/// Middleware: notices who passes requests on for others.
pub async fn noticed(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if is_passed_on(request.headers())
        && let Some(peer) = request.peer_addr()
        && let Some(site) = request.app_data::<web::Data<Site>>()
    {
        site.proxies.note(peer.ip());
    }
    next.call(request).await
}

fn is_passed_on(headers: &HeaderMap) -> bool {
    headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::config::{Config, Sources};

    fn proxies(trusted: &str) -> Proxies {
        let sources = Sources {
            flags: Vec::new(),
            environment: vec![("HEARTH_TRUSTED_PROXIES".into(), trusted.into())],
            read: &|_| Err(std::io::ErrorKind::NotFound.into()),
        };
        Proxies::new(&Config::read(&sources).expect("valid").trusted_proxies)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn the_hint_names_exactly_what_is_missing_beside_what_is_there() {
        let proxies = proxies("127.0.0.1, 10.1.0.0/16");
        for trusted in ["127.0.0.1", "10.1.2.3", "::ffff:10.1.2.3"] {
            proxies.note(ip(trusted));
        }
        assert_eq!(proxies.missing(), None);
        for peer in ["172.18.0.2", "::ffff:172.18.0.2", "fd00::5"] {
            proxies.note(ip(peer));
        }
        assert_eq!(
            proxies.missing().as_deref(),
            Some("HEARTH_TRUSTED_PROXIES=127.0.0.1/32,10.1.0.0/16,172.18.0.2/32,fd00::5/128")
        );
    }

    #[test]
    fn strangers_are_not_remembered_and_a_house_full_of_peers_only_in_part() {
        let proxies = proxies("");
        proxies.note(ip("8.8.8.8"));
        proxies.note(ip("2001:db8::1"));
        assert_eq!(proxies.missing(), None);
        for last in 1..=100 {
            proxies.note(ip(&format!("192.168.1.{last}")));
        }
        let named = proxies.missing().expect("some");
        assert_eq!(named.matches("/32").count(), MOST, "{named}");
    }
}
