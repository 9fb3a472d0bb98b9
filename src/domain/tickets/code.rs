//! A card's six digits: typed with the user name by somebody whose device cannot scan.
//!
//! A million possibilities are tried out in a second, so the digest is made with a key that is not in
//! the database, and guesses are counted: at the door by account and address, and here for the life of
//! the card. Whoever guesses on for a year must not get anywhere; the card's square works all the same.

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Redeemed, cards, claim, queries};
use crate::base::error::{Error, Result};
use crate::base::ids::{MemberId, MemberKey, TicketKey};
use crate::domain::audit;
use crate::domain::members::{self, Member};
use crate::domain::origin::Origin;
use crate::domain::sessions::Way;
use crate::store::Tx;

/// Wrong codes from devices that are not known, since the card was made or last used, after which its
/// digits are taken from known devices alone.
pub const MOST_WRONG: i64 = 100;
/// The noughts of the scripts that a telephone's keyboard may type digits in.
const NOUGHTS: [char; 5] = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{FF10}'];

/// What digits are hashed together with.
#[derive(Clone)]
pub struct CodeKey(Vec<u8>);

impl CodeKey {
    /// The key for digits that follows from a server's secret.
    pub fn derived_from(secret: &[u8]) -> Self {
        Self(keyed(secret, "card-digits"))
    }

    pub(super) fn digest(&self, member: &MemberId, digits: &str) -> String {
        HEXLOWER.encode(&keyed(&self.0, &format!("{member} {digits}")))
    }
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What somebody types who has a card in their hand.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Their user name.
    pub username: String,
    /// The six digits, in groups or not.
    pub digits: String,
    /// Whether they sit at a device that has signed in to this account before.
    pub device: Device,
}

/// How well a device is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// It has signed in to this account before.
    Known,
    /// It has not.
    New,
}

/// What user name and digits came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// They fit this card.
    Right(TicketKey),
    /// They do not; whose user name it is, if it is anybody's.
    Wrong(Option<MemberKey>),
}

/// Looks for the card that a user name and six digits belong to. A name that nobody has takes the same
/// steps as a wrong code.
pub fn guess(
    conn: &mut SqliteConnection,
    key: &CodeKey,
    typed: &Typed,
    now_ms: i64,
) -> Result<Guess> {
    let member = match members::by_username(conn, &typed.username) {
        Ok(member) => Some(member),
        Err(Error::NotFound(_) | Error::Invalid(_)) => None,
        Err(other) => return Err(other),
    };
    let card = match &member {
        Some(member) => cards::working(conn, member, now_ms)?,
        None => queries::card(conn, MemberKey(0), now_ms)
            .optional()?
            .map(|(ticket, _)| (ticket, String::new())),
    };
    let wrong = Guess::Wrong(member.as_ref().map(|member| member.key));
    let nobody = MemberId::from_outside("");
    let whose = member.as_ref().map_or(&nobody, |member| &member.id);
    let digest = key.digest(whose, &spelled(&typed.digits));
    let expected = card.as_ref().map_or("", |(_, code)| code);
    let fits: bool = digest.as_bytes().ct_eq(expected.as_bytes()).into();
    match (fits, member, card) {
        (true, Some(member), Some((card, _))) => {
            let since = queries::last_use(conn, card.key)?.unwrap_or(card.created_at);
            match typed.device == Device::Known || !is_worn_out(conn, &member, since)? {
                true => Ok(Guess::Right(card.key)),
                false => Ok(wrong),
            }
        }
        _ => Ok(wrong),
    }
}

fn is_worn_out(conn: &mut SqliteConnection, member: &Member, since: i64) -> Result<bool> {
    let wrong = audit::failures_since(conn, member, Way::Card.as_str(), since)?;
    Ok(wrong >= MOST_WRONG)
}

/// Uses the card that digits belong to.
pub fn redeem_guessed(tx: &mut Tx<'_>, card: TicketKey, origin: &Origin) -> Result<Redeemed> {
    let ticket = queries::find(tx.conn(), card)?;
    claim(tx, ticket, origin)
}

/// Digits as they are meant: in groups or not, and in whatever script.
fn spelled(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

fn digit(c: char) -> Option<char> {
    NOUGHTS.iter().find_map(|nought| {
        let value = u32::from(c).checked_sub(u32::from(*nought))?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_the_same_in_groups_and_in_every_script() {
        for typed in [
            "482913",
            "482 913",
            " 482-913 ",
            "٤٨٢ ٩١٣",
            "۴۸۲۹۱۳",
            "४८२९१३",
            "４８２９１３",
        ] {
            assert_eq!(spelled(typed), "482913", "{typed}");
        }
        assert_eq!(spelled("four, eight"), "");
    }

    #[test]
    fn the_same_digits_of_two_people_or_two_servers_look_different() {
        let key = CodeKey::derived_from(b"a server");
        let (anna, ben) = (MemberId::new(), MemberId::new());
        assert_eq!(key.digest(&anna, "482913"), key.digest(&anna, "482913"));
        assert_ne!(key.digest(&anna, "482913"), key.digest(&ben, "482913"));
        let other = CodeKey::derived_from(b"another");
        assert_ne!(key.digest(&anna, "482913"), other.digest(&anna, "482913"));
    }
}
