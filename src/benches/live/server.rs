//! A server in a process of its own: how it is started, how one comes into its room and tells it something.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::crowd::{frame, message};
use super::hearth::Home;

/// Set where this program is the bare server.
pub const BARE: &str = "HEARTH_BENCH_BARE";

/// Which server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Hearth,
    SocketIo,
    Bare,
}

/// A running one.
pub struct Server {
    kind: Kind,
    child: Child,
    address: String,
    home: Option<Home>,
}

/// Where a server is that comes back after it was killed.
const AGAIN: &str = "127.0.0.1:18080";

/// A line to a server on which messages are told.
pub struct Wire<'a> {
    server: &'a Server,
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Hearth => "Hearth",
            Self::SocketIo => "Socket.IO",
            Self::Bare => "bare actix-ws",
        }
    }
}

impl Server {
    pub fn start(kind: Kind) -> Self {
        let home = (kind == Kind::Hearth).then(Home::made);
        Self::at(kind, home, "127.0.0.1:0")
    }

    /// Hearth, at an address it can come back to.
    pub fn start_to_come_back() -> Self {
        Self::at(Kind::Hearth, Some(Home::made()), AGAIN)
    }

    /// Kills it, and starts it anew on what it left.
    pub fn killed_and_back(mut self) -> Self {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it was started");
        let home = self.home.take();
        Self::at(self.kind, home, AGAIN)
    }

    fn at(kind: Kind, home: Option<Home>, address: &str) -> Self {
        let mut command = match &home {
            Some(home) => home.serve(address),
            None if kind == Kind::SocketIo => {
                let place = concat!(env!("CARGO_MANIFEST_DIR"), "/src/benches/live/socketio");
                assert!(
                    Path::new(place).join("node_modules").exists(),
                    "first: npm install in src/benches/live/socketio"
                );
                let mut node = Command::new("node");
                node.arg("server.js").current_dir(place);
                node.env("NODE_ENV", "production");
                node
            }
            None => {
                let own = std::env::current_exe().expect("a program");
                let mut bare = Command::new(own);
                bare.env(BARE, "1");
                bare
            }
        };
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let port = line.trim_end().rsplit(':').next().unwrap_or_default();
        Self {
            kind,
            child,
            address: format!("127.0.0.1:{port}"),
            home,
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Upgrades a connection and comes into the room.
    pub fn enter(&self, stream: &mut TcpStream, number: usize) {
        let (path, header) = match (self.kind, &self.home) {
            (Kind::Hearth, Some(home)) => (
                format!("/app/{}?protocol=7&client=bench&version=1.0.0", home.key()),
                format!("Authorization: Bearer {}\r\n", home.token(number)),
            ),
            (Kind::SocketIo, _) => (
                "/socket.io/?EIO=4&transport=websocket".to_owned(),
                String::new(),
            ),
            _ => ("/socket".to_owned(), String::new()),
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{header}\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).expect("it is read");
        let mut read = Vec::new();
        let head = until(stream, &mut read, |read| {
            let end = read.windows(4).position(|four| four == b"\r\n\r\n")?;
            Some((read[..end].to_vec(), end + 4))
        });
        assert!(
            head.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&head)
        );
        match (self.kind, &self.home) {
            (Kind::Hearth, Some(home)) => {
                hear(stream, &mut read, "pusher:connection_established");
                let wish = format!(
                    r#"{{"event":"pusher:subscribe","data":{{"channel":"{}"}}}}"#,
                    home.channel()
                );
                say(stream, &wish);
                hear(stream, &mut read, "subscription_succeeded");
            }
            (Kind::SocketIo, _) => {
                hear(stream, &mut read, "0{");
                say(stream, "40");
                hear(stream, &mut read, "40{");
                say(stream, r#"420["join","room"]"#);
                hear(stream, &mut read, "430[");
            }
            _ => hear(stream, &mut read, "welcome"),
        }
    }

    pub fn wire(&self) -> Wire<'_> {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        Wire {
            server: self,
            stream,
            buffer: Vec::new(),
        }
    }

    /// Asks who one is, as any page does, and waits for the answer.
    pub fn ask(&self) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let token = self.home.as_ref().map_or("", |home| home.token(0));
        let request = format!(
            "GET /api/me HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).expect("it is read");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// What the system says of the server's memory.
    pub fn kilobytes(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs");
        let line = status.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        number.expect("a number of kilobytes")
    }

    /// The processor time it has used.
    pub fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.expect("it runs");
        // The name before it may hold anything.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().expect("ticks"))
            .sum();
        Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Wire<'_> {
    /// Tells the room so many messages in one request, all of this time.
    pub fn tell(&mut self, count: usize, at: u64) {
        let message = message(at);
        let (path, body) = match &self.server.home {
            Some(home) => home.told(&message, count),
            None => (
                "/send".to_owned(),
                format!("[{}]", vec![message; count].join(",")),
            ),
        };
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.server.address,
            body.len()
        );
        self.stream
            .write_all(request.as_bytes())
            .expect("it is read");
        let answer = until(&mut self.stream, &mut self.buffer, |read| {
            let end = read.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
            let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1)?;
            let length: usize = length.split("\r\n").next()?.parse().ok()?;
            let whole = read.get(..end + length)?;
            Some((whole.to_vec(), whole.len()))
        });
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
}

/// Reads until `find` has found what it looks for and how many bytes that took.
fn until<T>(
    stream: &mut TcpStream,
    read: &mut Vec<u8>,
    find: impl Fn(&[u8]) -> Option<(T, usize)>,
) -> T {
    let mut buffer = [0; 8 * 1024];
    loop {
        if let Some((found, used)) = find(read) {
            read.drain(..used);
            return found;
        }
        let length = stream.read(&mut buffer).expect("an answer");
        assert!(length > 0, "it has hung up");
        read.extend_from_slice(&buffer[..length]);
    }
}

/// Waits for a frame that says this.
fn hear(stream: &mut TcpStream, read: &mut Vec<u8>, words: &str) {
    loop {
        let payload = until(stream, read, |read| {
            let (_, payload, used) = frame(read)?;
            Some((payload.to_vec(), used))
        });
        if String::from_utf8_lossy(&payload).contains(words) {
            return;
        }
    }
}

/// Sends a short frame, under a mask of nothing.
fn say(stream: &mut TcpStream, text: &str) {
    let length = u8::try_from(text.len()).expect("short");
    assert!(length < 126, "short");
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend_from_slice(text.as_bytes());
    stream.write_all(&frame).expect("it is read");
}
