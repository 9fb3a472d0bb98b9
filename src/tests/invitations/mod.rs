//! Who comes into a family, by what, and how often: invitations over HTTP, with the real server.
//!
//! It needs a family of four kinds of people and nothing else, so it makes its own; what else the
//! server promises is tried elsewhere.

mod home;

use std::sync::Barrier;
use std::time::Duration;

use hearth::base::error::Error;
use hearth::base::ids::ThreadId;
use hearth::domain::invitations;
use hearth::domain::invitations::Newcomer;
use hearth::domain::members::{self};
use hearth::domain::origin::Origin;
use hearth::domain::threads::{self};

use self::home::*;

const FOR_AN_ADULT: &[(&str, &str)] = &[("role", "adult"), ("days", "7"), ("uses", "1")];

#[test]
fn fifty_at_once_bring_in_exactly_as_many_as_were_meant() {
    let home = Home::new();
    let anna = home.sign_in("anna");
    let (once, _) = home.invite(&anna, FOR_AN_ADULT);
    let (thrice, _) = home.invite(&anna, &[("role", "child"), ("days", "7"), ("uses", "3")]);
    for (path, meant, word) in [(once, 1, "a"), (thrice, 3, "b")] {
        let before = home.people();
        let start = Barrier::new(50);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..50)
                .map(|number| {
                    let (home, path, start) = (&home, &path, &start);
                    scope.spawn(move || {
                        start.wait();
                        home.join(path, &format!("new-{word}{number}")).status
                    })
                })
                .collect();
            all.into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        let count = |status| statuses.iter().filter(|found| **found == status).count();
        // Passwords are hashed few at a time: whoever is told to come back has not come in.
        let (joined, gone, busy) = (count(303), count(410), count(503));
        assert_eq!((joined, gone + busy), (meant, 50 - meant), "{statuses:?}");
        assert_eq!(home.people(), before + meant);
        assert_eq!(home.join(&path, "too-late").status, 410);
    }
}

#[test]
fn fifty_who_reach_the_rule_itself_at_once_are_one_newcomer() {
    let home = Home::new();
    let (path, code) = home.invite(&home.sign_in("anna"), FOR_AN_ADULT);
    let token = path.trim_start_matches("/join/");
    let start = Barrier::new(50);
    let accepted: Vec<bool> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..50)
            .map(|number| {
                let (store, start) = (&home.store, &start);
                let secret = [token, code.as_str()][number % 2].to_owned();
                let newcomer = Newcomer {
                    name: "Somebody New".to_owned(),
                    username: format!("new-{number}"),
                    password_hash: String::new(),
                    origin: Origin::default(),
                };
                scope.spawn(move || {
                    start.wait();
                    let written =
                        store.write_here(move |tx| invitations::accept(tx, &secret, &newcomer));
                    match written {
                        Ok(_) => true,
                        Err(Error::Gone("invitation_used")) => false,
                        Err(other) => panic!("{other}"),
                    }
                })
            })
            .collect();
        all.into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    assert_eq!(accepted.iter().filter(|came_in| **came_in).count(), 1);
    assert_eq!(home.people(), 5);
}

#[test]
fn looking_at_an_invitation_tells_who_invites_and_changes_nothing() {
    let home = Home::new();
    let (path, code) = home.invite(&home.sign_in("ben"), FOR_AN_ADULT);
    for _ in 0..3 {
        let seen = home.get(&path, "");
        assert_eq!(seen.status, 200);
        assert!(seen.body.contains("The Lindens") && seen.body.contains("ben"));
        for untold in ["Anna", "anna", "tilda", "gustaf", "Plans"] {
            assert!(!seen.body.contains(untold), "it tells {untold}");
        }
        assert!(seen.cache.contains("no-store"));
    }
    assert_eq!(home.people(), 4);
    let typed = home.post("/join", "", &[("invitation", &code.to_uppercase())]);
    assert_eq!(typed.status, 303);
    assert_eq!(typed.location, format!("/join/{}", code.replace('-', "")));
    assert_eq!(home.join(&typed.location, "newcomer").status, 303);
}

#[test]
fn a_newcomer_is_signed_in_sees_the_family_and_is_listed_with_who_asked_them() {
    let home = Home::new();
    let ben = home.sign_in("ben");
    let (path, _) = home.invite(&ben, FOR_AN_ADULT);
    let joined = home.join(&path, "newcomer");
    assert_eq!((joined.status, joined.location.as_str()), (303, "/"));
    let cookie = joined.cookie.expect("a cookie");
    let family = home.get("/family", &cookie);
    assert_eq!(family.status, 200);
    assert!(family.body.contains("Somebody New") && family.body.contains("tilda"));
    let listed = home.get("/family/invitations", &ben).body;
    assert!(listed.contains("Somebody New") && listed.contains("ben"));
    assert!(!listed.contains(path.trim_start_matches("/join/")));
}

#[test]
fn a_name_that_is_taken_uses_nothing_up() {
    let home = Home::new();
    let (path, _) = home.invite(&home.sign_in("anna"), FOR_AN_ADULT);
    assert_eq!(home.join(&path, "tilda").status, 422);
    assert_eq!(home.join(&path, "x").status, 422);
    let weak = [
        ("name", "X"),
        ("username", "newcomer"),
        ("password", "short"),
    ];
    assert_eq!(home.post(&path, "", &weak).status, 422);
    assert_eq!(home.people(), 4);
    assert_eq!(home.join(&path, "newcomer").status, 303);
}

#[test]
fn used_expired_and_revoked_are_gone_each_with_its_code_and_unknown_is_not_there() {
    let home = Home::new();
    let anna = home.sign_in("anna");
    let gone = |path: &str, code: &str| {
        let json = home.get_json(path);
        assert_eq!(json.status, 410, "{}", json.body);
        assert!(json.body.contains(code), "{}", json.body);
        let page = home.get(path, "");
        assert_eq!(page.status, 410);
        assert!(page.body.contains("/login") && page.body.contains("/join"));
        assert_eq!(home.join(path, "too-late").status, 410);
    };
    let (used, code) = home.invite(&anna, FOR_AN_ADULT);
    assert_eq!(home.join(&used, "newcomer").status, 303);
    gone(&used, "invitation_used");
    assert_eq!(home.post("/join", "", &[("invitation", &code)]).status, 410);

    let (revoked, _) = home.invite(&anna, FOR_AN_ADULT);
    let open = home.ids_of_invitations(&anna);
    assert_eq!(open.len(), 1);
    let path = format!("/family/invitations/{}/revoke", open[0]);
    for _ in 0..2 {
        assert_eq!(home.post(&path, &anna, &[]).status, 303);
    }
    gone(&revoked, "invitation_expired");
    assert!(home.ids_of_invitations(&anna).is_empty());

    let (expired, _) = home.invite(&anna, FOR_AN_ADULT);
    home.clock.advance(Duration::from_secs(7 * 24 * 3600 - 1));
    assert_eq!(home.get(&expired, "").status, 200);
    home.clock.advance(Duration::from_secs(1));
    gone(&expired, "invitation_expired");

    let unknown = format!("/join/{}", "a".repeat(26));
    assert_eq!(home.get(&unknown, "").status, 404);
    assert_eq!(home.join(&unknown, "nobody").status, 404);
    let guess = home.post("/join", "", &[("invitation", "aaaa-bbbb-cccc")]);
    assert_eq!(guess.status, 404);
    assert_eq!(home.people(), 5);
}

#[test]
fn children_and_guests_invite_nobody_and_take_nothing_back() {
    let home = Home::new();
    let anna = home.sign_in("anna");
    home.invite(&anna, FOR_AN_ADULT);
    let id = home.ids_of_invitations(&anna).remove(0);
    for who in ["tilda", "gustaf"] {
        let cookie = home.sign_in(who);
        for path in ["/family/invitations", "/family/invitations/new"] {
            assert_eq!(home.get(path, &cookie).status, 403, "{who} {path}");
        }
        for role in ["admin", "adult", "child", "guest"] {
            let form = [("role", role), ("threadIds", home.pair.as_str())];
            let refused = home.post("/family/invitations", &cookie, &form);
            assert_eq!(refused.status, 403, "{who} {role}");
        }
        let path = format!("/family/invitations/{id}/revoke");
        assert_eq!(home.post(&path, &cookie, &[]).status, 403, "{who}");
        let family = home.get("/family", &cookie).body;
        assert!(!family.contains("/family/invitations"), "{who}");
    }
    assert_eq!(home.ids_of_invitations(&anna).len(), 1);
}

#[test]
fn only_an_admin_makes_an_admin_and_nobody_stretches_an_invitation() {
    let home = Home::new();
    let (anna, ben) = (home.sign_in("anna"), home.sign_in("ben"));
    let status =
        |cookie: &str, form: &[(&str, &str)]| home.post("/family/invitations", cookie, form).status;
    assert_eq!(status(&ben, &[("role", "admin")]), 403);
    assert_eq!(status(&anna, &[("role", "admin")]), 201);
    for (name, value) in [
        ("days", "0"),
        ("days", "31"),
        ("days", "x"),
        ("uses", "0"),
        ("uses", "11"),
        ("role", "owner"),
    ] {
        let mut form = vec![("role", "adult"), ("days", "7"), ("uses", "1")];
        form.retain(|(known, _)| *known != name);
        form.push((name, value));
        assert_eq!(status(&anna, &form), 422, "{name} {value}");
    }
    let (path, _) = home.invite(&anna, &[("role", "admin"), ("uses", "10")]);
    assert_eq!(home.join(&path, "second-admin").status, 303);
    assert_eq!(home.join(&path, "third-admin").status, 410);
}

#[test]
fn a_guest_lands_in_the_chosen_chats_and_sees_nobody_else() {
    let home = Home::new();
    let (anna, tilda) = (home.sign_in("anna"), home.sign_in("tilda"));
    let family = home.threads_of("tilda").remove(0);
    let status = |form: &[(&str, &str)]| home.post("/family/invitations", &anna, form).status;
    assert_eq!(status(&[("role", "guest")]), 422, "no chat");
    assert_eq!(status(&[("role", "guest"), ("threadIds", &family)]), 422);
    let nowhere = ThreadId::new().to_string();
    assert_eq!(status(&[("role", "guest"), ("threadIds", &nowhere)]), 422);
    let other = home.post("/threads", &tilda, &[("memberIds", &id_of(&home, "ben"))]);
    let other = other.location.trim_start_matches("/threads/").to_owned();
    assert_eq!(
        status(&[("role", "guest"), ("threadIds", &other)]),
        422,
        "a chat that the inviter is not in"
    );

    let (path, _) = home.invite(&anna, &[("role", "guest"), ("threadIds", &home.pair)]);
    let joined = home.join(&path, "sitter");
    assert_eq!(joined.location, format!("/threads/{}", home.pair));
    assert_eq!(home.threads_of("sitter"), std::slice::from_ref(&home.pair));
    let cookie = joined.cookie.expect("a cookie");
    assert_eq!(home.get(&joined.location, &cookie).status, 200);
    let people = home.get("/family", &cookie).body;
    // As names stand there: short ones may well be in some id.
    let names = |name: &str| people.contains(&format!(">{name}<"));
    assert!(names("Anna") && names("ben"));
    assert!(!names("tilda") && !names("gustaf"));
}

#[test]
fn an_invitation_is_worth_no_more_than_its_makers_seat() {
    let home = Home::new();
    let (path, _) = home.invite(
        &home.sign_in("anna"),
        &[("role", "guest"), ("threadIds", &home.pair)],
    );
    let pair = ThreadId::from_outside(home.pair.clone());
    home.store
        .write_here(move |tx| {
            let anna = members::by_username(tx.conn(), "anna")?;
            let id = anna.id.clone();
            let anna = me(anna);
            let seat = threads::seat(tx.conn(), &anna, &pair)?;
            threads::remove(tx, &anna, &seat, &[id]).map(drop)
        })
        .expect("she leaves");
    assert_eq!(home.join(&path, "sitter").status, 410);
    assert_eq!(home.people(), 4);
}

#[test]
fn neither_link_nor_code_is_in_the_database() {
    let home = Home::new();
    let (path, code) = home.invite(&home.sign_in("anna"), FOR_AN_ADULT);
    let token = path.trim_start_matches("/join/").to_owned();
    home.store
        .reader()
        .read(|conn| invitations::preview(conn, &code, home.clock.now_ms()))
        .expect("it works");
    for file in ["hearth.db", "hearth.db-wal"] {
        let Ok(bytes) = std::fs::read(home.folder.path().join(file)) else {
            continue;
        };
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(
            !holds(&token) && !holds(&code) && !holds(&code.replace('-', "")),
            "{file}"
        );
    }
    let stored = std::fs::read_dir(home.folder.path()).expect("a folder");
    assert!(
        stored
            .flatten()
            .any(|entry| entry.file_name() == "hearth.db")
    );
}

fn id_of(home: &Home, username: &'static str) -> String {
    home.store
        .reader()
        .read(move |conn| Ok(members::by_username(conn, username)?.id.to_string()))
        .expect("they are there")
}
