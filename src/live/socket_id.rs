//! The name of a socket, as the protocol spells it: two numbers with a dot between.
//!
//! Random and hard to guess, because a signature is asked for by this name.

use std::{fmt, str::FromStr};

/// Names one socket for as long as it lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(u64);

/// A text that no socket is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid socket id")]
pub struct BadSocketId;

impl SocketId {
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        getrandom::u64().map(Self)
    }
}

impl fmt::Display for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 >> 32, self.0 & u64::from(u32::MAX))
    }
}

impl fmt::Debug for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for SocketId {
    type Err = BadSocketId;

    fn from_str(text: &str) -> Result<Self, BadSocketId> {
        let (high, low) = text.split_once('.').ok_or(BadSocketId)?;
        let number = |part: &str| part.parse::<u32>().map(u64::from).map_err(|_| BadSocketId);
        let id = Self(number(high)? << 32 | number(low)?);
        // Signatures are over the text, so a socket has one spelling and not `+1.02` as well.
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(BadSocketId)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_has_exactly_one_spelling() {
        for number in [0, 1, u64::from(u32::MAX), 1 << 32, u64::MAX] {
            let id = SocketId(number);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for bad in [
            "",
            "1",
            ".",
            "1.",
            ".1",
            "1.2.3",
            "01.2",
            "1.02",
            "+1.2",
            "-1.2",
            " 1.2",
            "1.4294967296",
            "a.b",
        ] {
            assert_eq!(bad.parse::<SocketId>(), Err(BadSocketId), "{bad:?}");
        }
    }
}
