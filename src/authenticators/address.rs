//! Where passkeys work: at one name, over https; and at this computer's own `localhost`.
//!
//! Browsers bind a passkey to the name it was made at. That is the base URL's, so that a passkey made
//! at one of a family's addresses signs in at the others as far as browsers allow: at names below it.
//! An IP address is no name, and what is not https is no place for keys.

use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use super::ceremonies::LIFE;
use crate::base::config::{Config, Origin};
use crate::base::error::{Error, Result};

/// Why passkeys do not work where a browser asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// They do at this other address of the same server.
    Elsewhere(String),
    /// The server has no address with https.
    NeedsHttps,
    /// The server's address is a number.
    NeedsName,
}

/// An address at which passkeys work.
#[derive(Clone, Debug)]
pub struct Party {
    name: String,
    origin: Url,
}

impl Party {
    /// The name that passkeys are bound to.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What makes and checks ceremonies that can be finished here and nowhere else.
    pub(super) fn webauthn(&self, house: &str) -> Result<Webauthn> {
        WebauthnBuilder::new(&self.name, &self.origin)
            .map(|builder| builder.rp_name(house).timeout(LIFE))
            .and_then(WebauthnBuilder::build)
            .map_err(Error::internal)
    }
}

/// The addresses that the settings name.
pub(super) struct Addresses {
    base: Option<Origin>,
    extra: Vec<Origin>,
}

impl Addresses {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            base: config.base_url.as_ref().map(|url| url.origin().clone()),
            extra: config.extra_origins.clone(),
        }
    }

    /// `host` is a `Host` header that this server answers to.
    pub(super) fn party(&self, host: &str) -> Result<Party, Hindrance> {
        let here = match self.listed().find(|origin| origin.is_host(host)) {
            Some(origin) => origin.to_string(),
            None => format!("http://{host}"),
        };
        let here = Url::parse(&here).map_err(|_| Hindrance::NeedsName)?;
        let home = match &self.base {
            Some(base) => Url::parse(&base.to_string()).map_err(|_| Hindrance::NeedsName)?,
            None => here.clone(),
        };
        let name = own_name(&home)?;
        let is_below = |found: &str| {
            found
                .strip_suffix(name)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        match own_name(&here) {
            Ok(found) if is_below(found) => Ok(Party {
                name: name.to_owned(),
                origin: here,
            }),
            _ => Err(Hindrance::Elsewhere(spelled(&home))),
        }
    }

    fn listed(&self) -> impl Iterator<Item = &Origin> {
        self.base.iter().chain(&self.extra)
    }
}

/// The name in an address, where it is one that can have passkeys.
fn own_name(url: &Url) -> Result<&str, Hindrance> {
    let is_local = |name: &str| name == "localhost" || name.ends_with(".localhost");
    match (url.scheme(), url.domain()) {
        ("https", Some(name)) => Ok(name),
        ("https", None) => Err(Hindrance::NeedsName),
        (_, Some(name)) if is_local(name) => Ok(name),
        // This computer by its number, where its name would do.
        (_, None) if is_loopback(url) => Err(Hindrance::Elsewhere(by_name(url))),
        _ => Err(Hindrance::NeedsHttps),
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str()
        .map(|host| host.trim_matches(['[', ']']))
        .and_then(|host| host.parse::<std::net::IpAddr>().ok())
        .is_some_and(|address| address.to_canonical().is_loopback())
}

fn by_name(url: &Url) -> String {
    let mut named = url.clone();
    // Cannot fail: http takes any host.
    let _ = named.set_host(Some("localhost"));
    spelled(&named)
}

fn spelled(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::config::Sources;

    fn addresses(settings: &[(&str, &str)]) -> Addresses {
        let nothing = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
        let config = Config::read(&Sources {
            flags: Vec::new(),
            environment: settings
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            read: &nothing,
        })
        .unwrap_or_else(|problem| panic!("{problem:?}"));
        Addresses::of(&config)
    }

    fn at(settings: &[(&str, &str)], host: &str) -> Result<(String, String), Hindrance> {
        let party = addresses(settings).party(host)?;
        Ok((party.name.clone(), spelled(&party.origin)))
    }

    fn works(name: &str, origin: &str) -> Result<(String, String), Hindrance> {
        Ok((name.to_owned(), origin.to_owned()))
    }

    fn elsewhere(at: &str) -> Result<(String, String), Hindrance> {
        Err(Hindrance::Elsewhere(at.to_owned()))
    }

    #[test]
    fn passkeys_are_bound_to_the_name_of_the_base_url() {
        let base = [("HEARTH_BASE_URL", "https://chat.example:8443/home")];
        let expected = works("chat.example", "https://chat.example:8443");
        assert_eq!(at(&base, "chat.example:8443"), expected);
        assert_eq!(at(&base, "CHAT.example:8443"), expected);
    }

    #[test]
    fn a_further_name_below_the_base_urls_has_the_same_passkeys_and_any_other_none() {
        let settings = [
            ("HEARTH_BASE_URL", "https://example.org"),
            (
                "HEARTH_EXTRA_ORIGINS",
                "https://chat.example.org http://nas:8080 https://badexample.org",
            ),
        ];
        assert_eq!(
            at(&settings, "chat.example.org"),
            works("example.org", "https://chat.example.org")
        );
        assert_eq!(at(&settings, "nas:8080"), elsewhere("https://example.org"));
        assert_eq!(
            at(&settings, "badexample.org"),
            elsewhere("https://example.org")
        );
    }

    #[test]
    fn without_https_only_this_computer_has_passkeys_by_its_name() {
        assert_eq!(
            at(&[], "localhost:8080"),
            works("localhost", "http://localhost:8080")
        );
        assert_eq!(
            at(&[], "hearth.localhost"),
            works("hearth.localhost", "http://hearth.localhost")
        );
        for host in ["127.0.0.1:8080", "[::1]:8080"] {
            assert_eq!(at(&[], host), elsewhere("http://localhost:8080"));
        }
        for host in ["192.168.1.7:8080", "hearth.local:8080", "nas"] {
            assert_eq!(at(&[], host), Err(Hindrance::NeedsHttps), "{host}");
        }
        let plain = [("HEARTH_BASE_URL", "http://nas:8080")];
        assert_eq!(at(&plain, "nas:8080"), Err(Hindrance::NeedsHttps));
    }

    #[test]
    fn a_number_is_no_name() {
        for base in ["https://192.168.1.7", "https://[fd00::1]"] {
            let host = base.trim_start_matches("https://");
            assert_eq!(
                at(&[("HEARTH_BASE_URL", base)], host),
                Err(Hindrance::NeedsName)
            );
        }
    }

    #[test]
    fn whatever_works_can_be_built() {
        for (settings, host) in [
            (
                vec![("HEARTH_BASE_URL", "https://example.org")],
                "example.org",
            ),
            (vec![], "localhost:1"),
            (vec![], "a.localhost:1"),
        ] {
            let party = addresses(&settings).party(host).expect("it works there");
            assert!(party.webauthn("The Lindens").is_ok(), "{host}");
        }
    }
}
