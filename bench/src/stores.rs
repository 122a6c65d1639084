//! The PostgreSQL and Redis that `scripts/with-stores` started beside this
//! program.

use std::process::Command;

use anyhow::{Context, ensure};

pub(crate) struct Stores {
    pub(crate) database_url: String,
    pub(crate) redis_url: String,
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
            directory,
        };
        for sql in [
            format!("DROP DATABASE IF EXISTS {database}"),
            format!("CREATE DATABASE {database}"),
        ] {
            let done = Command::new("psql")
                .args([
                    "-q",
                    "-h",
                    &stores.directory,
                    "-U",
                    "upbeat",
                    "-d",
                    "postgres",
                    "-c",
                    &sql,
                ])
                .status()?;
            ensure!(done.success(), "psql fails: {sql}");
        }
        stores.redis(&["FLUSHALL"])?;
        Ok(stores)
    }

    /// What redis-cli answers.
    pub(crate) fn redis(&self, command: &[&str]) -> anyhow::Result<String> {
        let socket = format!("{}/redis.sock", self.directory);
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
