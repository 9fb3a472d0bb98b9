//! By what the family's own programs reach the live channels, with examples to copy.
//!
//! The examples are programs, not sentences: they are the same in every language. The secret passes
//! through here only when somebody has asked for it, and is kept nowhere.

use askama::Template;
use serde::Deserialize;

use crate::views::frame::Frame;
use crate::views::problems::Problems;

/// `/family/programs`.
#[derive(Template)]
#[template(path = "family/programs.html")]
pub struct ProgramsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Under which address programs reach this server, without a slash at the end.
    pub address: String,
    /// The app's id.
    pub app_id: String,
    /// Its public key.
    pub key: String,
    /// The path of its live channels.
    pub live: String,
    /// Its secret, if it was asked for.
    pub secret: Option<String>,
    /// What the form for an event holds.
    pub form: EventForm,
    /// What was wrong with it.
    pub problems: Problems,
    /// Whether an event was just told.
    pub told: bool,
    /// Whether they have shown lately that it is they; else they are asked to before the secret is shown.
    pub is_fresh: bool,
}

/// An event that somebody wants told, to see who hears it.
#[derive(Clone, Debug, Deserialize)]
pub struct EventForm {
    /// On which channel.
    pub channel: String,
    /// What it is called.
    pub event: String,
    /// What it carries.
    pub data: String,
}

impl Default for EventForm {
    fn default() -> Self {
        Self {
            channel: "doorbell".to_owned(),
            event: "rang".to_owned(),
            data: "{\"at\": \"front\"}".to_owned(),
        }
    }
}

/// One of the family's programs, as it might begin.
struct Example {
    /// Names it in the page.
    id: &'static str,
    /// Which words are its title.
    title: &'static str,
    /// The program.
    text: String,
}

impl ProgramsPage<'_> {
    fn examples(&self) -> [Example; 4] {
        let example = |id, title, text: &str| Example {
            id,
            title,
            text: text
                .trim_end()
                .replace("ADDRESS", &self.address)
                .replace("APP_ID", &self.app_id)
                .replace("KEY", &self.key),
        };
        [
            example("curl", "family-programs-curl", CURL),
            example("javascript", "family-programs-javascript", JAVASCRIPT),
            example("python", "family-programs-python", PYTHON),
            example(
                "home_assistant",
                "family-programs-home-assistant",
                HOME_ASSISTANT,
            ),
        ]
    }
}

const CURL: &str = include_str!("../../../templates/family/examples/post.sh");
const JAVASCRIPT: &str = include_str!("../../../templates/family/examples/listen.mjs");
const PYTHON: &str = include_str!("../../../templates/family/examples/tell.py");
const HOME_ASSISTANT: &str = include_str!("../../../templates/family/examples/home_assistant.yaml");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_name_this_server_and_leave_what_is_ones_own_to_fill_in() {
        let frame = Frame::sample();
        let page = ProgramsPage {
            frame: &frame,
            address: "https://chat.example/home".to_owned(),
            app_id: "1234567".to_owned(),
            key: "cafe".to_owned(),
            live: "/home/app/cafe".to_owned(),
            secret: None,
            form: EventForm::default(),
            problems: Problems::none(),
            told: false,
            is_fresh: true,
        };
        for example in page.examples() {
            assert!(!example.text.contains("ADDRESS"), "{}", example.text);
            assert!(!example.text.contains("KEY"), "{}", example.text);
            assert!(example.text.contains("https://chat.example/home"));
        }
    }
}
