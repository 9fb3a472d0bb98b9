//! One line of a message: links, mentions, `code`, and `*bold*`, `_italic_`, `~struck~`.
//!
//! It must never let a mark reach beyond its line, and never change anything that could have been
//! meant: a mark opens where a word could begin, closes where one could end, and has letters or
//! pictures between. So `snake_case`, `5*3*2`, `~20` and `-_-` stay as they are. Marks may stand inside
//! one another; one that would cross another stays text.

use std::ops::Range;

use super::{Mention, escape, links};

/// A piece of a line, in order and without gaps.
enum Piece<'a> {
    /// Words, in which marks may stand.
    Text(Range<usize>),
    /// Shown exactly as it is, without its backticks.
    Code(Range<usize>),
    /// An address.
    Link(Range<usize>, String),
    /// Somebody's name.
    Mention(&'a Mention),
}

impl Piece<'_> {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Text(range) | Self::Link(range, _) => range.clone(),
            // With its backticks.
            Self::Code(range) => range.start - 1..range.end + 1,
            Self::Mention(mention) => mention.range.clone(),
        }
    }
}

/// A mark that opens or closes a style, at one byte of the text.
struct Mark {
    at: usize,
    style: usize,
    opens: bool,
}

/// The marks, their tags, in one order.
const MARKS: [(char, &str); 3] = [('*', "strong"), ('_', "em"), ('~', "s")];
/// Styles inside one another beyond this are somebody trying things out.
const DEPTH: usize = 16;

/// Writes a line of `text` as HTML.
pub fn write_html(html: &mut String, text: &str, line: Range<usize>, mentions: &[Mention]) {
    let pieces = pieces(text, line.clone(), mentions);
    let marks = marks(text, line, &pieces);
    let mut marks = marks.iter().peekable();
    for piece in &pieces {
        match piece {
            Piece::Text(range) => {
                let mut from = range.start;
                while let Some(mark) = marks.next_if(|mark| mark.at < range.end) {
                    escape(html, &text[from..mark.at]);
                    let slash = if mark.opens { "" } else { "/" };
                    html.push_str(&format!("<{slash}{}>", MARKS[mark.style].1));
                    from = mark.at + 1;
                }
                escape(html, &text[from..range.end]);
            }
            Piece::Code(range) => {
                html.push_str("<code>");
                escape(html, &text[range.clone()]);
                html.push_str("</code>");
            }
            Piece::Link(range, address) => {
                html.push_str("<a href=\"");
                escape(html, address);
                // The direction is fixed and thereby isolated: an address is read from left to right
                // in every script, and bidi characters inside cannot dress it up as another.
                html.push_str(
                    "\" target=\"_blank\" rel=\"noopener noreferrer nofollow ugc\" dir=\"ltr\">",
                );
                escape(html, &text[range.clone()]);
                html.push_str("</a>");
            }
            Piece::Mention(mention) => {
                html.push_str("<bdi class=\"mention\" data-members=\"");
                escape(html, &mention.member_ids.join(" "));
                html.push_str("\">");
                escape(html, &text[mention.range.clone()]);
                html.push_str("</bdi>");
            }
        }
    }
}

/// Writes a line of `text` without the marks that style it.
pub fn write_plain(words: &mut String, text: &str, line: Range<usize>) {
    let pieces = pieces(text, line.clone(), &[]);
    let marks = marks(text, line.clone(), &pieces);
    let mut dropped: Vec<usize> = marks.iter().map(|mark| mark.at).collect();
    for piece in &pieces {
        if let Piece::Code(range) = piece {
            dropped.extend([range.start - 1, range.end]);
        }
    }
    dropped.sort_unstable();
    let mut from = line.start;
    for at in dropped {
        words.push_str(&text[from..at]);
        from = at + 1;
    }
    words.push_str(&text[from..line.end]);
}

/// Cuts a line where something begins that no mark may reach into.
fn pieces<'a>(text: &str, line: Range<usize>, mentions: &'a [Mention]) -> Vec<Piece<'a>> {
    let mut special: Vec<Piece<'a>> = code(text, line.clone()).map(Piece::Code).collect();
    let found = links::links(&text[line.clone()]);
    special.extend(found.into_iter().map(|link| {
        let range = line.start + link.range.start..line.start + link.range.end;
        Piece::Link(range, link.address)
    }));
    let inside = |mention: &&Mention| {
        let Range { start, end } = mention.range;
        line.start <= start && start < end && end <= line.end && text.get(start..end).is_some()
    };
    special.extend(mentions.iter().filter(inside).map(Piece::Mention));
    // What begins first stands; at the same place code does.
    special.sort_by_key(|piece| piece.range().start);
    let mut pieces = Vec::with_capacity(special.len() * 2 + 1);
    let mut at = line.start;
    for piece in special {
        let range = piece.range();
        if range.start < at {
            continue;
        }
        if range.start > at {
            pieces.push(Piece::Text(at..range.start));
        }
        at = range.end;
        pieces.push(piece);
    }
    if at < line.end {
        pieces.push(Piece::Text(at..line.end));
    }
    pieces
}

/// What stands between single backticks, in order.
fn code(text: &str, line: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut from = line.start;
    std::iter::from_fn(move || {
        loop {
            let opening = from + text[from..line.end].find('`')?;
            let start = opening + 1;
            let end = start + text[start..line.end].find('`')?;
            let is_code = !text[start..end].trim().is_empty();
            from = if is_code { end + 1 } else { end };
            if is_code {
                return Some(start..end);
            }
        }
    })
}

/// The marks of a line that have a partner, in order.
fn marks(text: &str, line: Range<usize>, pieces: &[Piece<'_>]) -> Vec<Mark> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut found = Vec::new();
    // Where there last was something to style: letters, digits, or anything beyond ASCII.
    let mut said = None;
    for piece in pieces {
        let Piece::Text(range) = piece else {
            said = Some(piece.range().start);
            continue;
        };
        for (offset, c) in text[range.clone()].char_indices() {
            let at = range.start + offset;
            if c.is_alphanumeric() || !c.is_ascii() {
                said = Some(at);
            }
            let Some(style) = MARKS.iter().position(|(mark, _)| *mark == c) else {
                continue;
            };
            let before = text[line.start..at].chars().next_back();
            let after = text[at + 1..line.end].chars().next();
            let closes = before.is_some_and(|c| !c.is_whitespace())
                && after.is_none_or(|c| !c.is_alphanumeric());
            let partner = open
                .iter()
                .rposition(|(opened, of)| *of == style && said > Some(*opened))
                .filter(|_| closes);
            if let Some(index) = partner {
                let (opened, _) = open[index];
                // What was opened inside and never closed stays text.
                open.truncate(index);
                let mark = |at, opens| Mark { at, style, opens };
                found.extend([mark(opened, true), mark(at, false)]);
                continue;
            }
            let opens = before.is_none_or(|c| !c.is_alphanumeric())
                && after.is_some_and(|c| !c.is_whitespace());
            if opens && open.len() < DEPTH {
                open.push((at, style));
            }
        }
    }
    found.sort_by_key(|mark: &Mark| mark.at);
    found
}
