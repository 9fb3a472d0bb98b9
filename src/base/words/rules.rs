//! What a language needs and its files cannot say: how digits are grouped, and how a word begins.
//!
//! It must never know a sentence: the sentences are the catalogue's, which asks here by functions of
//! Fluent that any language may use. `HOUR($clock)` is the hour a clock begins with, because one says
//! "a la 1:05" but "a las 9:05". `OPENS-WITH-I($name)` is `yes` before the sound that turns the
//! Spanish "y" into "e".
//!
//! The separator stands here and not in a language's files, because Fluent writes a number without
//! asking any of its sentences.

use fluent_templates::FluentBundle;
use fluent_templates::fluent_bundle::{FluentResource, FluentValue};

use super::FIRST_STRONG_ISOLATE;

/// Teaches a language its rules.
pub(super) fn teach(bundle: &mut FluentBundle<&'static FluentResource>) {
    let code = bundle.locales.first().map(|locale| locale.language);
    bundle.set_formatter(Some(match code.as_ref().map(|code| code.as_str()) {
        Some("es") => grouped::<'.', _>,
        _ => grouped::<',', _>,
    }));
    let functions = [
        bundle.add_function("HOUR", |words, _| hour(words)),
        bundle.add_function("OPENS-WITH-I", |words, _| opens_with_i(words)),
    ];
    debug_assert!(
        functions.iter().all(Result::is_ok),
        "two functions of one name"
    );
}

/// A whole number in groups of three digits.
fn grouped<const SEPARATOR: char, M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", &*digits),
    };
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut grouped = String::from(sign);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(SEPARATOR);
        }
        grouped.push(digit);
    }
    Some(grouped)
}

fn hour<'a>(words: &[FluentValue<'a>]) -> FluentValue<'a> {
    let Some(FluentValue::String(clock)) = words.first() else {
        return FluentValue::Error;
    };
    let end = clock.find(|c: char| !c.is_ascii_digit());
    match clock[..end.unwrap_or(clock.len())].parse::<i64>() {
        Ok(hour) => hour.into(),
        Err(_) => FluentValue::Error,
    }
}

fn opens_with_i<'a>(words: &[FluentValue<'a>]) -> FluentValue<'a> {
    match words.first() {
        Some(FluentValue::String(word)) if sounds_like_i(word) => "yes".into(),
        _ => "no".into(),
    }
}

/// Whether a Spanish ear hears a vowel i first: in Inés, Hilda and Yvonne, but not in Iago, hielo
/// and Yolanda, where it glides into the next vowel.
fn sounds_like_i(word: &str) -> bool {
    let word = word.trim_start_matches(FIRST_STRONG_ISOLATE);
    let mut letters = word.chars().flat_map(char::to_lowercase).peekable();
    letters.next_if_eq(&'h');
    let glides = |next: Option<char>| {
        next.is_some_and(|next| matches!(next, 'a' | 'á' | 'e' | 'é' | 'o' | 'ó' | 'u' | 'ú'))
    };
    match letters.next() {
        Some('í' | 'ì' | 'î' | 'ï') => true,
        Some('i') => !glides(letters.next()),
        Some('y') => letters
            .next()
            .is_some_and(|next| next.is_alphabetic() && !glides(Some(next)) && next != 'i'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, english, spanish) in [
            (0_i64, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1.000"),
            (-1_234_567, "-1,234,567", "-1.234.567"),
        ] {
            let value = FluentValue::from(number);
            assert_eq!(grouped::<',', _>(&value, &()).as_deref(), Some(english));
            assert_eq!(grouped::<'.', _>(&value, &()).as_deref(), Some(spanish));
        }
        assert_eq!(grouped::<',', _>(&FluentValue::from("9:05"), &()), None);
    }

    #[test]
    fn an_ear_hears_an_i_or_does_not() {
        for name in [
            "Inés",
            "íñigo",
            "IRENE",
            "Hilda",
            "Yvonne",
            "\u{2068}Isa\u{2069}",
            "I",
        ] {
            assert!(sounds_like_i(name), "{name}");
        }
        for name in ["Ana", "Iago", "Hielo", "Yolanda", "Y", "Hugo", "", "Ειρήνη"] {
            assert!(!sounds_like_i(name), "{name}");
        }
    }

    #[test]
    fn a_clock_knows_its_hour() {
        assert_eq!(hour(&["1:05".into()]), 1_i64.into());
        assert_eq!(hour(&["21:00".into()]), 21_i64.into());
        assert!(matches!(hour(&["noon".into()]), FluentValue::Error));
    }
}
