//! The decoding process: takes its bounds upon itself, does one job and ends; or becomes another program
//! within bounds.
//!
//! It is this same program, started again by `decoder`. Before the first byte of the content is read,
//! it gives up whatever a decoder has no use for: more memory than a picture needs, opening anything
//! (so no other file and no network), further processes. A panic, a crash or the kernel's knife is
//! not handled here: whoever waits for it notices.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, nice, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit,
};

use super::protocol::{self, ASSIST, COMMAND, Job, Refusal};
use super::{cleaning, portrait, view};

/// Address space. Forty million pixels with transparency, twice, and the program itself.
const MEMORY: u64 = 768 * 1024 * 1024;
/// Seconds of work.
const CPU_SECS: u64 = 10;
/// How far it steps back behind the chat.
const NICENESS: i32 = 15;
/// What another program may have: films are larger than pictures, and nobody waits for them.
const ASSISTANT_MEMORY: u64 = 3 * 1024 * 1024 * 1024;
const ASSISTANT_CPU_SECS: u64 = 4 * 60 * 60;
const ASSISTANT_FILE: u64 = 4 * 1024 * 1024 * 1024;
const ASSISTANT_FILES: u64 = 64;
const ASSISTANT_NICENESS: i32 = 19;

/// If this program was started as a decoding process: does the job that its arguments name on
/// standard input, answers on standard output, and says how to end.
pub fn work(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let [command, most_bytes, program, rest @ ..] = arguments.as_slice()
        && command == ASSIST
    {
        let most_bytes = most_bytes.to_str()?.parse().ok()?;
        // Only a failure comes back.
        let _ = become_another(most_bytes, program, rest);
        return Some(ExitCode::FAILURE);
    }
    let [command, word] = arguments.as_slice() else {
        return None;
    };
    if command != COMMAND {
        return None;
    }
    let job = Job::with_word(word.to_str()?)?;
    let done = give_up_everything_else().and_then(|content| answer(job, content));
    Some(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// Becomes a program that is not ours, within bounds that it cannot widen. No file that it writes grows
/// beyond so many bytes.
fn become_another(most_bytes: u64, program: &OsString, arguments: &[OsString]) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    nice(ASSISTANT_NICENESS)?;
    for (resource, most) in [
        (Resource::As, ASSISTANT_MEMORY),
        (Resource::Cpu, ASSISTANT_CPU_SECS),
        (Resource::Core, 0),
        (Resource::Fsize, ASSISTANT_FILE.min(most_bytes)),
        (Resource::Nofile, ASSISTANT_FILES),
    ] {
        bound(resource, most)?;
    }
    Err(Command::new(program).args(arguments).exec())
}

fn bound(resource: Resource, most: u64) -> io::Result<()> {
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    Ok(setrlimit(resource, limit)?)
}

/// Standard input as a file, in a process that can open nothing any more.
fn give_up_everything_else() -> io::Result<File> {
    let content = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    // Should the server be killed, nobody is waiting.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    nice(NICENESS)?;
    for (resource, most) in [
        (Resource::As, MEMORY),
        (Resource::Cpu, CPU_SECS),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 0),
        (Resource::Nproc, 0),
    ] {
        bound(resource, most)?;
    }
    Ok(content)
}

fn answer(job: Job, content: File) -> io::Result<()> {
    let content = BufReader::new(content);
    let made: Result<Vec<u8>, Refusal> = match job {
        Job::Portrait => portrait::make(content),
        Job::Clean => cleaning::plan(content),
        Job::View => view::make(content),
    };
    protocol::answer(
        &mut io::stdout().lock(),
        made.as_deref().map_err(|refusal| *refusal),
    )
}
