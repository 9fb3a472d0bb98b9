//! Randomness for ids, sessions and bearer tokens, and the digest they are kept as.
//!
//! Everything that lets someone in is stored as a SHA-256 digest only: these secrets carry 128 bits
//! or more, so a fast hash is enough, and a stolen database opens no door. Passwords are not
//! handled here; they need the slow hash in `hasher`.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

/// `N` bytes from the operating system's generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .expect("the operating system's random generator is available after boot");
    bytes
}

/// 128 random bits as 26 lower-case letters and digits: survives URLs, channel names and reading aloud.
pub fn random_id() -> String {
    BASE32_NOPAD
        .encode(&random_bytes::<16>())
        .to_ascii_lowercase()
}

/// 256 random bits in URL-safe Base64, for secrets that only programs handle.
pub fn random_secret() -> String {
    BASE64URL_NOPAD.encode(&random_bytes::<32>())
}

/// A short code for a person to type: eight characters without look-alikes, 40 bits.
///
/// Enough only where guesses are counted, as at `/setup`.
pub fn random_code() -> String {
    letters::<8>()
}

/// A code to type that may lie about for weeks: twelve characters without look-alikes, 60 bits, more
/// than anybody can try out, at the door or on a stolen database.
pub fn random_long_code() -> String {
    letters::<12>()
}

/// Six digits for a person to type who finds letters hard. A million possibilities are enough only where
/// guesses are counted, and only as a digest made with a key that lies elsewhere.
pub fn random_digits() -> String {
    const POSSIBLE: u32 = 1_000_000;
    /// The greatest multiple of the possibilities: what is not below it would favour small numbers.
    const FAIR: u32 = u32::MAX - u32::MAX % POSSIBLE;
    loop {
        let drawn = u32::from_le_bytes(random_bytes());
        if drawn < FAIR {
            return format!("{:06}", drawn % POSSIBLE);
        }
    }
}

fn letters<const N: usize>() -> String {
    const ALPHABET: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
    random_bytes::<N>()
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect()
}

/// The digest under which a secret is stored, in lower-case hexadecimal.
pub fn digest(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_26_letters_and_digits_and_never_repeats() {
        let id = random_id();
        assert_eq!(id.len(), 26);
        assert!(
            id.bytes()
                .all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
        );
        assert_ne!(id, random_id());
    }

    #[test]
    fn six_digits_are_six_even_when_they_begin_with_nought() {
        for _ in 0..1_000 {
            let digits = random_digits();
            assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn a_digest_is_sha_256_in_hexadecimal() {
        assert_eq!(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
