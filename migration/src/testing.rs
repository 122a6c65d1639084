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

/// What the release before this one kept on SQLite, as SQL for an empty database.
pub const PREVIOUS_ON_SQLITE: &str = include_str!("../tests/previous/sqlite.sql");

/// The same on PostgreSQL.
pub const PREVIOUS_ON_POSTGRES: &str = include_str!("../tests/previous/postgres.sql");

/// A database that nobody else uses.
#[derive(Debug)]
pub struct TestDb {
    /// Where it is, for whoever opens it.
    pub url: String,
    _kept: Kept,
}

#[derive(Debug)]
enum Kept {
    File { _directory: TempDir },
    Database { server_url: String, name: String },
}

impl Drop for Kept {
    /// A database on PostgreSQL takes 10 MB, and a run of all tests makes a thousand of them.
    fn drop(&mut self) {
        let Self::Database { server_url, name } = self else {
            return;
        };
        let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let server_url = std::mem::take(server_url);
        // A thread of its own, because a test drops this within its runtime. What is left
        // behind goes with the server.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .ok()?;
            runtime.block_on(run(&server_url, &statement)).ok()
        });
        let _ = dropped.join();
    }
}

impl TestDb {
    /// A migrated SQLite file, gone when this value is dropped.
    ///
    /// # Errors
    /// Where the file cannot be made or migrated.
    pub async fn sqlite() -> Result<Self, DbErr> {
        let db = Self::sqlite_with("").await?;
        let connection = Database::connect(&db.url).await?;
        Migrator::up(&connection, None).await?;
        connection.close().await?;
        Ok(db)
    }

    /// A SQLite file with what `sql` makes and no more; nothing where it is empty.
    ///
    /// # Errors
    /// Where the file cannot be made, or `sql` fails.
    pub async fn sqlite_with(sql: &str) -> Result<Self, DbErr> {
        let directory = tempfile::tempdir().map_err(|err| DbErr::Custom(err.to_string()))?;
        let url = format!(
            "sqlite://{}?mode=rwc",
            directory.path().join("test.db").display()
        );
        run(&url, sql).await?;
        Ok(Self {
            url,
            _kept: Kept::File {
                _directory: directory,
            },
        })
    }

    /// A clone of a migrated template on the private server, gone when this value is
    /// dropped.
    ///
    /// # Errors
    /// Where no server was named or it cannot be used.
    pub async fn postgres() -> Result<Self, DbErr> {
        let server_url = server_url()?;
        let server = Database::connect(&server_url).await?;
        let template = template(&server, &server_url).await?;
        Self::clone_of(&template, &server, &server_url).await
    }

    /// A PostgreSQL database with what `sql` makes and no more.
    ///
    /// # Errors
    /// As [`TestDb::postgres`], or where `sql` fails.
    pub async fn postgres_with(sql: &str) -> Result<Self, DbErr> {
        let server_url = server_url()?;
        let server = Database::connect(&server_url).await?;
        let db = Self::clone_of("template0", &server, &server_url).await?;
        run(&db.url, sql).await?;
        Ok(db)
    }

    async fn clone_of(
        template: &str,
        server: &DatabaseConnection,
        server_url: &str,
    ) -> Result<Self, DbErr> {
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        server
            .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await?;
        Ok(Self {
            url: with_database(server_url, &name),
            _kept: Kept::Database {
                server_url: server_url.to_owned(),
                name,
            },
        })
    }
}

/// Runs statements on a connection of their own, which a dump may set as it likes.
async fn run(url: &str, sql: &str) -> Result<(), DbErr> {
    let connection = Database::connect(url).await?;
    connection.execute_unprepared(sql).await?;
    connection.close().await
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
