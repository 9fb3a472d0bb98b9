//! A blocking Pusher client for the live channels.
//!
//! Silence is shown without sleeping where that is possible: when somebody else has heard a thing,
//! the server has dealt with it, and whatever it queued for this socket comes before the answer to
//! a ping.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::client::Response;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket};

use super::client::{Client, Identity};
use super::{App, PATIENCE};

/// One live connection.
pub struct Socket {
    socket: WebSocket<TcpStream>,
    /// What the server calls it.
    pub id: String,
}

impl Socket {
    /// Somebody's own page: their cookie and the server's own origin.
    pub fn of(app: &App, client: &Client) -> Self {
        let origin = format!("http://{}", client.address());
        Self::with(app, client, Some(&origin))
    }

    /// A page of another site in somebody's browser: the cookie comes along, the origin tells.
    pub fn of_foreign_page(app: &App, client: &Client) -> Self {
        Self::with(app, client, Some("http://elsewhere.example"))
    }

    /// Whoever `client` is, from a page of `origin`. What was written before it has been told by then, and
    /// the server knows whose it is: until it does, it reads nothing from a socket, and whose session has
    /// ended by then has a stranger's.
    pub fn with(app: &App, client: &Client, origin: Option<&str>) -> Self {
        app.has_told();
        let mut socket = Self::upgraded(app, client, origin);
        let hello = socket.next();
        assert_eq!(hello["event"], "pusher:connection_established", "{hello}");
        socket.id = data(&hello)["socket_id"]
            .as_str()
            .expect("a socket id")
            .to_owned();
        socket.has_heard_nothing();
        socket
    }

    /// Somebody's own page that came by another app's key.
    pub fn by_key(app: &App, client: &Client, key: &str) -> Self {
        let origin = format!("http://{}", client.address());
        let mut socket = Self::upgraded_by(key, client, Some(&origin));
        let hello = socket.next();
        socket.id = data(&hello)["socket_id"]
            .as_str()
            .expect("an id")
            .to_owned();
        assert!(app.rooms().is_running());
        socket
    }

    /// The same, before anything was heard: it may be turned away.
    pub fn upgraded(app: &App, client: &Client, origin: Option<&str>) -> Self {
        Self::upgraded_by(&app.rooms().keys().key, client, origin)
    }

    fn upgraded_by(key: &str, client: &Client, origin: Option<&str>) -> Self {
        let path = format!("/app/{key}?protocol=7&client=js&version=8.6.0");
        Self {
            socket: upgrade(client, &path, origin),
            id: String::new(),
        }
    }

    /// Sends a frame.
    pub fn say(&mut self, frame: &Value) {
        self.socket
            .send(Message::text(frame.to_string()))
            .expect("it is open");
    }

    /// Asks to hear a channel.
    pub fn subscribe(&mut self, channel: &str) {
        self.say(&json!({ "event": "pusher:subscribe", "data": { "channel": channel } }));
    }

    /// Asks to hear a channel with a signature.
    pub fn subscribe_signed(&mut self, channel: &str, auth: &str) {
        self.say(
            &json!({ "event": "pusher:subscribe", "data": { "channel": channel, "auth": auth } }),
        );
    }

    /// Asks to hear a channel and is let in.
    #[track_caller]
    pub fn enter(&mut self, channel: &str) {
        self.subscribe(channel);
        self.hears("pusher_internal:subscription_succeeded", channel);
    }

    /// The next frame.
    #[track_caller]
    pub fn next(&mut self) -> Value {
        self.try_next(PATIENCE)
            .expect("something should have been heard")
    }

    /// The next frame, if one comes in time. Panics when the socket is closed instead.
    #[track_caller]
    pub fn try_next(&mut self, patience: Duration) -> Option<Value> {
        match self.read(patience) {
            Heard::Frame(frame) => Some(frame),
            Heard::Nothing => None,
            Heard::Closed(code) => panic!("closed with {code:?}"),
        }
    }

    /// Asserts that the next frame is this event on this channel; its data.
    #[track_caller]
    pub fn hears(&mut self, event: &str, channel: &str) -> Value {
        let frame = self.next();
        assert_eq!(
            (&frame["event"], &frame["channel"]),
            (&json!(event), &json!(channel)),
            "{frame}"
        );
        data(&frame)
    }

    /// Reads on until this event on this channel; the frame.
    #[track_caller]
    pub fn until(&mut self, event: &str, channel: &str) -> Value {
        loop {
            let frame = self.next();
            if frame["event"] == event && frame["channel"] == channel {
                return frame;
            }
        }
    }

    /// Asserts that the next frame refuses a channel with this status.
    #[track_caller]
    pub fn is_refused(&mut self, channel: &str, status: u16) {
        let data = self.hears("pusher:subscription_error", channel);
        assert_eq!(data["status"], status, "{data}");
    }

    /// Asserts that nothing was sent to this socket until now. Only sure of what somebody else has
    /// heard already.
    #[track_caller]
    pub fn has_heard_nothing(&mut self) {
        self.say(&json!({ "event": "pusher:ping" }));
        let frame = self.next();
        assert_eq!(frame["event"], "pusher:pong", "{frame}");
    }

    /// Everything that is heard until the socket is closed, and the code it is closed with; none if
    /// the connection just ends.
    pub fn until_closed(&mut self) -> (Vec<Value>, Option<u16>) {
        let mut heard = Vec::new();
        loop {
            match self.read(PATIENCE) {
                Heard::Frame(frame) => heard.push(frame),
                Heard::Nothing => panic!("it is still open; heard {heard:?}"),
                Heard::Closed(code) => return (heard, code),
            }
        }
    }

    /// Asserts that it is closed with this code and that nothing came before.
    #[track_caller]
    pub fn is_closed_with(&mut self, code: u16) {
        assert_eq!(self.until_closed(), (Vec::new(), Some(code)));
    }

    /// What is heard next.
    pub fn read(&mut self, patience: Duration) -> Heard {
        let end = Instant::now() + patience;
        loop {
            let left = end
                .saturating_duration_since(Instant::now())
                .max(Duration::from_millis(1));
            self.socket
                .get_ref()
                .set_read_timeout(Some(left))
                .expect("a time-out");
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    return Heard::Frame(serde_json::from_str(&text).expect("JSON"));
                }
                Ok(Message::Close(frame)) => {
                    // The other half of the goodbye.
                    let _ = self.socket.flush();
                    return Heard::Closed(frame.map(|frame| frame.code.into()));
                }
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if is_time_out(&error) => {
                    return Heard::Nothing;
                }
                Err(_) => return Heard::Closed(None),
            }
        }
    }
}

/// A WebSocket at this path, as whoever the client is.
pub fn upgrade(client: &Client, path: &str, origin: Option<&str>) -> WebSocket<TcpStream> {
    shake_hands(client, path, origin).0
}

/// The same, and what the server answered.
pub fn shake_hands(
    client: &Client,
    path: &str,
    origin: Option<&str>,
) -> (WebSocket<TcpStream>, Response) {
    let url = format!("ws://{}{path}", client.address());
    let mut request = url.into_client_request().expect("an address");
    let headers = request.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).expect("a header");
    if let Some(origin) = origin {
        headers.insert("origin", value(origin));
    }
    match client.identity() {
        Identity::None => {}
        Identity::Cookie(cookie) => {
            headers.insert("cookie", value(cookie));
        }
        Identity::Token(token) => {
            headers.insert("authorization", value(&format!("Bearer {token}")));
        }
    }
    let stream = TcpStream::connect(client.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    stream.set_nodelay(true).expect("a usable socket");
    tungstenite::client(request, stream).expect("always upgraded")
}

/// What a socket hears next.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// A frame.
    Frame(Value),
    /// Nothing in time.
    Nothing,
    /// The end, and its code if one was given.
    Closed(Option<u16>),
}

/// `data` as the libraries see it: JSON in a string.
#[track_caller]
pub fn data(frame: &Value) -> Value {
    let text = frame["data"]
        .as_str()
        .unwrap_or_else(|| panic!("no text in {frame}"));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn is_time_out(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
    )
}
