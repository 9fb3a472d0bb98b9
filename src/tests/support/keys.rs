//! Ways in of somebody's that a test may end.

use super::App;
use super::Who::Ben;
use super::database;

/// A device that Ben is signed in at and a token of his, made if the last try ended them.
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
    (
        find("sessions", "user_agent").expect("it is there"),
        find("tokens", working).expect("it is there"),
    )
}
