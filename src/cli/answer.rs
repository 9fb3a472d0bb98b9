//! Standard output: the answer and nothing else.

use std::io::{self, Write};

use serde_json::Value;

use super::stop::{Outcome, Stop};
use super::words::say;

/// Prints a JSON answer on one line.
pub(super) fn json(value: &Value) -> Outcome {
    line(&value.to_string())
}

/// Prints a line at once. Whoever closes the pipe early, as `head` does, has read enough.
pub(super) fn line(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Stop::refused(say(
            "cli-answer-unwritable",
            &[("cause", &cause)],
        ))),
        _ => Ok(()),
    }
}
