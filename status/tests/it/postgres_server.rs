//! A PostgreSQL of a test's own, which may be stopped.

use std::process::{Child, Command, Stdio};

use migration::testing::TestDb;
use migration::{Migrator, MigratorTrait};
use queue::testing::eventually;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use tempfile::TempDir;

/// A running server on a socket in a temporary directory.
pub(crate) struct Server {
    process: Child,
    programs: String,
    directory: TempDir,
}

impl Server {
    /// Starts one with an empty, migrated database.
    pub(crate) async fn start() -> Self {
        let programs = programs().await;
        // A socket's path is short: never the project's target directory.
        let directory = tempfile::Builder::new().prefix("pg").tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        if is_root() {
            run(Command::new("chown").args(["postgres", path]));
        }
        run(as_postgres(&format!("{programs}/initdb")).args([
            "-D",
            &format!("{path}/data"),
            "-U",
            "upbeat",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]));
        let process = spawn(&programs, path);
        let server = Self {
            process,
            programs,
            directory,
        };
        server.answers().await;
        let db = Database::connect(server.url()).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        db.close().await.unwrap();
        server
    }

    pub(crate) fn url(&self) -> String {
        let path = self.directory.path().display();
        format!("postgres://upbeat@localhost/postgres?host={path}")
    }

    /// Stops it at once; every session ends.
    pub(crate) fn stop(&mut self) {
        run(Command::new("kill").args(["-QUIT", &self.process.id().to_string()]));
        self.process.wait().unwrap();
    }

    /// Starts it again with what it had.
    pub(crate) async fn restart(&mut self) {
        self.process = spawn(&self.programs, self.directory.path().to_str().unwrap());
        self.answers().await;
    }

    async fn answers(&self) {
        eventually("PostgreSQL answers", async || {
            Database::connect(self.url()).await.ok()
        })
        .await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &id]).status();
        let _ = self.process.wait();
    }
}

/// Where the programs of the shared test server are.
async fn programs() -> String {
    let shared = TestDb::postgres().await.unwrap();
    let db = Database::connect(&shared.url).await.unwrap();
    let sql = "SELECT setting FROM pg_config WHERE name = 'BINDIR'";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await
        .unwrap()
        .unwrap();
    db.close().await.unwrap();
    row.try_get("", "setting").unwrap()
}

fn spawn(programs: &str, path: &str) -> Child {
    as_postgres(&format!("{programs}/postgres"))
        .args(["-D", &format!("{path}/data"), "-k", path])
        .args(["-c", "listen_addresses=", "-c", "fsync=off"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "postgres", "--regid", "postgres"]);
    command.args(["--clear-groups", "--", program]);
    command.current_dir("/");
    command
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}
