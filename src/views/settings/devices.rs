//! One's signed-in browsers: what each is called, since when, last seen when and at what place.

use askama::Template;
use jiff::{SignedDuration, Timestamp};

use super::user_agent;
use crate::base::clock::moment;
use crate::domain::members::Me;
use crate::domain::origin::Place;
use crate::domain::sessions::Browser;
use crate::views::frame::Frame;

/// A session's last use is written at most this often; less is not known.
const SEEN_STEP: SignedDuration = SignedDuration::from_hours(1);

/// `/settings/devices`.
#[derive(Template)]
#[template(path = "settings/devices.html")]
pub struct DevicesPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// All of them, the one in front of the reader first.
    pub devices: Vec<Device>,
    /// What was just ended, if something was.
    pub ended: Option<Ended>,
    /// Whether a printed card of theirs works.
    pub has_card: bool,
    /// Whether they have shown lately that it is they; else they are asked to before another is let in.
    pub is_fresh: bool,
}

/// What was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// One device.
    One,
    /// All but the reader's.
    Others,
}

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its session's public id.
    pub id: String,
    /// What it says of itself.
    pub user_agent: String,
    /// When it signed in.
    pub begun: Timestamp,
    /// When it was last seen.
    pub seen: Timestamp,
    /// At what place, then.
    pub place: Place,
    /// Whether the reader sits at it.
    pub is_this: bool,
}

impl Device {
    /// A browser as `me` sees it.
    pub fn of(browser: &Browser, me: &Me) -> Self {
        Self {
            id: browser.id.to_string(),
            user_agent: browser.user_agent.clone(),
            begun: moment(browser.created_at),
            seen: moment(browser.seen_at),
            place: browser.place,
            is_this: me.session() == Some(&browser.id),
        }
    }
}

impl DevicesPage<'_> {
    fn name(&self, device: &Device) -> String {
        user_agent::name(self.frame, &device.user_agent)
    }

    fn begun(&self, device: &Device) -> String {
        self.frame.say_when("device-begun", &device.begun)
    }

    fn seen(&self, device: &Device) -> String {
        let ago = self.frame.now.duration_since(device.seen);
        if SignedDuration::ZERO <= ago && ago < SEEN_STEP {
            return self.frame.say("device-seen-just-now");
        }
        self.frame.say_when("device-seen", &device.seen)
    }

    fn place(&self, device: &Device) -> Option<String> {
        place(self.frame, device.place)
    }

    fn has_others(&self) -> bool {
        self.devices.iter().any(|device| !device.is_this)
    }

    fn notice(&self) -> Option<String> {
        self.ended.map(|ended| {
            self.frame.say(match ended {
                Ended::One => "devices-ended-one",
                Ended::Others => "devices-ended-others",
            })
        })
    }
}

/// A place in words; nothing where nobody knows.
pub fn place(frame: &Frame, place: Place) -> Option<String> {
    let key = match place {
        Place::Computer => "place-computer",
        Place::Home => "place-home",
        Place::Internet => "place-internet",
        Place::Unknown => return None,
    };
    Some(frame.say(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_a_device_was_seen_is_said_as_exactly_as_it_is_known() {
        let frame = Frame::sample();
        let page = DevicesPage {
            frame: &frame,
            devices: Vec::new(),
            ended: None,
            has_card: false,
            is_fresh: false,
        };
        for (seen, words) in [
            ("2026-11-22T18:00:00Z", "Last used within the hour"),
            ("2026-11-22T08:00:00Z", "Last used today"),
            ("2026-11-21T20:00:00Z", "Last used yesterday"),
            ("2026-11-15T20:00:00Z", "Last used on Sunday, 15 November"),
            ("2026-11-23T20:00:00Z", "Last used on Monday, 23 November"),
        ] {
            let device = Device {
                id: String::new(),
                user_agent: String::new(),
                begun: "2025-11-22T08:05:00Z".parse().expect("a moment"),
                seen: seen.parse().expect("a moment"),
                place: Place::Home,
                is_this: false,
            };
            assert_eq!(page.seen(&device), words);
            assert_eq!(
                page.begun(&device),
                "Signed in on Saturday, 22 November 2025 at 9:05"
            );
        }
    }
}
