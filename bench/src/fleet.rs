//! A fleet under load, with one prober killed in the middle: every planned slot
//! recorded once, both probers of a region at work, nothing left in the queue.

use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Args;
use tokio::time::sleep;

use crate::process::{self, Process};
use crate::stores::Stores;
use crate::target::Target;
use crate::throughput;

#[derive(Args)]
pub(crate) struct Options {
    /// Websites, each checked every 10 s from two regions.
    #[arg(long, default_value_t = 200)]
    websites: usize,

    /// How long the fleet runs, seconds; a prober is killed half-way.
    #[arg(long, default_value_t = 120)]
    secs: u64,
}

const REGIONS: [&str; 2] = ["india", "usa"];

/// How long the website takes to answer, so that a killed prober leaves jobs behind.
const DELAY: Duration = Duration::from_secs(1);

/// How long a neighbour may take to take over, at the defaults.
const TAKE_OVER: Duration = Duration::from_secs(30);

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let stores = Stores::fresh("bench_fleet")?;
    let redis = ("REDIS_URL", stores.redis_url.as_str());
    let database = ("DATABASE_URL", stores.database_url.as_str());
    let (address, _server) = throughput::serve("upbeat", &[database, redis])?;
    let mut probers = Vec::new();
    for region in REGIONS {
        for n in 1..=2 {
            let name = format!("{region}-{n}");
            probers.push(Process::start(
                &name,
                "upbeat-prober",
                &["--region", region, "--name", &name],
                &[
                    redis,
                    ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
                    ("UPBEAT_LOG", "warn"),
                ],
            )?);
        }
    }
    let target = Target::start(DELAY).await?;
    let mut client = throughput::sign_up(address, probers.len()).await?;
    let url = format!("http://{}/", target.address);
    client.create_websites(&url, options.websites).await?;
    // Changes take effect 3 s ahead: from here on each website is in its rhythm.
    sleep(Duration::from_secs(4)).await;
    let from = throughput::now()?;
    let half = Duration::from_secs(options.secs / 2);
    sleep(half).await;

    println!("Killing {}", probers[0].name);
    let work: Vec<(String, Duration)> = probers
        .iter()
        .map(|prober| (prober.name.clone(), process::cpu(prober.id())))
        .collect();
    probers[0].kill()?;
    let killed = Instant::now();
    let killed_at = throughput::now()?;
    let mut left_behind = None;
    loop {
        let command = "XPENDING upbeat:{india}:checks india - + 1000 india-1";
        let pending = stores.redis(&command.split(' ').collect::<Vec<_>>())?;
        // Four lines an entry: id, consumer, idle time, deliveries.
        let jobs = pending.lines().count() / 4;
        left_behind.get_or_insert(jobs);
        if jobs == 0 {
            break;
        }
        ensure!(killed.elapsed() < TAKE_OVER, "nobody takes over: {pending}");
        sleep(Duration::from_millis(100)).await;
    }
    println!(
        "It left {} jobs; the last was taken over {:.1} s later",
        left_behind.unwrap_or(0),
        killed.elapsed().as_secs_f64()
    );
    sleep(half.saturating_sub(killed.elapsed())).await;
    let to = throughput::now()?;
    // A job starts within its interval and reports within its time limit.
    sleep(TAKE_OVER).await;

    client.pause_all().await?;
    for region in REGIONS {
        let ledger = client.ledger(Some(region), &from, &to).await?;
        println!(
            "{region}: planned {}, recorded {}, unmeasured {}, missing {}",
            ledger.planned, ledger.recorded, ledger.unmeasured, ledger.missing
        );
        ensure!(ledger.planned > 0, "nothing was planned");
        ensure!(
            ledger.missing == 0,
            "{} websites miss slots",
            ledger.incomplete
        );
        let stream = format!("upbeat:{{{region}}}:checks");
        let results = format!("upbeat:{{{region}}}:results");
        for (stream, group) in [(&stream, region), (&results, "ingest")] {
            let length = settle(&stores, stream, group).await?;
            println!("  {stream}: pending 0, length {length}");
        }
    }
    for (name, cpu) in work {
        println!(
            "{name} had used {:.2} CPU s before the kill ({killed_at})",
            cpu.as_secs_f64()
        );
        ensure!(cpu > Duration::from_millis(50), "{name} did no work");
    }
    println!("The website was visited {} times", target.visits());
    Ok(())
}

/// Waits until nothing is pending in the group; answers how long the stream is then.
async fn settle(stores: &Stores, stream: &str, group: &str) -> anyhow::Result<String> {
    for _ in 0..500 {
        let pending = stores.redis(&["XPENDING", stream, group])?;
        if pending.lines().next() == Some("0") {
            return stores.redis(&["XLEN", stream]);
        }
        sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("{stream} never comes to rest")
}
