//! What every accepted connection gets, before anything is read from it.

use std::any::Any;
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;

/// How long what was sent may wait for a peer to take it: the framework waits for ever.
const WRITE_STALL: Duration = Duration::from_secs(30);

/// Lets the system end a connection whose peer takes nothing any more: a telephone that left the
/// house, or somebody who asks for large files and never reads them. Nothing else would, and each
/// would hold a place, a socket and its memory until the server stops.
pub fn bound(connection: &dyn Any, _: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else {
        tracing::warn!("a connection is of an unknown kind; its peer may take for ever to read");
        return;
    };
    let millis = u32::try_from(WRITE_STALL.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, millis) {
        // The peer is gone already, or the system has no such option: the connection works all the same.
        tracing::debug!(error = %error, "a connection has no time limit for writing");
    }
}
