//! Ways in of somebody's that a test may end.

use diesel::RunQueryDsl;
use hearth::domain::members::Me;

use super::Who::{Anna, Ben};
use super::client::Identity;
use super::{App, Client, cast, database};

/// A passkey of Ben's, put back if the last try removed it.
const PASSKEY: &str = "INSERT OR IGNORE INTO passkeys
    SELECT 'bens', key, 'the tablet', 'id', '{}', 1, NULL FROM members WHERE username = 'ben'";

/// A device that Ben is signed in at, a token and a passkey of his, made if the last try ended them.
pub fn keys_of_ben(app: &App) -> (String, String) {
    use hearth::base::ids::{MemberId, SessionId};
    use hearth::domain::members::{self, Scope};
    use hearth::domain::sessions::{self, tokens};
    const TABLET: &str = "a tablet";
    let find = |table: &str, column: &str| {
        let question = format!("SELECT id AS answer FROM {table} WHERE {column} = '{TABLET}'");
        let mut conn = database::open(&app.folder().join("hearth.db"));
        database::texts(&mut conn, &question).pop()
    };
    if find("sessions", "user_agent").is_none() {
        let ben = MemberId::from_outside(Ben.id());
        let beginning = sessions::Beginning {
            member: ben,
            session: SessionId::new(),
            digest: hearth::base::token::random_id(),
            origin: hearth::domain::origin::Origin::new(None, TABLET),
            way: sessions::Way::Password,
        };
        app.store()
            .write_here(move |tx| sessions::begin(tx, &beginning))
            .expect("it commits");
    }
    let working = "coalesce(revoked_at, '') || label";
    if find("tokens", working).is_none() {
        app.store()
            .write_here(|tx| {
                let ben = members::by_username(tx.conn(), "ben")?;
                let new = tokens::NewToken {
                    label: TABLET.to_owned(),
                    scopes: vec![Scope::Read],
                    days: 1,
                };
                tokens::create(tx, &sessions::at_command_line(ben)?, &new)
            })
            .expect("it commits");
    }
    app.store()
        .write_here(|tx| Ok(diesel::sql_query(PASSKEY).execute(tx.conn())?))
        .expect("it commits");
    (
        find("sessions", "user_agent").expect("it is there"),
        find("tokens", working).expect("it is there"),
    )
}

/// A browser of Ben's that he signed out.
pub fn signed_out(app: &App) -> Client {
    let cookie = cast::sign_in(&app.anonymous(), Ben);
    let browser = app.client(Identity::Cookie(cookie));
    browser.delete("/api/session").expect(204);
    browser
}

/// A program of Ben's whose token's time has run out.
pub fn expired(app: &App) -> Client {
    old_token(app, |tx, _| {
        diesel::sql_query("UPDATE tokens SET expires_at = created_at WHERE label = 'old'")
            .execute(tx.conn())?;
        Ok(())
    })
}

/// A program of Ben's whose token was revoked.
pub fn revoked(app: &App) -> Client {
    old_token(app, |tx, ben| {
        use hearth::domain::sessions::tokens;
        let old = tokens::own(tx.conn(), ben)?
            .into_iter()
            .find(|token| token.label == "old" && token.expires_at > token.created_at)
            .expect("just made");
        tokens::revoke_own(tx, ben, &old.id)
    })
}

fn old_token(
    app: &App,
    spoil: fn(&mut hearth::store::Tx<'_>, &Me) -> hearth::base::error::Result<()>,
) -> Client {
    let secret = app
        .store()
        .write_here(move |tx| {
            use hearth::domain::members;
            use hearth::domain::sessions::{at_command_line, tokens};
            let ben = at_command_line(members::by_username(tx.conn(), "ben")?)?;
            let new = tokens::NewToken {
                label: "old".to_owned(),
                scopes: members::Scope::USUAL.to_vec(),
                days: 1,
            };
            let secret = tokens::create(tx, &ben, &new)?;
            spoil(tx, &ben)?;
            Ok(secret)
        })
        .expect("it commits")
        .value;
    app.client(Identity::Token(secret))
}

/// Ways in that have ended, or never were one.
pub fn ended(app: &App) -> Vec<(&'static str, Client)> {
    let mut forged = cast::cookie(Anna);
    forged.replace_range(forged.len() - 3.., "AAA");
    vec![
        ("somebody signed out", signed_out(app)),
        ("nobody", app.anonymous()),
        ("an expired token", expired(app)),
        ("a revoked token", revoked(app)),
        (
            "a made-up token",
            app.client(Identity::Token(format!("hearth_{}", "A".repeat(43)))),
        ),
        ("no token", app.client(Identity::Token(String::new()))),
        ("a forged cookie", app.client(Identity::Cookie(forged))),
        (
            "a bare cookie",
            app.client(Identity::Cookie("session=anna".to_owned())),
        ),
    ]
}
