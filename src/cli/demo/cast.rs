//! The people of the demo family and the threads they keep.
//!
//! Three generations from two sides, a brother abroad and the neighbour who feeds the cat. Positions in `PEOPLE` and `threads` are what every line
//! refers to, so a newcomer is added at the end. No two threads have the same members: the product resolves such threads to one.

use super::story::{Kind, Plan};

/// The name of the household.
pub const FAMILY: &str = "Haddad–Byrne";

/// One person of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// How the scripts name this person.
    pub key: &'static str,
    /// The name as the family sees it.
    pub name: &'static str,
    /// What others call this person in a sentence.
    pub short: &'static str,
    /// For signing in.
    pub username: &'static str,
    /// `admin`, `adult`, `child` or `guest`.
    pub role: &'static str,
}

/// Everybody, the family's admin first.
pub const PEOPLE: &[Person] = &[
    person("maya", "Maya Haddad", "Maya", "admin"),
    person("tom", "Tom Byrne", "Tom", "adult"),
    person("layla", "Layla", "Layla", "child"),
    person("sami", "Sami", "Sami", "child"),
    person("salma", "سلمى حداد", "Teta", "adult"),
    person("frank", "Grandad Frank", "Frank", "adult"),
    person("karim", "Karim Haddad", "Karim", "adult"),
    person("ines", "Inés Moreno", "Inés", "adult"),
    person("daniel", "Daniel Okafor", "Daniel", "guest"),
];

/// Every thread of the family, the family thread first.
pub fn threads() -> Vec<Plan> {
    use Kind::{Direct, Family, Group, Notes};
    vec![
        plan(
            "family",
            Some("Family Chat"),
            Family,
            "maya tom layla sami salma frank karim ines",
        ),
        plan(
            "shopping",
            Some("Shopping list 🛒"),
            Group,
            "maya tom layla",
        ),
        plan(
            "lunch",
            Some("Saturday lunch"),
            Group,
            "maya tom salma frank karim ines daniel",
        ),
        plan("parents", Some("Parents’ office"), Direct, "tom maya"),
        plan("kids", Some("no parents allowed"), Direct, "layla sami"),
        plan("teta", Some("Teta and her two"), Group, "layla sami salma"),
        plan(
            "trip",
            Some("Lighthouse house 🌊"),
            Group,
            "maya tom layla karim ines frank",
        ),
        plan(
            "album",
            Some("The shoebox"),
            Group,
            "maya tom salma frank karim",
        ),
        plan(
            "secret",
            Some("NOT for Maya 🤫"),
            Group,
            "tom layla sami salma frank karim ines",
        ),
        plan(
            "cat",
            Some("Mishmish, room service"),
            Group,
            "maya tom layla daniel",
        ),
        plan("maya-salma", None, Direct, "maya salma"),
        plan("tom-frank", None, Direct, "frank tom"),
        plan("maya-karim", None, Direct, "karim maya"),
        plan("karim-ines", None, Direct, "ines karim"),
        plan(
            "layla-ines",
            Some("Español para vagos"),
            Direct,
            "layla ines",
        ),
        plan("frank-salma", None, Direct, "frank salma"),
        plan("layla-maya", None, Direct, "layla maya"),
        plan("notes-maya", None, Notes, "maya"),
        plan("notes-tom", None, Notes, "tom"),
        plan("notes-frank", None, Notes, "frank"),
    ]
}

/// The position of a person in [`PEOPLE`].
pub(super) fn person_at(key: &str) -> Option<usize> {
    PEOPLE.iter().position(|person| person.key == key)
}

const fn person(
    key: &'static str,
    name: &'static str,
    short: &'static str,
    role: &'static str,
) -> Person {
    Person {
        key,
        name,
        short,
        username: key,
        role,
    }
}

fn plan(key: &'static str, title: Option<&'static str>, kind: Kind, members: &str) -> Plan {
    let members = members
        .split(' ')
        .map(|key| person_at(key).expect("members are named after the cast"))
        .collect();
    Plan {
        key,
        title,
        members,
        kind,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_family_thread_comes_first_and_holds_everyone_who_is_not_a_guest() {
        let threads = threads();
        let everyone: Vec<usize> = (0..PEOPLE.len())
            .filter(|&i| PEOPLE[i].role != "guest")
            .collect();
        assert_eq!(threads[0].kind, Kind::Family);
        assert_eq!(threads[0].members, everyone);
        assert_eq!(
            threads
                .iter()
                .filter(|plan| plan.kind == Kind::Family)
                .count(),
            1
        );
    }

    #[test]
    fn no_two_threads_have_the_same_members() {
        let sets: HashSet<Vec<usize>> = threads()
            .into_iter()
            .map(|mut plan| {
                plan.members.sort_unstable();
                plan.members
            })
            .collect();
        assert_eq!(sets.len(), threads().len());
    }

    #[test]
    fn the_kind_of_a_thread_fits_the_number_of_its_members() {
        for plan in threads() {
            let fits = match plan.kind {
                Kind::Notes => plan.members.len() == 1,
                Kind::Direct => plan.members.len() == 2,
                Kind::Group | Kind::Family => plan.members.len() > 2,
            };
            assert!(fits, "{}", plan.key);
        }
    }

    #[test]
    fn names_keys_and_roles_are_usable_as_they_are() {
        let usernames: HashSet<&str> = PEOPLE.iter().map(|person| person.username).collect();
        assert_eq!(usernames.len(), PEOPLE.len());
        assert_eq!(PEOPLE[0].role, "admin");
        for person in PEOPLE {
            assert!(
                ["admin", "adult", "child", "guest"].contains(&person.role),
                "{}",
                person.key
            );
        }
    }
}
