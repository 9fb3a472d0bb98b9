//! A server of the family's own that is told things: it keeps what it hears, and answers as it was told to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::PATIENCE;

/// One request as it came.
#[derive(Debug)]
pub struct Heard {
    /// Headers by their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: String,
}

impl Heard {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        let (_, value) = all.find(|(known, _)| known == name)?;
        Some(value)
    }

    /// The events in it.
    pub fn events(&self) -> Vec<Value> {
        let body: Value = serde_json::from_str(&self.body).expect("JSON");
        assert!(body["time_ms"].is_i64(), "{body}");
        body["events"].as_array().expect("a list").clone()
    }
}

/// The server.
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    heard: mpsc::Receiver<Heard>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Receiver {
    /// One that takes whatever it is told.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let (sender, heard) = mpsc::channel();
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let statuses = answers.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let status = || statuses.lock().expect("whole").pop_front().unwrap_or(200);
                if let Some(heard) = answered(stream, status)
                    && sender.send(heard).is_err()
                {
                    return;
                }
            }
        });
        Self {
            address,
            heard,
            answers,
        }
    }

    /// The same, which answers so first; with 0 it says nothing at all and keeps the line open.
    pub fn answering(statuses: &[u16]) -> Self {
        let receiver = Self::open();
        receiver
            .answers
            .lock()
            .expect("whole")
            .extend(statuses.iter().copied());
        receiver
    }

    /// Where it is told things.
    pub fn url(&self) -> String {
        format!("http://{}/hook?of=ours", self.address)
    }

    /// The next request.
    #[track_caller]
    pub fn next(&self) -> Heard {
        let heard = self.heard.recv_timeout(PATIENCE);
        heard.expect("it should have been told something")
    }

    /// Whether anything comes within a time.
    pub fn hears_within(&self, patience: Duration) -> Option<Heard> {
        self.heard.recv_timeout(patience).ok()
    }

    /// Everything told until an event that looks like this has come.
    #[track_caller]
    pub fn until(&self, name: &str, channel: &str) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            all.extend(self.next().events());
            let is_it = |event: &Value| event["name"] == name && event["channel"] == channel;
            if all.iter().any(is_it) {
                return all;
            }
        }
    }
}

fn answered(stream: TcpStream, status: impl Fn() -> u16) -> Option<Heard> {
    let mut lines = BufReader::new(stream);
    let mut headers = Vec::new();
    let mut line = String::new();
    lines.read_line(&mut line).ok()?;
    loop {
        line.clear();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length?.1.parse().ok()?];
    lines.read_exact(&mut body).ok()?;
    let mut stream = lines.into_inner();
    match status() {
        // Whoever asked is left waiting.
        0 => std::mem::forget(stream),
        status => {
            let answer = format!(
                "HTTP/1.1 {status} Said\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
            );
            stream.write_all(answer.as_bytes()).ok()?;
        }
    }
    Some(Heard {
        headers,
        body: String::from_utf8(body).ok()?,
    })
}
