//! Messages that are nothing but a few emoji, which are set large.
//!
//! It must never know how anything is shown.

/// Up to this many emoji alone are set large; more is a text.
const LARGE_EMOJI_LIMIT: usize = 6;
/// The longest emoji there is has ten scalar values (a family with skin tones).
const EMOJI_SCALARS_LIMIT: usize = 12;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
