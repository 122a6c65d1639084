//! The real binaries.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::eventually;

/// A process that is gone when this value is dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts `name` with arguments and environment; nothing of the tests' own
    /// environment but PATH is handed on.
    pub(crate) fn start(name: &str, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let child = command(name, args, environment)
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|err| panic!("{name}: {err}; `make test` builds it"));
        Self { child }
    }

    /// The same, with all that it says in `log`.
    pub(crate) fn start_into(
        name: &str,
        args: &[&str],
        environment: &[(&str, &str)],
        log: &Path,
    ) -> Self {
        let log = File::create(log).unwrap();
        let child = command(name, args, environment)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|err| panic!("{name}: {err}; `make test` builds it"));
        Self { child }
    }

    /// Its exit code, once it has ended by itself.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        eventually("the process to end", async || {
            self.child.try_wait().unwrap()
        })
        .await
        .code()
    }

    /// Sends it a signal: `-TERM`.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(status.success());
    }

    /// Kills it as the kernel's out-of-memory killer would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command that runs one of our binaries.
pub(crate) fn command(name: &str, args: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary(name));
    command
        .args(args)
        .env_clear()
        .envs(environment.iter().copied());
    #[expect(clippy::disallowed_methods, reason = "the harness starts processes")]
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// Where one of our binaries is: beside `upbeat`.
fn binary(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_upbeat")).with_file_name(name)
}
