//! Peers that misbehave on the wire: who never read, never finish what they began to say, or come
//! again and again. They get their limits, and nobody else notices them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

use crate::support::{App, PATIENCE};

/// The time limit for writing of the server's end of a connection, in milliseconds.
fn write_limit(client: SocketAddr) -> Option<u32> {
    // The server is in this process, so both ends are among its open files.
    let process = pidfd_open(getpid(), PidfdFlags::empty()).expect("it runs");
    let open = std::fs::read_dir("/proc/self/fd").expect("it is listed");
    open.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|number| pidfd_getfd(&process, number, PidfdGetfdFlags::empty()).ok())
        .find(|file| {
            rustix::net::getpeername(file)
                .ok()
                .and_then(|peer| SocketAddr::try_from(peer?).ok())
                == Some(client)
        })
        .map(|file| rustix::net::sockopt::tcp_user_timeout(file).expect("a TCP connection"))
}

fn connect(app: &App) -> TcpStream {
    let stream = TcpStream::connect(app.address()).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    stream
}

#[test]
fn a_peer_that_takes_nothing_for_30_seconds_is_cut_off_by_the_system() {
    let app = App::start();
    let mut stream = connect(&app);
    let head = format!("GET /livez HTTP/1.1\r\nHost: {}\r\n\r\n", app.address());
    stream.write_all(head.as_bytes()).expect("it is sent");
    // Answered, so the server has taken the connection.
    assert_ne!(stream.read(&mut [0; 256]).expect("an answer"), 0);
    let client = stream.local_addr().expect("a bound socket");
    assert_eq!(write_limit(client), Some(30_000));
}
