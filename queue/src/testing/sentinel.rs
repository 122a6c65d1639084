//! A private Sentinel of a test, with one primary.

use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::eventually;
use super::server::free_port;

/// Name of its primary.
pub const SERVICE: &str = "upbeat";

/// A running Sentinel, which is its own quorum.
#[derive(Debug)]
pub struct Sentinel {
    process: Child,
    port: u16,
    _directory: TempDir,
}

impl Sentinel {
    /// Starts a Sentinel that monitors the primary at `port` on the loopback interface, as
    /// `user` with a password of the same name.
    pub async fn start(port: u16, user: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let own = free_port();
        let file = directory.path().join("sentinel.conf");
        let settings = format!(
            "port {own}\nbind 127.0.0.1\ndir {}\n\
             sentinel monitor {SERVICE} 127.0.0.1 {port} 1\n\
             sentinel auth-user {SERVICE} {user}\n\
             sentinel auth-pass {SERVICE} {user}\n\
             sentinel down-after-milliseconds {SERVICE} 500\n\
             sentinel failover-timeout {SERVICE} 2000\n",
            directory.path().display()
        );
        std::fs::write(&file, settings).expect("a file");
        let process = Command::new("redis-server")
            .arg(&file)
            .arg("--sentinel")
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is on the PATH");
        let sentinel = Self {
            process,
            port: own,
            _directory: directory,
        };
        eventually("Sentinel knows a replica", async || {
            let said = sentinel.cli(&["SENTINEL", "REPLICAS", SERVICE]);
            said.contains("127.0.0.1").then_some(())
        })
        .await;
        sentinel
    }

    /// URL of its primary, with `login` (`user:password@`).
    pub fn url_as(&self, login: &str) -> String {
        let port = self.port;
        format!("redis-sentinel://{login}127.0.0.1:{port}?sentinelServiceName={SERVICE}")
    }

    /// Promotes the replica to primary, and waits until that is done.
    pub async fn fail_over(&self) {
        let before = self.primary();
        eventually("Sentinel begins", async || {
            let said = self.cli(&["SENTINEL", "FAILOVER", SERVICE]);
            (said == "OK").then_some(())
        })
        .await;
        eventually("there is another primary", async || {
            (self.primary() != before).then_some(())
        })
        .await;
    }

    /// Reconfigures it to the primary at `port`, which it logs in to as `user`.
    ///
    /// # Panics
    /// If it rejects that.
    pub fn lead_to(&self, port: u16, user: &str) {
        let port = port.to_string();
        for command in [
            &["REMOVE", SERVICE][..],
            &["MONITOR", SERVICE, "127.0.0.1", &port, "1"],
            &["SET", SERVICE, "auth-user", user, "auth-pass", user],
        ] {
            let said = self.cli(&[&["SENTINEL"][..], command].concat());
            assert_eq!(said, "OK", "{command:?}");
        }
    }

    /// Address of its primary.
    pub fn primary(&self) -> String {
        self.cli(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE])
    }

    fn cli(&self, command: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-p", &self.port.to_string()])
            .args(command)
            .output()
            .expect("redis-cli is on the PATH");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
