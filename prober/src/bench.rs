//! `upbeat-prober bench`: measures the cost of a check on this machine and network.
//!
//! It runs checks like the worker does and discards the results. It knows no queue: only the
//! check is measured.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use clap::Args;
use net::EgressPolicy;
use prober::config::MeansArgs;
use prober::{Error, FILES_OF_A_CHECK, Observation, Probes};
use queue::{
    Assertion, Check, Comparison, How, HttpCheck, Kind, Outcome, Secrets, StatusRange, Subject,
};
use runtime::files;
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;
use url::Url;

/// Most concurrent checks, as for a serving prober.
const MAX_CONCURRENCY: usize = 100_000;

/// Longest run: a day.
const MAX_SECS: u64 = 86_400;

/// Text that no ordinary page contains, and that is not an ordinary header.
const NEVER_SENT: &str = "upbeat-never-sent";

/// What to measure.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// A file with the URLs to check in turn, one per line; empty lines and those that start
    /// with # are skipped.
    #[arg(long, value_name = "FILE")]
    urls: PathBuf,

    /// How many checks run at once.
    #[arg(long, value_name = "NUMBER", value_parser = concurrency)]
    concurrency: usize,

    /// For how long new checks are started, in seconds; running ones then finish.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=MAX_SECS))]
    seconds: u64,

    /// A PEM file with root certificates that are trusted in addition to the public ones.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,

    /// Time limit of a check, in milliseconds.
    #[arg(
        long,
        value_name = "MILLISECONDS",
        default_value = "10000",
        value_parser = clap::value_parser!(u32).range(500..=60_000)
    )]
    timeout_ms: u32,
}

/// A bench with valid settings.
pub(crate) struct Bench {
    probes: Probes,
    checks: Vec<Check>,
    concurrency: usize,
    secs: u64,
}

/// Totals of its tasks.
#[derive(Default)]
struct Tally {
    next: AtomicUsize,
    checks: AtomicU64,
    failed: AtomicU64,
}

impl Bench {
    /// Reads the files in `options`. Every address may be reached: anyone who can run this
    /// command can reach them anyway.
    ///
    /// # Errors
    /// If a file cannot be read or a line is not a URL; the message has its number.
    pub(crate) fn new(options: Options, mut means: MeansArgs) -> anyhow::Result<Self> {
        let checks = read_checks(&options.urls, options.timeout_ms)?;
        let own_roots = options.ca.is_some();
        if own_roots {
            means.extra_ca = options.ca;
        }
        let probes = means.build(EgressPolicy::open()).map_err(|err| match err {
            Error::ReadRoots { path, source } if own_roots => {
                let rule = format!("--ca: cannot read certificates from {}", path.display());
                anyhow::Error::new(source).context(rule)
            }
            err => err.into(),
        })?;
        Ok(Self {
            probes,
            checks,
            concurrency: options.concurrency,
            secs: options.seconds,
        })
    }

    /// Runs the bench, and prints a JSON object as its last line.
    ///
    /// # Errors
    /// If a check panics.
    #[expect(clippy::print_stdout, reason = "the result")]
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        files::raise_limit(self.concurrency, FILES_OF_A_CHECK, 0);
        let bench = Arc::new(self);
        let tally = Arc::new(Tally::default());
        let rss_kib = memory_kib("VmRSS:");
        let (cpu, began) = (cpu_time(), Instant::now());
        let mut tasks = JoinSet::new();
        for _ in 0..bench.concurrency {
            let (bench, tally) = (Arc::clone(&bench), Arc::clone(&tally));
            tasks.spawn(async move { bench.check_in_turn(&tally, began).await });
        }
        while let Some(done) = tasks.join_next().await {
            done.context("a check panicked")?;
        }
        let secs = began.elapsed().as_secs_f64();
        let cpu = cpu_time().saturating_sub(cpu);
        let peak_kib = memory_kib("VmHWM:");
        let checks = tally.checks.load(Ordering::Relaxed);
        let failed = tally.failed.load(Ordering::Relaxed);
        println!(
            r#"{{"checks": {checks}, "failed": {failed}, "cpu_us_per_check": {:.1}, "seconds": {secs:.3}, "checks_per_sec": {:.1}, "peak_kib": {peak_kib}, "kib_per_check_in_flight": {:.1}}}"#,
            cpu.as_secs_f64() * 1e6 / checks as f64,
            checks as f64 / secs,
            peak_kib.saturating_sub(rss_kib) as f64 / bench.concurrency as f64,
        );
        Ok(())
    }

    /// One of the tasks: runs the next check until the time is up.
    async fn check_in_turn(&self, tally: &Tally, began: Instant) {
        let end = Duration::from_secs(self.secs);
        let secrets = Secrets::default();
        loop {
            let turn = tally.next.fetch_add(1, Ordering::Relaxed);
            let check = &self.checks[turn % self.checks.len()];
            let found = self.probes.run(check, &secrets).await;
            tally.checks.fetch_add(1, Ordering::Relaxed);
            if !matches!(found.outcome, Outcome::Up | Outcome::Degraded)
                && tally.failed.fetch_add(1, Ordering::Relaxed) == 0
            {
                say_why(&check.url, &found);
            }
            // Checked last, so that each task runs at least one check, however slow the
            // machine.
            if began.elapsed() >= end {
                return;
            }
        }
    }
}

/// Prints why the first check failed: the others mostly fail for the same reason.
#[expect(
    clippy::print_stderr,
    reason = "the answer to whoever typed the command"
)]
fn say_why(url: &str, found: &Observation) {
    let reason = found.failure.as_ref().map_or("", |failure| &failure.reason);
    eprintln!("First failed check: {url}: {reason}");
}

/// The checks of the URLs in the file at `path`.
fn read_checks(path: &Path, timeout_ms: u32) -> anyhow::Result<Vec<Check>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("--urls: cannot read {}", path.display()))?;
    let mut checks = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !is_checkable(line) {
            bail!(
                "--urls: line {number} of {} must be a URL like https://example.org/, \
                 without user and password",
                path.display()
            );
        }
        checks.push(check(line, timeout_ms));
    }
    ensure!(
        !checks.is_empty(),
        "--urls: there is no URL in {}",
        path.display()
    );
    Ok(checks)
}

fn is_checkable(line: &str) -> bool {
    Url::parse(line).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
    })
}

/// A typical check: an accepted status, and two conditions that every ordinary page meets.
fn check(url: &str, timeout_ms: u32) -> Check {
    let expect = |subject, comparison| Assertion {
        subject,
        comparison,
        value: NEVER_SENT.to_owned(),
    };
    let http = HttpCheck {
        statuses: vec![StatusRange { from: 200, to: 399 }],
        assertions: vec![
            expect(Subject::Body, Comparison::NotContains),
            expect(
                Subject::Header(NEVER_SENT.to_owned()),
                Comparison::NotExists,
            ),
        ],
        ..HttpCheck::default()
    };
    Check {
        url: url.to_owned(),
        timeout_ms,
        retries: 0,
        how: How {
            kind: Kind::Http(http),
            ..How::default()
        },
        sealed: vec![],
    }
}

/// CPU time of this process, including system time.
fn cpu_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.try_into().unwrap_or_default()
}

/// A value of Linux' /proc/self/status, in KiB; 0 if there is none.
fn memory_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn concurrency(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=MAX_CONCURRENCY) => Ok(number),
        _ => Err(format!("must be a number from 1 to {MAX_CONCURRENCY}")),
    }
}
