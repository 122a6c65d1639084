//! The schema, moved under a lock, all steps at once or none.
//!
//! One transaction holds the lock and all steps: whoever dies in between leaves the
//! database as it was, and with it whatever version ran before.

use std::time::Duration;

use entity::database;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    Statement,
};
use tracing::info;

use super::{Error, Result};

/// How long a process waits for another that changes the schema: longer than any
/// migration is to take.
pub const MIGRATION_WAIT: Duration = Duration::from_secs(600);

/// PostgreSQL's key for the lock around migrations.
const MIGRATION_LOCK: i64 = 7_240_003;

/// What PostgreSQL and SQLite say where a lock cannot be had in time. Sources:
/// PostgreSQL's manual, appendix A (`lock_not_available`); SQLite's list of result codes
/// (`SQLITE_BUSY`).
const BUSY: [&str; 2] = ["55P03", "5"];

/// Brings the schema up to date; replicas that start together do it one after
/// the other.
///
/// # Errors
/// As [`migrate_to`].
pub async fn migrate(url: &str) -> Result<()> {
    migrate_to(url, None, MIGRATION_WAIT).await
}

/// Brings the schema, up or down, to where `newest` is the newest migration: the newest
/// of all unless it is named. Another process that does the same is waited for `wait`.
///
/// # Errors
/// [`Error::NoSuchMigration`], [`Error::SchemaInUse`], [`Error::Newer`] and
/// [`Error::Migrate`], each with nothing changed; [`Error::Open`].
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
    step(&transaction, wanted).await.map_err(Error::Migrate)?;
    transaction.commit().await.map_err(Error::Migrate)?;
    db.close().await.map_err(Error::Migrate)
}

/// Begins the transaction that alone may change the schema.
async fn lock(db: &DatabaseConnection, wait: Duration) -> Result<DatabaseTransaction> {
    if let Some(transaction) = try_lock(db).await.map_err(Error::Migrate)? {
        return Ok(transaction);
    }
    info!("Waits for another process that changes the database's schema");
    wait_for_lock(db, wait).await.map_err(|error| {
        if is_busy(&error) {
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
                Err(error) if is_busy(&error) => Ok(None),
                Err(error) => Err(error),
            }
        }
    }
}

async fn wait_for_lock(
    db: &DatabaseConnection,
    wait: Duration,
) -> Result<DatabaseTransaction, DbErr> {
    // Neither takes 0 for a limit.
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

fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    cause
        .as_database_error()
        .and_then(sea_orm::sqlx::error::DatabaseError::code)
        .is_some_and(|code| BUSY.contains(&code.as_ref()))
}

/// A version cannot know what a newer one needs, so it leaves it alone.
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

/// Goes from the migrations that are applied to the first `wanted` ones.
async fn step(transaction: &DatabaseTransaction, wanted: usize) -> Result<(), DbErr> {
    let applied = Migrator::get_applied_migrations(transaction).await?.len();
    let steps = u32::try_from(applied.abs_diff(wanted)).unwrap_or(u32::MAX);
    if applied > wanted {
        Migrator::down(transaction, Some(steps)).await
    } else {
        Migrator::up(transaction, Some(steps)).await
    }
}
