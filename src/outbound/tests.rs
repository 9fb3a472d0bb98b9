//! However somebody spells an address of the home network, nothing is sent there.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::*;

/// Spellings of this computer, the home network, the neighbourhood and what only leads there. Each stands
/// for itself: what is not refused for its text leads to an address that is.
const SPELLINGS: [&str; 96] = [
    // Plain ones.
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.255",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.178.1",
    "169.254.169.254",
    "169.254.1.1",
    "100.64.0.1",
    "100.127.255.254",
    "100.100.100.200",
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    // Numbers in other bases, of fewer parts, with zeros in front, and all of it mixed.
    "2130706433",
    "0x7f000001",
    "0x7F000001",
    "017700000001",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0X7F.0x0.0x0.0x1",
    "0x7f.1",
    "127.0x1",
    "00000177.0.0.01",
    "3232235521",
    "0xc0a80001",
    "0300.0250.0.1",
    "192.168.1",
    "192.11010049",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.16689662",
    "10.1",
    "012.1",
    "0xA.1",
    "0",
    // Written by browsers' rules into the same: percents, wide digits, circled ones, other full stops.
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "１６９.254.１６９.254",
    "127.0.0.1.",
    "0x7f.1.",
    "12\t7.0.0.1",
    // Version 6: this computer, nobody, one's own, the neighbourhood, groups, books, measurements.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[FE80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[2001:2::1]",
    "[100::1]",
    "[5f00::1]",
    "[4000::1]",
    // Version 4 inside version 6.
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:192.168.0.1]",
    "[0:0:0:0:0:ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::a00:1]",
    "[::ffff:0:10.0.0.1]",
    "[64:ff9b::192.168.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::10.0.0.1]",
    "[64:ff9b:1:7f00:0:100::]",
    "[2002:7f00:1::]",
    "[2002:c0a8:1::1]",
    "[2001:0:7f00:1::]",
    "[2001::80ff:fffe]",
];

/// What looks alike and is of the internet.
const OPEN: [&str; 14] = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "100.63.0.1",
    "100.128.0.1",
    "169.253.1.1",
    "134744072",
    "[2606:4700::1111]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::8.8.8.8]",
    "[2a00:1450::1]",
];

fn destinations(host: &str) -> [String; 2] {
    [
        format!("http://{host}/hook"),
        format!("https://{host}/hook?a=b"),
    ]
}

/// Whether the guard would connect to where this leads, without looking any name up.
fn is_open(outbound: &Outbound, url: &str) -> bool {
    match outbound.destination(url) {
        Ok(to) => match to.address() {
            Some(_) => outbound.shared.addresses(&to).is_ok(),
            None => true,
        },
        Err(_) => false,
    }
}

#[test]
fn no_spelling_of_the_home_network_is_taken() {
    let outbound = Outbound::to_internet();
    for host in SPELLINGS {
        for url in destinations(host) {
            assert!(!is_open(&outbound, &url), "{url}");
        }
    }
    for host in OPEN {
        for url in destinations(host) {
            assert!(is_open(&outbound, &url), "{url} is of the internet");
        }
    }
}

#[test]
fn a_home_that_was_opened_is_not_the_neighbourhood_nor_where_rented_computers_keep_their_keys() {
    let home = Outbound::to_home();
    for host in [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "192.168.1.20",
        "172.16.3.4",
        "100.64.0.9",
        "[::1]",
        "[fd12::1]",
        "[::ffff:192.168.1.20]",
        "2130706433",
        "1.1.1.1",
    ] {
        for url in destinations(host) {
            assert!(is_open(&home, &url), "{url}");
        }
    }
    assert!(is_open(&home, "http://192.168.1.20:8123/api/webhook/x"));
    for host in [
        "169.254.169.254",
        "0xa9fea9fe",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::169.254.169.254]",
        "[fd00:ec2::254]",
        "[fd20:ce::254]",
        "100.100.100.200",
        "[fe80::1]",
        "0.0.0.0",
        "[::]",
        "224.0.0.1",
        "255.255.255.255",
        "[ff02::1]",
        "[2001:db8::1]",
        "192.0.2.1",
    ] {
        for url in destinations(host) {
            assert!(!is_open(&home, &url), "{url}");
        }
    }
}

#[test]
fn what_is_no_plain_address_is_refused_for_what_it_is() {
    let outbound = Outbound::to_internet();
    for (url, refused) in [
        ("", Refused::NoUrl),
        ("chat.example", Refused::NoUrl),
        ("http://", Refused::NoUrl),
        ("http://1.2.3.4.5.6.7.256/", Refused::NoUrl),
        ("http://[::1/", Refused::NoUrl),
        ("ftp://chat.example/", Refused::Scheme),
        ("file:///etc/passwd", Refused::Scheme),
        ("gopher://127.0.0.1:6379/_x", Refused::Scheme),
        ("javascript:alert(1)", Refused::Scheme),
        ("http://me@chat.example/", Refused::Credentials),
        ("http://:secret@chat.example/", Refused::Credentials),
        ("http://chat.example@127.0.0.1/", Refused::Credentials),
        ("http://127.0.0.1#@chat.example/", Refused::Address),
        ("http://127.0.0.1\\@chat.example/", Refused::Address),
        ("http:\\\\127.0.0.1\\x", Refused::Address),
        ("http:127.0.0.1", Refused::Address),
        ("http://chat.example:8080/", Refused::Port),
        ("https://chat.example:22/", Refused::Port),
        ("https://chat.example:0/", Refused::Port),
    ] {
        assert_eq!(outbound.destination(url), Err(refused), "{url}");
    }
    let long = format!("https://chat.example/{}", "a".repeat(2_000));
    assert_eq!(outbound.destination(&long), Err(Refused::NoUrl));
    let other_ports = ["http://chat.example:443/", "https://CHAT.example:80/x#part"];
    for url in other_ports {
        let to = outbound.destination(url).expect(url);
        assert_eq!(to.name(), "chat.example");
        assert!(!to.as_str().contains('#'));
    }
}

/// A server that answers every request so, and counts them.
fn receiver(answer: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, count) = (
        listener.local_addr().unwrap(),
        Arc::new(AtomicUsize::new(0)),
    );
    let counted = count.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, count)
}

const FINE: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

fn letter(outbound: &Outbound, url: &str) -> Letter {
    Letter {
        to: outbound.destination(url).unwrap(),
        media_type: "application/json",
        headers: vec![("X-Test", "yes".to_owned())],
        body: "{}".to_owned(),
    }
}

fn post(outbound: &Outbound, url: &str) -> Result<u16, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(outbound.post(letter(outbound, url)))
}

/// One whose names lead to these places, one after the other, and how often it was asked.
fn with_names(reach: Reach, answers: Vec<Vec<SocketAddr>>) -> (Outbound, Arc<AtomicUsize>) {
    let (asked, answers) = (Arc::new(AtomicUsize::new(0)), Mutex::new(answers));
    let count = asked.clone();
    let lookup = move |_: &str, _: u16| {
        count.fetch_add(1, Ordering::SeqCst);
        let mut answers = answers.lock().unwrap();
        match answers.len() {
            0 | 1 => Ok(answers.first().cloned().unwrap_or_default()),
            _ => Ok(answers.remove(0)),
        }
    };
    (
        Outbound::new(reach, Box::new(lookup), RootCerts::WebPki),
        asked,
    )
}

#[test]
fn a_name_is_looked_up_once_and_what_it_says_later_reaches_nobody() {
    let ((first, heard), (second, heard_later)) = (receiver(FINE), receiver(FINE));
    let (outbound, asked) = with_names(Reach::Home, vec![vec![first], vec![second]]);
    assert_eq!(post(&outbound, "http://turncoat.example/"), Ok(204));
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    assert_eq!(heard_later.load(Ordering::SeqCst), 0);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // The other way round nothing is ever sent: the second look would have been the open one.
    let open = "1.1.1.1:80".parse().unwrap();
    let (outbound, asked) = with_names(Reach::Internet, vec![vec![first], vec![open]]);
    assert_eq!(
        post(&outbound, "http://turncoat.example/"),
        Err(Failure::Forbidden)
    );
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_name_with_one_address_at_home_among_others_is_refused_as_a_whole() {
    let (at_home, heard) = receiver(FINE);
    let open = "1.1.1.1:80".parse().unwrap();
    for found in [vec![open, at_home], vec![at_home, open]] {
        let (outbound, _) = with_names(Reach::Internet, vec![found]);
        assert_eq!(
            post(&outbound, "http://both.example/"),
            Err(Failure::Forbidden)
        );
    }
    assert_eq!(heard.load(Ordering::SeqCst), 0);
    let (outbound, _) = with_names(Reach::Internet, vec![vec![]]);
    assert_eq!(
        post(&outbound, "http://nowhere.example/"),
        Err(Failure::Unknown)
    );
    // Such a name is refused for where it leads, however innocent it looks.
    assert_eq!(
        post(&Outbound::to_internet(), "http://localhost/"),
        Err(Failure::Forbidden)
    );
}

#[test]
fn nobody_is_followed_elsewhere() {
    let (elsewhere, heard) = receiver(FINE);
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{elsewhere}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let (address, asked) = receiver(Box::leak(answer.into_boxed_str()));
    let home = Outbound::to_home();
    assert_eq!(post(&home, &format!("http://{address}/")), Ok(307));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(heard.load(Ordering::SeqCst), 0);
    assert_eq!(post(&home, &format!("http://{elsewhere}/")), Ok(204));
}

#[test]
fn nothing_comes_back_to_the_server_itself_by_any_of_its_addresses() {
    let (own, heard) = receiver(FINE);
    let home = Outbound::to_home();
    assert_eq!(post(&home, &format!("http://{own}/")), Ok(204));
    home.keep_off(own);
    for host in [
        "127.0.0.1",
        "localhost",
        "127.0.0.2",
        "[::ffff:127.0.0.1]",
        "[::1]",
    ] {
        let url = format!("http://{host}:{}/", own.port());
        assert_eq!(post(&home, &url), Err(Failure::Forbidden), "{url}");
    }
    assert_eq!(heard.load(Ordering::SeqCst), 1);
}

#[test]
fn what_goes_wrong_has_a_name() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let home = Outbound::to_home();
    assert_eq!(
        post(&home, &format!("http://{free}/")),
        Err(Failure::Unreachable)
    );
    let (plain, _) = receiver(FINE);
    assert_eq!(
        post(&home, &format!("https://{plain}/")),
        Err(Failure::Certificate)
    );
    let (odd, _) = receiver("SSH-2.0-OpenSSH_9.9\r\n\r\n");
    assert_eq!(
        post(&home, &format!("http://{odd}/")),
        Err(Failure::Garbled)
    );
    let (endless, _) = receiver(Box::leak(
        format!("HTTP/1.1 200 OK\r\nX: {}", "a".repeat(200_000)).into_boxed_str(),
    ));
    let answered = post(&home, &format!("http://{endless}/"));
    assert!(answered.is_err(), "{answered:?}");
}

/// A server that shows a certificate for this name, and the certificate.
fn secure_receiver(name: &str) -> (SocketAddr, RootCerts) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let (certificate, key) = (made.cert.der().clone(), made.signing_key.serialize_der());
    let roots = RootCerts::from([ureq::tls::Certificate::from_der(&certificate).to_owned()]);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.try_into().unwrap())
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut line = rustls::Stream::new(&mut line, &mut stream);
            // Whoever does not like the certificate hangs up.
            let read = line.read(&mut [0; 4096]);
            let _ = read.and_then(|_| line.write_all(FINE.as_bytes()));
        }
    });
    (address, roots)
}

#[test]
fn over_https_the_server_proves_the_name_that_was_asked_for_whatever_it_leads_to() {
    let (address, roots) = secure_receiver("hooks.example");
    let trusting = |roots: RootCerts| {
        let lookup = move |_: &str, _: u16| Ok(vec![address]);
        Outbound::new(Reach::Home, Box::new(lookup), roots)
    };
    let url = |name: &str| format!("https://{name}:{}/", address.port());
    assert_eq!(
        post(&trusting(roots.clone()), &url("hooks.example")),
        Ok(204)
    );
    let other = post(&trusting(roots), &url("other.example"));
    assert_eq!(other, Err(Failure::Certificate));
    let unknown = post(&trusting(RootCerts::WebPki), &url("hooks.example"));
    assert_eq!(unknown, Err(Failure::Certificate));
}
