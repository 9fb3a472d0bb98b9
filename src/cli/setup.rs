//! `hearth setup`: founds the family without a browser.

use super::answer;
use super::ask::ask;
use super::control::Request;
use super::password;
use super::stop::Outcome;
use super::words::say;
use crate::base::config::Config;

#[derive(clap::Args)]
pub(super) struct Setup {
    #[arg(long, value_name = "NAME", help = say("cli-flag-family", &[]))]
    family: String,
    #[arg(long, value_name = "NAME", help = say("cli-flag-name", &[]))]
    name: String,
    #[arg(long, value_name = "USERNAME", help = say("cli-flag-username", &[]))]
    username: String,
    #[command(flatten)]
    password: password::FromStdin,
}

impl Setup {
    pub(super) fn run(self, config: &Config) -> Outcome {
        let request = Request::SetUp {
            family: self.family,
            name: self.name,
            username: self.username,
            password: self.password.read()?,
        };
        answer::json(&ask(config, request)?)
    }
}
