//! Opening the stores: database, lock of the single instance, queue.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use entity::database;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio_util::sync::CancellationToken;

/// PostgreSQL's key for the lock of the single instance.
const INSTANCE_LOCK: i64 = 7_240_000;

/// PostgreSQL's key for the lock around migrations.
const MIGRATION_LOCK: i64 = 7_240_003;

/// How often the single instance makes sure of its lock.
const LOCK_CHECK_EVERY: Duration = Duration::from_secs(5);

/// Why a store cannot be used. Each text names the variable to change.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be opened.
    #[error("DATABASE_URL: the database cannot be opened")]
    Open(#[source] DbErr),
    /// Its schema cannot be brought up to date.
    #[error("DATABASE_URL: the database's schema cannot be brought up to date")]
    Migrate(#[source] DbErr),
    /// Another process has it.
    #[error(
        "DATABASE_URL: another `upbeat serve` already uses this database; two need REDIS_URL and PostgreSQL"
    )]
    InUse,
    /// The file that locks a SQLite database cannot be made.
    #[error("DATABASE_URL: the lock file {path} cannot be made")]
    LockFile {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Opens a pool to the database.
///
/// # Errors
/// [`Error::Open`].
pub async fn open(url: &str, connections: u32) -> Result<DatabaseConnection> {
    database::connect(url, connections)
        .await
        .map_err(Error::Open)
}

/// Brings the schema up to date; replicas that start together do it one after
/// the other.
///
/// # Errors
/// [`Error::Migrate`].
pub async fn migrate(url: &str) -> Result<()> {
    // The lock belongs to this connection, and goes with it.
    let lock = database::connect_session(url).await.map_err(Error::Open)?;
    let run = async {
        if lock.get_database_backend() == DbBackend::Postgres {
            // Waiting for another replica's migration may take longer than a query.
            lock.execute_unprepared("SET lock_timeout = 0").await?;
            lock.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
                .await?;
        }
        let db = database::connect(url, 2).await?;
        Migrator::up(&db, None).await?;
        db.close().await
    };
    run.await.map_err(Error::Migrate)?;
    lock.close().await.map_err(Error::Migrate)
}

/// The lock that makes this process the only one on its database.
#[derive(Debug)]
pub enum InstanceLock {
    /// A lock on a file beside the SQLite file; it ends with the process.
    File(File),
    /// An advisory lock on a connection of its own.
    Advisory(DatabaseConnection),
}

impl InstanceLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`Error::InUse`] where another process has it.
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
        // The database too is its owner's alone, whatever the umask: it holds the
        // key that signs jobs. SQLite's other files take its mode.
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

/// Opens a file for writing, made with mode 0600 where it is missing.
fn open_private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
}

/// The file of a SQLite URL.
pub(crate) fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite://")?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(path))
}
