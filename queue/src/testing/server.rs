//! A Redis of a test's own, for what would disturb the others: losing its
//! memory, dying, coming back, refusing.

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
    /// What the URL says before the socket's path.
    login: &'static str,
}

impl Server {
    /// One that keeps nothing.
    pub async fn start() -> Self {
        Self::start_with(&["--appendonly", "no"], &[]).await
    }

    /// One that keeps whatever it acknowledged.
    pub async fn start_durable() -> Self {
        Self::start_with(&["--appendonly", "yes", "--appendfsync", "always"], &[]).await
    }

    /// One that knows the users of these lines of an ACL file, and for the test
    /// itself one who may do everything.
    pub async fn start_with_users(lines: &[String]) -> Self {
        Self::start_with(&["--appendonly", "no"], lines).await
    }

    /// One that others can follow, at a port of the loopback too.
    pub async fn start_on(port: u16, users: &[String], args: &[&str]) -> Self {
        let port = port.to_string();
        let own = ["--appendonly", "no", "--port", &port, "--bind", "127.0.0.1"];
        // Who follows it gets the data at once.
        let quick = ["--repl-diskless-sync-delay", "0"];
        Self::start_with(&[&own[..], &quick, args].concat(), users).await
    }

    /// One that is started with these arguments, too.
    pub async fn start_with(args: &[&str], users: &[String]) -> Self {
        // A socket's path is short: never the project's target directory.
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

    /// Where its socket is.
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join("r.sock")
    }

    /// The URL of one who may do everything.
    pub fn url(&self) -> String {
        self.url_as(self.login)
    }

    /// The URL with a `user:password@`.
    pub fn url_as(&self, login: &str) -> String {
        // A URL with a password has a host, whatever it is called.
        format!("redis+unix://{login}localhost{}", self.socket().display())
    }

    /// An api's connection.
    pub async fn transport(&self) -> RedisTransport {
        RedisTransport::connect(&self.url(), "upbeat", Limits::default())
            .await
            .expect("connect to Redis")
    }

    /// What `redis-cli` prints for `command`, words separated by spaces.
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

    /// Lets it stand still, with all connections open.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        let status = Command::new("kill").args([signal, &id]).status();
        assert!(status.expect("kill").success(), "{signal} reaches Redis");
    }

    /// Kills it as `kill -9` does.
    pub fn kill(&mut self) {
        self.process.kill().expect("kill Redis");
        self.process.wait().expect("wait for Redis");
    }

    /// Starts it again at the same place, with what it kept.
    pub async fn restart(&mut self) {
        self.start_again();
        self.answers().await;
    }

    /// The same, without waiting until it answers.
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

/// A port of the loopback that is free now.
///
/// # Panics
/// Where there is none.
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

/// A plain client, to look at the server past the transport.
///
/// # Errors
/// Where the URL does not parse or the server does not answer.
pub async fn connect(url: &str) -> Result<Client, fred::error::Error> {
    let client = Builder::from_config(Config::from_url(url)?).build()?;
    client.init().await?;
    Ok(client)
}

/// What Redis answers to `command`, words separated by spaces.
pub async fn ask<T: FromValue>(client: &Client, command: &str) -> T {
    let mut words = command.split(' ');
    let name = words.next().unwrap_or_default().to_owned();
    let command = CustomCommand::new(name, ClusterHash::Random, false);
    let args: Vec<Value> = words.map(Value::from).collect();
    client.custom(command, args).await.expect("an answer")
}

/// How often the server carried out `command`, by its own statistics.
pub async fn calls(client: &Client, command: &str) -> u64 {
    let statistics: String = ask(client, "INFO commandstats").await;
    let line = format!("cmdstat_{command}:calls=");
    statistics
        .lines()
        .find_map(|text| text.strip_prefix(&line)?.split(',').next()?.parse().ok())
        .unwrap_or(0)
}
