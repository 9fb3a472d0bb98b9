//! Who a message speaks to by name: `@` and a user name, or the name itself.

use super::queries;
use crate::base::error::Result;
use crate::base::ids::{MemberKey, MessageKey};
use crate::domain::members::Member;
use crate::domain::threads::{self, Seat};
use crate::store::Tx;

/// Writes down whom `body` mentions among the people of the thread.
pub(super) fn note(
    tx: &mut Tx<'_>,
    seat: &Seat,
    author: MemberKey,
    message: MessageKey,
    body: &str,
) -> Result<()> {
    // Most messages mention nobody; they need not ask who is there.
    if !body.contains('@') {
        return Ok(());
    }
    let people = threads::peopled(tx.conn(), seat)?.people;
    let mentioned: Vec<_> = people
        .iter()
        .filter(|person| person.key != author && is_mentioned(body, person))
        .map(|person| person.key)
        .collect();
    queries::set_mentions(tx.conn(), message, &mentioned)?;
    Ok(())
}

/// Takes back what [`note`] wrote.
pub(super) fn forget(tx: &mut Tx<'_>, message: MessageKey) -> Result<()> {
    queries::forget_mentions(tx.conn(), message)?;
    Ok(())
}

fn is_mentioned(body: &str, person: &Member) -> bool {
    let body = body.to_lowercase();
    [person.username.clone(), person.name.to_lowercase()]
        .iter()
        .any(|name| follows_at_sign(&body, name))
}

/// Whether `name` stands after an `@` that begins a word, and ends where a word may end.
fn follows_at_sign(body: &str, name: &str) -> bool {
    body.match_indices('@').any(|(at, _)| {
        let begins = body[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric());
        let rest = body[at + 1..].strip_prefix(name);
        begins
            && rest.is_some_and(|rest| {
                rest.chars()
                    .next()
                    .is_none_or(|after| !after.is_alphanumeric() && after != '_')
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_a_whole_name_after_an_at_sign_that_begins_a_word() {
        assert!(follows_at_sign("ask @rosa!", "rosa"));
        assert!(follows_at_sign("@rosa", "rosa"));
        assert!(follows_at_sign("(@abuela rosa)", "abuela rosa"));
        assert!(!follows_at_sign("mail rosa@rosa.example", "rosa"));
        assert!(!follows_at_sign("@rosalind", "rosa"));
        assert!(!follows_at_sign("rosa", "rosa"));
    }
}
