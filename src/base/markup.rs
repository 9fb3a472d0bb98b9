//! A message's body as safe HTML: everything is escaped, then paragraphs, lines and links are made.
//!
//! It must never know whose message it is or where it will stand. `Markup` has one constructor and
//! that one escapes, so a template may print it unescaped. Only `http`, `https` and e-mail addresses
//! become links: a `javascript:` or `data:` address stays plain text.
//!
//! Line breaks are kept twice over, as `<br>` for readers without style sheets, and the style sheet
//! keeps white space: so a pending bubble, whose text is set as it was typed, looks exactly like the
//! message that replaces it.

use std::fmt;

use linkify::{LinkFinder, LinkKind};

/// Up to this many emoji alone are set large; more is a text.
const LARGE_EMOJI_LIMIT: usize = 6;
/// The longest emoji there is has ten scalar values (a family with skin tones).
const EMOJI_SCALARS_LIMIT: usize = 12;

/// HTML that is safe to print as it is.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Markup {
    html: String,
    only_emoji: bool,
}

impl Markup {
    /// Escapes what a person typed and makes paragraphs, lines and links of it.
    pub fn of(text: &str) -> Self {
        let mut html = String::with_capacity(text.len() + text.len() / 4);
        for paragraph in paragraphs(text) {
            html.push_str("<p dir=\"auto\">");
            write_lines(&mut html, paragraph);
            html.push_str("</p>");
        }
        Self {
            html,
            only_emoji: is_only_emoji(text),
        }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// Whether the message is a few emoji and nothing else, and so is set large.
    pub fn is_only_emoji(&self) -> bool {
        self.only_emoji
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.html)
    }
}

/// Whether the text is one to six emoji and white space, and nothing else.
///
/// Emoji are taken greedily, longest first, because a family of four is one picture made of seven
/// scalar values. A bare digit or `#` is no emoji although it can begin one.
pub fn is_only_emoji(text: &str) -> bool {
    let mut rest = text.trim();
    let mut count = 0;
    while !rest.is_empty() {
        let Some(length) = leading_emoji(rest) else {
            return false;
        };
        count += 1;
        if count > LARGE_EMOJI_LIMIT {
            return false;
        }
        rest = rest[length..].trim_start();
    }
    count > 0
}

fn leading_emoji(text: &str) -> Option<usize> {
    let ends: Vec<usize> = text
        .char_indices()
        .map(|(start, c)| start + c.len_utf8())
        .take(EMOJI_SCALARS_LIMIT)
        .collect();
    ends.into_iter()
        .rev()
        .find(|&end| emojis::get(&text[..end]).is_some())
}

/// Cuts at runs of empty lines; lines of white space count as empty.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_matches('\n');
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (paragraph, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
        rest = after.trim_start_matches('\n');
        Some(paragraph)
    })
}

fn write_lines(html: &mut String, paragraph: &str) {
    for (index, line) in paragraph.split('\n').enumerate() {
        if index > 0 {
            html.push_str("<br>");
        }
        write_links(html, line);
    }
}

fn write_links(html: &mut String, line: &str) {
    let mut finder = LinkFinder::new();
    // Without this "www.example.org" stays text; with it so would be "ok.so", which `address` refuses.
    finder.url_must_have_scheme(false);
    for span in finder.spans(line) {
        match span.kind().and_then(|kind| address(kind, span.as_str())) {
            Some(address) => {
                html.push_str("<a href=\"");
                escape(html, &address);
                // The direction is fixed and thereby isolated: an address is read from left to right
                // in every script, and bidi characters inside cannot dress it up as another.
                html.push_str(
                    "\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\" dir=\"ltr\">",
                );
                escape(html, span.as_str());
                html.push_str("</a>");
            }
            None => escape(html, span.as_str()),
        }
    }
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

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(text: &str) -> String {
        Markup::of(text).to_string()
    }

    #[test]
    fn what_people_type_is_never_markup() {
        assert_eq!(
            html("<img src=x onerror=alert(1)> & \"'"),
            "<p dir=\"auto\">&lt;img src=x onerror=alert(1)&gt; &amp; &quot;&#39;</p>"
        );
    }

    #[test]
    fn empty_lines_part_paragraphs_and_line_ends_break_lines() {
        assert_eq!(
            html("one\ntwo\n\n\nthree"),
            "<p dir=\"auto\">one<br>two</p><p dir=\"auto\">three</p>"
        );
        assert!(Markup::of("").is_empty());
    }

    #[test]
    fn an_address_becomes_a_link_without_its_full_stop() {
        let html = html("See https://example.org/a?b=1&c=(2).");
        assert!(
            html.contains("href=\"https://example.org/a?b=1&amp;c=(2)\""),
            "{html}"
        );
        assert!(html.ends_with("</a>.</p>"), "{html}");
    }

    #[test]
    fn www_and_mail_addresses_are_links_too() {
        assert!(html("www.example.org").contains("href=\"https://www.example.org\""));
        assert!(html("anna@example.org").contains("href=\"mailto:anna@example.org\""));
    }

    #[test]
    fn other_schemes_and_bare_words_with_dots_stay_text() {
        for text in [
            "javascript://example.org/%0Aalert(1)",
            "ok.so",
            "data:text/html,hi",
            "file:///etc/passwd",
        ] {
            assert!(!html(text).contains("<a "), "{text}");
        }
    }

    #[test]
    fn a_few_emoji_alone_are_large() {
        for text in ["👋", "❤️", "❤", "👨‍👩‍👧‍👦", "🎂 🎉 🎈", "🇪🇸", "👍🏽"]
        {
            assert!(is_only_emoji(text), "{text}");
        }
        for text in ["", " ", "1", "#", "hi 👋", "🎂🎂🎂🎂🎂🎂🎂"] {
            assert!(!is_only_emoji(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_whatever_opens_a_tag_of_its_own(text in any::<String>()) {
            let html = html(&text);
            let ours = html
                .replace("<p dir=\"auto\">", "").replace("</p>", "").replace("<br>", "")
                .replace("</a>", "").replace("<a href=", "");
            prop_assert!(!ours.contains('<'), "{}", ours);
        }
    }
}
