//! People, from the command line: a link to a new password, and shutting somebody out.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket};

use super::{Server, hearth, home, told};
use crate::support::client::{Client, Identity};

const PASSWORD: &str = "grandmother's plum cake";

/// Founds a family of Anna and Ben.
fn settle(home: &TempDir) {
    for args in [
        "setup --family Haddad --name Anna --username anna --password-stdin",
        "member add --name Ben --username ben --password-stdin",
    ] {
        let args: Vec<&str> = args.split(' ').collect();
        let mut child = hearth(home, &args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        writeln!(stdin, "{PASSWORD}").expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn the_keys_of_a_further_family_are_printed_where_it_is_named() {
    let home = home();
    settle(&home);
    let mut founding = hearth(
        &home,
        &[
            "setup",
            "--family",
            "The Nettles",
            "--name",
            "Nora",
            "--username",
            "nora",
            "--password-stdin",
        ],
    );
    let founding = founding.env("HEARTH_NEW_FAMILIES", "on");
    let mut child = founding
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    writeln!(child.stdin.take().expect("a pipe"), "{PASSWORD}").expect("it reads");
    assert!(child.wait().expect("it ends").success());
    let keys = |args: &[&str]| {
        let (code, out, err) = told(&mut hearth(&home, args));
        let keys: Value = serde_json::from_str(&out).unwrap_or_default();
        (
            code,
            keys["key"].as_str().unwrap_or_default().to_owned(),
            err,
        )
    };
    let (_, first, _) = keys(&["channels"]);
    assert_eq!(keys(&["channels", "--family", "Haddad"]).1, first);
    let (code, further, _) = keys(&["channels", "--family", "The Nettles"]);
    assert!(code == 0 && further.len() == 20 && further != first);
    let (code, none, err) = keys(&["channels", "--family", "The Thistles"]);
    assert_eq!((code, &*none), (1, ""));
    assert!(
        err.contains("There is no family of this name here."),
        "{err}"
    );
}

/// The last part of the link that is all of an answer.
#[track_caller]
fn token<'a>(out: &'a str, front: &str) -> &'a str {
    let token = out
        .strip_suffix('\n')
        .and_then(|link| link.strip_prefix(front))
        .and_then(|rest| rest.strip_prefix("/ticket/"))
        .unwrap_or_else(|| panic!("{front}: {out:?}"));
    assert!(token.len() == 26 && token.bytes().all(|b| b.is_ascii_alphanumeric()));
    token
}

#[test]
fn a_link_to_a_new_password_is_printed_alone_under_the_address_people_use() {
    let home = home();
    settle(&home);
    let ask = || hearth(&home, &["member", "reset-password", "ben"]);
    let (code, out, err) = told(&mut ask());
    assert_eq!((code, err.as_str()), (0, ""));
    token(&out, "http://127.0.0.1:8080");
    let mut public = ask();
    public.env("HEARTH_BASE_URL", "https://example.org/chat/");
    let (_, out, _) = told(&mut public);
    token(&out, "https://example.org/chat");

    let mut command = hearth(&home, &["serve", "--listen", "0"]);
    command.env("HEARTH_LOG", "trace");
    let mut server = Server::start(&mut command);
    let (code, out, err) = told(&mut ask());
    assert_eq!((code, err.as_str()), (0, ""));
    let token = token(&out, &format!("http://{}", server.address)).to_owned();
    let answer = ureq::get(out.trim()).call().expect("a page");
    assert_eq!(answer.status(), 200);
    let (code, out, err) = told(&mut hearth(&home, &["member", "reset-password", "nobody"]));
    assert_eq!(
        (code, out.as_str(), err.lines().count()),
        (1, "", 1),
        "{err}"
    );

    server.signal(Signal::TERM);
    let mut log = String::new();
    let mut stderr = server.child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut log).expect("text");
    assert!(!log.is_empty());
    assert!(!log.contains(&token), "the log holds the link");
}

/// The live connection of somebody's open page.
fn open_page(home: &TempDir, server: &Server, username: &str) -> WebSocket<TcpStream> {
    let (_, keys, _) = told(&mut hearth(home, &["channels"]));
    let keys: Value = serde_json::from_str(&keys).expect("JSON");
    let key = keys["key"].as_str().expect("a key");
    let address: SocketAddr = server.address.parse().expect("an address");
    let body = json!({ "username": username, "password": PASSWORD });
    let cookie = Client::new(address, Identity::None)
        .post("/api/session", &body)
        .expect(200)
        .cookie();
    let url = format!("ws://{address}/app/{key}?protocol=7&client=js&version=8.6.0");
    let mut request = url.into_client_request().expect("an address");
    let value = |text: &str| HeaderValue::from_str(text).expect("a header");
    let origin = format!("http://{address}");
    request.headers_mut().insert("origin", value(&origin));
    request.headers_mut().insert("cookie", value(&cookie));
    let stream = TcpStream::connect(address).expect("it listens");
    let (mut socket, _) = tungstenite::client(request, stream).expect("always upgraded");
    let hello = socket.read().expect("a frame").to_string();
    assert!(hello.contains("pusher:connection_established"), "{hello}");
    socket
}

/// Whether the server has said goodbye: nothing is waited for.
fn closed_already(socket: &mut WebSocket<TcpStream>) -> bool {
    let stream = socket.get_ref();
    stream
        .set_read_timeout(Some(Duration::from_millis(1)))
        .expect("a time-out");
    loop {
        match socket.read() {
            Ok(Message::Close(frame)) => {
                return frame.is_some_and(|frame| u16::from(frame.code) == 4009);
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[test]
fn somebody_is_shut_out_from_the_command_line_and_never_the_last_admin() {
    let home = home();
    settle(&home);
    let server = Server::start(&mut hearth(&home, &["serve", "--listen", "0"]));
    let deactivate = |who: &str| told(&mut hearth(&home, &["member", "deactivate", who]));
    let (code, out, err) = deactivate("anna");
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(err.lines().count(), 1, "{err}");
    let (_, list, _) = told(&mut hearth(&home, &["member", "list"]));
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let ben = list["members"][1]["id"].clone();
    let mut socket = open_page(&home, &server, "ben");
    for _ in 0..2 {
        let (code, out, err) = deactivate("ben");
        assert_eq!((code, err.as_str()), (0, ""));
        let answer: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(answer["id"], ben);
    }
    let closed = closed_already(&mut socket);
    assert!(closed, "the command ended before the live connection did");
    let (_, list, _) = told(&mut hearth(&home, &["member", "list"]));
    assert!(list.contains("anna") && !list.contains("ben"), "{list}");
    assert_eq!(deactivate("nobody").0, 1);
    let (code, _, _) = told(&mut hearth(&home, &["member", "reset-password", "ben"]));
    assert_eq!(code, 1, "who has left gets no link");
}

#[test]
fn a_command_speaks_as_its_terminal_whatever_the_server_speaks() {
    let home = home();
    settle(&home);
    let server =
        Server::start(hearth(&home, &["serve", "--listen", "0"]).env("LANG", "es_ES.UTF-8"));
    let refused = |variables: &[(&str, &str)]| {
        let mut command = hearth(&home, &["member", "deactivate", "nobody"]);
        let (code, out, err) = told(command.envs(variables.iter().copied()));
        assert_eq!((code, out.as_str()), (1, ""));
        err
    };
    let spanish = "En esta dirección no hay nada, o no te toca verlo.\n";
    let english = "There is nothing at this address, or it is not for you to see.\n";
    assert_eq!(refused(&[]), english);
    assert_eq!(refused(&[("LANG", "es_CO.UTF-8")]), spanish);
    assert_eq!(
        refused(&[("LANG", "es_CO.UTF-8"), ("LC_ALL", "C.UTF-8")]),
        english
    );
    assert_eq!(
        refused(&[("LANG", "C"), ("LC_MESSAGES", "es"), ("LC_ALL", "")]),
        spanish
    );
    drop(server);
    assert_eq!(
        refused(&[("LANG", "es_CO.UTF-8")]),
        spanish,
        "also without a server"
    );
    let (code, out, _) = told(hearth(&home, &["--help"]).env("LANG", "es"));
    assert!(
        code == 0 && out.contains("Pone en marcha el servidor"),
        "{out}"
    );
}
