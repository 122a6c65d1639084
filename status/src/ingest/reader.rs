//! The reader of one region's reports.

use std::time::Duration;

use metrics::{counter, histogram};
use queue::{Entry, EntryId, RegionName, Report, Seat, Stream, codec};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{Span, debug, debug_span, error, info, warn};

use super::tally::Tally;
use super::{Ingester, batch};
use crate::Result;

/// Most reports in one transaction: with 17 columns far below SQLite's 32,766
/// values a statement.
const BATCH: usize = 1_000;

/// Least and most time between the beginnings of two batches. A tick waits for the
/// batch before it at most this long.
const GATHER: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// How much of that time each report of the last batch is worth. A transaction costs
/// about as much as a hundred rows of it, so a region with more than 100 reports a second
/// is soon at the longest time, and one with less stays at the shortest, where a first
/// tick is not kept waiting.
const GATHER_A_REPORT: Duration = Duration::from_millis(10);

/// How long a read waits for the first report.
const WAIT: Duration = Duration::from_secs(1);

/// Reports that an ingester has held for this long are taken over from it: it is
/// gone, or its transaction was ended by the database's limit of 5 s.
const TAKE_OVER_AFTER: Duration = Duration::from_secs(15);

/// How often such reports are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How often consumers are removed that took no leave, and how long they must
/// have asked for nothing.
const TIDY_EVERY: Duration = Duration::from_secs(60);
const GONE_AFTER: Duration = Duration::from_secs(600);

/// The pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Reads the region's reports until `shutdown`. Whatever fails is tried again:
/// reports wait in the queue meanwhile.
pub(super) async fn run(ingester: Ingester, region: RegionName, shutdown: CancellationToken) {
    let seat = Seat {
        stream: Stream::results(&region),
        consumer: ingester.consumer.clone(),
    };
    let mut looked = Instant::now();
    let mut tidied = looked;
    let mut failing = false;
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
        match turn(&ingester, &seat, look).await {
            Ok(taken) => {
                if std::mem::take(&mut failing) {
                    info!(%region, "Ingest works again for region {region}");
                }
                if taken > 0 && taken < BATCH {
                    tokio::time::sleep_until(began + gather(taken)).await;
                }
            }
            Err(error) => {
                counter!("upbeat_ingest_failures_total", "region" => region.to_string())
                    .increment(1);
                if !std::mem::replace(&mut failing, true) {
                    warn!(%region, error = &error as &dyn std::error::Error, "Ingest fails for region {region}");
                }
                // What could not be stored is pending for us. Nothing new is read before it
                // is stored: new reports wait as well in the queue.
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
            Ok(gone) => info!(%stream, "Removed consumers that are gone: {}", gone.join(", ")),
            Err(error) => {
                debug!(%stream, error = &error as &dyn std::error::Error, "Cannot remove consumers that are gone");
            }
        }
    }
}

/// How long after the beginning of a batch of `taken` the next one begins.
fn gather(taken: usize) -> Duration {
    let (least, most) = GATHER;
    let worth = GATHER_A_REPORT.saturating_mul(u32::try_from(taken).unwrap_or(u32::MAX));
    worth.clamp(least, most)
}

/// Reads once and ingests what came; with `look`, also what others left lying.
async fn turn(ingester: &Ingester, seat: &Seat, look: bool) -> Result<usize> {
    if look {
        take_over(ingester, seat).await?;
    }
    let entries = ingester.transport.read(seat, BATCH, WAIT).await?;
    let taken = entries.len();
    pass(ingester, &seat.stream, entries).await?;
    Ok(taken)
}

/// Ingests what other consumers left lying.
async fn take_over(ingester: &Ingester, seat: &Seat) -> Result<()> {
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

/// Ingests what this consumer has read and not acknowledged.
async fn resume(ingester: &Ingester, seat: &Seat) -> Result<()> {
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

/// Ingests entries of a region's reports: one transaction, then the
/// acknowledgement, then the announcement. What cannot be read goes to the dead
/// letters.
///
/// # Errors
/// Where the database or the queue fails; the entries then stay pending.
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
        // What was under way while its website was paused, edited or deleted.
        info!(%region, orphaned = outcome.orphaned, unplanned = outcome.unplanned, "Dropped {dropped} reports of what is not planned any more");
    } else if dropped > 0 {
        warn!(%region, dropped, forged = outcome.forged, out_of_time = outcome.out_of_time, orphaned = outcome.orphaned, unplanned = outcome.unplanned, "Dropped {dropped} reports");
    }
    if outcome.bare > 0 {
        warn!(%region, bare = outcome.bare, "Dropped the evidence of {} reports, which was too big", outcome.bare);
    }
    debug!(%region, batch_len, stored = outcome.stored, repeated = outcome.repeated, duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), "Ingested {batch_len} reports");
    Ok(())
}
