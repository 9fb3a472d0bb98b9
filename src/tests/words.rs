//! Every word a person reads is in the catalogue, and everything in the catalogue is read by somebody.
//!
//! Templates, scripts and Rust are read as text, not parsed: the rules are coarse on purpose, and a
//! rare false alarm is cheaper than a page half in another language. What is exempt is named here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Names of keys and headers that scripts have to spell as they are.
const SCRIPT_NAMES: [&str; 4] = ["Enter", "Escape", "Hearth-Fragment", "Retry-After"];
/// Codes of the contract that look like words.
const CODES: [&str; 1] = ["memberIds required"];
/// What speaks to developers and to the log, never to a person at a page or a prompt.
const FOR_DEVELOPERS: [&str; 14] = [
    "expect(",
    "assert!(",
    "assert_eq!(",
    "debug_assert!(",
    "panic!(",
    "unreachable!(",
    "trace!(",
    "debug!(",
    "info!(",
    "warn!(",
    "error!(",
    "span!(",
    "sql_query(",
    "batch_execute(",
];
/// Floors whose Rust may reach a person's eyes.
const SPEAKING: [&str; 4] = ["src/web", "src/views", "src/cli", "src/domain"];

#[test]
fn no_template_has_a_word_of_its_own() {
    let mut found = Vec::new();
    for (path, text) in files("templates", "html") {
        found.extend(
            template_words(&text)
                .into_iter()
                .map(|words| format!("{path}: {words}")),
        );
    }
    assert!(
        found.is_empty(),
        "words outside the catalogue:\n{}",
        found.join("\n")
    );
}

#[test]
fn no_script_has_a_word_of_its_own() {
    let mut found = Vec::new();
    for (path, text) in files("static/js", "js") {
        found.extend(
            script_words(&text)
                .into_iter()
                .map(|words| format!("{path}: {words}")),
        );
    }
    assert!(
        found.is_empty(),
        "words outside the catalogue:\n{}",
        found.join("\n")
    );
}

#[test]
fn no_rust_that_speaks_to_people_has_a_sentence_of_its_own() {
    let mut found = Vec::new();
    for folder in SPEAKING {
        for (path, text) in files(folder, "rs") {
            found.extend(
                rust_sentences(&text)
                    .into_iter()
                    .map(|words| format!("{path}: {words}")),
            );
        }
    }
    assert!(
        found.is_empty(),
        "words outside the catalogue:\n{}",
        found.join("\n")
    );
}

#[test]
fn every_word_that_is_said_is_in_every_language() {
    let mut missing = Vec::new();
    for (language, keys) in catalogue() {
        for (key, path) in said_keys() {
            if !keys.contains_key(&key) {
                missing.push(format!("{language} lacks {key} ({path})"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_word_of_the_catalogue_is_said_somewhere() {
    let said = mentioned();
    let mut idle = Vec::new();
    for (language, keys) in catalogue() {
        idle.extend(
            keys.keys()
                .filter(|key| !said.contains(*key))
                .map(|key| format!("{language}: {key}")),
        );
    }
    assert!(idle.is_empty(), "nobody says:\n{}", idle.join("\n"));
}

#[test]
fn every_language_puts_the_same_things_into_its_sentences() {
    let catalogue = catalogue();
    let english = &catalogue["en"];
    for (language, keys) in &catalogue {
        for (key, variables) in keys {
            let known = english
                .get(key)
                .unwrap_or_else(|| panic!("{language}: English lacks {key}"));
            assert!(
                variables.is_subset(known),
                "{language}: {key} puts in {variables:?}, English {known:?}"
            );
        }
    }
}

#[test]
fn the_rules_catch_what_they_are_for() {
    assert_eq!(
        template_words("<p>{{ frame.say(\"x\") }} · <b>Hello</b></p>"),
        ["Hello"]
    );
    assert_eq!(
        template_words("<input placeholder=\"Your name\" value=\"{{ name }}\">"),
        ["Your name"]
    );
    assert!(
        template_words("<a title=\"{{ frame.say(\"x\") }}\" class=\"some words\">{{ x }}</a>")
            .is_empty()
    );
    assert_eq!(script_words("x.textContent = \"failed\";"), ["failed"]);
    assert_eq!(
        script_words("show(`${n} new messages`); // a comment of words"),
        ["  new messages"]
    );
    assert!(script_words("query(\".messages__log .messages__list\", 'Enter')").is_empty());
    assert_eq!(
        rust_sentences("let x = \"Please try again\";"),
        ["Please try again"]
    );
    assert!(rust_sentences("x.expect(\"it is there (really)\"); // some words here").is_empty());
    assert!(rust_sentences("a();\n#[cfg(test)]\nmod tests { \"some words here\" }").is_empty());
}

/// Text between tags and in attributes that are read out or shown.
fn template_words(text: &str) -> Vec<String> {
    let text = pattern(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}")
        .replace_all(text, " ")
        .into_owned();
    let attributes = pattern(r#"\b(?:title|alt|placeholder|aria-label|value|label)="([^"]*)""#);
    let in_attributes = attributes
        .captures_iter(&text)
        .map(|found| found[1].to_owned());
    let bare = pattern(r"(?s)<[^>]*>|&\w+;")
        .replace_all(&text, "\n")
        .into_owned();
    let between = bare.lines().map(|line| line.trim().to_owned());
    in_attributes
        .chain(between)
        .filter(|words| words.chars().any(char::is_alphabetic))
        .collect()
}

/// String literals that read like words: two in a row, one with a capital, or any that becomes text.
fn script_words(text: &str) -> Vec<String> {
    let text = pattern(r"(?m)/\*(?s:.*?)\*/|(?:^|\s)//.*$")
        .replace_all(text, "")
        .into_owned();
    let literals = pattern(r#""([^"\n]*)"|'([^'\n]*)'|`([^`]*)`"#);
    let words = pattern(r"^[A-Z][a-z]+|\p{L}{2,} \p{Ll}{2,}");
    let shown = pattern(r#"(?:textContent|innerText|title|alt|placeholder|ariaLabel) = "([^"]+)""#);
    let holes = pattern(r"\$\{[^}]*\}");
    literals
        .captures_iter(&text)
        .filter_map(|found| found.get(1).or(found.get(2)).or(found.get(3)))
        .map(|literal| holes.replace_all(literal.as_str(), " ").into_owned())
        .filter(|literal| words.is_match(literal) && !literal.starts_with(['.', '#', '[']))
        .filter(|literal| !SCRIPT_NAMES.contains(&literal.as_str()))
        .chain(shown.captures_iter(&text).map(|found| found[1].to_owned()))
        .collect()
}

/// String literals with two words in a row, but for what developers read.
fn rust_sentences(text: &str) -> Vec<String> {
    let text = product(text);
    let words = pattern(r"\p{L}{2,} \p{Ll}{2,}");
    let is_sentence =
        |literal: &String| words.is_match(literal) && !CODES.contains(&literal.as_str());
    literals(&text).into_iter().filter(is_sentence).collect()
}

/// Rust without tests, comments, attributes and what is said to developers.
fn product(text: &str) -> String {
    let text = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let text = pattern(r"(?m)^\s*//.*$|\s//\s.*$")
        .replace_all(text, "")
        .into_owned();
    let mut text = pattern(r"(?s)#!?\[.*?\]\n")
        .replace_all(&text, "\n")
        .into_owned();
    for call in FOR_DEVELOPERS {
        while let Some(start) = text.find(call) {
            let end = closing(&text[start + call.len()..])
                .map_or(text.len(), |end| start + call.len() + end);
            text.replace_range(start..end, "");
        }
    }
    text
}

/// Where the parenthesis closes that is open at the start; parentheses in literals do not count.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (1, false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

fn literals(text: &str) -> Vec<String> {
    let literal = pattern(r#""((?:[^"\\]|\\.)*)""#);
    literal
        .captures_iter(text)
        .map(|found| found[1].to_owned())
        .collect()
}

/// Keys that are certainly said, with where: arguments of `say`, and literals of the views that begin
/// like a key.
fn said_keys() -> BTreeMap<String, String> {
    let call = pattern(r#"\bsay(?:_with|_all)?\(\s*"([^"]+)""#);
    let shape = pattern(r"^[a-z]+(?:-[a-z0-9]+)+$");
    let beginnings: BTreeSet<String> = catalogue()["en"].keys().map(|key| beginning(key)).collect();
    let mut said = BTreeMap::new();
    for (path, text) in files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"))
    {
        if path.starts_with("src/tests") {
            continue;
        }
        let text = if path.starts_with("src") {
            product(&text)
        } else {
            text
        };
        for found in call.captures_iter(&text) {
            said.insert(found[1].to_owned(), path.clone());
        }
        if path.starts_with("src/views") {
            let keys = literals(&text).into_iter().filter(|literal| {
                shape.is_match(literal) && beginnings.contains(&beginning(literal))
            });
            said.extend(keys.map(|key| (key, path.clone())));
        }
    }
    said
}

fn beginning(key: &str) -> String {
    key.split('-').next().unwrap_or_default().to_owned()
}

/// Every key that may be said: certainly, or by a literal in Rust that is handed on.
fn mentioned() -> BTreeSet<String> {
    files("src", "rs")
        .into_iter()
        .filter(|(path, _)| !path.starts_with("src/tests"))
        .flat_map(|(_, text)| literals(&text))
        .chain(said_keys().into_keys())
        .collect()
}

/// Languages, their keys, and what each puts into its sentence.
fn catalogue() -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let start = pattern(r"^([a-z][a-z0-9-]*) =");
    let variable = pattern(r"\$(\w+)");
    let mut languages: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (path, text) in files("templates/words", "ftl") {
        let language = Path::new(&path)
            .components()
            .nth(2)
            .expect("a folder per language")
            .as_os_str();
        let keys = languages
            .entry(language.to_string_lossy().into_owned())
            .or_default();
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(found) = start.captures(line) {
                current = found[1].to_owned();
                let before = keys.insert(current.clone(), BTreeSet::new());
                assert!(before.is_none(), "{path}: {current} is there twice");
            }
            if let Some(variables) = keys.get_mut(&current) {
                variables.extend(
                    variable
                        .captures_iter(line)
                        .map(|found| found[1].to_owned()),
                );
            }
        }
    }
    assert!(languages.contains_key("en"), "English is not there");
    languages
}

/// Files below a folder of the project, by path from its root; a folder that is not there yet is empty.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path
                    .strip_prefix(root)
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).expect("a text file")));
            }
        }
    }
    found.sort();
    found
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}
