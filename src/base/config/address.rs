//! Web addresses and networks as settings name them.
//!
//! Pure: no names are looked up. An address is kept as browsers spell it, because it is compared to
//! what they send, and whatever could be read in two ways is refused: a network or an origin read
//! wrongly opens the family's door without anybody noticing.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::value::{Why, filled, whole};

/// Scheme, host and port of a web address, spelled as browsers send it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    https: bool,
    authority: String,
}

impl Origin {
    /// Whether it is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Host and, unless it is the scheme's own, port: what belongs in `Host`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether a `Host` header names this origin; the scheme's own port may be spelled out there.
    pub fn is_host(&self, host: &str) -> bool {
        let own_port = if self.https { ":443" } else { ":80" };
        host.eq_ignore_ascii_case(&self.authority)
            || host
                .strip_suffix(own_port)
                .is_some_and(|bare| bare.eq_ignore_ascii_case(&self.authority))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(out, "{scheme}://{}", self.authority)
    }
}

/// Where the outside finds Hearth: an origin and perhaps a sub-path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    origin: Origin,
    path: String,
}

impl BaseUrl {
    /// Scheme, host and port.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The sub-path without a slash at its end, such as `/chat`; empty at the root.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.origin, self.path)
    }
}

/// An IP network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether an address lies in it. An IPv4 address that arrived as `::ffff:…` counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.address.is_ipv4() == address.is_ipv4()
            && masked(address, self.prefix) == masked(self.address, self.prefix)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.address, self.prefix)
    }
}

/// `IP:PORT`, `localhost:PORT` or a port alone, which never means more than this computer.
pub(super) fn listen(text: &str) -> Result<SocketAddr, Why> {
    let text = filled(text)?;
    if let Ok(port) = text.parse::<u16>() {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| Why::NotAnAddress)
}

pub(super) fn base_url(text: &str) -> Result<Option<BaseUrl>, Why> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (https, rest) = scheme(text)?;
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    let origin = origin_of(https, authority)?;
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.contains(['?', '#']) {
        return Err(Why::MoreThanAnOrigin);
    }
    let plain = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
    };
    if !path.is_empty() && !path[1..].split('/').all(plain) {
        return Err(Why::OddPath);
    }
    let path = path.to_owned();
    Ok(Some(BaseUrl { origin, path }))
}

pub(super) fn origins(text: &str) -> Result<Vec<Origin>, Why> {
    let one = |item: &str| {
        let (https, rest) = scheme(item)?;
        origin_of(https, rest.strip_suffix('/').unwrap_or(rest))
    };
    list(text).map(one).collect()
}

pub(super) fn networks(text: &str) -> Result<Vec<Network>, Why> {
    list(text).map(network).collect()
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|item| !item.is_empty())
}

fn scheme(text: &str) -> Result<(bool, &str), Why> {
    let (scheme, rest) = text.split_once("://").ok_or(Why::NotAnOrigin)?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok((true, rest)),
        "http" => Ok((false, rest)),
        _ => Err(Why::NotAnOrigin),
    }
}

fn origin_of(https: bool, authority: &str) -> Result<Origin, Why> {
    if authority.contains(['@', '/', '?', '#']) {
        return Err(Why::MoreThanAnOrigin);
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port = match port {
        None => None,
        Some(port) => Some(
            whole(port)
                .and_then(|number| u16::try_from(number).ok())
                .filter(|number| *number > 0)
                .ok_or(Why::NotAnOrigin)?,
        ),
    };
    let host = host_of(host)?;
    let own_port = if https { 443 } else { 80 };
    let authority = match port.filter(|port| *port != own_port) {
        Some(port) => format!("{host}:{port}"),
        None => host,
    };
    Ok(Origin { https, authority })
}

/// A name or number as browsers spell it. Other scripts must be written in their `xn--` form, since
/// that is what arrives in `Host` and `Origin`.
fn host_of(host: &str) -> Result<String, Why> {
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().map_err(|_| Why::NotAnOrigin)?;
        return Ok(format!("[{address}]"));
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let host = host.to_ascii_lowercase();
    // Browsers rewrite `192.168.1` or `0x7f.1` into four numbers, so such a spelling never matches.
    let numeric = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x"));
    let sound = host.len() <= 253 && host.split('.').all(label);
    if !sound || (numeric && host.parse::<Ipv4Addr>().is_err()) {
        return Err(Why::NotAnOrigin);
    }
    Ok(host)
}

fn network(text: &str) -> Result<Network, Why> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().map_err(|_| Why::NotANetwork)?;
    // `::ffff:10.0.0.0/104` says nothing that `10.0.0.0/8` does not, and would never match.
    if address.to_canonical() != address {
        return Err(Why::NotANetwork);
    }
    let widest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        None => widest,
        Some(prefix) => whole(prefix)
            .and_then(|number| u8::try_from(number).ok())
            .filter(|number| *number <= widest)
            .ok_or(Why::NotANetwork)?,
    };
    let base = masked(address, prefix);
    if base != address {
        let meant = Network {
            address: base,
            prefix,
        };
        return Err(Why::LooseNetwork {
            meant: meant.to_string(),
        });
    }
    Ok(Network { address, prefix })
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4((address.to_bits() & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6((address.to_bits() & mask).into())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_listens_on_this_computer_only() {
        assert_eq!(listen("8080"), Ok("127.0.0.1:8080".parse().unwrap()));
        assert_eq!(listen("0"), Ok("127.0.0.1:0".parse().unwrap()));
        assert_eq!(listen("localhost:81"), Ok("127.0.0.1:81".parse().unwrap()));
        assert_eq!(listen("[::]:8080"), Ok("[::]:8080".parse().unwrap()));
        for wrong in [
            ":8080",
            "0.0.0.0",
            "nas:8080",
            "127.0.0.1:65536",
            "70000",
            "::1:80",
        ] {
            assert_eq!(listen(wrong), Err(Why::NotAnAddress), "{wrong}");
        }
        assert_eq!(listen(" "), Err(Why::Empty));
    }

    #[test]
    fn a_base_url_is_spelled_as_browsers_spell_it() {
        for (text, origin, path) in [
            ("https://chat.example", "https://chat.example", ""),
            ("https://chat.example/", "https://chat.example", ""),
            (
                "HTTPS://Chat.Example:443/Chat/",
                "https://chat.example",
                "/Chat",
            ),
            (
                "http://192.168.1.5:8080/a/b",
                "http://192.168.1.5:8080",
                "/a/b",
            ),
            ("http://nas:80", "http://nas", ""),
            ("https://[::1]:444", "https://[::1]:444", ""),
            ("https://[2001:DB8:0::1]", "https://[2001:db8::1]", ""),
        ] {
            let url = base_url(text).unwrap().expect("a value");
            assert_eq!(url.origin().to_string(), origin);
            assert_eq!(url.path(), path);
            assert_eq!(url.to_string(), format!("{origin}{path}"));
        }
        assert_eq!(base_url(""), Ok(None));
    }

    #[test]
    fn a_base_url_holds_nothing_but_origin_and_path() {
        for text in [
            "https://anna:geheim@chat.example",
            "https://chat.example?x",
            "https://chat.example/?x",
            "https://chat.example/a#b",
        ] {
            assert_eq!(base_url(text), Err(Why::MoreThanAnOrigin), "{text}");
        }
        for text in [
            "https://chat.example//a",
            "https://chat.example/a//",
            "https://chat.example/../a",
            "https://chat.example/a%2fb",
            "https://chat.example/a b",
            "https://chat.example/\\",
        ] {
            assert_eq!(base_url(text), Err(Why::OddPath), "{text}");
        }
        for text in [
            "chat.example",
            "ftp://chat.example",
            "https://",
            "https:///chat",
            "https://chat..example",
            "https://chat.example.",
            "https://-a",
            "https://kaffee.müller",
            "https://chat.example:0",
            "https://chat.example:+1",
            "https://chat.example:99999",
            "https://192.168.1",
            "https://[::1",
            "https://a b",
        ] {
            assert_eq!(base_url(text), Err(Why::NotAnOrigin), "{text}");
        }
    }

    #[test]
    fn a_host_header_may_spell_out_the_schemes_own_port() {
        let url = base_url("https://chat.example").unwrap().expect("a value");
        let origin = url.origin();
        assert!(origin.is_host("chat.example"));
        assert!(origin.is_host("CHAT.example:443"));
        assert!(!origin.is_host("chat.example:80"));
        assert!(!origin.is_host("chat.example.evil"));
        let other = base_url("http://nas:8080").unwrap().expect("a value");
        assert!(other.origin().is_host("nas:8080"));
        assert!(!other.origin().is_host("nas"));
        assert!(!other.origin().is_host("nas:8080:80443"));
    }

    #[test]
    fn extra_origins_have_no_path() {
        let found = origins("https://a.example, http://b:81/\nhttps://c").unwrap();
        let spelled: Vec<String> = found.iter().map(Origin::to_string).collect();
        assert_eq!(spelled, ["https://a.example", "http://b:81", "https://c"]);
        assert_eq!(
            origins("https://a.example/chat"),
            Err(Why::MoreThanAnOrigin)
        );
        assert_eq!(origins(""), Ok(vec![]));
    }

    #[test]
    fn a_network_holds_its_own_addresses_and_no_others() {
        let found = networks("10.0.0.0/8 192.168.1.7,fd00::/8, ::1").unwrap();
        let holds = |address: &str| {
            let address: IpAddr = address.parse().unwrap();
            found.iter().any(|network| network.contains(address))
        };
        for inside in [
            "10.255.0.1",
            "::ffff:10.0.0.1",
            "192.168.1.7",
            "fd12::9",
            "::1",
        ] {
            assert!(holds(inside), "{inside}");
        }
        for outside in [
            "11.0.0.1",
            "192.168.1.8",
            "fe80::1",
            "::2",
            "::ffff:11.0.0.1",
        ] {
            assert!(!holds(outside), "{outside}");
        }
        let everyone = networks("0.0.0.0/0").unwrap();
        assert!(everyone[0].contains("203.0.113.9".parse().unwrap()));
        assert!(!everyone[0].contains("2001:db8::1".parse().unwrap()));
    }

    #[test]
    fn an_unclear_network_is_refused_with_the_one_it_may_mean() {
        assert_eq!(
            networks("192.168.1.5/24"),
            Err(Why::LooseNetwork {
                meant: "192.168.1.0/24".to_owned()
            })
        );
        for wrong in [
            "10.0.0.0/33",
            "fd00::/129",
            "10.0.0/8",
            "nas",
            "::ffff:10.0.0.0/104",
            "10.0.0.0/",
        ] {
            assert_eq!(networks(wrong), Err(Why::NotANetwork), "{wrong}");
        }
    }
}
