//! One's tokens for programs. The secret of a new one passes through here once and is kept nowhere.

use askama::Template;
use jiff::Timestamp;

use crate::base::clock::moment;
use crate::domain::members::Scope;
use crate::domain::sessions::tokens::Token;
use crate::views::frame::Frame;
use crate::views::problems::Problems;

/// How long a token may live, in days, as the form offers it.
pub const LIVES: [u32; 4] = [7, 30, 90, 365];

/// `/settings/tokens`: those there are, and the form for another.
#[derive(Template)]
#[template(path = "settings/tokens.html")]
pub struct TokensPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// Theirs, the newest first.
    pub tokens: Vec<TokenRow>,
    /// What the form holds.
    pub form: TokenForm,
    /// What was wrong with it.
    pub problems: Problems,
    /// Whether one was just revoked.
    pub revoked: bool,
    /// Whether a token of theirs may do what admins do.
    pub is_admin: bool,
    /// Whether they have shown lately that it is they; else they are asked to before they make one.
    pub is_fresh: bool,
}

/// What somebody wants a token to be.
#[derive(Clone, Debug)]
pub struct TokenForm {
    /// What they call it.
    pub label: String,
    /// What it is to allow.
    pub scopes: Vec<Scope>,
    /// How many days it lives.
    pub days: u32,
}

/// A token in the list.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// Its public id.
    pub id: String,
    /// What its maker called it.
    pub label: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made: Timestamp,
    /// When it stops working.
    pub expires: Timestamp,
    /// When it last worked.
    pub used: Option<Timestamp>,
}

impl From<&Token> for TokenRow {
    fn from(token: &Token) -> Self {
        Self {
            id: token.id.to_string(),
            label: token.label.clone(),
            scopes: token.scopes(),
            made: moment(token.created_at),
            expires: moment(token.expires_at),
            used: token.used_at.map(moment),
        }
    }
}

impl TokensPage<'_> {
    fn scopes(&self) -> &'static [Scope] {
        match self.is_admin {
            true => &Scope::ALL,
            false => &Scope::USUAL,
        }
    }

    fn lives(&self) -> [u32; 4] {
        LIVES
    }

    fn is_chosen(&self, scope: &Scope) -> bool {
        self.form.scopes.contains(scope)
    }

    fn is_life(&self, days: &u32) -> bool {
        self.form.days == *days
    }

    fn allows(&self, row: &TokenRow) -> String {
        let words: Vec<_> = row.scopes.iter().map(|scope| self.scope(scope)).collect();
        words.join(" · ")
    }

    fn scope(&self, scope: &Scope) -> String {
        self.frame.say(match scope {
            Scope::Read => "token-scope-read",
            Scope::Send => "token-scope-send",
            Scope::Files => "token-scope-files",
            Scope::Admin => "token-scope-admin",
        })
    }

    fn has_expired(&self, row: &TokenRow) -> bool {
        row.expires <= self.frame.now
    }

    fn made(&self, row: &TokenRow) -> String {
        self.frame.say_when("token-made", &row.made)
    }

    fn expires(&self, row: &TokenRow) -> String {
        let key = match self.has_expired(row) {
            true => "token-expired",
            false => "token-expires",
        };
        self.frame.say_when(key, &row.expires)
    }

    fn used(&self, row: &TokenRow) -> String {
        match &row.used {
            Some(used) => self.frame.say_when("token-used", used),
            None => self.frame.say("token-unused"),
        }
    }
}

/// The answer to making one: its secret, this once.
#[derive(Template)]
#[template(path = "settings/token.html")]
pub struct NewTokenPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// What its maker called it.
    pub label: String,
    /// What the program signs in with.
    pub secret: String,
}
