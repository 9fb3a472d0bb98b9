//! Which app a socket or a program came by: its keys, and what sets its channels apart from others'.
//!
//! Knows nothing of who owns an app. The server's own app is the one it was started with; its rooms go
//! by their bare names. Any other is found by the Authority, and its rooms are its alone.

use std::sync::Arc;

use super::{AppKeys, BadChannel, Channel, Naming};

/// An app, cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    keys: Arc<AppKeys>,
    scope: Option<Arc<str>>,
}

impl App {
    /// The one that the server was started with.
    pub(super) fn own(keys: AppKeys) -> Self {
        Self {
            keys: Arc::new(keys),
            scope: None,
        }
    }

    /// Any other.
    pub fn further(keys: AppKeys) -> Self {
        let scope = Some(keys.id.as_str().into());
        Self {
            keys: Arc::new(keys),
            scope,
        }
    }

    /// Its id, key and secret.
    pub fn keys(&self) -> &AppKeys {
        &self.keys
    }

    /// What its own rooms are told apart by; none is the server's own app.
    pub fn scope(&self) -> Option<&Arc<str>> {
        self.scope.as_ref()
    }

    /// Whether a channel can be reached by it.
    pub(super) fn reaches(&self, channel: &Channel) -> bool {
        channel.is_common() || channel.app() == self.scope.as_ref()
    }

    /// Reads the name of a channel as this app means it.
    pub fn channel(&self, naming: &Naming, name: &str) -> Result<Channel, BadChannel> {
        naming.parse_in(self.scope.as_ref(), name)
    }
}
