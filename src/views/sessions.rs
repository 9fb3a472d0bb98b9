//! First run and signing in.
//!
//! It must never be handed a password: a form that is shown again forgets it.

use askama::Template;

use super::frame::Frame;
use super::problems::Problems;

/// Naming the family and its first member.
#[derive(Template)]
#[template(path = "sessions/setup.html")]
pub struct SetupPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What was typed before, if the form is shown again.
    pub form: SetupForm,
    /// What was wrong with it.
    pub problems: Problems,
    /// Whether the address brought the code, so that it need not be asked for.
    pub code_given: bool,
}

/// The fields of [`SetupPage`], without the password.
#[derive(Clone, Default, Debug)]
pub struct SetupForm {
    /// The family's name.
    pub family: String,
    /// The first member's name.
    pub name: String,
    /// The name they sign in with.
    pub username: String,
    /// The code printed at first start.
    pub code: String,
}

/// Signing in.
#[derive(Template)]
#[template(path = "sessions/login.html")]
pub struct LoginPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What was typed before, if the form is shown again.
    pub username: String,
    /// The path to go on to, already checked to be one of ours; empty for the start.
    pub next: String,
    /// What was wrong.
    pub problems: Problems,
    /// Whether a further family can be founded here.
    pub may_found: bool,
    /// Whether passkeys work at this address.
    pub passkeys: bool,
}
