//! Every sensitive route, what is done there, and the lines that this makes. A route that changes
//! something is in this table, or said to be everyday.

use hearth::web::routes::TABLE;
use serde_json::json;

use super::{NEW_PASSWORD, between, lines_of, press, signed_in};
use crate::support::Who::{self, Anna, Ben, Gus, Inga, Oskar, Tilda};
use crate::support::{Answer, App, cast, database, photo};

/// A sensitive route, what is done there, and the lines that it makes.
pub struct Deed {
    pub route: &'static str,
    pub does: fn(&App) -> Answer,
    pub status: u16,
    pub makes: &'static [&'static str],
}

const TOKEN: [(&str, &str); 3] = [("label", "the doorbell"), ("scope", "read"), ("days", "7")];

pub fn all() -> Vec<Deed> {
    let deed = |route, status, makes, does| Deed {
        route,
        does,
        status,
        makes,
    };
    vec![
        deed("POST /login", 303, &["signed-in ben"], |app| {
            press(
                &app.anonymous(),
                "/login",
                &[("username", "ben"), ("password", cast::PASSWORD)],
            )
        }),
        deed("POST /login", 401, &["sign-in-failed ben"], |app| {
            press(
                &app.anonymous(),
                "/login",
                &[("username", "ben"), ("password", "a wrong one")],
            )
        }),
        deed("POST /api/session", 200, &["signed-in ben"], |app| {
            let body = json!({ "username": "ben", "password": cast::PASSWORD });
            app.anonymous().post("/api/session", &body)
        }),
        deed("POST /api/session", 401, &["sign-in-failed ben"], |app| {
            let body = json!({ "username": "ben", "password": "a wrong one" });
            app.anonymous().post("/api/session", &body)
        }),
        deed(
            "POST /logout",
            303,
            &["signed-in ben", "signed-out ben"],
            |app| press(&signed_in(app, Ben), "/logout", &[]),
        ),
        deed(
            "DELETE /api/session",
            204,
            &["signed-in ben", "signed-out ben"],
            |app| signed_in(app, Ben).delete("/api/session"),
        ),
        deed(
            "POST /settings/confirm",
            422,
            &["sign-in-failed ben"],
            |app| {
                press(
                    &app.browser(Ben),
                    "/settings/confirm",
                    &[("password", "a wrong one")],
                )
            },
        ),
        deed(
            "POST /settings/confirm",
            303,
            &["signed-in tilda", "confirmed tilda"],
            |app| {
                press(
                    &signed_in(app, Tilda),
                    "/settings/confirm",
                    &[("password", cast::PASSWORD)],
                )
            },
        ),
        deed(
            "POST /settings/devices/{device}/end",
            303,
            &["signed-in inga", "device-ended inga"],
            |app| {
                signed_in(app, Inga);
                let device = newest(app, "sessions", Inga);
                press(
                    &app.browser(Inga),
                    &format!("/settings/devices/{device}/end"),
                    &[],
                )
            },
        ),
        deed(
            "POST /settings/devices/others/end",
            303,
            &["signed-in inga", "device-ended inga"],
            |app| {
                signed_in(app, Inga);
                press(&app.browser(Inga), "/settings/devices/others/end", &[])
            },
        ),
        deed(
            "POST /settings/password",
            303,
            &[
                "signed-in oskar",
                "password-changed oskar",
                "confirmed oskar",
            ],
            |app| {
                let fields = [
                    ("current", cast::PASSWORD),
                    ("password", NEW_PASSWORD),
                    ("again", NEW_PASSWORD),
                ];
                press(&signed_in(app, Oskar), "/settings/password", &fields)
            },
        ),
        deed(
            "POST /settings/password",
            422,
            &["sign-in-failed ben"],
            |app| {
                press(
                    &app.browser(Ben),
                    "/settings/password",
                    &[("current", "a wrong one"), ("password", NEW_PASSWORD)],
                )
            },
        ),
        deed("POST /settings/tokens", 200, &["token-made ben"], |app| {
            press(&app.browser(Ben), "/settings/tokens", &TOKEN)
        }),
        deed(
            "POST /settings/tokens/{token}/revoke",
            303,
            &["token-made ben", "token-revoked ben"],
            |app| {
                let ben = app.browser(Ben);
                press(&ben, "/settings/tokens", &TOKEN).expect(200);
                let token = newest(app, "tokens", Ben);
                press(&ben, &format!("/settings/tokens/{token}/revoke"), &[])
            },
        ),
        deed(
            "POST /family/invitations",
            201,
            &["invitation-made "],
            |app| {
                press(
                    &app.browser(Ben),
                    "/family/invitations",
                    &[("role", "adult")],
                )
            },
        ),
        deed(
            "POST /family/invitations/{invitation}/revoke",
            303,
            &["invitation-made ", "invitation-revoked "],
            |app| {
                let ben = app.browser(Ben);
                press(&ben, "/family/invitations", &[("role", "adult")]).expect(201);
                press(
                    &ben,
                    &format!("/family/invitations/{}/revoke", newest_invitation(app)),
                    &[],
                )
            },
        ),
        deed(
            "POST /join/{token}",
            303,
            &["invitation-made ", "joined cousin", "signed-in cousin"],
            |app| {
                let made = press(
                    &app.browser(Ben),
                    "/family/invitations",
                    &[("role", "adult")],
                )
                .expect(201)
                .text();
                let path = format!("/join/{}", between(&made, "/join/", "<"));
                let fields = [
                    ("name", "A cousin"),
                    ("username", "cousin"),
                    ("password", NEW_PASSWORD),
                ];
                press(&app.anonymous(), &path, &fields)
            },
        ),
        deed(
            "POST /family/{member}/role",
            303,
            &["role-changed inga"],
            |app| {
                press(
                    &app.browser(Anna),
                    &format!("/family/{}/role", Inga.id()),
                    &[("role", "admin")],
                )
            },
        ),
        deed(
            "POST /family/{member}/shut-out",
            303,
            &["deactivated inga"],
            |app| {
                press(
                    &app.browser(Anna),
                    &format!("/family/{}/shut-out", Inga.id()),
                    &[],
                )
            },
        ),
        deed(
            "POST /family/{member}/let-in",
            303,
            &["reactivated inga"],
            |app| {
                press(
                    &app.browser(Anna),
                    &format!("/family/{}/let-in", Inga.id()),
                    &[],
                )
            },
        ),
        deed(
            "POST /settings/profile",
            303,
            &["profile-changed tilda"],
            |app| {
                let fields = [("name", "Tilly"), ("email", ""), ("helper", "")];
                press(&app.browser(Tilda), "/settings/profile", &fields)
            },
        ),
        deed("POST /family/picture", 303, &["family-changed "], |app| {
            let picture = photo::plain([200, 80, 20]);
            app.browser(Anna)
                .request("POST", "/family/picture")
                .multipart(&[], &[("picture", "us.png", &picture)])
                .send()
        }),
        deed("POST /family/settings", 303, &["family-changed "], |app| {
            let fields = [
                ("family", "The Nettles"),
                ("language", "en"),
                ("timeZone", "UTC"),
            ];
            press(&app.browser(Anna), "/family/settings", &fields)
        }),
        deed(
            "POST /family/programs/secret",
            200,
            &["secret-shown "],
            |app| press(&app.browser(Anna), "/family/programs/secret", &[]),
        ),
        deed(
            "POST /family/programs/webhooks",
            303,
            &["webhook-added "],
            |app| {
                let fields = [("url", "http://10.0.0.1.example/"), ("topic", "channels")];
                press(&app.browser(Anna), "/family/programs/webhooks", &fields)
            },
        ),
        deed(
            "POST /family/programs/webhooks/{webhook}/test",
            303,
            &["webhook-tested "],
            |app| webhook(app, "test"),
        ),
        deed(
            "POST /family/programs/webhooks/{webhook}/pause",
            303,
            &["webhook-paused "],
            |app| webhook(app, "pause"),
        ),
        deed(
            "POST /family/programs/webhooks/{webhook}/resume",
            303,
            &["webhook-resumed "],
            |app| webhook(app, "resume"),
        ),
        deed(
            "POST /family/programs/webhooks/{webhook}/remove",
            303,
            &["webhook-removed "],
            |app| webhook(app, "remove"),
        ),
        deed("POST /settings/card", 201, &["card-made tilda"], |app| {
            press(&app.browser(Tilda), "/settings/card", &[])
        }),
        deed(
            "POST /settings/card/revoke",
            303,
            &["card-made tilda", "card-revoked tilda"],
            |app| {
                press(&app.browser(Tilda), "/settings/card", &[]).expect(201);
                press(&app.browser(Tilda), "/settings/card/revoke", &[])
            },
        ),
        deed(
            "POST /settings/devices/link",
            201,
            &["device-link-made tilda"],
            |app| press(&app.browser(Tilda), "/settings/devices/link", &[]),
        ),
        deed(
            "POST /family/{member}/card",
            201,
            &["card-made gus"],
            |app| {
                press(
                    &app.browser(Anna),
                    &format!("/family/{}/card", Gus.id()),
                    &[],
                )
            },
        ),
        deed(
            "POST /family/{member}/card/revoke",
            303,
            &["card-revoked gus"],
            |app| {
                let path = format!("/family/{}/card/revoke", Gus.id());
                press(&app.browser(Anna), &path, &[])
            },
        ),
        deed(
            "POST /family/{member}/recovery",
            201,
            &["recovery-made gus"],
            |app| {
                let path = format!("/family/{}/recovery", Gus.id());
                press(&app.browser(Anna), &path, &[])
            },
        ),
        deed(
            "POST /ticket/{token}",
            303,
            &["device-link-made tilda", "signed-in tilda"],
            |app| {
                let made = press(&app.browser(Tilda), "/settings/devices/link", &[]).text();
                let path = format!("/ticket/{}", between(&made, "/ticket/", "<"));
                press(&app.anonymous(), &path, &[])
            },
        ),
        deed(
            "POST /ticket/{token}",
            303,
            &[
                "recovery-made tilda",
                "password-reset tilda",
                "signed-in tilda",
            ],
            |app| {
                let path = format!("/family/{}/recovery", Tilda.id());
                let made = press(&app.browser(Anna), &path, &[]).text();
                let path = format!("/ticket/{}", between(&made, "/ticket/", "<"));
                let fields = [("password", NEW_PASSWORD), ("again", NEW_PASSWORD)];
                press(&app.anonymous(), &path, &fields)
            },
        ),
        deed(
            "POST /ticket",
            303,
            &["card-made gus", "signed-in gus"],
            |app| {
                let path = format!("/family/{}/card", Gus.id());
                let made = press(&app.browser(Anna), &path, &[]).text();
                let digits = &made[made.find("printed__digits").expect("they are there")..];
                let fields = [("username", "gus"), ("digits", between(digits, ">", "<"))];
                press(&app.anonymous(), "/ticket", &fields)
            },
        ),
        deed("POST /ticket", 401, &["sign-in-failed gus"], |app| {
            let fields = [("username", "gus"), ("digits", "none")];
            press(&app.anonymous(), "/ticket", &fields)
        }),
        deed(
            "POST /api/threads/{thread}/members",
            200,
            &["thread-joined gus"],
            |app| {
                let anna = app.browser(Anna);
                let path = format!("/api/threads/{}/members", thread(app));
                anna.post(&path, &json!({ "memberIds": [Gus.id()] }))
            },
        ),
        deed(
            "DELETE /api/threads/{thread}/members",
            200,
            &["thread-joined gus", "thread-left gus"],
            |app| {
                let anna = app.browser(Anna);
                let path = format!("/api/threads/{}/members", thread(app));
                let gus = json!({ "memberIds": [Gus.id()] });
                anna.post(&path, &gus).expect(200);
                anna.request("DELETE", &path).json(&gus).send()
            },
        ),
        deed(
            "POST /threads/{thread}/people",
            303,
            &["thread-joined gus"],
            |app| with_gus(app, &thread(app)),
        ),
        deed(
            "POST /threads/{thread}/people/{member}/remove",
            303,
            &["thread-joined gus", "thread-left gus"],
            |app| {
                let thread = thread(app);
                with_gus(app, &thread).expect(303);
                let path = format!("/threads/{thread}/people/{}/remove", Gus.id());
                press(&app.browser(Anna), &path, &[])
            },
        ),
        deed(
            "POST /threads/{thread}/leave",
            303,
            &["thread-joined gus", "thread-left gus"],
            |app| {
                let thread = thread(app);
                with_gus(app, &thread).expect(303);
                press(&app.browser(Gus), &format!("/threads/{thread}/leave"), &[])
            },
        ),
    ]
}

fn with_gus(app: &App, thread: &str) -> Answer {
    let path = format!("/threads/{thread}/people");
    press(&app.browser(Anna), &path, &[("memberIds", &Gus.id())])
}

fn thread(app: &App) -> String {
    let body = json!({ "memberIds": [Ben.id()], "reuse": false });
    let opened = app
        .browser(Anna)
        .post("/api/threads", &body)
        .expect(201)
        .json();
    opened["thread"]["id"].as_str().expect("an id").to_owned()
}

/// What changes something, and is nobody's key to anything: talk, and how one's own pages look.
const EVERYDAY: [&str; 52] = [
    "POST /family/programs/events",
    "POST /apps/{app}/events",
    "POST /apps/{app}/batch_events",
    "POST /apps/{app}/users/{user}/terminate_connections",
    "POST /users/{user}/terminate_connections",
    "POST /threads/{thread}/settings",
    "POST /threads/{thread}/picture",
    "POST /threads/{thread}/mute",
    "POST /threads/{thread}/pin",
    "POST /threads/{thread}/archive",
    "PUT /api/threads/{thread}/mute",
    "DELETE /api/threads/{thread}/mute",
    "PUT /api/threads/{thread}/pin",
    "DELETE /api/threads/{thread}/pin",
    "PUT /api/threads/{thread}/archive",
    "DELETE /api/threads/{thread}/archive",
    "POST /threads/{thread}/messages/{message}/edit",
    "POST /threads/{thread}/messages/{message}/delete",
    "POST /threads/{thread}/messages/{message}/forward",
    "POST /threads/{thread}/messages/{message}/reactions",
    "POST /login/passkey/begin",
    "POST /settings/confirm/passkey/begin",
    "POST /settings/passkeys/begin",
    "POST /settings/passkeys/{passkey}",
    "POST /settings/picture",
    "POST /join",
    "POST /threads",
    "POST /threads/{thread}/messages",
    "POST /threads/{thread}/read",
    "POST /settings",
    "POST /settings/appearance",
    "POST /settings/chatting",
    "POST /settings/sharing",
    "POST /api/threads",
    "PATCH /api/threads/{thread}",
    "POST /api/threads/{thread}/read",
    "POST /api/threads/{thread}/messages",
    "PATCH /api/messages/{message}",
    "DELETE /api/messages/{message}",
    "PUT /api/messages/{message}/reactions/{emoji}",
    "DELETE /api/messages/{message}/reactions/{emoji}",
    "POST /api/files",
    "OPTIONS /api/uploads",
    "POST /api/uploads",
    "PATCH /api/uploads/{upload}",
    "DELETE /api/uploads/{upload}",
    "POST /api/uploads/{upload}",
    "POST /pusher/auth",
    "POST /pusher/user-auth",
    "POST /broadcasting/auth",
    "POST /broadcasting/user-auth",
    "POST /socket.io/",
];

/// Sensitive, and tried by a test of its own.
const APART: [&str; 5] = [
    "POST /setup",
    "POST /login/passkey",
    "POST /settings/confirm/passkey",
    "POST /settings/passkeys",
    "POST /settings/passkeys/{passkey}/remove",
];

#[test]
fn every_route_that_changes_something_is_sensitive_or_everyday() {
    let deeds = all();
    for route in TABLE.iter().filter(|route| route.verb != "GET") {
        let route = format!("{} {}", route.verb, route.path);
        let is_sensitive = APART.contains(&&*route) || deeds.iter().any(|deed| deed.route == route);
        let is_everyday = EVERYDAY.contains(&route.as_str());
        assert!(
            is_sensitive != is_everyday,
            "{route} is in one of the two lists of this file"
        );
    }
}

#[test]
fn each_sensitive_thing_is_one_line_of_the_record() {
    let app = App::start();
    for deed in all() {
        let (answer, lines) = lines_of(&app, deed.makes.len(), || (deed.does)(&app));
        answer.expect(deed.status);
        assert_eq!(lines, deed.makes, "{}", deed.route);
    }
}

fn newest(app: &App, table: &str, who: Who) -> String {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let question = format!(
        "SELECT {table}.id AS answer FROM {table} JOIN members ON members.key = member_key
         WHERE username = '{}' ORDER BY {table}.rowid",
        who.username()
    );
    database::texts(&mut conn, &question).pop().expect("one")
}

/// Does something to the webhook that the deed before these has added. Its server is nobody's.
fn webhook(app: &App, act: &str) -> Answer {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let id = database::texts(&mut conn, "SELECT id AS answer FROM webhooks").remove(0);
    let path = format!("/family/programs/webhooks/{id}/{act}");
    press(&app.browser(Anna), &path, &[])
}

fn newest_invitation(app: &App) -> String {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let question = "SELECT id AS answer FROM invitations ORDER BY key";
    database::texts(&mut conn, question).pop().expect("one")
}
