//! Builds every machine, connects commit to dispatch, and starts and stops them in order.
//!
//! Doors close from the outside in: listener, sockets, requests in flight, then dispatch and the writer,
//! which leaves a checkpointed file behind.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::cookie::{Key, SameSite, time};
use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Routes, HttpServer, web};
use data_encoding::BASE64;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::authenticators::Authenticators;
use crate::base::clock::Clock;
use crate::base::config::Config;
use crate::base::token;
use crate::dispatch;
use crate::domain::families;
use crate::domain::tickets::code::CodeKey;
use crate::hasher::{self, Cost, Hasher};
use crate::live::{AppKeys, Limits, Naming, Rooms, Settings, Timing};
use crate::media::{Decoder, Tools};
use crate::outbound::Outbound;
use crate::store::blobs::Blobs;
use crate::store::folder::write_private;
use crate::store::partials::Partials;
use crate::store::space::Space;
use crate::store::{Folder, OpenError, Store};
use crate::views::api::events::{OWN, THREAD};
use crate::web::denials::Denials;
use crate::web::extract::BODY_LIMIT;
use crate::web::limits;
use crate::web::pages::form_config;
use crate::web::proxies::{self, Proxies};
use crate::web::session_store::DatabaseSessions;
use crate::web::site::Site;
use crate::web::sockets::Gate;
use crate::web::turns::Turns;
use crate::web::{api, bodies, connections, guard, respond, routes, tus};
use crate::webhooks::{self, Means, Webhooks};
use crate::worker::janitor::Janitor;
use crate::worker::{Bench, Worker};

/// How long sockets may take to say goodbye when the server stops.
const GOODBYE: Duration = Duration::from_secs(3);
/// How long requests in flight may take then, in seconds.
const IN_FLIGHT_SECS: u64 = 5;
/// Threads each web worker may block on database and disk; more would only wait for one another.
const BLOCKING_THREADS: usize = 8;
const MOST_CONNECTIONS: usize = 10_000;
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a cookie outlives its last renewal; the database decides earlier.
const COOKIE_DAYS: i64 = 365;

/// Why the app cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The data folder, or the system.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A key file holds something else.
    #[error("{0} in the folder keys cannot be read; restore it from a backup, or remove it")]
    Key(&'static str),
}

/// Every machine, running; no door is open yet.
pub struct App {
    site: web::Data<Site>,
    dispatcher: Option<std::thread::JoinHandle<()>>,
    bell: Arc<Notify>,
    webhooks: Webhooks,
    cookie_key: Key,
}

impl App {
    /// Starts the machines on the folder named in `config`, inside the present runtime. `program` is
    /// where this program lies, which is started again for each picture that is decoded.
    pub async fn open(config: Config, clock: Clock, program: PathBuf) -> Result<Self, StartError> {
        let folder = Folder::create(&config.data)?;
        let cookie_key = cookie_key(&folder)?;
        let keys = app_keys(&folder)?;
        let space = Space::of(folder.path(), config.free_space);
        let blobs = Blobs::open(&folder, space.clone());
        let partials = Partials::open(&folder, space);
        let (store, committed) = {
            let (folder, clock) = (folder.clone(), clock);
            tokio::task::spawn_blocking(move || Store::open(&folder, clock))
                .await
                .map_err(std::io::Error::other)??
        };
        let hasher = {
            let folder = folder.clone();
            let cost = tokio::task::spawn_blocking(move || password_cost(&folder));
            Hasher::start(cost.await.map_err(std::io::Error::other)??)?
        };
        let tools = Tools::found(program.clone());
        let decoder = Decoder::start(program)?;
        let gate = Gate::before(&store, &keys);
        let outbound = match config.outbound_home {
            true => Outbound::to_home(),
            false => Outbound::to_internet(),
        };
        let (desk, bulletin) = webhooks::desk();
        let means = Means {
            store: store.clone(),
            outbound: outbound.clone(),
            keys: keys.clone(),
        };
        let rooms = Rooms::start(
            Settings {
                keys,
                naming: Naming::new([THREAD]).with_common([OWN]),
                marker: Box::new(dispatch::resync),
                news: desk,
                limits: Limits {
                    sockets: config.max_sockets,
                    count_subscriptions: true,
                    ..Limits::default()
                },
                timing: Timing::default(),
            },
            gate,
        );
        let bell = Arc::new(Notify::new());
        let dispatcher = dispatch::start(
            store.reader(),
            rooms.clone(),
            config.base_path().to_owned(),
            bell.clone(),
            committed,
        )?;
        keep_setup_code(&folder, &store).await?;
        let site = Site {
            limits: limits::Limits::new(config.rate_limits),
            authenticators: Authenticators::new(&config),
            denials: Denials::default(),
            proxies: Proxies::new(&config.trusted_proxies),
            device_key: cookie_key.encryption().to_vec(),
            code_key: CodeKey::derived_from(cookie_key.encryption()),
            config: Arc::new(config),
            folder,
            store,
            blobs,
            partials,
            turns: Turns::default(),
            hasher,
            decoder,
            tools,
            outbound,
            rooms,
        };
        Ok(Self {
            site: web::Data::new(site),
            dispatcher: Some(dispatcher),
            bell,
            webhooks: Webhooks::start(means, bulletin),
            cookie_key,
        })
    }

    /// What handlers and commands work with.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Whoever takes away files that nobody needs.
    pub fn janitor(&self) -> Janitor {
        Janitor {
            store: self.site.store.clone(),
            blobs: self.site.blobs.clone(),
            partials: self.site.partials.clone(),
        }
    }

    /// Opens the web door on a bound listener.
    pub fn serve(&self, listener: TcpListener) -> std::io::Result<Serving> {
        // Nobody is sending anything yet: what lies there, a crash has left.
        for path in self.site.blobs.abandoned()? {
            std::fs::remove_file(path)?;
        }
        self.site.outbound.keep_off(listener.local_addr()?);
        let (site, cookie_key) = (self.site.clone(), self.cookie_key.clone());
        let server = HttpServer::new(move || {
            let base = site.base().to_owned();
            let signed_in = web::scope("")
                .wrap(sessions(&site, &cookie_key))
                .configure(routes::for_people)
                .configure(routes::for_programs)
                .configure(routes::for_sockets)
                .default_service(web::to(routes::nothing_here));
            let everything = web::scope(&base)
                .configure(routes::probes)
                .configure(routes::files)
                .configure(routes::for_servers)
                .service(signed_in);
            let mut app = Routes::new()
                .app_data(site.clone())
                .app_data(web::PayloadConfig::new(BODY_LIMIT))
                .app_data(form_config())
                // Read from below: the last wrapped sees a request first.
                .wrap(from_fn(api::speaks_json))
                .wrap(from_fn(guard::same_site))
                .wrap(from_fn(guard::known_host))
                .wrap(from_fn(proxies::noticed))
                .wrap(from_fn(respond::answer_errors))
                .wrap(from_fn(tus::says_its_version))
                .wrap(from_fn(bodies::in_time))
                .wrap(Compress::default())
                .wrap(from_fn(guard::name_and_headers));
            if !base.is_empty() {
                // Monitors ask at the root, and a sub-path without its slash is meant all the same.
                let home = web::redirect(base.clone(), format!("{base}/"));
                app = app.configure(routes::probes).service(home);
            }
            app.service(everything)
                .default_service(web::to(routes::nothing_here))
        })
        .on_connect(connections::bound)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .max_connections(MOST_CONNECTIONS)
        .keep_alive(KEEP_ALIVE)
        // Else each closed socket lingers for a second.
        .client_disconnect_timeout(Duration::ZERO)
        .shutdown_timeout(IN_FLIGHT_SECS)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Serving {
            handle: server.handle(),
            rooms: self.site.rooms.clone(),
            worker: Worker::start(
                self.janitor(),
                &Bench {
                    store: self.site.store.clone(),
                    blobs: self.site.blobs.clone(),
                    decoder: self.site.decoder.clone(),
                    tools: self.site.tools.clone(),
                    bell: self.bell.clone(),
                },
            ),
            task: tokio::spawn(server),
        })
    }

    /// Stops the machines: everything committed is dispatched, the database is checkpointed.
    pub async fn close(mut self) {
        self.site.rooms.shutdown(GOODBYE).await;
        self.webhooks.stop();
        let store = self.site.store.clone();
        let dispatcher = self.dispatcher.take();
        drop(self.site);
        let stopped = tokio::task::spawn_blocking(move || {
            store.close();
            if let Some(dispatcher) = dispatcher {
                let _ = dispatcher.join();
            }
        });
        if stopped.await.is_err() {
            tracing::error!("stopping failed; the database recovers at the next start");
        }
    }
}

/// The open web door.
pub struct Serving {
    handle: ServerHandle,
    rooms: Rooms,
    worker: Worker,
    task: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// Waits until the door closes by itself, which only a failure does.
    pub async fn ended(&mut self) -> std::io::Result<()> {
        (&mut self.task).await.map_err(std::io::Error::other)?
    }

    /// Stops accepting, lets sockets say goodbye so that clients come back soon, and finishes what
    /// is in flight.
    pub async fn stop(self) {
        self.handle.pause().await;
        self.rooms.shutdown(GOODBYE).await;
        self.handle.stop(true).await;
        let _ = self.task.await;
        self.worker.stop();
    }
}

fn sessions(site: &Site, key: &Key) -> SessionMiddleware<DatabaseSessions> {
    SessionMiddleware::builder(DatabaseSessions(site.store.clone()), key.clone())
        .cookie_name(site.cookie_name().to_owned())
        .cookie_secure(site.config.is_https())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_path("/".to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(
            PersistentSession::default().session_ttl(time::Duration::days(COOKIE_DAYS)),
        )
        .build()
}

fn cookie_key(folder: &Folder) -> Result<Key, StartError> {
    let text = folder.secret("cookie", || BASE64.encode(&token::random_bytes::<64>()))?;
    let bytes = BASE64
        .decode(text.as_bytes())
        .map_err(|_| StartError::Key("cookie"))?;
    match bytes.len() {
        64 => Ok(Key::from(&bytes)),
        _ => Err(StartError::Key("cookie")),
    }
}

fn app_keys(folder: &Folder) -> Result<AppKeys, StartError> {
    let text = folder.secret("channels", || {
        let keys = AppKeys::generate()
            .expect("the operating system's random generator is available after boot");
        format!("{} {} {}", keys.id, keys.key, keys.secret)
    })?;
    let mut parts = text.split(' ').map(str::to_owned);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(id), Some(key), Some(secret), None) => Ok(AppKeys { id, key, secret }),
        _ => Err(StartError::Key("channels")),
    }
}

/// What a password's hash costs here: measured at the first start and kept, so that every later hash
/// of the family costs the same and no start takes longer because the machine is busy.
fn password_cost(folder: &Folder) -> std::io::Result<Cost> {
    let path = folder.password_cost();
    match std::fs::read_to_string(&path) {
        Ok(kept) => match Cost::parse(&kept) {
            Some(cost) => return Ok(cost),
            None => tracing::warn!("password-cost cannot be read; it is measured anew"),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let cost = hasher::measure().map_err(std::io::Error::other)?;
    write_private(&path, &cost.to_string())?;
    tracing::info!(hash.cost = %cost, "measured how slowly passwords are hashed here");
    Ok(cost)
}

/// The code for `/setup`, while there is no family. It lies in the folder, so that whoever can read
/// that folder, and nobody else, founds the family.
pub fn setup_code(folder: &Folder) -> Option<String> {
    let code = std::fs::read_to_string(folder.setup_code()).ok()?;
    Some(code.trim().to_owned()).filter(|code| !code.is_empty())
}

/// Makes the code where it is needed and missing, and removes one that nobody needs any more.
async fn keep_setup_code(folder: &Folder, store: &Store) -> Result<(), StartError> {
    let has_family = store
        .read(families::any)
        .await
        .map_err(|error| OpenError::Sqlite(error.to_string()))?;
    let path = folder.setup_code();
    match (has_family, setup_code(folder)) {
        (false, None) => write_private(&path, &token::random_code())?,
        (true, Some(_)) => std::fs::remove_file(&path)?,
        _ => {}
    }
    Ok(())
}
