//! `hearth token`: what programs sign in with.

use clap::Subcommand;
use clap::builder::PossibleValuesParser;

use super::answer;
use super::ask::ask;
use super::control::Request;
use super::stop::{Outcome, Stop};
use super::words::say;
use crate::base::config::Config;
use crate::domain::members::Scope;
use crate::domain::sessions::tokens::{DEFAULT_DAYS, MAX_DAYS};

#[derive(clap::Args)]
pub(super) struct Token {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("cli-about-token-create", &[]))]
    Create(Create),
    #[command(about = say("cli-about-token-list", &[]))]
    List,
    #[command(about = say("cli-about-token-revoke", &[]))]
    Revoke(Revoke),
}

#[derive(clap::Args)]
struct Create {
    #[arg(long, value_name = "USERNAME", help = say("cli-flag-token-username", &[]))]
    username: String,
    #[arg(long, help = say("cli-flag-label", &[]))]
    label: String,
    #[arg(
        long = "scope",
        value_name = "SCOPE",
        value_delimiter = ',',
        default_values = Scope::USUAL.map(Scope::as_str),
        value_parser = PossibleValuesParser::new(Scope::ALL.map(Scope::as_str)),
        help = say("cli-flag-scope", &[]),
    )]
    scopes: Vec<String>,
    #[arg(
        long,
        default_value_t = DEFAULT_DAYS,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_DAYS)),
        help = say("cli-flag-days", &[]),
    )]
    days: u32,
}

#[derive(clap::Args)]
struct Revoke {
    #[arg(help = say("cli-flag-id", &[]))]
    id: String,
}

impl Token {
    pub(super) fn run(self, config: &Config) -> Outcome {
        match self.verb {
            Verb::Create(create) => create.run(config),
            Verb::List => answer::json(&ask(config, Request::TokenList)?),
            Verb::Revoke(Revoke { id }) => {
                ask(config, Request::TokenRevoke { id })?;
                Ok(())
            }
        }
    }
}

impl Create {
    /// Prints the token alone, so that `TOKEN=$(hearth token create …)` holds just that.
    fn run(self, config: &Config) -> Outcome {
        let named = |scope: &&str| self.scopes.iter().any(|word| word == scope);
        let scopes = Scope::ALL.map(Scope::as_str).into_iter().filter(named);
        let scopes = scopes.map(str::to_owned).collect();
        let made = ask(
            config,
            Request::TokenCreate {
                username: self.username,
                label: self.label,
                scopes,
                days: self.days,
            },
        )?;
        match made.get("token").and_then(serde_json::Value::as_str) {
            Some(token) => answer::line(token),
            None => Err(Stop::refused(say("cli-answer-odd", &[]))),
        }
    }
}
