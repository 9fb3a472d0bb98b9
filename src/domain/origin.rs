//! Where somebody asks from: the address and the browser, for the record, and a place in words.
//!
//! Addresses are kept in the record alone. What a list of devices says is a place: nearer than that is
//! nobody's business, and an address says little to a grandmother.

use std::net::IpAddr;

use crate::text_enum;

/// What a browser says it is, as far as it is kept, in characters.
const USER_AGENT_LIMIT: usize = 200;

text_enum! {
    /// How far away somebody is.
    Place {
        /// At the computer that Hearth runs on.
        Computer = "computer",
        /// In the same home network, or joined to it by a private one.
        Home = "home",
        /// Anywhere else.
        Internet = "internet",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

/// Where a request comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address, as far as proxies can be believed.
    pub address: Option<IpAddr>,
    /// What the browser or program says it is.
    pub user_agent: String,
}

impl Origin {
    /// Of a request; an overlong user agent is cut.
    pub fn new(address: Option<IpAddr>, user_agent: &str) -> Self {
        Self {
            address,
            user_agent: user_agent.chars().take(USER_AGENT_LIMIT).collect(),
        }
    }

    /// The place it is.
    pub fn place(&self) -> Place {
        match self.address.map(|address| address.to_canonical()) {
            None => Place::Unknown,
            Some(address) if address.is_loopback() => Place::Computer,
            Some(address) if is_private(address) => Place::Home,
            Some(_) => Place::Internet,
        }
    }
}

/// Home networks, link-local addresses, and 100.64.0.0/10, which private overlay networks use.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_from_an_address() {
        for (address, place) in [
            ("127.0.0.1", Place::Computer),
            ("::1", Place::Computer),
            ("::ffff:127.0.0.1", Place::Computer),
            ("192.168.1.7", Place::Home),
            ("172.20.0.3", Place::Home),
            ("100.101.1.1", Place::Home),
            ("fd7a:115c:a1e0::1", Place::Home),
            ("fe80::1", Place::Home),
            ("100.128.0.1", Place::Internet),
            ("172.32.0.1", Place::Internet),
            ("2001:db8::1", Place::Internet),
        ] {
            let origin = Origin::new(address.parse().ok(), "");
            assert!(origin.address.is_some(), "{address}");
            assert_eq!(origin.place(), place, "{address}");
        }
        assert_eq!(Origin::default().place(), Place::Unknown);
    }
}
