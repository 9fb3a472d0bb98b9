//! The database's shape: migrations go up, down and up again on a lived-in file, and the code sees
//! the tables as they are.

use std::collections::BTreeMap;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::MigrationHarness;
use hearth::base::error::Result;
use hearth::base::ids::ThreadId;
use hearth::domain::invitations::{self, NewInvitation, Newcomer};
use hearth::domain::members::{self, Role};
use hearth::domain::webhooks::{self, NewWebhook, Topic};
use hearth::domain::{sessions, tickets};
use hearth::store::Tx;
use hearth::store::sqlite::MIGRATIONS;
use regex::Regex;
use serde_json::json;

use crate::support::Who::{Anna, Ben, Gus, Tilda};
use crate::support::keys::keys_of_ben;
use crate::support::{App, database};

/// A database with something in every table.
fn lived_in() -> tempfile::TempDir {
    let app = App::start();
    let anna = app.browser(Anna);
    let thread = anna
        .post(
            "/api/threads",
            &json!({ "memberIds": [Ben.id(), Tilda.id(), Gus.id()], "title": "Cake" }),
        )
        .expect(201)
        .json();
    let path = format!(
        "/api/threads/{}/messages",
        thread["thread"]["id"].as_str().expect("an id")
    );
    let file = anna
        .request("POST", "/api/files")
        .multipart(&[], &[("file", "recipe.txt", b"eggs")])
        .send()
        .expect(201)
        .json();
    let first = anna
        .request("POST", &path)
        .header("Idempotency-Key", "b0a9b2a8-5f0c-4a35-9a38-5b9f10f4f1ce")
        .json(&json!({ "body": "@ben and @tilda", "fileIds": [file["file"]["id"]] }))
        .send()
        .expect(201)
        .json();
    let id = first["message"]["id"].as_str().expect("an id").to_owned();
    let ben = app.program(Ben);
    ben.post(&path, &json!({ "body": "yes", "replyTo": id }))
        .expect(201);
    ben.put(&format!("/api/messages/{id}/reactions/%F0%9F%91%8D"))
        .expect(204);
    anna.patch(&format!("/api/messages/{id}"), &json!({ "body": "@tilda" }))
        .expect(200);
    anna.request("POST", "/api/uploads")
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", "1000")
        .send()
        .expect(201);
    let thread = thread["thread"]["id"].as_str().expect("an id").to_owned();
    keys_of_ben(&app);
    app.store()
        .write_here(move |tx| {
            somebody_comes_by_invitation(tx, thread)?;
            somebody_signs_in_another_device(tx)
        })
        .expect("it commits");
    app.store()
        .write_here(a_server_is_told)
        .expect("it commits");
    let folder = app.into_folder();
    // Nobody is there any more to do the job, so it stays.
    writer(&folder.path().join("hearth.db"))
        .batch_execute(
            "INSERT INTO jobs (kind, content_key, state, run_after, created_at)
             SELECT 'look', key, 'waiting', 0, 0 FROM contents;
             INSERT INTO renditions SELECT key, 'clean', 'beef', 'text/plain', 4, NULL, NULL FROM contents;",
        )
        .expect("they are taken");
    folder
}

fn somebody_comes_by_invitation(tx: &mut Tx<'_>, thread: String) -> Result<()> {
    let anna = members::by_username(tx.conn(), "anna")?;
    let new = NewInvitation {
        role: Role::Guest,
        days: 7,
        uses: 1,
        thread_ids: vec![ThreadId::from_outside(thread)],
    };
    let issued = invitations::issue(tx, &sessions::at_command_line(anna)?, &new)?;
    let newcomer = Newcomer {
        name: "Paul".to_owned(),
        username: "paul".to_owned(),
        password_hash: String::new(),
        origin: Default::default(),
    };
    invitations::accept(tx, &issued.token, &newcomer).map(drop)
}

fn a_server_is_told(tx: &mut Tx<'_>) -> Result<()> {
    let anna = members::by_username(tx.conn(), "anna")?;
    let new = NewWebhook {
        url: "https://chat.example/hook".to_owned(),
        host: "chat.example".to_owned(),
        topics: Topic::ALL.to_vec(),
    };
    let me = sessions::at_command_line(anna)?;
    webhooks::add(tx, &me, &new).map(drop)
}

fn somebody_signs_in_another_device(tx: &mut Tx<'_>) -> Result<()> {
    let anna = members::by_username(tx.conn(), "anna")?;
    let made = tickets::make_device_link(tx, &sessions::at_command_line(anna)?)?;
    tickets::redeem(tx, &made.token, &Default::default()).map(drop)
}

fn writer(path: &Path) -> SqliteConnection {
    let mut connection = database::open(path);
    connection
        .batch_execute("PRAGMA foreign_keys = ON")
        .expect("a pragma");
    connection
}

/// Every table, index and trigger as SQLite remembers it, but for the list of migrations.
fn shape(conn: &mut SqliteConnection) -> Vec<String> {
    database::texts(
        conn,
        "SELECT type || ' ' || name || ': ' || coalesce(sql, '') AS answer FROM sqlite_schema
         WHERE name NOT LIKE '%schema_migrations%' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    )
}

#[test]
fn every_table_of_the_lived_in_database_has_something_in_it() {
    let folder = lived_in();
    let mut conn = writer(&folder.path().join("hearth.db"));
    for table in tables(&mut conn).keys() {
        let rows = database::number(
            &mut conn,
            &format!("SELECT count(*) AS answer FROM {table}"),
        );
        assert!(rows > 0, "{table} is empty, so no migration is tried on it");
    }
}

#[test]
fn migrations_run_up_down_and_up_on_a_lived_in_database() {
    let folder = lived_in();
    let path = folder.path().join("hearth.db");
    let mut conn = writer(&path);
    let full = shape(&mut conn);

    // One step back and forth first: what it does not touch must stay.
    let steps = conn.applied_migrations().expect("a list").len();
    for step in 1..=steps {
        for _ in 0..step {
            conn.revert_last_migration(MIGRATIONS)
                .expect("it goes down");
        }
        conn.run_pending_migrations(MIGRATIONS).expect("it goes up");
        assert_eq!(shape(&mut conn), full, "after {step} steps back and forth");
        let damage = database::texts(
            &mut conn,
            "SELECT integrity_check AS answer FROM pragma_integrity_check UNION ALL SELECT \"table\" FROM pragma_foreign_key_check",
        );
        assert_eq!(damage, ["ok"]);
    }
    conn.revert_all_migrations(MIGRATIONS)
        .expect("it goes down");
    assert_eq!(shape(&mut conn), Vec::<String>::new(), "something is left");
    conn.run_pending_migrations(MIGRATIONS).expect("it goes up");
    assert_eq!(shape(&mut conn), full);
    drop(conn);

    let app = App::on(folder, hearth::base::clock::Clock::system(), &[]);
    app.anonymous().get("/readyz").expect(200);
    assert_eq!(
        app.anonymous().get("/setup").status,
        200,
        "a family can begin"
    );
}

/// Columns by table: name, type as Diesel calls it, and whether it is in the primary key.
type Tables = BTreeMap<String, Vec<(String, String, bool)>>;

fn tables(conn: &mut SqliteConnection) -> Tables {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        of: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = BigInt)]
        required: i64,
        #[diesel(sql_type = BigInt)]
        place: i64,
    }
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT t.name AS of, c.name AS name, c.type AS kind, c.\"notnull\" AS required, c.pk AS place
         FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '%schema_migrations%'
           -- The index of words is asked in SQL, and its tables are SQLite's own.
           AND t.name NOT LIKE 'messages_fts%'
         ORDER BY t.name, c.cid",
    )
    .load(conn)
    .expect("SQLite knows its tables");
    let mut tables = Tables::new();
    for column in columns {
        let kind = match column.kind.as_str() {
            // Only a row's own key is of SQLite's 64 bits under this name.
            "INTEGER" if column.place > 0 => "BigInt",
            "INTEGER" => "Integer",
            "BIGINT" => "BigInt",
            "TEXT" => "Text",
            "BOOLEAN" => "Bool",
            other => panic!("{}.{} is of type {other}", column.of, column.name),
        };
        let kind = match column.required {
            0 => format!("Nullable<{kind}>"),
            _ => kind.to_owned(),
        };
        tables
            .entry(column.of)
            .or_default()
            .push((column.name, kind, column.place > 0));
    }
    tables
}

/// What `schema.rs` says, read as text: the code cannot be asked.
fn declared(source: &str) -> Tables {
    let table =
        Regex::new(r"(?s)table! \{\s*(\w+) \(([^)]*)\) \{(.*?)\n    \}").expect("a pattern");
    let column = Regex::new(r"(\w+) -> ([\w<>]+),").expect("a pattern");
    table
        .captures_iter(source)
        .map(|found| {
            let keys: Vec<&str> = found[2].split(", ").collect();
            let columns = column
                .captures_iter(&found[3])
                .map(|column| {
                    let is_key = keys.contains(&&column[1]);
                    (column[1].to_owned(), column[2].to_owned(), is_key)
                })
                .collect();
            (found[1].to_owned(), columns)
        })
        .collect()
}

#[test]
fn the_code_sees_the_tables_as_the_migrations_made_them() {
    let source = include_str!("../store/schema.rs");
    let folder = tempfile::tempdir().expect("a folder");
    let mut conn = writer(&folder.path().join("new.db"));
    conn.run_pending_migrations(MIGRATIONS).expect("it goes up");
    let real = tables(&mut conn);
    assert_eq!(declared(source), real);

    for broken in [
        source.replace("edited_at -> Nullable<BigInt>", "edited_at -> BigInt"),
        source.replace("        size -> BigInt,\n", ""),
        source.replace(
            "memberships (thread_key, member_key)",
            "memberships (thread_key)",
        ),
        source.replace("archived -> Bool", "archived -> Integer"),
    ] {
        assert_ne!(declared(&broken), real, "the law does not see a difference");
    }
    for joined in source
        .lines()
        .filter(|line| line.starts_with("diesel::joinable!"))
    {
        let parts: Vec<&str> = joined
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|part| !part.is_empty())
            .collect();
        let (from, to, by) = (parts[2], parts[3], parts[4]);
        let found = database::number(
            &mut conn,
            &format!(
                "SELECT count(*) AS answer FROM pragma_foreign_key_list('{from}') f
                 WHERE f.\"table\" = '{to}' AND f.\"from\" = '{by}'"
            ),
        );
        assert_eq!(found, 1, "{joined}");
    }
}

#[test]
fn a_migration_is_named_by_its_date_and_what_it_brings() {
    use diesel::migration::{Migration, MigrationSource};
    let migrations: Vec<Box<dyn Migration<Sqlite>>> =
        MIGRATIONS.migrations().expect("they are embedded");
    let name = Regex::new(r"^\d{4}-\d{2}-\d{2}-\d{6}_[a-z_]+$").expect("a pattern");
    for migration in migrations {
        let found = migration.name().to_string();
        assert!(name.is_match(&found), "{found}");
    }
}
