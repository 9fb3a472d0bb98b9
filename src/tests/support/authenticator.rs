//! An authenticator in software: makes one passkey and shows it, as honestly as the test wants.
//!
//! It is the browser and the device in one: it answers the server's options in the browser's JSON. What
//! a test changes about it (where it is, whether it checks its person, how it counts) is what somebody
//! with a device of their own making could change.

use data_encoding::BASE64URL_NOPAD;
use hearth::base::token::random_bytes;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAKES: u8 = 1 << 6;

/// A device with one passkey.
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    /// Whose the passkey is; `None` keeps it to itself.
    pub handle: Option<Vec<u8>>,
    /// Where its person believes to be.
    pub origin: String,
    /// How often it was used; it counts on by itself.
    pub counter: u32,
    /// Whether it makes sure that it is its person.
    pub verifies: bool,
}

impl Authenticator {
    /// One at `origin` that holds nothing yet.
    pub fn at(origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&random_bytes::<32>()).expect("almost any number will do"),
            id: random_bytes::<16>().to_vec(),
            handle: None,
            origin: origin.to_owned(),
            counter: 0,
            verifies: true,
        }
    }

    /// What its passkey is called, as the server keeps it.
    pub fn credential_id(&self) -> String {
        BASE64URL_NOPAD.encode(&self.id)
    }

    /// Makes its passkey as `options` ask.
    pub fn make(&mut self, options: &Value) -> Value {
        self.handle = Some(decoded(&options["user"]["id"]));
        let mut data = self.data(&options["rp"]["id"], MAKES);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(&self.id);
        data.extend(self.public_key());
        let mut object = b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("it is short"));
        object.extend(data);
        self.credential(json!({
            "clientDataJSON": encoded(&self.client_data("webauthn.create", options)),
            "attestationObject": encoded(&object),
            "transports": ["internal"],
        }))
    }

    /// Shows its passkey as `options` ask.
    pub fn show(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.data(&options["rpId"], 0);
        let client_data = self.client_data("webauthn.get", options);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.credential(json!({
            "clientDataJSON": encoded(&client_data),
            "authenticatorData": encoded(&data),
            "signature": encoded(signature.to_der().as_bytes()),
            "userHandle": self.handle.as_deref().map(encoded),
        }))
    }

    fn credential(&self, response: Value) -> Value {
        json!({
            "id": self.credential_id(),
            "rawId": self.credential_id(),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        })
        .to_string()
        .into_bytes()
    }

    /// The party, what was done, and the count.
    fn data(&self, party: &Value, flags: u8) -> Vec<u8> {
        let party = party.as_str().expect("a name");
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(party).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE: an elliptic curve key, ES256, on P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = b"\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend(point.x().expect("it is no special point"));
        key.extend(b"\x22\x58\x20");
        key.extend(point.y().expect("it is no special point"));
        key
    }
}

fn encoded(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn decoded(text: &Value) -> Vec<u8> {
    let text = text.as_str().expect("base64url");
    BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url")
}
