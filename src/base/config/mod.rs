//! Every setting of the server: one table, read once at start, passed down as one `Config`.
//!
//! A setting comes from a flag, else from the environment (`HEARTH_X`, or a file named by
//! `HEARTH_X_FILE`), else from `hearth.toml` in the data folder, else it has its default. Nothing
//! else in the program reads the environment. The table below is all there is to a setting: the
//! fields of `Config`, the check for unknown names, what `hearth config` shows and the test of
//! `docs/settings.md` follow from it.
//!
//! A value that is overruled is checked all the same: a mistake that only shows on the day a flag
//! is dropped is found by nobody.

/// How text becomes a value.
mod value;

/// How text becomes an address or a network.
mod address;

/// Where the text comes from.
mod source;

pub use address::{BaseUrl, Network, Origin};
pub use source::{Fault, Place, Problem, Source, Sources};
pub use value::{FreeSpace, LogFormat, Why};

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What is fixed about a setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the environment.
    pub name: &'static str,
    /// Its name in `hearth.toml`, and the flag that carries it where there is one.
    pub key: &'static str,
    /// What is in force when nobody says anything; empty: nothing.
    pub default: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    check: fn(&str) -> Result<(), Why>,
}

/// A setting with the text in force and where that came from.
#[derive(Clone)]
pub struct InForce {
    /// Which setting.
    pub setting: &'static Setting,
    /// Who said so.
    pub source: Source,
    text: String,
}

impl InForce {
    /// The text in force; of a secret only whether there is one.
    pub fn shown(&self) -> &str {
        if self.setting.secret && !self.text.is_empty() {
            "***"
        } else {
            &self.text
        }
    }
}

/// A line reads: meaning, field, type, name, default, how it is read.
macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])*
        $field:ident: $kind:ty = $name:literal, $default:literal, $read:path $(, $mark:ident)?;
    )*) => {
        /// The settings in force.
        #[derive(Clone)]
        pub struct Config {
            $($(#[doc = $doc])* pub $field: $kind,)*
            in_force: Vec<InForce>,
        }

        /// The table of all settings.
        pub static SETTINGS: &[Setting] = &[$(Setting {
            name: $name,
            key: stringify!($field),
            default: $default,
            secret: settings!(@secret $($mark)?),
            check: |text| $read(text).map(drop),
        },)*];

        impl Config {
            /// Reads every setting, or says what is wrong with the first that cannot be read.
            pub fn read(sources: &Sources<'_>) -> Result<Self, Problem> {
                let in_force = source::in_force(sources)?;
                let text = |key: &str| {
                    in_force
                        .iter()
                        .find(|found| found.setting.key == key)
                        .map_or("", |found| found.text.as_str())
                };
                Ok(Self {
                    $($field: $read(text(stringify!($field)))
                        .expect("the text in force was checked when it was found"),)*
                    in_force,
                })
            }
        }
    };
    (@secret) => { false };
    (@secret secret) => { true };
}

settings! {
    /// The folder that holds everything: database, files, keys.
    data: PathBuf = "HEARTH_DATA", "./data", value::folder;
    /// Where the server listens; port 0 picks a free one.
    listen: SocketAddr = "HEARTH_LISTEN", "127.0.0.1:8080", address::listen;
    /// Where the outside finds it, when a proxy stands in front.
    base_url: Option<BaseUrl> = "HEARTH_BASE_URL", "", address::base_url;
    /// Further origins under which the same server is reached.
    extra_origins: Vec<Origin> = "HEARTH_EXTRA_ORIGINS", "", address::origins;
    /// The networks whose `X-Forwarded-For` is believed.
    trusted_proxies: Vec<Network> = "HEARTH_TRUSTED_PROXIES", "", address::networks;
    /// The largest file, in bytes.
    max_upload: u64 = "HEARTH_MAX_UPLOAD", "2G", value::size;
    /// How many bytes of files one member may keep.
    member_quota: Option<u64> = "HEARTH_MEMBER_QUOTA", "5G", value::quota;
    /// How many bytes of files all members of this server may keep together.
    server_quota: Option<u64> = "HEARTH_SERVER_QUOTA", "none", value::quota;
    /// How much of the disk files leave free.
    free_space: FreeSpace = "HEARTH_FREE_SPACE", "auto", value::free_space;
    /// How many live connections are held at once.
    max_sockets: usize = "HEARTH_MAX_SOCKETS", "8192", value::sockets;
    /// Whether requests are counted and refused when there are too many.
    rate_limits: bool = "HEARTH_RATE_LIMITS", "on", value::on_off;
    /// Whether anybody who reaches this server may found a further family on it.
    new_families: bool = "HEARTH_NEW_FAMILIES", "off", value::on_off;
    /// Whether what this server sends to others may stay in the home network.
    outbound_home: bool = "HEARTH_OUTBOUND_HOME", "off", value::on_off;
    /// What is logged.
    log: String = "HEARTH_LOG", "info", value::log_filter;
    /// How it is logged.
    log_format: LogFormat = "HEARTH_LOG_FORMAT", "text", value::log_format;
}

impl Config {
    /// Every setting with its text and source, in the order of the table.
    pub fn in_force(&self) -> &[InForce] {
        &self.in_force
    }

    /// The sub-path under which every URL lies, such as `/chat`; empty at the root.
    pub fn base_path(&self) -> &str {
        self.base_url.as_ref().map_or("", BaseUrl::path)
    }

    /// Whether browsers reach the server over TLS.
    pub fn is_https(&self) -> bool {
        self.base_url
            .as_ref()
            .is_some_and(|url| url.origin().is_https())
    }
}

/// Shows what `hearth config` shows, so that a secret cannot slip into a log by way of `{:?}`.
impl fmt::Debug for Config {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map()
            .entries(self.in_force.iter().map(|i| (i.setting.name, i.shown())))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        static KEY: Setting = Setting {
            name: "HEARTH_KEY",
            key: "key",
            default: "",
            secret: true,
            check: |_| Ok(()),
        };
        let with = |text: &str| InForce {
            setting: &KEY,
            source: Source::Environment,
            text: text.to_owned(),
        };
        assert_eq!(with("hunter2").shown(), "***");
        assert_eq!(with("").shown(), "");
    }

    #[test]
    fn every_default_is_accepted_by_its_own_check() {
        for setting in SETTINGS {
            assert_eq!((setting.check)(setting.default), Ok(()), "{}", setting.name);
        }
    }

    #[test]
    fn a_key_in_the_file_is_the_name_in_lower_case() {
        for setting in SETTINGS {
            let name = setting.name;
            let key = name.strip_prefix("HEARTH_").expect("the prefix");
            assert_eq!(setting.key, key.to_lowercase());
            assert!(!name.ends_with("_FILE"), "{name} would read as a file");
        }
    }

    #[test]
    fn every_setting_is_documented_with_its_default_and_nothing_else_is() {
        let page = include_str!("../../../docs/settings.md");
        let documented: Vec<(&str, &str)> = page
            .split("\n### ")
            .skip(1)
            .map(|section| {
                let name = section.lines().next().unwrap_or("").trim_matches('`');
                let default = section
                    .lines()
                    .find_map(|line| line.strip_prefix("Default: "))
                    .unwrap_or_else(|| panic!("{name} says no default"));
                (name, default)
            })
            .collect();
        let expected: Vec<(&str, String)> = SETTINGS
            .iter()
            .map(|setting| match setting.default {
                "" => (setting.name, "none".to_owned()),
                default => (setting.name, format!("`{default}`")),
            })
            .collect();
        assert_eq!(documented.len(), expected.len());
        for ((name, default), (expected, expected_default)) in documented.iter().zip(&expected) {
            assert_eq!(name, expected);
            assert_eq!(default, expected_default, "of {name}");
        }
    }
}
