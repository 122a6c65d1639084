//! Processes: starting ours, and reading what any of them has used, from Linux'
//! /proc.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// How long a server may take until it accepts connections.
const START_LIMIT: Duration = Duration::from_secs(30);

/// Clock ticks per second in /proc, the same on every Linux (USER_HZ).
const TICKS_PER_SEC: f64 = 100.0;

/// One of our processes; it is stopped when this value is dropped.
#[derive(Debug)]
pub struct Process {
    /// What it is called in reports.
    pub name: String,
    child: Child,
}

impl Process {
    /// Starts the binary `program`, which lies beside this one.
    pub fn start(
        name: &str,
        program: &str,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(beside(program)?);
        command.args(args).envs(environment.iter().copied());
        Self::spawn(name, command)
    }

    /// Starts `command`; what it prints is not looked at.
    pub fn spawn(name: &str, mut command: Command) -> anyhow::Result<Self> {
        let child = command
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// Starts this program again as a server that prints its address first.
    pub fn serve(name: &str, args: &[&str]) -> anyhow::Result<(Self, SocketAddr)> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(args);
        Self::announced(name, command)
    }

    /// Starts `command`, a server that prints its address first.
    pub fn announced(name: &str, mut command: Command) -> anyhow::Result<(Self, SocketAddr)> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let stdout = child.stdout.take();
        let process = Self {
            name: name.to_owned(),
            child,
        };
        let mut line = String::new();
        BufReader::new(stdout.context("a pipe")?).read_line(&mut line)?;
        let address = line.trim().parse();
        Ok((
            process,
            address.with_context(|| format!("{name} says {line:?}"))?,
        ))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(&mut self) -> anyhow::Result<ExitStatus> {
        self.child.kill()?;
        Ok(self.child.wait()?)
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the binary `program`, which lies beside this one, to its end; the last
/// line that it prints.
pub fn last_line(program: &str, args: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(beside(program)?)
        .args(args)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {program}"))?;
    ensure!(output.status.success(), "{program} {args:?} fails");
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().last();
    line.map(str::to_owned)
        .with_context(|| format!("{program} prints nothing"))
}

/// Waits until somebody accepts connections at `address`.
pub async fn accepting(address: SocketAddr) -> anyhow::Result<()> {
    let limit = Instant::now() + START_LIMIT;
    while let Err(err) = TcpStream::connect(address).await {
        ensure!(
            Instant::now() < limit,
            "nobody comes up at {address}: {err}"
        );
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// An address with a port that is free now; nobody else on this machine asks for
/// it meanwhile.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Where the binary `program` is: beside this one.
pub fn beside(program: &str) -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(program))
}

/// Raises this process's limit of open files as far as the system allows.
pub fn raise_limit() -> anyhow::Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let highest = Rlimit {
        current: maximum,
        maximum,
    };
    setrlimit(Resource::Nofile, highest).context("cannot raise the limit of open files")
}

/// This machine's time of day, milliseconds of Unix time.
pub fn now_ms() -> anyhow::Result<u128> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(now.as_millis())
}

/// CPU time that this process has used, its own and the system's for it.
pub fn own_cpu() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.try_into().unwrap_or_default()
}

/// CPU time that a process has used, with the children it has waited for.
pub fn cpu(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name in brackets may contain blanks; fields are counted from behind it.
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks: f64 = (11..15)
        .filter_map(|i| fields.get(i)?.parse::<f64>().ok())
        .sum();
    Duration::from_secs_f64(ticks / TICKS_PER_SEC)
}

/// Most memory that a process has held at once, MiB.
pub fn peak_mib(id: u32) -> u64 {
    peak_kib(id) / 1_024
}

/// Most memory that a process has held at once, KiB.
pub fn peak_kib(id: u32) -> u64 {
    status_kib(id, "VmHWM:")
}

/// Memory that a process holds now, KiB.
pub fn now_kib(id: u32) -> u64 {
    status_kib(id, "VmRSS:")
}

fn status_kib(id: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0)
}

/// The process that started `id`.
pub fn parent(id: u32) -> anyhow::Result<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let field = after_name.split_whitespace().nth(1).context("a parent")?;
    Ok(field.parse()?)
}

/// A process and its living children.
pub fn family(id: u32) -> Vec<u32> {
    let mut parents = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(child) = entry.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        parents.insert(child, parent(child).unwrap_or(0));
    }
    let children = parents
        .iter()
        .filter(|(_, parent)| **parent == id)
        .map(|(child, _)| *child);
    std::iter::once(id).chain(children).collect()
}
