//! How the text of one setting becomes its value, and what may be wrong with it.
//!
//! Pure: no files, no environment, no name look-ups. What was wrong is a `Why` and never a
//! sentence; the words are the command line's. Unclear values are refused instead of guessed at.

use std::path::PathBuf;

/// Why a value is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing is a value here.
    Empty,
    /// Not text in UTF-8.
    NotUtf8,
    /// Not an IP address with a port, nor a port.
    NotAnAddress,
    /// Not an `http` or `https` address.
    NotAnOrigin,
    /// An address with more than this setting takes: a query, a user name, a path where none may be.
    MoreThanAnOrigin,
    /// A path that proxies and browsers would not agree on.
    OddPath,
    /// Not an IP address or network.
    NotANetwork,
    /// A network with host bits set: unclear whether one computer or the whole network is meant.
    LooseNetwork {
        /// The network that it may have meant.
        meant: String,
    },
    /// Not a size such as `500M`.
    NotASize,
    /// Not a whole number from `least` to `most`.
    NotInRange {
        /// The smallest accepted number.
        least: u64,
        /// The largest accepted number.
        most: u64,
    },
    /// Not one of the words accepted here.
    NotOneOf(&'static str),
    /// Not a directive of the log filter.
    NotALogFilter,
}

/// How much of the disk files leave free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeSpace {
    /// What suits the size of the disk.
    Usual,
    /// This many bytes.
    Bytes(u64),
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object on each line.
    Json,
}

pub(super) fn folder(text: &str) -> Result<PathBuf, Why> {
    filled(text).map(PathBuf::from)
}

/// A number of bytes, or of K, M, G or T: powers of 1024, as file managers and `dd` have them.
pub(super) fn size(text: &str) -> Result<u64, Why> {
    let text = filled(text)?;
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _ => return Err(Why::NotASize),
    };
    whole(digits)
        .and_then(|number| number.checked_mul(1 << shift))
        .filter(|bytes| *bytes > 0)
        .ok_or(Why::NotASize)
}

/// A size, or `none` where nothing is measured.
pub(super) fn quota(text: &str) -> Result<Option<u64>, Why> {
    match filled(text)? {
        "none" => Ok(None),
        text => size(text).map(Some),
    }
}

/// A size, `0`, or `auto` for what suits the disk.
pub(super) fn free_space(text: &str) -> Result<FreeSpace, Why> {
    match filled(text)? {
        "auto" => Ok(FreeSpace::Usual),
        "0" => Ok(FreeSpace::Bytes(0)),
        text => size(text).map(FreeSpace::Bytes),
    }
}

pub(super) fn sockets(text: &str) -> Result<usize, Why> {
    const MOST: u64 = 1_000_000;
    whole(filled(text)?)
        .filter(|number| (1..=MOST).contains(number))
        .and_then(|number| usize::try_from(number).ok())
        .ok_or(Why::NotInRange {
            least: 1,
            most: MOST,
        })
}

pub(super) fn on_off(text: &str) -> Result<bool, Why> {
    match filled(text)? {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(Why::NotOneOf("on, off")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Why> {
    match filled(text)? {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Why::NotOneOf("text, json")),
    }
}

/// A filter of `tracing`. A lone word that is no level is refused: `tracing` would take `verbose`
/// for the name of a module and fall silent.
pub(super) fn log_filter(text: &str) -> Result<String, Why> {
    let text = filled(text)?;
    let silent = text.split(',').any(|part| {
        let part = part.trim();
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && part
                .parse::<tracing_subscriber::filter::LevelFilter>()
                .is_err()
    });
    let sound = tracing_subscriber::EnvFilter::builder().parse(text).is_ok();
    if silent || !sound {
        return Err(Why::NotALogFilter);
    }
    Ok(text.to_owned())
}

pub(super) fn filled(text: &str) -> Result<&str, Why> {
    match text.trim() {
        "" => Err(Why::Empty),
        filled => Ok(filled),
    }
}

/// `str::parse` would also take a leading plus sign.
pub(super) fn whole(digits: &str) -> Option<u64> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_1024() {
        for (text, bytes) in [
            ("2G", 2 << 30),
            ("500M", 500 << 20),
            ("64 k", 0),
            ("64k", 64 << 10),
            ("1TiB", 1 << 40),
            ("10MB", 10 << 20),
            ("12", 12),
        ] {
            let expected = if bytes == 0 {
                Err(Why::NotASize)
            } else {
                Ok(bytes)
            };
            assert_eq!(size(text), expected, "{text}");
        }
        for wrong in ["0", "-1", "+1M", "1.5G", "G", "2X", "99999999999T", "many"] {
            assert_eq!(size(wrong), Err(Why::NotASize), "{wrong}");
        }
    }

    #[test]
    fn a_quota_is_a_size_or_none_and_free_space_may_be_nothing() {
        assert_eq!(quota("none"), Ok(None));
        assert_eq!(quota("5G"), Ok(Some(5 << 30)));
        assert_eq!(free_space("auto"), Ok(FreeSpace::Usual));
        assert_eq!(free_space("0"), Ok(FreeSpace::Bytes(0)));
        assert_eq!(free_space("10M"), Ok(FreeSpace::Bytes(10 << 20)));
        for wrong in ["0", "off", "5 %", "-1"] {
            assert_eq!(quota(wrong), Err(Why::NotASize), "{wrong}");
        }
        assert_eq!(free_space("5 %"), Err(Why::NotASize));
    }

    #[test]
    fn a_log_filter_that_would_say_nothing_is_refused() {
        for sound in [
            "info",
            "WARN",
            "off",
            "info,hearth=debug",
            "hearth::web=trace,error",
        ] {
            assert_eq!(log_filter(sound), Ok(sound.to_owned()));
        }
        for wrong in ["verbose", "info,loud", "hearth=loud", "=x="] {
            assert_eq!(log_filter(wrong), Err(Why::NotALogFilter), "{wrong}");
        }
    }

    #[test]
    fn switches_and_numbers_take_only_what_they_say() {
        assert_eq!(on_off("on"), Ok(true));
        assert_eq!(on_off("off"), Ok(false));
        assert_eq!(on_off("yes"), Err(Why::NotOneOf("on, off")));
        assert_eq!(log_format("json"), Ok(LogFormat::Json));
        assert_eq!(log_format("xml"), Err(Why::NotOneOf("text, json")));
        assert_eq!(sockets("8192"), Ok(8192));
        for wrong in ["0", "1000001", "x", "-1", "1e3"] {
            assert!(sockets(wrong).is_err(), "{wrong}");
        }
    }
}
