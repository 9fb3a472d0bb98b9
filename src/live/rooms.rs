//! The one task that owns the room registry, and the handle through which everybody else speaks
//! to it.
//!
//! The handle is cheap to clone and hides the queue. The queue is bounded, and whoever finds it
//! full waits: an event that has been accepted is never dropped on the way to the registry, and
//! two events from one sender stay in order. Works from async code (`.await`) and from a plain
//! thread (`.wait()`) alike.

use std::{
    collections::HashSet,
    future::IntoFuture,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::sync::{Notify, mpsc};

use super::{
    App, AppKeys, Authority, BadChannel, Channel, Errand, Limits, Marker, MarkerFor, Naming,
    Settings, SocketId, Timing, Unavailable,
    counters::{Counters, Counts},
    dialect::Dialect,
    outbox::{About, Frame, Loss, MarkerOf, Outbox},
    protocol::EventText,
    registry::{ChannelInfo, Command, Parcel, Registry, Reply},
    socketio::Lines,
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
    about: Option<i64>,
    to_later: Option<(i64, String)>,
    app: Option<Arc<str>>,
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
            about: None,
            to_later: None,
            app: None,
        }
    }

    /// By this app: names are meant as it means them.
    pub fn by(mut self, app: &App) -> Self {
        self.app = app.scope().cloned();
        self
    }

    /// It is about something at this place of the room's order: not for those who were let in after it.
    pub fn about(mut self, place: i64) -> Self {
        self.about = Some(place);
        self
    }

    /// Other data for those who were let in after what is at `place` of the room's order: they are not
    /// to know of it.
    pub fn to_later(mut self, place: i64, data: impl Into<String>) -> Self {
        self.to_later = Some((place, data.into()));
        self
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

/// The handle of a running server.
#[derive(Clone)]
pub struct Rooms {
    queue: mpsc::Sender<Command>,
    shared: Arc<Shared>,
}

/// What never changes while the server runs.
pub(super) struct Shared {
    pub(super) own: App,
    pub(super) naming: Naming,
    pub(super) limits: Limits,
    pub(super) timing: Timing,
    pub(super) authority: Arc<dyn Authority>,
    /// The sessions that requests reach by name.
    pub(super) lines: Lines,
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
        let registry = Registry::new(settings.limits, counters.clone(), settings.news);
        let (queue, commands) = mpsc::channel(QUEUE);
        tokio::spawn(run(registry, commands));
        let shared = Shared {
            own: App::own(settings.keys),
            lines: Lines::default(),
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

    /// Id, key and secret of the server's own app.
    pub fn keys(&self) -> &AppKeys {
        self.shared.own.keys()
    }

    /// The server's own app.
    pub fn own_app(&self) -> &App {
        &self.shared.own
    }

    /// The app with this key, if there is one.
    pub async fn app(&self, key: &str) -> Result<Option<App>, Unavailable> {
        if key == self.keys().key {
            return Ok(Some(self.shared.own.clone()));
        }
        let asked = self.shared.authority.app(key);
        match tokio::time::timeout(self.shared.timing.authority, asked).await {
            Ok(found) => Ok(found?.map(App::further)),
            Err(_) => Err(Unavailable),
        }
    }

    /// The app that a socket came by, if there is such a socket.
    pub async fn app_of(&self, socket_id: &str) -> Option<App> {
        let socket = socket_id.parse().ok()?;
        self.ask(None, |reply| Command::AppOf { socket, reply })
            .await
    }

    /// Reads the name of a channel as an app means it.
    pub fn channel_of(&self, app: &App, name: &str) -> Result<Channel, BadChannel> {
        app.channel(&self.shared.naming, name)
    }

    /// Which names are one room.
    pub fn naming(&self) -> &Naming {
        &self.shared.naming
    }

    /// How many bytes a message from a client may have.
    pub fn longest_message(&self) -> usize {
        self.shared.limits.message_bytes
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
            channels: names,
            event,
            data,
            except,
            about,
            to_later,
            app,
        } = publication;
        let mut channels: Vec<Channel> = Vec::with_capacity(names.len());
        for name in names {
            match self.shared.naming.parse_in(app.as_ref(), &name) {
                Ok(channel) if channels.iter().any(|other| other.room() == channel.room()) => {}
                Ok(channel) => channels.push(channel),
                Err(error) => tracing::warn!(%error, "an event went to no channel"),
            }
        }
        self.tell(Command::Publish(Box::new(Parcel {
            channels,
            event,
            data,
            except,
            about,
            to_later,
        })))
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

    /// One of a room's names is closed to a member, as [`evict`](Self::evict) closes all of them.
    pub fn withdraw(&self, member: &str, name: &str) -> Errand<()> {
        let (member, room) = (member.into(), self.room(name));
        let name = name.into();
        self.ask((), |reply| Command::Withdraw {
            member,
            room,
            name,
            reply,
        })
    }

    /// Whom a member may know to be here has changed. When this is done the member's sockets watch
    /// nobody but `kept`, and nobody but these watches the member.
    pub fn keep_watching(&self, member: &str, kept: HashSet<String>) -> Errand<()> {
        let member = member.into();
        self.ask((), |reply| Command::KeepWatching {
            member,
            kept,
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

    /// Closes the sockets on which a user has signed in; others of the same member stay.
    pub fn terminate_user(&self, user: &str) -> Errand<()> {
        let user = user.into();
        self.ask((), |reply| Command::Terminate { user, reply })
    }

    /// The occupied channels that an app reaches and whose names begin with `prefix`, by name.
    pub fn channels(&self, app: &App, prefix: &str) -> Errand<Vec<ChannelInfo>> {
        let (app, prefix) = (app.clone(), prefix.into());
        self.ask(Vec::new(), |reply| Command::Channels { app, prefix, reply })
    }

    /// How a channel stands; `None` if the server has stopped.
    pub async fn channel(&self, channel: &Channel) -> Option<ChannelInfo> {
        let channel = channel.clone();
        let (reply, answer) = Reply::new();
        self.tell(Command::Channel { channel, reply }).await;
        answer.await.ok()
    }

    /// Who is on a presence channel, each once.
    pub fn users(&self, channel: &Channel) -> Errand<Vec<String>> {
        let channel = channel.clone();
        self.ask(Vec::new(), |reply| Command::Users { channel, reply })
    }

    /// Which members have a socket in a room, by whatever name.
    pub fn present(&self, room: &str) -> Errand<Vec<String>> {
        let room = self.room(room);
        self.ask(Vec::new(), |reply| Command::Present { room, reply })
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

    pub(super) fn new_outbox(&self, dialect: Dialect) -> Arc<Outbox> {
        let outbox = Outbox::new(self.shared.marker_of.clone());
        outbox.speak(dialect);
        Arc::new(outbox)
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

/// Carries out commands one by one until the last handle is gone.
async fn run(mut registry: Registry, mut commands: mpsc::Receiver<Command>) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let received = commands.recv_many(&mut batch, BATCH);
        let received = match registry.next_due() {
            Some(due) => tokio::time::timeout_at(due.into(), received).await.ok(),
            None => Some(received.await),
        };
        if received == Some(0) {
            return;
        }
        let now = Instant::now();
        for command in batch.drain(..) {
            registry.apply(command, now);
        }
        registry.tick(now);
        tokio::task::yield_now().await;
    }
}

/// How an outbox makes the frame that tells its client to catch up.
fn marker_of(naming: Naming, marker: MarkerFor) -> MarkerOf {
    Arc::new(move |about: &About, dialect: Dialect| {
        let Marker { event, data } = marker(&about.room)?;
        let channel: Channel = naming.parse(&about.channel).ok()?;
        let text = dialect.event(&EventText::new(&event, &data, None), &channel)?;
        Some(Frame::about(text, &channel, Loss::Never))
    })
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::{
        super::{Admission, Asked, Identity, Standing, news},
        *,
    };

    struct Nobody;

    impl Authority for Nobody {
        fn admit<'a>(&'a self, _: &'a Identity, _: &'a Channel) -> Asked<'a, Admission> {
            Box::pin(async { Admission::Refused })
        }

        fn recheck<'a>(&'a self, _: &'a Identity) -> Asked<'a, Standing> {
            Box::pin(async { Standing::Ended })
        }
    }

    fn settings() -> Settings {
        Settings {
            keys: AppKeys::generate().unwrap(),
            naming: Naming::default(),
            marker: Box::new(|_| None),
            news: news(1).0,
            limits: Limits::default(),
            timing: Timing::default(),
        }
    }

    #[test]
    fn one_who_publishes_faster_than_the_registry_works_waits_and_loses_nothing() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let guard = runtime.enter();
        // The runtime does not run yet, so this is a registry that is very busy.
        let rooms = Rooms::start(settings(), Arc::new(Nobody));
        drop(guard);
        let sent = Arc::new(AtomicUsize::new(0));
        let publisher = thread::spawn({
            let (rooms, sent) = (rooms.clone(), sent.clone());
            move || {
                for _ in 0..QUEUE + 500 {
                    rooms.publish(Publication::new("garden", "e", "{}")).wait();
                    sent.fetch_add(1, Relaxed);
                }
                rooms.evict("ann", "garden").wait();
            }
        });
        while sent.load(Relaxed) < QUEUE {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(50));
        assert_eq!(sent.load(Relaxed), QUEUE);
        runtime.block_on(async {
            while !publisher.is_finished() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        assert_eq!(sent.load(Relaxed), QUEUE + 500);
    }

    #[test]
    fn a_registry_that_has_stopped_keeps_nobody_waiting() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let guard = runtime.enter();
        let rooms = Rooms::start(settings(), Arc::new(Nobody));
        drop(guard);
        assert!(rooms.is_running());
        drop(runtime);
        assert!(!rooms.is_running());
        rooms.publish(Publication::new("garden", "e", "{}")).wait();
        rooms.close_member("ann").wait();
        assert_eq!(rooms.channels(rooms.own_app(), "").wait(), []);
    }
}
