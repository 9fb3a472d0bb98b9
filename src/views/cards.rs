//! Printed cards: how things stand with one, and the page that is printed.
//!
//! What is on a card passes through here once and is kept nowhere. The printed page needs no scripts and
//! no colours: it may be printed by a neighbour, and read in a kitchen in ten years.

use askama::Template;
use jiff::Timestamp;

use super::frame::Frame;
use super::qr::Qr;
use super::settings::devices::place;
use super::settings::user_agent;
use crate::base::clock::moment;
use crate::base::words::Word;
use crate::domain::members::Member;
use crate::domain::tickets::Ticket;
use crate::domain::tickets::cards::{Standing, Use};

/// Characters that fit on one line of a card in its largest type.
const LONG: usize = 18;

/// `/settings/card` and `/family/{member}/card`.
#[derive(Template)]
#[template(path = "cards/show.html")]
pub struct CardPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// How things stand.
    pub standing: Standing,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// Whether the reader has shown lately that it is they.
    pub is_fresh: bool,
    /// Whether one was just withdrawn.
    pub revoked: bool,
    /// The path of this page.
    pub place: String,
}

impl CardPage<'_> {
    fn name(&self) -> &str {
        &self.standing.member.name
    }

    fn title(&self) -> String {
        match self.is_own {
            true => self.frame.say("card-own"),
            false => self.frame.say_with("card-of", "name", self.name()),
        }
    }

    fn lead(&self) -> String {
        match self.is_own {
            true => self.frame.say("card-own-lead"),
            false => self.frame.say_with("card-of-lead", "name", self.name()),
        }
    }

    fn none(&self) -> String {
        match self.is_own {
            true => self.frame.say("card-own-none"),
            false => self.frame.say_with("card-of-none", "name", self.name()),
        }
    }

    fn made(&self, ticket: &Ticket, maker: &Option<Member>) -> String {
        let maker = maker.as_ref().filter(|maker| !self.is_me(maker));
        let day = self.frame.dated(&moment(ticket.created_at));
        match maker {
            Some(maker) => self.frame.say_all(
                "card-made-by",
                &[("name", Word::from(&maker.name)), ("day", Word::plain(day))],
            ),
            None => self
                .frame
                .say_with("card-made-by-you", "day", Word::plain(day)),
        }
    }

    fn is_me(&self, member: &Member) -> bool {
        self.frame
            .me
            .as_ref()
            .is_some_and(|me| me.id == member.id.as_str())
    }

    fn until(&self, ticket: &Ticket) -> String {
        let day = self.frame.dated(&moment(ticket.expires_at));
        self.frame.say_with("card-until", "day", Word::plain(day))
    }

    fn device(&self, used: &Use) -> String {
        user_agent::name(self.frame, &used.user_agent)
    }

    fn used(&self, used: &Use) -> String {
        self.frame.say_when("card-used", &moment(used.used_at))
    }

    fn place(&self, used: &Use) -> Option<String> {
        place(self.frame, used.place)
    }

    fn is_earlier(&self, used: &Use) -> bool {
        let card = self.standing.card.as_ref();
        card.is_none_or(|(ticket, _)| ticket.key != used.ticket_key)
    }

    fn submit(&self) -> String {
        self.frame.say(match self.standing.card {
            Some(_) => "card-make-new",
            None => "card-make",
        })
    }
}

/// The answer to making a card: the card, this once.
#[derive(Template)]
#[template(path = "cards/printed.html")]
pub struct PrintedCard<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The surroundings of whoever will hold the card: it speaks their language.
    pub paper: &'a Frame,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// Whom it signs in.
    pub name: String,
    /// What they type beside the digits.
    pub username: String,
    /// What their family is called.
    pub family: &'a str,
    /// Who made it.
    pub maker: &'a str,
    /// The link for a camera.
    pub qr: Option<Qr>,
    /// Where the digits are typed.
    pub address: String,
    /// The six digits, in two groups.
    pub digits: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// Whether the link leads nowhere but to the computer it was made on.
    pub is_local: bool,
    /// The page to go back to.
    pub place: String,
}

impl PrintedCard<'_> {
    fn notice(&self) -> String {
        match self.is_own {
            true => self.frame.say("card-print-own"),
            false => self.frame.say_with("card-print-of", "name", &self.name),
        }
    }

    /// Whether a name in the largest type would push the rest off the sheet.
    fn is_long(&self, name: &str) -> bool {
        name.chars().count() > LONG
    }

    fn key_to(&self) -> String {
        self.paper.say_with("card-key-to", "family", self.family)
    }

    /// Whom to call; on one's own card there is nobody to name.
    fn call(&self) -> String {
        match self.is_own {
            true => self.paper.say("card-call-own"),
            false => self.paper.say_with("card-call", "name", self.maker),
        }
    }

    fn made(&self) -> String {
        self.paper.say_all(
            "card-dates",
            &[
                ("made", Word::plain(self.paper.dated(&self.made_at))),
                ("until", Word::plain(self.paper.dated(&self.expires_at))),
            ],
        )
    }
}

/// Six digits in two groups, for reading from paper.
pub fn halves(digits: &str) -> String {
    let (first, second) = digits.split_at_checked(3).unwrap_or((digits, ""));
    format!("{first} {second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_read_in_two_groups() {
        assert_eq!(halves("048291"), "048 291");
    }
}
