//! Opening the database file: whose it is, how old it is, and the pragmas every connection gets.
//!
//! A file that is not ours, or is newer than this program, is refused untouched. One that is older is
//! copied before it is migrated. Nothing is ever silently created over something that was there.

use std::io::Read;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Folder, READER_PATIENCE, checkup, deadline};

/// The schema's history, inside the program.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// "HRTH", in the header of every database of ours.
const APPLICATION_ID: i64 = 0x4852_5448;
/// Below this SQLite can corrupt a database when a WAL is reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Why the database cannot be opened; each is one line for the person who runs the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is not an SQLite database.
    #[error("{0} is not a Hearth database (it is not an SQLite file); it was left untouched")]
    NotSqlite(PathBuf),
    /// Another program's database.
    #[error("{0} belongs to another program; it was left untouched")]
    Foreign(PathBuf),
    /// Written by a newer version.
    #[error(
        "{path} was written by a newer Hearth (it has the change {version}, which this one does not know); it was left untouched. Start the newer version, or restore a backup made by this one"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The first unknown migration.
        version: String,
    },
    /// SQLite found damage.
    #[error(
        "{path} is damaged ({finding}); it was left as it is. Restore the newest backup, or copy the folder and ask for help"
    )]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        finding: String,
    },
    /// The bundled library is too old.
    #[error("the SQLite library is {0}; Hearth needs 3.51.3 or later, older ones can lose data")]
    OldLibrary(String),
    /// The folder lies on a network share.
    #[error(
        "{0} is on a network file system ({1}), where SQLite cannot keep data safe; use a local disk"
    )]
    Network(PathBuf, &'static str),
    /// A migration failed; the copy made before is named.
    #[error(
        "the database could not be brought up to date: {cause}; it is as it was before, and a copy is at {copy}"
    )]
    Migration {
        /// What went wrong.
        cause: String,
        /// The copy made before.
        copy: PathBuf,
    },
    /// Anything else SQLite said.
    #[error("the database cannot be opened: {0}")]
    Sqlite(String),
    /// The disk said no.
    #[error("the data folder cannot be used: {0}")]
    Io(#[from] std::io::Error),
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Sqlite(error.to_string())
    }
}

/// Checks, copies if need be, migrates, and returns the writing connection.
pub(super) fn open(folder: &Folder) -> Result<SqliteConnection, OpenError> {
    open_checked(folder).map_err(|error| match error {
        OpenError::Sqlite(finding) if is_damage(&finding) => OpenError::Damaged {
            path: folder.database(),
            finding,
        },
        other => other,
    })
}

/// Whether SQLite stumbled over the file itself; the words are all it says.
fn is_damage(finding: &str) -> bool {
    finding.contains("malformed") || finding.contains("not a database")
}

fn open_checked(folder: &Folder) -> Result<SqliteConnection, OpenError> {
    let path = folder.database();
    refuse_network_disk(folder.path())?;
    let is_new = match std::fs::metadata(&path) {
        Ok(meta) => meta.len() == 0,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error.into()),
    };
    if !is_new {
        refuse_foreign(&path)?;
    }
    let mut connection = open_writer(&path)?;
    refuse_old_library(&mut connection)?;
    if is_new {
        connection.batch_execute(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
    }
    migrate(&mut connection, folder, is_new)?;
    Ok(connection)
}

/// A writing connection with its pragmas, without any check of what is in the file.
pub(super) fn open_writer(path: &Path) -> Result<SqliteConnection, OpenError> {
    let mut connection = SqliteConnection::establish(&uri(path, "rwc"))
        .map_err(|error| OpenError::Sqlite(error.to_string()))?;
    // One statement each: a pragma that fails in a batch hides those after it. The time-out is first
    // because the others may need a lock that a backup holds.
    for pragma in [
        "PRAGMA busy_timeout = 5000",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA cell_size_check = ON",
        "PRAGMA mmap_size = 0",
        "PRAGMA journal_size_limit = 67108864",
        "PRAGMA secure_delete = FAST",
        "PRAGMA cache_size = -16384",
    ] {
        connection.batch_execute(pragma)?;
    }
    Ok(connection)
}

/// A pool of read-only connections.
pub(super) fn readers(
    path: &Path,
    count: u32,
) -> Result<Pool<ConnectionManager<SqliteConnection>>, OpenError> {
    Pool::builder()
        .max_size(count)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(READER_PATIENCE)
        .connection_customizer(Box::new(ReadOnly))
        .build(ConnectionManager::new(uri(path, "ro")))
        .map_err(|error| OpenError::Sqlite(error.to_string()))
}

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        for pragma in [
            "PRAGMA busy_timeout = 5000",
            "PRAGMA query_only = ON",
            "PRAGMA trusted_schema = OFF",
            "PRAGMA cell_size_check = ON",
            "PRAGMA mmap_size = 0",
            "PRAGMA cache_size = -8192",
        ] {
            connection
                .batch_execute(pragma)
                .map_err(diesel::r2d2::Error::QueryError)?;
        }
        deadline::teach(connection).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// A consistent copy of the whole database, also while it is written to.
pub fn copy_to(connection: &mut SqliteConnection, target: &Path) -> QueryResult<()> {
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(target.to_string_lossy())
        .execute(connection)
        .map(drop)
}

fn migrate(
    connection: &mut SqliteConnection,
    folder: &Folder,
    is_new: bool,
) -> Result<(), OpenError> {
    let embedded: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS
        .migrations()
        .map_err(|error| OpenError::Sqlite(error.to_string()))?;
    let known: Vec<String> = embedded
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    let applied = connection
        .applied_migrations()
        .map_err(|error| OpenError::Sqlite(error.to_string()))?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    if let Some(version) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer {
            path: folder.database(),
            version: version.clone(),
        });
    }
    if applied.len() == known.len() {
        return checkup::look_over(&folder.database());
    }
    let copy = folder.copy_before(applied.iter().max().map_or("", String::as_str));
    if !is_new && !applied.is_empty() {
        // What is about to be rewritten is worth any wait.
        checkup::check(connection, &folder.database())?;
        std::fs::create_dir_all(folder.backups())?;
        // A copy left by an attempt that was cut off may be half a file.
        match std::fs::remove_file(&copy) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        copy_to(connection, &copy)?;
        std::fs::File::open(&copy)?.sync_all()?;
        tracing::info!(copy = %copy.display(), "copied the database before bringing it up to date");
    }
    connection
        .run_pending_migrations(MIGRATIONS)
        .map(drop)
        .map_err(|error| OpenError::Migration {
            cause: error.to_string(),
            copy,
        })
}

/// Looks at the file without opening it for writing: opening alone may already create a log beside it.
fn refuse_foreign(path: &Path) -> Result<(), OpenError> {
    let mut header = [0_u8; 72];
    let mut file = std::fs::File::open(path)?;
    let whole = file.read_exact(&mut header).is_ok();
    if !whole || !header.starts_with(b"SQLite format 3\0") {
        return Err(OpenError::NotSqlite(path.to_owned()));
    }
    let id = u32::from_be_bytes([header[68], header[69], header[70], header[71]]);
    if i64::from(id) == APPLICATION_ID {
        return Ok(());
    }
    // A first start that was cut off before its first checkpoint has the id in the log only.
    if id == 0 && read_only_application_id(path) == Some(APPLICATION_ID) {
        return Ok(());
    }
    Err(OpenError::Foreign(path.to_owned()))
}

fn read_only_application_id(path: &Path) -> Option<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        application_id: i64,
    }
    let mut connection = SqliteConnection::establish(&uri(path, "ro")).ok()?;
    diesel::sql_query("PRAGMA application_id")
        .get_result::<Row>(&mut connection)
        .ok()
        .map(|row| row.application_id)
}

fn refuse_old_library(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let row: Row =
        diesel::sql_query("SELECT sqlite_version() AS version").get_result(connection)?;
    let mut parts = row.version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        return Err(OpenError::OldLibrary(row.version));
    }
    Ok(())
}

/// Locks and shared memory do not work over a network share, and a family's messages depend on both.
fn refuse_network_disk(folder: &Path) -> Result<(), OpenError> {
    let kind = match rustix::fs::statfs(folder) {
        Ok(stat) => stat.f_type,
        // Not being able to tell is no reason to refuse.
        Err(_) => return Ok(()),
    };
    let name = match kind as u64 & 0xffff_ffff {
        0x6969 => "NFS",
        0x517b => "SMB",
        0xff53_4d42 => "CIFS",
        0xfe53_4d42 => "SMB2",
        0x0102_1997 => "9P",
        0x5346_414f => "AFS",
        _ => return Ok(()),
    };
    Err(OpenError::Network(folder.to_owned(), name))
}

/// A file name as an SQLite URI, so that any character may stand in a folder's name.
pub(super) fn uri(path: &Path, mode: &str) -> String {
    let mut uri = String::from("file:");
    for c in path.to_string_lossy().chars() {
        match c {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            c => uri.push(c),
        }
    }
    format!("{uri}?mode={mode}")
}
