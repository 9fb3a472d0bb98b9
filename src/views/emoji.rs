//! Every emoji there is, for the page's own picker: in groups, with the words by which one is found.
//!
//! It must never know who is looking: the list is the same for everybody who speaks a language, so it is
//! made once and served like a file. The names are those of the Unicode tables, in English; the words by
//! which a family looks for an emoji, in its own language, stand in the catalogue, and where that names
//! one its name counts.

use std::collections::HashMap;
use std::sync::LazyLock;

use emojis::{Emoji, Group, SkinTone};
use serde::Serialize;

use crate::base::words::{self, Language};

/// The groups in the order of the Unicode tables, with their names' keys.
const GROUPS: [(Group, &str); 9] = [
    (Group::SmileysAndEmotion, "emoji-group-smileys"),
    (Group::PeopleAndBody, "emoji-group-people"),
    (Group::AnimalsAndNature, "emoji-group-nature"),
    (Group::FoodAndDrink, "emoji-group-food"),
    (Group::TravelAndPlaces, "emoji-group-travel"),
    (Group::Activities, "emoji-group-activities"),
    (Group::Objects, "emoji-group-objects"),
    (Group::Symbols, "emoji-group-symbols"),
    (Group::Flags, "emoji-group-flags"),
];
const TONES: [SkinTone; 5] = [
    SkinTone::Light,
    SkinTone::MediumLight,
    SkinTone::Medium,
    SkinTone::MediumDark,
    SkinTone::Dark,
];
/// Emoji up to this version of the tables are drawn by every device that is still in use.
const OLD_VERSION: u32 = 12;

static LISTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Language::all()
        .map(|language| (language.code(), json(language)))
        .collect()
});

/// The list in the language with this code, as JSON.
pub fn list(code: &str) -> Option<&'static str> {
    LISTS.get(code).map(String::as_str)
}

/// Every list, by the code of its language; always in the same order.
pub fn lists() -> impl Iterator<Item = &'static str> {
    Language::all().filter_map(|language| list(&language.code()))
}

#[derive(Serialize)]
struct List {
    /// What those are called that were used lately.
    recent: String,
    groups: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    name: String,
    emoji: Vec<Entry>,
}

/// The emoji, its name, more words for it; then, where needed, the version of the tables it came with
/// (0 for an old one) and its five skin tones. A row, not an object, because there are two thousand.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Plain(&'static str, String, String),
    New(&'static str, String, String, u32),
    Toned(&'static str, String, String, u32, Vec<&'static str>),
}

fn json(language: Language) -> String {
    let say = |key| words::say(language, key, &[]);
    let table = say("emoji-words");
    let known: HashMap<&str, &str> = table.lines().filter_map(|line| line.split_once(' ')).collect();
    let list = List {
        recent: say("emoji-recent"),
        groups: GROUPS
            .iter()
            .map(|(group, key)| Section {
                name: say(key),
                emoji: group.emojis().map(|emoji| entry(emoji, &known)).collect(),
            })
            .collect(),
    };
    serde_json::to_string(&list).expect("strings and numbers are JSON")
}

fn entry(emoji: &'static Emoji, known: &HashMap<&str, &str>) -> Entry {
    let (name, mut words) = match known.get(emoji.as_str()) {
        Some(line) => {
            let (name, more) = line.split_once(',').unwrap_or((line, ""));
            (name.trim(), format!("{} {}", emoji.name(), more.trim()))
        }
        None => (emoji.name(), String::new()),
    };
    for shortcode in emoji.shortcodes() {
        let shortcode = shortcode.replace('_', " ");
        if shortcode != name {
            words.push(' ');
            words.push_str(&shortcode);
        }
    }
    let (name, words) = (name.to_owned(), words.trim().to_owned());
    let version = emoji.emoji_version().major();
    let version = if version > OLD_VERSION { version } else { 0 };
    let tones: Option<Vec<_>> = TONES
        .iter()
        .map(|tone| emoji.with_skin_tone(*tone).map(Emoji::as_str))
        .collect();
    match (tones, version) {
        (Some(tones), _) => Entry::Toned(emoji.as_str(), name, words, version, tones),
        (None, 0) => Entry::Plain(emoji.as_str(), name, words),
        (None, _) => Entry::New(emoji.as_str(), name, words, version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_emoji_is_in_every_list_once_and_as_it_is_kept() {
        for list in lists() {
            let list: serde_json::Value = serde_json::from_str(list).expect("JSON");
            let all: Vec<&str> = list["groups"]
                .as_array()
                .expect("groups")
                .iter()
                .flat_map(|group| group["emoji"].as_array().expect("rows"))
                .map(|row| row[0].as_str().expect("the emoji"))
                .collect();
            assert_eq!(all.len(), emojis::iter().count());
            for emoji in all {
                assert_eq!(emojis::get(emoji).map(Emoji::as_str), Some(emoji));
            }
        }
    }

    #[test]
    fn the_words_of_the_catalogue_are_about_emoji_that_exist() {
        for language in Language::all() {
            for line in words::say(language, "emoji-words", &[]).lines() {
                let (emoji, names) = line.split_once(' ').expect("an emoji and its words");
                let known = emojis::get(emoji).map(Emoji::as_str);
                assert_eq!(known, Some(emoji), "{} {line}", language.code());
                assert!(!names.trim().is_empty(), "{line}");
            }
        }
    }

    #[test]
    fn a_hand_has_five_tones_and_a_cake_none() {
        let none = HashMap::new();
        let wave = entry(emojis::get("👋").expect("an emoji"), &none);
        assert!(matches!(wave, Entry::Toned(.., tones) if tones == ["👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"]));
        let cake = entry(emojis::get("🎂").expect("an emoji"), &none);
        assert!(matches!(cake, Entry::Plain("🎂", ..)));
    }
}
