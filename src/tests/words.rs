//! Every word a person reads is in the catalogue, and everything in the catalogue is read by somebody.
//!
//! Templates, scripts and Rust are read as text, not parsed: the rules are coarse on purpose, and a
//! rare false alarm is cheaper than a page half in another language. What is exempt is named here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use regex::Regex;

/// Names of keys and headers that scripts have to spell as they are.
const SCRIPT_NAMES: [&str; 10] = [
    "ArrowDown",
    "ArrowUp",
    "Backspace",
    "Delete",
    "Enter",
    "Escape",
    "Files",
    "Hearth-Fragment",
    "Retry-After",
    "Tab",
];
/// Beginnings of what looks like words but is a code of the contract, a header or a signed text.
const CODES: [&str; 4] = [
    "memberIds required",
    "default-src ",
    "Bearer realm=",
    "changes of {}",
];
/// A made-up family speaks its own words, in the language it speaks.
const MADE_UP: &str = "src/cli/demo/";
/// What speaks to developers and to the log, never to a person at a page or a prompt.
const FOR_DEVELOPERS: [&str; 20] = [
    "Refusal::bad(",
    "Refusal::unsigned(",
    "Refusal::forbidden(",
    "Refusal::unknown(",
    "Refusal::too_large(",
    "internal(",
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
            if path.starts_with(MADE_UP) {
                continue;
            }
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
fn every_word_that_is_said_is_in_the_catalogue() {
    let written = written();
    let missing: Vec<String> = said_keys()
        .into_iter()
        .filter(|(key, _)| !written.contains_key(key))
        .map(|(key, path)| format!("nobody wrote {key} ({path})"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_word_of_the_catalogue_is_said_somewhere() {
    let said = mentioned();
    let idle: Vec<String> = written()
        .into_keys()
        .filter(|key| !said.contains(key))
        .collect();
    assert!(idle.is_empty(), "nobody says:\n{}", idle.join("\n"));
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
    assert_eq!(
        rust_sentences("call('\"', \"Please \\\n  try\"); // \"not this one\""),
        ["Please try"]
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
    let words = pattern(r"\p{L}{2,} \p{Ll}{2,}");
    product(text)
        .1
        .into_iter()
        .filter(|literal| words.is_match(literal))
        .filter(|literal| !CODES.iter().any(|code| literal.starts_with(code)))
        .collect()
}

/// Rust without tests, comments, attributes and what is said to developers: the code with each literal
/// replaced by its number in quotes, and the literals that are left.
fn product(text: &str) -> (String, Vec<String>) {
    let (code, literals) = skeleton(text);
    let code = pattern(r"(?s)#\[cfg\(test\)\]\n(?:#\[[^\n]*\n)*mod .*").replace_all(&code, "");
    let mut code = pattern(r"#!?\[[^\]]*\]")
        .replace_all(&code, "")
        .into_owned();
    for call in FOR_DEVELOPERS {
        while let Some(start) = code.find(call) {
            let inside = start + call.len();
            let end = closing(&code[inside..]).map_or(code.len(), |end| inside + end);
            code.replace_range(start..end, "");
        }
    }
    let left = pattern(r#""(\d+)""#)
        .captures_iter(&code)
        .filter_map(|found| literals.get(found[1].parse::<usize>().ok()?).cloned())
        .collect();
    (code, left)
}

/// Code without comments, and its string literals apart.
fn skeleton(text: &str) -> (String, Vec<String>) {
    let token = pattern(
        r##"(?s)//[^\n]*|/\*.*?\*/|b?r#"(.*?)"#|b?"((?:[^"\\]|\\.)*)"|b?'(?:[^'\\\n]|\\[^u]|\\u\{[^}]*\})'"##,
    );
    let continued = pattern(r"\\\n\s*");
    let mut literals = Vec::new();
    let code = token.replace_all(text, |found: &regex::Captures| {
        let Some(literal) = found.get(1).or(found.get(2)) else {
            return String::new();
        };
        literals.push(continued.replace_all(literal.as_str(), "").into_owned());
        format!("\"{}\"", literals.len() - 1)
    });
    (code.into_owned(), literals)
}

/// Where the parenthesis closes that is open at the start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(index, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(index)
    })
}

/// Keys that are certainly said, with where: arguments of `say`, and literals of the views that begin
/// like a key.
fn said_keys() -> BTreeMap<String, String> {
    let call = pattern(r#"\bsay(?:_with|_all|_pattern)?\(\s*"([^"]+)""#);
    let shape = pattern(r"^[a-z]+(?:-[a-z0-9]+)+$");
    let beginnings: BTreeSet<String> = written().keys().map(|key| beginning(key)).collect();
    let mut said = BTreeMap::new();
    for (path, text) in files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"))
    {
        if path.contains("/tests/") {
            continue;
        }
        for found in call.captures_iter(&text) {
            said.insert(found[1].to_owned(), path.clone());
        }
        if path.starts_with("src/views") {
            let is_key = |literal: &String| {
                shape.is_match(literal) && beginnings.contains(&beginning(literal))
            };
            let keys = product(&text).1.into_iter().filter(is_key);
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
        .flat_map(|(_, text)| skeleton(&text).1)
        .chain(said_keys().into_keys())
        .chain(written().into_values().flatten())
        .collect()
}

/// The keys of English, and which other sentences each has within itself.
fn written() -> BTreeMap<String, BTreeSet<String>> {
    let start = pattern(r"^([a-z][a-z0-9-]*) =");
    let inner = pattern(r"\{ ([a-z][a-z0-9-]*) \}");
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in files("templates/words/en", "ftl") {
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(found) = start.captures(line) {
                current = found[1].to_owned();
            }
            let within = keys.entry(current.clone()).or_default();
            within.extend(inner.captures_iter(line).map(|found| found[1].to_owned()));
        }
    }
    keys.remove("");
    keys
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

/// Compiled once each: in a test build that costs more than reading the whole project.
pub fn pattern(text: &'static str) -> Regex {
    static COMPILED: Mutex<BTreeMap<&str, Regex>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().expect("no pattern panics");
    let fresh = || Regex::new(text).expect("a valid pattern");
    compiled.entry(text).or_insert_with(fresh).clone()
}
