//! Reading the product's own source: its files, its code without comments, what it refers to.
//!
//! No parser of Rust: enough of one to follow paths. The laws take a `Tree`, so that a made-up one
//! can show that a law notices what it forbids.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Source files by their path below `src`, with `/` between folders.
#[derive(Clone, Debug, Default)]
pub struct Tree(pub BTreeMap<String, String>);

impl Tree {
    /// The product as it is; tests and benchmarks are no part of it.
    pub fn of_the_product() -> Self {
        let mut whole = Self::whole();
        let tests: Vec<String> = whole
            .0
            .iter()
            .flat_map(|(path, source)| test_modules(path, source))
            .collect();
        whole.0.retain(|path, _| {
            let module = module(path).join("/");
            let is_test = |test: &String| {
                module
                    .strip_prefix(test.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            !path.starts_with("tests/")
                && !path.starts_with("benches/")
                && !tests.iter().any(is_test)
        });
        whole
    }

    /// Every file below `src`.
    pub fn whole() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut tree = Self::default();
        tree.gather(&root, &root);
        tree
    }

    /// A made-up tree: this one, with some files otherwise.
    pub fn with(&self, files: &[(&str, &str)]) -> Self {
        let mut tree = self.clone();
        for (path, source) in files {
            tree.0.insert((*path).to_owned(), (*source).to_owned());
        }
        tree
    }

    fn gather(&mut self, root: &Path, folder: &Path) {
        for entry in fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // What other languages' tools install lies in there too.
                if path.file_name().is_some_and(|name| name != "node_modules") {
                    self.gather(root, &path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).expect("it lies in it");
                let source = fs::read_to_string(&path).expect("text");
                self.0
                    .insert(name.to_string_lossy().replace('\\', "/"), source);
            }
        }
    }
}

/// The module that a file is: `web/api/mod.rs` is `web::api`, `lib.rs` and `main.rs` the root.
pub fn module(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(
        parts.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        parts.pop();
    }
    parts
}

/// Modules with files of their own that are only there for tests.
fn test_modules(path: &str, source: &str) -> Vec<String> {
    let mut lines = source.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let declared = match line {
            "#[cfg(test)]" => lines
                .find(|line| !line.starts_with("#["))
                .and_then(|line| line.strip_prefix("mod ")),
            _ => None,
        };
        if let Some(name) = declared.and_then(|rest| rest.strip_suffix(';')) {
            let mut parts = module(path);
            parts.push(name.to_owned());
            found.push(parts.join("/"));
        }
    }
    found
}

/// The code alone: comments gone, texts and characters empty, tests beside the code gone.
pub fn code(source: &str) -> String {
    without_tests(&without_texts(source))
}

/// Every path into the crate that a file's code names, from the root on: `crate::a::b`, `super::c`,
/// with groups spread out. The last parts may be types and functions.
pub fn references(path: &str, source: &str) -> Vec<Vec<String>> {
    let tokens = tokens(&code(source));
    let here = module(path);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = matches!(tokens[at].as_str(), "crate" | "super" | "self" | "hearth")
            && tokens.get(at + 1).is_some_and(|next| next == "::")
            && (at == 0 || tokens[at - 1] != "::");
        if begins {
            let mut start = match tokens[at].as_str() {
                "crate" | "hearth" => Vec::new(),
                "super" => here[..here.len().saturating_sub(1)].to_vec(),
                _ => here.clone(),
            };
            at += 2;
            while tokens[at] == "super" {
                start.pop();
                at += 2;
            }
            spread(&tokens, &mut at, start, &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Follows one path from `at`, just after a `::` or a brace.
fn spread(tokens: &[String], at: &mut usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) {
    loop {
        match tokens.get(*at).map(String::as_str) {
            Some("{") => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token != "}") {
                    let before = *at;
                    let mut start = path.clone();
                    while tokens.get(*at).is_some_and(|token| token == "super") {
                        start.pop();
                        *at += 2;
                    }
                    spread(tokens, at, start, found);
                    if tokens.get(*at).is_some_and(|token| token == ",") || *at == before {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            Some(name) if is_name(name) => {
                if name != "self" {
                    path.push(name.to_owned());
                }
                *at += 1;
                if tokens.get(*at).is_some_and(|token| token == "::") {
                    *at += 1;
                    continue;
                }
                if tokens.get(*at).is_some_and(|token| token == "as") {
                    *at += 2;
                }
                found.push(path);
                return;
            }
            // A star or type parameters: the path so far is what is named.
            _ => {
                if tokens.get(*at).is_some_and(|token| token == "*") {
                    *at += 1;
                }
                found.push(path);
                return;
            }
        }
    }
}

fn is_name(token: &str) -> bool {
    token
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
}

fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

fn without_texts(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let raw = rest
            .strip_prefix("br")
            .or_else(|| rest.strip_prefix('r'))
            .map(|after| (after, after.len() - after.trim_start_matches('#').len()))
            .filter(|(after, hashes)| after[*hashes..].starts_with('"'));
        let follows_a_name = code
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_');
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if let (Some((after, hashes)), false) = (raw, follows_a_name) {
            let end = format!("\"{}", "#".repeat(hashes));
            let inside = &after[hashes + 1..];
            rest = inside.find(&end).map_or("", |at| &inside[at + end.len()..]);
            code.push_str("\"\"");
        } else if first == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            rest = end.map_or("", |end| &rest[end + 2..]);
            code.push_str("\"\"");
        } else if first == '\'' {
            // A character ends with a quote, a lifetime does not.
            let inside = &rest[1..];
            let length = match inside.chars().next() {
                Some('\\') => inside[2..].find('\'').map(|end| end + 3),
                Some(c) if inside[c.len_utf8()..].starts_with('\'') => Some(c.len_utf8() + 1),
                _ => None,
            };
            match length {
                Some(length) => {
                    rest = &inside[length..];
                    code.push_str("' '");
                }
                None => {
                    rest = inside;
                    code.push('\'');
                }
            }
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    code
}

fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let item = &rest[at + MARK.len()..];
        let end = match (item.find('{'), item.find(';')) {
            (Some(brace), semicolon) if semicolon.is_none_or(|semicolon| brace < semicolon) => {
                let mut depth = 0;
                item.char_indices()
                    .find(|(_, c)| {
                        depth += match c {
                            '{' => 1,
                            '}' => -1,
                            _ => 0,
                        };
                        *c == '}' && depth == 0
                    })
                    .map_or(item.len(), |(at, _)| at + 1)
            }
            (_, Some(semicolon)) => semicolon + 1,
            _ => item.len(),
        };
        rest = &item[end..];
    }
    kept.push_str(rest);
    kept
}

#[test]
fn paths_are_followed_through_groups_and_upward() {
    let source = r#"
        //! crate::comment::no
        use crate::{a::b, c::{self, d::E as F, *}};
        use super::{g, super::h::I};
        pub(crate) fn f<'a>(x: &'a str) -> crate::j::K<'a> { self::l::m("crate::text::no", '"', 'x') }
        #[cfg(test)]
        mod tests { use crate::test::no; }
    "#;
    let found: Vec<String> = references("one/two/mod.rs", source)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        found,
        [
            "a::b",
            "c",
            "c::d::E",
            "c",
            "one::g",
            "h::I",
            "j::K",
            "one::two::l::m"
        ]
    );
}
