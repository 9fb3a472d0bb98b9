//! Under which address a person opens this Hearth, for links that the command line prints.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use super::healthcheck::reachable;
use crate::base::config::Config;

/// Where a person opens Hearth: the public address if there is one, since with it others are turned
/// away; else this server's own, and where that is "all of them" the one in the home network.
pub(super) fn front_door(config: &Config, address: SocketAddr) -> String {
    match &config.base_url {
        Some(url) => url.to_string(),
        None if address.ip().is_unspecified() => {
            let home = home_address().map(|ip| SocketAddr::new(ip, address.port()));
            format!("http://{}", home.unwrap_or_else(|| reachable(address)))
        }
        None => format!("http://{address}"),
    }
}

/// This computer's address in the home network: the one it would send from. Connecting a datagram
/// socket only chooses a route and sends nothing; the address asked for belongs to nobody.
fn home_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(own) if own.is_private() => Some(IpAddr::V4(own)),
        _ => None,
    }
}
