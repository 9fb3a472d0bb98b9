//! Which numbers on the network may be connected to.
//!
//! A list of what is open, not of what is closed: of version 6 only what has been given to the internet.
//! Numbers that carry another number inside are judged by that one, since that is where they lead.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far requests may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// To servers on the internet.
    Internet,
    /// To those, this computer and the network it is in.
    Home,
}

impl Reach {
    /// Whether this may be connected to.
    pub(super) fn allows(self, address: IpAddr) -> bool {
        match canonical(address) {
            IpAddr::V4(address) => {
                is_global_v4(address) || self == Self::Home && is_home_v4(address)
            }
            IpAddr::V6(address) => {
                is_global_v6(address) || self == Self::Home && is_home_v6(address)
            }
        }
    }
}

/// The number that is meant, taken out of the forms of version 6 that only carry one of version 4.
pub(super) fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(long) = address else {
        return address;
    };
    let s = long.segments();
    let inner = match s {
        // Mapped, translated, and compatible ones; the last have no other number below 2^32 but these two.
        [0, 0, 0, 0, 0, 0xffff, ..]
        | [0, 0, 0, 0, 0xffff, 0, ..]
        | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some((s[6], s[7])),
        [0, 0, 0, 0, 0, 0, ..] if !long.is_loopback() && !long.is_unspecified() => {
            Some((s[6], s[7]))
        }
        // 6to4.
        [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    match inner {
        Some((high, low)) => Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)).into(),
        None => address,
    }
}

fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        // This network, this computer, networks of one's own, those of providers, the neighbourhood.
        (0 | 10 | 127, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            // Assignments of protocols, examples in books, measurements, an old relay.
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            // Groups, and what was never given to anybody.
            | (224.., ..)
    )
}

/// Networks that a home, or a private network over the internet, is built from. Not the neighbourhood
/// (169.254), where rented computers find their keys.
fn is_home_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, d] = address.octets();
    match (a, b) {
        (10 | 127, _) | (192, 168) | (172, 16..=31) => true,
        // One provider keeps the keys of its rented computers here.
        (100, 64..=127) => (b, c, d) != (100, 100, 200),
        _ => false,
    }
}

fn is_global_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let is_given = s[0] & 0xe000 == 0x2000;
    let is_special = matches!(
        s,
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..]
    );
    is_given && !is_special
}

fn is_home_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    // Two providers keep the keys of their rented computers in a network of one's own.
    let is_keeper_of_keys = matches!(
        s,
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254]
    );
    address.is_loopback() || s[0] & 0xfe00 == 0xfc00 && !is_keeper_of_keys
}
