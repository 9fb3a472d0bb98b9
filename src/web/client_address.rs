//! Where a request comes from: the peer, or what a trusted proxy says of it.
//!
//! `X-Forwarded-For` can be written by anybody. It is believed from the right, and only as far as the
//! addresses in it are proxies the settings name; the first that is not is the client.

use std::net::IpAddr;

use actix_web::HttpRequest;

use super::extract::site;
use crate::base::config::Network;

/// The address limits count by.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let site = site(request).ok()?;
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    Some(behind_proxies(
        peer,
        &forwarded,
        &site.config.trusted_proxies,
    ))
}

fn behind_proxies(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer;
    for hop in forwarded.iter().rev() {
        if !is_trusted(client) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            // A proxy of ours wrote something else than an address: it is the last one known.
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::config::{Config, Sources};

    fn networks(text: &str) -> Vec<Network> {
        let environment = vec![("HEARTH_TRUSTED_PROXIES".into(), text.into())];
        let sources = Sources {
            flags: Vec::new(),
            environment,
            read: &|_| Err(std::io::ErrorKind::NotFound.into()),
        };
        Config::read(&sources).expect("valid").trusted_proxies
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_from_the_right() {
        let trusted = networks("10.0.0.0/8");
        let cases: [(&str, &[&str], &str); 6] = [
            ("192.168.1.5", &["1.2.3.4"], "192.168.1.5"),
            ("10.0.0.1", &["1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", &["9.9.9.9", " 1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", &["1.2.3.4", "10.0.0.2"], "1.2.3.4"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
        ];
        for (peer, forwarded, client) in cases {
            assert_eq!(behind_proxies(ip(peer), forwarded, &trusted), ip(client));
        }
        assert_eq!(
            behind_proxies(ip("10.0.0.1"), &["1.2.3.4"], &[]),
            ip("10.0.0.1")
        );
    }
}
