//! How one's own pages look.

use askama::Template;

use super::choice::{Choice, choices};
use crate::domain::members::{Contrast, Density, Motion, TextSize, Theme};
use crate::views::frame::Frame;

/// `/settings/appearance`.
#[derive(Template)]
#[template(path = "settings/appearance.html")]
pub struct AppearancePage<'a> {
    /// The reader's surroundings, and with them what they chose.
    pub frame: &'a Frame,
    /// Whether the form was just saved.
    pub saved: bool,
}

impl AppearancePage<'_> {
    fn themes(&self) -> Vec<Choice> {
        let ways = [
            (Theme::Auto.as_str(), "theme-auto"),
            (Theme::Light.as_str(), "theme-light"),
            (Theme::Dark.as_str(), "theme-dark"),
        ];
        choices(ways, self.frame.looks.theme.as_str())
    }

    fn text_sizes(&self) -> Vec<Choice> {
        let ways = [
            (TextSize::Small.as_str(), "text-size-small"),
            (TextSize::Medium.as_str(), "text-size-medium"),
            (TextSize::Large.as_str(), "text-size-large"),
            (TextSize::Huge.as_str(), "text-size-huge"),
        ];
        choices(ways, self.frame.looks.text_size.as_str())
    }

    fn densities(&self) -> Vec<Choice> {
        let ways = [
            (Density::Cosy.as_str(), "density-cosy"),
            (Density::Compact.as_str(), "density-compact"),
        ];
        choices(ways, self.frame.looks.density.as_str())
    }

    fn contrasts(&self) -> Vec<Choice> {
        let ways = [
            (Contrast::Auto.as_str(), "contrast-auto"),
            (Contrast::More.as_str(), "contrast-more"),
        ];
        choices(ways, self.frame.looks.contrast.as_str())
    }

    fn motions(&self) -> Vec<Choice> {
        let ways = [
            (Motion::Auto.as_str(), "motion-auto"),
            (Motion::Less.as_str(), "motion-less"),
        ];
        choices(ways, self.frame.looks.motion.as_str())
    }
}
