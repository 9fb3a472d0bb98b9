//! Every language says all that English says, with the same things in it, and nothing besides.
//!
//! The files are read as text, as a translator sees them; a failure names the file, the key and what
//! is wrong with it. What a language says at run time is asked of the catalogue itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use hearth::base::words::{Language, Word, say};

use crate::words::pattern;

/// Lines that programs wait for, and names that are nobody's words.
const SAME_EVERYWHERE: [&str; 3] = ["cli-serve-listening", "cli-serve-set-up", "product"];
/// Which plurals of whole numbers a language has; nothing here is ever counted by the million.
const PLURALS: [(&str, &[&str]); 2] = [("en", &["one", "other"]), ("es", &["one", "other"])];

/// What a key says, as it is written.
struct Sentence {
    file: String,
    text: String,
}

type Sentences = BTreeMap<String, Sentence>;

#[test]
fn no_language_lacks_a_sentence_or_has_one_too_many() {
    let english = sentences("en");
    let mut wrong = Vec::new();
    for language in others() {
        let spoken = sentences(&language);
        for (key, Sentence { file, text }) in &english {
            match spoken.get(key) {
                None => wrong.push(format!("{language}/{file} lacks: {text}")),
                Some(found) if found.file != *file => {
                    wrong.push(format!(
                        "{language}/{}: {key} belongs to {file}",
                        found.file
                    ));
                }
                Some(_) => {}
            }
        }
        let surplus = spoken.iter().filter(|(key, _)| !english.contains_key(*key));
        wrong.extend(
            surplus.map(|(key, found)| format!("{language}/{}: English has no {key}", found.file)),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} to mend:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_language_shows_what_english_shows() {
    let english = sentences("en");
    let mut wrong = Vec::new();
    for language in others() {
        let spoken = sentences(&language);
        for (key, own) in &spoken {
            let Some(model) = english.get(key) else {
                continue;
            };
            let (asked, shown) = (asked(&own.text, &spoken), shown(&own.text, &spoken));
            let (known, needed) = (
                self::asked(&model.text, &english),
                self::shown(&model.text, &english),
            );
            if shown != needed || !asked.is_subset(&known) {
                wrong.push(format!(
                    "{language}/{}: {key} shows {shown:?} and asks {asked:?}, English {needed:?} and {known:?}",
                    own.file
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_language_has_its_plurals_where_english_has_them() {
    let english = sentences("en");
    let counted: Vec<&String> = english
        .iter()
        .filter(|(_, sentence)| sentence.text.contains("[one]"))
        .map(|(key, _)| key)
        .collect();
    assert!(counted.len() > 8, "English counts: {counted:?}");
    for language in Language::all().map(Language::code) {
        let (_, plurals) = PLURALS
            .iter()
            .find(|(code, _)| *code == language)
            .unwrap_or_else(|| panic!("say in PLURALS which plurals {language} has"));
        let spoken = sentences(&language);
        for key in &counted {
            let Some(sentence) = spoken.get(*key) else {
                continue;
            };
            for plural in *plurals {
                let variant = format!("[{plural}]");
                assert!(
                    sentence.text.contains(&variant),
                    "{language}: {key} has no {variant}"
                );
            }
        }
    }
}

#[test]
fn what_programs_wait_for_is_the_same_in_every_language() {
    for language in Language::all() {
        for key in SAME_EVERYWHERE {
            let word = |language| say(language, key, &[("address", Word::plain("http://a"))]);
            assert_eq!(word(language), word(Language::default()));
        }
    }
}

#[test]
fn no_sentence_of_another_language_was_left_in_english() {
    let english = sentences("en");
    let mut left = Vec::new();
    for language in others() {
        for (key, own) in sentences(&language) {
            let Some(model) = english.get(&key) else {
                continue;
            };
            let letters: String = pattern(r"\{[^{}]*\}|\[\w+\]|^[^=]*=")
                .replace_all(&own.text, "")
                .into();
            let is_a_sentence = letters
                .split_whitespace()
                .filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic))
                .count()
                > 2;
            if own.text == model.text && is_a_sentence && !SAME_EVERYWHERE.contains(&&*key) {
                left.push(format!("{language}/{}: {}", own.file, own.text));
            }
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn no_sentence_has_a_slip_of_the_pen() {
    let slips = [
        ("two spaces", pattern(r"\S  +\S")),
        (
            "a space before a mark",
            pattern(r"\w (?:[,;!?…]|\.(?:\s|$))"),
        ),
        ("a straight quote", pattern("[\"'][^\"']")),
        ("three dots", pattern(r"\.\.\.")),
    ];
    let mut found = Vec::new();
    for language in others() {
        for (_, own) in sentences(&language) {
            let bare = pattern(r"\{[^{}]*\}").replace_all(&own.text, "x");
            let slip = slips
                .iter()
                .filter(|(_, slip)| bare.lines().any(|line| slip.is_match(line.trim())));
            found.extend(
                slip.map(|(what, _)| format!("{language}/{}: {what}: {}", own.file, own.text)),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn spanish_opens_what_it_closes() {
    let key_of_a_keyboard = pattern("“.”");
    for (key, own) in sentences("es") {
        let text = key_of_a_keyboard.replace_all(&own.text, "");
        for (opened, closed) in [('¿', '?'), ('¡', '!'), ('“', '”'), ('«', '»'), ('(', ')')]
        {
            let count = |mark| text.matches(mark).count();
            assert_eq!(count(opened), count(closed), "{key}: {}", own.text);
        }
    }
}

#[test]
fn spanish_joins_names_as_an_ear_wants_it() {
    let spanish = Language::with_code("es").expect("Spanish is there");
    let joined = |first: &str, second: &str| {
        let names = [
            ("first", Word::plain(first)),
            ("second", Word::from(second)),
        ];
        say(spanish, "names-last", &names).replace(['\u{2068}', '\u{2069}'], "")
    };
    assert_eq!(joined("Ana", "Luis"), "Ana y Luis");
    assert_eq!(joined("Ana, Luis", "Inés"), "Ana, Luis e Inés");
    assert_eq!(joined("Ana", "Yolanda"), "Ana y Yolanda");
}

#[test]
fn spanish_tells_one_hour_from_the_others() {
    let spanish = Language::with_code("es").expect("Spanish is there");
    let at = |clock: &str| {
        let today = [
            ("when", Word::plain("today")),
            ("clock", Word::plain(clock)),
            ("day", Word::plain("")),
        ];
        say(spanish, "device-begun", &today)
    };
    assert_eq!(at("1:05"), "Sesión iniciada hoy a la 1:05");
    assert_eq!(at("13:00"), "Sesión iniciada hoy a las 13:00");
}

/// Codes of every language but English.
fn others() -> impl Iterator<Item = String> {
    Language::all()
        .map(Language::code)
        .filter(|code| code != "en")
}

/// What a sentence puts before a reader's eyes, also by way of another sentence.
fn shown(text: &str, all: &Sentences) -> BTreeSet<String> {
    let (variable, other) = (pattern(r"\{ \$(\w+) \}"), pattern(r"\{ ([a-z][a-z-]*) \}"));
    let mut shown: BTreeSet<String> = captured(&variable, text).collect();
    for key in captured(&other, text) {
        shown.extend(
            all.get(&key)
                .map(|inner| self::shown(&inner.text, all))
                .unwrap_or_default(),
        );
    }
    shown
}

/// Everything a sentence asks for, if only to choose among its forms.
fn asked(text: &str, all: &Sentences) -> BTreeSet<String> {
    let any = pattern(r"\$(\w+)");
    captured(&any, text).chain(shown(text, all)).collect()
}

fn captured<'a>(pattern: &'a regex::Regex, text: &'a str) -> impl Iterator<Item = String> + 'a {
    pattern.captures_iter(text).map(|found| found[1].to_owned())
}

/// Every sentence of a language by its key, without comments.
fn sentences(language: &str) -> Sentences {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("templates/words")
        .join(language);
    let start = pattern(r"^([a-z][a-z0-9-]*) =");
    let mut all = Sentences::new();
    for entry in fs::read_dir(root).expect("a folder for each language") {
        let path = entry.expect("a file").path();
        let file = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("text");
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(found) = start.captures(line) {
                current = found[1].to_owned();
                let fresh = Sentence {
                    file: file.clone(),
                    text: String::new(),
                };
                let before = all.insert(current.clone(), fresh);
                assert!(
                    before.is_none(),
                    "{language}/{file}: {current} is there twice"
                );
            }
            if let Some(sentence) = all.get_mut(&current) {
                sentence.text.push_str(line);
                sentence.text.push('\n');
            }
        }
    }
    for sentence in all.values_mut() {
        sentence.text.truncate(sentence.text.trim_end().len());
    }
    all
}
