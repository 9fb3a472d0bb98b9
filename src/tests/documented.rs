//! The guides say everything that is public, and nothing that is not there.
//!
//! What a program branches on or calls must be findable on a page; settings have their own such test
//! beside their table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hearth::web::routes::{TABLE, Who};
use regex::Regex;

const API: &str = include_str!("../../docs/api.md");
const LIVE: &str = include_str!("../../docs/live.md");
const HOSTING: &str = include_str!("../../docs/hosting.md");
const EVENTS: &str = include_str!("../views/api/events.rs");
const ERROR: &str = include_str!("../base/error.rs");

/// What programs call: pages for people, and what those are made of, need no guide.
fn is_for_programs(path: &str) -> bool {
    [
        "/api/",
        "/files/",
        "/pusher/",
        "/broadcasting/",
        "/app/",
        "/socket.io/",
    ]
    .iter()
    .any(|start| path.starts_with(start))
        || ["/livez", "/readyz", "/up"].contains(&path)
}

/// Everything of a kind that a pattern finds, without doubles.
fn found<'a>(pattern: &str, text: &'a str) -> BTreeSet<&'a str> {
    Regex::new(pattern)
        .unwrap()
        .captures_iter(text)
        .map(|found| found.get(1).unwrap().as_str())
        .collect()
}

#[test]
fn every_address_for_programs_is_in_the_guide() {
    for route in TABLE {
        // What servers call is described where the rest of the protocol is.
        if matches!(route.who, Who::Program) {
            let whole = format!("`{} {}`", route.verb, route.path);
            assert!(LIVE.contains(&whole), "{whole} is not in docs/live.md");
        }
    }
    for route in TABLE.iter().filter(|route| is_for_programs(route.path)) {
        let whole = format!("`{} {}", route.verb, route.path);
        let is_whole = ["`", "?"]
            .iter()
            .any(|end| API.contains(&format!("{whole}{end}")));
        // The signatures' addresses are listed together, and a socket has no verb of its own.
        let is_listed = API.contains(&format!("`{}`", route.path));
        assert!(
            is_whole || is_listed,
            "{} {} is not in docs/api.md",
            route.verb,
            route.path
        );
    }
}

#[test]
fn every_address_in_the_guide_exists() {
    let named = Regex::new(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?\s]*)").unwrap();
    for guide in [API, LIVE, HOSTING] {
        for address in named.captures_iter(guide) {
            let (verb, path) = (&address[1], &address[2]);
            assert!(
                TABLE
                    .iter()
                    .any(|route| route.verb == verb && route.path == path),
                "the guides speak of {verb} {path}, which is not there"
            );
        }
    }
}

#[test]
fn every_error_code_is_in_the_guide() {
    let mut codes: BTreeSet<String> = found(r#"=> "([A-Za-z_]+)","#, ERROR)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let chosen = r#"(?:BadRequest|Forbidden|NotFound|Conflict|Gone)\("([A-Za-z_ ]+)"\)"#;
    for source in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        // A file's own tests come last in it.
        let code = source.split("#[cfg(test)]").next().unwrap();
        codes.extend(found(chosen, code).into_iter().map(str::to_owned));
    }
    assert!(codes.len() >= 20, "the codes are written elsewhere now");
    for code in codes {
        let is_listed = API.lines().any(|line| {
            (line.starts_with("| 4") || line.starts_with("| 5"))
                && line.contains(&format!("`{code}`"))
        });
        assert!(is_listed, "{code} is not in the table of docs/api.md");
    }
}

/// The text of every Rust file that is not a test.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| !path.ends_with("tests"))
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false if path.extension().is_some_and(|kind| kind == "rs") => {
                vec![fs::read_to_string(&path).unwrap()]
            }
            false => Vec::new(),
        })
        .collect()
}

#[test]
fn every_live_event_is_in_the_guide() {
    let events = found(
        r#""((?:message|reaction|read|thread|hearth|file):[a-z]+)""#,
        EVENTS,
    );
    assert!(events.len() >= 8, "the events are written elsewhere now");
    for event in &events {
        assert!(
            LIVE.contains(&format!("| `{event}` |")),
            "{event} is not in the table of docs/live.md"
        );
    }
    for event in found(
        r"\| `((?:message|reaction|read|thread|hearth|file):[a-z]+)`",
        LIVE,
    ) {
        assert!(events.contains(event), "{event} is told by nobody");
    }
}

#[test]
fn every_command_is_in_the_guide() {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_hearth"))
        .arg("--help")
        .env_clear()
        .output()
        .expect("the program starts");
    let help = String::from_utf8(help.stdout).expect("text");
    let commands = found(r"(?m)^  ([a-z]+) ", &help);
    assert!(commands.len() >= 8, "{help}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        assert!(
            HOSTING.contains(&format!("`hearth {command}")),
            "hearth {command} is not in docs/hosting.md"
        );
    }
}
