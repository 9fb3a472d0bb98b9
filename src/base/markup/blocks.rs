//! The blocks of a message: paragraphs, quotes, lists and code, as ranges of its text.
//!
//! It must never know of HTML. A line begins a block by how it starts, as in a messenger: `> ` a quote,
//! `- ` or `* ` or `• ` a bullet, `1. ` a number, three backticks code. What only looks like the
//! beginning of one, such as a fence that never closes, is text.

use std::ops::Range;

const FENCE: &str = "```";
/// A year at the start of a line is no number of a list.
const NUMBER_DIGITS: usize = 3;

/// A run of lines that belong together; ranges are bytes of the whole text, without line ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// Lines of words.
    Paragraph(Vec<Range<usize>>),
    /// What somebody else said, without the `>`.
    Quote(Vec<Range<usize>>),
    /// Items without their bullets.
    Bullets(Vec<Range<usize>>),
    /// Items without their numbers.
    Numbers {
        /// The first one's number.
        first: u32,
        /// The items.
        items: Vec<Range<usize>>,
    },
    /// Lines to be shown exactly as they are, without the fences.
    Code {
        /// The lines.
        lines: Vec<Range<usize>>,
    },
}

impl Block {
    /// Its lines or items.
    pub fn lines(&self) -> &[Range<usize>] {
        match self {
            Self::Paragraph(lines) | Self::Quote(lines) | Self::Bullets(lines) => lines,
            Self::Numbers { items, .. } => items,
            Self::Code { lines } => lines,
        }
    }
}

/// Cuts a text into blocks. Empty lines part paragraphs and belong to none.
pub fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    // Looked for once: a thousand fences that never close must not each look through all that follows.
    let is_fence = |line: &Range<usize>| text[line.clone()].trim() == FENCE;
    let last_fence = lines.iter().rposition(is_fence).unwrap_or(0);
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].clone();
        if text[line.clone()].trim().is_empty() {
            at += 1;
        } else if let Some((code, after)) = fenced(text, &lines, at, last_fence) {
            blocks.push(code);
            at = after;
        } else if let Some(first) = number(&text[line.clone()]) {
            let items = run(text, &lines, at, |line| {
                number(line).map(|found| found.length)
            });
            at += items.len();
            let first = first.value;
            blocks.push(Block::Numbers { first, items });
        } else if bullet(&text[line.clone()]).is_some() {
            let items = run(text, &lines, at, bullet);
            at += items.len();
            blocks.push(Block::Bullets(items));
        } else if quoted(&text[line.clone()]).is_some() {
            let quote = run(text, &lines, at, quoted);
            at += quote.len();
            blocks.push(Block::Quote(quote));
        } else {
            let start = at;
            at += 1;
            while at < lines.len() && goes_on(text, &lines, at, last_fence) {
                at += 1;
            }
            blocks.push(Block::Paragraph(lines[start..at].to_vec()));
        }
    }
    blocks
}

fn goes_on(text: &str, lines: &[Range<usize>], at: usize, last_fence: usize) -> bool {
    let line = &text[lines[at].clone()];
    let begins = number(line).is_some()
        || bullet(line).is_some()
        || quoted(line).is_some()
        || fenced(text, lines, at, last_fence).is_some();
    !begins && !line.trim().is_empty()
}

/// The lines from here on that `mark` finds a mark at, each from behind it.
fn run(
    text: &str,
    lines: &[Range<usize>],
    at: usize,
    mark: impl Fn(&str) -> Option<usize>,
) -> Vec<Range<usize>> {
    lines[at..]
        .iter()
        .map_while(|line| Some(line.start + mark(&text[line.clone()])?..line.end))
        .collect()
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let range = start..start + line.len();
            start += line.len() + 1;
            range
        })
        .collect()
}

/// Bytes up to behind the mark; there must be something to list.
fn bullet(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mark = ["- ", "* ", "• "]
        .into_iter()
        .find(|mark| line[indent..].starts_with(mark))?;
    let length = indent + mark.len();
    (!line[length..].trim().is_empty()).then_some(length)
}

fn quoted(line: &str) -> Option<usize> {
    let rest = line.strip_prefix('>')?;
    // `>_<` and `>:(` are faces.
    match rest.chars().next() {
        Some(' ') if !rest.trim().is_empty() => Some(2),
        _ => None,
    }
}

struct Number {
    value: u32,
    length: usize,
}

fn number(line: &str) -> Option<Number> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    let fits = (1..=NUMBER_DIGITS).contains(&digits);
    let lists = rest.starts_with(' ') && !rest.trim().is_empty();
    (fits && lists).then(|| Number {
        value: line[..digits].parse().unwrap_or(1),
        length: digits + 2,
    })
}

/// Code between fences on lines of their own, and the line after it. The opening fence may name a
/// language, which nobody needs to see.
fn fenced(
    text: &str,
    lines: &[Range<usize>],
    at: usize,
    last_fence: usize,
) -> Option<(Block, usize)> {
    let opening = text[lines[at].clone()].trim().strip_prefix(FENCE)?;
    if opening.contains('`') {
        return one_line(text, &lines[at]).map(|code| (code, at + 1));
    }
    if at >= last_fence {
        return None;
    }
    let inside = &lines[at + 1..];
    let length = inside
        .iter()
        .position(|line| text[line.clone()].trim() == FENCE)?;
    let code = Block::Code {
        lines: inside[..length].to_vec(),
    };
    (length > 0).then_some((code, at + length + 2))
}

/// Code with both fences on one line.
fn one_line(text: &str, line: &Range<usize>) -> Option<Block> {
    let whole = &text[line.clone()];
    let trimmed = whole.trim();
    let inside = trimmed.strip_prefix(FENCE)?.strip_suffix(FENCE)?;
    if inside.trim().is_empty() || inside.contains('`') {
        return None;
    }
    let start = line.start + (whole.len() - whole.trim_start().len()) + FENCE.len();
    Some(Block::Code {
        lines: std::iter::once(start..start + inside.len()).collect(),
    })
}
