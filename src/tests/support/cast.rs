//! The people in every test: one family in three generations, its guest, and a neighbour.
//!
//! They move in once for each run of the tests, through the product's own rules and a real sign-in;
//! each test then gets a copy of that folder. The neighbour is the admin of another family on the
//! same server.

use std::collections::HashMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use hearth::app::App as Hearth;
use hearth::base::clock::Clock;
use hearth::base::ids::FamilyKey;
use hearth::domain::arrivals::{self, Founding, Others};
use hearth::domain::audit::Hand;
use hearth::domain::members::{Member, NewMember, Role, Scope};
use hearth::domain::origin::Origin;
use hearth::domain::sessions::at_command_line;
use hearth::domain::sessions::tokens::{self, NewToken};
use hearth::domain::threads;
use hearth::store::Tx;
use serde_json::json;

use super::app::{UNHURRIED, config, folder, program, runtime};
use super::client::{Client, Identity};

/// One of the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Mother, and the family's admin.
    Anna,
    /// Father.
    Ben,
    /// Their daughter of fifteen.
    Tilda,
    /// Their son of eight.
    Oskar,
    /// Anna's mother.
    Inga,
    /// The family's guest: in no thread but those he is asked into.
    Gus,
    /// Next door: admin of another family on the same server.
    Mallory,
}

use Who::{Anna, Ben, Gus, Inga, Mallory, Oskar, Tilda};

/// The family without its guest, in the order they came.
pub const EVERYBODY: [Who; 5] = [Anna, Ben, Tilda, Oskar, Inga];

/// What all of them sign in with.
pub const PASSWORD: &str = "grandmother's plum cake";

/// What the family is called.
pub const FAMILY: &str = "The Lindens";

impl Who {
    const ALL: [Self; 7] = [Anna, Ben, Tilda, Oskar, Inga, Gus, Mallory];

    /// What they are called.
    pub fn name(self) -> &'static str {
        match self {
            Anna => "Anna",
            Ben => "Ben",
            Tilda => "Tilda",
            Oskar => "Oskar",
            Inga => "Grandma Inga",
            Gus => "Gus",
            Mallory => "Mallory",
        }
    }

    /// What they sign in with.
    pub fn username(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Their public id.
    pub fn id(self) -> String {
        TEMPLATE.people[&self].id.clone()
    }

    fn role(self) -> Role {
        match self {
            Anna | Mallory => Role::Admin,
            Ben | Inga => Role::Adult,
            Tilda | Oskar => Role::Child,
            Gus => Role::Guest,
        }
    }
}

/// The id of the thread that the whole family is in.
pub fn family_thread() -> String {
    TEMPLATE.family_thread.clone()
}

/// The cookie of somebody's browser, as it is sent back: `session=…`.
pub fn cookie(who: Who) -> String {
    TEMPLATE.people[&who].cookie.clone()
}

/// The token of somebody's program.
pub fn token(who: Who) -> String {
    TEMPLATE.people[&who].token.clone()
}

/// Copies the lived-in data folder.
pub fn move_into(data: &Path) {
    for (path, bytes) in &TEMPLATE.files {
        let path = data.join(path);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder");
        fs::write(path, bytes).expect("a copy");
    }
}

struct Template {
    files: Vec<(PathBuf, Vec<u8>)>,
    people: HashMap<Who, Person>,
    family_thread: String,
}

struct Person {
    id: String,
    cookie: String,
    token: String,
}

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    // On a thread of its own, because the test that needs it first may be inside a runtime.
    std::thread::spawn(|| runtime().block_on(build()))
        .join()
        .expect("the template is made")
});

async fn build() -> Template {
    let folder = folder();
    let (name, value) = UNHURRIED;
    let settings = [(name.to_owned(), value.to_owned())];
    let config = config(folder.path(), &settings);
    let hearth = Hearth::open(config, Clock::system(), program())
        .await
        .expect("it opens");
    let site = hearth.site();
    let hash = site
        .hasher
        .hash("password", PASSWORD, &[])
        .await
        .expect("a hash");
    let (moved_in, family_thread) = site
        .store
        .write(move |tx| Ok(move_in(tx, &hash)))
        .await
        .expect("it commits")
        .value;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a usable socket");
    let address = listener.local_addr().expect("a bound socket");
    let serving = hearth.serve(listener).expect("it serves");
    let people = tokio::task::spawn_blocking(move || {
        moved_in
            .into_iter()
            .map(|(who, id, token)| {
                let cookie = sign_in(&Client::new(address, Identity::None), who);
                (who, Person { id, cookie, token })
            })
            .collect()
    })
    .await
    .expect("they sign in");
    serving.stop().await;
    hearth.close().await;
    let mut files = Vec::new();
    gather(folder.path(), folder.path(), &mut files);
    Template {
        files,
        people,
        family_thread,
    }
}

/// Signs in for real and returns the cookie.
pub fn sign_in(client: &Client, who: Who) -> String {
    client
        .post(
            "/api/session",
            &json!({ "username": who.username(), "password": PASSWORD }),
        )
        .expect(200)
        .cookie()
}

/// Everybody with their id and token, and the family thread's id.
fn move_in(tx: &mut Tx<'_>, hash: &str) -> (Vec<(Who, String, String)>, String) {
    let (family, anna) = arrivals::found(
        tx,
        &Founding {
            family: FAMILY.to_owned(),
            name: Anna.name().to_owned(),
            username: Anna.username(),
            password_hash: hash.to_owned(),
            language: "en".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            origin: Origin::default(),
        },
        Others::Refused,
    )
    .expect("the family is founded");
    let mallory = other_family(tx, hash);
    let mut moved_in = Vec::new();
    for who in Who::ALL {
        let member = match who {
            Anna => anna.clone(),
            Mallory => mallory.clone(),
            who => newcomer(tx, family.key, who, hash),
        };
        let token = tokens::create(
            tx,
            &at_command_line(member.clone()).expect("they are active"),
            &NewToken {
                label: "a program".to_owned(),
                scopes: Scope::USUAL.to_vec(),
                days: 90,
            },
        )
        .expect("a token");
        moved_in.push((who, member.id.to_string(), token));
    }
    let key = threads::of_family(tx.conn(), family.key).expect("there is one");
    let thread = threads::present(tx.conn(), key).expect("there is one");
    (moved_in, thread.thread.id.to_string())
}

fn newcomer(tx: &mut Tx<'_>, family: FamilyKey, who: Who, hash: &str) -> Member {
    let new = NewMember {
        name: who.name().to_owned(),
        username: who.username(),
        role: who.role(),
        password_hash: hash.to_owned(),
    };
    arrivals::admit(tx, family, &new, &Hand::host()).expect("somebody new")
}

fn other_family(tx: &mut Tx<'_>, hash: &str) -> Member {
    let founding = Founding {
        family: "Next door".to_owned(),
        name: Mallory.name().to_owned(),
        username: Mallory.username(),
        password_hash: hash.to_owned(),
        language: "en".to_owned(),
        time_zone: "UTC".to_owned(),
        origin: Origin::default(),
    };
    let (_, mallory) =
        arrivals::found(tx, &founding, Others::Allowed).expect("there is room for two");
    mallory
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("it lies in it").to_owned();
            files.push((name, fs::read(&path).expect("a file")));
        }
    }
}
