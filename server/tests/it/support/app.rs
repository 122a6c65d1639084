//! A server in this process, on a port of its own.

use std::net::SocketAddr;

use clap::Parser;
use migration::testing::TestDb;
use server::config::{Cli, Command};
use server::serve;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Client;

/// A running server; it is stopped when this value is dropped.
pub(crate) struct TestApp {
    pub(crate) address: SocketAddr,
    pub(crate) database_url: String,
    shutdown: CancellationToken,
    serving: JoinHandle<serve::Result<()>>,
    _database: Option<Store>,
    _cache: TempDir,
}

#[expect(dead_code, reason = "kept until the server stops")]
enum Store {
    Directory(TempDir),
    Postgres(TestDb),
}

/// What a server runs on.
pub(crate) struct Settings<'a> {
    pub(crate) database_url: &'a str,
    pub(crate) redis_url: &'a str,
    /// What seals secrets; empty for the key file, or none on PostgreSQL.
    pub(crate) secret_key: &'a str,
}

impl TestApp {
    /// On SQLite, with the in-process queue and the local prober.
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// The same with more flags of `upbeat serve`.
    pub(crate) async fn with(flags: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
        let settings = Settings {
            database_url: &url,
            redis_url: "",
            secret_key: "",
        };
        Self::start(settings, flags, Some(Store::Directory(directory))).await
    }

    /// On PostgreSQL, with the in-process queue and the local prober.
    pub(crate) async fn on_postgres() -> Self {
        Self::on_postgres_with_key("").await
    }

    /// The same with a key for secrets.
    pub(crate) async fn on_postgres_with_key(secret_key: &str) -> Self {
        Self::on_postgres_with(&[&format!("--secret-key={secret_key}")]).await
    }

    /// The same with more flags of `upbeat serve`.
    pub(crate) async fn on_postgres_with(flags: &[&str]) -> Self {
        let database = TestDb::postgres().await.unwrap();
        let url = database.url.clone();
        let settings = Settings {
            database_url: &url,
            redis_url: "",
            secret_key: "",
        };
        Self::start(settings, flags, Some(Store::Postgres(database))).await
    }

    /// On stores that belong to the caller.
    pub(crate) async fn on(settings: Settings<'_>) -> Self {
        Self::start(settings, &[], None).await
    }

    /// Two replicas on the same stores.
    pub(crate) async fn replicas(database_url: &str, redis_url: &str) -> (Self, Self) {
        let settings = || Settings {
            database_url,
            redis_url,
            secret_key: "",
        };
        (Self::on(settings()).await, Self::on(settings()).await)
    }

    async fn start(settings: Settings<'_>, flags: &[&str], database: Option<Store>) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (database_url, redis_url) = (settings.database_url, settings.redis_url);
        let cache = tempfile::tempdir().unwrap();
        let mut stores = vec![
            format!("--cache-dir={}", cache.path().display()),
            format!("--database-url={database_url}"),
            format!("--redis-url={redis_url}"),
        ];
        if !settings.secret_key.is_empty() {
            stores.push(format!("--secret-key={}", settings.secret_key));
        }
        let all = [
            "upbeat",
            "serve",
            "--listen=127.0.0.1:0",
            "--egress-allow=127.0.0.0/8,::1/128",
            "--database-connections=16",
        ];
        let stores = stores.iter().map(String::as_str);
        let cli = Cli::parse_from(all.into_iter().chain(stores).chain(flags.iter().copied()));
        let Command::Serve(config) = cli.command else {
            unreachable!("serve was asked for")
        };
        let shutdown = CancellationToken::new();
        let (started, address) = oneshot::channel();
        let stop = shutdown.clone();
        let serving = tokio::spawn(async move {
            serve::run(*config, stop, |address| {
                let _ = started.send(address);
            })
            .await
        });
        let Ok(address) = address.await else {
            panic!("the server did not start: {:?}", serving.await)
        };
        Self {
            address,
            database_url: settings.database_url.to_owned(),
            shutdown,
            serving,
            _database: database,
            _cache: cache,
        }
    }

    /// Signs a person up.
    pub(crate) async fn user(&self, name: &str) -> Client {
        Client::sign_up(self.address, name).await
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Client {
        Client::nobody(self.address)
    }

    /// A connection to the server's database.
    pub(crate) async fn database(&self) -> sea_orm::DatabaseConnection {
        entity::database::connect(&self.database_url, 2)
            .await
            .unwrap()
    }

    /// Stops the server as SIGTERM does, and waits for it.
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.serving.await.unwrap().unwrap();
    }
}
