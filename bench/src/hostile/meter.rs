//! What an operator sees meanwhile: memory, `/healthz`, `/readyz`.
//!
//! It is looked at from a thread of its own, since the others of this process are busy with
//! attacks. A server that has nothing to do is asked in turn with ours: what that takes is the
//! machine's, which attackers, stores and websites share with us.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use serde_json::json;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{HEALTH_LIMIT, MEMORY_MIB};
use crate::client::{self, Client};
use crate::process;

/// How often is looked.
const EVERY: Duration = Duration::from_millis(250);

/// What an honest person looks at.
const PAGE: &str =
    "{ websites(first: 20) { edges { node { id name status uptime(window: DAY) { ratio } } } } }";

/// Who does not answer by then is not there.
const LIMIT: Duration = Duration::from_secs(30);

/// Looks until it is stopped.
pub(super) struct Meter {
    stop: CancellationToken,
    thread: thread::JoinHandle<Found>,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    /// How long `/healthz` took.
    health: Times,
    /// How long the server took that has nothing to do.
    control: Times,
    /// How long `/readyz` took.
    readiness: Times,
    /// How long an honest person waited.
    person: Times,
    /// How often it said that something is not able.
    not_ready: usize,
    processes: Vec<Used>,
}

/// What a process used.
struct Used {
    name: String,
    id: u32,
    peak_kib: u64,
    /// CPU time: at first what it had used before.
    cpu: Duration,
}

/// How long something took each time.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Meter {
    /// Looks at the server at `address`, also as the person of `token`, at the one at `control`,
    /// and at `processes`, of which the first is the server.
    pub(super) fn start(
        address: SocketAddr,
        control: SocketAddr,
        token: String,
        processes: Vec<(String, u32)>,
    ) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                let mut found = Found::of(processes);
                while !stopped.is_cancelled() {
                    found.look(address, control, &token).await;
                    tokio::select! {
                        () = sleep(EVERY) => {}
                        () = stopped.cancelled() => {}
                    }
                }
                found.end();
                found
            })
        });
        Ok(Self { stop, thread })
    }

    /// What was found until now.
    pub(super) fn stop(self) -> anyhow::Result<Found> {
        self.stop.cancel();
        self.thread.join().map_err(|_| anyhow!("the meter panics"))
    }
}

impl Found {
    fn of(processes: Vec<(String, u32)>) -> Self {
        let processes = processes.into_iter().map(|(name, id)| Used {
            name,
            id,
            peak_kib: 0,
            cpu: process::cpu(id),
        });
        Self {
            processes: processes.collect(),
            ..Self::default()
        }
    }

    async fn look(&mut self, address: SocketAddr, control: SocketAddr, token: &str) {
        self.control.ask(control, "/").await;
        self.health.ask(address, "/healthz").await;
        let is_ready = self.readiness.ask(address, "/readyz").await;
        self.not_ready += usize::from(!is_ready);
        self.person.page(address, token).await;
        for process in &mut self.processes {
            process.peak_kib = process.peak_kib.max(process::now_kib(process.id));
        }
    }

    fn end(&mut self) {
        for times in [
            &mut self.health,
            &mut self.control,
            &mut self.readiness,
            &mut self.person,
        ] {
            times.0.sort_unstable();
        }
        for process in &mut self.processes {
            process.cpu = process::cpu(process.id).saturating_sub(process.cpu);
        }
    }

    /// CPU time of the server.
    pub(super) fn server_cpu(&self) -> Duration {
        self.processes
            .first()
            .map_or(Duration::ZERO, |server| server.cpu)
    }

    #[expect(clippy::print_stdout, reason = "the result")]
    pub(super) fn print(&self) {
        println!("/healthz: {}", self.health.told());
        println!("a server with nothing to do: {}", self.control.told());
        println!("an honest person's page: {}", self.person.told());
        println!(
            "/readyz: {}; not ready {} times",
            self.readiness.told(),
            self.not_ready
        );
        for process in &self.processes {
            println!(
                "{}: at most {} MiB, {:.1} s of CPU",
                process.name,
                process.peak_kib / 1_024,
                process.cpu.as_secs_f64()
            );
        }
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        for Used { name, peak_kib, .. } in &self.processes {
            let mib = peak_kib / 1_024;
            ensure!(mib <= MEMORY_MIB, "{name} took {mib} MiB of {MEMORY_MIB}");
        }
        let health = self.health.at(99);
        ensure!(health <= HEALTH_LIMIT, "/healthz took {:.0} ms", ms(health));
        ensure!(self.not_ready == 0, "/readyz said that it is not able");
        Ok(())
    }
}

impl Times {
    /// Asks for `path`; whether it was there.
    async fn ask(&mut self, address: SocketAddr, path: &str) -> bool {
        let began = Instant::now();
        let answer = timeout(LIMIT, client::get(address, path)).await;
        let is_there = matches!(&answer, Ok(Ok(text)) if !text.is_empty());
        self.0.push(if is_there { began.elapsed() } else { LIMIT });
        is_there
    }

    /// Asks for what a page of websites shows.
    async fn page(&mut self, address: SocketAddr, token: &str) {
        let began = Instant::now();
        let asked = async {
            let mut client = Client::connect(address, token.to_owned()).await?;
            client.ask(PAGE, json!({})).await
        };
        let is_there = matches!(timeout(LIMIT, asked).await, Ok(Ok(_)));
        self.0.push(if is_there { began.elapsed() } else { LIMIT });
    }

    fn at(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let index = self.0.len() * percent / 100;
        self.0.get(index.min(last)).copied().unwrap_or(LIMIT)
    }

    fn told(&self) -> String {
        format!(
            "p50 {:.1}, p99 {:.1}, worst {:.1} ms of {} questions",
            ms(self.at(50)),
            ms(self.at(99)),
            ms(self.at(100)),
            self.0.len()
        )
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
