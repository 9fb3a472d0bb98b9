//! The one task that owns the room registry, and the handle through which everybody else speaks
//! to it.
//!
//! The handle is cheap to clone and hides the queue. The queue is bounded, and whoever finds it
//! full waits: an event that has been accepted is never dropped on the way to the registry, and
//! two events from one sender stay in order. Works from async code (`.await`) and from a plain
//! thread (`.wait()`) alike.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use serde::Serialize;
use tokio::sync::{Notify, mpsc, oneshot};

use super::{
    AppKeys, Authority, BadChannel, Channel, Identity, Kind, Limits, Marker, MarkerFor, Naming,
    Settings, SocketId, Timing,
    counters::{Counters, Counts},
    outbox::{About, Frame, Loss, MarkerOf, Outbox},
    protocol::EventText,
    registry::{Command, Parcel, Registry, Reply},
};

/// How many commands may wait before their senders do.
const QUEUE: usize = 1024;

/// How many commands are carried out before other tasks get a turn.
const BATCH: usize = 64;

/// An event for everybody in one or several rooms.
#[derive(Clone, Debug)]
pub struct Publication {
    channels: Vec<String>,
    event: String,
    data: String,
    except: Option<SocketId>,
}

impl Publication {
    /// An event for the room behind a channel; `data` is a JSON text.
    pub fn new(
        channel: impl Into<String>,
        event: impl Into<String>,
        data: impl Into<String>,
    ) -> Self {
        let channels = vec![channel.into()];
        Self {
            channels,
            event: event.into(),
            data: data.into(),
            except: None,
        }
    }

    /// For this room as well. A room named twice, under whatever names, still gets it once.
    pub fn also(mut self, channel: impl Into<String>) -> Self {
        self.channels.push(channel.into());
        self
    }

    /// Not for this socket: usually the one whose doing it was.
    pub fn except(mut self, socket: Option<SocketId>) -> Self {
        self.except = socket;
        self
    }
}

/// Why a signature was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The socket id is malformed, or no such socket is open on this server.
    #[error("No such socket")]
    NoSuchSocket,
    /// The socket has been claimed by another member.
    #[error("This socket is somebody else's")]
    SomebodyElse,
    /// The name is not that of a channel.
    #[error(transparent)]
    BadChannel(#[from] BadChannel),
    /// The channel is of a kind that is not signed, or that this server does not sign.
    #[error("This channel takes no signature")]
    NotSignable,
}

/// What `POST /pusher/auth` answers, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelAuth {
    /// Key and signature.
    pub auth: String,
    /// The text that was signed along with a presence channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_data: Option<String>,
}

/// The handle of a running server.
#[derive(Clone)]
pub struct Rooms {
    queue: mpsc::Sender<Command>,
    shared: Arc<Shared>,
}

/// What never changes while the server runs.
pub(super) struct Shared {
    pub(super) keys: AppKeys,
    pub(super) naming: Naming,
    pub(super) limits: Limits,
    pub(super) timing: Timing,
    pub(super) authority: Arc<dyn Authority>,
    marker_of: MarkerOf,
    counters: Arc<Counters>,
    /// Connections that have not ended yet, greeted or not; the last one out says so.
    connections: AtomicUsize,
    emptied: Notify,
}

impl Rooms {
    /// Starts the registry as a task of the present runtime.
    pub fn start(settings: Settings, authority: Arc<dyn Authority>) -> Self {
        let counters = Arc::new(Counters::default());
        let registry = Registry::new(settings.limits, counters.clone());
        let (queue, commands) = mpsc::channel(QUEUE);
        tokio::spawn(run(registry, commands));
        let shared = Shared {
            keys: settings.keys,
            marker_of: marker_of(settings.naming.clone(), settings.marker),
            naming: settings.naming,
            limits: settings.limits,
            timing: settings.timing,
            authority,
            counters,
            connections: AtomicUsize::new(0),
            emptied: Notify::new(),
        };
        Self {
            queue,
            shared: Arc::new(shared),
        }
    }

    /// The app's id, key and secret.
    pub fn keys(&self) -> &AppKeys {
        &self.shared.keys
    }

    /// Which names are one room.
    pub fn naming(&self) -> &Naming {
        &self.shared.naming
    }

    /// How things stand.
    pub fn counts(&self) -> Counts {
        self.shared.counters.read()
    }

    /// Whether the registry still carries out what it is told.
    pub fn is_running(&self) -> bool {
        !self.queue.is_closed()
    }

    /// Sends an event to everybody in its rooms. Done once it is queued: later calls by the same
    /// sender, publications and removals alike, take effect after it.
    pub fn publish(&self, publication: Publication) -> Errand<()> {
        let Publication {
            channels,
            event,
            data,
            except,
        } = publication;
        let mut rooms: Vec<Arc<str>> = Vec::with_capacity(channels.len());
        for name in channels {
            match self.shared.naming.parse(&name) {
                Ok(channel) if !rooms.iter().any(|room| **room == *channel.room()) => {
                    rooms.push(channel.shared_room());
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "an event went to no channel"),
            }
        }
        let parcel = Parcel {
            rooms,
            event,
            data,
            except,
            user_id: None,
        };
        self.tell(Command::Publish(Box::new(parcel)))
    }

    /// A member has come to a room: those of its sockets that wait for the room may try again.
    pub fn admit(&self, member: &str, room: &str) -> Errand<()> {
        self.tell(Command::Admit {
            member: member.into(),
            room: self.room(room),
        })
    }

    /// A member has gone from a room. When this is done nothing published later reaches any of
    /// the member's sockets by that room, nor does any subscription that was under way.
    pub fn evict(&self, member: &str, room: &str) -> Errand<()> {
        let (member, room) = (member.into(), self.room(room));
        self.ask((), |reply| Command::Evict {
            member,
            room,
            reply,
        })
    }

    /// A session has ended. When this is done nothing published later reaches its sockets.
    pub fn close_session(&self, session: &str) -> Errand<()> {
        let session = session.into();
        self.ask((), |reply| Command::CloseSession { session, reply })
    }

    /// A member has ended. When this is done nothing published later reaches its sockets.
    pub fn close_member(&self, member: &str) -> Errand<()> {
        let member = member.into();
        self.ask((), |reply| Command::CloseMember { member, reply })
    }

    /// Signs a private or presence channel for a socket, and notes for whom: the signature is of
    /// use to this socket and this member only. The caller has made sure that `who` is the one
    /// who asks and may hear the channel. `user_info` is what others see on a presence channel.
    pub async fn sign_channel(
        &self,
        socket_id: &str,
        channel: &str,
        who: Identity,
        user_info: Option<&serde_json::Value>,
    ) -> Result<ChannelAuth, NotSigned> {
        let socket: SocketId = socket_id.parse().map_err(|_| NotSigned::NoSuchSocket)?;
        let channel = self.shared.naming.parse(channel)?;
        let channel_data = match channel.kind() {
            Kind::Private => None,
            Kind::Presence => Some(channel_data(&who.member, user_info)),
            Kind::Public | Kind::Encrypted | Kind::ToUser => return Err(NotSigned::NotSignable),
        };
        let auth = self
            .keys()
            .sign_channel(socket_id, channel.name(), channel_data.as_deref());
        self.ask(Err(NotSigned::NoSuchSocket), |reply| Command::Grant {
            socket,
            channel,
            who,
            reply,
        })
        .await?;
        Ok(ChannelAuth { auth, channel_data })
    }

    /// Says goodbye to every socket, lets nobody in any more, and waits until all have gone or
    /// `patience` has run out. Publishing goes on to be possible and reaches nobody.
    pub async fn shutdown(&self, patience: Duration) {
        self.ask((), |reply| Command::Stop { reply }).await;
        let _ = tokio::time::timeout(patience, self.emptied()).await;
    }

    /// Tells the registry something.
    pub(super) fn tell(&self, command: Command) -> Errand<()> {
        Errand {
            queue: self.queue.clone(),
            command,
            answer: None,
            otherwise: (),
        }
    }

    /// Asks the registry something; `otherwise` is the answer of one that has stopped.
    pub(super) fn ask<T>(
        &self,
        otherwise: T,
        command: impl FnOnce(Reply<T>) -> Command,
    ) -> Errand<T> {
        let (reply, answer) = Reply::new();
        let command = command(reply);
        Errand {
            queue: self.queue.clone(),
            command,
            answer: Some(answer),
            otherwise,
        }
    }

    /// A socket has gone. Cannot wait, because it is called from a destructor.
    pub(super) fn forget(&self, socket: SocketId) {
        let full = self.queue.try_send(Command::Gone { socket }).is_err();
        if full && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(self.tell(Command::Gone { socket }).into_future());
        }
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(super) fn new_outbox(&self) -> Arc<Outbox> {
        Arc::new(Outbox::new(self.shared.marker_of.clone()))
    }

    pub(super) fn connection_began(&self) {
        self.shared.connections.fetch_add(1, Relaxed);
    }

    pub(super) fn connection_ended(&self) {
        if self.shared.connections.fetch_sub(1, Relaxed) == 1 {
            self.shared.emptied.notify_waiters();
        }
    }

    async fn emptied(&self) {
        loop {
            let emptied = self.shared.emptied.notified();
            if self.shared.connections.load(Relaxed) == 0 {
                return;
            }
            emptied.await;
        }
    }

    fn room(&self, name: &str) -> String {
        match self.shared.naming.parse(name) {
            Ok(channel) => channel.room().to_owned(),
            Err(_) => name.to_owned(),
        }
    }
}

/// Something on its way to the registry: `.await` it in async code, `.wait()` on a plain thread.
///
/// A registry that has stopped has no sockets, so there is nothing that could fail: what was to be
/// closed is closed, and what was to be published reaches nobody.
#[must_use = "nothing happens until it is awaited or waited for"]
pub struct Errand<T> {
    queue: mpsc::Sender<Command>,
    command: Command,
    answer: Option<oneshot::Receiver<T>>,
    otherwise: T,
}

impl<T> Errand<T> {
    /// Blocks the thread until it is done. Panics on a thread that runs async tasks.
    pub fn wait(self) -> T {
        if self.queue.blocking_send(self.command).is_err() {
            return self.otherwise;
        }
        match self.answer {
            Some(answer) => answer.blocking_recv().unwrap_or(self.otherwise),
            None => self.otherwise,
        }
    }
}

impl<T: Send + 'static> IntoFuture for Errand<T> {
    type Output = T;
    type IntoFuture = Pin<Box<dyn Future<Output = T> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            if self.queue.send(self.command).await.is_err() {
                return self.otherwise;
            }
            match self.answer {
                Some(answer) => answer.await.unwrap_or(self.otherwise),
                None => self.otherwise,
            }
        })
    }
}

/// Carries out commands one by one until the last handle is gone.
async fn run(mut registry: Registry, mut commands: mpsc::Receiver<Command>) {
    let mut batch = Vec::with_capacity(BATCH);
    while commands.recv_many(&mut batch, BATCH).await > 0 {
        let now = Instant::now();
        for command in batch.drain(..) {
            registry.apply(command, now);
        }
        tokio::task::yield_now().await;
    }
}

/// How an outbox makes the frame that tells its client to catch up.
fn marker_of(naming: Naming, marker: MarkerFor) -> MarkerOf {
    Arc::new(move |about: &About| {
        let Marker { event, data } = marker(&about.room)?;
        let channel: Channel = naming.parse(&about.channel).ok()?;
        let text = EventText::new(&event, &data, None).on(channel.name());
        Some(Frame::about(text, &channel, Loss::Never))
    })
}

/// Who one is on a presence channel, as the protocol spells it.
fn channel_data(member: &str, user_info: Option<&serde_json::Value>) -> String {
    let mut data = serde_json::Map::from_iter([("user_id".to_owned(), member.into())]);
    if let Some(info) = user_info {
        data.insert("user_info".to_owned(), info.clone());
    }
    serde_json::Value::Object(data).to_string()
}
