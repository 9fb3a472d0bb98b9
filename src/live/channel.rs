//! Channel names: which are well formed, what kind each is, and which of them are one room.
//!
//! Knows only spellings. Whether anybody may hear a channel is the Authority's to say.
//!
//! Some names come in three spellings, `x`, `private-x` and `presence-x`, that are one and the
//! same room. Which do is a policy given at start as a list of prefixes of `x`; every other name
//! is a room by itself, so that `private-garden` and `presence-garden` have nothing in common.
//!
//! Names belong to an app: `garden` of one app and `garden` of another are two rooms. The rooms of
//! several names, and others that the policy lists, are the same whichever app one came by.

use std::{fmt, sync::Arc};

/// The longest channel name that any of the official libraries accepts.
const LONGEST: usize = 164;

/// What every name of a signed-in user's own channel starts with.
const TO_USER: &str = "#server-to-user-";

/// What a channel asks of those who subscribe to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No signature. Not the same as "open to anybody": see the Authority.
    Public,
    /// A signature.
    Private,
    /// A signature over who one is, and everybody sees who is there.
    Presence,
    /// A signature; what is sent is a secret of the clients, merely passed on.
    Encrypted,
    /// The protocol's own channel of one signed-in user.
    ToUser,
}

/// A well-formed channel name and what follows from it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Channel {
    name: Arc<str>,
    room: Arc<str>,
    kind: Kind,
    cached: bool,
    aliased: bool,
    /// How much of the room's name is the prefix by which it has several names.
    prefix: u8,
    app: Option<Arc<str>>,
    common: bool,
}

/// Why a text is not the name of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadChannel {
    /// Empty, too long, or with a character that names may not have.
    #[error("Invalid channel name")]
    Malformed,
    /// A form that a room of several names does not come in.
    #[error("This channel does not come in an encrypted or cached form")]
    NoSuchForm,
}

/// The policy: prefixes of the names whose three spellings are one room, and of those that all apps
/// have in common.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    aliased: Vec<String>,
    common: Vec<String>,
}

impl Naming {
    /// The name by which a client that knows a room of several names by its short name hears it: the
    /// one that also takes client events.
    pub fn of_short(&self, short: &str) -> Option<String> {
        let prefix = self.aliased.first()?;
        Some(format!("private-{prefix}{short}"))
    }

    /// A policy under which names starting with one of `prefixes` have three spellings.
    pub fn new<P: Into<String>>(prefixes: impl IntoIterator<Item = P>) -> Self {
        Self {
            aliased: prefixes.into_iter().map(Into::into).collect(),
            common: Vec::new(),
        }
    }

    /// The same policy, under which names starting with one of `prefixes` are one room for all apps.
    pub fn with_common<P: Into<String>>(mut self, prefixes: impl IntoIterator<Item = P>) -> Self {
        self.common = prefixes.into_iter().map(Into::into).collect();
        self
    }

    /// Reads a name as the server's own app means it.
    pub fn parse(&self, name: &str) -> Result<Channel, BadChannel> {
        self.parse_in(None, name)
    }

    /// Reads a name as an app means it; none is the server's own.
    pub fn parse_in(&self, app: Option<&Arc<str>>, name: &str) -> Result<Channel, BadChannel> {
        let mut channel = self.read(name)?;
        channel.common = channel.aliased
            || self
                .common
                .iter()
                .any(|prefix| name.starts_with(prefix.as_str()));
        if let Some(app) = app.filter(|_| !channel.common) {
            // No name has a slash, so no two apps' rooms are ever one.
            channel.room = format!("{app}/{name}").into();
            channel.app = Some(app.clone());
        }
        Ok(channel)
    }

    fn read(&self, name: &str) -> Result<Channel, BadChannel> {
        if let Some(user) = name.strip_prefix(TO_USER) {
            return match well_formed(user) {
                true => Ok(Channel::alone(name, Kind::ToUser, false)),
                false => Err(BadChannel::Malformed),
            };
        }
        if !well_formed(name) {
            return Err(BadChannel::Malformed);
        }
        let (kind, cached, base) = dissect(name);
        let prefix = self
            .aliased
            .iter()
            .find(|prefix| base.starts_with(prefix.as_str()));
        let Some(prefix) = prefix else {
            return Ok(Channel::alone(name, kind, cached));
        };
        // Their spelling would suggest that the room's events come this way. They never would.
        if cached || kind == Kind::Encrypted {
            return Err(BadChannel::NoSuchForm);
        }
        Ok(Channel {
            aliased: true,
            room: base.into(),
            // No well-formed name is longer.
            prefix: prefix.len().try_into().unwrap_or_default(),
            ..Channel::alone(name, kind, false)
        })
    }
}

impl Channel {
    fn alone(name: &str, kind: Kind, cached: bool) -> Self {
        let name: Arc<str> = name.into();
        Self {
            room: name.clone(),
            name,
            kind,
            cached,
            aliased: false,
            prefix: 0,
            app: None,
            common: false,
        }
    }

    /// The name as it is on the wire.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose room it is; none is the server's own app's, or everybody's.
    pub fn app(&self) -> Option<&Arc<str>> {
        self.app.as_ref()
    }

    /// Whether it is the same room whichever app one came by.
    pub fn is_common(&self) -> bool {
        self.common
    }

    /// The room behind the name: the shortest of its spellings.
    pub fn room(&self) -> &str {
        &self.room
    }

    /// What it asks of subscribers.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether a newcomer is sent the last event.
    pub fn is_cached(&self) -> bool {
        self.cached
    }

    /// The room's name without the prefix by which it has several names.
    pub fn short(&self) -> &str {
        self.room.get(self.prefix.into()..).unwrap_or_default()
    }

    /// Whether this is one of three names of a room.
    pub fn is_aliased(&self) -> bool {
        self.aliased
    }

    /// Whether a subscription must be signed.
    pub fn needs_signature(&self) -> bool {
        matches!(self.kind, Kind::Private | Kind::Presence | Kind::Encrypted)
    }

    /// Whether clients may send events of their own to each other.
    pub fn takes_client_events(&self) -> bool {
        matches!(self.kind, Kind::Private | Kind::Presence)
    }

    /// The user whose own channel this is.
    pub fn to_user(&self) -> Option<&str> {
        self.name.strip_prefix(TO_USER)
    }

    pub(super) fn shared_name(&self) -> Arc<str> {
        self.name.clone()
    }

    pub(super) fn shared_room(&self) -> Arc<str> {
        self.room.clone()
    }

    /// What tells it from every other channel of every app.
    pub(super) fn address(&self) -> Arc<str> {
        match self.app {
            Some(_) => self.room.clone(),
            None => self.name.clone(),
        }
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Channel({})", self.name)
    }
}

fn well_formed(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-=@,.;".contains(&byte);
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(allowed)
}

/// Kind, whether cached, and what is left of the name without its prefix.
fn dissect(name: &str) -> (Kind, bool, &str) {
    // The longer prefix of two goes first, or it would never be found.
    let prefixes = [
        ("private-encrypted-cache-", Kind::Encrypted, true),
        ("private-encrypted-", Kind::Encrypted, false),
        ("private-cache-", Kind::Private, true),
        ("private-", Kind::Private, false),
        ("presence-cache-", Kind::Presence, true),
        ("presence-", Kind::Presence, false),
        ("cache-", Kind::Public, true),
    ];
    prefixes
        .into_iter()
        .find_map(|(prefix, kind, cached)| Some((kind, cached, name.strip_prefix(prefix)?)))
        .unwrap_or((Kind::Public, false, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str) -> Result<Channel, BadChannel> {
        Naming::new(["thread-"]).parse(name)
    }

    #[test]
    fn every_prefix_has_its_kind() {
        for (name, kind, cached) in [
            ("garden", Kind::Public, false),
            ("cache-garden", Kind::Public, true),
            ("private-garden", Kind::Private, false),
            ("private-cache-garden", Kind::Private, true),
            ("private-encrypted-garden", Kind::Encrypted, false),
            ("private-encrypted-cache-garden", Kind::Encrypted, true),
            ("presence-garden", Kind::Presence, false),
            ("presence-cache-garden", Kind::Presence, true),
            ("#server-to-user-7", Kind::ToUser, false),
        ] {
            let channel = parse(name).unwrap();
            assert_eq!(
                (channel.kind(), channel.is_cached()),
                (kind, cached),
                "{name}"
            );
            assert_eq!(
                channel.room(),
                name,
                "an ordinary channel is a room by itself"
            );
            assert!(!channel.is_aliased());
        }
    }

    #[test]
    fn three_spellings_of_an_aliased_name_are_one_room() {
        for name in ["thread-5", "private-thread-5", "presence-thread-5"] {
            let channel = parse(name).unwrap();
            assert_eq!((channel.name(), channel.room()), (name, "thread-5"));
            assert!(channel.is_aliased());
        }
        assert_ne!(
            parse("thread-5").unwrap().room(),
            parse("thread-50").unwrap().room()
        );
    }

    #[test]
    fn a_name_is_another_room_for_each_app_but_for_those_that_all_have_in_common() {
        let naming = Naming::new(["thread-"]).with_common(["private-user-"]);
        let (one, two): (Arc<str>, Arc<str>) = ("1".into(), "2".into());
        let room = |app, name: &str| naming.parse_in(app, name).unwrap().room().to_owned();
        for name in [
            "garden",
            "private-garden",
            "presence-cache-a",
            "#server-to-user-7",
        ] {
            let rooms = [None, Some(&one), Some(&two)].map(|app| room(app, name));
            assert_eq!(rooms[0], name);
            assert!(rooms[0] != rooms[1] && rooms[1] != rooms[2], "{name}");
            let channel = naming.parse_in(Some(&one), name).unwrap();
            assert_eq!((channel.name(), channel.app()), (name, Some(&one)));
            assert!(!channel.is_common());
        }
        for name in ["thread-5", "presence-thread-5", "private-user-7"] {
            assert_eq!(room(Some(&one), name), room(None, name));
            assert!(naming.parse_in(Some(&two), name).unwrap().is_common());
        }
    }

    #[test]
    fn an_aliased_room_has_no_encrypted_or_cached_form() {
        for name in [
            "private-encrypted-thread-5",
            "private-encrypted-cache-thread-5",
            "cache-thread-5",
            "private-cache-thread-5",
            "presence-cache-thread-5",
        ] {
            assert_eq!(parse(name), Err(BadChannel::NoSuchForm), "{name}");
        }
    }

    #[test]
    fn a_prefix_is_taken_off_once() {
        for name in [
            "private-private-thread-5",
            "presence-private-thread-5",
            "a-thread-5",
        ] {
            let channel = parse(name).unwrap();
            assert_eq!((channel.room(), channel.is_aliased()), (name, false));
        }
    }

    #[test]
    fn a_name_has_one_to_164_characters_of_a_short_list() {
        assert!(parse(&"a".repeat(164)).is_ok());
        assert!(parse("aZ09_-=@,.;").is_ok());
        assert!(parse(&format!("{TO_USER}{}", "a".repeat(164))).is_ok());
        for bad in [
            "",
            "a b",
            "a:b",
            "a/b",
            "ä",
            "a#b",
            "#garden",
            "#server-to-user-",
            "a\n",
            "a\0",
            "#server-to-user-a b",
            &"a".repeat(165),
            &format!("{TO_USER}{}", "a".repeat(165)),
        ] {
            assert_eq!(parse(bad), Err(BadChannel::Malformed), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_check_by_hand_is_the_one_that_is_written_down(name in "[a-z0-9_=@,.;:# \u{e9}-]{0,170}") {
            let written = regex::Regex::new(r"\A[A-Za-z0-9_\-=@,.;]{1,164}\z").unwrap();
            proptest::prop_assert_eq!(well_formed(&name), written.is_match(&name));
        }
    }
}
