//! The command line: which commands there are, and how a program begins and ends.
//!
//! One file for each command; it reads its flags, asks through `control` and prints the answer.
//! No rule of the family and no SQL here: what a command does is done by the running server, or by
//! `engine` in its place. The answer goes to standard output (JSON, or a token alone), everything
//! else to standard error; the exit codes are in `stop`.
//!
//! The parts, in reading order: the commands; `ask`, what most of them do; `control` and `lock`,
//! how they meet a server or take its place; `engine`, where this floor touches the app;
//! `answer`, `stop`, `words` and `log`, how they talk.

mod answer;
mod ask;
mod channels;
mod config;
mod control;
mod demo;
mod engine;
mod files;
mod fill;
mod front_door;
mod healthcheck;
mod lock;
mod log;
mod member;
mod moving_in;
mod password;
mod serve;
mod setup;
mod signals;
mod stop;
mod token;
mod words;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::base::config::{Config, Sources};
use crate::media;
use stop::Outcome;
use words::say;

#[derive(Parser)]
#[command(version, about = say("cli-about", &[]), max_term_width = 100)]
struct Cli {
    #[arg(long, global = true, value_name = "DIR", help = say("cli-flag-data", &[]))]
    data: Option<String>,
    #[command(flatten)]
    serve: serve::Serve,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = say("cli-about-serve", &[]))]
    Serve(serve::Serve),
    #[command(about = say("cli-about-setup", &[]))]
    Setup(setup::Setup),
    #[command(about = say("cli-about-member", &[]))]
    Member(member::Member),
    #[command(about = say("cli-about-token", &[]))]
    Token(token::Token),
    #[command(about = say("cli-about-files", &[]))]
    Files(files::Files),
    #[command(about = say("cli-about-channels", &[]))]
    Channels(channels::Channels),
    #[command(about = say("cli-about-healthcheck", &[]))]
    Healthcheck,
    #[command(about = say("cli-about-config", &[]))]
    Config,
    #[command(about = say("cli-about-demo", &[]))]
    Demo(fill::Demo),
}

/// Runs the program with this process's arguments.
pub fn main() -> ExitCode {
    // Everything Hearth writes is for its owner alone, also what libraries create on the side.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    // The server's own errand and nobody's command, so neither grammar nor help knows it.
    if let Some(done) = media::work(std::env::args_os().skip(1)) {
        return done;
    }
    match Cli::try_parse() {
        Ok(cli) => match cli.run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(stop) => stop.end(),
        },
        Err(error) => usage(&error),
    }
}

impl Cli {
    fn run(self) -> Outcome {
        let command = match self.command {
            None => Command::Serve(self.serve),
            Some(Command::Serve(flags)) => Command::Serve(flags.or(self.serve)),
            Some(_) if self.serve.is_given() => {
                return Err(stop::Stop::usage(say("cli-serve-flags-elsewhere", &[])));
            }
            Some(command) => command,
        };
        let mut flags = Vec::new();
        flags.extend(self.data.map(|text| ("data", text)));
        if let Command::Serve(serve) = &command {
            flags.extend(serve.listen.clone().map(|text| ("listen", text)));
        }
        let config = Config::read(&Sources::of_this_process(flags))?;
        match command {
            Command::Serve(serve) => serve.run(&config),
            Command::Setup(setup) => setup.run(&config),
            Command::Member(member) => member.run(&config),
            Command::Token(token) => token.run(&config),
            Command::Files(files) => files.run(&config),
            Command::Channels(channels) => channels.run(&config),
            Command::Healthcheck => healthcheck::run(&config),
            Command::Config => config::run(&config),
            Command::Demo(demo) => demo.run(&config),
        }
    }
}

/// Help and version are answers; anything else that the grammar stops at is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to be told when the stream itself is closed.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }
}
