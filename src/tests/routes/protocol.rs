//! What is true of every answer: its headers, its errors, its verbs and kinds.

use std::collections::HashSet;

use hearth::web::routes::{TABLE, Who as Door};
use serde_json::json;

use crate::support::Who::Anna;
use crate::support::socket::shake_hands;
use crate::support::{Answer, App, cast};

const ALWAYS: [(&str, &str); 2] = [
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
];
/// What only something that is shown by itself can heed.
const DOCUMENTS: [(&str, &str); 4] = [
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
    (
        "permissions-policy",
        "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
    ),
];

#[track_caller]
fn is_guarded(answer: &Answer, what: &str) {
    for (name, value) in ALWAYS.into_iter().chain(DOCUMENTS) {
        assert_eq!(answer.header(name), Some(value), "{name} of {what}");
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    for weak in ["unsafe-inline", "unsafe-eval", "*", "http:", "data:"] {
        assert!(!policy.contains(weak), "{what}: {policy}");
    }
    assert_eq!(answer.header("server"), None, "{what}");
    assert_eq!(answer.header("access-control-allow-origin"), None, "{what}");
    let id = answer.header("x-request-id").unwrap_or_default();
    assert_eq!(id.len(), 26, "{what}");
}

/// Thirty of these are fetched for one page: they carry what they need and no more.
#[track_caller]
fn is_a_part_of_pages(answer: &Answer, what: &str) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), Some(value), "{name} of {what}");
    }
    for (name, _) in DOCUMENTS {
        assert_eq!(answer.header(name), None, "{name} of {what}");
    }
    for name in [
        "content-security-policy",
        "x-request-id",
        "server",
        "set-cookie",
    ] {
        assert_eq!(answer.header(name), None, "{name} of {what}");
    }
}

/// It goes into a page that has all of this already.
#[test]
fn a_piece_of_a_page_is_not_told_what_documents_may_do() {
    let app = App::start();
    let asked = app.browser(Anna).request("GET", "/threads");
    let answer = asked.header("Hearth-Fragment", "1").send().expect(200);
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    for (name, _) in DOCUMENTS {
        assert_eq!(answer.header(name), None, "{name}");
    }
    assert_eq!(answer.header("cache-control"), Some("no-store, private"));
    assert!(answer.header("x-request-id").is_some());
}

#[test]
fn a_drawing_that_is_opened_by_itself_is_guarded_like_a_page() {
    let app = App::start();
    let path = format!("/assets/{}/icons/hearth.svg", hearth::web::assets::digest());
    is_guarded(&app.anonymous().get(&path).expect(200), &path);
    let absent = path.replace("hearth", "nobody");
    is_guarded(&app.anonymous().get(&absent).expect(404), &absent);
}

#[test]
fn every_answer_is_guarded_and_named() {
    let app = App::start();
    let mut ids = HashSet::new();
    for route in TABLE {
        let path = route
            .path
            .replace("{thread}", &cast::family_thread())
            .replace("{digest}", hearth::web::assets::digest())
            .replace("{path:.*}", "hearth.css")
            .replace(['{', '}'], "");
        for client in [app.anonymous(), app.browser(Anna), app.program(Anna)] {
            let what = format!("{} {path}", route.verb);
            // Signing out would change whoever is tried next.
            if route.path == "/logout" || route.path == "/api/session" && route.verb == "DELETE" {
                continue;
            }
            let answer = client.request(route.verb, &path).send();
            if path.starts_with("/assets/") {
                is_a_part_of_pages(&answer, &what);
            } else {
                is_guarded(&answer, &what);
            }
            ids.insert(answer.header("x-request-id").map(str::to_owned));
            let caching = answer.header("cache-control").unwrap_or_default();
            let is_file = path.starts_with("/assets/");
            assert_eq!(caching.contains("immutable"), is_file, "{what}: {caching}");
            if !is_file {
                assert_eq!(caching, "no-store, private", "{what}");
            }
            if answer.status >= 400 && route.path.starts_with("/api/") && route.path != "/api/docs"
            {
                is_an_error(&answer, &what);
            }
        }
    }
    assert!(ids.len() > TABLE.len(), "names repeat");
    for (verb, path) in [
        ("GET", "/nowhere"),
        ("POST", "/api/nowhere"),
        ("OPTIONS", "/api/me"),
        ("GET", "/assets/x/../../x"),
    ] {
        let answer = app.browser(Anna).request(verb, path).send();
        is_guarded(&answer, path);
    }
}

#[track_caller]
fn is_an_error(answer: &Answer, what: &str) {
    assert_eq!(
        answer.header("content-type"),
        Some("application/json; charset=utf-8"),
        "{what}"
    );
    let json = answer.json();
    let fields = json.as_object().expect("an object");
    for name in ["error", "detail", "requestId"] {
        let text = json[name].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "{what} has no {name}");
    }
    assert_eq!(
        json["requestId"].as_str(),
        answer.header("x-request-id"),
        "{what}"
    );
    for name in fields.keys() {
        assert!(
            ["error", "detail", "requestId", "fields"].contains(&name.as_str()),
            "{what}: {name}"
        );
    }
}

#[test]
fn a_verb_that_a_path_does_not_know_is_answered_with_those_it_does() {
    let app = App::start();
    let known: HashSet<(&str, &str)> = TABLE.iter().map(|route| (route.path, route.verb)).collect();
    let paths: HashSet<&str> = TABLE.iter().map(|route| route.path).collect();
    for path in paths {
        let url = path
            .replace("{thread}", &cast::family_thread())
            .replace("{digest}", hearth::web::assets::digest())
            .replace("{path:.*}", "hearth.css")
            .replace(['{', '}'], "");
        for verb in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
            if known.contains(&(path, verb)) {
                continue;
            }
            let answer = app
                .program(Anna)
                .request(verb, &url)
                .header("Accept", "application/json")
                .send();
            answer.refuses(405, "method_not_allowed");
            let allowed: HashSet<&str> = answer
                .header("allow")
                .expect("those it knows")
                .split(", ")
                .collect();
            for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                assert_eq!(
                    allowed.contains(verb),
                    known.contains(&(path, verb)),
                    "{path}: {allowed:?}"
                );
            }
        }
    }
}

#[test]
fn whoever_accepts_no_json_is_told_so() {
    let app = App::start();
    let anna = app.browser(Anna);
    let ask = |accept: &str| {
        anna.request("GET", "/api/me")
            .header("Accept", accept)
            .send()
    };
    for accept in [
        "application/json",
        "*/*",
        "text/html, application/*;q=0.1",
        "application/json;q=0.5",
        "",
    ] {
        ask(accept).expect(200);
    }
    anna.request("GET", "/api/me")
        .without("Accept")
        .send()
        .expect(200);
    for accept in [
        "text/html",
        "application/xml",
        "image/*",
        "application/json;q=0",
        "nonsense",
    ] {
        ask(accept).refuses(406, "not_acceptable");
    }
    // A page is a page.
    anna.request("GET", "/api/docs")
        .header("Accept", "text/html")
        .send()
        .expect(200);
}

#[test]
fn only_json_is_read_as_json() {
    let app = App::start();
    let anna = app.browser(Anna);
    let path = format!("/api/threads/{}/messages", cast::family_thread());
    let send = |kind: &str| {
        anna.request("POST", &path)
            .body(kind, json!({ "body": "x" }).to_string())
            .send()
    };
    for kind in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
    ] {
        send(kind).expect(201);
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/jsonp",
        "text/json",
        "",
    ] {
        send(kind).refuses(415, "unsupported_media_type");
    }
    anna.request("POST", &path)
        .send()
        .refuses(415, "unsupported_media_type");
}

#[test]
fn errors_are_pages_for_people_and_json_for_programs() {
    let app = App::start();
    let anna = app.browser(Anna);
    let page = anna
        .request("GET", "/threads/nowhere")
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .send()
        .expect(404);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(
        page.text().contains("<main") && page.text().contains("href=\"/\""),
        "no way on"
    );
    anna.get("/api/threads/nowhere").refuses(404, "not_found");
    anna.request("GET", "/threads/nowhere/messages")
        .header("Hearth-Fragment", "true")
        .send()
        .refuses(404, "not_found");
    is_an_error(&anna.get("/api/threads/nowhere"), "a program's error");
}

#[test]
fn head_is_get_without_the_body() {
    let app = App::start();
    let anna = app.browser(Anna);
    for route in TABLE
        .iter()
        .filter(|route| route.verb == "GET" && route.who != Door::Socket)
    {
        if route.path.contains('{') {
            continue;
        }
        let (get, head) = (
            anna.get(route.path),
            anna.request("HEAD", route.path).send(),
        );
        assert_eq!(get.status, head.status, "{}", route.path);
        assert_eq!(
            get.header("content-type"),
            head.header("content-type"),
            "{}",
            route.path
        );
    }
}

#[test]
fn the_description_lists_every_route_of_the_api_and_no_other() {
    let app = App::start();
    let document = app.anonymous().get("/api/openapi.json").expect(200).json();
    assert!(
        document["openapi"]
            .as_str()
            .expect("a version")
            .starts_with("3.1")
    );
    let described: HashSet<(String, String)> = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, verbs)| {
            verbs
                .as_object()
                .expect("verbs")
                .keys()
                .map(|verb| (path.clone(), verb.to_uppercase()))
                .collect::<Vec<_>>()
        })
        .collect();
    let routed: HashSet<(String, String)> = TABLE
        .iter()
        .filter(|route| {
            // Pictures and files that the API names are fetched where pages have them.
            let is_picture = route.verb == "GET" && route.path.ends_with("/picture");
            let is_file = route.path.starts_with("/files/");
            route.path.starts_with("/api/") || is_picture || is_file
        })
        .filter(|route| !matches!(route.path, "/api/openapi.json" | "/api/docs"))
        .map(|route| (route.path.to_owned(), route.verb.to_owned()))
        .collect();
    assert_eq!(described, routed);
}

#[test]
fn under_a_sub_path_everything_lives_below_it() {
    let app = App::with_settings(&[("HEARTH_BASE_URL", "https://example.org/chat")]);
    let get = |path: &str| {
        app.anonymous()
            .request("GET", path)
            .header("Host", "example.org")
            .send()
    };
    get("/chat/login").expect(200);
    get("/chat/api/openapi.json").expect(200);
    get("/livez").expect(200);
    get("/chat/livez").expect(200);
    assert_eq!(get("/login").status, 404);
    assert_eq!(get("/chatter").status, 404);
    let away = get("/chat/threads/x").expect(303);
    assert_eq!(away.header("location"), Some("/chat/login?next=/threads/x"));
    let page = get("/chat/login").text();
    assert!(
        !page.contains("href=\"/login") && !page.contains("action=\"/login"),
        "{page}"
    );
}

#[test]
fn the_beginning_of_a_socket_says_nothing_that_only_documents_heed() {
    let app = App::start();
    let path = format!("/app/{}?protocol=7", app.rooms().keys().key);
    let (_, answer) = shake_hands(&app.anonymous(), &path, None);
    assert_eq!(answer.status(), 101);
    let header = |name: &str| answer.headers().get(name).map(|value| value.as_bytes());
    for (name, value) in ALWAYS {
        assert_eq!(header(name), Some(value.as_bytes()), "{name}");
    }
    let policy = ("content-security-policy", "");
    for (name, _) in DOCUMENTS.into_iter().chain([policy]) {
        assert_eq!(header(name), None, "{name}");
    }
    assert_eq!(header("x-request-id").map(<[u8]>::len), Some(26));
}
