//! How a command ends when it does not simply succeed: an exit code and one line.
//!
//! The codes are a promise to scripts and to service managers: 75 is worth a retry, 78 is not until
//! somebody has mended the configuration.

use std::path::Path;
use std::process::ExitCode;

use super::control::{Miss, Response};
use super::lock;
use super::words::say;
use crate::base::config::{Fault, Place, Problem, Why};

/// Nothing more to say, or why not.
pub(super) type Outcome<T = ()> = Result<T, Stop>;

/// Why a command stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    exit: Exit,
    line: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Refused = 1,
    Usage = 2,
    TryAgain = 75,
    Configuration = 78,
}

impl Stop {
    /// It was refused, or it failed.
    pub(super) fn refused(line: String) -> Self {
        Self::with(Exit::Refused, line)
    }

    /// The command was given wrongly.
    pub(super) fn usage(line: String) -> Self {
        Self::with(Exit::Usage, line)
    }

    /// It may work in a moment.
    pub(super) fn try_again(line: String) -> Self {
        Self::with(Exit::TryAgain, line)
    }

    /// It will not work before somebody changes the configuration or the computer.
    pub(super) fn configuration(line: String) -> Self {
        Self::with(Exit::Configuration, line)
    }

    /// Another Hearth has the folder.
    pub(super) fn folder_in_use(folder: &Path) -> Self {
        let folder_shown = folder.display();
        Self::try_again(match lock::holder(folder) {
            Some(process) => say(
                "cli-folder-in-use-by",
                &[("folder", &folder_shown), ("process", &process)],
            ),
            None => say("cli-folder-in-use", &[("folder", &folder_shown)]),
        })
    }

    /// The folder cannot be made, read or written.
    pub(super) fn folder_unusable(folder: &Path, cause: &std::io::Error) -> Self {
        Self::configuration(say(
            "cli-folder-unusable",
            &[("folder", &folder.display()), ("cause", cause)],
        ))
    }

    /// What there was instead of a response.
    pub(super) fn missed(miss: &Miss, folder: &Path) -> Self {
        match miss {
            Miss::Busy => Self::folder_in_use(folder),
            Miss::Forbidden => Self::refused(say(
                "cli-control-forbidden",
                &[("folder", &folder.display())],
            )),
            Miss::Lost => Self::try_again(say("cli-control-lost", &[])),
            Miss::Folder(cause) => Self::folder_unusable(folder, cause),
        }
    }

    /// Says the line on standard error and gives the exit code.
    pub(super) fn end(self) -> ExitCode {
        eprint_line(&self.line);
        ExitCode::from(self.exit as u8)
    }

    fn with(exit: Exit, line: String) -> Self {
        Self { exit, line }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        let exit = match problem.place {
            Place::Flag(_) => Exit::Usage,
            _ => Exit::Configuration,
        };
        let place = where_of(&problem.place);
        let line = match problem.fault {
            Fault::Value(why, Some(value)) => say(
                "cli-config-value",
                &[
                    ("place", &place),
                    ("value", &shortened(&value)),
                    ("why", &why_of(&why)),
                ],
            ),
            Fault::Value(why, None) => said_of(&place, &why_of(&why)),
            Fault::Unknown(Some(meant)) => said_of(
                &place,
                &say("cli-config-unknown-meant", &[("meant", &meant)]),
            ),
            Fault::Unknown(None) => said_of(&place, &say("cli-config-unknown", &[])),
            Fault::Twice => said_of(&place, &say("cli-config-twice", &[("name", &place)])),
            Fault::NotInItself => said_of(&place, &say("cli-config-not-in-itself", &[])),
            Fault::WrongKind => said_of(&place, &say("cli-config-wrong-kind", &[])),
            Fault::Unreadable(cause) => {
                said_of(&place, &say("cli-config-unreadable", &[("cause", &cause)]))
            }
            Fault::NotToml { line, message } => said_of(
                &place,
                &say(
                    "cli-config-not-toml",
                    &[("line", &line), ("message", &message)],
                ),
            ),
        };
        Self::with(exit, line)
    }
}

/// The value of a response that is an answer.
pub(super) fn answered(response: Response) -> Outcome<serde_json::Value> {
    match response {
        Response::Done(value) => Ok(value),
        Response::Refused { code, detail } => {
            let exit = match code.as_str() {
                "unavailable" | "too_many_requests" => Exit::TryAgain,
                _ => Exit::Refused,
            };
            Err(Stop::with(exit, detail))
        }
    }
}

/// Standard error, one line: a name with an escape sequence in it must not paint on the terminal.
pub(super) fn eprint_line(line: &str) {
    use std::io::Write;
    let line = line.replace(char::is_control, " ");
    // Nobody is left to be told when standard error itself is closed.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn said_of(place: &str, what: &str) -> String {
    say("cli-config-mistake", &[("place", &place), ("what", &what)])
}

fn where_of(place: &Place) -> String {
    match place {
        Place::Flag(key) => format!("--{key}"),
        Place::Environment(name) => name.clone(),
        Place::EnvironmentFile(name, path) => format!("{name}={}", path.display()),
        Place::Key(path, key) => say(
            "cli-config-place-key",
            &[("key", key), ("file", &path.display())],
        ),
        Place::File(path) => path.display().to_string(),
    }
}

fn why_of(why: &Why) -> String {
    let key = match why {
        Why::Empty => "cli-config-why-empty",
        Why::NotUtf8 => "cli-config-why-not-utf8",
        Why::NotAnAddress => "cli-config-why-not-an-address",
        Why::NotAnOrigin => "cli-config-why-not-an-origin",
        Why::MoreThanAnOrigin => "cli-config-why-more-than-an-origin",
        Why::OddPath => "cli-config-why-odd-path",
        Why::NotANetwork => "cli-config-why-not-a-network",
        Why::NotASize => "cli-config-why-not-a-size",
        Why::NotALogFilter => "cli-config-why-not-a-log-filter",
        Why::LooseNetwork { meant } => {
            return say("cli-config-why-loose-network", &[("meant", meant)]);
        }
        Why::NotInRange { least, most } => {
            return say(
                "cli-config-why-not-in-range",
                &[("least", least), ("most", most)],
            );
        }
        Why::NotOneOf(words) => return say("cli-config-why-not-one-of", &[("words", words)]),
    };
    say(key, &[])
}

/// Enough of a value to recognise it by.
fn shortened(value: &str) -> String {
    const ENOUGH: usize = 60;
    match value.char_indices().nth(ENOUGH) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_mistake_is_one_line_that_says_which_and_why() {
        let value = |why| Fault::Value(why, Some("x".into()));
        let environment = Place::Environment("HEARTH_X".into());
        let key = Place::Key("/d/hearth.toml".into(), "x".into());
        for (place, fault, line) in [
            (
                environment.clone(),
                value(Why::NotAnAddress),
                "HEARTH_X: “x” is not an address and port such as 127.0.0.1:8080",
            ),
            (
                environment.clone(),
                value(Why::LooseNetwork {
                    meant: "10.0.0.0/8".into(),
                }),
                "HEARTH_X: “x” is unclear: for the whole network write 10.0.0.0/8, for one computer leave out the slash",
            ),
            (
                environment.clone(),
                Fault::Unknown(Some("HEARTH_Y".into())),
                "HEARTH_X: there is no such setting; did you mean HEARTH_Y?",
            ),
            (
                environment,
                Fault::Twice,
                "HEARTH_X: HEARTH_X and HEARTH_X_FILE are both set; keep one of them",
            ),
            (
                key,
                Fault::WrongKind,
                "“x” in /d/hearth.toml: a setting is a text, a number, true, false or a list of texts",
            ),
            (
                Place::File("/d/hearth.toml".into()),
                Fault::NotToml {
                    line: 3,
                    message: "bad".into(),
                },
                "/d/hearth.toml: line 3 cannot be read: bad",
            ),
        ] {
            let stop = Stop::from(Problem { place, fault });
            assert_eq!(stop.line, line);
            assert_eq!(stop.exit, Exit::Configuration);
        }
    }

    #[test]
    fn a_wrong_flag_is_wrong_usage() {
        let stop = Stop::from(Problem {
            place: Place::Flag("listen"),
            fault: Fault::Value(Why::Empty, None),
        });
        assert_eq!(stop.exit, Exit::Usage);
        assert_eq!(stop.line, "--listen: a value is missing");
    }

    #[test]
    fn a_refusal_that_passes_by_itself_is_worth_a_retry() {
        let exit = |code: &str| {
            let (code, detail) = (code.to_owned(), String::new());
            let refused = Response::Refused { code, detail };
            answered(refused).expect_err("a refusal").exit
        };
        assert_eq!(exit("unavailable"), Exit::TryAgain);
        assert_eq!(exit("conflict"), Exit::Refused);
    }
}
