//! Inviting: the list, a new one, the one look at what was made.

use askama::Template;
use jiff::Timestamp;

use super::family::RoleView;
use super::frame::Frame;
use super::problems::Problems;
use super::qr::Qr;
use super::threads::ThreadView;
use crate::base::words::Word;

/// `/family/invitations`: who was invited, by whom, and who came.
#[derive(Template)]
#[template(path = "invitations/index.html")]
pub struct InvitationsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Newest first.
    pub invitations: Vec<InvitationView>,
}

/// An invitation in the list.
#[derive(Clone, Debug)]
pub struct InvitationView {
    /// Its id.
    pub id: String,
    /// For whom.
    pub role: RoleView,
    /// Whether it still works, and why not.
    pub standing: Standing,
    /// Who made it.
    pub inviter: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// How many may come.
    pub max_uses: i64,
    /// Who came by it.
    pub came: Vec<String>,
}

/// How an invitation stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It works.
    Open,
    /// Everybody has come.
    Used,
    /// Withdrawn.
    Revoked,
    /// Too old.
    Expired,
}

impl InvitationView {
    fn title(&self, frame: &Frame) -> String {
        purpose(frame, self.role)
    }

    fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    fn state(&self, frame: &Frame) -> String {
        match self.standing {
            Standing::Open => frame.say_all(
                "invitation-open",
                &[
                    ("until", Word::plain(frame.moment(&self.expires_at))),
                    ("left", Word::from(self.left())),
                ],
            ),
            Standing::Used => frame.say("invitation-used"),
            Standing::Revoked => frame.say("invitation-revoked"),
            Standing::Expired => frame.say("invitation-expired"),
        }
    }

    fn left(&self) -> i64 {
        let came = i64::try_from(self.came.len()).unwrap_or(i64::MAX);
        self.max_uses.saturating_sub(came)
    }

    fn origin(&self, frame: &Frame) -> String {
        frame.say_all(
            "invitation-from",
            &[
                ("name", Word::from(&self.inviter)),
                ("when", Word::plain(frame.moment(&self.created_at))),
            ],
        )
    }

    fn arrivals(&self, frame: &Frame) -> Option<String> {
        if self.came.is_empty() {
            return None;
        }
        let names: Vec<&str> = self.came.iter().map(String::as_str).collect();
        let names = Word::plain(frame.names(&names));
        Some(frame.say_with("invitation-came", "names", names))
    }
}

fn purpose(frame: &Frame, role: RoleView) -> String {
    frame.say_with("invitation-for", "role", Word::plain(role.code()))
}

/// `/family/invitations/new`: for whom, how long, for how many, where.
#[derive(Template)]
#[template(path = "invitations/new.html")]
pub struct NewInvitationPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Whom the reader may invite.
    pub roles: Vec<RoleView>,
    /// The threads a guest may be let into.
    pub threads: Vec<ThreadView>,
    /// What was chosen before, or what most choose.
    pub form: InvitationForm,
    /// What was wrong.
    pub problems: Problems,
}

/// The fields of [`NewInvitationPage`].
#[derive(Clone, Debug)]
pub struct InvitationForm {
    /// For whom, by code.
    pub role: String,
    /// Days it works.
    pub days: u32,
    /// How many may come.
    pub uses: u32,
    /// Ids of the threads chosen for a guest.
    pub thread_ids: Vec<String>,
}

/// Choices of days.
const DAYS: [u32; 4] = [1, 7, 14, 30];
/// Choices of how many.
const USES: [u32; 5] = [1, 2, 3, 5, 10];

impl NewInvitationPage<'_> {
    fn days(&self) -> [u32; 4] {
        DAYS
    }

    fn uses(&self) -> [u32; 5] {
        USES
    }

    fn is_role(&self, role: &RoleView) -> bool {
        self.form.role == role.code()
    }

    fn is_days(&self, days: &u32) -> bool {
        self.form.days == *days
    }

    fn is_uses(&self, uses: &u32) -> bool {
        self.form.uses == *uses
    }

    fn is_chosen(&self, thread: &ThreadView) -> bool {
        self.form.thread_ids.contains(&thread.id)
    }
}

/// The one look at an invitation's link and code.
#[derive(Template)]
#[template(path = "invitations/created.html")]
pub struct InvitationMadePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// For whom.
    pub role: RoleView,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// How many may come.
    pub max_uses: i64,
    /// The link.
    pub link: String,
    /// The same for a camera.
    pub qr: Option<Qr>,
    /// Where the code is typed.
    pub address: String,
    /// The code, in groups.
    pub code: String,
    /// Whether the link leads nowhere but to the computer it was made on.
    pub is_local: bool,
}

impl InvitationMadePage<'_> {
    fn lead(&self) -> String {
        self.frame.say_all(
            "invitation-made-lead",
            &[
                ("purpose", Word::plain(purpose(self.frame, self.role))),
                ("until", Word::plain(self.frame.moment(&self.expires_at))),
                ("count", Word::from(self.max_uses)),
            ],
        )
    }
}

/// A code in groups of four, for reading aloud.
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_aloud_in_groups_of_four() {
        assert_eq!(grouped("abcdefghijkm"), "abcd-efgh-ijkm");
        assert_eq!(grouped("abcde"), "abcd-e");
    }

    #[test]
    fn an_open_invitation_says_how_many_may_still_come() {
        let frame = Frame::sample();
        let view = InvitationView {
            id: "a".to_owned(),
            role: RoleView::Adult,
            standing: Standing::Open,
            inviter: "Anna".to_owned(),
            created_at: frame.now,
            expires_at: frame.now,
            max_uses: 3,
            came: vec!["Ben".to_owned()],
        };
        assert!(view.state(&frame).contains('2'), "{}", view.state(&frame));
        assert!(
            view.arrivals(&frame)
                .is_some_and(|words| words.contains("Ben"))
        );
    }
}
