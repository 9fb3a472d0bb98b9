//! The real program from outside: usage, configuration, exit codes, starting and stopping.

/// Helping people to a new password, and shutting them out.
mod people;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// The program with nothing in its environment and its data folder below `home`.
fn hearth(home: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    command
        .args(args)
        .env_clear()
        .env("HEARTH_DATA", home.path().join("data"))
        // However full the disk is that tests run on.
        .env("HEARTH_FREE_SPACE", "0")
        .current_dir(home.path())
        .stdin(Stdio::null());
    command
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the program starts")
}

/// Exit code, standard output and standard error.
fn told(command: &mut Command) -> (i32, String, String) {
    let output = run(command);
    (
        output.status.code().expect("it ended by itself"),
        String::from_utf8(output.stdout).expect("text"),
        String::from_utf8(output.stderr).expect("text"),
    )
}

/// A server on a free port, killed when dropped.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        let address = line
            .trim_end()
            .strip_prefix("Hearth is listening on http://")
            .unwrap_or_else(|| panic!("it says {line:?}"))
            .to_owned();
        Self {
            child,
            lines,
            address,
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        line
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Exit code and how long that took.
    fn ends(&mut self) -> (Option<i32>, Duration) {
        let since = Instant::now();
        let status = self.child.wait().expect("it was started");
        (status.code(), since.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn help_and_version_are_answers() {
    let home = home();
    for args in [
        &["--help"][..],
        &["help"],
        &["serve", "--help"],
        &["setup", "-h"],
        &["member", "add", "--help"],
        &["member", "reset-password", "--help"],
        &["member", "deactivate", "--help"],
        &["token", "create", "--help"],
        &["demo", "--help"],
    ] {
        let (code, out, err) = told(&mut hearth(&home, args));
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
        assert!(out.contains("Usage:"), "{out}");
        assert!(!out.contains("cli-"), "a key without words: {out}");
    }
    let (code, out, _) = told(&mut hearth(&home, &["--version"]));
    assert_eq!(code, 0);
    assert_eq!(out.trim(), concat!("hearth ", env!("CARGO_PKG_VERSION")));
    let (_, out, _) = told(&mut hearth(&home, &["--help"]));
    for command in [
        "serve",
        "setup",
        "member",
        "token",
        "channels",
        "healthcheck",
        "config",
        "demo",
    ] {
        assert!(out.contains(&format!("\n  {command} ")), "{command}: {out}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_leaves_no_trace() {
    let home = home();
    for args in [
        &["dance"][..],
        &["--dance"],
        &["serve", "--listen"],
        &["serve", "--listen", "nas:80"],
        &["--listen", "70000"],
        &["--data", ""],
        &["member"],
        &["member", "reset-password"],
        &["member", "deactivate", "ben", "anna"],
        &["member", "add", "--name", "Anna", "--username", "anna"],
        &[
            "member",
            "add",
            "--name",
            "A",
            "--username",
            "a",
            "--role",
            "cat",
            "--password-stdin",
        ],
        &["token", "create", "--username", "anna"],
        &[
            "token",
            "create",
            "--username",
            "a",
            "--label",
            "l",
            "--scope",
            "read,all",
        ],
        &[
            "token",
            "create",
            "--username",
            "a",
            "--label",
            "l",
            "--days",
            "0",
        ],
        &["token", "revoke"],
        &["setup", "--family", "Haddad", "--password-stdin"],
        &["demo", "--messages", "0"],
        &["--listen", "0", "member", "list"],
    ] {
        let (code, out, err) = told(&mut hearth(&home, args));
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(!err.is_empty(), "{args:?}");
    }
    assert!(!home.path().join("data").exists());
}

#[test]
fn wrong_configuration_ends_with_78_and_one_line_that_names_it() {
    let home = home();
    for (name, value, says) in [
        ("HEARTH_LISTEN", "nas", "HEARTH_LISTEN: “nas” is not"),
        ("HEARTH_LISTEM", "1", "did you mean HEARTH_LISTEN?"),
        (
            "HEARTH_BASE_URL",
            "chat.example",
            "HEARTH_BASE_URL: “chat.example”",
        ),
        ("HEARTH_TRUSTED_PROXIES", "10.0.0.1/8", "10.0.0.0/8"),
        ("HEARTH_MAX_UPLOAD", "much", "HEARTH_MAX_UPLOAD"),
        ("HEARTH_MAX_SOCKETS", "0", "HEARTH_MAX_SOCKETS"),
        ("HEARTH_RATE_LIMITS", "no", "on, off"),
        ("HEARTH_LOG", "loud", "HEARTH_LOG"),
        ("HEARTH_LOG_FORMAT", "xml", "text, json"),
        (
            "HEARTH_LOG_FILE",
            "/nowhere/at/all",
            "HEARTH_LOG_FILE=/nowhere/at/all",
        ),
        (
            "HEARTH_DATA_FILE",
            "/etc/hostname",
            "HEARTH_DATA and HEARTH_DATA_FILE",
        ),
        ("HEARTH_LOG", "\u{1b}[2Jbad\nworse", "HEARTH_LOG"),
    ] {
        for args in [&[][..], &["config"], &["token", "list"]] {
            let (code, out, err) = told(hearth(&home, args).env(name, value));
            assert_eq!((code, out.as_str()), (78, ""), "{name}={value}: {err}");
            assert!(err.contains(says), "{err}");
            assert_eq!(err.lines().count(), 1, "{err}");
            assert!(!err.contains('\u{1b}'), "{err:?}");
        }
    }
    assert!(!home.path().join("data").exists());
}

#[test]
fn a_mistake_in_the_file_names_file_and_key() {
    let home = home();
    let data = home.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("hearth.toml"), "max_uplaod = '2G'\n").expect("a file");
    let (code, _, err) = told(&mut hearth(&home, &[]));
    assert_eq!(code, 78, "{err}");
    assert!(
        err.contains("hearth.toml") && err.contains("did you mean max_upload?"),
        "{err}"
    );
}

#[test]
fn config_says_what_is_in_force_and_who_said_so() {
    let home = home();
    let data = home.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("hearth.toml"), "max_sockets = 7\nlog = 'warn'\n").expect("a file");
    std::fs::write(home.path().join("url"), "https://chat.example/\n").expect("a file");
    let mut command = hearth(&home, &["config"]);
    command
        .env("HEARTH_LOG", "debug")
        .env("HEARTH_BASE_URL_FILE", home.path().join("url"));
    let (code, out, err) = told(&mut command);
    assert_eq!((code, err.as_str()), (0, ""));
    let shown: Value = serde_json::from_str(&out).expect("JSON");
    let setting = |name: &str| {
        let found = &shown[name];
        (
            found["value"].as_str().expect("a text").to_owned(),
            found["source"].as_str().expect("a text").to_owned(),
        )
    };
    let is = |value: &str, source: &str| (value.to_owned(), source.to_owned());
    assert_eq!(setting("HEARTH_MAX_SOCKETS"), is("7", "hearth.toml"));
    assert_eq!(setting("HEARTH_LOG"), is("debug", "environment"));
    assert_eq!(
        setting("HEARTH_BASE_URL"),
        is("https://chat.example/", "environment-file")
    );
    assert_eq!(setting("HEARTH_LISTEN"), is("127.0.0.1:8080", "default"));
    assert_eq!(setting("HEARTH_DATA").1, "environment");
    let mut command = hearth(&home, &["config", "--data", "elsewhere"]);
    let (_, out, _) = told(&mut command);
    assert!(
        out.contains(r#""HEARTH_DATA": {"source":"flag","value":"elsewhere"}"#),
        "{out}"
    );
}

#[test]
fn a_command_for_a_folder_without_a_hearth_makes_none() {
    let home = home();
    let (code, out, err) = told(&mut hearth(&home, &["member", "list"]));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("There is no Hearth in"), "{err}");
    assert!(!home.path().join("data").exists());
}

#[test]
fn a_password_that_is_none_is_refused_before_anything_happens() {
    let home = home();
    let long = "a".repeat(257);
    for input in [&b""[..], b"\n", b"\xff\xfe\n", long.as_bytes()] {
        let args = "setup --family F --name N --username u --password-stdin";
        let args: Vec<&str> = args.split(' ').collect();
        let mut command = hearth(&home, &args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(input).expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let err = String::from_utf8(output.stderr).expect("text");
        assert!(err.contains("password") && !err.contains("aaaa"), "{err}");
    }
    assert!(!home.path().join("data").exists());
}

#[test]
fn the_server_says_where_it_is_and_where_to_begin() {
    let home = home();
    let mut server = Server::start(&mut hearth(&home, &["--listen", "0"]));
    assert!(server.address.starts_with("127.0.0.1:"));
    assert!(!server.address.ends_with(":0"));
    let begin = format!("Set up at http://{}/setup?code=", server.address);
    assert!(server.line().starts_with(&begin));
    server.signal(Signal::TERM);
    let (code, took) = server.ends();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(server.line(), "", "nothing more on standard output");
}

#[test]
fn the_link_to_begin_with_is_the_public_one_where_there_is_one() {
    let home = home();
    let mut command = hearth(&home, &["serve", "--listen", "0"]);
    let mut server = Server::start(command.env("HEARTH_BASE_URL", "https://example.org/chat/"));
    let line = server.line();
    assert!(
        line.starts_with("Set up at https://example.org/chat/setup?code="),
        "{line}"
    );
}

#[test]
fn ctrl_c_stops_as_well() {
    let home = home();
    let mut server = Server::start(&mut hearth(&home, &["serve", "--listen", "0"]));
    server.signal(Signal::INT);
    assert_eq!(server.ends().0, Some(0));
}

#[test]
fn the_folder_and_all_in_it_are_for_their_owner_alone() {
    fn look(path: &Path) {
        let found = std::fs::symlink_metadata(path).expect("it exists");
        let mode = found.permissions().mode() & 0o777;
        let most = if found.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode & !most, 0, "{} has {mode:o}", path.display());
        if found.is_dir() {
            for entry in std::fs::read_dir(path).expect("a folder") {
                look(&entry.expect("an entry").path());
            }
        }
    }
    let home = home();
    let _server = Server::start(&mut hearth(&home, &["--listen", "0"]));
    look(&home.path().join("data"));
}

#[test]
fn a_folder_that_others_can_look_into_is_remarked_on() {
    let home = home();
    let data = home.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let mut server = Server::start(&mut hearth(&home, &["--listen", "0"]));
    server.signal(Signal::TERM);
    let mut log = String::new();
    let mut stderr = server.child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut log).expect("text");
    assert!(log.contains("can look into the data folder"), "{log}");
}

#[test]
fn a_second_server_on_one_folder_is_told_to_try_again() {
    let home = home();
    let mut first = Server::start(&mut hearth(&home, &["--listen", "0"]));
    let (code, out, err) = told(&mut hearth(&home, &["--listen", "0"]));
    assert_eq!((code, out.as_str()), (75, ""));
    assert_eq!(err.lines().count(), 1, "{err}");
    let data = home.path().join("data");
    assert!(err.contains(&data.display().to_string()), "{err}");
    assert!(err.contains(&first.child.id().to_string()), "{err}");
    first.signal(Signal::TERM);
    assert_eq!(first.ends().0, Some(0), "the first one is unharmed");
}

#[test]
fn a_killed_server_is_in_nobodys_way() {
    let home = home();
    let mut first = Server::start(&mut hearth(&home, &["--listen", "0"]));
    first.signal(Signal::KILL);
    assert_eq!(first.ends().0, None);
    assert!(home.path().join("data/control.sock").exists());
    let _second = Server::start(&mut hearth(&home, &["--listen", "0"]));
    assert_eq!(told(&mut hearth(&home, &["healthcheck"])).0, 0);
}

#[test]
fn a_port_that_is_taken_is_refused_in_one_line() {
    let home = home();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let (code, _, err) = told(&mut hearth(&home, &["--listen", &address]));
    assert_eq!(code, 1);
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.contains(&address), "{err}");
}

#[test]
fn a_folder_that_cannot_be_is_wrong_configuration() {
    let home = home();
    std::fs::write(home.path().join("file"), "").expect("a file");
    let (code, _, err) = told(&mut hearth(
        &home,
        &["--data", "file/data", "--listen", "0"],
    ));
    assert_eq!(code, 78, "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[test]
fn a_healthcheck_tells_a_server_from_none() {
    let home = home();
    let (code, _, err) = told(hearth(&home, &["healthcheck"]).env("HEARTH_LISTEN", "0"));
    assert_eq!(code, 1, "{err}");
    let server = Server::start(&mut hearth(&home, &["--listen", "0"]));
    let (code, out, err) = told(&mut hearth(&home, &["healthcheck"]));
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    // From outside the data folder, by the address alone.
    let mut outside = hearth(&home, &["healthcheck", "--data", "nowhere"]);
    let (code, _, err) = told(outside.env("HEARTH_LISTEN", &server.address));
    assert_eq!(code, 0, "{err}");
    // A server elsewhere does not pass for the one of this folder.
    let other = self::home();
    std::fs::create_dir(other.path().join("data")).expect("a folder");
    std::fs::write(other.path().join("data/lock"), "").expect("a file");
    let mut absent = hearth(&other, &["healthcheck"]);
    assert_eq!(told(absent.env("HEARTH_LISTEN", &server.address)).0, 1);
    drop(server);
    assert_eq!(told(&mut hearth(&home, &["healthcheck"])).0, 1);
}

#[test]
fn a_healthcheck_does_not_wait_for_one_that_never_answers() {
    let home = home();
    let mute = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = mute.local_addr().expect("an address").to_string();
    let since = Instant::now();
    let (code, _, _) = told(hearth(&home, &["healthcheck"]).env("HEARTH_LISTEN", address));
    assert_eq!(code, 1);
    assert!(
        since.elapsed() < Duration::from_secs(6),
        "{:?}",
        since.elapsed()
    );
}

#[test]
fn a_log_in_json_is_json_on_every_line() {
    let home = home();
    let mut command = hearth(&home, &["--listen", "0"]);
    command
        .env("HEARTH_LOG_FORMAT", "json")
        .env("HEARTH_RATE_LIMITS", "off");
    let mut server = Server::start(&mut command);
    server.signal(Signal::TERM);
    let mut log = String::new();
    let mut stderr = server.child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut log).expect("text");
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert!(
            line["level"].is_string() && line["message"].is_string(),
            "{line}"
        );
    }
    assert!(log.contains("rate limits are off"), "{log}");
}

#[test]
fn whoever_closes_the_pipe_early_hears_no_complaint() {
    let home = home();
    let mut child = hearth(&home, &["config"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).expect("text"), "");
}
