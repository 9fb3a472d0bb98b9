//! The server over a real socket, with a made-up Authority: everything that takes an upgrade, a
//! runtime and a clock to see.
//!
//! The client is blocking and runs on the test's own plain thread, as a dispatcher would.

mod abuse;

mod company;

mod ending;

mod hearing;

mod manners;

mod sessions;

use std::{
    collections::HashSet,
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use actix_web::{App, HttpRequest, HttpServer, web};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket, client::IntoClientRequest};

use super::{
    Admission, AppKeys, Asked, Authority, Channel, Identity, Limits, Marker, Naming, Publication,
    Rooms, Settings, Standing, Timing, Unavailable, Welcome, connection,
};

/// Long enough for anything that is going to happen on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Long enough to believe that nothing is going to happen.
const SILENCE: Duration = Duration::from_millis(150);

/// Who may hear what, as the tests say.
#[derive(Default)]
struct Hall {
    allowed: Mutex<HashSet<(String, String)>>,
    ended: Mutex<HashSet<String>>,
    /// Those whose coming and going nobody may know of.
    hidden: Mutex<HashSet<String>>,
    /// Set when it takes a moment from looking to answering.
    slow: AtomicBool,
    /// Set while it cannot say anything.
    absent: AtomicBool,
    /// Waited for after looking and before answering, so that a test can get in between.
    gate: Mutex<Option<Gate>>,
}

/// Holds an answer back: says that it has been found, and waits to be let go.
#[derive(Clone)]
struct Gate {
    found: mpsc::Sender<()>,
    go: Arc<tokio::sync::Notify>,
}

impl Hall {
    fn allow(&self, member: &str, room: &str) {
        self.allowed
            .lock()
            .unwrap()
            .insert((member.into(), room.into()));
    }

    fn forbid(&self, member: &str, room: &str) {
        self.allowed
            .lock()
            .unwrap()
            .remove(&(member.into(), room.into()));
    }

    fn end(&self, session: &str) {
        self.ended.lock().unwrap().insert(session.into());
    }

    fn hide(&self, member: &str) {
        self.hidden.lock().unwrap().insert(member.into());
    }

    async fn held(&self) {
        let gate = self.gate.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.found.send(()).unwrap();
            gate.go.notified().await;
        }
    }
}

impl Authority for Hall {
    fn admit<'a>(&'a self, who: &'a Identity, channel: &'a Channel) -> Asked<'a, Admission> {
        Box::pin(async move {
            let key = (who.member.clone(), channel.room().to_owned());
            let allowed = self.allowed.lock().unwrap().contains(&key);
            self.held().await;
            if self.slow.load(Relaxed) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            if self.absent.load(Relaxed) {
                return Admission::Unavailable;
            }
            match allowed {
                true => Admission::Admitted,
                false => Admission::Refused,
            }
        })
    }

    fn watched<'a>(
        &'a self,
        _: &'a Identity,
        mut watchlist: Vec<String>,
    ) -> Asked<'a, Result<Vec<String>, Unavailable>> {
        Box::pin(async move {
            let hidden = self.hidden.lock().unwrap();
            watchlist.retain(|watched| !hidden.contains(watched));
            Ok(watchlist)
        })
    }

    /// A token is spelled like those whose it is.
    fn bearer<'a>(&'a self, token: &'a str) -> Asked<'a, Result<Option<Identity>, Unavailable>> {
        Box::pin(async move {
            match self.absent.load(Relaxed) {
                true => Err(Unavailable),
                false => Ok(identity(token)),
            }
        })
    }

    fn welcome<'a>(&'a self, who: &'a Identity) -> Asked<'a, Result<Welcome, Unavailable>> {
        Box::pin(async move {
            Ok(Welcome {
                app: None,
                own: Some(format!("private-user-{}", who.member)),
                info: Some(info(who)),
            })
        })
    }

    fn recheck<'a>(&'a self, who: &'a Identity) -> Asked<'a, Standing> {
        Box::pin(async move {
            let session = who.session.as_deref().unwrap_or_default();
            if self.absent.load(Relaxed) {
                return Standing::Unknown;
            }
            match self.ended.lock().unwrap().contains(session) {
                true => Standing::Ended,
                false => Standing::Valid,
            }
        })
    }
}

/// A running server.
struct Server {
    address: SocketAddr,
    rooms: Rooms,
    hall: Arc<Hall>,
    stop: Option<actix_web::dev::ServerHandle>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    fn start() -> Self {
        Self::with(Timing::default(), Limits::default())
    }

    fn with(timing: Timing, limits: Limits) -> Self {
        let hall = Arc::new(Hall::default());
        let (sender, receiver) = mpsc::channel();
        let authority = hall.clone();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let settings = Settings {
                    news: super::news(1).0,
                    keys: keys(),
                    naming: Naming::new(["thread-"]),
                    marker: Box::new(|room| {
                        let id = room.strip_prefix("thread-")?;
                        let data = json!({ "threadId": id }).to_string();
                        Some(Marker {
                            event: "hearth:resync".into(),
                            data,
                        })
                    }),
                    limits,
                    timing,
                };
                let rooms = Rooms::start(settings, authority);
                let data = web::Data::new(rooms.clone());
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(data.clone())
                        .route("/app/{key}", web::get().to(upgrade))
                        .route("/io/", web::get().to(sessions::show))
                        .route("/io/", web::post().to(sessions::create))
                })
                .client_disconnect_timeout(Duration::ZERO)
                .workers(1)
                .disable_signals()
                .bind("127.0.0.1:0")
                .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                sender.send((address, rooms, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, rooms, stop) = receiver.recv().unwrap();
        Self {
            address,
            rooms,
            hall,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A socket that has been greeted. `who` is `member`, or `member/session`, or empty.
    fn connect(&self, who: &str) -> Client {
        let mut client = self.dial(&format!("key?protocol=7&client=js&version=8.6.0&who={who}"));
        let hello = client.next();
        assert_eq!(hello["event"], "pusher:connection_established");
        let data = data(&hello);
        assert_eq!(data["activity_timeout"], 30);
        client.socket_id = data["socket_id"].as_str().unwrap().to_owned();
        client
    }

    /// A socket, greeted or not.
    fn dial(&self, path: &str) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        let request = format!("ws://{}/app/{path}", self.address)
            .into_client_request()
            .unwrap();
        let (socket, _) = tungstenite::client(request, stream).unwrap();
        Client {
            socket,
            socket_id: String::new(),
        }
    }

    fn sign(&self, client: &Client, channel: &str, who: &str) -> Value {
        let who = identity(who).unwrap();
        let info = info(&who);
        let auth = self
            .rooms
            .sign_channel(&client.socket_id, channel, who, Some(&info));
        let auth = block_on(auth);
        serde_json::to_value(auth.unwrap()).unwrap()
    }

    fn sign_user(&self, client: &Client, who: &str, watchlist: &[&str]) -> Value {
        let who = identity(who).unwrap();
        let info = info(&who);
        let watchlist: Vec<String> = watchlist.iter().map(|id| (*id).to_owned()).collect();
        let auth = self
            .rooms
            .sign_user(&client.socket_id, who, Some(&info), &watchlist);
        let auth = block_on(auth);
        serde_json::to_value(auth.unwrap()).unwrap()
    }

    fn publish(&self, room: &str, text: &str) {
        let data = json!({ "text": text }).to_string();
        self.rooms
            .publish(Publication::new(room, "message:new", data))
            .wait();
    }

    /// Waits until something becomes true.
    fn until(&self, what: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !what(self) {
            assert!(start.elapsed() < PATIENCE, "it never came about");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            let rooms = self.rooms.clone();
            block_on(async move {
                rooms.shutdown(Duration::from_secs(3)).await;
                stop.stop(false).await;
            });
            let _ = thread.join();
        }
    }
}

/// One client.
struct Client {
    socket: WebSocket<TcpStream>,
    socket_id: String,
}

impl Client {
    fn say(&mut self, frame: Value) {
        self.socket.send(Message::text(frame.to_string())).unwrap();
    }

    fn subscribe(&mut self, channel: &str) {
        self.say(json!({ "event": "pusher:subscribe", "data": { "channel": channel } }));
    }

    fn subscribe_with(&mut self, channel: &str, mut auth: Value) {
        auth["channel"] = channel.into();
        self.say(json!({ "event": "pusher:subscribe", "data": auth }));
    }

    /// Subscribes and is let in.
    fn enter(&mut self, channel: &str) {
        self.subscribe(channel);
        self.expect("pusher_internal:subscription_succeeded", channel);
    }

    /// The next text frame.
    fn next(&mut self) -> Value {
        self.read(PATIENCE).expect("a frame should have come")
    }

    fn read(&mut self, patience: Duration) -> Option<Value> {
        let text = read_text(&mut self.socket, patience)?;
        Some(serde_json::from_str(&text).unwrap())
    }

    fn expect(&mut self, event: &str, channel: &str) -> Value {
        let frame = self.next();
        assert_eq!(
            (&frame["event"], &frame["channel"]),
            (&json!(event), &json!(channel)),
            "{frame}"
        );
        data(&frame)
    }

    /// The next frame is this text on this channel.
    fn hears(&mut self, channel: &str, text: &str) {
        assert_eq!(self.expect("message:new", channel)["text"], text);
    }

    fn is_refused(&mut self, channel: &str, status: u16) {
        let data = self.expect("pusher:subscription_error", channel);
        assert_eq!(
            (&data["status"], &data["type"]),
            (&json!(status), &json!("AuthError"))
        );
    }

    fn hears_nothing(&mut self) {
        assert_eq!(self.read(SILENCE), None);
    }

    /// Reads until the close frame and answers it; the code, and the texts before it.
    fn closing(&mut self) -> (u16, Vec<Value>) {
        let mut texts = Vec::new();
        self.socket
            .get_ref()
            .set_read_timeout(Some(PATIENCE))
            .unwrap();
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "a close frame should have come");
            match self.socket.read().expect("a close frame should have come") {
                Message::Text(text) => texts.push(serde_json::from_str(&text).unwrap()),
                Message::Close(frame) => {
                    let _ = self.socket.flush();
                    return (frame.expect("it should have a code").code.into(), texts);
                }
                _ => {}
            }
        }
    }

    fn is_closed_with(&mut self, code: u16) {
        assert_eq!(self.closing().0, code);
    }
}

/// `data` as the libraries see it: a JSON text in a string.
fn data(frame: &Value) -> Value {
    serde_json::from_str(
        frame["data"]
            .as_str()
            .unwrap_or_else(|| panic!("no text: {frame}")),
    )
    .unwrap()
}

/// The next text frame, if there is one in time.
fn read_text(socket: &mut WebSocket<TcpStream>, patience: Duration) -> Option<String> {
    let end = Instant::now() + patience;
    loop {
        let left = end
            .saturating_duration_since(Instant::now())
            .max(Duration::from_millis(1));
        socket.get_ref().set_read_timeout(Some(left)).unwrap();
        match socket.read() {
            Ok(Message::Text(text)) => return Some(text.to_string()),
            Ok(Message::Close(frame)) => panic!("closed: {frame:?}"),
            Ok(_) => {}
            Err(tungstenite::Error::Io(error)) if timed_out(&error) => return None,
            Err(error) => panic!("{error}"),
        }
    }
}

fn timed_out(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
    )
}

async fn upgrade(
    request: HttpRequest,
    payload: web::Payload,
    rooms: web::Data<Rooms>,
    key: web::Path<String>,
) -> Result<actix_web::HttpResponse, actix_web::Error> {
    let who = request
        .query_string()
        .split("who=")
        .nth(1)
        .unwrap_or_default();
    connection::accept(&request, payload, &rooms, Some(&key), Ok(identity(who)))
}

fn identity(who: &str) -> Option<Identity> {
    let (member, session) = who.split_once('/').unwrap_or((who, ""));
    (!member.is_empty()).then(|| Identity {
        member: member.into(),
        session: (!session.is_empty()).then(|| session.into()),
    })
}

/// What others see of somebody.
fn info(who: &Identity) -> Value {
    json!({ "name": who.member.to_uppercase() })
}

fn channel(name: &str) -> Channel {
    Naming::new(["thread-"]).parse(name).unwrap()
}

fn keys() -> AppKeys {
    AppKeys {
        id: "1".into(),
        key: "key".into(),
        secret: "secret".into(),
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
