//! Looking for damage at every start: a page that went bad on a memory card is noticed while there is
//! still a backup from before, not when somebody looks for that one photo.
//!
//! A start waits for the verdict, but not for ever. A check that takes longer goes on beside the
//! running server, on a connection of its own that cannot write, and says in the log what it found.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::sqlite::{OpenError, uri};

/// How long a start waits for the verdict.
const PATIENCE: Duration = Duration::from_secs(10);

/// Refuses a damaged database, if the damage is found in time.
pub(super) fn look_over(path: &Path) -> Result<(), OpenError> {
    let path = path.to_owned();
    within(PATIENCE, move || look(&path))
}

fn within(
    patience: Duration,
    look: impl FnOnce() -> Result<(), OpenError> + Send + 'static,
) -> Result<(), OpenError> {
    let (verdict, heard) = mpsc::sync_channel(0);
    std::thread::Builder::new()
        .name("checkup".into())
        .spawn(move || {
            let found = look();
            // Handed over, or nobody waits any more: never left lying in between.
            if let Err(mpsc::SendError(Err(damage))) = verdict.send(found) {
                tracing::error!(error = %damage, "the check that went on beside the server found damage");
            }
        })?;
    match heard.recv_timeout(patience) {
        Ok(found) => found,
        Err(RecvTimeoutError::Timeout) => {
            tracing::warn!(
                waited_secs = patience.as_secs(),
                "checking the database takes long; it goes on while Hearth runs"
            );
            Ok(())
        }
        Err(RecvTimeoutError::Disconnected) => {
            Err(OpenError::Sqlite("checking it failed".to_owned()))
        }
    }
}

/// Looks with a connection that is closed again when this returns: one still open would keep the
/// log beside a database that is refused.
fn look(path: &Path) -> Result<(), OpenError> {
    let mut connection = SqliteConnection::establish(&uri(path, "ro"))
        .map_err(|error| OpenError::Sqlite(error.to_string()))?;
    check(&mut connection, path)
}

/// SQLite's own check of the file's structure, however long it takes.
pub(super) fn check(connection: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    #[derive(QueryableByName)]
    struct Finding {
        #[diesel(sql_type = Text)]
        quick_check: String,
    }
    let findings: Vec<Finding> = diesel::sql_query("PRAGMA quick_check(1)")
        .load(connection)
        .map_err(|error| damaged(path, &error.to_string()))?;
    match findings.into_iter().find(|row| row.quick_check != "ok") {
        None => Ok(()),
        Some(row) => Err(damaged(path, &row.quick_check)),
    }
}

/// In one line, whatever SQLite said in how many.
fn damaged(path: &Path, finding: &str) -> OpenError {
    let words: Vec<&str> = finding.split_whitespace().collect();
    OpenError::Damaged {
        path: PathBuf::from(path),
        finding: words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage() -> Result<(), OpenError> {
        Err(damaged(Path::new("hearth.db"), "Tree 7\n  page 9: odd"))
    }

    #[test]
    fn a_start_waits_for_the_verdict_but_not_for_ever() {
        let found = within(Duration::from_secs(60), damage);
        let said = found.expect_err("it is damaged").to_string();
        assert!(said.contains("(Tree 7 page 9: odd)"), "{said}");

        let (begin, begun) = mpsc::channel::<()>();
        let late = move || {
            let _ = begun.recv();
            damage()
        };
        assert!(within(Duration::from_millis(1), late).is_ok());
        drop(begin);
    }
}
