//! A Redis of a test's own, for what would disturb the others: losing its
//! memory, dying, coming back.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use fred::clients::Client;
use fred::interfaces::ClientLike;
use fred::types::{Builder, ClusterHash, CustomCommand, FromValue, Value, config::Config};
use queue::testing::eventually;
use queue::{Limits, RedisTransport};
use tempfile::TempDir;

/// A running `redis-server` on a socket in a temporary directory.
pub(crate) struct Server {
    process: Child,
    directory: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        // A socket's path is short: never the project's target directory.
        let directory = tempfile::Builder::new().prefix("redis").tempdir().unwrap();
        let process = spawn(directory.path());
        let server = Self { process, directory };
        server.answers().await;
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}/r.sock", self.directory.path().display())
    }

    pub(crate) async fn transport(&self) -> RedisTransport {
        RedisTransport::connect(&self.url(), "upbeat", Limits::default())
            .await
            .unwrap()
    }

    /// Kills it as `kill -9` does; it keeps nothing.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again, empty, at the same place.
    pub(crate) async fn restart(&mut self) {
        self.process = spawn(self.directory.path());
        self.answers().await;
    }

    async fn answers(&self) {
        eventually("Redis answers", async || connect(&self.url()).await.ok()).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(directory: &Path) -> Child {
    Command::new("redis-server")
        .args([
            "--port",
            "0",
            "--save",
            "",
            "--appendonly",
            "no",
            "--unixsocket",
        ])
        .arg(directory.join("r.sock"))
        .arg("--dir")
        .arg(directory)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is on the PATH")
}

/// A plain client, to look at the server past the transport.
pub(crate) async fn connect(url: &str) -> Result<Client, fred::error::Error> {
    let client = Builder::from_config(Config::from_url(url)?).build()?;
    client.init().await?;
    Ok(client)
}

/// What Redis answers to `command`, words separated by spaces.
pub(crate) async fn ask<T: FromValue>(client: &Client, command: &str) -> T {
    let mut words = command.split(' ');
    let name = words.next().unwrap().to_owned();
    let command = CustomCommand::new(name, ClusterHash::Random, false);
    let args: Vec<Value> = words.map(Value::from).collect();
    client.custom(command, args).await.unwrap()
}

/// How often the server carried out `command`, by its own statistics.
pub(crate) async fn calls(client: &Client, command: &str) -> u64 {
    let statistics: String = ask(client, "INFO commandstats").await;
    let line = format!("cmdstat_{command}:calls=");
    statistics
        .lines()
        .find_map(|text| text.strip_prefix(&line)?.split(',').next()?.parse().ok())
        .unwrap_or(0)
}
