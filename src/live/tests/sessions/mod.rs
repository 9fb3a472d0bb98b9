//! Socket.IO over real connections: requests that wait, WebSockets, and the change between them.
//!
//! The client is written by hand, so that it can also do what no library does.

mod polite;

mod rude;

mod rooms;

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;
use tungstenite::{Message, WebSocket, client::IntoClientRequest};

use super::{
    super::{
        Rooms,
        socketio::{self, Refusal},
    },
    Hall, Limits, PATIENCE, SILENCE, Server, Timing, identity, read_text, timed_out,
};

/// A door without a house: what the address says is believed.
pub(super) async fn show(
    request: HttpRequest,
    payload: web::Payload,
    rooms: web::Data<Rooms>,
) -> Result<HttpResponse, actix_web::Error> {
    let who = identity(&asked(&request, "who"));
    let sid = Some(asked(&request, "sid")).filter(|sid| !sid.is_empty());
    let brought = match (asked(&request, "transport").as_str(), sid) {
        ("websocket", sid) => {
            let accepted = socketio::accept(&request, payload, &rooms, sid.as_deref(), who);
            return Ok(accepted.await?.unwrap_or_else(refused));
        }
        (_, Some(sid)) => socketio::poll(&rooms, &sid, who.as_ref()).await,
        (_, None) => socketio::open(&rooms, who).await,
    };
    Ok(match brought {
        Ok(body) => HttpResponse::Ok().body(body),
        Err(refusal) => refused(refusal),
    })
}

pub(super) async fn create(
    request: HttpRequest,
    payload: web::Payload,
    rooms: web::Data<Rooms>,
) -> HttpResponse {
    let who = identity(&asked(&request, "who"));
    let posting = socketio::begin_post(&rooms, &asked(&request, "sid"), who.as_ref()).await;
    let posting = match posting {
        Ok(posting) => posting,
        Err(refusal) => return refused(refusal),
    };
    let Ok(body) = payload.to_bytes().await else {
        return refused(Refusal::BadRequest);
    };
    match posting.deliver(&body).await {
        Ok(()) => HttpResponse::Ok().body("ok"),
        Err(refusal) => refused(refusal),
    }
}

fn asked(request: &HttpRequest, name: &str) -> String {
    let fields = request.query_string().split('&');
    let found = fields
        .filter_map(|field| field.split_once('='))
        .find(|field| field.0 == name);
    found.map(|field| field.1.to_owned()).unwrap_or_default()
}

fn refused(refusal: Refusal) -> HttpResponse {
    HttpResponse::BadRequest().body(refusal.code().to_string())
}

/// A client that polls. `who` is what its requests say of whose they are.
#[derive(Clone)]
struct Poller {
    server: std::net::SocketAddr,
    sid: String,
    who: String,
}

impl Poller {
    /// Opens a session.
    fn open(server: &Server, who: &str) -> Self {
        let mut poller = Self {
            server: server.address,
            sid: String::new(),
            who: who.to_owned(),
        };
        let (status, body) = poller.ask("GET", "");
        assert_eq!(status, 200, "{body}");
        let opened: Value = serde_json::from_str(body.strip_prefix('0').unwrap()).unwrap();
        poller.sid = opened["sid"].as_str().unwrap().to_owned();
        poller
    }

    /// Opens a session and is let in.
    fn connect(server: &Server, who: &str) -> Self {
        let poller = Self::open(server, who);
        poller.say("40");
        let body = poller.hear();
        assert!(body.starts_with("40{\"sid\":\""), "{body}");
        poller
    }

    /// Is let in and joins a room.
    fn join(server: &Server, who: &str, room: &str) -> Self {
        let poller = Self::connect(server, who);
        poller.say(&format!("420[\"join\",\"{room}\"]"));
        assert_eq!(poller.hear(), "430[{\"ok\":true}]");
        poller
    }

    fn address(&self, way: &str) -> String {
        let Self { sid, who, .. } = self;
        let sid = match sid.as_str() {
            "" => String::new(),
            sid => format!("&sid={sid}"),
        };
        format!("/io/?EIO=4&transport={way}{sid}&who={who}")
    }

    fn ask(&self, method: &str, body: &str) -> (u16, String) {
        answer(self.begin(method, body))
    }

    /// Sends a request and does not wait for its answer.
    fn begin(&self, method: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.server).unwrap();
        let head = format!(
            "{method} {} HTTP/1.1\r\nHost: home\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.address("polling"),
            body.len(),
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    fn say(&self, body: &str) {
        assert_eq!(self.ask("POST", body), (200, "ok".into()));
    }

    fn hear(&self) -> String {
        let (status, body) = self.ask("GET", "");
        assert_eq!(status, 200, "{body}");
        body
    }

    /// Whether the session is gone.
    fn is_over(&self) -> bool {
        self.ask("GET", "") == (400, Refusal::UnknownSession.code().to_string())
    }

    /// A WebSocket that names this session.
    fn dial(&self) -> Wire {
        Wire::dial(self.server, &self.address("websocket"))
    }
}

fn answer(mut stream: TcpStream) -> (u16, String) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

/// A client on a WebSocket.
struct Wire {
    socket: WebSocket<TcpStream>,
}

impl Wire {
    /// A session of its own that has been greeted.
    fn open(server: &Server, who: &str) -> Self {
        let path = format!("/io/?EIO=4&transport=websocket&who={who}");
        let mut wire = Self::dial(server.address, &path);
        let hello = wire.next();
        assert!(hello.contains("\"upgrades\":[]"), "{hello}");
        wire
    }

    /// Is let in.
    fn connect(server: &Server, who: &str) -> Self {
        let mut wire = Self::open(server, who);
        wire.say("40");
        assert!(wire.next().starts_with("40{"));
        wire
    }

    /// Is let in and joins a room.
    fn join(server: &Server, who: &str, room: &str) -> Self {
        let mut wire = Self::connect(server, who);
        wire.say(&format!("420[\"join\",\"{room}\"]"));
        assert_eq!(wire.next(), "430[{\"ok\":true}]");
        wire
    }

    fn dial(server: std::net::SocketAddr, path: &str) -> Self {
        let stream = TcpStream::connect(server).unwrap();
        let request = format!("ws://{server}{path}")
            .into_client_request()
            .unwrap();
        let (socket, _) = tungstenite::client(request, stream).unwrap();
        Self { socket }
    }

    fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    fn next(&mut self) -> String {
        self.read(PATIENCE).expect("a frame should have come")
    }

    fn read(&mut self, patience: Duration) -> Option<String> {
        read_text(&mut self.socket, patience)
    }

    fn hears_nothing(&mut self) {
        assert_eq!(self.read(SILENCE), None);
    }

    /// What is heard until it is closed.
    fn last_words(&mut self) -> Vec<String> {
        self.socket
            .get_ref()
            .set_read_timeout(Some(PATIENCE))
            .unwrap();
        let mut heard = Vec::new();
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => heard.push(text.to_string()),
                Ok(Message::Close(_)) => {
                    let _ = self.socket.flush();
                    return heard;
                }
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if timed_out(&error) => {
                    panic!("it is still open; heard {heard:?}")
                }
                Err(_) => return heard,
            }
        }
    }
}

/// A server in more of a hurry than usual.
fn hurried(timing: Timing) -> Server {
    Server::with(timing, Limits::default())
}

fn let_in(hall: &Arc<Hall>, members: &[&str], room: &str) {
    for member in members {
        hall.allow(member, room);
    }
}

fn a_moment() {
    thread::sleep(Duration::from_millis(30));
}
