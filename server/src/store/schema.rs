//! Migrates the schema under a lock, all steps at once or none.
//!
//! One transaction holds the lock and all steps: a process that dies in between leaves the
//! database as it was, usable by the previous version.

use std::time::Duration;

use entity::database::{self, is_busy};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
};
use tracing::info;

use super::{Error, InstanceLock, Result};

/// How long a process waits for another one that changes the schema: longer than any migration
/// should take.
pub const MIGRATION_WAIT: Duration = Duration::from_secs(600);

/// PostgreSQL's key for the advisory lock around migrations.
const MIGRATION_LOCK: i64 = 7_240_003;

/// How often to check whether other sessions have left a PostgreSQL database, and the interval
/// in between: a session ends shortly after its server. Together below the limit of a session
/// that idles in its transaction (`entity/src/database.rs`).
const LOOKS: u32 = 20;
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Other sessions of this database. The kind of a session is null without the permission to
/// see it; the server's own sessions have no user.
const OTHER_SESSIONS: &str = "
    SELECT string_agg(
        concat_ws(' ', pid, usename, NULLIF(application_name, ''), client_addr), ', ' ORDER BY pid
    ) AS sessions
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
      AND COALESCE(backend_type, 'client backend') = 'client backend'";

/// Migrates the schema to the latest version; replicas that start together do so one after the
/// other.
///
/// # Errors
/// As [`migrate_to`].
pub async fn migrate(url: &str) -> Result<()> {
    migrate_to(url, None, MIGRATION_WAIT).await
}

/// Migrates the schema, forward or back, until `newest` is the last applied migration; the
/// latest one by default. Waits up to `wait` for another process that does the same. It goes
/// back only while no other process uses the database.
///
/// # Errors
/// [`Error::NoSuchMigration`], [`Error::SchemaInUse`], [`Error::Newer`], [`Error::StillUsed`]
/// and [`Error::Migrate`], each with nothing changed; [`Error::Open`] and [`Error::LockFile`].
pub async fn migrate_to(url: &str, newest: Option<&str>, wait: Duration) -> Result<()> {
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    let wanted = match newest {
        None => known.len(),
        Some(name) => {
            let found = known.iter().position(|known| known == name);
            found.map(|index| index + 1).ok_or(Error::NoSuchMigration {
                name: name.to_owned(),
                known: known.join(", "),
            })?
        }
    };
    let db = database::connect_session(url).await.map_err(Error::Open)?;
    let transaction = lock(&db, wait).await?;
    refuse_newer(&transaction, &known).await?;
    let applied = Migrator::get_applied_migrations(&transaction)
        .await
        .map_err(Error::Migrate)?
        .len();
    let alone = if applied > wanted {
        alone(url, &transaction).await?
    } else {
        None
    };
    step(&transaction, applied, wanted)
        .await
        .map_err(Error::Migrate)?;
    transaction.commit().await.map_err(Error::Migrate)?;
    drop(alone);
    db.close().await.map_err(Error::Migrate)
}

/// Starts the transaction that holds the lock for schema changes.
async fn lock(db: &DatabaseConnection, wait: Duration) -> Result<DatabaseTransaction> {
    if let Some(transaction) = try_lock(db).await.map_err(Error::Migrate)? {
        return Ok(transaction);
    }
    info!("Waits for another process that changes the database's schema");
    wait_for_lock(db, wait).await.map_err(|error| {
        if is_busy(db.get_database_backend(), &error) {
            Error::SchemaInUse { waited: wait }
        } else {
            Error::Migrate(error)
        }
    })
}

async fn try_lock(db: &DatabaseConnection) -> Result<Option<DatabaseTransaction>, DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let transaction = database::begin_write(db).await?;
            let query = format!("SELECT pg_try_advisory_xact_lock({MIGRATION_LOCK}) AS taken");
            let row = transaction
                .query_one_raw(Statement::from_string(DbBackend::Postgres, query))
                .await?;
            let taken = row
                .map(|row| row.try_get::<bool>("", "taken"))
                .transpose()?;
            Ok((taken == Some(true)).then_some(transaction))
        }
        _ => {
            db.execute_unprepared("PRAGMA busy_timeout = 0").await?;
            match database::begin_write(db).await {
                Ok(transaction) => Ok(Some(transaction)),
                Err(error) if is_busy(DbBackend::Sqlite, &error) => Ok(None),
                Err(error) => Err(error),
            }
        }
    }
}

async fn wait_for_lock(
    db: &DatabaseConnection,
    wait: Duration,
) -> Result<DatabaseTransaction, DbErr> {
    // Neither engine accepts a limit of 0.
    let limit_ms = wait.as_millis().max(1);
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let transaction = database::begin_write(db).await?;
            transaction
                .execute_unprepared(&format!(
                    "SET LOCAL lock_timeout = {limit_ms};
                    SELECT pg_advisory_xact_lock({MIGRATION_LOCK});
                    SET LOCAL lock_timeout TO DEFAULT"
                ))
                .await?;
            Ok(transaction)
        }
        _ => {
            db.execute_unprepared(&format!("PRAGMA busy_timeout = {limit_ms}"))
                .await?;
            database::begin_write(db).await
        }
    }
}

/// This version cannot know what a newer one needs, so it refuses.
async fn refuse_newer(transaction: &DatabaseTransaction, known: &[String]) -> Result<()> {
    let applied = Migrator::get_migration_models(transaction)
        .await
        .map_err(Error::Migrate)?;
    let unknown: Vec<String> = applied
        .into_iter()
        .map(|applied| applied.version)
        .filter(|version| !known.contains(version))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::Newer {
        migrations: unknown.join(", "),
        newest: known.last().cloned().unwrap_or_default(),
    })
}

/// Makes sure that no other process uses the database. On SQLite it returns the file lock that
/// keeps others out; on PostgreSQL a process that starts now waits for the migration lock
/// before it reads anything.
async fn alone(url: &str, transaction: &DatabaseTransaction) -> Result<Option<InstanceLock>> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        return refuse_sessions(transaction).await.map(|()| None);
    }
    match InstanceLock::take(url).await {
        Ok(lock) => Ok(Some(lock)),
        Err(Error::InUse) => Err(Error::StillUsed {
            users: "an `upbeat serve`".to_owned(),
        }),
        Err(error) => Err(error),
    }
}

async fn refuse_sessions(transaction: &DatabaseTransaction) -> Result<()> {
    let mut left = LOOKS;
    loop {
        let sessions = other_sessions(transaction).await.map_err(Error::Migrate)?;
        let Some(sessions) = sessions else {
            return Ok(());
        };
        left -= 1;
        if left == 0 {
            return Err(Error::StillUsed {
                users: format!("other sessions ({sessions})"),
            });
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn other_sessions(transaction: &DatabaseTransaction) -> Result<Option<String>, DbErr> {
    // Within a transaction the session list would stay as first read.
    transaction
        .execute_unprepared("SELECT pg_stat_clear_snapshot()")
        .await?;
    let query = Statement::from_string(DbBackend::Postgres, OTHER_SESSIONS);
    match transaction.query_one_raw(query).await? {
        Some(row) => row.try_get("", "sessions"),
        None => Ok(None),
    }
}

/// Migrates from the first `applied` migrations to the first `wanted` ones.
async fn step(
    transaction: &DatabaseTransaction,
    applied: usize,
    wanted: usize,
) -> Result<(), DbErr> {
    let steps = u32::try_from(applied.abs_diff(wanted)).unwrap_or(u32::MAX);
    if applied > wanted {
        Migrator::down(transaction, Some(steps)).await
    } else {
        Migrator::up(transaction, Some(steps)).await
    }
}
