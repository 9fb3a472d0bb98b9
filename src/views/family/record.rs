//! The record of what was done with the family's keys: one sentence a line, day by day.
//!
//! Whoever reads it wants to know who came in and whether that was meant, not how Hearth works. So a
//! line says who did what, when, at what place and with what; the address waits behind it for whoever
//! asks.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::base::clock::moment;
use crate::base::words::Word;
use crate::domain::audit::{Act, Line};
use crate::views::frame::Frame;
use crate::views::settings::{devices, user_agent};

/// `/family/record`.
#[derive(Template)]
#[template(path = "family/record.html")]
pub struct RecordPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Newest first.
    pub lines: Vec<Line>,
    /// Whether newer lines were left out.
    pub is_older: bool,
}

/// A day of the reader's calendar, and what was done on it.
struct Day<'a> {
    date: Date,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    at: Timestamp,
    line: &'a Line,
}

impl RecordPage<'_> {
    /// Days in the order of the lines: after a clock was set back one day may come twice, and that is
    /// what happened.
    fn days(&self) -> Vec<Day<'_>> {
        let mut days: Vec<Day<'_>> = Vec::new();
        for line in &self.lines {
            let at = moment(line.at);
            let date = self.frame.day(&at);
            let entry = Entry { at, line };
            match days.last_mut() {
                Some(day) if day.date == date => day.entries.push(entry),
                _ => days.push(Day {
                    date,
                    entries: vec![entry],
                }),
            }
        }
        days
    }

    /// The number of the oldest line shown, if there are older ones.
    fn older(&self) -> Option<i64> {
        let oldest = self.lines.last()?.number;
        (oldest > 1).then_some(oldest)
    }

    fn what(&self, entry: &Entry<'_>) -> String {
        sentence(self.frame, entry.line)
    }

    /// At what place, and with what device; nothing at the command line.
    fn origin(&self, entry: &Entry<'_>) -> Vec<String> {
        let line = entry.line;
        let place = line
            .place()
            .and_then(|place| devices::place(self.frame, place));
        let device =
            (!line.user_agent.is_empty()).then(|| user_agent::name(self.frame, &line.user_agent));
        place.into_iter().chain(device).collect()
    }

    /// Where somebody was refused: a pattern of ours, never an address they typed.
    fn refused_at<'a>(&self, entry: &Entry<'a>) -> Option<&'a str> {
        let line = entry.line;
        (line.act == Act::Denied && !line.detail.is_empty()).then_some(line.detail.as_str())
    }
}

/// What a line says.
fn sentence(frame: &Frame, line: &Line) -> String {
    let by = match (&line.actor, &line.member) {
        (Some(actor), Some(member)) if actor.key == member.key => "self",
        (Some(_), _) => "member",
        (None, _) if line.address.is_empty() => "host",
        (None, _) => "unknown",
    };
    let who = match (&line.actor, by) {
        (Some(actor), _) => Word::from(&actor.name),
        (None, "host") => Word::plain(frame.say("record-host")),
        (None, _) => Word::plain(frame.say("record-somebody")),
    };
    let whom = match &line.member {
        Some(member) => Word::from(&member.name),
        None => Word::plain(frame.say("record-nobody")),
    };
    frame.say_all(
        key(line.act),
        &[
            ("by", Word::plain(by)),
            ("who", who),
            ("whom", whom),
            // A way or a role chooses the words; a label is among them.
            ("code", Word::plain(line.detail.as_str())),
            ("label", Word::from(&line.detail)),
        ],
    )
}

fn key(act: Act) -> &'static str {
    match act {
        Act::Founded => "record-founded",
        Act::SignedIn => "record-signed-in",
        Act::SignInFailed => "record-sign-in-failed",
        Act::SignedOut => "record-signed-out",
        Act::DeviceEnded => "record-device-ended",
        Act::Confirmed => "record-confirmed",
        Act::PasswordChanged => "record-password-changed",
        Act::PasswordReset => "record-password-reset",
        Act::RecoveryMade => "record-recovery-made",
        Act::CardMade => "record-card-made",
        Act::CardRevoked => "record-card-revoked",
        Act::DeviceLinkMade => "record-device-link-made",
        Act::PasskeyAdded => "record-passkey-added",
        Act::PasskeyRemoved => "record-passkey-removed",
        Act::TokenMade => "record-token-made",
        Act::TokenRevoked => "record-token-revoked",
        Act::SecretShown => "record-secret-shown",
        Act::WebhookAdded => "record-webhook-added",
        Act::WebhookTested => "record-webhook-tested",
        Act::WebhookPaused => "record-webhook-paused",
        Act::WebhookResumed => "record-webhook-resumed",
        Act::WebhookRemoved => "record-webhook-removed",
        Act::InvitationMade => "record-invitation-made",
        Act::InvitationRevoked => "record-invitation-revoked",
        Act::Joined => "record-joined",
        Act::RoleChanged => "record-role-changed",
        Act::Deactivated => "record-deactivated",
        Act::Reactivated => "record-reactivated",
        Act::ProfileChanged => "record-profile-changed",
        Act::FamilyChanged => "record-family-changed",
        Act::ThreadJoined => "record-thread-joined",
        Act::ThreadLeft => "record-thread-left",
        Act::Denied => "record-denied",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::members::{Member, Role};

    const ROLES: [&str; 4] = ["admin", "adult", "child", "guest"];
    const WAYS: [&str; 8] = [
        "founding",
        "invitation",
        "password",
        "passkey",
        "card",
        "device",
        "recovery",
        "again",
    ];

    fn person(key: i64, name: &str) -> Member {
        Member::sample(key, name, Role::Adult)
    }

    fn line(act: Act, actor: Option<Member>, member: Option<Member>, detail: &str) -> Line {
        Line {
            number: 1,
            // A quarter past midnight in Stockholm, on the next day.
            at: 1_795_389_300_000,
            act,
            actor,
            member,
            detail: detail.to_owned(),
            address: "192.168.1.7".to_owned(),
            user_agent: String::new(),
        }
    }

    fn said(line: &Line) -> String {
        sentence(&Frame::sample(), line).replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn every_act_has_a_sentence_whoever_did_it_to_whomever() {
        let (anna, inga) = (person(1, "Anna"), person(2, "Grandma Inga"));
        let details = ROLES.iter().chain(&WAYS).chain(&["", "the doorbell"]);
        for &act in Act::ALL {
            for detail in details.clone() {
                for actor in [None, Some(anna.clone())] {
                    for member in [None, Some(anna.clone()), Some(inga.clone())] {
                        for address in ["", "192.168.1.7"] {
                            let mut line = line(act, actor.clone(), member.clone(), detail);
                            line.address = address.to_owned();
                            let words = said(&line);
                            assert!(words.contains(' '), "{act:?} {detail}: {words}");
                            assert!(words.ends_with('.'), "{act:?} {detail}: {words}");
                            assert!(!words.contains(['{', '$', '_']), "{act:?}: {words}");
                            assert!(!words.contains("record-"), "{act:?}: {words}");
                            // Some acts always concern somebody, and begin with their name.
                            if member.is_some() {
                                assert!(words.starts_with(char::is_uppercase), "{words}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_role_and_way_has_words_of_its_own() {
        let anna = person(1, "Anna");
        let all = |act: Act, details: &[&str]| {
            let mut words: Vec<_> = details
                .iter()
                .map(|detail| said(&line(act, Some(anna.clone()), Some(anna.clone()), detail)))
                .collect();
            words.sort();
            words.dedup();
            words.len()
        };
        for act in [
            Act::RoleChanged,
            Act::Joined,
            Act::InvitationMade,
            Act::InvitationRevoked,
        ] {
            assert_eq!(all(act, &ROLES), ROLES.len(), "{act:?}");
        }
        assert_eq!(all(Act::SignedIn, &WAYS), WAYS.len());
    }

    #[test]
    fn a_line_says_what_one_would_say() {
        let (anna, inga) = (person(1, "Anna"), person(2, "Grandma Inga"));
        let by_anna =
            |act, detail| said(&line(act, Some(anna.clone()), Some(inga.clone()), detail));
        assert_eq!(
            by_anna(Act::CardMade, ""),
            "Anna made a card for Grandma Inga."
        );
        assert_eq!(
            by_anna(Act::RoleChanged, "admin"),
            "Anna let Grandma Inga look after Hearth."
        );
        assert_eq!(
            said(&line(
                Act::SignInFailed,
                None,
                Some(inga.clone()),
                "password"
            )),
            "Somebody tried a wrong password for Grandma Inga."
        );
        let mut at_command_line = line(Act::Deactivated, None, Some(inga.clone()), "");
        at_command_line.address = String::new();
        assert_eq!(
            said(&at_command_line),
            "At the server’s command line: Grandma Inga was shut out."
        );
        assert_eq!(
            said(&line(
                Act::TokenMade,
                Some(anna.clone()),
                Some(anna),
                "{ $who }"
            )),
            "Anna made a token for the program “{ $who }”."
        );
    }

    #[test]
    fn lines_stand_under_the_day_of_the_reader() {
        let frame = Frame::sample();
        let late = line(Act::SignedOut, None, None, "");
        let mut early = late.clone();
        early.at -= 60 * 60 * 1000;
        let page = RecordPage {
            frame: &frame,
            lines: vec![late.clone(), late, early],
            is_older: false,
        };
        let days: Vec<_> = page
            .days()
            .iter()
            .map(|day| (day.date.to_string(), day.entries.len()))
            .collect();
        assert_eq!(
            days,
            [("2026-11-23".to_owned(), 2), ("2026-11-22".to_owned(), 1)]
        );
    }
}
