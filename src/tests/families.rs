//! Several families on one server: founded only where the settings say so, and entirely apart.

use serde_json::json;

use crate::support::Who::{Anna, Ben, Gus, Inga, Mallory, Tilda};
use crate::support::app::UNHURRIED;
use crate::support::{Answer, App, Socket, cast};

fn found(app: &App, family: &str, username: &str) -> Answer {
    app.anonymous()
        .request("POST", "/setup")
        .form(&[
            ("family", family),
            ("name", "Rosa"),
            ("username", username),
            ("password", cast::PASSWORD),
        ])
        .send()
}

#[test]
fn a_further_family_is_founded_only_where_the_settings_let_it() {
    let closed = App::start();
    found(&closed, "The Roses", "rosa").expect(409);
    closed.anonymous().get("/setup").expect(303);
    let page = closed.anonymous().get("/login").expect(200).text();
    assert!(!page.contains("a family of your own"), "{page}");

    let open = App::with_settings(&[UNHURRIED, ("HEARTH_NEW_FAMILIES", "on")]);
    let page = open.anonymous().get("/login").expect(200).text();
    assert!(page.contains("a family of your own"), "{page}");
    let form = open.anonymous().get("/setup").expect(200).text();
    assert!(!form.contains("name=\"code\" value=\"\" "), "{form}");
    let founded = found(&open, "The Roses", "rosa").expect(303);
    let rosa = open.client(crate::support::client::Identity::Cookie(founded.cookie()));
    let me = rosa.get("/api/me").expect(200).json();
    assert_eq!(me["family"]["name"], "The Roses");
    assert_eq!(me["member"]["role"], "admin");
    let people = rosa.get("/api/members").expect(200).json();
    assert_eq!(people["members"].as_array().map(Vec::len), Some(1));
    found(&open, "The Thorns", "rosa").expect(422);
}

#[test]
fn families_share_no_channel_of_their_programs() {
    let app = App::start();
    let sign = |client: &crate::support::Client, socket: &str| {
        client
            .request("POST", "/pusher/auth")
            .form(&[
                ("socket_id", socket),
                ("channel_name", "presence-living-room"),
            ])
            .send()
            .status
    };
    let mut at_home = Socket::of(&app, &app.browser(Anna));
    at_home.enter("doorbell");
    let mut next_door = Socket::of(&app, &app.browser(Mallory));
    next_door.subscribe("doorbell");
    next_door.is_refused("doorbell", 403);
    assert_eq!(sign(&app.browser(Mallory), &next_door.id), 403);
    assert_eq!(sign(&app.browser(Anna), &at_home.id), 200);
}

#[test]
fn a_user_name_is_one_persons_on_the_whole_server() {
    let app = App::with_settings(&[UNHURRIED, ("HEARTH_NEW_FAMILIES", "on")]);
    let page = found(&app, "The Roses", "anna").expect(422).text();
    assert!(page.contains("already has this user name"), "{page}");
    let answer = app
        .anonymous()
        .post(
            "/api/session",
            &json!({ "username": "anna", "password": cast::PASSWORD }),
        )
        .expect(200)
        .json();
    assert_eq!(answer["member"]["id"], Anna.id());
}

#[test]
fn what_next_door_gets_of_its_own_holds_nothing_of_this_family() {
    let app = App::start();
    crate::outsiders::things(&app);
    let mallory = app.browser(Mallory);
    for path in [
        "/",
        "/threads",
        "/threads/new",
        "/settings",
        "/settings/devices",
        "/settings/passkeys",
        "/settings/password",
        "/settings/tokens",
        "/settings/card",
        "/family",
        "/family/invitations",
        "/family/settings",
        "/family/record",
        "/api/me",
        "/api/members",
        "/api/threads",
    ] {
        let text = mallory.get(path).expect(200).text();
        for who in [Anna, Ben, Tilda, Inga, Gus] {
            assert!(
                !text.contains(&who.id()) && !text.contains(who.name()),
                "{path} names {who:?}"
            );
        }
        assert!(!text.contains(&cast::family_thread()), "{path}");
        assert!(!text.contains("Lindens"), "{path}");
    }
}
