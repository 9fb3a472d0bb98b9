//! Where log lines go: standard error, as text for people or as JSON for collectors.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::base::config::{Config, LogFormat, Source};

/// Who is talking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// The server.
    Server,
    /// A command, which says nothing of its own doing unless something is wrong or it was asked to.
    Command,
}

/// Starts logging as the settings say.
pub(super) fn start(config: &Config, whom: For) {
    let asked = config
        .in_force()
        .iter()
        .any(|found| found.setting.key == "log" && found.source != Source::Default);
    let directives = match whom {
        For::Command if !asked => "warn",
        _ => config.log.as_str(),
    };
    let lines = fmt()
        .with_env_filter(EnvFilter::new(directives))
        .with_writer(io::stderr);
    let started = match config.log_format {
        LogFormat::Text => {
            let colours = io::stderr().is_terminal();
            lines.with_ansi(colours).with_target(false).try_init()
        }
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    // Only a second start in one process fails, and then logging works already.
    drop(started);
}
