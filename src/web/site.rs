//! What handlers work with: the machines and the settings, built by `app` and shared by all workers.

use std::sync::Arc;

use subtle::ConstantTimeEq;

use super::denials::Denials;
use super::limits::Limits;
use super::proxies::Proxies;
use super::turns::Turns;
use crate::authenticators::Authenticators;
use crate::base::config::Config;
use crate::base::error::{Error, Result};
use crate::domain::tickets::code::CodeKey;
use crate::domain::uploads::quotas::Quotas;
use crate::hasher::Hasher;
use crate::live::Rooms;
use crate::media::{Decoder, Tools};
use crate::outbound::Outbound;
use crate::store::blobs::Blobs;
use crate::store::partials::Partials;
use crate::store::{Folder, Store};

/// Everything a handler may need.
pub struct Site {
    /// Settings in force.
    pub config: Arc<Config>,
    /// The data folder.
    pub folder: Folder,
    /// The database.
    pub store: Store,
    /// Contents of files.
    pub blobs: Blobs,
    /// Contents that arrive in several pieces.
    pub partials: Partials,
    /// Whose turn it is to send a piece.
    pub turns: Turns,
    /// Passwords.
    pub hasher: Hasher,
    /// Passkeys.
    pub authenticators: Authenticators,
    /// Pictures made from pictures.
    pub decoder: Decoder,
    /// Programs that are not ours.
    pub tools: Tools,
    /// The way to other servers.
    pub outbound: Outbound,
    /// Live channels.
    pub rooms: Rooms,
    /// How often somebody may do something.
    pub limits: Limits,
    /// Who was refused something lately.
    pub denials: Denials,
    /// Proxies nobody told it about.
    pub proxies: Proxies,
    /// Makes the marks by which devices are known again.
    pub device_key: Vec<u8>,
    /// What the six digits of cards are hashed together with.
    pub code_key: CodeKey,
}

impl Site {
    /// The sub-path that Hearth lives under: empty, or such as `/chat`.
    pub fn base(&self) -> &str {
        self.config.base_path()
    }

    /// The path of the live channels for this app's own key.
    pub fn live_path(&self) -> String {
        format!("{}/app/{}", self.base(), self.rooms.keys().key)
    }

    /// How much anybody may keep.
    pub fn quotas(&self) -> Quotas {
        Quotas {
            member: self.config.member_quota,
            server: self.config.server_quota,
        }
    }

    /// The session cookie's name. Over https the prefix makes browsers refuse one set by a neighbour.
    pub fn cookie_name(&self) -> &'static str {
        match self.config.is_https() {
            true => "__Host-session",
            false => "session",
        }
    }

    /// Refuses a set-up code that is not the one in the data folder.
    pub fn check_setup_code(&self, code: &str) -> Result<()> {
        let expected = std::fs::read_to_string(self.folder.setup_code())?;
        let fits: bool = code
            .trim()
            .to_ascii_lowercase()
            .as_bytes()
            .ct_eq(expected.trim().as_bytes())
            .into();
        match fits {
            true => Ok(()),
            false => Err(Error::field("code", "invalid")),
        }
    }

    /// The code is void once there is a family; a file that stays only puzzles, so it goes.
    pub fn forget_setup_code(&self) {
        match std::fs::remove_file(self.folder.setup_code()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(error = %error, "the used set-up code could not be removed");
            }
            _ => {}
        }
    }
}
