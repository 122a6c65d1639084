//! What an operator sees meanwhile: memory, `/healthz`, `/readyz`.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{HEALTH_LIMIT, MEMORY_MIB};
use crate::{client, process};

/// How often is looked.
const EVERY: Duration = Duration::from_millis(250);

/// Who does not answer by then is not there.
const LIMIT: Duration = Duration::from_secs(30);

/// Looks until it is stopped.
pub(super) struct Meter;

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    /// How long `/healthz` took each time, sorted at the end.
    health: Vec<Duration>,
    /// How often `/readyz` said that something is not able.
    not_ready: usize,
    /// Most memory of each process, KiB.
    peaks: Vec<(String, u64)>,
    /// CPU that each used, seconds.
    cpu: Vec<f64>,
}

impl Meter {
    pub(super) fn start(
        address: SocketAddr,
        processes: Vec<(String, u32)>,
        stop: CancellationToken,
    ) -> JoinHandle<Found> {
        tokio::spawn(async move {
            let mut found = Found {
                peaks: processes
                    .iter()
                    .map(|(name, _)| (name.clone(), 0))
                    .collect(),
                ..Found::default()
            };
            while !stop.is_cancelled() {
                let began = Instant::now();
                let health = timeout(LIMIT, client::get(address, "/healthz")).await;
                let is_well = matches!(&health, Ok(Ok(text)) if !text.is_empty());
                found
                    .health
                    .push(if is_well { began.elapsed() } else { LIMIT });
                let ready = timeout(LIMIT, client::get(address, "/readyz")).await;
                let is_ready = matches!(&ready, Ok(Ok(text)) if !text.is_empty());
                found.not_ready += usize::from(!is_ready);
                for ((_, peak), (_, id)) in found.peaks.iter_mut().zip(&processes) {
                    *peak = (*peak).max(process::now_kib(*id));
                }
                sleep(EVERY).await;
            }
            found.health.sort_unstable();
            let used = processes
                .iter()
                .map(|(_, id)| process::cpu(*id).as_secs_f64());
            found.cpu = used.collect();
            found
        })
    }
}

impl Found {
    fn at(&self, percent: usize) -> Duration {
        let last = self.health.len().saturating_sub(1);
        let index = self.health.len() * percent / 100;
        self.health.get(index.min(last)).copied().unwrap_or(LIMIT)
    }

    #[expect(clippy::print_stdout, reason = "the result")]
    pub(super) fn print(&self) {
        println!(
            "/healthz: p50 {:.1}, p99 {:.1}, worst {:.1} ms of {} questions; /readyz not ready {} times",
            ms(self.at(50)),
            ms(self.at(99)),
            ms(self.at(100)),
            self.health.len(),
            self.not_ready
        );
        for ((name, peak), cpu) in self.peaks.iter().zip(&self.cpu) {
            println!("{name}: at most {} MiB, {cpu:.0} s of CPU", peak / 1_024);
        }
    }

    pub(super) fn check(&self) -> anyhow::Result<()> {
        for (name, peak) in &self.peaks {
            let mib = peak / 1_024;
            ensure!(mib <= MEMORY_MIB, "{name} took {mib} MiB of {MEMORY_MIB}");
        }
        ensure!(
            self.at(99) <= HEALTH_LIMIT,
            "/healthz took {:.0} ms",
            ms(self.at(99))
        );
        ensure!(self.not_ready == 0, "/readyz said that it is not able");
        Ok(())
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
