//! `hearth member`: adds and lists the people of the family, helps them to a new password, shuts them out.

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::answer;
use super::ask::ask;
use super::control::Request;
use super::password;
use super::stop::{Outcome, Stop};
use super::words::say;
use crate::base::config::Config;
use crate::domain::members::Role;

#[derive(clap::Args)]
pub(super) struct Member {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("cli-about-member-add", &[]))]
    Add(Add),
    #[command(about = say("cli-about-member-list", &[]))]
    List,
    #[command(about = say("cli-about-member-reset-password", &[]))]
    ResetPassword(Named),
    #[command(about = say("cli-about-member-deactivate", &[]))]
    Deactivate(Named),
}

#[derive(clap::Args)]
struct Named {
    #[arg(value_name = "USERNAME", help = say("cli-flag-member", &[]))]
    username: String,
}

#[derive(clap::Args)]
struct Add {
    #[arg(long, value_name = "NAME", help = say("cli-flag-name", &[]))]
    name: String,
    #[arg(long, value_name = "USERNAME", help = say("cli-flag-username", &[]))]
    username: String,
    #[arg(long, default_value = Role::Adult.as_str(), value_parser = role(), help = say("cli-flag-role", &[]))]
    role: Role,
    #[command(flatten)]
    password: password::FromStdin,
}

impl Member {
    pub(super) fn run(self, config: &Config) -> Outcome {
        let request = match self.verb {
            Verb::Add(add) => Request::MemberAdd {
                name: add.name,
                username: add.username,
                role: add.role,
                password: add.password.read()?,
            },
            Verb::List => Request::MemberList,
            Verb::ResetPassword(Named { username }) => return reset_password(config, username),
            Verb::Deactivate(Named { username }) => Request::MemberDeactivate { username },
        };
        answer::json(&ask(config, request)?)
    }
}

/// Prints the link alone, so that it can be piped to whatever sends it.
fn reset_password(config: &Config, username: String) -> Outcome {
    let made = ask(config, Request::MemberResetPassword { username })?;
    match made.get("link").and_then(serde_json::Value::as_str) {
        Some(link) => answer::line(link),
        None => Err(Stop::refused(say("cli-answer-odd", &[]))),
    }
}

fn role() -> impl TypedValueParser<Value = Role> {
    let all = [Role::Adult, Role::Admin, Role::Child, Role::Guest];
    PossibleValuesParser::new(all.map(Role::as_str))
        .map(|word| Role::parse(&word).expect("the grammar lets only words of roles through"))
}
