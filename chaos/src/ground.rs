//! What the fleet stands on: a PostgreSQL and a Redis of its own, which can be
//! killed, and a network whose cable to region `india` can be cut.
//!
//! Everything runs in a network namespace made for this program; `india`'s probers
//! in one more, joined by one cable. They reach the website and Redis through it
//! and nothing else, so a cut takes both from them. Region `usa` is at home with the
//! stores.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::time::sleep;

use bench::process::Process;

/// Where the website and Redis are, seen from both regions.
pub(super) const CENTRE: &str = "203.0.113.7";

/// Whence `india`'s probers come.
pub(super) const INDIA: &str = "198.18.0.1";

/// Where Redis listens, where a replica of it does, and where one that was the primary.
const PORT: u16 = 6_379;
const REPLICA: u16 = 6_380;
const OLD: u16 = 6_390;

/// How long a store may take to come up.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Joins our network and that of the process `$1` by a cable.
const JOIN: &str = r"
set -eu
PATH=$PATH:/usr/sbin # where ip is, which a user's PATH lacks
ip link set lo up
ip addr add 203.0.113.7/32 dev lo
ip link add cable type veth peer name far netns $1
ip addr add 198.18.0.2/24 dev cable
ip link set cable up
nsenter --net=/proc/$1/ns/net sh -euc '
ip link set lo up
ip addr add 198.18.0.1/24 dev far
ip link set far up
ip route add default via 198.18.0.2'
";

pub(super) struct Ground {
    // Before the directory: they are stopped first.
    redis: Option<Process>,
    /// One that was the primary before.
    old_redis: Option<Process>,
    /// Where Redis keeps its file, below home.
    redis_files: &'static str,
    postgres: Option<Process>,
    network: Process,
    home: TempDir,
}

impl Ground {
    pub(super) async fn prepare() -> anyhow::Result<Self> {
        // Short: a socket's path has 108 bytes.
        let home = tempfile::Builder::new()
            .prefix("upchaos")
            .tempdir_in("/tmp")?;
        let mut holder = Command::new("unshare");
        holder.args(["--net", "sleep", "3600"]);
        let network = Process::spawn("india's network", holder)?;
        let theirs = format!("/proc/{}/ns/net", network.id());
        until("a network of its own", async || {
            Ok(fs::read_link(&theirs)? != fs::read_link("/proc/self/ns/net")?)
        })
        .await?;
        run(Command::new("sh").args(["-c", JOIN, "join", &network.id().to_string()]))?;
        let mut ground = Self {
            redis: None,
            old_redis: None,
            redis_files: "redis",
            postgres: None,
            network,
            home,
        };
        run(as_somebody(&postgres_bin("initdb")?)
            .arg("-D")
            .arg(ground.path("data"))
            .args(["-U", "upbeat", "-A", "trust", "-E", "UTF8", "--locale=C"])
            .stdout(Stdio::null()))?;
        ground.start_redis().await?;
        ground.start_postgres().await?;
        ground.sql_in("postgres", "CREATE DATABASE upbeat")?;
        Ok(ground)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Leaves the files behind; says where.
    pub(super) fn keep(&mut self) -> PathBuf {
        self.home.disable_cleanup(true);
        self.home.path().to_owned()
    }

    pub(super) fn redis_url() -> String {
        format!("redis://{CENTRE}:6379")
    }

    pub(super) fn database_url(&self) -> String {
        let home = self.home.path().display();
        format!("postgres://upbeat@localhost/upbeat?host={home}")
    }

    /// The process in whose network `india`'s probers run.
    pub(super) fn indias_network(&self) -> u32 {
        self.network.id()
    }

    /// Starts Redis and waits until it has read its file.
    ///
    /// It syncs each write before it answers (`appendfsync always`): nothing that was
    /// acknowledged is lost, so that every slot that is missing is a fault of ours.
    pub(super) async fn start_redis(&mut self) -> anyhow::Result<()> {
        self.redis = Some(self.spawn_redis(PORT, self.redis_files, &[])?);
        until("Redis", async || {
            Ok(self.redis(&["PING"]).is_ok_and(|answer| answer == "PONG"))
        })
        .await
    }

    fn spawn_redis(&self, port: u16, files: &str, args: &[&str]) -> anyhow::Result<Process> {
        let directory = self.path(files);
        fs::create_dir_all(&directory)?;
        let mut server = Command::new("redis-server");
        server
            .args(["--port", &port.to_string(), "--bind", CENTRE, "127.0.0.1"])
            .args(["--protected-mode", "no", "--save", ""])
            .args(["--appendonly", "yes", "--appendfsync", "always", "--dir"])
            .arg(directory)
            .arg("--logfile")
            .arg(self.path("redis.log"))
            .args(args);
        Process::spawn("Redis", server)
    }

    /// Starts a replica, makes it the primary once it has everything, and gives it the
    /// old one's port; the old one follows it and closes no connection.
    pub(super) async fn fail_redis_over(&mut self) -> anyhow::Result<()> {
        // Its port is needed.
        self.old_redis = None;
        let follow = format!("{CENTRE} {PORT}");
        let args = ["--replicaof", &follow, "--repl-diskless-sync-delay", "0"];
        let files = match self.redis_files {
            "redis" => "replica",
            _ => "redis",
        };
        let replica = self.spawn_redis(REPLICA, files, &args)?;
        until("a replica", async || {
            let info = redis_at(REPLICA, &["INFO", "replication"]);
            Ok(info.is_ok_and(|info| info.contains("master_link_status:up")))
        })
        .await?;
        let to = ["FAILOVER", "TO", CENTRE, &REPLICA.to_string()];
        redis_at(PORT, &to)?;
        until("another primary", async || {
            let info = redis_at(REPLICA, &["INFO", "replication"])?;
            Ok(info.contains("role:master"))
        })
        .await?;
        // Listening elsewhere leaves the connections that there are.
        redis_at(PORT, &["CONFIG", "SET", "port", &OLD.to_string()])?;
        redis_at(REPLICA, &["CONFIG", "SET", "port", &PORT.to_string()])?;
        self.old_redis = self.redis.replace(replica);
        self.redis_files = files;
        Ok(())
    }

    /// How many connections of the fleet Redis has.
    pub(super) fn clients_of_redis(&self) -> anyhow::Result<usize> {
        clients_at(PORT)
    }

    /// The same of the one that was the primary before.
    pub(super) fn clients_of_old_redis(&self) -> anyhow::Result<usize> {
        clients_at(OLD)
    }

    /// Kills Redis by `kill -9`.
    pub(super) fn kill_redis(&mut self) -> anyhow::Result<()> {
        self.redis.take().context("Redis runs")?.kill()?;
        ensure!(self.redis(&["PING"]).is_err(), "Redis still answers");
        Ok(())
    }

    /// Starts PostgreSQL, with its durability as it comes, and waits until it has
    /// recovered.
    pub(super) async fn start_postgres(&mut self) -> anyhow::Result<()> {
        let limit = Instant::now() + START_LIMIT;
        loop {
            let log = File::options()
                .create(true)
                .append(true)
                .open(self.path("postgres.log"))?;
            let mut server = as_somebody(&postgres_bin("postgres")?);
            server
                .arg("-D")
                .arg(self.path("data"))
                .arg("-k")
                .arg(self.home.path())
                .args(["-c", "listen_addresses="])
                .stderr(log);
            let mut server = Process::spawn("PostgreSQL", server)?;
            // It refuses to start while a child of the one that was killed lives.
            while server.ended()?.is_none() {
                if self.sql_in("postgres", "SELECT 1").is_ok() {
                    self.postgres = Some(server);
                    return Ok(());
                }
                ensure!(Instant::now() < limit, "PostgreSQL does not come up");
                sleep(Duration::from_millis(50)).await;
            }
            ensure!(Instant::now() < limit, "PostgreSQL does not start");
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// Kills PostgreSQL's first process by `kill -9`; its children follow.
    pub(super) fn kill_postgres(&mut self) -> anyhow::Result<()> {
        self.postgres.take().context("PostgreSQL runs")?.kill()?;
        ensure!(
            self.sql_in("postgres", "SELECT 1").is_err(),
            "PostgreSQL still answers"
        );
        Ok(())
    }

    /// Cuts the cable to `india`, and sees that it is cut.
    pub(super) fn cut(&self) -> anyhow::Result<()> {
        run(Command::new("ip").args(["link", "set", "cable", "down"]))?;
        let far = run(Command::new("nsenter")
            .arg(format!("--net=/proc/{}/ns/net", self.network.id()))
            .args(["ip", "-o", "link", "show", "far"]))?;
        ensure!(far.contains("NO-CARRIER"), "the cable is not cut: {far}");
        Ok(())
    }

    /// Mends the cable.
    pub(super) fn mend(&self) -> anyhow::Result<()> {
        run(Command::new("ip").args(["link", "set", "cable", "up"]))?;
        Ok(())
    }

    /// What redis-cli answers.
    pub(super) fn redis(&self, command: &[&str]) -> anyhow::Result<String> {
        redis_at(PORT, command)
    }

    /// Sends what `file` holds, one command a line.
    pub(super) fn redis_pipe(&self, file: &Path) -> anyhow::Result<()> {
        let input = File::open(file)?;
        run(Command::new("redis-cli")
            .args(["-h", "127.0.0.1"])
            .stdin(input))?;
        Ok(())
    }

    /// The rows that the fleet's database answers, fields separated by `|`.
    pub(super) fn sql(&self, sql: &str) -> anyhow::Result<String> {
        self.sql_in("upbeat", sql)
    }

    fn sql_in(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        run(Command::new("psql")
            .args(["-q", "-A", "-t", "-U", "upbeat", "-d", database])
            .arg("-h")
            .arg(self.home.path())
            .args(["-c", sql]))
    }
}

/// What redis-cli answers at a port of this machine.
fn redis_at(port: u16, command: &[&str]) -> anyhow::Result<String> {
    run(Command::new("redis-cli")
        .args(["-h", "127.0.0.1", "-p", &port.to_string()])
        .args(command))
}

/// The connections to a server, but for replicas and the one that asks.
fn clients_at(port: u16) -> anyhow::Result<usize> {
    let normal = redis_at(port, &["CLIENT", "LIST", "TYPE", "normal"])?;
    let listening = redis_at(port, &["CLIENT", "LIST", "TYPE", "pubsub"])?;
    Ok((normal.lines().count() + listening.lines().count()).saturating_sub(1))
}

/// Waits until `ask` says yes.
pub(super) async fn until(
    what: &str,
    mut ask: impl AsyncFnMut() -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let limit = Instant::now() + START_LIMIT;
    while !ask().await? {
        ensure!(Instant::now() < limit, "waited in vain for {what}");
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// What a command that succeeds prints.
pub(super) fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::piped()).output()?;
    ensure!(
        output.status.success(),
        "{command:?} fails: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// PostgreSQL refuses to run as root, as which we appear in our namespace.
fn as_somebody(program: &Path) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-user=1000", "--map-group=1000"])
        .arg(program);
    command
}

/// A program of the newest PostgreSQL that is installed, or the one in the PATH.
fn postgres_bin(program: &str) -> anyhow::Result<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = installed
        .filter_map(|entry| Some(entry.ok()?.path().join("bin").join(program)))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    Ok(found.pop().unwrap_or_else(|| PathBuf::from(program)))
}
