//! Opens the database and its transactions.

use std::time::{Duration, Instant};

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::error::DatabaseError;
use sqlx::sqlite::{SqliteAutoVacuum, SqliteJournalMode, SqliteSynchronous};

/// How long a caller waits for a free connection before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a connection may be unused before it is tested at its next use. It is tested when
/// it is put back, too: one that was used just now is not tested twice.
const TESTED_AFTER: Duration = Duration::from_millis(100);

/// How long a SQLite writer waits for another one.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long whoever finds a SQLite file locked that is being made waits until the next try.
const OPEN_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// PostgreSQL's SQLSTATE for a lock timeout. Source: its manual, appendix A
/// (`lock_not_available`).
const POSTGRES_BUSY: &str = "55P03";

/// SQLite's code for a lock timeout (`SQLITE_BUSY`), in the low eight bits of the extended
/// result code. Source: its list of result codes.
const SQLITE_BUSY: u32 = 5;

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
    open(options(url, max_connections)).await
}

/// Opens one connection to `url` that lives until this value is dropped or the server closes
/// it, as a session lock requires.
///
/// # Errors
/// [`DbErr`] as for [`connect`].
pub async fn connect_session(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(url, 1);
    options.idle_timeout(None).max_lifetime(None);
    open(options).await
}

/// Opens the database. Of several processes that open a new SQLite file at once, one makes it a file
/// with a write-ahead log, and SQLite does not let the others wait for that: they try again.
async fn open(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let is_file = options.get_url().starts_with("sqlite:");
    let until = Instant::now() + SQLITE_BUSY_TIMEOUT;
    loop {
        match Database::connect(options.clone()).await {
            Err(err) if is_file && is_busy(DbBackend::Sqlite, &err) && Instant::now() < until => {
                tokio::time::sleep(OPEN_AGAIN_AFTER).await;
            }
            opened => return opened,
        }
    }
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

/// Whether a lock was not granted in time.
pub fn is_busy(backend: DbBackend, error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    cause
        .as_database_error()
        .and_then(DatabaseError::code)
        .is_some_and(|code| is_busy_code(backend, &code))
}

fn is_busy_code(backend: DbBackend, code: &str) -> bool {
    match backend {
        DbBackend::Postgres => code == POSTGRES_BUSY,
        _ => code
            .parse::<u32>()
            .is_ok_and(|code| code & 0xff == SQLITE_BUSY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_says_in_its_own_way_that_a_lock_is_held() {
        for (backend, code, expected) in [
            (DbBackend::Postgres, "55P03", true),
            (DbBackend::Postgres, "5", false),
            (DbBackend::Postgres, "57014", false),
            (DbBackend::Sqlite, "5", true),
            // With flags for recovery, snapshot and timeout.
            (DbBackend::Sqlite, "261", true),
            (DbBackend::Sqlite, "517", true),
            (DbBackend::Sqlite, "773", true),
            // SQLITE_LOCKED, and a constraint violation.
            (DbBackend::Sqlite, "6", false),
            (DbBackend::Sqlite, "1555", false),
            (DbBackend::Sqlite, "55P03", false),
        ] {
            assert_eq!(is_busy_code(backend, code), expected, "{backend:?} {code}");
        }
    }
}
