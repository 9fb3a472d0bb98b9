//! Coming in by an invitation.
//!
//! It must never be handed a password, and shows of the family only what the invitation tells: its
//! name and who invites.

use askama::Template;

use super::frame::Frame;
use super::problems::Problems;
use crate::base::words::Word;

/// `/join`: typing the code of an invitation.
#[derive(Template)]
#[template(path = "join/new.html")]
pub struct CodePage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What was typed before.
    pub code: String,
    /// What was wrong.
    pub problems: Problems,
}

/// `/join/{token}`: who invites, and what to be called.
#[derive(Template)]
#[template(path = "join/show.html")]
pub struct JoinPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The link's last part, or the code.
    pub secret: String,
    /// The family's name.
    pub family: String,
    /// Who invites.
    pub inviter: String,
    /// What was typed before.
    pub form: JoinForm,
    /// What was wrong.
    pub problems: Problems,
}

/// The fields of [`JoinPage`], without the password.
#[derive(Clone, Default, Debug)]
pub struct JoinForm {
    /// What they are called.
    pub name: String,
    /// What they will sign in with.
    pub username: String,
}

impl JoinPage<'_> {
    fn lead(&self) -> String {
        self.frame.say_all(
            "join-lead",
            &[
                ("inviter", Word::from(&self.inviter)),
                ("family", Word::from(&self.family)),
            ],
        )
    }
}
