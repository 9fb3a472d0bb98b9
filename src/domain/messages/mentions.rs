//! Whom a message speaks to by name: `@` and a user name, or the name itself.
//!
//! It must never know how a mention looks on a page. The rule is exact, because it decides whose
//! telephone rings:
//!
//! - The `@` begins a word: nothing stands before it, or neither a letter, a digit, `@` nor `/`.
//! - Of all names in the thread the longest that fits counts, whatever its case, and it ends where a
//!   word may end: "@Ana María" speaks to Ana María and not to Ana.
//! - Who is called the same is spoken to alike: "@Rosa" to both Rosas. A user name spelled exactly as
//!   it is comes before that: every person can be meant alone.

use std::ops::Range;

use super::queries;
use crate::base::error::Result;
use crate::base::ids::{MemberKey, MessageKey};
use crate::domain::members::Member;
use crate::domain::threads::{self, Seat};
use crate::store::Tx;

/// Ends a name that could go on as somebody else's: it cannot be seen, and is part of no name.
const END: char = '\u{2060}';

/// A mention in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands, `@` included.
    pub range: Range<usize>,
    /// Which of the names it may be, by their places in the list.
    pub names: Vec<usize>,
}

/// Where `body` mentions which of `names`.
pub fn find<S: AsRef<str>>(body: &str, names: &[S]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut end = 0;
    for (at, _) in body.match_indices('@') {
        if at < end || !begins(&body[..at]) {
            continue;
        }
        let after = &body[at + 1..];
        let fitting: Vec<(usize, usize)> = names
            .iter()
            .enumerate()
            .filter_map(|(place, name)| Some((place, fit(after, name.as_ref())?)))
            .collect();
        let Some(longest) = fitting.iter().map(|(_, length)| *length).max() else {
            continue;
        };
        let fitting = fitting.iter().filter(|(_, length)| *length == longest);
        end = at + 1 + longest;
        found.push(Mention {
            range: at..end,
            names: fitting.map(|(place, _)| *place).collect(),
        });
    }
    found
}

/// Where `body` mentions which of these people, by their places in the list.
pub fn marked(body: &str, people: &[Member]) -> Vec<(Range<usize>, Vec<usize>)> {
    let names: Vec<&str> = people.iter().flat_map(called).collect();
    find(body, &names)
        .into_iter()
        .map(|mention| {
            let said = &body[mention.range.start + 1..mention.range.end];
            let is_username =
                |place: &&usize| (**place).is_multiple_of(2) && names[**place] == said;
            let alone = mention.names.iter().find(is_username).copied();
            let meant = alone.map_or(mention.names, |place| vec![place]);
            let mut places: Vec<usize> = meant.into_iter().map(|place| place / 2).collect();
            places.dedup();
            (mention.range, places)
        })
        .collect()
}

/// The people that `body` mentions, by their places in the list.
pub fn people(body: &str, people: &[Member]) -> Vec<usize> {
    let mut mentioned: Vec<usize> = marked(body, people)
        .into_iter()
        .flat_map(|(_, places)| places)
        .collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    mentioned
}

/// What to write so that the person at this place in the list, and nobody else, is mentioned, whatever
/// is written after it and a space.
pub fn handle(everybody: &[Member], place: usize) -> String {
    let person = &everybody[place];
    let alone = |name: &&str| people(&format!("@{name}"), everybody) == [place];
    let name = [person.name.as_str(), person.username.as_str()]
        .into_iter()
        .find(alone)
        .unwrap_or(&person.username);
    let goes_on = everybody.iter().flat_map(called).any(|other| {
        fit(other, name).is_some_and(|length| other[length..].starts_with(char::is_whitespace))
    });
    match goes_on {
        true => format!("@{name}{END}"),
        false => format!("@{name}"),
    }
}

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
    let everybody = threads::peopled(tx.conn(), seat)?.people;
    let mentioned: Vec<_> = people(body, &everybody)
        .into_iter()
        .map(|place| everybody[place].key)
        .filter(|key| *key != author)
        .collect();
    queries::set_mentions(tx.conn(), message, &mentioned)?;
    Ok(())
}

/// Takes back what [`note`] wrote.
pub(super) fn forget(tx: &mut Tx<'_>, message: MessageKey) -> Result<()> {
    queries::forget_mentions(tx.conn(), message)?;
    Ok(())
}

/// What somebody is called: the user name first.
fn called(person: &Member) -> [&str; 2] {
    [&person.username, &person.name]
}

/// Whether an `@` after this begins a word. The composer's script has the same rule. A `/` before it
/// makes it part of an address.
fn begins(before: &str) -> bool {
    let last = before.chars().next_back();
    last.is_none_or(|last| !last.is_alphanumeric() && last != '@' && last != '/')
}

/// How many bytes of `text` are `name`, whatever the case, if it ends there.
fn fit(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().flat_map(char::to_lowercase).peekable();
    wanted.peek()?;
    let mut rest = text.chars();
    while wanted.peek().is_some() {
        for small in rest.next()?.to_lowercase() {
            if wanted.next() != Some(small) {
                return None;
            }
        }
    }
    let rest = rest.as_str();
    let mut after = rest.chars();
    let ends = match after.next() {
        // Of "_@rosa_" the lines are no part of the name; "@rosa_m" is somebody else.
        Some('_') => after.next().is_none_or(|next| !next.is_alphanumeric()),
        Some(next) => !next.is_alphanumeric() && !is_mark(next),
        None => true,
    };
    ends.then_some(text.len() - rest.len())
}

/// Whether it changes the letter before it into another.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::members::Role;

    fn called(names: &[(&str, &str)]) -> Vec<Member> {
        names
            .iter()
            .enumerate()
            .map(|(place, (username, name))| Member {
                username: (*username).to_owned(),
                ..Member::sample(i64::try_from(place).expect("few"), name, Role::Adult)
            })
            .collect()
    }

    fn said<'a>(body: &'a str, names: &[&str]) -> Vec<&'a str> {
        let found = find(body, names).into_iter();
        found.map(|mention| &body[mention.range]).collect()
    }

    #[test]
    fn a_mention_is_a_whole_name_after_an_at_sign_that_begins_a_word() {
        let names = ["rosa", "Abuela Rosa"];
        assert_eq!(said("ask @rosa!", &names), ["@rosa"]);
        assert_eq!(said("@rosa", &names), ["@rosa"]);
        assert_eq!(said("(@abuela rosa)", &names), ["@abuela rosa"]);
        assert_eq!(said("*@ROSA* _@rosa_", &names), ["@ROSA", "@rosa"]);
        for none in [
            "mail rosa@rosa.example",
            "@rosalind",
            "rosa",
            "@@rosa",
            "https://example.org/@rosa",
            "@rosa_m",
            "@rosa\u{301}",
            "@",
            "@ rosa",
        ] {
            assert!(said(none, &names).is_empty(), "{none}");
        }
    }

    #[test]
    fn the_longest_name_counts_and_none_inside_it() {
        let names = ["Ana", "Ana María", "maría@home"];
        assert_eq!(said("@ana maría, @Ana", &names), ["@ana maría", "@Ana"]);
        assert_eq!(said("@maría@home", &names), ["@maría@home"]);
        assert_eq!(said("@Ana Marías", &names), ["@Ana"]);
    }

    #[test]
    fn places_are_those_of_the_text_as_it_was_typed() {
        // A capital I with a dot is longer in lower case; a mention after it stands where it stands.
        let body = "İİİ @İpek و @نور!";
        assert_eq!(said(body, &["İpek", "نور"]), ["@İpek", "@نور"]);
    }

    #[test]
    fn who_is_called_the_same_is_spoken_to_alike_and_can_be_meant_alone() {
        let everybody = called(&[("rosa", "Rosa"), ("rosa.m", "Rosa"), ("ben", "Ben")]);
        assert_eq!(people("@Rosa, dinner", &everybody), [0, 1]);
        assert_eq!(people("@rosa, dinner", &everybody), [0]);
        assert_eq!(people("@rosa.m, @BEN", &everybody), [1, 2]);
    }

    #[test]
    fn what_is_offered_mentions_that_person_and_nobody_else() {
        let everybody = called(&[
            ("rosa", "Rosa"),
            ("rosa.m", "rosa"),
            ("ana", "Ana"),
            ("anamaria", "Ana María"),
            ("ben", "anamaria"),
            ("nour", "نور"),
            ("x", "Zoë (the big one)"),
            ("y", "ana lucia"),
            ("ana-lucia", "Ben"),
        ]);
        for place in 0..everybody.len() {
            for goes_on in [
                "",
                " María",
                " lucia",
                ", hello",
                "\nrosa",
                " (the big one)",
            ] {
                let body = format!("{}{goes_on}", handle(&everybody, place));
                let body = body.replace('@', "hm @");
                assert_eq!(people(&body, &everybody), [place], "{body}");
            }
        }
        assert_eq!(handle(&everybody, 2), "@Ana\u{2060}");
        assert_eq!(handle(&everybody, 3), "@Ana María");
    }
}
