//! The text of a URL, read once and by the rules of browsers: whatever odd spelling somebody found, what
//! is checked, looked up, connected to and named in the request is the one thing that was understood.
//!
//! Looks nothing up. A number is judged at once; a name is judged by where it leads, each time.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use super::guard::Reach;

/// The longest URL, in bytes.
const LONGEST: usize = 2_000;

/// Where something may be sent, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    url: Url,
    port: u16,
    host: Host,
}

/// Why nothing is sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a URL, or one that is too long.
    #[error("this is no URL")]
    NoUrl,
    /// Neither https nor http.
    #[error("only https and http")]
    Scheme,
    /// A name or password stands in it: it would be kept and shown like any other part.
    #[error("no name or password in it")]
    Credentials,
    /// A port other than 80 and 443.
    #[error("only ports 80 and 443")]
    Port,
    /// A number that is not of the internet, or one that nobody may ask.
    #[error("not an address that may be asked")]
    Address,
}

impl Destination {
    pub(super) fn parse(text: &str, reach: Reach) -> Result<Self, Refused> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(Refused::NoUrl);
        }
        let mut url = Url::parse(text).map_err(|_| Refused::NoUrl)?;
        url.set_fragment(None);
        if !matches!(url.scheme(), "https" | "http") {
            return Err(Refused::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Credentials);
        }
        let host = url.host().ok_or(Refused::NoUrl)?.to_owned();
        let port = url.port_or_known_default().ok_or(Refused::NoUrl)?;
        let to = Self { url, port, host };
        if to.address().is_some_and(|address| !reach.allows(address)) {
            return Err(Refused::Address);
        }
        match port {
            _ if to.url.as_str().len() > LONGEST => Err(Refused::NoUrl),
            80 | 443 => Ok(to),
            1.. if reach == Reach::Home => Ok(to),
            _ => Err(Refused::Port),
        }
    }

    /// The URL as it is asked for.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The server's name, which says nothing of what is asked of it.
    pub fn name(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Its address, where the URL gives a number instead of a name.
    pub(super) fn address(&self) -> Option<IpAddr> {
        match &self.host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some((*address).into()),
            Host::Ipv6(address) => Some((*address).into()),
        }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
