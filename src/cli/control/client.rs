//! The command's end: asks the running server, or does the work itself when there is none.
//!
//! Plain blocking sockets: a command does one thing and ends. Between "no server" and "a server"
//! lie the moments in which one starts or stops; they are waited out, not guessed at.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::reach::Reach;
use super::{Asked, Greeting, Request, Response};
use crate::cli::lock::Held;
use crate::cli::words;

/// A greeting comes at once from a server that is well.
const TIME_TO_GREET: Duration = Duration::from_secs(3);
/// Hashing a password on a small computer, behind others that do the same.
const TIME_TO_ANSWER: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(25);
/// Room for a list of everything; a bound only against something else that sits on the socket.
const LONGEST_RESPONSE: u64 = 4 * 1024 * 1024;

/// Why there is no response.
#[derive(Debug)]
pub(in crate::cli) enum Miss {
    /// Somebody holds the folder but answers to nobody, for as long as was waited.
    Busy,
    /// The socket is another user's.
    Forbidden,
    /// The connection broke after the request was sent: it may have been done.
    Lost,
    /// The folder or its lock cannot be used.
    Folder(io::Error),
}

/// Who there is to do what a command asks for.
#[derive(Debug)]
pub(in crate::cli) enum Met {
    /// The server, and this is what it said.
    Server(Response),
    /// Nobody: the command holds the folder and does it by itself.
    Nobody(Held),
}

/// Asks the running server, or takes the folder's lock when there is none.
pub(in crate::cli) fn meet(
    folder: &Path,
    request: &Request,
    patience: Duration,
) -> Result<Met, Miss> {
    let until = Instant::now() + patience;
    loop {
        match knock(folder, TIME_TO_GREET) {
            Ok((_, mut line)) => {
                let response = ask(&mut line, request).map_err(|_| Miss::Lost)?;
                return Ok(Met::Server(response));
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return Err(Miss::Forbidden);
            }
            Err(_) => {}
        }
        match Held::take(folder).map_err(Miss::Folder)? {
            Some(held) => return Ok(Met::Nobody(held)),
            None if Instant::now() >= until => return Err(Miss::Busy),
            None => std::thread::sleep(PAUSE),
        }
    }
}

/// What the running server says of itself, if there is one that is quick enough.
pub(in crate::cli) fn greet(folder: &Path, patience: Duration) -> io::Result<Greeting> {
    knock(folder, patience).map(|(greeting, _)| greeting)
}

/// Connects and waits to be greeted. Until then the server has promised nothing.
fn knock(folder: &Path, patience: Duration) -> io::Result<(Greeting, BufReader<UnixStream>)> {
    let reach = Reach::of(folder)?;
    let stream = UnixStream::connect(reach.name())?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    let mut line = BufReader::new(stream);
    let greeting = hear(&mut line)?;
    Ok((greeting, line))
}

fn ask(line: &mut BufReader<UnixStream>, request: &Request) -> io::Result<Response> {
    let mut bytes = serde_json::to_vec(&Asked {
        request: request.clone(),
        language: words::language().code(),
    })?;
    bytes.push(b'\n');
    let stream = line.get_mut();
    stream.set_read_timeout(Some(TIME_TO_ANSWER))?;
    stream.write_all(&bytes)?;
    hear(line)
}

fn hear<T: serde::de::DeserializeOwned>(line: &mut BufReader<UnixStream>) -> io::Result<T> {
    let mut bytes = Vec::new();
    line.take(LONGEST_RESPONSE).read_until(b'\n', &mut bytes)?;
    if !bytes.ends_with(b"\n") {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_slice(&bytes)?)
}
