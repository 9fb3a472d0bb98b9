//! Coming in by a ticket, and the one look at a link that was just made.
//!
//! It must never be handed a password, and shows of the family only what the ticket tells: its name and
//! whom it signs in.

use askama::Template;
use jiff::Timestamp;

use super::frame::Frame;
use super::problems::Problems;
use super::qr::Qr;
use crate::base::words::Word;

/// `/ticket`: typing the six digits of a card.
#[derive(Template)]
#[template(path = "tickets/new.html")]
pub struct CodePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What was typed before.
    pub username: String,
    /// What was wrong.
    pub problems: Problems,
}

/// `/ticket/{token}` of a card or a device's code: who comes in by it.
#[derive(Template)]
#[template(path = "tickets/show.html")]
pub struct TicketPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The link's last part.
    pub token: String,
    /// Whom it signs in.
    pub name: String,
    /// The family's name.
    pub family: String,
}

impl TicketPage<'_> {
    fn lead(&self) -> String {
        self.frame.say_all(
            "ticket-lead",
            &[
                ("name", Word::from(&self.name)),
                ("family", Word::from(&self.family)),
            ],
        )
    }
}

/// `/ticket/{token}` of a link to a new password.
#[derive(Template)]
#[template(path = "tickets/reset.html")]
pub struct ResetPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The link's last part.
    pub token: String,
    /// Whose password it is.
    pub name: String,
    /// What they sign in with, for them and for whatever keeps their passwords.
    pub username: String,
    /// What was wrong.
    pub problems: Problems,
}

/// The one look at a code for another of one's own devices.
#[derive(Template)]
#[template(path = "tickets/device.html")]
pub struct DeviceLinkPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The link.
    pub link: String,
    /// The same for a camera.
    pub qr: Option<Qr>,
    /// How many minutes it works.
    pub minutes: i64,
    /// Until when that is.
    pub expires_at: Timestamp,
    /// Whether the link leads nowhere but to the computer it was made on.
    pub is_local: bool,
}

/// A sentence for as long as it is true.
struct Left {
    /// From how many seconds before the end on.
    seconds: i64,
    words: String,
}

impl DeviceLinkPage<'_> {
    fn seconds(&self) -> i64 {
        self.minutes * 60
    }

    /// What is said of the time left, minute by minute; the page without scripts keeps to the first.
    fn left(&self) -> Vec<Left> {
        let until = Word::plain(self.frame.clock(&self.expires_at));
        (0..=self.minutes)
            .rev()
            .map(|minutes| Left {
                seconds: minutes * 60,
                words: self.frame.say_all(
                    "device-link-left",
                    &[("minutes", Word::from(minutes)), ("until", until.clone())],
                ),
            })
            .collect()
    }
}

/// The one look at a link by which somebody chooses a new password.
#[derive(Template)]
#[template(path = "tickets/recovery.html")]
pub struct RecoveryPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// For whom.
    pub name: String,
    /// The link.
    pub link: String,
    /// The same for a camera.
    pub qr: Option<Qr>,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// Whether the link leads nowhere but to the computer it was made on.
    pub is_local: bool,
}

impl RecoveryPage<'_> {
    fn lead(&self) -> String {
        self.frame.say_all(
            "recovery-made-lead",
            &[
                ("name", Word::from(&self.name)),
                ("until", Word::plain(self.frame.moment(&self.expires_at))),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_said_minute_by_minute_until_it_is_over() {
        let frame = Frame::sample();
        let page = DeviceLinkPage {
            frame: &frame,
            link: String::new(),
            qr: None,
            minutes: 2,
            expires_at: frame.now,
            is_local: false,
        };
        let left: Vec<_> = page
            .left()
            .into_iter()
            .map(|left| (left.seconds, left.words))
            .collect();
        let said = |seconds, words: &str| (seconds, words.to_owned());
        assert_eq!(
            left,
            [
                said(120, "It works for 2 more minutes, until 19:42."),
                said(60, "It works for one more minute, until 19:42."),
                said(0, "Its time is over. Go back and show a new one."),
            ]
        );
    }
}
