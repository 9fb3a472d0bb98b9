//! What keeps the face safe and of one piece: rules about templates, styles and scripts.
//!
//! The page's security policy forbids inline styles, scripts and handlers in the browser; here they are
//! found before a browser is.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

#[test]
fn no_template_has_inline_style_script_or_handler() {
    none(
        "templates",
        "html",
        r#"\sstyle="|\son[a-z]+="|javascript:|<style|<script(?: type="module" src=|>)"#,
        |found| found != r#"<script type="module" src="#,
    );
}

#[test]
fn nothing_is_printed_unescaped_but_markup() {
    let allowed = ["{{ message.body|safe }}", "{{ version.body|safe }}"];
    none(
        "templates",
        "html",
        r"\{\{[^}]*\|\s*safe[^}]*\}\}|autoescape",
        |found| !allowed.contains(&found),
    );
}

#[test]
fn scripts_make_elements_and_never_markup() {
    let banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\x22'`]";
    none("static/js", "js", banned, |_| true);
}

#[test]
fn the_trusted_types_policy_is_one_and_small() {
    let makers: Vec<_> = files("static/js", "js")
        .into_iter()
        .filter(|(_, text)| text.contains("createPolicy"))
        .collect();
    assert_eq!(makers.len(), 1);
    assert!(
        makers[0].1.lines().count() <= 30,
        "{} is too long to be read at a glance",
        makers[0].0
    );
}

#[test]
fn models_know_no_document() {
    none(
        "static/js/models",
        "js",
        r"\b(?:document|window|localStorage)\.\w|\bHTMLElement\b",
        |_| true,
    );
}

#[test]
fn raw_colours_are_in_the_tokens_alone() {
    let raw = r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(";
    none_but("static/css", "css", "static/css/tokens.css", raw);
}

#[test]
fn every_style_sheet_opens_a_layer_and_none_shouts() {
    none("static/css", "css", r"!important", |_| true);
    for (path, text) in files("static/css", "css") {
        let code = pattern(r"(?s)/\*.*?\*/")
            .replace_all(&text, "")
            .into_owned();
        assert!(
            code.trim_start().starts_with("@layer "),
            "{path} opens no layer"
        );
    }
}

#[test]
fn directions_are_logical() {
    let physical = r"(?m)^\s*(?:margin|padding|border)-(?:left|right|top|bottom)|^\s*(?:left|right|top|bottom|width|height):|float: (?:left|right)";
    none("static/css", "css", physical, |_| true);
}

fn none(folder: &str, extension: &str, banned: &str, counts: impl Fn(&str) -> bool) {
    let banned = pattern(banned);
    let mut found = Vec::new();
    for (path, text) in files(folder, extension) {
        found.extend(
            banned
                .find_iter(&text)
                .map(|hit| hit.as_str())
                .filter(|hit| counts(hit))
                .map(|hit| format!("{path}: {hit}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn none_but(folder: &str, extension: &str, exempt: &str, banned: &str) {
    let banned = pattern(banned);
    for (path, text) in files(folder, extension) {
        let hit = banned.find(&text).map(|hit| hit.as_str());
        assert!(path == exempt || hit.is_none(), "{path}: {hit:?}");
    }
}

fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder)
            .expect("the folder is there")
            .flatten()
            .map(|entry| entry.path())
        {
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
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}
