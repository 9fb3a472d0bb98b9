//! Passkeys: the easy way in is as narrow as the hard one. Whoever added one signs in with it, from the
//! right address, once for each time they were asked; nobody else does, and each try is on record.

use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use hearth::base::clock::Clock;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::Who::{Anna, Ben};
use crate::support::authenticator::Authenticator;
use crate::support::client::Identity;
use crate::support::{Answer, App, Client, PATIENCE, Who, cast, database};

/// Numbers are no names: the tests' own address has no passkeys.
const HOST: &str = "localhost:8080";
const ORIGIN: &str = "http://localhost:8080";

fn post(client: &Client, path: &str, body: &Value) -> Answer {
    client
        .request("POST", path)
        .header("Host", HOST)
        .header("Hearth-Fragment", "1")
        .json(body)
        .send()
}

fn begin(client: &Client, path: &str) -> Value {
    post(client, &format!("{path}/begin"), &json!({}))
        .expect(200)
        .json()
}

fn answer(begun: &Value, credential: Value) -> Value {
    json!({ "ceremony": begun["ceremony"], "credential": credential, "name": "the tablet" })
}

/// Somebody adds a passkey.
fn add(client: &Client) -> Authenticator {
    let mut tablet = Authenticator::at(ORIGIN);
    let begun = begin(client, "/settings/passkeys");
    let made = tablet.make(&begun["options"]);
    let added = post(client, "/settings/passkeys", &answer(&begun, made)).expect(200);
    assert_eq!(added.json()["to"], "/settings/passkeys?done=added");
    tablet
}

/// Somebody unknown shows a passkey.
fn sign_in(app: &App, tablet: &mut Authenticator) -> Answer {
    let nobody = app.anonymous();
    let begun = begin(&nobody, "/login/passkey");
    let shown = tablet.show(&begun["options"]);
    post(&nobody, "/login/passkey", &answer(&begun, shown))
}

/// Somebody signed in shows a passkey once more.
fn confirm(client: &Client, tablet: &mut Authenticator) -> Answer {
    let begun = begin(client, "/settings/confirm/passkey");
    let shown = tablet.show(&begun["options"]);
    post(client, "/settings/confirm/passkey", &answer(&begun, shown))
}

fn ids(app: &App, who: Who) -> Vec<String> {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let question = format!(
        "SELECT passkeys.id AS answer FROM passkeys JOIN members ON members.key = member_key
         WHERE username = '{}' ORDER BY passkeys.rowid",
        who.username()
    );
    database::texts(&mut conn, &question)
}

/// What the record says about passkeys since the family moved in, in order.
fn record(app: &App) -> Vec<String> {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    database::texts(
        &mut conn,
        "SELECT act || ' ' || detail AS answer FROM audit_entries
         WHERE act LIKE 'passkey%' OR detail IN ('passkey', 'again') ORDER BY key",
    )
}

/// A family whose passwords were shown long ago, and Ben just now again.
fn stale() -> App {
    let clock = Clock::stopped_at(Timestamp::now());
    let app = App::at(clock.clone());
    clock.advance(Duration::from_secs(16 * 60));
    app
}

#[test]
fn somebody_adds_a_passkey_signs_in_by_it_and_removes_it() {
    let app = App::start();
    let ben = app.browser(Ben);
    let mut tablet = add(&ben);
    let page = ben.get("/settings/passkeys").expect(200).text();
    assert!(page.contains("the tablet") && page.contains("Not used yet"));

    let signed_in = sign_in(&app, &mut tablet).expect(200);
    assert_eq!(signed_in.json()["to"], "/");
    let by_passkey = app.client(Identity::Cookie(signed_in.cookie()));
    let me = by_passkey.get("/api/me").expect(200).json();
    assert_eq!(me["member"]["name"], "Ben");
    let page = ben.get("/settings/passkeys").expect(200).text();
    assert!(page.contains("Last used today"));

    // What was just shown by a passkey need not be shown again by a password.
    let path = format!("/settings/passkeys/{}/remove", ids(&app, Ben)[0]);
    by_passkey
        .request("POST", &path)
        .form(&[])
        .send()
        .expect(303);
    sign_in(&app, &mut tablet).refuses(401, "invalid_credentials");
    assert_eq!(
        record(&app),
        [
            "passkey-added the tablet",
            "signed-in passkey",
            "passkey-removed the tablet"
        ]
    );
}

#[test]
fn signing_in_leads_on_to_where_somebody_wanted_to_be_and_nowhere_else() {
    let app = App::start();
    let mut tablet = add(&app.browser(Ben));
    for (next, to) in [
        ("/threads/new", "/threads/new"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let nobody = app.anonymous();
        let begun = begin(&nobody, "/login/passkey");
        let mut body = answer(&begun, tablet.show(&begun["options"]));
        body["next"] = next.into();
        let signed_in = post(&nobody, "/login/passkey", &body).expect(200);
        assert_eq!(signed_in.json()["to"], to);
    }
}

#[test]
fn a_passkey_is_asked_for_that_names_its_person_and_makes_sure_of_them() {
    let app = App::start();
    let ben = app.browser(Ben);
    let options = begin(&ben, "/settings/passkeys")["options"].clone();
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(selection["requireResidentKey"], true);
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(
        options["rp"],
        json!({ "id": "localhost", "name": "The Lindens" })
    );
    assert_eq!(options["user"]["displayName"], "Ben");
    assert_eq!(
        options["user"]["id"],
        begin(&ben, "/settings/passkeys")["options"]["user"]["id"],
        "a person is the same to every authenticator"
    );
    let options = begin(&app.anonymous(), "/login/passkey")["options"].clone();
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["allowCredentials"], json!([]));

    let tablet = add(&ben);
    let own = json!([{ "type": "public-key", "id": tablet.credential_id() }]);
    let again = begin(&ben, "/settings/passkeys")["options"].clone();
    assert_eq!(again["excludeCredentials"], own);
    let proof = begin(&ben, "/settings/confirm/passkey")["options"].clone();
    assert_eq!(proof["allowCredentials"], own);
    assert_eq!(proof["userVerification"], "required");
}

#[test]
fn nothing_is_answered_twice() {
    let app = App::start();
    let ben = app.browser(Ben);
    let mut tablet = Authenticator::at(ORIGIN);
    let begun = begin(&ben, "/settings/passkeys");
    let made = answer(&begun, tablet.make(&begun["options"]));
    post(&ben, "/settings/passkeys", &made).expect(200);
    post(&ben, "/settings/passkeys", &made).refuses(409, "conflict");
    assert_eq!(ids(&app, Ben).len(), 1);

    let nobody = app.anonymous();
    let begun = begin(&nobody, "/login/passkey");
    let shown = answer(&begun, tablet.show(&begun["options"]));
    post(&nobody, "/login/passkey", &shown).expect(200);
    post(&nobody, "/login/passkey", &shown).refuses(409, "conflict");

    // An old answer to a new question.
    let fresh = begin(&nobody, "/login/passkey");
    let stale = answer(&fresh, shown["credential"].clone());
    post(&nobody, "/login/passkey", &stale).refuses(401, "invalid_credentials");
}

#[test]
fn what_one_browser_began_no_other_finishes() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let begun = begin(&anna, "/settings/passkeys");
    let made = answer(&begun, Authenticator::at(ORIGIN).make(&begun["options"]));
    let bens_other = app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben)));
    for other in [&ben, &bens_other] {
        post(other, "/settings/passkeys", &made).refuses(409, "conflict");
    }
    let mut tablet = add(&ben);
    let begun = begin(&ben, "/settings/confirm/passkey");
    let shown = answer(&begun, tablet.show(&begun["options"]));
    for (other, path) in [
        (&bens_other, "/settings/confirm/passkey"),
        (&app.anonymous(), "/login/passkey"),
    ] {
        post(other, path, &shown).refuses(409, "conflict");
    }
    post(&ben, "/settings/confirm/passkey", &shown).expect(200);
    assert_eq!(ids(&app, Anna).len(), 0);
}

#[test]
fn a_passkey_from_another_address_is_none() {
    let app = App::start();
    let ben = app.browser(Ben);
    for elsewhere in [
        "http://localhost:9999",
        "https://localhost:8080",
        "http://localhost.evil.example:8080",
    ] {
        let begun = begin(&ben, "/settings/passkeys");
        let made = answer(&begun, Authenticator::at(elsewhere).make(&begun["options"]));
        post(&ben, "/settings/passkeys", &made).refuses(422, "invalid");
        let mut tablet = add(&ben);
        elsewhere.clone_into(&mut tablet.origin);
        sign_in(&app, &mut tablet).refuses(401, "invalid_credentials");
        confirm(&ben, &mut tablet).refuses(422, "invalid");
    }
    // A bad answer is put down after the answer to it.
    let begun = Instant::now();
    let failures = || {
        record(&app)
            .iter()
            .filter(|line| line.starts_with("sign-in-failed"))
            .count()
    };
    while failures() < 6 {
        assert!(begun.elapsed() < PATIENCE, "{:?}", record(&app));
    }
    assert_eq!(failures(), 6);
}

#[test]
fn a_device_that_does_not_make_sure_of_its_person_lets_nobody_in() {
    let app = App::start();
    let ben = app.browser(Ben);
    let begun = begin(&ben, "/settings/passkeys");
    let mut found = Authenticator::at(ORIGIN);
    found.verifies = false;
    let made = answer(&begun, found.make(&begun["options"]));
    post(&ben, "/settings/passkeys", &made).refuses(422, "invalid");

    let mut tablet = add(&ben);
    tablet.verifies = false;
    sign_in(&app, &mut tablet).refuses(401, "invalid_credentials");
    confirm(&ben, &mut tablet).refuses(422, "invalid");
}

#[test]
fn a_copied_device_is_noticed_by_how_it_counts() {
    let app = App::start();
    let mut tablet = add(&app.browser(Ben));
    tablet.counter = 7;
    sign_in(&app, &mut tablet).expect(200);
    tablet.counter = 7;
    sign_in(&app, &mut tablet).refuses(401, "invalid_credentials");
    tablet.counter = 8;
    sign_in(&app, &mut tablet).expect(200);
}

#[test]
fn a_passkey_signs_in_nobody_but_its_owner() {
    let app = App::start();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let mut tablet = add(&ben);
    let annas = add(&anna);
    for handle in [None, annas.handle.clone(), Some(vec![7; 16])] {
        let own = std::mem::replace(&mut tablet.handle, handle);
        sign_in(&app, &mut tablet).refuses(401, "invalid_credentials");
        tablet.handle = own;
    }
    confirm(&anna, &mut tablet).refuses(422, "invalid");
    // One that nobody added.
    let mut own_making = Authenticator::at(ORIGIN);
    own_making.handle = tablet.handle.clone();
    sign_in(&app, &mut own_making).refuses(401, "invalid_credentials");
    sign_in(&app, &mut tablet).expect(200);
}

#[test]
fn the_passkey_of_somebody_who_has_left_lets_nobody_in() {
    let app = App::start();
    let mut tablet = add(&app.browser(Ben));
    app.store()
        .write_here(|tx| hearth::domain::standing::deactivate_at_command_line(tx, "ben").map(drop))
        .expect("it commits");
    sign_in(&app, &mut tablet).refuses(401, "invalid_credentials");
}

#[test]
fn a_passkey_is_added_and_removed_only_by_somebody_who_just_showed_that_it_is_they() {
    let app = stale();
    let left_open = app.browser(Ben);
    let ben = app.client(Identity::Cookie(cast::sign_in(&app.anonymous(), Ben)));
    let mut tablet = add(&ben);
    let path = format!("/settings/passkeys/{}/remove", ids(&app, Ben)[0]);

    post(&left_open, "/settings/passkeys/begin", &json!({})).refuses(403, "forbidden");
    let refused = left_open
        .request("POST", &path)
        .form(&[])
        .send()
        .expect(303);
    let to = refused.header("location").expect("it leads on");
    assert!(to.starts_with("/settings/confirm"), "{to}");
    assert_eq!(ids(&app, Ben).len(), 1);
    let page = left_open
        .request("GET", "/settings/passkeys")
        .header("Host", HOST);
    assert!(!page.send().expect(200).text().contains("<passkey-ceremony"));
    let page = left_open
        .request("GET", "/settings/confirm")
        .header("Host", HOST);
    assert!(page.send().expect(200).text().contains("<passkey-ceremony"));

    let confirmed = confirm(&left_open, &mut tablet).expect(200);
    let shown = app.client(Identity::Cookie(confirmed.cookie()));
    left_open.get("/api/me").refuses(401, "UNAUTHENTICATED");
    shown.request("POST", &path).form(&[]).send().expect(303);
    assert_eq!(
        record(&app),
        [
            "passkey-added the tablet",
            "confirmed again",
            "passkey-removed the tablet"
        ]
    );
}

#[test]
fn a_passkey_has_the_name_its_owner_gives_it() {
    let app = App::start();
    let ben = app.browser(Ben);
    add(&ben);
    let path = format!("/settings/passkeys/{}", ids(&app, Ben)[0]);
    let name = |name: &str| ben.request("POST", &path).form(&[("name", name)]).send();
    name("<b>the kitchen</b>").expect(303);
    let page = ben.get("/settings/passkeys").expect(200).text();
    assert!(page.contains("&#60;b&#62;the kitchen"), "{page}");
    for (wrong, words) in [("  ", "fill this in"), (&"x".repeat(81), "too long")] {
        let page = name(wrong).expect(422).text();
        assert!(
            page.contains(words) && page.contains("the kitchen"),
            "{page}"
        );
    }
    // Without a name none is added.
    let begun = begin(&ben, "/settings/passkeys");
    let mut made = answer(&begun, Authenticator::at(ORIGIN).make(&begun["options"]));
    made["name"] = " ".into();
    post(&ben, "/settings/passkeys", &made).refuses(422, "invalid");
}

#[test]
fn nobody_has_more_than_twenty_passkeys() {
    let app = App::start();
    let ben = app.browser(Ben);
    let last = begin(&ben, "/settings/passkeys");
    for _ in 0..20 {
        add(&ben);
    }
    post(&ben, "/settings/passkeys/begin", &json!({})).refuses(422, "invalid");
    let made = Authenticator::at(ORIGIN).make(&last["options"]);
    post(&ben, "/settings/passkeys", &answer(&last, made)).refuses(422, "invalid");
    assert_eq!(ids(&app, Ben).len(), 20);
    let page = ben
        .request("GET", "/settings/passkeys")
        .header("Host", HOST);
    assert!(!page.send().expect(200).text().contains("<passkey-ceremony"));
}

#[test]
fn the_page_says_where_passkeys_work() {
    let app = App::start();
    let ben = app.browser(Ben);
    let at = |path: &str, host: &str| {
        ben.request("GET", path)
            .header("Host", host)
            .send()
            .expect(200)
            .text()
    };
    let by_number = at("/settings/passkeys", "127.0.0.1:8080");
    assert!(by_number.contains("href=\"http://localhost:8080/settings/passkeys\""));
    assert!(at("/settings/passkeys", "192.168.1.7:8080").contains("begins with https"));
    assert!(at("/settings/passkeys", HOST).contains("<passkey-ceremony"));
    let sign_in = |host: &str| {
        let page = app
            .anonymous()
            .request("GET", "/login")
            .header("Host", host);
        page.send().expect(200).text()
    };
    assert!(sign_in(HOST).contains("autocomplete=\"username webauthn\""));
    for host in ["127.0.0.1:8080", "192.168.1.7:8080", "hearth.local"] {
        let page = sign_in(host);
        assert!(
            !page.contains("webauthn") && !page.contains("<passkey-ceremony"),
            "{host}"
        );
        let begun = app
            .anonymous()
            .request("POST", "/login/passkey/begin")
            .header("Host", host)
            .header("Hearth-Fragment", "1")
            .json(&json!({}))
            .send();
        begun.refuses(409, "conflict");
    }
}

#[test]
fn strangers_are_counted_by_address_and_ones_own_devices_are_not() {
    let app = App::with_settings(&[]);
    let ben = app.browser(Ben);
    let mut tablet = add(&ben);
    let device = {
        let signed_in = sign_in(&app, &mut tablet).expect(200);
        let cookies = signed_in
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie");
        let mut devices = cookies.filter(|(_, value)| value.starts_with("device="));
        let (_, cookie) = devices.next().expect("the device is remembered");
        cookie.split(';').next().expect("a value").to_owned()
    };
    let mut own_making = Authenticator::at(ORIGIN);
    own_making.handle = tablet.handle.clone();
    for _ in 0..19 {
        sign_in(&app, &mut own_making).refuses(401, "invalid_credentials");
    }
    let counted = sign_in(&app, &mut own_making);
    counted.refuses(429, "too_many_requests");
    assert!(counted.header("retry-after").is_some());

    let known = app.client(Identity::Cookie(device));
    let begun = begin(&known, "/login/passkey");
    let shown = tablet.show(&begun["options"]);
    post(&known, "/login/passkey", &answer(&begun, shown)).expect(200);

    let asked = (0..60).map(|_| post(&app.anonymous(), "/login/passkey/begin", &json!({})));
    let too_many = asked.filter(|asked| asked.status == 429).count();
    assert!((15..=30).contains(&too_many), "{too_many}");
}

#[test]
fn odd_answers_are_refused_and_break_nothing() {
    let app = App::start();
    let ben = app.browser(Ben);
    let tablet = add(&ben);
    let nobody = app.anonymous();
    for path in [
        "/settings/passkeys",
        "/settings/confirm/passkey",
        "/login/passkey",
    ] {
        let client = if path.starts_with("/login") {
            &nobody
        } else {
            &ben
        };
        for body in [json!({}), json!({ "ceremony": 1 }), json!([]), json!("x")] {
            post(client, path, &body).refuses(400, "invalid_json");
        }
        for credential in [
            json!(null),
            json!({}),
            json!([1]),
            json!({ "id": "x", "rawId": "*" }),
        ] {
            let begun = begin(client, path);
            let answered = post(client, path, &answer(&begun, credential));
            assert!(matches!(answered.status, 401 | 422), "{}", answered.status);
        }
        let begun = begin(client, path);
        let odd = json!({
            "id": tablet.credential_id(),
            "rawId": tablet.credential_id(),
            "type": "public-key",
            "response": {
                "attestationObject": "AAAA",
                "authenticatorData": "AAAA",
                "clientDataJSON": "AAAA",
                "signature": "AAAA",
                "userHandle": tablet.handle.as_deref().map(|id| BASE64URL_NOPAD.encode(id)),
            },
        });
        let answered = post(client, path, &answer(&begun, odd));
        assert!(matches!(answered.status, 401 | 422), "{}", answered.status);
    }
}
