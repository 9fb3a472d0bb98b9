//! `hearth channels`: what a program needs to speak to the live channels.

use super::answer;
use super::ask::ask;
use super::control::Request;
use super::stop::Outcome;
use crate::base::config::Config;

pub(super) fn run(config: &Config) -> Outcome {
    answer::json(&ask(config, Request::Channels)?)
}
