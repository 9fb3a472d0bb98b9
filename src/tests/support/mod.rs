//! The harness: a real server on a free port, a family to try it with, and clients of every kind.
//!
//! A test says who it needs and what they do; everything else is here. In reading order: `app` is
//! the running server, `cast` the people in it, `client` speaks HTTP, `socket` the live
//! channels, `authenticator` holds passkeys, `database` looks into the file, `source` into the program, `photo` is what a telephone sends, `receiver` a server that is told things, `keys` what a test may end. Each test has a folder, a port and a database of its
//! own, copied from one that was made once, so tests never wait for one another.

pub mod app;
pub mod authenticator;
pub mod cast;
pub mod client;
pub mod database;
pub mod keys;
pub mod photo;
pub mod receiver;
pub mod server;
pub mod socket;
pub mod source;

pub use self::app::App;
pub use self::cast::{EVERYBODY, Who};
pub use self::client::{Answer, Client};
pub use self::socket::Socket;

/// Long enough for anything that is going to happen on a busy machine.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// Runs `work` on `count` threads at once, each told its number, and returns what they found.
pub fn at_once<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .collect()
    })
}
