//! Looking into the database file from outside, as somebody with a copy of it would.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

/// A connection of one's own to a database file.
pub fn open(path: &Path) -> SqliteConnection {
    let mut connection =
        SqliteConnection::establish(&path.to_string_lossy()).expect("the file opens");
    connection
        .batch_execute("PRAGMA busy_timeout = 5000")
        .expect("a pragma");
    connection
}

/// The single number that a question has for an answer. It must be called `answer`.
#[track_caller]
pub fn number(conn: &mut SqliteConnection, question: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        answer: i64,
    }
    diesel::sql_query(question)
        .get_result::<Row>(conn)
        .unwrap_or_else(|error| panic!("{question}: {error}"))
        .answer
}

/// The texts that a question has for an answer. They must be called `answer`.
#[track_caller]
pub fn texts(conn: &mut SqliteConnection, question: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        answer: Option<String>,
    }
    diesel::sql_query(question)
        .load::<Row>(conn)
        .unwrap_or_else(|error| panic!("{question}: {error}"))
        .into_iter()
        .map(|row| row.answer.unwrap_or_default())
        .collect()
}

/// Everything that is in the database, table by table and row by row, as text. Two databases with
/// the same text hold the same.
pub fn dump(conn: &mut SqliteConnection) -> String {
    dump_without(conn, &[])
}

/// The same without some of the tables.
pub fn dump_without(conn: &mut SqliteConnection, left_out: &[&str]) -> String {
    let tables = texts(
        conn,
        "SELECT name AS answer FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    let mut dump = String::new();
    for table in tables {
        if left_out.contains(&table.as_str()) {
            continue;
        }
        let columns = texts(
            conn,
            &format!("SELECT name AS answer FROM pragma_table_info('{table}')"),
        );
        let columns: Vec<_> = columns
            .iter()
            .map(|name| format!("quote(\"{name}\")"))
            .collect();
        let rows = texts(
            conn,
            &format!(
                "SELECT {} AS answer FROM \"{table}\" ORDER BY 1",
                columns.join(" || ',' || ")
            ),
        );
        dump.push_str(&format!("{table}\n{}\n", rows.join("\n")));
    }
    dump
}
