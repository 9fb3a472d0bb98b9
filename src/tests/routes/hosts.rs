//! Only requests for a name of ours are answered.

use crate::support::Who::{Anna, Ben, Gus, Tilda};
use crate::support::{App, Client};

fn asked_for(client: &Client, host: &str, path: &str) -> (u16, String) {
    let answer = client
        .request("GET", path)
        .header("Host", host)
        .header("Accept", "application/json")
        .send();
    (answer.status, answer.code())
}

#[test]
fn at_home_private_addresses_and_local_names_are_ours_and_nothing_else() {
    let app = App::start();
    let anna = app.browser(Anna);
    for host in [
        "127.0.0.1",
        "localhost:8080",
        "192.168.1.7:8080",
        "10.1.2.3",
        "172.16.0.1",
        "[::1]:8080",
        "[fe80::1]",
        "hearth.local",
        "HEARTH.local:8080",
    ] {
        assert_eq!(asked_for(&anna, host, "/api/me").0, 200, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:8080",
        "8.8.8.8",
        "172.32.0.1",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "hearth.local.evil.example",
        "[2001:db8::1]",
        "local",
        "",
        "@127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.1 evil",
        "evil.example#.local",
    ] {
        for path in [
            "/api/me",
            "/",
            "/login",
            "/files/x",
            "/assets/x/hearth.css",
            "/nowhere",
        ] {
            let (status, code) = asked_for(&anna, host, path);
            // What is no name at all may be refused before anybody looks at it.
            let is_refused = (status, code.as_str()) == (421, "wrong_host") || status == 400;
            assert!(is_refused, "{host:?} {path}: {status} {code}");
        }
    }
    for host in ["evil.example", "8.8.8.8", "[2001:db8::1]"] {
        assert_eq!(
            asked_for(&anna, host, "/api/me"),
            (421, "wrong_host".to_owned())
        );
        let page = anna
            .request("GET", "/")
            .header("Host", host)
            .send()
            .expect(421);
        assert!(page.text().contains("<main"), "a person gets a page");
    }
}

#[test]
fn monitors_may_ask_under_any_name() {
    let app = App::start();
    for path in ["/livez", "/readyz", "/up"] {
        for host in ["evil.example", "10.0.0.9:1", "kubernetes"] {
            assert_eq!(
                asked_for(&app.anonymous(), host, path).0,
                200,
                "{path} {host}"
            );
        }
    }
    assert_eq!(
        asked_for(&app.anonymous(), "evil.example", "/metrics").0,
        421
    );
    // A monitor beside the server asks the same under a sub-path, and nothing else.
    let app = App::with_settings(&[("HEARTH_BASE_URL", "https://example.org/chat")]);
    for path in ["/livez", "/chat/livez", "/chat/readyz", "/chat/up"] {
        assert_eq!(
            asked_for(&app.anonymous(), "10.0.0.9", path).0,
            200,
            "{path}"
        );
    }
    for path in [
        "/chat/login",
        "/chat/chat/livez",
        "/chatlivez",
        "/chat/api/livez",
    ] {
        assert_eq!(
            asked_for(&app.anonymous(), "10.0.0.9", path).0,
            421,
            "{path}"
        );
    }
}

#[test]
fn with_a_public_address_only_that_one_and_those_named_besides_are_ours() {
    let app = App::with_settings(&[
        ("HEARTH_BASE_URL", "https://chat.example.org"),
        ("HEARTH_EXTRA_ORIGINS", "http://hearth.local:8080"),
    ]);
    for host in [
        "chat.example.org",
        "CHAT.EXAMPLE.ORG",
        "chat.example.org:443",
        "hearth.local:8080",
    ] {
        assert_eq!(
            asked_for(&app.anonymous(), host, "/api/me").0,
            401,
            "{host}"
        );
    }
    for host in [
        "127.0.0.1",
        "localhost",
        "192.168.1.7",
        "chat.example.org:8080",
        "other.example.org",
        "chat.example.org.evil.example",
    ] {
        assert_eq!(
            asked_for(&app.anonymous(), host, "/api/me").0,
            421,
            "{host}"
        );
    }
}

#[test]
fn what_a_proxy_claims_does_not_change_the_host() {
    let app = App::start();
    for (name, value) in [
        ("X-Forwarded-Host", "127.0.0.1"),
        ("Forwarded", "host=127.0.0.1"),
        ("X-Original-Host", "localhost"),
    ] {
        app.anonymous()
            .request("GET", "/api/me")
            .header("Host", "evil.example")
            .header(name, value)
            .send()
            .refuses(421, "wrong_host");
    }
}

#[test]
fn an_admin_is_told_which_proxy_to_name_until_it_is_named_and_nobody_else_is() {
    const LINE: &str = "HEARTH_TRUSTED_PROXIES=127.0.0.1/32";
    let shown = |app: &App, who| {
        let page = app.browser(who).get("/settings").expect(200).text();
        page.contains(LINE)
    };
    for header in ["X-Forwarded-For", "Forwarded"] {
        let app = App::start();
        assert!(!shown(&app, Anna));
        let request = app.anonymous().request("GET", "/login");
        request.header(header, "for=203.0.113.9").send();
        assert!(shown(&app, Anna), "{header}");
        for who in [Ben, Tilda, Gus] {
            assert!(!shown(&app, who), "{who:?} need not know");
        }
    }
    let app = App::with_settings(&[("HEARTH_TRUSTED_PROXIES", "127.0.0.1")]);
    let request = app.anonymous().request("GET", "/login");
    request.header("X-Forwarded-For", "203.0.113.9").send();
    assert!(!shown(&app, Anna));
}
