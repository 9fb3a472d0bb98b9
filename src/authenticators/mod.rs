//! Passkeys (WebAuthn): what a browser is asked to make or to show, and whether its answer is good.
//!
//! It knows no families: a person is an opaque text, an owner is whoever may finish what was begun, and
//! a credential is JSON that only this machine reads. Who holds which is for others to keep.
//!
//! Every ceremony asks for the authenticator's own check of its person (a finger, a face, a PIN), so a
//! passkey by itself is as much as a password and the device together. Sign-in names nobody first:
//! that is why only passkeys are made that an authenticator finds by itself.

/// Where passkeys work.
mod address;

/// What was begun and is not finished yet.
mod ceremonies;

pub use address::{Hindrance, Party};

use std::time::Instant;

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn,
};

use self::ceremonies::Ceremonies;
use crate::base::config::Config;
use crate::base::error::{Error, Result};

/// The largest credential that is kept, in bytes: what comes without a maker's certificates is small.
const CREDENTIAL_LIMIT: usize = 8 * 1024;

/// The machine: one for the server.
pub struct Authenticators {
    addresses: address::Addresses,
    additions: Ceremonies<PasskeyRegistration>,
    /// Of people who are signed in. Strangers cannot fill these up.
    proofs: Ceremonies<DiscoverableAuthentication>,
    sign_ins: Ceremonies<DiscoverableAuthentication>,
}

/// What the browser is asked, and under which name it answers.
#[derive(Debug, Serialize)]
pub struct Begun {
    ceremony: String,
    options: Value,
}

/// Whom a new passkey is for, as authenticators show it.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// Tells people apart; never shown.
    pub id: &'a str,
    /// What they sign in with.
    pub username: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// The household they are called so in.
    pub house: &'a str,
}

/// A credential as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What the authenticator calls it, base64url.
    pub id: String,
    /// The public key and its counters, as JSON.
    pub kept: String,
}

/// A credential that was shown and found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// What is to be kept of it from now on.
    pub credential: Credential,
    /// Whether that differs from what was kept before.
    pub has_changed: bool,
}

/// Why an answer is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing such was begun by this owner, or it is finished, or it was too long ago.
    Unknown,
    /// It is no good answer to what was asked.
    Wrong,
}

/// Who may finish what was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// Somebody not known yet, who signs in by it.
    Stranger,
    /// One signed-in browser.
    Browser(&'a str),
}

impl Authenticators {
    /// For a server with these settings.
    pub fn new(config: &Config) -> Self {
        Self {
            addresses: address::Addresses::of(config),
            additions: Ceremonies::new(),
            proofs: Ceremonies::new(),
            sign_ins: Ceremonies::new(),
        }
    }

    /// The address a browser asks at, if passkeys work there.
    pub fn party(&self, host: &str) -> Result<Party, Hindrance> {
        self.addresses.party(host)
    }

    /// Asks a browser to make a passkey on an authenticator that holds none of `known`.
    pub fn begin_adding(
        &self,
        party: &Party,
        browser: &str,
        person: Person<'_>,
        known: &[String],
    ) -> Result<Begun> {
        let webauthn = party.webauthn(person.house)?;
        let (asked, state) = webauthn
            .start_passkey_registration(
                handle(person.id),
                person.username,
                person.name,
                Some(known.iter().filter_map(|id| bytes(id)).collect()),
            )
            .map_err(Error::internal)?;
        let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
        // Asked for by default is a passkey that can only be found by a user name.
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        let ceremony = self
            .additions
            .keep(Instant::now(), browser, webauthn, state);
        Ok(Begun { ceremony, options })
    }

    /// The passkey that a browser made.
    pub fn finish_adding(
        &self,
        ceremony: &str,
        browser: &str,
        answer: Value,
    ) -> Result<Credential, Refusal> {
        let (webauthn, state) = self
            .additions
            .take(Instant::now(), ceremony, browser)
            .ok_or(Refusal::Unknown)?;
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(answer).map_err(|_| Refusal::Wrong)?;
        let passkey = webauthn
            .finish_passkey_registration(&answer, &state)
            .map_err(|_| Refusal::Wrong)?;
        credential(&passkey)
    }

    /// Asks a browser to show a passkey: any, or for somebody known one of `only`.
    pub fn begin_showing(&self, party: &Party, owner: Owner<'_>, only: &[String]) -> Result<Begun> {
        let webauthn = party.webauthn(party.name())?;
        let (asked, state) = webauthn
            .start_discoverable_authentication()
            .map_err(Error::internal)?;
        let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
        options["allowCredentials"] = only
            .iter()
            .map(|id| json!({ "type": "public-key", "id": id }))
            .collect();
        let ceremony = self
            .of(owner)
            .keep(Instant::now(), owner.name(), webauthn, state);
        Ok(Begun { ceremony, options })
    }

    /// The passkey that a browser showed; whether it is good, [`Shown::check`] says.
    pub fn finish_showing(
        &self,
        ceremony: &str,
        owner: Owner<'_>,
        answer: Value,
    ) -> Result<Shown, Refusal> {
        let (webauthn, state) = self
            .of(owner)
            .take(Instant::now(), ceremony, owner.name())
            .ok_or(Refusal::Unknown)?;
        let answer = serde_json::from_value(answer).map_err(|_| Refusal::Wrong)?;
        Ok(Shown {
            webauthn,
            state,
            answer,
            must_name: owner == Owner::Stranger,
        })
    }

    fn of(&self, owner: Owner<'_>) -> &Ceremonies<DiscoverableAuthentication> {
        match owner {
            Owner::Stranger => &self.sign_ins,
            Owner::Browser(_) => &self.proofs,
        }
    }
}

impl<'a> Owner<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Stranger => "",
            Self::Browser(browser) => browser,
        }
    }
}

/// A passkey as a browser showed it, not checked yet.
pub struct Shown {
    webauthn: Webauthn,
    state: DiscoverableAuthentication,
    answer: PublicKeyCredential,
    /// Whether the authenticator must say whose it is, because nobody else has.
    must_name: bool,
}

impl Shown {
    /// Which credential it claims to be.
    pub fn credential_id(&self) -> String {
        BASE64URL_NOPAD.encode(self.answer.get_credential_id())
    }

    /// Whether it is the credential kept so, and this person's.
    pub fn check(self, kept: &str, person: &str) -> Result<Used, Refusal> {
        let names_them = match self.answer.get_user_unique_id() {
            Some(named) => named == handle(person).as_bytes(),
            None => !self.must_name,
        };
        if !names_them {
            return Err(Refusal::Wrong);
        }
        let mut passkey: Passkey = serde_json::from_str(kept).map_err(|_| Refusal::Wrong)?;
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&self.answer, self.state, &passkey)
            .map_err(|_| Refusal::Wrong)?;
        let has_changed = passkey.update_credential(&result).unwrap_or(false);
        Ok(Used {
            credential: credential(&passkey)?,
            has_changed,
        })
    }
}

/// What authenticators know a person by: stable, and nothing of theirs can be read from it.
fn handle(person: &str) -> Uuid {
    let digest = Sha256::new()
        .chain_update("the holder of a passkey: ")
        .chain_update(person)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

fn credential(passkey: &Passkey) -> Result<Credential, Refusal> {
    let kept = serde_json::to_string(passkey).map_err(|_| Refusal::Wrong)?;
    match kept.len() {
        0..=CREDENTIAL_LIMIT => Ok(Credential {
            id: BASE64URL_NOPAD.encode(passkey.cred_id()),
            kept,
        }),
        _ => Err(Refusal::Wrong),
    }
}

fn bytes(credential_id: &str) -> Option<CredentialID> {
    BASE64URL_NOPAD.decode(credential_id.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_their_handle_and_nobody_else_has_it() {
        assert_eq!(handle("abc"), handle("abc"));
        assert_ne!(handle("abc"), handle("abd"));
    }
}
