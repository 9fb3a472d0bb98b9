//! Addresses in a line of text, and where they lead.
//!
//! It must never make a link of anything but `http`, `https`, a name that begins with `www.`, and an
//! e-mail address.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

/// An address: which bytes of the line, and where it leads.
pub struct Link {
    /// Where it stands.
    pub range: Range<usize>,
    /// Where it leads.
    pub address: String,
}

/// The addresses of a line, in order.
pub fn links(line: &str) -> Vec<Link> {
    // Most lines have none; finding that out is cheaper than looking for one.
    if !line.contains([':', '@']) && !line.contains("www.") {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    // Without this "www.example.org" stays text; with it so would be "ok.so", which `address` refuses.
    finder.url_must_have_scheme(false);
    finder
        .links(line)
        .filter_map(|link| {
            let text = unmarked(line, link.start(), link.as_str());
            let range = link.start()..link.start() + text.len();
            Some(Link {
                address: address(link.kind(), text)?,
                range,
            })
        })
        .collect()
}

/// Without the mark at its end that closes one opened before it: `_see https://example.org_`.
fn unmarked<'a>(line: &str, start: usize, link: &'a str) -> &'a str {
    ['*', '_', '~']
        .into_iter()
        .filter(|mark| line[..start].contains(*mark))
        .find_map(|mark| link.strip_suffix(mark))
        .unwrap_or(link)
}

/// Where a found link leads, or `None` for one that stays text.
fn address(kind: &LinkKind, text: &str) -> Option<String> {
    if *kind == LinkKind::Email {
        return Some(format!("mailto:{text}"));
    }
    let starts = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if starts("https://") || starts("http://") {
        Some(text.to_owned())
    } else if starts("www.") {
        Some(format!("https://{text}"))
    } else {
        None
    }
}
