//! A member's own settings.

/// How one's own pages look.
pub mod appearance;

/// What one's own keys and speakers do.
pub mod chatting;

/// One of several ways.
mod choice;

/// Showing once more that it is oneself.
pub mod confirm;

/// One's signed-in browsers.
pub mod devices;

/// One's passkeys.
pub mod passkeys;

/// One's own password.
pub mod password;

/// Who one is to the others.
pub mod profile;

/// What one lets the others notice.
pub mod sharing;

/// One's tokens for programs.
pub mod tokens;

/// What a browser calls itself, in words.
pub(super) mod user_agent;

use askama::Template;

use super::frame::Frame;
use crate::base::words::{Language, Word};

/// `/settings`: the ways to all of them; language, time zone.
#[derive(Template)]
#[template(path = "settings/show.html")]
pub struct SettingsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The stored language; none follows the browser.
    pub language: Option<Language>,
    /// The stored time zone, such as `Europe/Madrid`; none follows the server.
    pub time_zone: Option<String>,
    /// Whether the form was just saved.
    pub saved: bool,
    /// How many bytes of files they keep.
    pub used: u64,
    /// How many they may.
    pub quota: Option<u64>,
    /// For admins: the setting that names the proxies in front, while they are not trusted.
    pub proxies: Option<String>,
    /// Whether they see to the family's own programs.
    pub may_keep_programs: bool,
}

impl SettingsPage<'_> {
    fn languages(&self) -> Vec<Language> {
        Language::all().collect()
    }

    fn is_language(&self, language: &Language) -> bool {
        self.language == Some(*language)
    }

    fn zones(&self) -> Vec<String> {
        zones(self.time_zone.as_deref())
    }

    /// How much of their room their files take, in a sentence.
    fn room(&self) -> String {
        let used = ("used", Word::plain(self.frame.size(&self.used)));
        match self.quota {
            Some(quota) => {
                let most = ("most", Word::plain(self.frame.size(&quota)));
                self.frame.say_all("settings-room", &[used, most])
            }
            None => self.frame.say_all("settings-room-any", &[used]),
        }
    }

    fn is_zone(&self, zone: &str) -> bool {
        self.time_zone.as_deref() == Some(zone)
    }
}

/// Zones people live in, by their usual names; the chosen one is among them in any case.
pub(super) fn zones(chosen: Option<&str>) -> Vec<String> {
    let mut zones: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| is_place(name))
        .chain(chosen.map(str::to_owned))
        .collect();
    zones.sort();
    zones.dedup();
    zones
}

/// `Europe/Madrid` is a place, `Etc/GMT+1` and `US/Pacific` are old names for others.
fn is_place(zone: &str) -> bool {
    const REGIONS: [&str; 9] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
    ];
    REGIONS.iter().any(|region| zone.starts_with(region)) || zone.starts_with("Pacific/")
}
