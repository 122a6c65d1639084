//! Every bad manner that we know of, all at once, within time and memory.
//!
//! The servers run on a runtime of their own, so that what is late on the other
//! one is the checks' own doing.

mod answers;
pub(crate) mod bodies;
pub(crate) mod h2;
mod http1;
mod names;
mod server;
mod table;
mod tls;
pub(crate) mod weak;

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prober::Observation;
use queue::Check;
use queue::testing::eventually;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

pub(crate) use self::weak::short_key;

use self::table::{Case, Table, table};
use crate::own_process::{alone, peak_kib};
use crate::{NO_SECRETS, detail, probes_with};

/// The time limit of each attempt.
const LIMIT: Duration = Duration::from_secs(1);

/// How long after its limit an attempt may end.
const TOLERANCE: Duration = Duration::from_millis(250);

/// Most memory that the table may take on top of what was there before.
const MEMORY_LIMIT_KIB: u64 = 64 * 1_024;

struct Torture {
    table: Table,
    checks: Runtime,
    /// Ends with the table, and the servers with it.
    _servers: Runtime,
}

/// What a check of a case found, and how long it took.
struct Found {
    case: Arc<Case>,
    observation: Observation,
    took: Duration,
}

impl Torture {
    fn new() -> Self {
        let runtime = |workers| {
            let mut builder = Builder::new_multi_thread();
            builder
                .worker_threads(workers)
                .enable_all()
                .build()
                .unwrap()
        };
        let servers = runtime(1);
        Self {
            table: servers.block_on(table()),
            checks: runtime(2),
            _servers: servers,
        }
    }
}

impl Torture {
    /// Runs all cases at once, each on a task of its own and within `limit`.
    fn round(&self, limit: Duration) -> Vec<Found> {
        let roots = vec![self.table.authority.root.clone()];
        let probes = Arc::new(probes_with(self.table.dns, roots));
        let timeout_ms = limit.as_millis().try_into().unwrap();
        self.checks.block_on(async {
            let mut running = JoinSet::new();
            for case in &self.table.cases {
                let (case, probes) = (Arc::clone(case), Arc::clone(&probes));
                let check = Check {
                    timeout_ms,
                    ..case.check.clone()
                };
                running.spawn(async move {
                    let start = Instant::now();
                    let observation = probes.run(&check, &NO_SECRETS).await;
                    let took = start.elapsed();
                    Found {
                        case,
                        observation,
                        took,
                    }
                });
            }
            running.join_all().await
        })
    }
}

/// One line for each of `found` of which there is something to say.
fn lines(found: &[Found], say: impl Fn(&Found) -> Option<String>) -> String {
    let lines: Vec<_> = found
        .iter()
        .filter_map(|found| Some(format!("{}: {}\n", found.case.name, say(found)?)))
        .collect();
    lines.concat()
}

#[test]
fn every_bad_manner_is_called_by_its_name() {
    // The machine may be busy: what floods us is to be found out, not outlived.
    let found = Torture::new().round(LIMIT * 8);
    let complaints = lines(
        &found,
        |Found {
             case, observation, ..
         }| {
            let class = observation.failure.as_ref().map(|failure| failure.class);
            let seen = (observation.outcome, class, detail(observation));
            let expected = (case.outcome, case.class, case.detail);
            (seen != expected).then(|| format!("{seen:?} from {observation:?}"))
        },
    );
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn no_bad_manner_outlives_its_time_limit() {
    let torture = Torture::new();
    for _ in 0..3 {
        let before = waits();
        let found = torture.round(LIMIT);
        // A check cannot end before its thread gets its turn from the system.
        let waited = waits()
            .into_iter()
            .map(|(thread, waited)| {
                waited.saturating_sub(before.get(&thread).copied().unwrap_or_default())
            })
            .max()
            .unwrap_or_default();
        let most = LIMIT + TOLERANCE + waited;
        let complaints = lines(
            &found,
            |Found {
                 took, observation, ..
             }| {
                (*took > most).then(|| format!("{took:?}, {waited:?} waited: {observation:?}"))
            },
        );
        assert!(complaints.is_empty(), "{complaints}");
    }
}

/// How long each thread of this process was kept waiting for a processor (proc(5),
/// /proc/pid/schedstat).
fn waits() -> HashMap<OsString, Duration> {
    let threads = fs::read_dir("/proc/self/task").unwrap();
    threads
        .filter_map(|thread| {
            let thread = thread.ok()?;
            let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            let waited = text.split_whitespace().nth(1)?.parse().ok()?;
            Some((thread.file_name(), Duration::from_nanos(waited)))
        })
        .collect()
}

#[test]
fn a_check_leaves_no_task_behind() {
    let torture = Torture::new();
    torture.round(LIMIT);
    // The resolver goes on waiting for its servers for a while.
    let ended = eventually("no task runs", async || {
        (torture.checks.metrics().num_alive_tasks() == 0).then_some(())
    });
    torture.checks.block_on(ended);
}

/// The test runs its own program again, in which nothing else takes memory.
#[test]
fn the_whole_table_at_once_takes_little_memory() {
    let name = "torture::the_whole_table_at_once_takes_little_memory";
    alone(name, || {
        let torture = Torture::new();
        let (peak, before) = peak_kib(|| {
            torture.round(LIMIT);
        });
        assert!(peak < MEMORY_LIMIT_KIB, "{peak} KiB on top of {before} KiB");
    });
}
