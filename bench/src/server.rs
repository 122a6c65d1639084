//! The server that is asked, with its log in a file.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::sleep;

use crate::client::{self, Client};
use crate::load::Workers;
use crate::process::{self, Process};

/// How long it may take until the server answers.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How long the server may take to work off what waits for it at its start.
const SETTLE_LIMIT: Duration = Duration::from_secs(180);

/// The server rests while it and PostgreSQL take less than this share of a core.
const REST: f64 = 0.1;

/// Over which time that is looked at.
const LOOK: Duration = Duration::from_secs(2);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    process: Process,
    log: PathBuf,
}

impl Server {
    /// Starts `upbeat serve`, whose log lies in `directory`.
    pub(crate) fn start(directory: &Path, environment: &[(&str, &str)]) -> anyhow::Result<Self> {
        let address = process::free_address()?;
        let log = directory.join("upbeat.log");
        let mut command = Command::new(process::beside("upbeat")?);
        command
            .arg("serve")
            .env("UPBEAT_LISTEN", address.to_string())
            .env("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8")
            .env("UPBEAT_LOG", "warn")
            // As much as there is: what answers cost is measured, not how many are allowed.
            .env("UPBEAT_COST_PER_MINUTE", "1000000000000")
            .envs(environment.iter().copied())
            .stderr(File::create(&log)?);
        Ok(Self {
            address,
            process: Process::spawn("upbeat", command)?,
            log,
        })
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Kills it with SIGKILL.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()?;
        Ok(())
    }

    /// Signs somebody up as soon as the server answers.
    pub(crate) async fn sign_up(&self, email: &str) -> anyhow::Result<Client> {
        let limit = Instant::now() + START_LIMIT;
        loop {
            match Client::sign_up_as(self.address, email).await {
                Ok(client) => return Ok(client),
                Err(err) => ensure!(Instant::now() < limit, "{err:#}: {}", self.log()?),
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Signs in as soon as the server answers.
    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> anyhow::Result<Client> {
        let limit = Instant::now() + START_LIMIT;
        loop {
            match Client::sign_in(self.address, email, password).await {
                Ok(client) => return Ok(client),
                Err(error) => {
                    let ended = self.process.ended()?;
                    ensure!(
                        ended.is_none() && Instant::now() < limit,
                        "{error:#}; the server says: {}",
                        self.log()?
                    );
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    /// Waits until what was left to do at the start is done: hours and days that passed
    /// meanwhile are made, votes that ran out are judged.
    pub(crate) async fn settle(&self, workers: &Workers) -> anyhow::Result<()> {
        let limit = Instant::now() + SETTLE_LIMIT;
        let mut resting = 0;
        while resting < 2 {
            let before = workers.used();
            sleep(LOOK).await;
            let used = workers.used().since(before);
            let share = (used.server + used.postgres).as_secs_f64() / LOOK.as_secs_f64();
            resting = if share < REST { resting + 1 } else { 0 };
            ensure!(
                Instant::now() < limit,
                "the server does not come to rest: {:.0} % of a core",
                share * 100.0
            );
        }
        Ok(())
    }

    /// The sum of a counter in `/metrics`, over all of its labels that hold `label`.
    pub(crate) async fn counted(&self, name: &str, label: &str) -> anyhow::Result<f64> {
        let text = client::get(self.address, "/metrics").await?;
        Ok(text
            .lines()
            .filter(|line| line.starts_with(name) && line.contains(label))
            .filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
            .fold(0.0, |sum, count| sum + count))
    }

    /// What it wrote into its log.
    pub(crate) fn log(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(&self.log)?)
    }
}
