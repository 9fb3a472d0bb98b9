//! Commands and servers meeting, with an executor that knows no family.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use tokio::sync::watch;

use super::reach::socket_in;
use super::*;
use crate::cli::lock::Held;

const SOON: Duration = Duration::from_millis(150);
const LONG: Duration = Duration::from_secs(20);

/// Counts what it is asked, and takes its time where told to.
#[derive(Default)]
struct Fake {
    asked: AtomicUsize,
    pause: Duration,
}

impl Executor for Fake {
    async fn execute(&self, request: Request, _: Language) -> Response {
        self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.pause).await;
        match request {
            Request::TokenRevoke { id } => Response::Done(json!({ "revoked": id })),
            _ => Response::Refused {
                code: "conflict".into(),
                detail: "no".into(),
            },
        }
    }
}

/// A server on a thread of its own; stops in order when dropped.
struct Server {
    fake: Arc<Fake>,
    stop: watch::Sender<bool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    fn start(folder: &Path, fake: Fake) -> Self {
        let held = Held::take(folder).unwrap().expect("a free folder");
        Self::start_with(held, fake)
    }

    fn start_with(held: Held, fake: Fake) -> Self {
        let fake = Arc::new(fake);
        let (stop, stopping) = watch::channel(false);
        let (ready, is_ready) = std::sync::mpsc::channel();
        let executor = Arc::clone(&fake);
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let door = Door::open(&held, greeting()).unwrap();
                ready.send(()).unwrap();
                door.answer(executor, stopping).await;
            });
        });
        is_ready.recv().unwrap();
        Self {
            fake,
            stop,
            thread: Some(thread),
        }
    }

    fn asked(&self) -> usize {
        self.fake.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        let thread = self.thread.take().expect("stopped once");
        assert!(thread.join().is_ok(), "the server panicked");
    }
}

fn greeting() -> Greeting {
    Greeting {
        hearth: "0.0.0".into(),
        address: "127.0.0.1:4711".parse().unwrap(),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn revoke(id: &str) -> Request {
    Request::TokenRevoke { id: id.into() }
}

#[track_caller]
fn is_answered(met: Result<Met, Miss>, id: &str) {
    match met {
        Ok(Met::Server(response)) => assert_eq!(response, Response::Done(json!({ "revoked": id }))),
        other => panic!("no answer but {other:?}"),
    }
}

#[test]
fn a_command_beside_a_server_is_answered_by_it() {
    let folder = folder();
    let server = Server::start(folder.path(), Fake::default());
    is_answered(meet(folder.path(), &revoke("a"), SOON), "a");
    let refused = meet(folder.path(), &Request::TokenList, SOON);
    assert!(
        matches!(refused, Ok(Met::Server(Response::Refused { code, .. })) if code == "conflict")
    );
    assert_eq!(greet(folder.path(), LONG).unwrap(), greeting());
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_command_without_a_server_gets_the_folder() {
    let folder = folder();
    let met = meet(folder.path(), &revoke("a"), SOON);
    assert!(matches!(met, Ok(Met::Nobody(_))));
    assert!(matches!(
        meet(folder.path(), &revoke("a"), SOON),
        Err(Miss::Busy)
    ));
    drop(met);
    assert!(matches!(
        meet(folder.path(), &revoke("a"), SOON),
        Ok(Met::Nobody(_))
    ));
}

#[test]
fn the_socket_of_a_killed_server_is_in_nobodys_way() {
    let folder = folder();
    drop(UnixListener::bind(socket_in(folder.path())).unwrap());
    assert!(socket_in(folder.path()).exists());
    assert!(matches!(
        meet(folder.path(), &revoke("a"), SOON),
        Ok(Met::Nobody(_))
    ));
    let _server = Server::start(folder.path(), Fake::default());
    is_answered(meet(folder.path(), &revoke("a"), SOON), "a");
}

#[test]
fn a_server_removes_only_sockets() {
    let folder = folder();
    std::fs::write(socket_in(folder.path()), "precious").unwrap();
    let held = Held::take(folder.path()).unwrap().expect("a free folder");
    assert!(Door::open(&held, greeting()).is_err());
    assert_eq!(
        std::fs::read(socket_in(folder.path())).unwrap(),
        b"precious"
    );
}

#[test]
fn the_socket_is_for_its_owner_alone_and_gone_after_the_stop() {
    let folder = folder();
    let server = Server::start(folder.path(), Fake::default());
    let mode = socket_in(folder.path())
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(server);
    assert!(!socket_in(folder.path()).exists());
}

#[test]
fn a_data_folder_may_lie_deeper_than_a_socket_name_is_long() {
    let root = folder();
    let deep: PathBuf = root.path().join("a-family-folder/".repeat(12));
    std::fs::create_dir_all(&deep).unwrap();
    assert!(socket_in(&deep).as_os_str().len() > 150);
    let server = Server::start(&deep, Fake::default());
    is_answered(meet(&deep, &revoke("a"), SOON), "a");
    drop(server);
    assert!(!socket_in(&deep).exists());
    assert!(matches!(
        meet(&deep, &revoke("a"), SOON),
        Ok(Met::Nobody(_))
    ));
}

#[test]
fn a_command_waits_for_a_server_that_is_starting() {
    let folder = folder();
    let held = Held::take(folder.path()).unwrap().expect("a free folder");
    let path = folder.path().to_owned();
    let command = thread::spawn(move || meet(&path, &revoke("a"), LONG));
    thread::sleep(SOON);
    let _server = Server::start_with(held, Fake::default());
    is_answered(command.join().expect("no panic"), "a");
}

#[test]
fn a_command_waits_for_a_server_that_is_stopping() {
    let folder = folder();
    let held = Held::take(folder.path()).unwrap().expect("a free folder");
    // It still listens, but greets nobody any more.
    let listener = UnixListener::bind(socket_in(folder.path())).unwrap();
    let closing = thread::spawn(move || {
        for _ in 0..3 {
            drop(listener.accept().unwrap());
        }
        drop(listener);
        drop(held);
    });
    let met = meet(folder.path(), &revoke("a"), LONG);
    assert!(matches!(met, Ok(Met::Nobody(_))), "{met:?}");
    closing.join().expect("no panic");
}

#[test]
fn whoever_was_greeted_is_answered_by_a_stopping_server() {
    let folder = folder();
    let slow = Fake {
        pause: Duration::from_millis(400),
        ..Fake::default()
    };
    let server = Server::start(folder.path(), slow);
    let path = folder.path().to_owned();
    let command = thread::spawn(move || meet(&path, &revoke("a"), SOON));
    while server.asked() == 0 {
        thread::sleep(Duration::from_millis(5));
    }
    drop(server);
    is_answered(command.join().expect("no panic"), "a");
}

#[test]
fn a_request_that_may_have_been_done_is_never_sent_twice() {
    let folder = folder();
    let _held = Held::take(folder.path()).unwrap();
    let listener = UnixListener::bind(socket_in(folder.path())).unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut hello = serde_json::to_vec(&greeting()).unwrap();
        hello.push(b'\n');
        stream.write_all(&hello).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        listener.set_nonblocking(true).unwrap();
        thread::sleep(SOON);
        assert!(listener.accept().is_err(), "it knocked again");
        line
    });
    let met = meet(folder.path(), &revoke("a"), LONG);
    assert!(matches!(met, Err(Miss::Lost)), "{met:?}");
    let line = server.join().expect("no panic");
    let asked: Asked = serde_json::from_str(&line).expect("one request");
    assert_eq!(asked.request, revoke("a"));
}

#[test]
fn what_is_no_request_is_refused_and_executes_nothing() {
    let folder = folder();
    let server = Server::start(folder.path(), Fake::default());
    let endless = vec![b'x'; usize::try_from(LONGEST_REQUEST).unwrap()];
    for bytes in [
        &b"\n"[..],
        b"{}\n",
        b"{\"ask\":\"dance\"}\n",
        b"{\"ask\":\"tokenRevoke\"}\n",
        b"\xff\n",
        &endless,
    ] {
        let mut stream = UnixStream::connect(socket_in(folder.path())).unwrap();
        stream.write_all(bytes).unwrap();
        let mut lines = BufReader::new(stream).lines();
        let hello = lines.next().expect("a greeting").unwrap();
        assert_eq!(
            serde_json::from_str::<Greeting>(&hello).unwrap(),
            greeting()
        );
        let answer = lines.next().expect("an answer").unwrap();
        assert!(answer.contains("invalid_json"), "{answer}");
    }
    assert_eq!(server.asked(), 0);
}

#[test]
fn callers_who_hang_up_or_say_nothing_hold_up_nobody() {
    let folder = folder();
    let _server = Server::start(folder.path(), Fake::default());
    let _silent = UnixStream::connect(socket_in(folder.path())).unwrap();
    for _ in 0..20 {
        drop(UnixStream::connect(socket_in(folder.path())).unwrap());
    }
    is_answered(meet(folder.path(), &revoke("a"), SOON), "a");
}

#[test]
fn many_commands_at_once_each_get_their_own_answer() {
    let folder = folder();
    let slow = Fake {
        pause: Duration::from_millis(10),
        ..Fake::default()
    };
    let server = Server::start(folder.path(), slow);
    thread::scope(|scope| {
        for number in 0..48 {
            let path = folder.path();
            scope.spawn(move || {
                let id = number.to_string();
                is_answered(meet(path, &revoke(&id), LONG), &id);
            });
        }
    });
    assert_eq!(server.asked(), 48);
}
