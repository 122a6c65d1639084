//! What a check costs: CPU and memory of `upbeat-prober`, beside the least that
//! anything could do with and beside prometheus-blackbox-exporter.
//!
//! All of them ask the same nginx on loopback, one after the other and over again,
//! so that a machine that grows slower meanwhile does so for each.

mod blackbox;
pub(crate) mod floor;
mod memory;
mod site;

use std::fs;
use std::net::SocketAddr;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::block_in_place;

use self::blackbox::Blackbox;
use self::site::{Authority, Site};
use crate::process;

/// The schemes that are measured, and whether they speak TLS.
const SCHEMES: [(&str, bool); 2] = [("http", false), ("https", true)];

/// How much CPU of the floor's a check may take at most, for each scheme.
const GOAL_RATIO: [f64; 2] = [1.5, 1.2];

/// How much memory a check in flight may hold at most, for each scheme, KiB.
const GOAL_KIB: [f64; 2] = [40.0, 70.0];

#[derive(Args)]
pub(crate) struct Options {
    /// Rounds, of which the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,

    /// How long each prober is measured in a round, seconds.
    #[arg(long, default_value_t = 3)]
    secs: u64,

    /// Checks at once.
    #[arg(long, default_value_t = 64)]
    concurrency: usize,

    /// What nginx is called by: a name is looked up by those that can.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,

    /// Measures the CPU only.
    #[arg(long)]
    no_memory: bool,
}

/// Who checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prober {
    /// A connection and bytes.
    Tokio,
    /// The floor that goals refer to: hyper and rustls, and nothing else.
    Hyper,
    Ours,
    Blackbox,
}

/// What is to be checked, and how much of it.
struct Load {
    url: String,
    concurrency: usize,
    secs: u64,
    timeout_ms: u32,
}

/// What a prober says of its run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Run {
    pub(crate) checks: u64,
    pub(crate) failed: u64,
    pub(crate) cpu_us_per_check: f64,
    pub(crate) peak_kib: u64,
}

/// Where it is measured; everything in it ends with this value.
struct Place {
    site: Site,
    authority: Authority,
    host: String,
    directory: TempDir,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    ensure!(options.rounds > 0, "--rounds must be 1 or more");
    let directory = tempfile::tempdir()?;
    let authority = Authority::new(directory.path())?;
    let place = Place {
        site: Site::start(directory.path(), &authority).await?,
        authority,
        host: options.host.clone(),
        directory,
    };
    println!(
        "CPU of a check, µs: median of {} rounds of {} s, {} at once",
        options.rounds, options.secs, options.concurrency
    );
    let mut medians = Vec::new();
    for (scheme, tls) in SCHEMES {
        let url = place.url(scheme, place.site.address(tls));
        let load = Load::new(url, options.concurrency, options.secs);
        medians.push(cpu(&place, &load, options.rounds).await?);
    }
    for (n, prober) in Prober::ALL.into_iter().enumerate() {
        let mut line = format!("{:<22}", prober.name());
        for (((scheme, _), median), goal) in SCHEMES.into_iter().zip(&medians).zip(GOAL_RATIO) {
            let ratio = median[n] / median[Prober::FLOOR];
            let (scheme, us) = (scheme.to_uppercase(), median[n]);
            line += &format!(" {scheme:>5} {us:>7.1} {ratio:>5.2} x");
            if prober == Prober::Ours {
                line += &format!(" (at most {goal:.1}: {})", met(ratio <= goal));
            }
        }
        println!("{line}");
    }
    if options.no_memory {
        return Ok(());
    }
    memory::run(&place).await
}

/// The median of each prober.
async fn cpu(place: &Place, load: &Load, rounds: usize) -> anyhow::Result<[f64; 4]> {
    let mut measured = [const { Vec::new() }; 4];
    for _ in 0..rounds {
        for (prober, measured) in Prober::ALL.into_iter().zip(&mut measured) {
            let run = place.run(prober, load).await?;
            ensure!(
                run.failed == 0,
                "{} of {} checks of {} failed",
                run.failed,
                run.checks,
                prober.name()
            );
            measured.push(run.cpu_us_per_check);
        }
    }
    Ok(measured.map(|mut us| {
        us.sort_by(f64::total_cmp);
        us[us.len() / 2]
    }))
}

fn met(met: bool) -> &'static str {
    if met { "met" } else { "NOT met" }
}

impl Prober {
    const ALL: [Self; 4] = [Self::Tokio, Self::Hyper, Self::Ours, Self::Blackbox];

    /// Where among them the floor is.
    const FLOOR: usize = 1;

    fn name(self) -> &'static str {
        match self {
            Self::Tokio => "bare tokio and rustls",
            Self::Hyper => "bare hyper and rustls",
            Self::Ours => "upbeat-prober",
            Self::Blackbox => "blackbox exporter",
        }
    }
}

impl Load {
    fn new(url: String, concurrency: usize, secs: u64) -> Self {
        Self {
            url,
            concurrency,
            secs,
            timeout_ms: 10_000,
        }
    }
}

impl Place {
    fn url(&self, scheme: &str, address: SocketAddr) -> String {
        format!("{scheme}://{}:{}/", self.host, address.port())
    }

    async fn run(&self, prober: Prober, load: &Load) -> anyhow::Result<Run> {
        let root = &self.authority.root;
        let (concurrency, secs) = (load.concurrency.to_string(), load.secs.to_string());
        let ca = root.to_string_lossy();
        let common = [
            "--concurrency",
            &concurrency,
            "--seconds",
            &secs,
            "--ca",
            &ca,
        ];
        let way = match prober {
            Prober::Tokio => "tokio",
            Prober::Hyper => "hyper",
            Prober::Ours => return self.ours(load, &common),
            Prober::Blackbox => {
                let exporter = Blackbox::start(self.directory.path(), root).await?;
                return exporter.run(&load.url, load.concurrency, load.secs).await;
            }
        };
        let own = ["floor", "--way", way, "--url", &load.url];
        child("upbeat-bench", &[&own[..], &common].concat())
    }

    fn ours(&self, load: &Load, common: &[&str]) -> anyhow::Result<Run> {
        let urls = self.directory.path().join("urls");
        fs::write(&urls, format!("{}\n", load.url))?;
        let timeout_ms = load.timeout_ms.to_string();
        let urls = urls.to_string_lossy();
        let own = ["bench", "--urls", &urls, "--timeout-ms", &timeout_ms];
        child("upbeat-prober", &[&own[..], common].concat())
    }
}

/// A child that prints what it has used as its last line.
fn child(program: &str, args: &[&str]) -> anyhow::Result<Run> {
    let line = block_in_place(|| process::last_line(program, args))?;
    Run::read(&line).with_context(|| format!("{program} prints {line}"))
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        json!({
            "checks": self.checks,
            "failed": self.failed,
            "cpu_us_per_check": self.cpu_us_per_check,
            "peak_kib": self.peak_kib,
        })
    }

    fn read(line: &str) -> Option<Self> {
        let said: Value = serde_json::from_str(line).ok()?;
        Some(Self {
            checks: said["checks"].as_u64()?,
            failed: said["failed"].as_u64()?,
            cpu_us_per_check: said["cpu_us_per_check"].as_f64()?,
            peak_kib: said["peak_kib"].as_u64()?,
        })
    }
}
