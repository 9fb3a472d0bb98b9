//! What the decoding process and the one that started it say to each other.
//!
//! The job is a word among the arguments. The content is standard input: the file itself rather than
//! a pipe, so that no size of it costs memory. Standard output is a line with the verdict, and after
//! `made` the bytes that the job makes. Anything else means that the process died of its work.
//!
//! A new job is a word here, a function in `child` and a method of `Decoder`; what its bytes mean is
//! a matter between those two.

use std::io::{self, Write};

/// The argument that makes this program a decoding process. Not for people, so no help lists it.
pub(super) const COMMAND: &str = "decode";
/// The argument that makes it take bounds upon itself and become another program.
pub(super) const ASSIST: &str = "assist";

/// Something to make from a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// A small square JPEG of somebody.
    Portrait,
    /// A plan of the same file without its private words.
    Clean,
    /// A picture in the sizes that pages show.
    View,
}

/// Why nothing was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It says that it is a picture, but it is broken.
    Unreadable,
    /// Too many pixels, or more memory or time than a picture is given.
    TooLarge,
    /// Nothing that is known how to decode.
    NotAPicture,
}

const MADE: &str = "made";

impl Job {
    const ALL: [Self; 3] = [Self::Portrait, Self::Clean, Self::View];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Portrait => "portrait",
            Self::Clean => "clean",
            Self::View => "view",
        }
    }

    pub(super) fn with_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.word() == word)
    }

    /// The most bytes it makes: whoever says more has lost its mind.
    pub(super) fn most_bytes(self) -> usize {
        match self {
            Self::Portrait => 1024 * 1024,
            // Some dozen letters for each piece.
            Self::Clean => 6 * 1024 * 1024,
            // Two sizes without loss, where one sees through them.
            Self::View => 24 * 1024 * 1024,
        }
    }
}

impl Refusal {
    const ALL: [Self; 3] = [Self::Unreadable, Self::TooLarge, Self::NotAPicture];

    /// The stable code for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
            Self::NotAPicture => "not_a_picture",
        }
    }
}

/// Says what became of a job.
pub(super) fn answer(out: &mut impl Write, made: Result<&[u8], Refusal>) -> io::Result<()> {
    match made {
        Ok(bytes) => {
            writeln!(out, "{MADE}")?;
            out.write_all(bytes)?;
        }
        Err(refusal) => writeln!(out, "{}", refusal.code())?,
    }
    out.flush()
}

/// Understands an answer that has ended; `None` for what no answer looks like.
pub(super) fn understood(mut answer: Vec<u8>) -> Option<Result<Vec<u8>, Refusal>> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let bytes = answer.split_off(end + 1);
    let verdict = str::from_utf8(&answer[..end]).ok()?;
    if verdict == MADE {
        return Some(Ok(bytes));
    }
    let refusal = Refusal::ALL
        .into_iter()
        .find(|refusal| refusal.code() == verdict)?;
    bytes.is_empty().then_some(Err(refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(made: Result<&[u8], Refusal>) -> Option<Result<Vec<u8>, Refusal>> {
        let mut out = Vec::new();
        answer(&mut out, made).expect("a vector takes everything");
        understood(out)
    }

    #[test]
    fn what_is_said_is_understood() {
        assert_eq!(told(Ok(b"\n\xFF\n")), Some(Ok(b"\n\xFF\n".to_vec())));
        for refusal in Refusal::ALL {
            assert_eq!(told(Err(refusal)), Some(Err(refusal)));
        }
        for job in Job::ALL {
            assert_eq!(Job::with_word(job.word()), Some(job));
        }
    }

    #[test]
    fn what_a_dying_process_leaves_behind_is_no_answer() {
        for rest in [
            "",
            "made",
            "mad",
            "unreadable",
            "nonsense\n",
            "too_large\nmore",
        ] {
            assert_eq!(understood(rest.as_bytes().to_vec()), None, "{rest:?}");
        }
        assert_eq!(understood(b"\xFF\n".to_vec()), None);
    }
}
