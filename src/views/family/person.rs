//! One person of the family: who they are, and what those who look after Hearth can do about them.

use askama::Template;
use jiff::Timestamp;

use super::RoleView;
use crate::base::clock::moment;
use crate::domain::acquaintances::Acquaintance;
use crate::domain::members::Me;
use crate::domain::tickets::cards;
use crate::views::frame::Frame;
use crate::views::from_domain;
use crate::views::people::Person;
use crate::views::problems::Problems;
use crate::views::threads::ThreadView;

/// `/family/{member}`.
#[derive(Template)]
#[template(path = "family/person.html")]
pub struct PersonPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Who it is about.
    pub known: Known,
    /// What was wrong with what the reader wanted of them.
    pub problems: Problems,
    /// Whether that was just done.
    pub saved: bool,
}

/// `/family/{member}/shut-out`: what will happen, in plain words, before it does.
#[derive(Template)]
#[template(path = "family/shut_out.html")]
pub struct ShutOutPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Whom.
    pub known: Known,
    /// Why they cannot be.
    pub problems: Problems,
}

/// Somebody, as the reader knows them.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who.
    pub person: Person,
    /// What they are in the family.
    pub role: RoleView,
    /// What they sign in with.
    pub username: String,
    /// Where they can be reached outside Hearth, if the reader is told.
    pub email: Option<String>,
    /// Since when they are here.
    pub since: Timestamp,
    /// Since when they are shut out, if they are.
    pub left: Option<Timestamp>,
    /// The threads that both are in, where that is how they know each other.
    pub shared: Option<Vec<ThreadView>>,
    /// Whether it is the reader themself.
    pub is_me: bool,
    /// Whether the reader may write to them alone.
    pub may_write: bool,
    /// Whether the reader may make them a card to sign in with.
    pub may_make_card: bool,
    /// Whether the reader looks after Hearth, and so after who is what in it.
    pub is_in_care: bool,
    /// Whether the reader has shown lately that it is they.
    pub is_fresh: bool,
}

impl Known {
    /// Somebody, as `me` knows them at a moment.
    pub fn of(found: &Acquaintance, me: &Me, now_ms: i64) -> Self {
        let member = &found.member;
        let is_in_care = me.require_admin().is_ok();
        let is_me = member.key == me.key();
        Self {
            person: from_domain::person(member),
            role: from_domain::role(member.role),
            username: member.username.clone(),
            email: found.email.clone(),
            since: moment(member.created_at),
            left: member.deactivated_at.map(moment),
            shared: found.shared.as_ref().map(|shared| {
                let view = |peopled| from_domain::thread(peopled, me);
                shared.iter().map(view).collect()
            }),
            is_me,
            may_write: found.may_write,
            may_make_card: !is_me && cards::may_make(me, member),
            is_in_care,
            is_fresh: me.is_fresh(now_ms),
        }
    }

    fn path(&self) -> String {
        format!("/family/{}", self.person.id)
    }
}

impl PersonPage<'_> {
    fn since(&self) -> String {
        self.frame.say_when("person-since", &self.known.since)
    }

    fn left(&self) -> Option<String> {
        let left = self.known.left.as_ref()?;
        Some(self.frame.say_when("person-left", left))
    }

    fn roles(&self) -> [RoleView; 4] {
        RoleView::ALL
    }

    fn is_role(&self, role: &RoleView) -> bool {
        self.known.role == *role
    }
}
