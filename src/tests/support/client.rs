//! HTTP by hand over a TCP connection, so that what no library would send can be sent too.
//!
//! A client is nobody, a browser or a program. A browser says `Sec-Fetch-Site: same-origin` with
//! whatever changes something, as browsers do; a test that wants it otherwise says so. Each request
//! has a connection of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use super::PATIENCE;

/// Who a client says it is.
#[derive(Clone, Debug)]
pub enum Identity {
    /// Nothing is said.
    None,
    /// A browser's cookie, `name=value`.
    Cookie(String),
    /// A program's token.
    Token(String),
}

/// Somebody who sends requests.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    identity: Identity,
}

impl Client {
    /// A client of the server at `address`.
    pub fn new(address: SocketAddr, identity: Identity) -> Self {
        Self { address, identity }
    }

    /// Where it sends its requests.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Who it says it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// A request still to be sent, with what this kind of client always says.
    pub fn request(&self, verb: &str, path: &str) -> Request {
        let mut request = Request {
            address: self.address,
            verb: verb.to_owned(),
            path: path.to_owned(),
            headers: vec![
                ("Host".to_owned(), self.address.to_string()),
                ("Accept".to_owned(), "*/*".to_owned()),
            ],
            body: None,
        };
        match &self.identity {
            Identity::None => {}
            Identity::Cookie(cookie) => {
                request = request.header("Cookie", cookie);
                if !matches!(verb, "GET" | "HEAD" | "OPTIONS") {
                    request = request.header("Sec-Fetch-Site", "same-origin");
                }
            }
            Identity::Token(token) => {
                request = request.header("Authorization", &format!("Bearer {token}"));
            }
        }
        request
    }

    /// `GET`.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    /// `POST` with JSON.
    #[track_caller]
    pub fn post(&self, path: &str, json: &Value) -> Answer {
        self.request("POST", path).json(json).send()
    }

    /// `PUT` without a body.
    #[track_caller]
    pub fn put(&self, path: &str) -> Answer {
        self.request("PUT", path).send()
    }

    /// `PATCH` with JSON.
    #[track_caller]
    pub fn patch(&self, path: &str, json: &Value) -> Answer {
        self.request("PATCH", path).json(json).send()
    }

    /// `DELETE` without a body.
    #[track_caller]
    pub fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send()
    }
}

/// A request still to be sent.
#[derive(Clone)]
pub struct Request {
    address: SocketAddr,
    verb: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    /// One more header, or this instead of the one with the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With these in its address.
    pub fn query(mut self, fields: &[(&str, &str)]) -> Self {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        self.path = format!("{}?{}", self.path, fields.join("&"));
        self
    }

    /// Without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// With JSON.
    pub fn json(self, json: &Value) -> Self {
        self.body("application/json", json.to_string())
    }

    /// With a form's fields.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let text: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        self.body("application/x-www-form-urlencoded", text.join("&"))
    }

    /// With a form of several parts: names of fields and their text, then names of parts, file names
    /// and contents.
    pub fn multipart(self, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Self {
        const BOUNDARY: &str = "------------the-harness";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        for (name, file_name, content) in files {
            body.extend_from_slice(
                format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; \
                     filename=\"{file_name}\"\r\nContent-Type: text/html\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.body(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// With another verb.
    pub fn send_as(mut self, verb: &str) -> Self {
        self.verb = verb.to_owned();
        self
    }

    /// With these bytes.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self = self.header("Content-Type", content_type);
        self.body = Some(body.into());
        self
    }

    /// Sends it and reads the answer.
    #[track_caller]
    pub fn send(self) -> Answer {
        let what = format!("{} {}", self.verb, self.path);
        self.try_send()
            .unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Sends it and reads the answer, if there is one.
    pub fn try_send(self) -> std::io::Result<Answer> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.verb, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("Connection: close\r\n");
        if self.body.is_some() || !matches!(self.verb.as_str(), "GET" | "HEAD" | "OPTIONS") {
            let length = self.body.as_ref().map_or(0, Vec::len);
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend(self.body.unwrap_or_default());

        let mut stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // A server that refuses early may stop reading; its answer is there all the same.
        let sent = stream.write_all(&bytes);
        let answer = Answer::read(stream, self.verb == "HEAD");
        match (sent, answer) {
            (_, Ok(mut answer)) => {
                answer.what = format!("{} {}", self.verb, self.path);
                Ok(answer)
            }
            (Err(error), Err(_)) | (Ok(()), Err(error)) => Err(error),
        }
    }
}

/// What a server said.
#[derive(Debug)]
pub struct Answer {
    what: String,
    /// The status.
    pub status: u16,
    /// Names and values, as they came.
    pub headers: Vec<(String, String)>,
    /// The body, without its framing.
    pub body: Vec<u8>,
}

impl Answer {
    fn read(stream: TcpStream, is_headless: bool) -> std::io::Result<Self> {
        let broken = || std::io::Error::from(std::io::ErrorKind::InvalidData);
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .ok_or_else(broken)?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
                None => break,
            }
        }
        let mut answer = Self {
            what: String::new(),
            status,
            headers,
            body: Vec::new(),
        };
        if is_headless || matches!(status, 204 | 304) {
            return Ok(answer);
        }
        if answer.header("transfer-encoding").is_some() {
            loop {
                let mut line = String::new();
                reader.read_line(&mut line)?;
                let size = usize::from_str_radix(line.trim(), 16).map_err(|_| broken())?;
                let mut chunk = vec![0; size + 2];
                reader.read_exact(&mut chunk)?;
                chunk.truncate(size);
                answer.body.extend(chunk);
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = answer.header("content-length") {
            let mut body = vec![0; length.parse().map_err(|_| broken())?];
            reader.read_exact(&mut body)?;
            answer.body = body;
        } else {
            reader.read_to_end(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// Itself, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.what, self.text());
        self
    }

    /// Asserts that it is this error.
    #[track_caller]
    pub fn refuses(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{}: {}",
            self.what,
            self.text()
        );
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The session's cookie as it is set, attributes and all.
    pub fn set_cookie(&self) -> Option<&str> {
        self.headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .map(|(_, value)| value.as_str())
            .find(|cookie| cookie.starts_with("session=") || cookie.starts_with("__Host-session="))
    }

    /// The session's cookie as it is sent back.
    #[track_caller]
    pub fn cookie(&self) -> String {
        let cookie = self.set_cookie().expect("it sets a cookie");
        let end = cookie.find(';').unwrap_or(cookie.len());
        cookie[..end].to_owned()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }

    /// The error code; empty if it is none.
    pub fn code(&self) -> String {
        serde_json::from_slice::<Value>(&self.body)
            .ok()
            .and_then(|json| json["error"].as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// Everything but unreserved characters as `%XX`.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
