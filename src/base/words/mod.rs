//! The message catalogue: every word a person reads, in every language Hearth speaks.
//!
//! It must never know who is asking or over which wire: callers bring a `Language` and a key. The
//! words live in `templates/words/<language>/*.ftl` (Fluent) and are compiled into the program, so a
//! language is added by adding a folder. English is complete; what another language lacks falls back
//! to it, and a test keeps both from happening by accident.
//!
//! Fluent's own bidi isolating is off because it would also wrap our own digits in "9:05". Instead
//! every string that comes from outside (`Word::Name`) is put between U+2068 and U+2069 here, so a
//! Hebrew name cannot reorder an English sentence, nor the other way round.

mod rules;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_templates::Loader as _;
use fluent_templates::fluent_bundle::FluentValue;
use unic_langid::{CharacterDirection, LanguageIdentifier};

/// Opens a run of text whose direction is its own.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Closes it.
const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';

fluent_templates::static_loader! {
    static CATALOGUE = {
        locales: "./templates/words",
        fallback_language: "en",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            rules::teach(bundle);
        },
    };
}

/// The languages there are, sorted by code so that their order never changes.
static LANGUAGES: LazyLock<Vec<LanguageIdentifier>> = LazyLock::new(|| {
    let mut languages: Vec<_> = CATALOGUE.locales().cloned().collect();
    languages.sort_by_key(ToString::to_string);
    languages
});

/// A language Hearth speaks. Another cannot be made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Language(u8);

impl Language {
    /// Every language there is, in a fixed order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).filter_map(|index| u8::try_from(index).ok().map(Self))
    }

    /// The language with exactly this code, such as `en`; case does not matter.
    pub fn with_code(code: &str) -> Option<Self> {
        Self::all().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// The language to speak: the stored choice of a member, else the best the browser asks for,
    /// else their family's, else English.
    pub fn negotiate(
        stored: Option<&str>,
        accept_language: Option<&str>,
        family: Option<&str>,
    ) -> Self {
        stored
            .and_then(Self::with_code)
            .or_else(|| accept_language.and_then(best_accepted))
            .or_else(|| family.and_then(Self::with_code))
            .unwrap_or_default()
    }

    /// The language of a terminal, by what its locale is called, such as `es_MX.UTF-8`.
    pub fn of_locale(locale: &str) -> Self {
        let name = locale.split(['.', '@']).next().unwrap_or_default();
        closest(&name.replace('_', "-")).unwrap_or_default()
    }

    /// The code as it stands in `lang="…"` and in settings.
    pub fn code(self) -> String {
        self.identifier().to_string()
    }

    /// The direction as it stands in `dir="…"`.
    pub fn direction(self) -> &'static str {
        match self.identifier().character_direction() {
            CharacterDirection::RTL => "rtl",
            CharacterDirection::LTR | CharacterDirection::TTB => "ltr",
        }
    }

    /// What its speakers call it, for the choice under settings.
    pub fn own_name(self) -> String {
        say(self, "language-own-name", &[])
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        &LANGUAGES[usize::from(self.0)]
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::with_code("en").expect("the catalogue does not compile without English")
    }
}

/// Something put into a sentence.
#[derive(Clone, PartialEq, Debug)]
pub enum Word {
    /// Text from outside, in any script; isolated, so that it cannot reorder its sentence.
    Name(String),
    /// Text of our own making (digits, another sentence), set as it is.
    Plain(String),
    /// A number that chooses a plural.
    Count(i64),
}

impl Word {
    /// Text of our own making, set without isolation.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    fn into_value(self) -> FluentValue<'static> {
        match self {
            Self::Name(text) => isolate(&text).into(),
            Self::Plain(text) => text.into(),
            Self::Count(count) => count.into(),
        }
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::Name(text.to_owned())
    }
}

impl From<&String> for Word {
    fn from(text: &String) -> Self {
        Self::Name(text.clone())
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self::Name(text)
    }
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl From<$number> for Word {
            fn from(number: $number) -> Self {
                Self::Count(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Word {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }
    )*};
}
counts!(i8, i16, u16, i32, u32, i64, u64, usize);

/// Says `key` in `language`. What a language lacks is said in English; a key that does not exist at
/// all is said as itself, because half a page is worse for a reader than one odd word.
pub fn say(language: Language, key: &str, args: &[(&'static str, Word)]) -> String {
    let args: HashMap<Cow<'static, str>, FluentValue<'static>> = args
        .iter()
        .map(|(name, word)| (Cow::Borrowed(*name), word.clone().into_value()))
        .collect();
    CATALOGUE
        .lookup_single_language(language.identifier(), key, Some(&args))
        .or_else(|_| CATALOGUE.lookup_single_language(CATALOGUE.fallback(), key, Some(&args)))
        .unwrap_or_else(|_| key.to_owned())
}

/// Puts text whose direction is its own between isolates. It cannot get out of them: what it closes
/// without having opened it is dropped, and what it leaves open is closed.
pub fn isolate(text: &str) -> String {
    let mut isolated = String::from(FIRST_STRONG_ISOLATE);
    let mut open = 1;
    for c in text.chars() {
        match c {
            '\u{2066}'..=FIRST_STRONG_ISOLATE => open += 1,
            POP_DIRECTIONAL_ISOLATE if open == 1 => continue,
            POP_DIRECTIONAL_ISOLATE => open -= 1,
            _ => {}
        }
        isolated.push(c);
    }
    isolated.extend(std::iter::repeat_n(POP_DIRECTIONAL_ISOLATE, open));
    isolated
}

/// The best of what an `Accept-Language` header asks for: exact codes before bare languages, by
/// weight, ties in the order written.
fn best_accepted(header: &str) -> Option<Language> {
    let mut wanted: Vec<(f32, &str)> = header.split(',').filter_map(weighted).collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.into_iter().find_map(|(_, code)| closest(code))
}

fn weighted(item: &str) -> Option<(f32, &str)> {
    let mut parts = item.split(';').map(str::trim);
    let code = parts.next().filter(|code| !code.is_empty())?;
    let weight = parts
        .find_map(|part| part.strip_prefix("q="))
        .map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
    (weight > 0.0).then_some((weight, code))
}

fn closest(code: &str) -> Option<Language> {
    let mut code = code;
    loop {
        if let Some(language) = Language::with_code(code) {
            return Some(language);
        }
        code = code.rsplit_once('-')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_choice_wins_over_the_browser() {
        let language = Language::negotiate(Some("en"), Some("es, fr;q=0.5"), Some("es"));
        assert_eq!(language.code(), "en");
    }

    #[test]
    fn a_browser_wins_over_the_family_only_with_a_language_we_speak() {
        let code = |browser| Language::negotiate(None, browser, Some("es")).code();
        assert_eq!(code(Some("en-GB, es;q=0.5")), "en");
        assert_eq!(code(Some("tlh, x;q=0.5")), "es");
        assert_eq!(code(None), "es");
    }

    #[test]
    fn a_terminal_is_spoken_to_as_its_locale_says() {
        for (locale, code) in [
            ("es_MX.UTF-8", "es"),
            ("es", "es"),
            ("es_ES@euro", "es"),
            ("C.UTF-8", "en"),
            ("POSIX", "en"),
            ("tlh_XX", "en"),
        ] {
            assert_eq!(Language::of_locale(locale).code(), code, "{locale}");
        }
    }

    #[test]
    fn a_region_nobody_translated_falls_back_to_its_language() {
        assert_eq!(closest("en-NZ"), Language::with_code("en"));
        assert_eq!(closest("tlh-Latn-XX"), None);
    }

    #[test]
    fn a_malformed_header_is_english_and_no_panic() {
        for header in [
            "",
            ",,,",
            ";q=1",
            "en;q=banana",
            "*",
            "\u{1F600};q=0.3,-",
            "en;q=0",
        ] {
            assert_eq!(Language::negotiate(None, Some(header), None).code(), "en");
        }
    }

    #[test]
    fn weights_decide_before_the_order_written() {
        assert_eq!(weighted(" de-AT ; q=0.7"), Some((0.7, "de-AT")));
        assert_eq!(weighted("de;q=0"), None);
    }

    #[test]
    fn a_name_is_isolated_and_a_number_is_not() {
        assert_eq!(Word::from("שרה").into_value(), "\u{2068}שרה\u{2069}".into());
        assert_eq!(Word::from(3_usize).into_value(), 3_i64.into());
        assert_eq!(Word::plain("05").into_value(), "05".into());
    }

    #[test]
    fn no_name_gets_out_of_its_isolates() {
        for (name, isolated) in [
            ("a\u{2069}b", "\u{2068}ab\u{2069}"),
            ("\u{2069}\u{2069}\u{202E}b", "\u{2068}\u{202E}b\u{2069}"),
            ("\u{2067}b", "\u{2068}\u{2067}b\u{2069}\u{2069}"),
            (
                "\u{2066}a\u{2069}\u{2069}b",
                "\u{2068}\u{2066}a\u{2069}b\u{2069}",
            ),
        ] {
            assert_eq!(isolate(name), isolated, "{name:?}");
        }
    }

    #[test]
    fn an_unknown_key_is_said_as_itself() {
        assert_eq!(say(Language::default(), "no-such-key", &[]), "no-such-key");
    }
}
