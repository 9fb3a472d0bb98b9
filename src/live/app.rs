//! Which app a socket or a program came by: its keys, and what sets its channels apart from others'.
//!
//! Knows nothing of who owns an app. The server's own app is the one it was started with; its rooms go
//! by their bare names. Any other is found by the Authority, and its rooms are its alone.

use std::sync::Arc;

use super::{AppKeys, BadChannel, Channel, Naming};

/// An app, cheap to clone, and one pointer wide: every socket has one.
#[derive(Clone, Debug)]
pub struct App {
    what: Arc<What>,
}

#[derive(Debug)]
struct What {
    keys: AppKeys,
    scope: Option<Arc<str>>,
}

impl App {
    /// The one that the server was started with.
    pub(super) fn own(keys: AppKeys) -> Self {
        let what = What { keys, scope: None };
        Self {
            what: Arc::new(what),
        }
    }

    /// Any other.
    pub fn further(keys: AppKeys) -> Self {
        let scope = Some(keys.id.as_str().into());
        let what = What { keys, scope };
        Self {
            what: Arc::new(what),
        }
    }

    /// Its id, key and secret.
    pub fn keys(&self) -> &AppKeys {
        &self.what.keys
    }

    /// What its own rooms are told apart by; none is the server's own app.
    pub fn scope(&self) -> Option<&Arc<str>> {
        self.what.scope.as_ref()
    }

    /// Whether a channel can be reached by it.
    pub(super) fn reaches(&self, channel: &Channel) -> bool {
        channel.is_common() || channel.app() == self.scope()
    }

    /// Reads the name of a channel as this app means it.
    pub fn channel(&self, naming: &Naming, name: &str) -> Result<Channel, BadChannel> {
        naming.parse_in(self.scope(), name)
    }
}
