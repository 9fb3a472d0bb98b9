//! Many WebSocket clients in one thread that does as little as it can: it finds where frames end.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::os::fd::AsRawFd;

use super::server::Server;

/// What a message says its time with: sixteen digits follow, in nanoseconds since the crowd came.
pub const CLOCK: &str = "at=";
const DIGITS: usize = 16;
/// Whatever is shorter is no message: greetings, answers, heartbeats.
const SHORTEST: usize = 200;
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const BUFFER: usize = 256 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

/// The sockets.
pub struct Crowd {
    poll: Poll,
    events: Events,
    sockets: Vec<Socket>,
    buffer: Vec<u8>,
    count: Counting,
    waited: Option<Vec<f64>>,
    /// How many were told to catch up, and how many were closed, where that may happen.
    ends: Option<Ends>,
}

/// What became of sockets that were not read for a while.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ends {
    pub told_to_catch_up: usize,
    pub closed: usize,
}

/// How far the crowd is, for whoever tells.
#[derive(Clone)]
pub struct Counting {
    delivered: Arc<AtomicU64>,
    began: Instant,
}

struct Socket {
    stream: TcpStream,
    /// What was read of a frame that has not all come.
    rest: Vec<u8>,
}

/// As many as the system lets us have.
pub fn allow_many_files() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: maximum,
        maximum,
    };
    setrlimit(Resource::Nofile, all).expect("more files");
}

impl Crowd {
    /// Opens so many sockets to a server, all in its room.
    pub fn open(server: &Server, size: usize) -> Self {
        Self::open_as(server, 0..size)
    }

    /// Opens the sockets with these numbers.
    pub fn open_as(server: &Server, numbers: Range<usize>) -> Self {
        let poll = Poll::new().expect("a poll");
        let mut sockets = Vec::with_capacity(numbers.len());
        for number in numbers {
            let mut stream = TcpStream::connect(server.address()).expect("it listens");
            stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
            server.enter(&mut stream, number);
            stream.set_nonblocking(true).expect("a socket");
            poll.registry()
                .register(
                    &mut SourceFd(&stream.as_raw_fd()),
                    Token(sockets.len()),
                    Interest::READABLE,
                )
                .expect("it is watched");
            sockets.push(Socket {
                stream,
                rest: Vec::new(),
            });
        }
        Self {
            poll,
            events: Events::with_capacity(1_024),
            sockets,
            buffer: vec![0; BUFFER],
            count: Counting {
                delivered: Arc::default(),
                began: Instant::now(),
            },
            waited: None,
            ends: None,
        }
    }

    /// Reads sockets that were left alone until nothing more comes, and says what became of them.
    pub fn catch_up(&mut self) -> Ends {
        self.ends = Some(Ends::default());
        let mut quiet = Instant::now();
        while quiet.elapsed() < Duration::from_secs(2) {
            let before = self.delivered();
            self.read(Duration::from_millis(50));
            if self.delivered() > before {
                quiet = Instant::now();
            }
        }
        self.ends.take().unwrap_or_default()
    }

    pub fn size(&self) -> usize {
        self.sockets.len()
    }

    pub fn counting(&self) -> Counting {
        self.count.clone()
    }

    pub fn delivered(&self) -> u64 {
        self.count.delivered()
    }

    /// From now on it is noted how long each delivery took.
    pub fn look_at_the_clock(&mut self) {
        self.waited = Some(Vec::new());
    }

    /// How long the deliveries took that were noted, in milliseconds. No more are.
    pub fn take_waited(&mut self) -> Vec<f64> {
        self.waited.take().unwrap_or_default()
    }

    /// Reads until so many deliveries have come.
    pub fn read_until(&mut self, delivered: u64) {
        let began = Instant::now();
        while self.delivered() < delivered {
            assert!(began.elapsed() < PATIENCE, "deliveries are missing");
            self.read(Duration::from_millis(5));
        }
    }

    /// Reads what there is, or waits this long for something.
    pub fn read(&mut self, wait: Duration) {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return,
            polled => polled.expect("it is watched"),
        }
        for event in &self.events {
            let socket = &mut self.sockets[event.token().0];
            loop {
                let read = match socket.stream.read(&mut self.buffer) {
                    Ok(read) if read > 0 => read,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    ended => match &mut self.ends {
                        Some(ends) => {
                            ends.closed += 1;
                            break;
                        }
                        None => panic!("a socket ended: {ended:?}"),
                    },
                };
                let ends = &mut self.ends;
                let mut note = |opcode: u8, payload: &[u8]| {
                    assert!(opcode != CLOSE || ends.is_some(), "a socket was closed");
                    if let Some(ends) = ends {
                        let is_marker = |payload: &[u8]| {
                            let text = String::from_utf8_lossy(payload);
                            text.contains("hearth:resync")
                        };
                        ends.told_to_catch_up += usize::from(is_marker(payload));
                    }
                    if opcode != TEXT || payload.len() < SHORTEST {
                        return;
                    }
                    self.count.delivered.fetch_add(1, Ordering::Relaxed);
                    if let Some(waited) = &mut self.waited {
                        let now = self.count.now();
                        waited.push(now.saturating_sub(told_at(payload)) as f64 / 1e6);
                    }
                };
                socket.take(&self.buffer[..read], &mut note);
                // A short read has emptied it.
                if read < self.buffer.len() {
                    break;
                }
            }
        }
    }
}

impl Counting {
    pub fn delivered(&self) -> u64 {
        self.delivered.load(Ordering::Relaxed)
    }

    /// Nanoseconds since the crowd came.
    pub fn now(&self) -> u64 {
        self.began.elapsed().as_nanos() as u64
    }
}

impl Socket {
    fn take(&mut self, read: &[u8], note: &mut impl FnMut(u8, &[u8])) {
        if self.rest.is_empty() {
            let used = frames(read, &mut self.stream, note);
            self.rest.extend_from_slice(&read[used..]);
        } else {
            let mut whole = std::mem::take(&mut self.rest);
            whole.extend_from_slice(read);
            let used = frames(&whole, &mut self.stream, note);
            whole.drain(..used);
            self.rest = whole;
        }
    }
}

/// Goes through whole frames; how many bytes they were.
fn frames(bytes: &[u8], stream: &mut TcpStream, note: &mut impl FnMut(u8, &[u8])) -> usize {
    let mut at = 0;
    while let Some((opcode, payload, next)) = frame(&bytes[at..]) {
        match opcode {
            // A ping is answered, with nothing and no mask to speak of.
            PING => stream
                .write_all(&[0x8a, 0x80, 0, 0, 0, 0])
                .expect("it is read"),
            _ => note(opcode, payload),
        }
        at += next;
    }
    at
}

/// Opcode, payload and length of the frame at the beginning, if it has all come.
pub fn frame(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (&[first, second], rest) = bytes.split_first_chunk()?;
    let (length, head) = match second & 0x7f {
        126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 4),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), 10),
        short => (u64::from(short), 2),
    };
    let end = head + length as usize;
    Some((first & 0x0f, bytes.get(head..end)?, end))
}

fn told_at(payload: &[u8]) -> u64 {
    let found = payload
        .windows(CLOCK.len())
        .position(|window| window == CLOCK.as_bytes());
    let digits = found.map(|at| &payload[at + CLOCK.len()..][..DIGITS]);
    let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    digits
        .and_then(|digits| digits.parse().ok())
        .expect("it says when it was told")
}

/// A message as `message:new` has it, with its time in it.
pub fn message(at: u64) -> String {
    format!(
        r#"{{"threadId":"dipzdvwblck7jxkdxrv27rjumy","message":{{"id":"j5gxjjro5avnrkoinuxmen5rde","body":"We are home, the soup is warm, {CLOCK}{at:016}","author":{{"id":"mha5ecp2bq7eqzq3dpc7nvrbqm","name":"Grandma"}},"attachments":[],"createdAt":"2026-11-23T09:30:00.123Z"}},"changeCursor":"dipzdvwblck7jxkdxrv27rjumy.12345"}}"#
    )
}
