//! The PostgreSQL and Redis that `scripts/with-stores` started beside this
//! program.

use std::process::Command;

use anyhow::{Context, ensure};

pub(crate) struct Stores {
    pub(crate) database_url: String,
    pub(crate) redis_url: String,
    database: String,
    directory: String,
}

impl Stores {
    /// The stores of the environment, with a fresh database and an empty queue.
    pub(crate) fn fresh(database: &str) -> anyhow::Result<Self> {
        let postgres = variable("UPBEAT_TEST_POSTGRES_URL")?;
        let redis_url = variable("UPBEAT_TEST_REDIS_URL")?;
        let socket = redis_url.trim_start_matches("redis+unix://");
        let directory = socket
            .rsplit_once('/')
            .context("a socket's directory")?
            .0
            .to_owned();
        let stores = Self {
            database_url: postgres.replace("/postgres?", &format!("/{database}?")),
            redis_url,
            database: database.to_owned(),
            directory,
        };
        for sql in [
            format!("DROP DATABASE IF EXISTS {database}"),
            format!("CREATE DATABASE {database}"),
        ] {
            stores.psql("postgres", &sql)?;
        }
        stores.redis(&["FLUSHALL"])?;
        Ok(stores)
    }

    /// Where Redis listens.
    pub(crate) fn redis_socket(&self) -> String {
        format!("{}/redis.sock", self.directory)
    }

    /// Redis' time of day, milliseconds of Unix time.
    pub(crate) fn now_ms(&self) -> anyhow::Result<i64> {
        let time = self.redis(&["TIME"])?;
        let mut parts = time.lines();
        let mut part = || {
            parts
                .next()
                .context("a time")?
                .trim()
                .parse::<i64>()
                .context("a time")
        };
        Ok(part()? * 1_000 + part()? / 1_000)
    }

    /// What psql answers to `sql` in the database of these stores.
    pub(crate) fn sql(&self, sql: &str) -> anyhow::Result<String> {
        self.psql(&self.database, sql)
    }

    fn psql(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        let output = Command::new("psql")
            .args([
                "-qAt",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                &self.directory,
                "-U",
                "upbeat",
            ])
            .args(["-d", database, "-c", sql])
            .output()?;
        ensure!(output.status.success(), "psql fails: {sql}");
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// What redis-cli answers.
    pub(crate) fn redis(&self, command: &[&str]) -> anyhow::Result<String> {
        let socket = self.redis_socket();
        let output = Command::new("redis-cli")
            .args(["-s", &socket])
            .args(command)
            .output()?;
        ensure!(output.status.success(), "redis-cli {command:?} fails");
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The id of the PostgreSQL server.
    pub(crate) fn postgres_id(&self) -> anyhow::Result<u32> {
        let file = std::fs::read_to_string(format!("{}/data/postmaster.pid", self.directory))?;
        file.lines()
            .next()
            .context("an id")?
            .parse()
            .context("an id")
    }

    /// The id of the Redis server.
    pub(crate) fn redis_id(&self) -> anyhow::Result<u32> {
        let info = self.redis(&["INFO", "server"])?;
        let line = info
            .lines()
            .find_map(|line| line.strip_prefix("process_id:"));
        line.context("an id")?.trim().parse().context("an id")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the harness hands its servers over this way"
)]
fn variable(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run by make"))
}
