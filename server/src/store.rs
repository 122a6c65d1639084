//! Opens the database, migrates its schema, and locks it for a single instance.

mod schema;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use entity::database;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement, sqlx};
use tokio_util::sync::CancellationToken;

pub use schema::{MIGRATION_WAIT, migrate, migrate_to};

/// PostgreSQL's key for the advisory lock of a single instance.
const INSTANCE_LOCK: i64 = 7_240_000;

/// Interval at which a single instance verifies its lock.
const LOCK_CHECK_EVERY: Duration = Duration::from_secs(5);

/// Why a store cannot be used. Each message names the variable to change.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be opened.
    #[error("DATABASE_URL: the database cannot be opened")]
    Open(#[source] DbErr),
    /// The database's schema cannot be migrated.
    #[error("DATABASE_URL: the database's schema cannot be brought up to date")]
    Migrate(#[source] DbErr),
    /// A newer version has changed the schema.
    #[error(
        "DATABASE_URL: a newer version of Upbeat has changed the database's schema ({migrations}); start that version, or go back with its `upbeat migrate {newest}`"
    )]
    Newer {
        /// Migrations that this version does not know.
        migrations: String,
        /// The newest migration that this version knows.
        newest: String,
    },
    /// Another process is changing the schema and does not finish.
    #[error(
        "DATABASE_URL: another process holds the lock for changing the database's schema, and after {} s still does",
        waited.as_secs_f64()
    )]
    SchemaInUse {
        /// How long this process waited.
        waited: Duration,
    },
    /// A migration back would remove what other processes still read.
    #[error(
        "DATABASE_URL: the database is in use by {users}, and its schema goes back only while nobody uses it; stop all servers first"
    )]
    StillUsed {
        /// Who uses the database.
        users: String,
    },
    /// There is no migration with that name.
    #[error("MIGRATION: there is none named {name:?}; these are known: {known}")]
    NoSuchMigration {
        /// The requested name.
        name: String,
        /// All known names.
        known: String,
    },
    /// Another process holds the lock.
    #[error(
        "DATABASE_URL: another `upbeat serve` already uses this database; two need REDIS_URL and PostgreSQL"
    )]
    InUse,
    /// There is no SQLite file.
    #[error("DATABASE_URL: there is no file {path}; `upbeat serve` makes it")]
    NoFile {
        /// Path of the file.
        path: PathBuf,
    },
    /// The lock file of a SQLite database cannot be created.
    #[error("DATABASE_URL: the lock file {path} cannot be created")]
    LockFile {
        /// Path of the lock file.
        path: PathBuf,
        /// Cause of the failure.
        #[source]
        source: std::io::Error,
    },
}

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// SQLSTATE prefixes of PostgreSQL while it starts, stops, recovers or has no free connection.
/// Source: its manual, appendix A: class 08, `too_many_connections`, `admin_shutdown`,
/// `crash_shutdown`, `cannot_connect_now`.
const PASSING: [&str; 5] = ["08", "53300", "57P01", "57P02", "57P03"];

/// Whether a database failure may pass by itself: an unavailable or starting server may, a
/// wrong address, user or password does not.
pub fn may_pass(err: &DbErr) -> bool {
    let cause = match err {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        _ => return false,
    };
    match &**cause {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(said) => {
            let code = said.code().unwrap_or_default();
            PASSING.iter().any(|passing| code.starts_with(passing))
        }
        _ => false,
    }
}

/// Opens a pool to the database.
///
/// # Errors
/// [`Error::Open`].
pub async fn open(url: &str, connections: u32) -> Result<DatabaseConnection> {
    database::connect(url, connections)
        .await
        .map_err(Error::Open)
}

/// As [`open`], but makes no SQLite file where there is none.
///
/// # Errors
/// [`Error::NoFile`], or as [`open`].
pub async fn open_existing(url: &str, connections: u32) -> Result<DatabaseConnection> {
    if let Some(path) = sqlite_path(url).filter(|path| !path.exists()) {
        return Err(Error::NoFile { path });
    }
    open(url, connections).await
}

/// The lock that makes this process the only one on its database.
#[derive(Debug)]
pub enum InstanceLock {
    /// A lock on a file beside the SQLite file, held until the process ends.
    File(File),
    /// An advisory lock on a separate connection.
    Advisory(DatabaseConnection),
}

impl InstanceLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`Error::InUse`] if another process holds it.
    pub async fn take(url: &str) -> Result<Self> {
        match sqlite_path(url) {
            Some(path) => Self::take_file(&path),
            None => Self::take_advisory(url).await,
        }
    }

    fn take_file(database: &Path) -> Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let fail = |source| Error::LockFile {
            path: path.clone(),
            source,
        };
        let file = open_private(&path).map_err(fail)?;
        // The database is readable only by its owner too, whatever the umask: it contains the
        // key that signs jobs. SQLite's other files inherit its mode.
        open_private(database).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Self::File(file)),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(source)) => Err(fail(source)),
        }
    }

    async fn take_advisory(url: &str) -> Result<Self> {
        let db = database::connect_session(url).await.map_err(Error::Open)?;
        let query = format!("SELECT pg_try_advisory_lock({INSTANCE_LOCK}) AS taken");
        let row = db
            .query_one_raw(Statement::from_string(DbBackend::Postgres, query))
            .await
            .map_err(Error::Open)?;
        let taken = row.and_then(|row| row.try_get::<bool>("", "taken").ok());
        if taken == Some(true) {
            Ok(Self::Advisory(db))
        } else {
            Err(Error::InUse)
        }
    }

    /// Returns when the lock is lost, or at `shutdown`.
    pub async fn hold(&self, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(LOCK_CHECK_EVERY) => {}
            }
            if let Self::Advisory(db) = self {
                let query = format!(
                    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = {INSTANCE_LOCK} AND pid = pg_backend_pid()"
                );
                let held = db
                    .query_one_raw(Statement::from_string(DbBackend::Postgres, query))
                    .await;
                if !matches!(held, Ok(Some(_))) {
                    return;
                }
            }
        }
    }
}

/// Opens a file for writing, created with mode 0600 if missing.
fn open_private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
}

/// The path of what is kept beside the file of a SQLite database, by its `suffix`.
pub(crate) fn beside(url: &str, suffix: &str) -> Option<PathBuf> {
    let database = sqlite_path(url)?;
    if database.as_os_str() == ":memory:" {
        return None;
    }
    let mut path = database.into_os_string();
    path.push(suffix);
    Some(PathBuf::from(path))
}

/// The file path in a SQLite URL.
fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite://")?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(path))
}
