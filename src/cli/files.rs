//! `hearth files`: what lies on the disk and what of it nobody needs.

use clap::Subcommand;

use super::answer;
use super::ask::ask;
use super::control::Request;
use super::stop::{Outcome, Stop};
use super::words::say;
use crate::base::config::Config;

#[derive(clap::Args)]
pub(super) struct Files {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = say("cli-about-files-tidy", &[]))]
    Tidy(Tidy),
}

#[derive(clap::Args)]
struct Tidy {
    #[arg(long, help = say("cli-flag-dry-run", &[]))]
    dry_run: bool,
}

impl Files {
    pub(super) fn run(self, config: &Config) -> Outcome {
        let Verb::Tidy(Tidy { dry_run }) = self.verb;
        let report = ask(config, Request::FilesTidy { dry_run })?;
        answer::json(&report)?;
        // Tidying went well, but whoever runs this by the clock must hear of it.
        match report["missingCount"].as_u64() {
            Some(0) | None => Ok(()),
            Some(count) => Err(Stop::refused(say(
                "cli-files-missing",
                &[("count", &count)],
            ))),
        }
    }
}
