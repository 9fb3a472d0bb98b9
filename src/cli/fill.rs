//! `hearth demo`: fills a fresh data folder with a made-up family.

use super::answer;
use super::ask::{PATIENCE, alone};
use super::lock::{self, Held};
use super::log;
use super::stop::{Outcome, Stop};
use super::words::say;
use crate::base::config::Config;

#[derive(clap::Args)]
pub(super) struct Demo {
    #[arg(
        long,
        value_name = "N",
        default_value_t = super::engine::DEMO_MESSAGES,
        value_parser = clap::value_parser!(u64).range(1..=10_000_000),
        help = say("cli-flag-messages", &[]),
    )]
    messages: u64,
}

impl Demo {
    /// Never asks a running server: that one has a family, or is about to be given a real one.
    pub(super) fn run(self, config: &Config) -> Outcome {
        log::start(config, log::For::Command);
        let folder = &config.data;
        let held = lock::make_folder(folder)
            .and_then(|()| Held::wait(folder, PATIENCE))
            .map_err(|cause| Stop::folder_unusable(folder, &cause))?
            .ok_or_else(|| Stop::folder_in_use(folder))?;
        let filled = alone(config, held, |engine| async move {
            engine.fill(self.messages).await
        })?;
        answer::json(&filled)
    }
}
