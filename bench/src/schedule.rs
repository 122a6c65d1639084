//! The scheduler alone, at scale: memory a website, how late and how evenly jobs are
//! published, and what that costs. No prober runs: jobs are read back from Redis.

mod jobs;

use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Args;
use tokio::time::sleep;

use self::jobs::Job;
use crate::process::{self, Process};
use crate::stores::Stores;
use crate::throughput::serve;

const DATABASE: &str = "bench_schedule";

/// How far back jobs are read, milliseconds: well within the 300 s, and the 1,000,000
/// jobs a region, beyond which they are trimmed.
const KEPT_MS: i64 = 200_000;

/// How long reading everything may take.
const START_LIMIT: Duration = Duration::from_secs(300);

#[derive(Args)]
pub(crate) struct Options {
    /// Websites, checked every minute to every hour: on average once in 300 s and
    /// region.
    #[arg(long, default_value_t = 1_000_000)]
    websites: usize,

    /// Regions, from all of which each website is checked.
    #[arg(long, default_value_t = 3)]
    regions: usize,

    /// How long is measured, seconds. From 300 on a comparison of the whole schedule
    /// with the database falls into it.
    #[arg(long, default_value_t = 30)]
    secs: u64,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let stores = Stores::fresh(DATABASE)?;
    let environment = [
        ("DATABASE_URL", stores.database_url.as_str()),
        ("REDIS_URL", stores.redis_url.as_str()),
    ];
    let websites = options.websites as f64;

    // Without a website: what the process takes by itself.
    let (address, server) = serve("upbeat", &environment)?;
    process::accepting(address).await?;
    sleep(Duration::from_secs(5)).await;
    let idle_kib = process::now_kib(server.id());
    drop(server);

    let began = Instant::now();
    stores.sql(&rows(options))?;
    println!(
        "{} websites, {} regions; {:.0} s to make the rows",
        options.websites,
        options.regions,
        began.elapsed().as_secs_f64()
    );

    stores.redis(&["FLUSHALL"])?;
    let began = Instant::now();
    let (address, server) = serve("upbeat", &environment)?;
    process::accepting(address).await?;
    while stores.redis(&["EXISTS", &jobs::key(1)])? == "0" {
        ensure!(began.elapsed() < START_LIMIT, "no job is published");
        sleep(Duration::from_millis(20)).await;
    }
    println!(
        "  start           {:>10.1} s until the first job",
        began.elapsed().as_secs_f64()
    );
    while !has_caught_up(&stores)? {
        ensure!(began.elapsed() < START_LIMIT, "the jobs stay late");
        sleep(Duration::from_secs(1)).await;
    }
    println!(
        "                  {:>10.1} s until it has caught up with the last minute",
        began.elapsed().as_secs_f64()
    );
    sleep(Duration::from_secs(5)).await;

    let redis_id = stores.redis_id()?;
    let from_ms = stores.now_ms()?;
    let before = (process::cpu(server.id()), process::cpu(redis_id));
    let seconds = watch(&server, options.secs).await;
    let after = (process::cpu(server.id()), process::cpu(redis_id));
    let to_ms = stores.now_ms()?;
    let (now_kib, peak_kib) = (
        process::now_kib(server.id()),
        process::peak_kib(server.id()),
    );
    drop(server);

    let mut published = Vec::new();
    let kept_from_ms = from_ms.max(to_ms - KEPT_MS);
    for region in 1..=options.regions {
        published.extend(jobs::read(&stores, region, kept_from_ms, to_ms)?);
    }
    ensure!(!published.is_empty(), "no job was published");
    let each_sec = published.len() as f64 * 1_000.0 / (to_ms - kept_from_ms) as f64;
    let thousands = each_sec * (to_ms - from_ms) as f64 / 1_000_000.0;
    println!("  published       {each_sec:>10.0} jobs a second");
    print_lateness(&published);
    print_evenness(&published, kept_from_ms, to_ms);
    for (name, kib) in [("memory", now_kib), ("memory, peak", peak_kib)] {
        let bytes = kib.saturating_sub(idle_kib) as f64 * 1_024.0 / websites;
        println!(
            "  {name:<15} {bytes:>10.0} bytes a website ({} MiB, {} without any)",
            kib / 1_024,
            idle_kib / 1_024
        );
    }
    for (name, used) in [
        ("upbeat", after.0 - before.0),
        ("redis", after.1 - before.1),
    ] {
        println!(
            "  {name:<15} {:>10.2} ms of CPU per 1,000 jobs",
            used.as_secs_f64() * 1_000.0 / thousands
        );
    }
    let median = seconds[seconds.len() / 2];
    let beyond: f64 = seconds
        .iter()
        .map(|used| (used - 2.0 * median).max(0.0))
        .sum();
    println!(
        "  busiest second  {:>10.2} s of CPU, the median one {median:.2}; {beyond:.1} s in those beyond twice that",
        seconds.last().copied().unwrap_or(0.0)
    );
    Ok(())
}

/// Whether the jobs of the last second were published within a second.
fn has_caught_up(stores: &Stores) -> anyhow::Result<bool> {
    let now_ms = stores.now_ms()?;
    let newest = jobs::read(stores, 1, now_ms - 1_000, now_ms)?;
    Ok(!newest.is_empty() && newest.iter().all(|job| job.added_ms - job.slot_ms < 1_000))
}

/// CPU seconds of the server in each second, sorted.
async fn watch(server: &Process, secs: u64) -> Vec<f64> {
    let mut seconds = Vec::new();
    for _ in 0..secs.max(1) {
        let before = process::cpu(server.id());
        sleep(Duration::from_secs(1)).await;
        seconds.push((process::cpu(server.id()) - before).as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    seconds
}

#[expect(clippy::print_stdout, reason = "the result")]
fn print_lateness(published: &[Job]) {
    let mut late: Vec<i64> = published
        .iter()
        .map(|job| job.added_ms - job.slot_ms)
        .collect();
    late.sort_unstable();
    let at = |share: usize| late[(late.len() - 1) * share / 1_000];
    println!(
        "  late            {:>10} ms at the median, {} at 99 %, {} at 99.9 %, {} at most",
        at(500),
        at(990),
        at(999),
        at(1_000)
    );
}

/// Counts of whole seconds against 5 % and four standard deviations of chance, as if
/// each job had a slot of its own.
#[expect(clippy::print_stdout, reason = "the result")]
fn print_evenness(published: &[Job], from_ms: i64, to_ms: i64) {
    let (first, end) = (from_ms / 1_000 + 1, to_ms / 1_000);
    let mut counts = vec![0_u32; usize::try_from(end - first).unwrap_or(0)];
    for job in published {
        let second = usize::try_from(job.added_ms / 1_000 - first);
        if let Some(count) = second.ok().and_then(|second| counts.get_mut(second)) {
            *count += 1;
        }
    }
    let mean = counts.iter().map(|count| f64::from(*count)).sum::<f64>() / counts.len() as f64;
    let widest = counts
        .iter()
        .map(|count| (f64::from(*count) - mean).abs() / mean)
        .fold(0.0, f64::max);
    let bound = 0.05 + 4.0 / mean.sqrt();
    println!(
        "  each second     {:>10.1} % off the mean at most, {:.1} allowed: {}",
        widest * 100.0,
        bound * 100.0,
        if widest <= bound { "even" } else { "UNEVEN" }
    );
}

/// What makes the websites: intervals in such shares that the mean rate is one in 300 s.
fn rows(options: &Options) -> String {
    let Options {
        websites, regions, ..
    } = options;
    // One tenth is checked every minute, the others more seldom:
    // 0.1/60 + 0.3/300 + 0.3/600 + 0.1/900 + 0.2/3600 = 1/300.
    let interval_ms = "CASE WHEN n % 10 < 1 THEN 60000 WHEN n % 10 < 4 THEN 300000 \
        WHEN n % 10 < 7 THEN 600000 WHEN n % 10 < 8 THEN 900000 ELSE 3600000 END";
    format!(
        "INSERT INTO organization VALUES ('00000000-0000-7000-8000-000000000001', 'Bench', NULL, now());
        INSERT INTO region (key, name, valid_from_ms)
            SELECT n, 'r' || n, 0 FROM generate_series(1, {regions}) n;
        INSERT INTO website (id, organization_id, name, url, interval_ms, timeout_ms, retries,
                paused, quorum, revision, created_at, updated_at)
            SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'Website ' || n,
                'https://www.website-' || n || '.test/', {interval_ms}, 10000, 1,
                false, 'majority', 1, now(), now()
            FROM generate_series(1, {websites}) n;
        INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms, retries,
                url, quorum, organization_id, valid_from_ms, updated_at_ms)
            SELECT key, 1, id, interval_ms, timeout_ms, retries, url, quorum, organization_id, 0, 0
            FROM website ORDER BY key;
        INSERT INTO website_status (website_key, status, since_ms) SELECT key, 0, 0 FROM website;
        ANALYZE;"
    )
}
