//! Peers that misbehave on the wire: who never read, never finish what they began to say, or come
//! again and again. They get their limits, and nobody else notices them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

use crate::support::Who::{Anna, Ben};
use crate::support::socket::Heard;
use crate::support::{App, Client, PATIENCE, Socket, cast};

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

/// A request whose body is sent piece by piece.
struct Sender {
    stream: TcpStream,
    begun: Instant,
}

impl Sender {
    fn post(app: &App, path: &str, headers: &str) -> Self {
        let mut stream = connect(app);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\n\
             Authorization: Bearer {}\r\n{headers}\r\n\r\n",
            app.address(),
            cast::token(Anna)
        );
        stream.write_all(head.as_bytes()).expect("it is sent");
        Self {
            stream,
            begun: Instant::now(),
        }
    }

    fn say(&mut self, piece: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(piece)
    }

    /// What the server says, until it ends the connection; and when that was.
    fn answer(mut self) -> (String, Duration) {
        let mut answer = Vec::new();
        // A reset after the answer is an end as well.
        let _ = self.stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer, self.begun.elapsed())
    }

    #[track_caller]
    fn meets_the_end_of_patience(self) {
        let (answer, after) = self.answer();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("\"too_slow\""), "{answer}");
        assert!((14..20).contains(&after.as_secs()), "{after:?}");
    }
}

const FILE: &str =
    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";

#[test]
fn a_body_that_stalls_or_dribbles_meets_the_end_of_patience_and_one_that_is_slow_but_steady_is_not()
{
    let app = App::start();
    let json = "Content-Type: application/json\r\nContent-Length: 1000";
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000";
    let upload = "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked";
    let chunk = |piece: &str| format!("{:x}\r\n{piece}\r\n", piece.len()).into_bytes();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut sender = Sender::post(&app, "/api/threads", json);
            sender.say(b"{\"memberIds\":").expect("it is sent");
            sender.meets_the_end_of_patience();
        });
        scope.spawn(|| {
            let mut sender = Sender::post(&app, "/pusher/auth", form);
            sender.say(b"socket_id=").expect("it is sent");
            sender.meets_the_end_of_patience();
        });
        scope.spawn(|| {
            let mut sender = Sender::post(&app, "/api/files", upload);
            sender.say(&chunk(FILE)).expect("it is sent");
            // Something comes every second, and still it is no upload.
            while sender.begun.elapsed() < Duration::from_secs(18)
                && sender.say(&chunk("so little")).is_ok()
            {
                std::thread::sleep(Duration::from_secs(1));
            }
            sender.meets_the_end_of_patience();
        });
        scope.spawn(|| {
            // Nobody reads what is sent to an address that is not there.
            let mut sender = Sender::post(&app, "/nowhere", upload);
            sender.say(&chunk("a")).expect("it is sent");
            let (answer, after) = sender.answer();
            assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
            assert!(after < Duration::from_secs(5), "{after:?}");
        });
        scope.spawn(|| {
            let mut sender = Sender::post(&app, "/api/files", upload);
            sender.say(&chunk(FILE)).expect("it is sent");
            for _ in 0..18 {
                sender
                    .say(&chunk(&"steady ".repeat(180)))
                    .expect("it is read");
                std::thread::sleep(Duration::from_secs(1));
            }
            sender.say(&chunk("\r\n--b--\r\n")).expect("it is read");
            sender.say(b"0\r\n\r\n").expect("it is read");
            let mut answer = [0; 64];
            sender.stream.read_exact(&mut answer).expect("an answer");
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        });
    });
    let arriving = std::fs::read_dir(app.folder().join("incoming")).expect("a folder");
    assert_eq!(arriving.count(), 0, "something half-written stays behind");
}

#[test]
fn whoever_is_answered_before_all_was_sent_hears_the_answer_unless_there_is_much_more() {
    let app = App::start();
    let body = |length: usize| format!("Content-Type: text/plain\r\nContent-Length: {length}");
    let piece = vec![b'a'; 64 * 1024];
    let mut sender = Sender::post(&app, "/nowhere", &body(4 * piece.len()));
    for _ in 0..4 {
        // Long after the server knew what to say.
        std::thread::sleep(Duration::from_millis(100));
        sender.say(&piece).expect("it is read");
    }
    let again = format!(
        "GET /livez HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        app.address()
    );
    sender.say(again.as_bytes()).expect("it is read");
    let (answers, _) = sender.answer();
    assert!(answers.starts_with("HTTP/1.1 404 "), "{answers}");
    assert!(answers.contains("HTTP/1.1 200 "), "{answers}");

    let mut sender = Sender::post(&app, "/nowhere", &body(1024 * piece.len()));
    let sent = (0..1024).take_while(|_| sender.say(&piece).is_ok()).count();
    assert!(sent < 1024, "all of it was read");
    let sender = Sender::post(&app, "/nowhere", &body(piece.len()));
    let (answer, after) = sender.answer();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert!(after < Duration::from_secs(5), "{after:?}");
}

/// How many connect at once before one is asked to come back later.
fn before_one_is_turned_away(app: &App, client: &Client, most: usize) -> usize {
    let origin = format!("http://{}", client.address());
    (0..most)
        .find(|_| {
            match Socket::upgraded(app, client, Some(&origin)).read(PATIENCE) {
                Heard::Frame(hello) => {
                    assert_eq!(hello["event"], "pusher:connection_established", "{hello}")
                }
                Heard::Closed(Some(4100)) => return true,
                other => panic!("{other:?}"),
            }
            false
        })
        .unwrap_or(most)
}

#[test]
fn whoever_connects_again_and_again_shuts_out_themselves_and_nobody_else() {
    let app = App::with_settings(&[]);
    let stranger = app.anonymous();
    let telephone = app.browser(Anna);
    let program = app.program(Anna);
    let about = |burst: usize, found: usize| {
        // A few more where connecting takes long enough for the count to be forgiven in part.
        assert!((burst..burst + 10).contains(&found), "{found} of {burst}");
    };
    about(30, before_one_is_turned_away(&app, &stranger, 40));
    about(20, before_one_is_turned_away(&app, &telephone, 30));
    about(20, before_one_is_turned_away(&app, &program, 30));
    // One house, one address: the others come in as ever.
    Socket::of(&app, &app.browser(Ben)).has_heard_nothing();
    Socket::of(&app, &app.program(Ben)).has_heard_nothing();
}
