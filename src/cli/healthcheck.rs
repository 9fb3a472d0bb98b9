//! `hearth healthcheck`: asks the running server's `/readyz`, as a container runtime does each minute.
//!
//! Over HTTP and not over the control socket, because families come by HTTP. The socket only tells
//! the address, which with port 0 nobody else knows. Where the data folder is out of reach the
//! configured address is tried; where it is in reach and nobody greets, another server on that
//! address must not pass for this one.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::control;
use super::lock;
use super::stop::{Outcome, Stop};
use super::words::say;
use crate::base::config::Config;

const TIME_TO_ANSWER: Duration = Duration::from_secs(3);
/// Part of it: a server that is well greets at once.
const TIME_TO_GREET: Duration = Duration::from_secs(1);

pub(super) fn run(config: &Config) -> Outcome {
    let until = Instant::now() + TIME_TO_ANSWER;
    let address = match control::greet(&config.data, TIME_TO_GREET) {
        Ok(greeting) => greeting.address,
        Err(_) if config.listen.port() != 0 && !lock::is_inhabited(&config.data) => config.listen,
        Err(_) => {
            return Err(Stop::refused(say(
                "cli-health-port-unknown",
                &[("folder", &config.data.display())],
            )));
        }
    };
    let address = reachable(address);
    let path = format!("{}/readyz", config.base_path());
    let status = status_of(address, &path, until).map_err(|cause| {
        Stop::refused(say(
            "cli-health-not-running",
            &[("address", &address), ("cause", &cause)],
        ))
    })?;
    if status.split(' ').nth(1) == Some("200") {
        return Ok(());
    }
    Err(Stop::refused(say(
        "cli-health-status",
        &[("address", &address), ("status", &status)],
    )))
}

/// An address that can be connected to: listening on all of them includes the computer's own.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    let host = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        other => other,
    };
    SocketAddr::new(host, address.port())
}

/// The status line of one request, within the time there is for all of it.
fn status_of(address: SocketAddr, path: &str, until: Instant) -> io::Result<String> {
    const LONGEST: usize = 256;
    let left = || match until.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(io::Error::from(io::ErrorKind::TimedOut)),
        left => Ok(left),
    };
    let mut stream = TcpStream::connect_timeout(&address, left()?)?;
    stream.set_write_timeout(Some(left()?))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut line = Vec::new();
    let mut part = [0; LONGEST];
    while !line.contains(&b'\n') && line.len() < LONGEST {
        stream.set_read_timeout(Some(left()?))?;
        match stream.read(&mut part)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => line.extend_from_slice(&part[..count]),
        }
    }
    let line = String::from_utf8_lossy(&line);
    Ok(line.lines().next().unwrap_or_default().to_owned())
}
