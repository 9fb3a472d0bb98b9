//! The server's memory while ten files of 500 MB arrive at once: five as forms, five by tus.
//!
//! `cargo bench --profile dev --bench uploads`, with 6 GB free under the present folder, all of which it
//! gives back. The program is the real one, in a process of its own, and what is measured is what the
//! system says of it: `VmRSS` before, `VmHWM` after. `-- 50` sends files of 50 MB instead.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const SENDERS: usize = 10;
const BLOCK: usize = 1_000_000;

fn main() {
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let megabytes: usize = given.unwrap_or(500);
    let place = tempfile::Builder::new()
        .prefix("hearth-bench-")
        .tempdir_in(std::env::current_dir().expect("a folder"))
        .expect("a folder on a disk, not in memory");
    let data = place.path().join("data");
    let setup = "setup --family Bench --name Anna --username anna --password-stdin";
    told(&data, setup, "seven warm chestnuts\n");
    let token = told(&data, "token create --username anna --label bench", "");
    let mut server = Server::start(&data);
    let before = server.kilobytes("VmRSS");

    let begun = Instant::now();
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (address, token) = (&server.address, token.trim());
            scope.spawn(move || {
                let head = match sender % 2 {
                    0 => "POST /api/files HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b",
                    _ => "POST /api/uploads HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream",
                };
                send(address, token, head, sender, megabytes);
            });
        }
    });
    let took = begun.elapsed().as_secs_f64();
    let most = server.kilobytes("VmHWM");
    let sent = SENDERS * megabytes;
    println!(
        "{SENDERS} files of {megabytes} MB in {took:.1} s: {:.0} MB/s",
        sent as f64 / took
    );
    println!("memory before: {:.1} MB", before as f64 / 1024.0);
    println!("memory at most: {:.1} MB", most as f64 / 1024.0);
    server.child.kill().expect("it runs");
    server.child.wait().expect("it was started");
}

/// Sends one file; the first bytes tell it from the others, so that none is another's equal.
fn send(address: &str, token: &str, head: &str, sender: usize, megabytes: usize) {
    let (before, after) = match sender % 2 {
        0 => (
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.bin\"\r\n\r\n",
            "\r\n--b--\r\n",
        ),
        _ => ("", ""),
    };
    let length = megabytes * BLOCK;
    let whole = before.len() + length + after.len();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head = format!(
        "{head}\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Upload-Length: {length}\r\nContent-Length: {whole}\r\n\r\n{before}"
    );
    stream.write_all(head.as_bytes()).expect("it is read");
    let mut block = vec![sender as u8; BLOCK];
    for number in 0..megabytes {
        block[..8].copy_from_slice(&(number as u64).to_le_bytes());
        stream.write_all(&block).expect("it is read");
    }
    stream.write_all(after.as_bytes()).expect("it is read");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut child = hearth(data, "serve --listen 127.0.0.1:0")
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let address = line
            .trim_end()
            .strip_prefix("Hearth is listening on http://");
        let address = address
            .unwrap_or_else(|| panic!("it says {line:?}"))
            .to_owned();
        Self { child, address }
    }

    /// What the system says of the server's memory.
    fn kilobytes(&mut self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs");
        let line = status.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        number.expect("a number of kilobytes")
    }
}

fn told(data: &Path, words: &str, input: &str) -> String {
    let mut child = hearth(data, words).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "hearth {words}");
    String::from_utf8(output.stdout).expect("text")
}

fn hearth(data: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    command
        .args(words.split(' '))
        .env_clear()
        .env("HEARTH_DATA", data)
        .env("HEARTH_LOG", "error")
        .env("HEARTH_MEMBER_QUOTA", "none")
        .env("HEARTH_FREE_SPACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    command
}
