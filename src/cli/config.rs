//! `hearth config`: the settings in force and who said so, one on each line, secrets masked.

use serde_json::json;

use super::answer;
use super::stop::Outcome;
use crate::base::config::{Config, Source};

pub(super) fn run(config: &Config) -> Outcome {
    let lines: Vec<String> = config
        .in_force()
        .iter()
        .map(|found| {
            let said = json!({ "value": found.shown(), "source": source(found.source) });
            format!("  {}: {said}", json!(found.setting.name))
        })
        .collect();
    answer::line(&format!("{{\n{}\n}}", lines.join(",\n")))
}

/// Words for programs.
fn source(source: Source) -> &'static str {
    match source {
        Source::Flag => "flag",
        Source::Environment => "environment",
        Source::EnvironmentFile => "environment-file",
        Source::File => "hearth.toml",
        Source::Default => "default",
    }
}
