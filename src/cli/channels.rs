//! `hearth channels`: what a program needs to speak to the live channels.

use super::answer;
use super::ask::ask;
use super::control::Request;
use super::stop::Outcome;
use super::words::say;
use crate::base::config::Config;

#[derive(clap::Args)]
pub(super) struct Channels {
    #[arg(long, value_name = "NAME", help = say("cli-flag-whose", &[]))]
    family: Option<String>,
}

impl Channels {
    pub(super) fn run(self, config: &Config) -> Outcome {
        let Self { family } = self;
        answer::json(&ask(config, Request::Channels { family })?)
    }
}
