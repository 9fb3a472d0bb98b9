//! The house stands as its front page says: imports point down, and each thing has its one place.
//!
//! The floors are read from the table in `src/lib.rs`, so the page cannot say one thing and the code
//! do another. Every law is also shown a tree that breaks it, and must notice.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::source::{Tree, code, module, references};

/// What macros at the crate's root belong to.
const ROOT_MACROS: [(&str, &str); 1] = [("text_enum", "store")];

/// What each module of the crate may import, from the table in `lib.rs`.
fn floors(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows: Vec<(Vec<String>, String)> = tree.0["lib.rs"]
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .filter(|row| row.starts_with(|first: char| first.is_ascii_digit()))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').collect();
            let modules = cells[1]
                .split('[')
                .skip(1)
                .map(|name| name.trim_start_matches('`').split('`').next().unwrap_or(""))
                .map(str::to_owned)
                .collect();
            (modules, cells[2].trim().to_owned())
        })
        .collect();
    rows.reverse();
    let all: BTreeSet<String> = rows.iter().flat_map(|(names, _)| names.clone()).collect();
    let machines = [
        "store",
        "live",
        "media",
        "hasher",
        "authenticators",
        "outbound",
    ]
    .map(str::to_owned);
    let mut below = BTreeSet::new();
    let mut allowed = BTreeMap::new();
    for (names, may) in rows {
        let may: BTreeSet<String> = match may.as_str() {
            "everything below" => below.clone(),
            list => list
                .split(", ")
                .flat_map(|word| match word {
                    "machines" => machines.to_vec(),
                    word if all.contains(word) => vec![word.to_owned()],
                    _ => Vec::new(),
                })
                .collect(),
        };
        for name in &names {
            allowed.insert(name.clone(), may.clone());
        }
        below.extend(names);
    }
    allowed
}

/// Modules in the order in which a `mod.rs` or `lib.rs` lists them.
fn listed(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")))
        .filter_map(|line| line.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

fn wrong_imports(tree: &Tree) -> Vec<String> {
    let allowed = floors(tree);
    let mut wrong = Vec::new();
    for name in listed(&tree.0["lib.rs"]) {
        if !allowed.contains_key(&name) {
            wrong.push(format!("{name} has no floor in the table of lib.rs"));
        }
    }
    for (path, source) in &tree.0 {
        let here = module(path);
        let Some(own) = here.first() else { continue };
        let Some(may) = allowed.get(own) else {
            continue;
        };
        for reference in references(path, source) {
            let Some(first) = reference.first() else {
                continue;
            };
            let target = ROOT_MACROS
                .iter()
                .find(|(name, _)| name == first)
                .map_or(first.as_str(), |(_, owner)| owner);
            if allowed.contains_key(target) && target != own && !may.contains(target) {
                wrong.push(format!("{path} imports {}", reference.join("::")));
            }
        }
    }
    wrong
}

fn out_of_order(tree: &Tree) -> Vec<String> {
    let order = listed(&tree.0["domain/mod.rs"]);
    let place = |name: &str| order.iter().position(|listed| listed == name);
    let mut wrong = Vec::new();
    for (path, source) in &tree.0 {
        let here = module(path);
        let ["domain", own, ..] = here.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
            continue;
        };
        let Some(own_place) = place(own) else {
            wrong.push(format!("domain/mod.rs does not list {own}"));
            continue;
        };
        for reference in references(path, source) {
            if let [floor, other, ..] = &reference[..]
                && floor == "domain"
                && place(other).is_some_and(|other| other > own_place)
            {
                wrong.push(format!("{path} imports {}", reference.join("::")));
            }
        }
    }
    wrong
}

/// Where Diesel's language is spoken though it is no place for it, and what was said.
fn stray_queries(tree: &Tree) -> Vec<String> {
    /// From here on the words are methods that others have too.
    const METHODS: usize = 12;
    const WORDS: [&str; 16] = [
        "::table",
        "diesel::insert_",
        "diesel::update(",
        "diesel::delete(",
        "diesel::select(",
        "diesel::dsl",
        "diesel::sql_types",
        "diesel::sql_query",
        "diesel::alias!",
        "define_sql_function!",
        "batch_execute(",
        "sql_query(",
        ".get_result(",
        ".get_results(",
        ".load(",
        ".execute(",
    ];
    let mut stray = Vec::new();
    for (path, source) in &tree.0 {
        let is_domain = path.starts_with("domain/");
        let is_one_file = is_domain && path.matches('/').count() == 1 && path != "domain/mod.rs";
        if path.starts_with("store/") || is_one_file || is_domain && path.ends_with("/queries.rs") {
            continue;
        }
        let code = code(source);
        let words: &[&str] = match path.split('/').next() {
            // Derives stand on the domain's own types, the types of columns are at home in `base`.
            Some("domain") => &WORDS,
            Some("base") => &WORDS[..METHODS],
            _ => &["diesel::", "use diesel"],
        };
        let types_of_columns = path == "base/ids.rs";
        for word in words {
            if code.contains(word) && !(types_of_columns && *word == "diesel::sql_types") {
                stray.push(format!("{path} says {word}"));
            }
        }
    }
    stray
}

fn without_an_introduction(tree: &Tree) -> Vec<String> {
    tree.0
        .iter()
        .filter(|(_, source)| !source.starts_with("//! "))
        .map(|(path, _)| path.clone())
        .collect()
}

/// Words that have no place in what a family relies on: a shortcut through an error, or a note
/// that something is unfinished.
fn shortcuts(tree: &Tree) -> Vec<String> {
    const WORDS: [&str; 7] = [
        ".unwrap()",
        ".unwrap_err()",
        "todo!(",
        "unimplemented!(",
        "dbg!(",
        "unsafe {",
        "unsafe fn",
    ];
    let mut found = Vec::new();
    for (path, source) in &tree.0 {
        let is_test = path
            .split('/')
            .any(|part| matches!(part, "tests" | "tests.rs"));
        if is_test {
            continue;
        }
        let code = code(source);
        for word in WORDS {
            if code.contains(word) {
                found.push(format!("{path} says {word}"));
            }
        }
        for (number, line) in source.lines().enumerate() {
            if line.contains("TODO") || line.contains("FIXME") {
                found.push(format!("{path}:{} is unfinished", number + 1));
            }
        }
    }
    found
}

fn too_long(tree: &Tree) -> Vec<String> {
    tree.0
        .iter()
        .filter(|(_, source)| source.lines().count() > 600)
        .map(|(path, _)| path.clone())
        .collect()
}

const NONE: [&str; 0] = [];

#[test]
fn imports_point_down_and_neighbours_never_import_one_another() {
    let tree = Tree::of_the_product();
    assert_eq!(wrong_imports(&tree), NONE);

    let broken = |path: &str, source: &str| wrong_imports(&tree.with(&[(path, source)]));
    // A machine and its neighbour, a rule and a door, a door and another, a face and a machine.
    for (path, source) in [
        ("store/odd.rs", "use crate::live::Rooms;"),
        ("live/odd.rs", "fn f() { crate::hasher::Hasher::start(); }"),
        ("base/odd.rs", "use super::super::store;"),
        ("domain/odd.rs", "use crate::live;"),
        ("domain/a/odd.rs", "use super::super::super::web::guard;"),
        ("web/odd.rs", "use crate::{base::text, dispatch::resync};"),
        ("dispatch.rs", "use crate::web::respond;"),
        ("worker/odd.rs", "use crate::dispatch::resync;"),
        ("views/odd.rs", "use crate::store::Tx;"),
        ("app.rs", "use crate::cli;"),
        ("media/odd.rs", "crate::text_enum! {}"),
    ] {
        assert_eq!(broken(path, source).len(), 1, "{path}: {source}");
    }
    assert_eq!(
        broken(
            "web/fine.rs",
            "use crate::{base, domain::members, store, live};"
        ),
        NONE
    );
    assert_eq!(
        broken(
            "store/fine.rs",
            "//! crate::live\nfn f() { \"crate::live::x\"; }"
        ),
        NONE
    );
    let attic = tree.0["lib.rs"].replace("pub mod base;", "pub mod base;\npub mod utils;");
    assert_eq!(broken("lib.rs", &attic).len(), 1);
}

#[test]
fn the_front_page_names_every_floor() {
    let floors = floors(&Tree::of_the_product());
    let names: Vec<_> = floors.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "app",
            "authenticators",
            "base",
            "cli",
            "dispatch",
            "domain",
            "hasher",
            "live",
            "media",
            "outbound",
            "store",
            "views",
            "web",
            "webhooks",
            "worker"
        ]
    );
    assert!(floors["base"].is_empty());
    assert!(!floors["domain"].contains("web") && !floors["domain"].contains("live"));
    assert!(!floors["web"].contains("dispatch") && !floors["dispatch"].contains("web"));
}

#[test]
fn rules_import_only_rules_listed_before_them() {
    let tree = Tree::of_the_product();
    assert_eq!(out_of_order(&tree), NONE);

    for (path, source) in [
        ("domain/families.rs", "use super::members;"),
        ("domain/members/odd.rs", "use crate::domain::threads::Seat;"),
        (
            "domain/threads/odd.rs",
            "use super::super::{members, messages};",
        ),
        ("domain/utils.rs", ""),
    ] {
        let broken = tree.with(&[(path, source)]);
        assert_eq!(out_of_order(&broken).len(), 1, "{path}: {source}");
    }
}

#[test]
fn the_query_language_is_spoken_only_where_it_belongs() {
    let tree = Tree::of_the_product();
    assert_eq!(stray_queries(&tree), NONE);

    for (path, source) in [
        ("domain/messages/odd.rs", "messages::table.filter(x);"),
        ("domain/threads/mod.rs", "diesel::update(x);"),
        ("domain/mod.rs", "let x = q.load(conn);"),
        ("web/odd.rs", "use diesel::prelude::*;"),
        ("views/odd.rs", "fn f(c: &mut diesel::SqliteConnection) {}"),
        ("base/odd.rs", "sql_query(x);"),
        ("cli/odd.rs", "use diesel::RunQueryDsl;"),
    ] {
        let broken = tree.with(&[(path, source)]);
        assert_ne!(stray_queries(&broken), NONE, "{path}: {source}");
    }
    let fine = tree.with(&[
        ("domain/odd/queries.rs", "odd::table.load(conn)"),
        ("domain/odd.rs", "diesel::delete(odd::table).execute(conn)"),
        ("store/odd.rs", "sql_query(x)"),
    ]);
    assert_eq!(stray_queries(&fine), NONE);
}

#[test]
fn every_file_opens_by_saying_what_it_is_for() {
    let tree = Tree::whole();
    assert_eq!(without_an_introduction(&tree), NONE);
    let broken = tree.with(&[
        ("one.rs", "use x;\n//! Late."),
        ("two.rs", "// Not so."),
        ("three.rs", ""),
    ]);
    assert_eq!(
        without_an_introduction(&broken),
        ["one.rs", "three.rs", "two.rs"]
    );
}

#[test]
fn the_product_takes_no_shortcuts() {
    let tree = Tree::of_the_product();
    assert_eq!(shortcuts(&tree), NONE);
    for source in [
        "fn f() { x.unwrap(); }",
        "fn f() { todo!() }",
        "fn f() { unsafe { x } }",
        "fn f() { dbg!(x); }",
        "// TODO: later",
    ] {
        let broken = tree.with(&[("web/odd.rs", source)]);
        assert_eq!(shortcuts(&broken).len(), 1, "{source}");
    }
    let fine = tree.with(&[(
        "web/odd.rs",
        "// Never .unwrap() here.\n#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }",
    )]);
    assert_eq!(shortcuts(&fine), NONE);
}

#[test]
fn no_file_has_more_than_600_lines() {
    let tree = Tree::whole();
    assert_eq!(too_long(&tree), NONE);
    let broken = tree.with(&[("long.rs", &"//! x\n".repeat(601))]);
    assert_eq!(too_long(&broken), ["long.rs"]);
}
