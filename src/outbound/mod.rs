//! Asking other servers, from inside a family's home, without becoming a way into it.
//!
//! Whoever gives an address may not be trusted with the home network: a request is only made to a checked
//! address of the internet, unless the person who runs the server opened the home network to it. It must
//! never know what is sent, or why.
//!
//! `destination` reads the text of a URL, once, and everything later works with what it understood.
//! `guard` says of a number on the network whether it may be connected to. Names are looked up once: the
//! addresses found are checked and connected to, so a name that answers otherwise the second time has
//! nobody to answer to. A name that has any address it may not have is refused as a whole.
//!
//! Each request blocks a thread of its own for ten seconds at most. On a runtime's pool it would keep the
//! server from stopping; these just end with the process.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod destination;

mod guard;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, oneshot};
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Timeout};

pub use self::destination::{Destination, Refused};
use self::guard::Reach;

/// How long a name may take to be found, and a connection to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long all of it may take.
const TOTAL: Duration = Duration::from_secs(10);
/// Requests under way at once; further ones wait.
const AT_ONCE: usize = 16;
/// The most of an answer's head that is read. Its body is not read at all.
const MOST_HEAD: usize = 64 * 1024;
/// A name with more addresses than this is tried at the first of them.
const MOST_ADDRESSES: usize = 8;

/// Finds the addresses of a name.
type Lookup = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// What is sent to another server.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Where to.
    pub to: Destination,
    /// What the body is: a media type.
    pub media_type: &'static str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The name or number leads somewhere that nothing may be sent to.
    #[error("the address is not one that may be asked")]
    Forbidden,
    /// No address was found for the name.
    #[error("the name was not found")]
    Unknown,
    /// Nobody took the connection, or it broke.
    #[error("the server was not reached")]
    Unreachable,
    /// It took too long.
    #[error("the server took too long")]
    TooSlow,
    /// It could not prove to be who it is.
    #[error("the server's certificate is not valid for this name")]
    Certificate,
    /// What came was no answer.
    #[error("the answer could not be understood")]
    Garbled,
}

impl Failure {
    /// In a word, for whoever keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
            Self::TooSlow => "too-slow",
            Self::Certificate => "certificate",
            Self::Garbled => "garbled",
        }
    }
}

/// The handle, cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    shared: Arc<Shared>,
}

struct Shared {
    reach: Reach,
    turns: Arc<Semaphore>,
    lookup: Box<Lookup>,
    /// Who vouches for the certificates of others.
    roots: RootCerts,
    /// Where this server itself listens, once it does.
    own: OnceLock<SocketAddr>,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Outbound({:?})", self.shared.reach)
    }
}

impl Outbound {
    /// Reaches the internet alone.
    pub fn to_internet() -> Self {
        Self::new(Reach::Internet, Box::new(look_up), RootCerts::WebPki)
    }

    /// Reaches the home network as well, on any port.
    pub fn to_home() -> Self {
        Self::new(Reach::Home, Box::new(look_up), RootCerts::WebPki)
    }

    fn new(reach: Reach, lookup: Box<Lookup>, roots: RootCerts) -> Self {
        let shared = Shared {
            reach,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            lookup,
            roots,
            own: OnceLock::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Says where this server listens itself. What it sends never comes back to it: it would answer its
    /// own questions in the name of whoever asked them.
    pub fn keep_off(&self, own: SocketAddr) {
        self.shared.own.get_or_init(|| own);
    }

    /// Reads where something is to be sent. A name is only looked up when it is.
    pub fn destination(&self, text: &str) -> Result<Destination, Refused> {
        Destination::parse(text, self.shared.reach)
    }

    /// Posts a letter; the status of the answer, whichever it is. Nobody is followed anywhere else.
    pub async fn post(&self, letter: Letter) -> Result<u16, Failure> {
        let turn = self.shared.turns.clone().acquire_owned().await;
        let shared = self.shared.clone();
        let (answer, answered) = oneshot::channel();
        let posting = move || {
            let _turn = turn;
            let _ = answer.send(shared.post(&letter));
        };
        let thread = std::thread::Builder::new().name("outbound".to_owned());
        if let Err(error) = thread.spawn(posting) {
            tracing::error!(%error, "no thread for a request to another server");
            return Err(Failure::Unreachable);
        }
        answered.await.unwrap_or(Err(Failure::Unreachable))
    }
}

impl Shared {
    fn post(self: &Arc<Self>, letter: &Letter) -> Result<u16, Failure> {
        let until = Instant::now() + TOTAL;
        let addresses = self.addresses(&letter.to)?;
        let left = until.saturating_duration_since(Instant::now());
        let tls = TlsConfig::builder().root_certs(self.roots.clone()).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            // A proxy named in the environment would look names up by itself.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT.min(left)))
            .timeout_global(Some(left))
            .max_response_header_size(MOST_HEAD)
            .max_idle_connections(0)
            .user_agent("Hearth")
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::new(), Pinned(addresses));
        let mut request = agent
            .post(letter.to.as_str())
            .header("Content-Type", letter.media_type);
        for (name, value) in &letter.headers {
            request = request.header(*name, value);
        }
        let answer = request.send(&letter.body).map_err(|error| why(&error))?;
        Ok(answer.status().as_u16())
    }

    /// Where a destination lies, all of it checked.
    fn addresses(self: &Arc<Self>, to: &Destination) -> Result<Vec<SocketAddr>, Failure> {
        let mut found = match to.address() {
            Some(address) => vec![SocketAddr::new(address, to.port())],
            None => self.look_up_in_time(to)?,
        };
        found.truncate(MOST_ADDRESSES);
        match found.iter().all(|address| self.allows(*address)) {
            _ if found.is_empty() => Err(Failure::Unknown),
            true => Ok(found),
            false => Err(Failure::Forbidden),
        }
    }

    fn allows(&self, address: SocketAddr) -> bool {
        self.reach.allows(address.ip()) && !self.is_own(address)
    }

    /// The system has no time limit of its own for looking up a name.
    fn look_up_in_time(self: &Arc<Self>, to: &Destination) -> Result<Vec<SocketAddr>, Failure> {
        let (shared, name, port) = (self.clone(), to.name().to_owned(), to.port());
        let (answer, answered) = mpsc::channel();
        let looking = move || {
            let _ = answer.send((shared.lookup)(&name, port));
        };
        let thread = std::thread::Builder::new().name("lookup".to_owned());
        thread.spawn(looking).map_err(|_| Failure::Unknown)?;
        match answered.recv_timeout(CONNECT) {
            Ok(found) => found.map_err(|_| Failure::Unknown),
            Err(_) => Err(Failure::TooSlow),
        }
    }

    /// Whether this server itself listens there, by whichever of this computer's addresses.
    fn is_own(&self, address: SocketAddr) -> bool {
        let Some(own) = self.shared_port(address) else {
            return false;
        };
        let ip = guard::canonical(address.ip());
        ip == guard::canonical(own.ip()) || is_of_this_computer(ip)
    }

    fn shared_port(&self, address: SocketAddr) -> Option<SocketAddr> {
        self.own
            .get()
            .copied()
            .filter(|own| own.port() == address.port())
    }
}

/// Whether packets to an address stay on this computer; the system knows without sending one.
fn is_of_this_computer(ip: IpAddr) -> bool {
    let any: SocketAddr = match ip {
        IpAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
        IpAddr::V6(_) => ([0_u16; 8], 0).into(),
    };
    let from = || {
        let socket = UdpSocket::bind(any)?;
        socket.connect((ip, 9))?;
        socket.local_addr()
    };
    ip.is_loopback() || from().is_ok_and(|from: SocketAddr| from.ip() == ip)
}

fn look_up(name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    Ok((name, port).to_socket_addrs()?.collect())
}

/// Answers with the addresses that were checked, whatever it is asked for.
#[derive(Debug)]
struct Pinned(Vec<SocketAddr>);

impl Resolver for Pinned {
    fn resolve(
        &self,
        _: &Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut pinned = self.empty();
        for address in &self.0 {
            pinned.push(*address);
        }
        Ok(pinned)
    }
}

fn why(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(Timeout::Resolve) | ureq::Error::HostNotFound => Failure::Unknown,
        ureq::Error::Timeout(_) => Failure::TooSlow,
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => Failure::Certificate,
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Failure::TooSlow,
        // What goes wrong while two servers agree on a secret comes wrapped as a fault of the line.
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            Failure::Certificate
        }
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => Failure::Unreachable,
        _ => Failure::Garbled,
    }
}
