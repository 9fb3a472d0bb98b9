//! A message's body as safe HTML: everything is escaped, then paragraphs, lists, quotes, code, links
//! and the few marks people know from messengers are made.
//!
//! It must never know whose message it is or where it will stand. `Markup` is made by escaping alone,
//! so a template may print it unescaped. Only `http`, `https` and e-mail addresses become links: a
//! `javascript:` or `data:` address stays plain text.
//!
//! Line breaks are kept twice over, as `<br>` for readers without style sheets, and the style sheet
//! keeps white space: so a pending bubble, whose text is set as it was typed, looks like the message
//! that replaces it.

mod blocks;
mod emoji;
mod inline;
mod links;

use std::fmt;
use std::ops::Range;

use self::blocks::Block;

pub use self::emoji::is_only_emoji;

/// Characters that fit a line of a bubble, for telling how tall a text is without laying it out.
const LINE_CHARS: usize = 60;
/// A text of more lines is folded. A phone shows about this many of the narrower lines it has.
const FOLDED_LINES: usize = 22;

/// HTML that is safe to print as it is.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Markup {
    html: String,
    only_emoji: bool,
    long: bool,
}

/// A piece of a body that names somebody of the thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Which bytes of the body.
    pub range: Range<usize>,
    /// Their public ids: one, or several of the same name.
    pub member_ids: Vec<String>,
}

impl Markup {
    /// Escapes what a person typed and makes of it what they meant.
    pub fn of(text: &str) -> Self {
        Self::with_mentions(text, &[])
    }

    /// The same, with the pieces that name somebody. Those must lie on characters' borders, in order
    /// and apart from one another; others are left out.
    pub fn with_mentions(text: &str, mentions: &[Mention]) -> Self {
        let mut html = String::with_capacity(text.len() + text.len() / 4);
        for block in blocks::blocks(text) {
            write_block(&mut html, text, &block, mentions);
        }
        Self {
            html,
            only_emoji: is_only_emoji(text),
            long: is_long(text),
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

    /// Whether it is so long that only its beginning is shown at first.
    pub fn is_long(&self) -> bool {
        self.long
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.html)
    }
}

/// The text without the marks that style it: for a list, a quote or a notification, which show words.
pub fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for block in blocks::blocks(text) {
        for line in block.lines() {
            if !words.is_empty() {
                words.push('\n');
            }
            match block {
                Block::Code { .. } => words.push_str(&text[line.clone()]),
                _ => inline::write_plain(&mut words, text, line.clone()),
            }
        }
    }
    words
}

fn is_long(text: &str) -> bool {
    let lines = text
        .lines()
        .map(|line| line.chars().count() / LINE_CHARS + 1);
    lines.sum::<usize>() > FOLDED_LINES
}

fn write_block(html: &mut String, text: &str, block: &Block, mentions: &[Mention]) {
    match block {
        Block::Paragraph(lines) => {
            html.push_str("<p dir=\"auto\">");
            write_lines(html, text, lines, mentions);
            html.push_str("</p>");
        }
        Block::Quote(lines) => {
            html.push_str("<blockquote dir=\"auto\">");
            write_lines(html, text, lines, mentions);
            html.push_str("</blockquote>");
        }
        Block::Bullets(items) => {
            html.push_str("<ul dir=\"auto\">");
            write_items(html, text, items, mentions);
            html.push_str("</ul>");
        }
        Block::Numbers { first, items } => {
            // A list that begins with one need not say so.
            match first {
                1 => html.push_str("<ol dir=\"auto\">"),
                other => html.push_str(&format!("<ol dir=\"auto\" start=\"{other}\">")),
            }
            write_items(html, text, items, mentions);
            html.push_str("</ol>");
        }
        Block::Code { lines } => {
            // Programs read from left to right whoever talks about them.
            html.push_str("<pre dir=\"ltr\" tabindex=\"0\"><code>");
            for (index, line) in lines.iter().enumerate() {
                if index > 0 {
                    html.push('\n');
                }
                escape(html, &text[line.clone()]);
            }
            html.push_str("</code></pre>");
        }
    }
}

fn write_lines(html: &mut String, text: &str, lines: &[Range<usize>], mentions: &[Mention]) {
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            html.push_str("<br>");
        }
        inline::write_html(html, text, line.clone(), mentions);
    }
}

fn write_items(html: &mut String, text: &str, items: &[Range<usize>], mentions: &[Mention]) {
    for item in items {
        html.push_str("<li>");
        inline::write_html(html, text, item.clone(), mentions);
        html.push_str("</li>");
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
mod tests;
