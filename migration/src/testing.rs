//! Private databases for tests: a SQLite file in a temporary directory, or a
//! database of its own on the PostgreSQL server that `make test` started.

use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbErr, TransactionTrait,
};
use tempfile::TempDir;

use crate::Migrator;

/// Names the server: `postgres://user@host/postgres?host=…`.
const SERVER_VARIABLE: &str = "UPBEAT_TEST_POSTGRES_URL";

/// A migrated database that nobody else uses.
#[derive(Debug)]
pub struct TestDb {
    /// Where it is, for whoever opens it.
    pub url: String,
    _directory: Option<TempDir>,
}

impl TestDb {
    /// A SQLite file, gone when this value is dropped.
    ///
    /// # Errors
    /// Where the file cannot be made or migrated.
    pub async fn sqlite() -> Result<Self, DbErr> {
        let directory = tempfile::tempdir().map_err(|err| DbErr::Custom(err.to_string()))?;
        let url = format!(
            "sqlite://{}?mode=rwc",
            directory.path().join("test.db").display()
        );
        let connection = Database::connect(&url).await?;
        Migrator::up(&connection, None).await?;
        connection.close().await?;
        Ok(Self {
            url,
            _directory: Some(directory),
        })
    }

    /// A clone of a migrated template, on the private server, which takes it
    /// along when it stops.
    ///
    /// # Errors
    /// Where no server was named or it cannot be used.
    pub async fn postgres() -> Result<Self, DbErr> {
        let server_url = server_url()?;
        let server = Database::connect(&server_url).await?;
        let template = template(&server, &server_url).await?;
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        server
            .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await?;
        server.close().await?;
        Ok(Self {
            url: with_database(&server_url, &name),
            _directory: None,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the harness is where tests read their servers"
)]
fn server_url() -> Result<String, DbErr> {
    std::env::var(SERVER_VARIABLE).map_err(|_| {
        DbErr::Custom(format!(
            "{SERVER_VARIABLE} is not set: `make test` starts a server and sets it"
        ))
    })
}

/// The migrated template's name; the first test to ask makes it, the others wait.
async fn template(server: &DatabaseConnection, server_url: &str) -> Result<String, DbErr> {
    let name = format!("template_{}", Migrator::migrations().len());
    let exists = |rows: Vec<_>| !rows.is_empty();
    let lock = server.begin().await?;
    lock.execute_unprepared("SELECT pg_advisory_xact_lock(7240001)")
        .await?;
    let query = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
    let statement =
        sea_orm_migration::sea_orm::Statement::from_string(server.get_database_backend(), query);
    if !exists(lock.query_all_raw(statement).await?) {
        server
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}"))
            .await?;
        server
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await?;
        let fresh = Database::connect(with_database(server_url, &name)).await?;
        Migrator::up(&fresh, None).await?;
        fresh.close().await?;
        server
            .execute_unprepared(&format!("ALTER DATABASE {name} IS_TEMPLATE true"))
            .await?;
    }
    lock.commit().await?;
    Ok(name)
}

/// `url` with its database replaced by `name`.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url
        .split_once('?')
        .map_or((url, None), |(b, q)| (b, Some(q)));
    let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}
