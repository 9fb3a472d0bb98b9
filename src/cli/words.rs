//! What the command line says, out of the catalogue: the one place where its language is chosen.
//!
//! A command has no member whose setting could be asked, so it speaks as the terminal is set up. What
//! it prints for programs to wait for is the same in every language. A server answers a command in the
//! language of whoever typed it, which comes with the request.

use std::fmt::Display;
use std::sync::LazyLock;

use crate::base::error::Error;
use crate::base::words::{self, Language, Word};
use crate::views::errors;
use crate::views::problems::sentence;

/// The text of a key. Nothing in it is isolated by direction: in a terminal the marks would stick to
/// addresses that people copy.
pub(super) fn say(key: &str, args: &[(&'static str, &dyn Display)]) -> String {
    let args: Vec<(&'static str, Word)> = args
        .iter()
        .map(|(name, value)| (*name, Word::plain(value.to_string())))
        .collect();
    words::say(language(), key, &args)
}

/// The variables that name a locale, the strongest first; one that is empty counts as not set.
const LOCALES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language commands speak.
pub(super) fn language() -> Language {
    static TERMINAL: LazyLock<Language> = LazyLock::new(|| {
        LOCALES
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|locale| !locale.is_empty())
            .map_or_else(Language::default, |locale| Language::of_locale(&locale))
    });
    *TERMINAL
}

/// What went wrong, in a sentence; for a wrong field, the field and what is wrong with it.
pub(super) fn detail(language: Language, error: &Error) -> String {
    let Error::Invalid(fields) = error else {
        return errors::detail(language, error.code());
    };
    let sentences: Vec<String> = fields
        .iter()
        .flat_map(|(field, codes)| codes.iter().map(move |code| (field, code)))
        .map(|(field, code)| format!("{field}: {}", sentence(language, field, code)))
        .collect();
    sentences.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    fn keys_in(text: &str, pattern: &str) -> BTreeSet<String> {
        regex::Regex::new(pattern)
            .unwrap()
            .captures_iter(text)
            .map(|found| found[1].to_owned())
            .collect()
    }

    fn code(folder: &Path) -> String {
        let mut all = String::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                all += &code(&path);
            } else {
                all += &std::fs::read_to_string(path).unwrap();
            }
        }
        all
    }

    #[test]
    fn every_key_that_is_said_is_in_the_catalogue_and_no_other() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let said = keys_in(&code(&root.join("src/cli")), r#""(cli-[a-z0-9-]+)""#);
        let page = std::fs::read_to_string(root.join("templates/words/en/cli.ftl")).unwrap();
        let written = keys_in(&page, r"(?m)^(cli-[a-z0-9-]+) =");
        assert_eq!(said, written);
    }

    #[test]
    fn nothing_invisible_sticks_to_an_address() {
        let said = super::say(
            "cli-serve-listening",
            &[("address", &"http://127.0.0.1:8080")],
        );
        assert_eq!(said, "Hearth is listening on http://127.0.0.1:8080");
    }
}
