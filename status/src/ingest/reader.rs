//! Reads one region's reports.

use std::time::Duration;

use metrics::{counter, histogram};
use queue::{Entry, EntryId, GroupConsumer, RegionName, Report, Stream, codec};
use runtime::Failures;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{Span, debug, debug_span, error, info, warn};

use super::tally::Tally;
use super::{Ingester, batch};
use crate::Result;

/// Most reports in one transaction: with 17 columns far below SQLite's 32,766 values per
/// statement.
const BATCH: usize = 1_000;

/// Shortest and longest time between the starts of two batches. A tick waits for the batch
/// before it at most this long.
const GATHER: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// Waiting time that each report of the last batch adds. A transaction costs about as much as
/// a hundred of its rows, so a region with more than 100 reports a second soon waits the
/// longest time, and a slower one the shortest, which delays a first tick least.
const GATHER_A_REPORT: Duration = Duration::from_millis(10);

/// How long a read waits for the first report.
const WAIT: Duration = Duration::from_secs(1);

/// Reports that an ingester has held for this long are taken over: it has died, or the
/// database's limit of 5 s has ended its transaction.
const TAKE_OVER_AFTER: Duration = Duration::from_secs(15);

/// Interval between searches for such reports.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Interval between removals of consumers that left without notice, and how long they must
/// have been idle.
const TIDY_EVERY: Duration = Duration::from_secs(60);
const GONE_AFTER: Duration = Duration::from_secs(600);

/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Reads the region's reports until `shutdown`. Failures are retried; reports wait in the
/// queue meanwhile.
pub(super) async fn run(ingester: Ingester, region: RegionName, shutdown: CancellationToken) {
    let seat = GroupConsumer {
        stream: Stream::results(&region),
        consumer: ingester.consumer.clone(),
    };
    let mut looked = Instant::now();
    let mut tidied = looked;
    let mut failures = Failures::of(format!("Ingest for region {region}"));
    while !shutdown.is_cancelled() {
        let began = Instant::now();
        let look = looked.elapsed() >= LOOK_EVERY;
        if look {
            looked = began;
        }
        if tidied.elapsed() >= TIDY_EVERY {
            tidied = began;
            tidy(&ingester, &region).await;
        }
        let taken = turn(&ingester, &seat, look).await;
        failures.note(&taken);
        match taken {
            Ok(taken) => {
                if taken > 0 && taken < BATCH {
                    tokio::time::sleep_until(began + gather(taken)).await;
                }
            }
            Err(_) => {
                counter!("upbeat_ingest_failures_total", "region" => region.to_string())
                    .increment(1);
                // Reports that could not be stored are pending for this consumer. They are
                // stored before anything new is read; new reports can wait in the queue as
                // well.
                while !shutdown.is_cancelled() {
                    tokio::select! {
                        () = shutdown.cancelled() => {}
                        () = tokio::time::sleep(PAUSE) => {}
                    }
                    match resume(&ingester, &seat).await {
                        Ok(()) => break,
                        Err(error) => {
                            debug!(%region, error = &error as &dyn std::error::Error, "Ingest still fails");
                        }
                    }
                }
            }
        }
    }
    if let Err(error) = ingester.transport.leave(&seat).await {
        debug!(%region, error = &error as &dyn std::error::Error, "Cannot leave the group");
    }
}

/// Removes the consumers of api replicas and probers that were killed.
async fn tidy(ingester: &Ingester, region: &RegionName) {
    for stream in [Stream::results(region), Stream::checks(region)] {
        match ingester.transport.tidy(&stream, GONE_AFTER).await {
            Ok(gone) if gone.is_empty() => {}
            Ok(gone) => info!(%stream, "Removed dead consumers: {}", gone.join(", ")),
            Err(error) => {
                debug!(%stream, error = &error as &dyn std::error::Error, "Cannot remove dead consumers");
            }
        }
    }
}

/// How long after the start of a batch of `taken` reports the next one starts.
fn gather(taken: usize) -> Duration {
    let (least, most) = GATHER;
    let worth = GATHER_A_REPORT.saturating_mul(u32::try_from(taken).unwrap_or(u32::MAX));
    worth.clamp(least, most)
}

/// Reads once and ingests the result; with `look`, also what other consumers left.
async fn turn(ingester: &Ingester, seat: &GroupConsumer, look: bool) -> Result<usize> {
    if look {
        take_over(ingester, seat).await?;
    }
    let entries = ingester.transport.read(seat, BATCH, WAIT).await?;
    let taken = entries.len();
    pass(ingester, &seat.stream, entries).await?;
    Ok(taken)
}

/// Ingests reports that other consumers left unacknowledged.
async fn take_over(ingester: &Ingester, seat: &GroupConsumer) -> Result<()> {
    loop {
        let pending = ingester
            .transport
            .pending(&seat.stream, TAKE_OVER_AFTER, BATCH)
            .await?;
        let ids: Vec<EntryId> = pending.into_iter().map(|pending| pending.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let left = ingester
            .transport
            .claim(seat, TAKE_OVER_AFTER, &ids)
            .await?;
        info!(region = %seat.stream.region, batch_len = left.len(), "Took over reports");
        pass(ingester, &seat.stream, left).await?;
        if ids.len() < BATCH {
            return Ok(());
        }
    }
}

/// Ingests reports that this consumer has read but not acknowledged.
async fn resume(ingester: &Ingester, seat: &GroupConsumer) -> Result<()> {
    loop {
        let pending = ingester
            .transport
            .pending(&seat.stream, Duration::ZERO, BATCH)
            .await?;
        let own = pending
            .into_iter()
            .filter(|pending| pending.consumer == seat.consumer);
        let ids: Vec<EntryId> = own.map(|pending| pending.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let entries = ingester.transport.claim(seat, Duration::ZERO, &ids).await?;
        pass(ingester, &seat.stream, entries).await?;
    }
}

/// Ingests entries of a region's reports: one transaction, then the acknowledgement, then the
/// announcement. Unreadable entries are moved to the dead letters.
///
/// # Errors
/// If the database or the queue fails; the entries then stay pending.
pub async fn pass(ingester: &Ingester, stream: &Stream, entries: Vec<Entry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let began = Instant::now();
    let region = &stream.region;
    let mut reports = Vec::with_capacity(entries.len());
    let mut unreadable = Vec::new();
    for entry in &entries {
        match codec::decode::<Report>(&entry.body) {
            Ok(report) => reports.push((region.clone(), report)),
            Err(error) => {
                error!(%region, entry = entry.id.0, error = &error as &dyn std::error::Error, "Report cannot be read, moved to the dead letters");
                unreadable.push(entry.body.clone());
            }
        }
    }
    let batch_len = reports.len();
    let unreadable_len = unreadable.len();
    let tally = Tally::of(&reports);
    let spans = reports
        .iter()
        .map(|(region, report)| debug_span!("ingest", job.id = %report.key.id(region)));
    let spans: Vec<Span> = spans.filter(|span| !span.is_disabled()).collect();
    let now_ms = ingester.clock.now_ms();
    let outcome = batch::store(
        &ingester.db,
        &ingester.signing,
        &ingester.keep,
        reports,
        now_ms,
    )
    .await?;
    if outcome.asked > 0 {
        ingester.asked.notify_one();
    }
    if !unreadable.is_empty() {
        ingester
            .transport
            .publish(&Stream::dead(region), unreadable)
            .await?;
    }
    let ids: Vec<EntryId> = entries.into_iter().map(|entry| entry.id).collect();
    ingester.transport.ack(stream, &ids).await?;
    drop(spans);
    if let Some(seq) = outcome.seq {
        ingester.transport.announce(seq).await?;
    }
    tally.export(region, &outcome, unreadable_len, ingester.clock.now_ms());
    histogram!("upbeat_ingest_batch_seconds").record(began.elapsed().as_secs_f64());
    let dropped = outcome.forged + outcome.out_of_time + outcome.orphaned + outcome.unplanned;
    if dropped == outcome.unplanned + outcome.orphaned && dropped > 0 {
        // Their checks were running while the website was paused, edited or deleted.
        info!(%region, orphaned = outcome.orphaned, unplanned = outcome.unplanned, "Dropped {dropped} reports that are no longer planned");
    } else if dropped > 0 {
        warn!(%region, dropped, forged = outcome.forged, out_of_time = outcome.out_of_time, orphaned = outcome.orphaned, unplanned = outcome.unplanned, "Dropped {dropped} reports");
    }
    if outcome.bare > 0 {
        warn!(%region, bare = outcome.bare, "Dropped the evidence of {} reports because it was too large", outcome.bare);
    }
    debug!(%region, batch_len, stored = outcome.stored, repeated = outcome.repeated, duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), "Ingested {batch_len} reports");
    Ok(())
}
