//! Passwords that everybody tries first: well-known ones, and what is known of the person.
//!
//! Only passwords long enough to be allowed are listed; shorter ones are refused for their length.

use std::sync::LazyLock;

/// One a line, lower case, in the order of their bytes.
const LIST: &str = include_str!("common_passwords.txt");

static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| LIST.lines().collect());

/// Most digits that count as an ornament of a name: a birthday is the longest people add.
const ORNAMENT: usize = 8;

/// Whether a password is one of those that everybody tries first.
pub(super) fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    COMMON.binary_search(&password.as_str()).is_ok()
}

/// Whether a password is made of names that anybody knows of its owner, with a few digits at most:
/// who tries to come in as Anna Miller begins with `AnnaMiller1970`.
pub(super) fn is_personal(password: &str, names: &[&str]) -> bool {
    let digits = password.chars().filter(|c| c.is_numeric()).count();
    let password = letters(password);
    let names: Vec<String> = names
        .iter()
        .flat_map(|name| name.split_whitespace())
        .map(letters)
        .filter(|name| !name.is_empty())
        .collect();
    if password.is_empty() || digits > ORNAMENT {
        return false;
    }
    // Which beginnings can be put together from names; trying in turn could take for ever.
    let mut made = vec![false; password.len() + 1];
    made[0] = true;
    for at in 0..password.len() {
        if made[at] {
            for name in &names {
                if password[at..].starts_with(name.as_str()) {
                    made[at + name.len()] = true;
                }
            }
        }
    }
    made[password.len()]
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::MIN_CHARS;
    use super::*;

    #[test]
    fn the_list_is_long_sorted_and_holds_nothing_that_length_alone_refuses() {
        assert!(COMMON.len() >= 10_000, "{}", COMMON.len());
        assert!(COMMON.is_sorted_by(|one, next| one < next));
        for common in COMMON.iter() {
            assert!(common.chars().count() >= MIN_CHARS, "{common}");
            assert_eq!(*common, common.to_lowercase());
            assert_eq!(*common, common.trim());
        }
    }

    #[test]
    fn what_everybody_tries_first_is_found_however_it_is_spelled() {
        for password in [
            "qwertyuiop",
            "QwertyUiop",
            "Password123",
            "1234567890",
            "grandmother",
            "familychat",
            "hearthhearth",
        ] {
            assert!(is_common(password), "{password}");
        }
        for password in ["grandmother's plum cake", "correct horse battery", ""] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn ones_own_names_are_no_password() {
        let names = ["Anna Müller-Lüdenscheidt", "anna.m", "The Müllers"];
        for password in [
            "annaannaanna",
            "Anna1970!!",
            "ANNA MÜLLER-LÜDENSCHEIDT",
            "themüllers2024",
            "müllersanna",
            "31121970annam",
        ] {
            assert!(is_personal(password, &names), "{password}");
        }
        for password in [
            "anna likes plums",
            "annabelle1",
            "1234567890",
            // Nine digits are no birthday.
            "anna739201846",
            "",
        ] {
            assert!(!is_personal(password, &names), "{password}");
        }
        assert!(!is_personal("annaannaanna", &[]));
        assert!(!is_personal("plumcake12", &["", " ", "…"]));
    }

    #[test]
    fn a_name_chosen_to_be_slow_is_not() {
        let password = format!("{}b", "a".repeat(255));
        assert!(!is_personal(&password, &["a aa aaa aaaa aaaaa"]));
    }
}
