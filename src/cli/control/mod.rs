//! The socket that commands and server meet on: one request line, one response line, both JSON.
//!
//! A database has one writer, so a command beside a running server must not open it: it asks the
//! server over `control.sock` in the data folder. With no server running the command takes the
//! folder's lock and does the same by itself. What a request does is an `Executor`'s business;
//! nothing here knows a rule of the family.
//!
//! The server speaks first, with a `Greeting`. Whoever has not been greeted has surely not been
//! heard and may ask again; whoever has been greeted is answered even by a server that is stopping.

mod client;
mod reach;
mod server;

pub(super) use client::{Met, Miss, greet, meet};
pub(super) use server::Door;

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::base::words::Language;
use crate::domain::members::Role;

/// The longest request.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// What a command asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Request {
    SetUp {
        family: String,
        name: String,
        username: String,
        password: Password,
    },
    MemberAdd {
        name: String,
        username: String,
        role: Role,
        password: Password,
    },
    MemberList,
    MemberResetPassword {
        username: String,
    },
    MemberDeactivate {
        username: String,
    },
    TokenCreate {
        username: String,
        label: String,
        /// Words of [`crate::domain::members::Scope`].
        scopes: Vec<String>,
        days: u32,
    },
    TokenList,
    TokenRevoke {
        id: String,
    },
    FilesTidy {
        dry_run: bool,
    },
    Channels {
        family: Option<String>,
    },
}

impl Request {
    /// Whether it makes sense in a folder where there is no Hearth yet.
    pub(super) fn founds(&self) -> bool {
        matches!(self, Self::SetUp { .. })
    }
}

/// A request as it goes over the socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    #[serde(flatten)]
    pub(super) request: Request,
    /// The code of the language of whoever typed the command, which need not be the server's.
    #[serde(default)]
    pub(super) language: String,
}

/// What comes of it. A response may carry a fresh token, so `{:?}` shows none of its content.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Response {
    /// The answer, as standard output has it.
    Done(serde_json::Value),
    /// It was not done.
    Refused {
        /// A code of the JSON API; `unavailable` and `too_many_requests` mean "try again".
        code: String,
        /// A sentence for whoever typed the command.
        detail: String,
    },
}

impl fmt::Debug for Response {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(_) => out.write_str("Done"),
            Self::Refused { code, .. } => write!(out, "Refused({code})"),
        }
    }
}

/// Whoever does what requests ask for: the server, or a command that is alone.
pub(super) trait Executor: Send + Sync + 'static {
    /// Does it, and says in `language` why not.
    fn execute(
        &self,
        request: Request,
        language: Language,
    ) -> impl Future<Output = Response> + Send;
}

/// The server's first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Greeting {
    /// The server's version: after an update a command may meet an older server.
    pub(super) hearth: String,
    /// Where it listens, which with port 0 nobody else knows.
    pub(super) address: SocketAddr,
}

/// A password on its way: goes through the socket, never into a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Password(pub(super) String);

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod meeting;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_sent_but_never_printed() {
        let request = Request::SetUp {
            family: "Haddad".into(),
            name: "Anna".into(),
            username: "anna".into(),
            password: Password("correct horse".into()),
        };
        let line = serde_json::to_string(&request).unwrap();
        assert_eq!(
            line,
            r#"{"ask":"setUp","family":"Haddad","name":"Anna","username":"anna","password":"correct horse"}"#
        );
        assert_eq!(serde_json::from_str::<Request>(&line).unwrap(), request);
        assert!(!format!("{request:?}").contains("horse"));
    }

    #[test]
    fn a_token_in_a_response_is_never_printed() {
        let response = Response::Done(serde_json::json!({ "token": "hth_secret" }));
        assert!(!format!("{response:?}").contains("secret"));
        assert_eq!(
            serde_json::to_string(&response).unwrap(),
            r#"{"done":{"token":"hth_secret"}}"#
        );
    }
}
