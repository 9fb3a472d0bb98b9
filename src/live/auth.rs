//! Signatures: what the holder of the app's secret vouches for, made and checked.
//!
//! Knows nothing of sockets or rooms. A signature names no member and never expires, so it is
//! never enough by itself to hear a room: the registry asks for a grant and the Authority too.

use std::fmt;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The app's id, key and secret, as every Pusher library wants them.
#[derive(Clone, PartialEq, Eq)]
pub struct AppKeys {
    /// Numeric, because the libraries for Python and Node parse it as a number.
    pub id: String,
    /// Public: part of the address that sockets connect to.
    pub key: String,
    /// Signs. Whoever has it can publish, so it is never shown unasked.
    pub secret: String,
}

impl AppKeys {
    /// New random ones, for the first start.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut key, mut secret) = ([0; 10], [0; 20]);
        getrandom::fill(&mut key)?;
        getrandom::fill(&mut secret)?;
        Ok(Self {
            id: (1_000_000 + getrandom::u32()? % 9_000_000).to_string(),
            key: HEXLOWER.encode(&key),
            secret: HEXLOWER.encode(&secret),
        })
    }

    /// Those of another app: its id and key as they are known, its secret made from this one's, so that
    /// whoever keeps the list of apps keeps no secrets.
    pub fn derived(&self, id: String, key: String) -> Self {
        let secret = self.sign(&format!("the secret of app {id}"));
        Self { id, key, secret }
    }

    /// Those of another app by its id and key; without one these.
    pub fn of(&self, app: Option<(String, String)>) -> Self {
        match app {
            Some((id, key)) => self.derived(id, key),
            None => self.clone(),
        }
    }

    /// Signs a subscription; `channel_data` is the exact text that goes with a presence channel.
    pub fn sign_channel(&self, socket: &str, channel: &str, channel_data: Option<&str>) -> String {
        self.credential(&channel_text(socket, channel, channel_data))
    }

    /// Whether `auth` is the signature of this subscription under this app's key.
    pub fn verify_channel(
        &self,
        auth: &str,
        socket: &str,
        channel: &str,
        channel_data: Option<&str>,
    ) -> bool {
        self.verify(auth, &channel_text(socket, channel, channel_data))
    }

    /// Signs who the user of a socket is.
    pub fn sign_user(&self, socket: &str, user_data: &str) -> String {
        self.credential(&user_text(socket, user_data))
    }

    /// Whether `auth` is the signature of this user on this socket.
    pub fn verify_user(&self, auth: &str, socket: &str, user_data: &str) -> bool {
        self.verify(auth, &user_text(socket, user_data))
    }

    /// The HMAC-SHA256 of a text in lower-case hex.
    pub fn sign(&self, text: &str) -> String {
        HEXLOWER.encode(&self.mac(text).finalize().into_bytes())
    }

    /// Whether `signature` is the HMAC-SHA256 of `text`; takes as long for a near miss as for any.
    pub fn verify_signature(&self, signature: &str, text: &str) -> bool {
        match HEXLOWER.decode(signature.as_bytes()) {
            Ok(claimed) => self.mac(text).verify_slice(&claimed).is_ok(),
            Err(_) => false,
        }
    }

    fn credential(&self, text: &str) -> String {
        format!("{}:{}", self.key, self.sign(text))
    }

    fn verify(&self, auth: &str, text: &str) -> bool {
        let Some((key, signature)) = auth.split_once(':') else {
            return false;
        };
        key == self.key && self.verify_signature(signature, text)
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(self.secret.as_bytes())
            .expect("an HMAC takes a key of any length")
            .chain_update(text)
    }
}

impl fmt::Debug for AppKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppKeys")
            .field("id", &self.id)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

fn channel_text(socket: &str, channel: &str, channel_data: Option<&str>) -> String {
    match channel_data {
        Some(data) => format!("{socket}:{channel}:{data}"),
        None => format!("{socket}:{channel}"),
    }
}

fn user_text(socket: &str, user_data: &str) -> String {
    format!("{socket}::user::{user_data}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> AppKeys {
        AppKeys {
            id: "3".into(),
            key: "278d425bdf160c739803".into(),
            secret: "7ad3773142a6692b25b8".into(),
        }
    }

    #[test]
    fn the_published_vectors_come_out() {
        let keys = keys();
        for (auth, expected) in [
            (
                keys.sign_channel("1234.1234", "private-foobar", None),
                "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
            ),
            (
                keys.sign_channel(
                    "1234.1234",
                    "presence-foobar",
                    Some(r#"{"user_id":10,"user_info":{"name":"Mr. Channels"}}"#),
                ),
                "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
            ),
            (
                keys.sign_channel(
                    "1234.1234",
                    "presence-foobar",
                    Some(r#"{"user_id":10,"user_info":{"name":"Mr. Pusher"}}"#),
                ),
                "afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c",
            ),
            (
                keys.sign_user("1234.1234", r#"{"id":"12345"}"#),
                "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
            ),
        ] {
            assert_eq!(auth, format!("278d425bdf160c739803:{expected}"));
        }
    }

    #[test]
    fn a_signature_holds_for_what_was_signed_and_nothing_else() {
        let keys = keys();
        let auth = keys.sign_channel("1.2", "presence-a", Some("{}"));
        assert!(keys.verify_channel(&auth, "1.2", "presence-a", Some("{}")));
        assert!(!keys.verify_channel(&auth, "1.3", "presence-a", Some("{}")));
        assert!(!keys.verify_channel(&auth, "1.2", "presence-b", Some("{}")));
        assert!(!keys.verify_channel(&auth, "1.2", "presence-a", Some("{ }")));
        assert!(!keys.verify_channel(&auth, "1.2", "presence-a", None));
        let user = keys.sign_user("1.2", "{}");
        assert!(keys.verify_user(&user, "1.2", "{}"));
        assert!(!keys.verify_user(&user, "1.2", "{\"id\":1}"));
    }

    #[test]
    fn a_mangled_signature_is_refused() {
        let keys = keys();
        let auth = keys.sign_channel("1.2", "private-a", None);
        let (_, signature) = auth.split_once(':').unwrap();
        for bad in [
            String::new(),
            signature.to_owned(),
            format!(":{signature}"),
            format!("other:{signature}"),
            format!("{}:{}", keys.key, signature.to_uppercase()),
            format!("{}:{}", keys.key, &signature[..62]),
            format!("{}:", keys.key),
            format!("{auth}00"),
            format!("{auth} "),
            format!("{}:é", keys.key),
        ] {
            assert!(
                !keys.verify_channel(&bad, "1.2", "private-a", None),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn generated_keys_are_numeric_hex_and_new_each_time() {
        let (one, two) = (AppKeys::generate().unwrap(), AppKeys::generate().unwrap());
        assert!(one.id.parse::<u32>().is_ok());
        assert_eq!((one.key.len(), one.secret.len()), (20, 40));
        assert_ne!(one.secret, two.secret);
    }

    #[test]
    fn the_secret_is_never_in_a_debug_print() {
        assert!(!format!("{:?}", keys()).contains("7ad3773142a6692b25b8"));
    }
}
