//! A password from standard input: one line, never an argument, which every user of the computer
//! can read in the list of processes.
//!
//! Only what cannot be a password at all is refused here; what makes a good one is the family's rule.

use std::io::{self, BufRead, IsTerminal};

use super::control::Password;
use super::stop::{Outcome, Stop, eprint_line};
use super::words::say;

/// The longest password, in bytes.
const MOST: usize = 256;

#[derive(clap::Args)]
pub(super) struct FromStdin {
    // A flag without alternative, so that it can get one: what is asked of standard input is said.
    #[arg(long, required = true, help = say("cli-flag-password-stdin", &[]))]
    password_stdin: bool,
}

impl FromStdin {
    pub(super) fn read(&self) -> Outcome<Password> {
        debug_assert!(self.password_stdin, "the grammar requires the flag");
        let stdin = io::stdin();
        if stdin.is_terminal() {
            eprint_line(&say("cli-password-prompt", &[]));
        }
        first_line(stdin.lock())
    }
}

fn first_line(input: impl BufRead) -> Outcome<Password> {
    let mut line = Vec::new();
    input
        .take(MOST as u64 + 2)
        .read_until(b'\n', &mut line)
        .map_err(|cause| Stop::refused(say("cli-password-unreadable", &[("cause", &cause)])))?;
    if line.ends_with(b"\n") {
        line.pop();
        if line.ends_with(b"\r") {
            line.pop();
        }
    }
    if line.is_empty() {
        return Err(Stop::refused(say("cli-password-empty", &[])));
    }
    if line.len() > MOST {
        return Err(Stop::refused(say(
            "cli-password-too-long",
            &[("most", &MOST)],
        )));
    }
    String::from_utf8(line)
        .map(Password)
        .map_err(|_| Stop::refused(say("cli-password-not-utf8", &[])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, Stop> {
        first_line(bytes).map(|password| password.0)
    }

    #[test]
    fn one_line_is_read_and_only_its_end_is_dropped() {
        for bytes in [&b" a b "[..], b" a b \n", b" a b \r\n", b" a b \nmore\n"] {
            assert_eq!(read(bytes).as_deref(), Ok(" a b "));
        }
        assert_eq!(read("grüße\n".as_bytes()).as_deref(), Ok("grüße"));
    }

    #[test]
    fn what_cannot_be_a_password_is_refused() {
        for bytes in [&b""[..], b"\n", b"\r\n", b"\nsecret\n", b"\xff\xfe\n"] {
            assert!(read(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_password_has_at_most_256_bytes_whatever_ends_the_line() {
        for end in ["", "\n", "\r\n"] {
            let longest = format!("{}{end}", "a".repeat(256));
            assert_eq!(read(longest.as_bytes()).map(|p| p.len()), Ok(256));
            let longer = format!("{}{end}", "a".repeat(257));
            assert!(read(longer.as_bytes()).is_err());
        }
    }
}
