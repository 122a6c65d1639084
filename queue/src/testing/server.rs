//! A private Redis of a test, for what would disturb others: losing data, dying, coming back,
//! refusing commands.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use fred::clients::Client;
use fred::interfaces::ClientLike;
use fred::types::{Builder, ClusterHash, CustomCommand, FromValue, Value, config::Config};
use tempfile::TempDir;

use super::eventually;
use crate::{Limits, RedisTransport};

/// A running `redis-server` on a socket in a temporary directory.
#[derive(Debug)]
pub struct Server {
    process: Child,
    directory: TempDir,
    args: Vec<String>,
    /// The part of the URL before the socket's path.
    login: &'static str,
}

impl Server {
    /// Starts one without persistence.
    pub async fn start() -> Self {
        Self::start_with(&["--appendonly", "no"], &[]).await
    }

    /// Starts one that persists everything it acknowledges.
    pub async fn start_durable() -> Self {
        Self::start_with(&["--appendonly", "yes", "--appendfsync", "always"], &[]).await
    }

    /// Starts one with the users in these lines of an ACL file, and one user for the test with
    /// all permissions.
    pub async fn start_with_users(lines: &[String]) -> Self {
        Self::start_with(&["--appendonly", "no"], lines).await
    }

    /// Starts one that can have replicas, also listening at a port on the loopback interface.
    pub async fn start_on(port: u16, users: &[String], args: &[&str]) -> Self {
        let port = port.to_string();
        let own = ["--appendonly", "no", "--port", &port, "--bind", "127.0.0.1"];
        // A replica gets the data immediately.
        let quick = ["--repl-diskless-sync-delay", "0"];
        Self::start_with(&[&own[..], &quick, args].concat(), users).await
    }

    /// Starts one with further arguments.
    pub async fn start_with(args: &[&str], users: &[String]) -> Self {
        // A socket's path must be short, unlike the target directory's.
        let directory = tempfile::Builder::new()
            .prefix("redis")
            .tempdir()
            .expect("a directory");
        let mut args: Vec<String> = args.iter().map(ToString::to_string).collect();
        let mut login = "";
        if !users.is_empty() {
            let file = directory.path().join("users.acl");
            let all = "user test on >test ~* &* +@all\nuser default off";
            std::fs::write(&file, format!("{}\n{all}\n", users.join("\n"))).expect("a file");
            args.extend(["--aclfile".to_owned(), file.display().to_string()]);
            login = "test:test@";
        }
        let process = spawn(&directory, &args);
        let server = Self {
            process,
            directory,
            args,
            login,
        };
        server.answers().await;
        server
    }

    /// Path of its socket.
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join("r.sock")
    }

    /// URL of the user with all permissions.
    pub fn url(&self) -> String {
        self.url_as(self.login)
    }

    /// URL with `user:password@`.
    pub fn url_as(&self, login: &str) -> String {
        // A URL with a password needs a host, whatever its name.
        format!("redis+unix://{login}localhost{}", self.socket().display())
    }

    /// A connection of an api.
    pub async fn transport(&self) -> RedisTransport {
        RedisTransport::connect(&self.url(), "upbeat", Limits::default())
            .await
            .expect("connect to Redis")
    }

    /// A connection of an api, and a plain one beside it.
    pub async fn connected(&self) -> (RedisTransport, Client) {
        let plain = connect(&self.url()).await.expect("connect to Redis");
        (self.transport().await, plain)
    }

    /// Output of `redis-cli` for `command`, whose words are separated by spaces.
    pub fn cli(&self, user: &str, password: &str, command: &str) -> String {
        let output = Command::new("redis-cli")
            .arg("-s")
            .arg(self.socket())
            .args(["--no-auth-warning", "--user", user, "--pass", password])
            .args(command.split(' '))
            .output()
            .expect("redis-cli is on the PATH");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Suspends it, with all connections open.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Resumes it.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        let status = Command::new("kill").args([signal, &id]).status();
        assert!(status.expect("kill").success(), "{signal} reaches Redis");
    }

    /// Kills it like `kill -9`.
    pub fn kill(&mut self) {
        self.process.kill().expect("kill Redis");
        self.process.wait().expect("wait for Redis");
    }

    /// Restarts it at the same place, with its persisted data.
    pub async fn restart(&mut self) {
        self.start_again();
        self.answers().await;
    }

    /// As [`Self::restart`], without waiting until it answers.
    pub fn start_again(&mut self) {
        self.process = spawn(&self.directory, &self.args);
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

/// A free port on the loopback interface.
///
/// # Panics
/// If there is none.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn spawn(directory: &TempDir, args: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--unixsocket"])
        .arg(directory.path().join("r.sock"))
        .arg("--dir")
        .arg(directory.path())
        .args(args)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is on the PATH")
}

/// A plain client, to inspect the server without the transport.
///
/// # Errors
/// If the URL is invalid or the server does not answer.
pub async fn connect(url: &str) -> Result<Client, fred::error::Error> {
    let client = Builder::from_config(Config::from_url(url)?).build()?;
    client.init().await?;
    Ok(client)
}

/// Redis' reply to `command`, whose words are separated by spaces.
pub async fn ask<T: FromValue>(client: &Client, command: &str) -> T {
    let mut words = command.split(' ');
    let name = words.next().unwrap_or_default().to_owned();
    let command = CustomCommand::new(name, ClusterHash::Random, false);
    let args: Vec<Value> = words.map(Value::from).collect();
    client.custom(command, args).await.expect("an answer")
}

/// How often the server has executed `command`, by its own statistics.
pub async fn calls(client: &Client, command: &str) -> u64 {
    let statistics: String = ask(client, "INFO commandstats").await;
    let line = format!("cmdstat_{command}:calls=");
    statistics
        .lines()
        .find_map(|text| text.strip_prefix(&line)?.split(',').next()?.parse().ok())
        .unwrap_or(0)
}
