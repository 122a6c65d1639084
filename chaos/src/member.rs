//! A process of the fleet: it can be killed, frozen and started again.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::sleep;

use bench::process::{self, Process};

/// How long a signal may take to show in /proc.
const SIGNAL_LIMIT: Duration = Duration::from_secs(5);

/// How a process of the fleet is started, and the one that runs.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) program: &'static str,
    pub(super) args: Vec<String>,
    pub(super) environment: Vec<(&'static str, String)>,
    /// The process whose network it runs in; `None` is ours.
    pub(super) network: Option<u32>,
    pub(super) log: PathBuf,
    pub(super) process: Option<Process>,
}

impl Member {
    pub(super) fn start(&mut self) -> anyhow::Result<()> {
        let program = process::beside(self.program)?;
        let mut command = match self.network {
            None => Command::new(program),
            Some(id) => {
                let mut command = Command::new("nsenter");
                command.arg(format!("--net=/proc/{id}/ns/net")).arg(program);
                command
            }
        };
        let log = File::options().create(true).append(true).open(&self.log)?;
        command
            .args(&self.args)
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .stderr(log);
        self.process = Some(Process::spawn(&self.name, command)?);
        Ok(())
    }

    /// Ends it by `kill -9`; it stays away until [`Member::start`].
    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        let mut process = self.process.take().context("it runs")?;
        let status = process.kill()?;
        let signal = status.signal();
        ensure!(
            signal == Some(9),
            "{} did not die of kill -9: {status}",
            self.name
        );
        Ok(())
    }

    /// Freezes it, and sees that it stands still.
    pub(super) async fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)?;
        self.reaches(|state| state == 'T').await
    }

    /// Lets it go on.
    pub(super) async fn thaw(&self) -> anyhow::Result<()> {
        ensure!(
            self.state()? == 'T',
            "{} was not frozen all the time",
            self.name
        );
        self.signal(Signal::CONT)?;
        self.reaches(|state| state != 'T').await
    }

    pub(super) fn id(&self) -> anyhow::Result<u32> {
        let process = self.process.as_ref();
        Ok(process.with_context(|| format!("{} runs", self.name))?.id())
    }

    /// How it ended by itself, if it did.
    pub(super) fn ended(&mut self) -> anyhow::Result<Option<String>> {
        let Some(process) = &mut self.process else {
            return Ok(None);
        };
        let Some(status) = process.ended()? else {
            return Ok(None);
        };
        let log = fs::read_to_string(&self.log)?;
        let last = log.lines().last().unwrap_or_default();
        Ok(Some(format!(
            "{} ended by itself ({status}): {last}",
            self.name
        )))
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let id = i32::try_from(self.id()?)?;
        kill_process(Pid::from_raw(id).context("an id")?, signal)?;
        Ok(())
    }

    async fn reaches(&self, wanted: impl Fn(char) -> bool) -> anyhow::Result<()> {
        let limit = Instant::now() + SIGNAL_LIMIT;
        while !wanted(self.state()?) {
            ensure!(Instant::now() < limit, "{} ignores a signal", self.name);
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// The process's state in /proc: `T` is stopped.
    fn state(&self) -> anyhow::Result<char> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()?))?;
        // The name in brackets may contain blanks.
        let state = stat
            .rsplit(')')
            .next()
            .and_then(|rest| rest.trim_start().chars().next());
        state.context("a state")
    }
}
