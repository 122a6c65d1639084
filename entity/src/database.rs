//! Opens the database and its transactions.

use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteAutoVacuum, SqliteJournalMode, SqliteSynchronous};

/// How long a caller waits for a free connection before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a connection may be unused before it is tested at its next use. It is tested when
/// it is put back, too: one that was used just now is not tested twice.
const TESTED_AFTER: Duration = Duration::from_millis(100);

/// How long a SQLite writer waits for another one.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Limits of each PostgreSQL session, so that a stuck process cannot block the others. Source:
/// ARCHITECTURE.md, "Ingest".
const POSTGRES_SESSION_LIMITS: [(&str, &str); 2] = [
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "5s"),
];

/// Opens a pool of at most `max_connections` to `url` (`postgres://…` or `sqlite://path`). A
/// missing SQLite file is created.
///
/// # Errors
/// [`DbErr`] if the URL has another scheme or the database cannot be reached.
pub async fn connect(url: &str, max_connections: u32) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, max_connections)).await
}

/// Opens one connection to `url` that lives until this value is dropped or the server closes
/// it, as a session lock requires.
///
/// # Errors
/// [`DbErr`] as for [`connect`].
pub async fn connect_session(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(url, 1);
    options.idle_timeout(None).max_lifetime(None);
    Database::connect(options).await
}

fn options(url: &str, max_connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire_if_idle_for(TESTED_AFTER)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|postgres| postgres.options(POSTGRES_SESSION_LIMITS))
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                // A new file can release the space of deleted rows; an existing one keeps its
                // mode.
                .auto_vacuum(SqliteAutoVacuum::Incremental)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(SQLITE_BUSY_TIMEOUT)
                .foreign_keys(true)
        });
    options
}

/// Opens a read-only transaction, which sees a snapshot of the database.
///
/// # Errors
/// [`DbErr`] if no connection is free.
pub async fn begin_read(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    db.begin_with_options(TransactionOptions {
        isolation_level: is_postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: is_postgres.then_some(AccessMode::ReadOnly),
        sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
    })
    .await
}

/// Opens a transaction that will write.
///
/// On SQLite it takes the write lock immediately (`BEGIN IMMEDIATE`): a transaction that reads
/// first and writes later fails with "database is locked", whatever the busy timeout. On
/// PostgreSQL it is `READ COMMITTED`.
///
/// # Errors
/// [`DbErr`] if no connection is free or the lock is not granted in time.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        isolation_level: (db.get_database_backend() == DbBackend::Postgres)
            .then_some(IsolationLevel::ReadCommitted),
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}
