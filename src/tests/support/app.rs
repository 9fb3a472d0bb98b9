//! The real server, on a free port, with a data folder of its own.
//!
//! Nothing is replaced by a stand-in: the same `App` that `hearth serve` runs, on a thread with a
//! runtime of its own, so that tests stay plain blocking code. Dropping it stops the server as
//! SIGTERM would. Sockets and clients should be made after the app: they are then dropped first,
//! and nobody waits for their goodbye.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use hearth::app::App as Hearth;
use hearth::base::clock::Clock;
use hearth::base::config::{Config, Sources};
use hearth::base::event::Event;
use hearth::hasher::Cost;
use hearth::live::Rooms;
use hearth::store::Store;
use hearth::worker::janitor::Janitor;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::cast::{self, Who};
use super::client::{Client, Identity};

/// Requests are not counted.
pub const UNHURRIED: (&str, &str) = ("HEARTH_RATE_LIMITS", "off");

/// A running server with the family in it.
pub struct App {
    folder: Option<TempDir>,
    clock: Clock,
    environment: Vec<(String, String)>,
    running: Option<Running>,
}

struct Running {
    address: SocketAddr,
    store: Store,
    rooms: Rooms,
    janitor: Janitor,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl App {
    /// A server with the family in it. Nobody counts how fast the tests are.
    pub fn start() -> Self {
        Self::at(Clock::system())
    }

    /// The same with a clock of the test's own.
    pub fn at(clock: Clock) -> Self {
        Self::with(clock, &[UNHURRIED])
    }

    /// The same with these settings and no others.
    pub fn with_settings(settings: &[(&str, &str)]) -> Self {
        Self::with(Clock::system(), settings)
    }

    /// A server that nobody has set up yet.
    pub fn empty() -> Self {
        Self::on(folder(), Clock::system(), &[UNHURRIED])
    }

    fn with(clock: Clock, settings: &[(&str, &str)]) -> Self {
        let folder = folder();
        cast::move_into(folder.path());
        Self::on(folder, clock, settings)
    }

    /// A server on a folder that is there already.
    pub fn on(folder: TempDir, clock: Clock, settings: &[(&str, &str)]) -> Self {
        let mut app = Self {
            folder: Some(folder),
            clock,
            environment: settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            running: None,
        };
        app.running = Some(app.run());
        app
    }

    /// Stops, and starts again on the same folder and another port.
    pub fn restart(&mut self) {
        self.stop();
        self.running = Some(self.run());
    }

    /// Stops as SIGTERM would; the folder stays.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            let _ = running.stop.send(());
            running.thread.join().expect("the server stops in peace");
        }
    }

    /// Stops, and leaves the folder to whoever asked.
    pub fn into_folder(mut self) -> TempDir {
        self.stop();
        self.folder.take().expect("it is given away once")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running().address
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().expect("it is ours").path()
    }

    /// The database behind it, for what no door offers yet.
    pub fn store(&self) -> &Store {
        &self.running().store
    }

    /// Waits until all that was written has been told: a write is answered before it is. Where nothing
    /// can be written there is nothing to wait for.
    pub fn has_told(&self) {
        let last = self.store().write_here(|tx| {
            tx.emit(Event::JobQueued);
            Ok(())
        });
        if let Ok(last) = last {
            runtime().block_on(last.dispatched());
        }
    }

    /// The live channels behind it.
    pub fn rooms(&self) -> &Rooms {
        &self.running().rooms
    }

    /// Whoever takes away files that nobody needs.
    pub fn janitor(&self) -> &Janitor {
        &self.running().janitor
    }

    /// Somebody at a signed-in browser.
    pub fn browser(&self, who: Who) -> Client {
        self.client(Identity::Cookie(cast::cookie(who)))
    }

    /// A program with somebody's token, which allows everything a token can.
    pub fn program(&self, who: Who) -> Client {
        self.client(Identity::Token(cast::token(who)))
    }

    /// Nobody.
    pub fn anonymous(&self) -> Client {
        self.client(Identity::None)
    }

    /// A client that says it is this.
    pub fn client(&self, identity: Identity) -> Client {
        Client::new(self.address(), identity)
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the server runs")
    }

    fn run(&self) -> Running {
        let config = config(self.folder(), &self.environment);
        let clock = self.clock.clone();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a usable socket");
        let address = listener.local_addr().expect("a bound socket");
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            runtime().block_on(async move {
                let hearth = Hearth::open(config, clock, program())
                    .await
                    .expect("it opens");
                let serving = hearth.serve(listener).expect("it serves");
                let site = hearth.site();
                ready
                    .send((site.store.clone(), site.rooms.clone(), hearth.janitor()))
                    .expect("the test waits");
                let _ = stopped.await;
                serving.stop().await;
                hearth.close().await;
            });
        });
        let (store, rooms, janitor) = started.recv().expect("the server starts");
        Running {
            address,
            store,
            rooms,
            janitor,
            stop,
            thread,
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            let _ = running.stop.send(());
            // A second panic while a test fails would hide the first.
            let _ = running.thread.join();
        }
    }
}

/// A folder with nothing in it but what a password's hash costs: the least, so that nobody waits.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    set_password_cost(folder.path(), Cost::LEAST);
    folder
}

/// Says what a hash costs, as if that had been measured.
pub fn set_password_cost(data: &Path, cost: Cost) {
    std::fs::write(data.join("password-cost"), cost.to_string()).expect("a writable folder");
}

/// The settings of a server on `data`, with nothing from this process's own environment. However full the
/// disk is that tests run on, files find room unless the test says otherwise.
pub fn config(data: &Path, environment: &[(String, String)]) -> Config {
    let nothing = |_: &Path| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let mut settings = BTreeMap::from([("HEARTH_FREE_SPACE".to_owned(), "0".to_owned())]);
    settings.extend(environment.iter().cloned());
    Config::read(&Sources {
        flags: vec![("data", data.display().to_string())],
        environment: settings
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect(),
        read: &nothing,
    })
    .unwrap_or_else(|problem| panic!("{problem:?}"))
}

/// The program as it is shipped, which a server starts again for each picture.
pub fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_hearth").into()
}

/// What the server runs on.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}
