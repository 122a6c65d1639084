//! A Redis server of one test's own: it may be killed.

use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::eventually;

/// A private server on a unix socket.
pub(crate) struct TestRedis {
    pub(crate) url: String,
    socket: String,
    server: Child,
    _directory: TempDir,
}

impl TestRedis {
    pub(crate) async fn start() -> Self {
        // Short: a socket's path has 108 bytes.
        let directory = tempfile::Builder::new()
            .prefix("upr")
            .tempdir_in("/tmp")
            .unwrap();
        let socket = directory.path().join("s").display().to_string();
        let server = Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--unixsocket",
                &socket,
                "--save",
                "",
                "--appendonly",
                "no",
            ])
            .arg("--dir")
            .arg(directory.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed by `make test`");
        let redis = Self {
            url: format!("redis+unix://{socket}"),
            socket,
            server,
            _directory: directory,
        };
        eventually("Redis to start", async || {
            (redis.try_cli(&["ping"]).as_deref() == Some("PONG")).then_some(())
        })
        .await;
        redis
    }

    /// What `redis-cli` answers to a command.
    pub(crate) fn cli(&self, command: &[&str]) -> String {
        self.try_cli(command).unwrap()
    }

    fn try_cli(&self, command: &[&str]) -> Option<String> {
        let output = Command::new("redis-cli")
            .args(["-s", &self.socket])
            .args(command)
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
